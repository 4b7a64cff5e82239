// SPDX-License-Identifier: Apache-2.0
#include "support/tls_material.h"

#include <k8s/identity/kubeconfig.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::TlsMaterial;
using Json = nlohmann::json;

//! What kubectl reads out of kubeconfig files is what we read.
class KubeconfigOracleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void readsAsKubectlDoes_data();
    void readsAsKubectlDoes();
    void refusesAsKubectlDoes_data();
    void refusesAsKubectlDoes();
    void stopsWhatKubectlRefusesTheFileFor_data();
    void stopsWhatKubectlRefusesTheFileFor();
    void readsWhatLooksLikeAnotherType_data();
    void readsWhatLooksLikeAnotherType();

private:
    //! kubectl's view of the files that KUBECONFIG names; null where it refuses them.
    Json view(const QStringList &more = {}) const
    {
        QProcess kubectl;
        kubectl.start(m_kubectl,
                      QStringList{u"config"_s, u"view"_s, u"--raw"_s, u"-o"_s, u"json"_s} + more);
        kubectl.waitForFinished();
        if (kubectl.exitCode() != 0)
            return nullptr;
        return Json::parse(kubectl.readAllStandardOutput().toStdString());
    }
    //! Writes the files into folders of their own and names them in KUBECONFIG. "-" is a file that
    //! does not exist.
    void provide(const QByteArrayList &files)
    {
        QByteArrayList paths;
        for (qsizetype i = 0; i < files.size(); ++i) {
            const QString folder = m_tls.path(u"%1-%2"_s.arg(++m_folders).arg(i));
            QVERIFY(QDir().mkpath(folder));
            QFile::copy(m_tls.path(u"ca.crt"_s), folder + u"/ca.crt"_s);
            paths.append((folder + u"/config"_s).toUtf8());
            if (files[i] == "-")
                continue;
            QFile file(folder + u"/config"_s);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(files[i]), files[i].size());
        }
        qputenv("KUBECONFIG", paths.join(':'));
    }
    static QString text(const Json &object, const char *key)
    {
        return object.is_object() && object.contains(key)
                   ? QString::fromStdString(object[key].get<std::string>())
                   : QString();
    }
    static QStringList texts(const Json &list)
    {
        QStringList values;
        for (const Json &item : list)
            values << QString::fromStdString(item.get<std::string>());
        return values;
    }
    static QStringList names(const Json &entries)
    {
        QStringList list;
        for (const Json &item : entries)
            list << text(item, "name");
        return list;
    }
    //! The member `inner` of the entry of that name.
    static Json entry(const Json &whole, const char *list, const char *inner, const QString &name)
    {
        for (const Json &item : whole[list]) {
            if (text(item, "name") == name)
                return item[inner];
        }
        return Json::object();
    }
    void compare(const RestConfig &config, const Json &cluster, const Json &user) const
    {
        QCOMPARE(config.server.toString(), text(cluster, "server"));
        QCOMPARE(config.tlsServerName, text(cluster, "tls-server-name"));
        QCOMPARE(config.proxyUrl, text(cluster, "proxy-url"));
        QCOMPARE(config.insecureSkipTlsVerify, cluster.value("insecure-skip-tls-verify", false));
        const QByteArray authority = m_tls.read(u"ca.crt"_s);
        if (cluster.contains("certificate-authority-data"))
            QCOMPARE(QString::fromLatin1(config.certificateAuthority.toBase64()),
                     text(cluster, "certificate-authority-data"));
        else
            QCOMPARE(config.certificateAuthority,
                     cluster.contains("certificate-authority") ? authority : QByteArray());
        QCOMPARE(QString::fromUtf8(config.token), text(user, "token"));
        QCOMPARE(QFileInfo(config.tokenFile).fileName(), text(user, "tokenFile"));
        QCOMPARE(config.username, text(user, "username"));
        QCOMPARE(config.password, text(user, "password"));
        QCOMPARE(config.impersonation.user, text(user, "as"));
        QCOMPARE(config.impersonation.uid, text(user, "as-uid"));
        QCOMPARE(config.impersonation.groups, texts(user.value("as-groups", Json::array())));
        QMap<QString, QStringList> extra;
        const Json lists = user.value("as-user-extra", Json::object());
        for (const auto &[key, values] : lists.items())
            extra.insert(QString::fromStdString(key), texts(values));
        QCOMPARE(config.impersonation.extra, extra);
        QCOMPARE(QString::fromLatin1(config.clientCertificate.toBase64()),
                 text(user, "client-certificate-data"));
        QCOMPARE(QString::fromLatin1(config.clientKey.toBase64()), text(user, "client-key-data"));
    }

    QString m_kubectl;
    TlsMaterial m_tls;
    int m_folders = 0;
};

