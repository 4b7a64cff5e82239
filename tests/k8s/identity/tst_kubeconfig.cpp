// SPDX-License-Identifier: Apache-2.0
#include "support/tls_material.h"

#include <k8s/identity/kubeconfig.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::TlsMaterial;

class KubeconfigTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void readsEveryField();
    void readsFilesRelativeToItsFolder();
    void dataWinsOverFile();
    void choosesTheContext();
    void toleratesWhatItDoesNotKnow();
    void refusesABrokenFile_data();
    void refusesABrokenFile();
    void refusesAnUnusableContext_data();
    void refusesAnUnusableContext();
    void ignoresTheFaultsOfOtherContexts();
    void readsEveryKindOfKey_data();
    void readsEveryKindOfKey();
    void saysWhichFileIsMissing();
    void loadsOnlySmallRegularFiles();
    void readsBasicAndImpersonation();
    void readsAnExecPlugin();
    void tokenStandsInForAMissingTokenFile();
    void sendsNoCredentialsInTheOpen();
    void mergesFiles();
    void skipsAbsentFilesAndRefusesBrokenOnes();
    void usualPathsFollowTheEnvironment();
    void usesTheServiceAccountOfItsPod();

private:
    Result<Kubeconfig> parse(const QByteArray &yaml) const
    {
        return Kubeconfig::parse(yaml, m_tls.path({}), u"config"_s);
    }
    //! A whole kubeconfig around one cluster body and one user body, in flow style.
    static QByteArray around(const QByteArray &cluster, const QByteArray &user)
    {
        return "clusters: [{name: c, cluster: " + cluster + "}]\nusers: [{name: u, user: " + user +
               "}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n";
    }
    QString write(const QString &name, const QByteArray &text) const
    {
        QDir(m_tls.path({})).mkpath(QFileInfo(m_tls.path(name)).path());
        QFile file(m_tls.path(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName()
                                                                                  : QString();
    }
    QByteArray base64(const QString &file) const { return m_tls.read(file).toBase64(); }

    TlsMaterial m_tls;
};

void KubeconfigTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
}

void KubeconfigTest::readsEveryField()
{
    const auto file =
        parse("clusters:\n"
              "- name: c\n"
              "  cluster:\n"
              "    server: https://host.example:6443/prefix\n"
              "    tls-server-name: kubernetes\n"
              "    certificate-authority-data: " +
              base64(u"ca.crt"_s) +
              "\n"
              "users:\n"
              "- name: u\n"
              "  user:\n"
              "    token: abc\n"
              "    client-certificate-data: " +
              base64(u"client.crt"_s) + "\n    client-key-data: " + base64(u"client.key"_s) +
              "\n"
              "contexts:\n"
              "- name: x\n"
              "  context: {cluster: c, user: u, namespace: team-a}\n"
              "current-context: x\n");
    QVERIFY(file);
    QCOMPARE(file->currentContext(), u"x"_s);
    QCOMPARE(file->contexts().size(), std::size_t(1));
    QCOMPARE(file->contexts().front().nameSpace, u"team-a"_s);
    const auto config = file->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->contextName, u"x"_s);
    QCOMPARE(config->clusterName, u"c"_s);
    QCOMPARE(config->userName, u"u"_s);
    QCOMPARE(config->server, QUrl(u"https://host.example:6443/prefix"_s));
    QCOMPARE(config->defaultNamespace, u"team-a"_s);
    QCOMPARE(config->tlsServerName, u"kubernetes"_s);
    QCOMPARE(config->certificateAuthority, m_tls.read(u"ca.crt"_s));
    QCOMPARE(config->clientCertificate, m_tls.read(u"client.crt"_s));
    QCOMPARE(config->clientKey, m_tls.read(u"client.key"_s));
    QCOMPARE(config->token, QByteArray("abc"));
    QVERIFY(!config->insecureSkipTlsVerify);
}

