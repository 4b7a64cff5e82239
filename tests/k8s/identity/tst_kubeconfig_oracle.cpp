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
    QTest::newRow("groups no list")
        << QByteArrayList{"users: [{name: a, user: {as-groups: {a: b}}}]\n"};
    QTest::newRow("extra no lists")
        << QByteArrayList{"users: [{name: a, user: {as-user-extra: {a: b}}}]\n"};
    QTest::newRow("merge of a text") << QByteArrayList{"users: [{name: a, user: {<<: text}}]\n"};
    QTest::newRow("merge of nothing") << QByteArrayList{"users: [{name: a, user: {<<: null}}]\n"};
    QTest::newRow("merge of texts") << QByteArrayList{"users: [{name: a, user: {<<: [a]}}]\n"};
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

QTEST_GUILESS_MAIN(KubeconfigOracleTest)
#include "tst_kubeconfig_oracle.moc"