void KubeconfigOracleTest::initTestCase()
{
    m_kubectl = QStandardPaths::findExecutable(u"kubectl"_s);
    if (m_kubectl.isEmpty())
        QSKIP("kubectl is not installed");
    QVERIFY(m_tls.isValid());
}

void KubeconfigOracleTest::readsAsKubectlDoes_data()
{
    QTest::addColumn<QByteArrayList>("files");
    const QByteArray a = "apiVersion: v1\nkind: Config\ncurrent-context: ''\n"
                         "clusters:\n"
                         "- {name: same, cluster: {server: 'https://a', "
                         "certificate-authority: ca.crt, tls-server-name: sn}}\n"
                         "- {name: only-a, cluster: {server: 'https://only-a:6443/x', "
                         "insecure-skip-tls-verify: true}}\n"
                         "users: [{name: same, user: {token: ta}}]\n"
                         "contexts: [{name: c1, context: {cluster: same, user: same, "
                         "namespace: na}}]\n";
    const QByteArray b = "current-context: c2\n"
                         "clusters: [{name: same, cluster: {server: 'https://b', "
                         "proxy-url: 'socks5://p:1080', tls-server-name: from-b}}]\n"
                         "users:\n"
                         "- name: same\n"
                         "  user: {username: ub, password: pb, as: x, as-groups: [g1, g2], "
                         "as-uid: '7', as-user-extra: {k: [a, b], 'l/m': [c]}}\n"
                         "- {name: both, user: {token: t}}\n"
                         "contexts:\n"
                         "- {name: c1, context: {cluster: only-a, user: both}}\n"
                         "- {name: c2, context: {cluster: same, user: same}}\n"
                         "- {name: c3, context: {cluster: same, user: both}}\n";
    const QByteArray c = "current-context: c3\nclusters: null\nusers: ~\ncontexts: []\n";
    const QByteArray inlined = "current-context: i\nclusters: [{name: c, cluster: {server: "
                               "'https://h', certificate-authority-data: " +
                               m_tls.read(u"ca.crt"_s).toBase64() +
                               "}}]\nusers: [{name: u, user: {client-certificate-data: " +
                               m_tls.read(u"client.crt"_s).toBase64() +
                               ", client-key-data: " + m_tls.read(u"client.key"_s).toBase64() +
                               "}}]\ncontexts: [{name: i, context: {cluster: c, user: u}}]\n";
    QTest::newRow("one file") << QByteArrayList{a};
    QTest::newRow("two files") << QByteArrayList{a, b};
    QTest::newRow("the other way round") << QByteArrayList{b, a};
    QTest::newRow("empty lists first") << QByteArrayList{c, a, b};
    QTest::newRow("a missing file") << QByteArrayList{"-", b, "-", a};
    QTest::newRow("an empty file") << QByteArrayList{"", b};
    QTest::newRow("comments only") << QByteArrayList{"# nothing\n", a};
    QTest::newRow("no file at all") << QByteArrayList{"-"};
    QTest::newRow("inline data") << QByteArrayList{inlined, b};
    QTest::newRow("JSON") << QByteArrayList{
        "{\"kind\": \"Config\", \"clusters\": [{\"name\": \"j\", \"cluster\": {\"server\": "
        "\"https://j\"}}], \"contexts\": [{\"name\": \"j\", \"context\": {\"cluster\": \"j\", "
        "\"user\": \"\"}}], \"current-context\": \"j\", \"users\": null, \"preferences\": {}}"};
    QTest::newRow("unknown fields and nulls") << QByteArrayList{
        "extensions: [{name: e, extension: {a: b}}]\nunknown: {a: [1]}\n"
        "clusters: [{name: nul, cluster: {server: 'https://n', certificate-authority: null, "
        "more: 1}}]\n"
        "users: [{name: nul, user: {token: null, exec: null, auth-provider: null, as-groups: null, "
        "as-user-extra: null}}, {name: bare}]\n"
        "contexts: [{name: nul, context: {cluster: nul, user: nul, namespace: null}}, "
        "{name: m, context: {cluster: nul, user: bare}}]\n"
        "current-context: m\n"};
    QTest::newRow("several documents")
        << QByteArrayList{"current-context: a\n---\ncurrent-context: b\n"};
    QTest::newRow("anchors") << QByteArrayList{
        "clusters:\n- {name: p, cluster: &p {server: 'https://p'}}\n- {name: q, cluster: *p}\n"
        "contexts: [{name: q, context: {cluster: q, user: ''}}]\ncurrent-context: q\n"};
    QTest::newRow("current-context twice")
        << QByteArrayList{"current-context: c1\n" + a + "current-context: c2\n"};
    QTest::newRow("two files put together") << QByteArrayList{a + b};
    QTest::newRow("put together the other way") << QByteArrayList{b + a};
    QTest::newRow("nothing at last") << QByteArrayList{a + "users: null\nclusters:\n"};
    QTest::newRow("twice within entries") << QByteArrayList{
        "clusters:\n"
        "- {name: a, cluster: {server: 'https://a', server: 'https://b'}}\n"
        "- {name: old, name: c, cluster: {server: 'https://old'}, cluster: {server: 'https://c'}}\n"
        "- {name: d, cluster: {server: 'https://d', tls-server-name: x, tls-server-name: null}}\n"
        "users: [{name: u, user: {token: a, as: x, as: y2, token: b}}]\n"
        "contexts:\n- {name: a, context: {cluster: a, user: u, cluster: c}}\n"
        "- {name: d, context: {cluster: d}}\ncurrent-context: a\n"};
    QTest::newRow("truth as YAML 1.1 has it") << QByteArrayList{
        "clusters:\n- {name: a, cluster: {server: 'https://a', insecure-skip-tls-verify: yes}}\n"
        "- {name: b, cluster: {server: 'https://b', insecure-skip-tls-verify: OFF}}\n"
        "- {name: c, cluster: {server: 'https://c', insecure-skip-tls-verify: !!bool 'true'}}\n"
        "contexts: [{name: a, context: {cluster: a}}, {name: b, context: {cluster: b}}, "
        "{name: c, context: {cluster: c}}]\n"};
    QTest::newRow("nothing in a list")
        << QByteArrayList{"clusters: [{name: a, cluster: {server: 'https://a'}}]\n"
                          "users: [{name: u, user: {as: x, as-groups: [a, null], as-user-extra: "
                          "{5: [a], on: [b]}}}]\n"
                          "contexts: [{name: a, context: {cluster: a, user: u}}]\n"};
    const auto merging = [](const QByteArray &cluster) {
        return QByteArrayList{
            "x: &a {server: 'https://a', tls-server-name: sn}\n"
            "y: &b {server: 'https://b', proxy-url: 'http://p'}\n"
            "z: &c {<<: *a, proxy-url: 'http://z'}\n"
            "contexts: [{name: m, context: {cluster: m, user: u}}]\ncurrent-context: m\n"
            "clusters:\n- name: m\n  cluster:\n" +
            cluster +
            "users:\n- &first {name: v, user: &user {as: x, as-user-extra: {k: [a]}}}\n"
            "- {<<: *first, name: u}\n- {name: w, user: {<<: *user, token: t}}\n"};
    };
    QTest::newRow("merge key first") << merging("    <<: *a\n    server: https://own\n");
    QTest::newRow("merge key last") << merging("    server: https://own\n    <<: *a\n");
    QTest::newRow("merge key alone") << merging("    <<: *b\n");
    QTest::newRow("merge list") << merging("    <<: [*a, *b]\n");
    QTest::newRow("merge list of none") << merging("    <<: []\n    server: https://own\n");
    QTest::newRow("two merge keys") << merging("    <<: *a\n    <<: *b\n");
    QTest::newRow("merged merge") << merging("    <<: *c\n");
    QTest::newRow("merge written out") << merging("    <<: {server: 'https://i'}\n");
    QTest::newRow("merge key quoted") << merging("    '<<': *a\n    server: https://own\n");
    QTest::newRow("merge key tagged")
        << merging("    !!merge '<<': *a\n    proxy-url: http://own\n");
    QTest::newRow("merge at the top") << QByteArrayList{
        "<<: {current-context: t, clusters: [{name: t, cluster: {server: 'https://t'}}]}\n"
        "contexts: [{name: t, context: {cluster: t, user: ''}}]\n"};
}