void KubeconfigTest::readsFilesRelativeToItsFolder()
{
    QFile token(m_tls.path(u"token"_s));
    QVERIFY(token.open(QIODevice::WriteOnly) && token.write("t0ken\n") == 6);
    token.close();
    QFile written(m_tls.path(u"config"_s));
    QVERIFY(written.open(QIODevice::WriteOnly));
    written.write(around("{server: 'https://h', certificate-authority: ca.crt}",
                         "{client-certificate: ./client.crt, client-key: " +
                             m_tls.path(u"client.key"_s).toUtf8() + ", tokenFile: token}"));
    written.close();
    const auto file = Kubeconfig::load(written.fileName());
    QVERIFY(file);
    QCOMPARE(file->path(), written.fileName());
    const auto config = file->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->certificateAuthority, m_tls.read(u"ca.crt"_s));
    QCOMPARE(config->clientCertificate, m_tls.read(u"client.crt"_s));
    QCOMPARE(config->clientKey, m_tls.read(u"client.key"_s));
    QCOMPARE(config->tokenFile, m_tls.path(u"token"_s));
}

void KubeconfigTest::dataWinsOverFile()
{
    const auto config = parse(around("{server: 'https://h', certificate-authority: nowhere.crt, "
                                     "certificate-authority-data: " +
                                         base64(u"ca.crt"_s) + "}",
                                     "{}"))
                            ->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->certificateAuthority, m_tls.read(u"ca.crt"_s));
}

void KubeconfigTest::choosesTheContext()
{
    const auto file = parse("clusters:\n- {name: a, cluster: {server: 'https://a'}}\n"
                            "- {name: b, cluster: {server: 'https://b', "
                            "insecure-skip-tls-verify: true}}\n"
                            "users: [{name: u}]\n"
                            "contexts:\n- {name: one, context: {cluster: a, user: u}}\n"
                            "- {name: two, context: {cluster: b, user: u}}\n"
                            "current-context: one\n");
    QVERIFY(file);
    QCOMPARE(file->restConfig()->server, QUrl(u"https://a"_s));
    QCOMPARE(file->restConfig()->defaultNamespace, u"default"_s);
    QCOMPARE(file->restConfig(u"two"_s)->server, QUrl(u"https://b"_s));
    QVERIFY(file->restConfig(u"two"_s)->insecureSkipTlsVerify);
    const auto missing = file->restConfig(u"three"_s);
    QVERIFY(!missing);
    QCOMPARE(missing.error().message, u"config has no context “three”. The file has: one, two."_s);
}

void KubeconfigTest::toleratesWhatItDoesNotKnow()
{
    const auto file = parse("apiVersion: v1\nkind: Config\npreferences: {colors: true}\n"
                            "extensions: [1, 2]\nclusters: null\n");
    QVERIFY(file);
    QVERIFY(file->contexts().empty());
    QVERIFY(parse(""));
    QVERIFY(parse("{\"clusters\": [], \"users\": []}"));
}

void KubeconfigTest::refusesABrokenFile_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("beginning");
    QTest::newRow("not yaml") << QByteArray("clusters: [\nusers: {")
                              << u"config:2:1: this is not valid YAML: "_s;
    QTest::newRow("tab") << QByteArray("clusters:\n\t- x")
                         << u"config:2:2: this is not valid YAML: "_s;
    QTest::newRow("a list") << QByteArray("- a\n- b\n") << u"config:1:1: a kubeconfig has"_s;
    QTest::newRow("a word") << QByteArray("hello") << u"config:1:1: a kubeconfig has"_s;
    QTest::newRow("clusters no list")
        << QByteArray("clusters: abc\n") << u"config:1:11: “clusters” must be a list"_s;
    QTest::newRow("twice")
        << QByteArray("users:\n- name: a\n- name: a\n")
        << u"config:3:3: “users” names “a” twice, first on line 2: remove one of them"_s;
    QTest::newRow("deep") << QByteArray(100'000, '[') << u"config:"_s;
    QTest::newRow("binary") << QByteArray("\"\\\x7f"
                                          "ELF\x02\x01\x01\0\0\0\0",
                                          12)
                            << u"config:1:"_s;
    QTest::newRow("large") << QByteArray((16 << 20) + 1, '#')
                           << u"The kubeconfig file is larger than 16 MiB: config"_s;
}

void KubeconfigTest::refusesABrokenFile()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, beginning);
    const auto file = parse(yaml);
    QVERIFY(!file);
    QCOMPARE(toString(file.error().kind), u"Configuration"_s);
    QVERIFY2(file.error().message.startsWith(beginning), qPrintable(file.error().message));
    for (const QChar c : file.error().message)
        QVERIFY(c.isPrint());
}

void KubeconfigTest::refusesAnUnusableContext_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("part");
    const QByteArray cluster = "{server: 'https://h'}";
    const QByteArray contexts = "contexts: [{name: x, context: {cluster: c, user: u}}]\n";
    QTest::newRow("no current context") << QByteArray(contexts)
                                        << u"no current-context, so a context must be named. "
                                           "The file has: x."_s;
    QTest::newRow("nothing") << QByteArray() << u"config is no kubeconfig: it has no contexts."_s;
    QTest::newRow("something else") << QByteArray("version: 1\ntests: []\n")
                                    << u"config is no kubeconfig: it has no contexts."_s;
    QTest::newRow("clusters alone")
        << QByteArray("clusters: [{name: c, cluster: {server: 'https://h'}}]\n")
        << u"config has no contexts: a context says which cluster is meant, and which user."_s;
    QTest::newRow("no contexts") << QByteArray("current-context: x")
                                 << u"has no context “x”. The file has none."_s;
    QTest::newRow("no cluster") << contexts + "current-context: x\nusers: [{name: u}]\n"
                                << u"names the cluster “c”, which is missing. The file has none."_s;
    QTest::newRow("no user") << contexts +
                                    "current-context: x\nclusters: [{name: c, cluster: {server: "
                                    "'https://h'}}]\nusers: [{name: v}]\n"
                             << u"names the user “u”, which is missing. The file has: v."_s;
    QTest::newRow("no server") << around("{}", "{}") << u"Cluster “c” has no server address."_s;
    QTest::newRow("server no url")
        << around("{server: 'ftp://10.0.0.1'}", "{}")
        << u"The server of cluster “c” is “ftp://10.0.0.1”, which is not an address such as "
           "https://host:6443."_s;
    QTest::newRow("server with a space")
        << around("{server: ' https://h'}", "{}") << u"cluster “c” is “ https://h”, which is not"_s;
    QTest::newRow("server with a space and a password")
        << around("{server: 'https://a b:secret@h'}", "{}") << u"cluster “c” is “https://…@h”,"_s;
    QTest::newRow("a path without a scheme")
        << around("{server: 'h:6443/k8s'}", "{}") << u"cluster “c” is “h:6443/k8s”, which is not"_s;
    QTest::newRow("proxy no url")
        << around("{server: 'https://h', proxy-url: 'http://a:secret@p:x'}", "{}")
        << u"proxy-url of cluster “c” is “http://…@p:x”, which is not the address of a proxy"_s;
    QTest::newRow("server with password")
        << around("{server: 'https://a:secret@h'}", "{}") << u"holds a user name or a password"_s;
    const QByteArray v1 = "apiVersion: client.authentication.k8s.io/v1";
    QTest::newRow("exec of an old version")
        << around(cluster, "{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1"
                           "}}")
        << u"has the apiVersion “client.authentication.k8s.io/v1alpha1”; "
           "client.authentication.k8s.io/v1 and v1beta1 are known."_s;
    QTest::newRow("exec without command")
        << around(cluster, "{exec: {" + v1 + ", interactiveMode: Never}}")
        << u"The exec plugin of user “u” has no command."_s;
    QTest::newRow("exec that must ask")
        << around(cluster, "{exec: {command: aws, " + v1 + ", interactiveMode: Always}}")
        << u"must ask in a terminal (interactiveMode: Always), which there is none of here."_s;
    QTest::newRow("exec without mode")
        << around(cluster, "{exec: {command: aws, " + v1 + "}}")
        << u"has the interactiveMode “”; it must be Never, IfAvailable or Always."_s;
    QTest::newRow("removed auth-provider")
        << around(cluster, "{auth-provider: {name: gcp}}")
        << u"from the auth-provider “gcp”, which Kubernetes removed in 1.26"_s;
    QTest::newRow("unknown auth-provider")
        << around(cluster, "{token: t, auth-provider: {name: openstack}}")
        << u"“openstack”; the only one that Kubernetes knows is “oidc”."_s;
    QTest::newRow("token and basic")
        << around(cluster, "{token: t, username: a, password: secret}")
        << u"User “u” has both a token and a user name with password; remove one of them."_s;
    QTest::newRow("groups without as")
        << around(cluster, "{token: t, as-groups: [admins]}")
        << u"User “u” has as-uid, as-groups or as-user-extra, but no “as”"_s;
    QTest::newRow("impersonation with a line break")
        << around(cluster, "{token: t, as: root, as-groups: [\"a\\r\\nAuthorization: x\"]}")
        << u"hold a line break or another control character"_s;
    QTest::newRow("proxy") << around("{server: 'https://h', proxy-url: 'https://a:secret@p:3128'}",
                                     "{}")
                           << u"proxy-url of cluster “c” names a proxy of the kind https://"_s;
    QTest::newRow("bad base64")
        << around("{server: 'https://h', certificate-authority-data: '@@@'}", "{}")
        << u"config:1:81: The certificate authority of cluster “c” is not valid base64."_s;
    QTest::newRow("base64 with a space")
        << around("{server: 'https://h', certificate-authority-data: 'aGVs bG8='}", "{}")
        << u"is not valid base64."_s;
    QTest::newRow("bad pem")
        << around("{server: 'https://h', certificate-authority-data: aGVsbG8=}", "{}")
        << u"The certificate authority of cluster “c” holds no PEM certificate."_s;
    QTest::newRow("missing file")
        << around("{server: 'https://h', certificate-authority: nowhere.crt}", "{}")
        << u"The certificate authority of cluster “c” does not exist: "_s;
    QTest::newRow("a folder") << around("{server: 'https://h', certificate-authority: .}", "{}")
                              << u"The certificate authority of cluster “c” is not a file: "_s;
    QTest::newRow("insecure with authority")
        << around("{server: 'https://h', insecure-skip-tls-verify: true, certificate-authority: "
                  "ca.crt}",
                  "{}")
        << u"has both a certificate authority and insecure-skip-tls-verify"_s;
    QTest::newRow("certificate without key")
        << around(cluster, "{client-certificate: client.crt}")
        << u"User “u” has a client certificate but no client key."_s;
    QTest::newRow("key without certificate")
        << around(cluster, "{client-key: client.key}")
        << u"User “u” has a client key but no client certificate."_s;
    QTest::newRow("token file missing") << around(cluster, "{tokenFile: nowhere}")
                                        << u"The token file of user “u” does not exist: "_s;
}