void KubeconfigOracleTest::readsAsKubectlDoes()
{
    QFETCH(QByteArrayList, files);
    provide(files);
    const auto ours = Kubeconfig::loadFiles(Kubeconfig::usualPaths());
    const Json theirs = view();
    QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
    QVERIFY(!theirs.is_null());
    QCOMPARE(ours->currentContext(), text(theirs, "current-context"));

    QStringList contexts;
    for (const auto &context : ours->contexts())
        contexts << context.name;
    contexts.sort();
    QCOMPARE(contexts, names(theirs["contexts"]));

    for (const auto &context : ours->contexts()) {
        const Json other = entry(theirs, "contexts", "context", context.name);
        QCOMPARE(context.cluster, text(other, "cluster"));
        QCOMPARE(context.user, text(other, "user"));
        QCOMPARE(context.nameSpace, text(other, "namespace"));
        const auto config = ours->restConfig(context.name);
        const QStringList clusters = names(theirs["clusters"]);
        if (!clusters.contains(context.cluster)) {
            QVERIFY(!config);
            continue;
        }
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        compare(*config, entry(theirs, "clusters", "cluster", context.cluster),
                entry(theirs, "users", "user", context.user));
        if (QTest::currentTestFailed())
            return;
    }

    if (!ours->restConfig())
        return;
    const Json minified = view({u"--minify"_s});
    // kubectl's --minify wants a user, also where nobody is named.
    if (minified.is_null()) {
        QCOMPARE(ours->restConfig()->userName, QString());
        return;
    }
    compare(*ours->restConfig(), minified["clusters"][0]["cluster"],
            minified["users"].empty() ? Json::object() : minified["users"][0]["user"]);
}