void KubeconfigTest::refusesAnUnusableContext()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, part);
    const auto file = parse(yaml);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto config = file->restConfig();
    QVERIFY(!config);
    QCOMPARE(toString(config.error().kind), u"Configuration"_s);
    QVERIFY2(config.error().message.contains(part), qPrintable(config.error().message));
    QVERIFY(!config.error().message.contains(u"secret"));
    QVERIFY(config.error().request.isEmpty());
}

void KubeconfigTest::ignoresTheFaultsOfOtherContexts()
{
    const auto file = parse("clusters: [{name: c, cluster: {server: 'https://h'}}]\n"
                            "users: [{name: good, user: {token: t}}, "
                            "{name: plugin, user: {exec: {command: aws}}}]\n"
                            "contexts: [{name: x, context: {cluster: c, user: good}}, "
                            "{name: 'y', context: {cluster: c, user: plugin}}]\n");
    QVERIFY(file);
    QVERIFY(file->restConfig(u"x"_s));
    QVERIFY(!file->restConfig(u"y"_s));
}

void KubeconfigTest::readsEveryKindOfKey_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("fault");
    QTest::newRow("EC SEC1") << u"client.key"_s << QString();
    QTest::newRow("EC PKCS#8") << u"ec-pkcs8.key"_s << QString();
    QTest::newRow("EC with parameters") << u"ec-params.key"_s << QString();
    QTest::newRow("RSA PKCS#1") << u"rsa-pkcs1.key"_s << QString();
    QTest::newRow("RSA PKCS#8") << u"rsa-pkcs8.key"_s << QString();
    QTest::newRow("Ed25519") << u"ed25519.key"_s << u"neither an RSA nor an EC key"_s;
    QTest::newRow("password") << u"locked.key"_s << u"is protected by a password"_s;
    QTest::newRow("a certificate") << u"client.crt"_s << u"holds no PEM private key"_s;
}

void KubeconfigTest::readsEveryKindOfKey()
{
    QFETCH(QString, key);
    QFETCH(QString, fault);
    const auto config =
        parse(around("{server: 'https://h'}",
                     "{client-certificate: client.crt, client-key: " + key.toUtf8() + "}"))
            ->restConfig();
    if (fault.isEmpty()) {
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        return;
    }
    QVERIFY(!config);
    QVERIFY2(config.error().message.contains(fault), qPrintable(config.error().message));
    QVERIFY2(config.error().message.startsWith(u"The client key of user “u”") ||
                 config.error().message.contains(u"client key of user “u”", Qt::CaseInsensitive),
             qPrintable(config.error().message));
}

void KubeconfigTest::saysWhichFileIsMissing()
{
    const auto file = Kubeconfig::load(m_tls.path(u"absent"_s));
    QVERIFY(!file);
    QCOMPARE(toString(file.error().kind), u"Configuration"_s);
    QCOMPARE(file.error().message,
             u"The kubeconfig file does not exist: "_s + m_tls.path(u"absent"_s));
}

void KubeconfigTest::loadsOnlySmallRegularFiles()
{
    const auto folder = Kubeconfig::load(m_tls.path({}));
    QVERIFY(!folder);
    QVERIFY(folder.error().message.contains(u"is not a file"));
    const auto device = Kubeconfig::load(u"/dev/zero"_s);
    QVERIFY(!device);
    QVERIFY(device.error().message.contains(u"is not a file"));
}

void KubeconfigTest::readsBasicAndImpersonation()
{
    const auto config = parse(around("{server: 'https://h'}",
                                     "{username: ann, password: 'p:w', as: bob, as-uid: '7', "
                                     "as-groups: [g1, g2], as-user-extra: {scopes: [a, b]}}"))
                            ->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->username, u"ann"_s);
    QCOMPARE(config->password, u"p:w"_s);
    QCOMPARE(config->impersonation.user, u"bob"_s);
    QCOMPARE(config->impersonation.uid, u"7"_s);
    QCOMPARE(config->impersonation.groups, (QStringList{u"g1"_s, u"g2"_s}));
    QCOMPARE(config->impersonation.extra,
             (QMap<QString, QStringList>{{u"scopes"_s, {u"a"_s, u"b"_s}}}));
}