void KubeconfigOracleTest::refusesAsKubectlDoes_data()
{
    QTest::addColumn<QByteArrayList>("files");
    QTest::newRow("a map for a list") << QByteArrayList{"clusters: {a: b}\n"};
    QTest::newRow("broken second") << QByteArrayList{"current-context: a\n", "users: [\n"};
    QTest::newRow("a name twice") << QByteArrayList{"users: [{name: a}, {name: a}]\n"};
    QTest::newRow("another kind") << QByteArrayList{"kind: Pod\napiVersion: v1\n"};
    QTest::newRow("another version") << QByteArrayList{"kind: Config\napiVersion: v2\n"};
    QTest::newRow("a kind that is a number") << QByteArrayList{"kind: 5\n"};
    QTest::newRow("merge of itself")
        << QByteArrayList{"users: [{name: a, user: &u {<<: *u, token: t}}]\n"};
}

void KubeconfigOracleTest::refusesAsKubectlDoes()
{
    QFETCH(QByteArrayList, files);
    provide(files);
    QVERIFY(view().is_null());
    const auto ours = Kubeconfig::loadFiles(Kubeconfig::usualPaths());
    QVERIFY(!ours);
    QCOMPARE(toString(ours.error().kind), u"Configuration"_s);
}

void KubeconfigOracleTest::stopsWhatKubectlRefusesTheFileFor_data()
{
    QTest::addColumn<QByteArray>("cluster");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("context");
    const QByteArray cluster = "{name: bad, cluster: {server: 'https://bad'}}";
    const QByteArray user = "{name: bad, user: {token: t}}";
    const QByteArray context = "{name: bad, context: {cluster: bad, user: bad}}";
    for (const QByteArray body :
         {"{insecure-skip-tls-verify: \"true\"}", "{insecure-skip-tls-verify: tRue}",
          "{insecure-skip-tls-verify: 1}", "{server: 5}", "{server: [a]}", "abc", "[a]", "5",
          "{extensions: [1]}", "{server: 'https://h', certificate-authority-data: '@@@'}",
          "{<<: text}", "{<<: [a]}",
          "{server: 'https://h', certificate-authority-data: 'aGVs bG8='}",
          "{server: 'https://h', certificate-authority-data: aGVsbG8}"})
        QTest::newRow(QByteArray("cluster " + body).constData())
            << "{name: bad, cluster: " + body + '}' << user << context;
    for (const QByteArray body :
         {"{token: 12345}", "{password: no}", "{username: h\xe9}", "{as-groups: {a: b}}",
          "{as-groups: abc}", "{as-groups: [1]}", "{as-user-extra: {a: b}}", "{exec: abc}",
          "{exec: {env: [{name: A, value: 5}]}}", "{exec: {interactiveMode: 5}}", "{<<: null}",
          "{auth-provider: {name: oidc, config: {a: 5}}}", "{client-key-data: '@'}"})
        QTest::newRow(QByteArray("user " + body).constData())
            << cluster << "{name: bad, user: " + body + '}' << context;
    for (const QByteArray body :
         {"{cluster: bad, user: bad, namespace: 5}", "{cluster: on}", "abc"})
        QTest::newRow(QByteArray("context " + body).constData())
            << cluster << user << "{name: bad, context: " + body + '}';
}