void KubeconfigTest::readsAnExecPlugin()
{
    const auto file = parse(
        "clusters: [{name: c, cluster: {server: 'https://h', extensions: [{name: other, extension: "
        "1}, {name: client.authentication.k8s.io/exec, extension: {audience: a, 'n': 1, 'on': "
        "true, "
        "s: '1', list: [a, null]}}]}}]\n"
        "users:\n"
        "- {name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/sign, "
        "args: [a, '1'], env: [{name: 'N', value: v}, {name: M}], provideClusterInfo: true, "
        "interactiveMode: IfAvailable, installHint: hint}}}\n"
        "- {name: v, user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: "
        "aws}}}\n"
        "- {name: w, user: {token: t, exec: {command: aws}}}\n"
        "contexts: [{name: x, context: {cluster: c, user: u}}, {name: 'y', context: {cluster: c, "
        "user: v}}, {name: z, context: {cluster: c, user: w}}]\n");
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto x = file->restConfig(u"x"_s);
    QVERIFY2(x, x ? "" : qPrintable(x.error().message));
    const ExecPlugin &plugin = *x->execPlugin;
    QCOMPARE(plugin.apiVersion, u"client.authentication.k8s.io/v1"_s);
    QCOMPARE(plugin.command, m_tls.path(u"bin/sign"_s));
    QCOMPARE(plugin.arguments, (QStringList{u"a"_s, u"1"_s}));
    QCOMPARE(plugin.environment,
             (QList<QPair<QString, QString>>{{u"N"_s, u"v"_s}, {u"M"_s, QString()}}));
    QVERIFY(plugin.provideClusterInfo);
    QCOMPARE(plugin.installHint, u"hint"_s);
    QCOMPARE(plugin.kubeconfig, u"config"_s);
    QCOMPARE(plugin.clusterConfig,
             QByteArray("{\"audience\":\"a\",\"list\":[\"a\",null],\"n\":1,\"on\":true,"
                        "\"s\":\"1\"}"));
    const auto y = file->restConfig(u"y"_s);
    QVERIFY2(y, y ? "" : qPrintable(y.error().message));
    QCOMPARE(y->execPlugin->command, u"aws"_s);
    QVERIFY(!y->execPlugin->provideClusterInfo);
    // As kubectl: who has a token needs no plugin.
    const auto z = file->restConfig(u"z"_s);
    QVERIFY2(z, z ? "" : qPrintable(z.error().message));
    QVERIFY(!z->execPlugin);
}

void KubeconfigTest::tokenStandsInForAMissingTokenFile()
{
    const auto config =
        parse(around("{server: 'https://h'}", "{token: t, tokenFile: nowhere}"))->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->token, QByteArray("t"));
    QCOMPARE(config->tokenFile, m_tls.path(u"nowhere"_s));
}

void KubeconfigTest::sendsNoCredentialsInTheOpen()
{
    const auto config = parse(around("{server: 'http://h:8080'}",
                                     "{token: t, client-certificate: nowhere, as: bob}"))
                            ->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->token, QByteArray());
    QCOMPARE(config->clientCertificate, QByteArray());
    QCOMPARE(config->impersonation.user, u"bob"_s);
}

void KubeconfigTest::mergesFiles()
{
    const QString first =
        write(u"one/config"_s, "current-context: ''\n"
                               "clusters: [{name: c, cluster: {server: 'https://first', "
                               "certificate-authority: ca.crt}}]\n"
                               "users: [{name: u, user: {token: first}}]\n"
                               "contexts: [{name: x, context: {cluster: c, user: u}}]\n");
    QVERIFY(QFile::copy(m_tls.path(u"ca.crt"_s), m_tls.path(u"one/ca.crt"_s)));
    const QString second = write(
        u"two/config"_s, "current-context: 'y'\n"
                         "clusters: [{name: c, cluster: {server: 'https://second', "
                         "tls-server-name: second, insecure-skip-tls-verify: true}}]\n"
                         "users: [{name: u, user: {username: second}}, "
                         "{name: v, user: {tokenFile: token}}]\n"
                         "contexts: [{name: x, context: {cluster: c, user: v, namespace: 'n'}},"
                         " {name: 'y', context: {cluster: c, user: v}}]\n");
    QVERIFY(!write(u"two/token"_s, "t0ken").isEmpty());
    const auto file = Kubeconfig::loadFiles({first, m_tls.path(u"absent"_s), second});
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    QCOMPARE(file->path(), first + u':' + m_tls.path(u"absent"_s) + u':' + second);
    QCOMPARE(file->currentContext(), u"y"_s);
    QCOMPARE(file->contexts().size(), std::size_t(2));
    const auto x = file->restConfig(u"x"_s);
    QVERIFY2(x, x ? "" : qPrintable(x.error().message));
    QCOMPARE(x->server, QUrl(u"https://first"_s));
    QCOMPARE(x->tlsServerName, QString());
    QVERIFY(!x->insecureSkipTlsVerify);
    QCOMPARE(x->certificateAuthority, m_tls.read(u"ca.crt"_s));
    QCOMPARE(x->token, QByteArray("first"));
    QCOMPARE(x->username, QString());
    QCOMPARE(x->defaultNamespace, u"default"_s);
    const auto y = file->restConfig();
    QVERIFY2(y, y ? "" : qPrintable(y.error().message));
    QCOMPARE(y->server, QUrl(u"https://first"_s));
    QCOMPARE(y->tokenFile, m_tls.path(u"two/token"_s));
}

void KubeconfigTest::skipsAbsentFilesAndRefusesBrokenOnes()
{
    const auto absent = Kubeconfig::loadFiles({m_tls.path(u"absent"_s), QString()});
    QVERIFY(absent);
    QVERIFY(absent->contexts().empty());
    const QString good = write(u"good"_s, "current-context: x\n");
    const QString bad = write(u"bad"_s, "clusters: {a: b}\n");
    const auto broken = Kubeconfig::loadFiles({good, bad});
    QVERIFY(!broken);
    QCOMPARE(broken.error().message, bad + u":1:11: “clusters” must be a list"_s);
    const auto pod = parse("apiVersion: v1\nkind: Pod\n");
    QVERIFY(!pod);
    QVERIFY(pod.error().message.contains(u"this is “Pod” of “v1”, not a kubeconfig"));
}

void KubeconfigTest::usualPathsFollowTheEnvironment()
{
    qputenv("KUBECONFIG", ":/one::/two");
    QCOMPARE(Kubeconfig::usualPaths(), (QStringList{u"/one"_s, u"/two"_s}));
    const auto nothing = Kubeconfig::loadUsual(m_tls.path(u"no-pod"_s));
    QVERIFY(!nothing);
    QVERIFY2(
        nothing.error().message.startsWith(u"There is no kubeconfig: /one, /two do not exist."),
        qPrintable(nothing.error().message));
    qputenv("KUBECONFIG", "/one");
    const auto none = Kubeconfig::loadUsual(m_tls.path(u"no-pod"_s));
    QVERIFY2(none.error().message.startsWith(u"There is no kubeconfig: /one does not exist."),
             qPrintable(none.error().message));
    const QString empty = write(u"empty"_s, {});
    QCOMPARE(Kubeconfig::load(empty)->restConfig().error().message, empty + u" is empty."_s);
    qunsetenv("KUBECONFIG");
    QCOMPARE(Kubeconfig::usualPaths(), QStringList{QDir::homePath() + u"/.kube/config"_s});
}

void KubeconfigTest::usesTheServiceAccountOfItsPod()
{
    qputenv("KUBECONFIG", m_tls.path(u"absent"_s).toLocal8Bit());
    qputenv("KUBERNETES_SERVICE_HOST", "fd00::1");
    qputenv("KUBERNETES_SERVICE_PORT", "443");
    QVERIFY(!write(u"pod/token"_s, "p0d").isEmpty());
    QVERIFY(!write(u"pod/namespace"_s, "team-a\n").isEmpty());
    QVERIFY(!write(u"pod/ca.crt"_s, m_tls.read(u"ca.crt"_s)).isEmpty());
    const auto file = Kubeconfig::loadUsual(m_tls.path(u"pod"_s));
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto config = file->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->contextName, u"in-cluster"_s);
    QCOMPARE(config->server, QUrl(u"https://[fd00::1]:443"_s));
    QCOMPARE(config->defaultNamespace, u"team-a"_s);
    QCOMPARE(config->tokenFile, m_tls.path(u"pod/token"_s));
    QCOMPARE(config->certificateAuthority, m_tls.read(u"ca.crt"_s));
    // A kubeconfig that holds something comes first.
    qputenv("KUBECONFIG", write(u"other"_s, "current-context: x\n").toLocal8Bit());
    QCOMPARE(Kubeconfig::loadUsual(m_tls.path(u"pod"_s))->currentContext(), u"x"_s);
    for (const char *name : {"KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"})
        qunsetenv(name);
}

QTEST_GUILESS_MAIN(KubeconfigTest)
#include "tst_kubeconfig.moc"