void KubeconfigOracleTest::stopsWhatKubectlRefusesTheFileFor()
{
    QFETCH(QByteArray, cluster);
    QFETCH(QByteArray, user);
    QFETCH(QByteArray, context);
    provide({"clusters: [" + cluster +
             ", {name: good, cluster: {server: 'https://good'}}]\nusers: [" + user +
             ", {name: good, user: {token: good}}]\ncontexts: [" + context +
             ", {name: good, context: {cluster: good, user: good}}]\n"});
    QVERIFY(view().is_null());
    const auto ours = Kubeconfig::loadFiles(Kubeconfig::usualPaths());
    QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
    const auto bad = ours->restConfig(u"bad"_s);
    QVERIFY(!bad);
    QCOMPARE(toString(bad.error().kind), u"Configuration"_s);
    // With its place.
    QVERIFY2(bad.error().message.contains(u"/config:"), qPrintable(bad.error().message));
    const auto good = ours->restConfig(u"good"_s);
    QVERIFY2(good, good ? "" : qPrintable(good.error().message));
}

void KubeconfigOracleTest::readsWhatLooksLikeAnotherType_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const QByteArray name : {"5",
                                  "-5",
                                  "+5",
                                  "5.5",
                                  ".5",
                                  "5.",
                                  "1e3",
                                  "1_000",
                                  "0x1F",
                                  "0b1",
                                  "-0b1",
                                  "0o7",
                                  "07",
                                  "08",
                                  "0x",
                                  "0b2",
                                  "1.2.3",
                                  "1:30",
                                  "1_",
                                  "_1",
                                  ".inf",
                                  "-.INF",
                                  ".nan",
                                  "y",
                                  "Y",
                                  "N",
                                  "yes",
                                  "Off",
                                  "tRue",
                                  "yEs",
                                  "~a",
                                  "a~",
                                  "null1",
                                  "2020-01-01",
                                  "2020-01-01T00:00:00Z",
                                  "'5'",
                                  "!!str 5",
                                  "! 5",
                                  "!foo 5",
                                  "!!int '5'",
                                  "!!float 5",
                                  "!!binary aGVsbG8=",
                                  "e3",
                                  "1e",
                                  "0xFFFFFFFFFFFFFFFFF",
                                  "18446744073709551616",
                                  "é",
                                  "0777777777777777777777777"})
        QTest::newRow(name.constData()) << name;
}

void KubeconfigOracleTest::readsWhatLooksLikeAnotherType()
{
    QFETCH(QByteArray, name);
    provide({"contexts: [{name: " + name + ", context: {cluster: c}}]\n"});
    const Json theirs = view();
    const auto ours = Kubeconfig::loadFiles(Kubeconfig::usualPaths());
    QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
    QCOMPARE(ours->contexts().size(), std::size_t(1));
    QCOMPARE(ours->contexts().front().fault.isEmpty(), !theirs.is_null());
    if (!theirs.is_null())
        QCOMPARE(ours->contexts().front().name, text(theirs["contexts"][0], "name"));
}

QTEST_GUILESS_MAIN(KubeconfigOracleTest)
#include "tst_kubeconfig_oracle.moc"
