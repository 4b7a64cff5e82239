// SPDX-License-Identifier: Apache-2.0
// `assay import imagestream` of a cluster: OpenShift's API where it is served, a sentence where it
// is not.
#include "support/program.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;
using tests::ScriptedServer;

class TestStreamImport : public QObject
{
    Q_OBJECT
    test::Program m_program;
    tests::TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    int m_status = 200;
    QByteArray m_answer;

    static Json stream(const QString &name, const char *image, bool declares = true)
    {
        Json tag{{"name", "2025.1"}, {"from", {{"kind", "DockerImage"}, {"name", image}}}};
        if (declares)
            tag["annotations"]["opendatahub.io/notebook-python-dependencies"] =
                R"([{"name":"PyTorch","version":"2.6"},{"name":"Numpy","version":"2.2"}])";
        // As a list gives them: without a kind, with what a cluster adds.
        return {{"metadata", {{"name", name}, {"managedFields", Json::array()}}},
                {"spec", {{"tags", {tag}}}},
                {"status", {{"tags", {{{"tag", "2025.1"}, {"items", Json::array()}}}}}}};
    }
    void answer(const std::vector<Json> &streams)
    {
        m_status = 200;
        m_answer = QByteArray::fromStdString(Json{
            {"apiVersion", "image.openshift.io/v1"},
            {"kind", "ImageStreamList"},
            {"metadata", {{"resourceVersion", "7"}}},
            {"items", streams}}.dump());
    }
    QStringList line(const QStringList &more = {}) const
    {
        return QStringList{u"import"_s,       u"imagestream"_s,
                           u"--kubeconfig"_s, m_program.path(u"kubeconfig"_s),
                           u"--context"_s,    u"ocp"_s} +
               more;
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_tls.isValid());
        m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
        m_server->setHandler([this](const ScriptedServer::Request &, QSslSocket *socket) {
            socket->write(m_status == 200
                              ? ScriptedServer::response(200, m_answer)
                              : ScriptedServer::response(
                                    m_status, ScriptedServer::status(m_status, m_answer,
                                                                     "it is not for you")));
        });
        m_program.write(
            u"kubeconfig"_s,
            "apiVersion: v1\nkind: Config\ncurrent-context: ocp\n"
            "clusters: [{name: c, cluster: {server: \"" +
                m_server->url().toString().toUtf8() +
                "\", certificate-authority-data: " + m_tls.read(u"ca.crt"_s).toBase64() +
                "}}]\nusers: [{name: u, user: {token: t}}]\n"
                "contexts: [{name: ocp, context: {cluster: c, user: u, namespace: "
                "mine}}]\n");
    }

    void readsTheStreamsOfANamespace()
    {
        answer({stream(u"pytorch"_s, "quay.io/modh/pytorch@sha256:1111"),
                stream(u"code-server"_s, "quay.io/modh/code-server:1", false)});
        const auto result = m_program.run(line({u"-n"_s, u"redhat-ods-applications"_s}));
        QCOMPARE(result.err, u"namespace redhat-ods-applications:1: code-server:2025.1 declares no "
                             "packages, and was left out.\n"_s);
        QCOMPARE(result.status, 0);
        for (const QString &wanted : {u"custom_image: quay.io/modh/pytorch@sha256:1111\n"_s,
                                      u"id: pytorch-2025-1\n"_s, u"torch"_s, u"numpy"_s})
            QVERIFY2(result.out.contains(wanted), qPrintable(result.out));
        QCOMPARE(m_server->requests().size(), std::size_t(1));
        QCOMPARE(QString::fromLatin1(m_server->requests()[0].target).section(u'?', 0, 0),
                 u"/apis/image.openshift.io/v1/namespaces/redhat-ods-applications/imagestreams"_s);
        QCOMPARE(m_server->requests()[0].method, QByteArray("GET"));
    }

    void theContextsNamespaceIsMeantWhereNoneIsSaid()
    {
        answer({});
        const auto result = m_program.run(line());
        QCOMPARE(result.status, 1);
        QCOMPARE(result.out, QString());
        QVERIFY2(result.err.startsWith(
                     u"assay: Namespace mine of context ocp holds no ImageStreams, so nothing was "
                     "written."_s),
                 qPrintable(result.err));
    }

    void aClusterWithoutThemSaysSoInOneSentence()
    {
        m_status = 404;
        m_answer = "NotFound";
        const QString suite = m_program.path(u"none.yaml"_s);
        const auto result = m_program.run(line({u"-o"_s, suite}));
        QCOMPARE(result.status, 3);
        QCOMPARE(result.err,
                 u"assay: The cluster of context ocp has no ImageStreams: they are OpenShift's "
                 "(image.openshift.io/v1), and it does not serve them. Import them from files: "
                 "assay import imagestream FILE…\n"_s);
        QVERIFY(!QFile::exists(suite));
    }

    void whoMayNotListThemIsTold()
    {
        m_status = 403;
        m_answer = "Forbidden";
        const auto result = m_program.run(line());
        QCOMPARE(result.status, 3);
        QVERIFY2(result.err.contains(u"it is not for you"_s), qPrintable(result.err));
    }

    void goesIntoASuite()
    {
        answer({stream(u"pytorch"_s, "quay.io/modh/pytorch:1")});
        const QByteArray before = "version: 1 # ours\ntests:\n  - id: a\n    namespace: test-a\n"
                                  "    notebook_name: a\n    custom_image: quay.io/x/a:1\n"
                                  "    packages_to_verify: [json]\n";
        const QString suite = m_program.write(u"suite.yaml"_s, before);
        const auto result = m_program.run(line({u"--into"_s, suite}));
        QCOMPARE(result.err, QString());
        QCOMPARE(result.status, 0);
        QFile file(suite);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray after = file.readAll();
        QVERIFY2(after.startsWith(before) && after.contains("id: pytorch-2025-1\n"),
                 after.constData());
        QCOMPARE(m_program.run({u"check"_s, suite}).status, 0);
    }

    void whatCannotBeMeantIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const QString &arguments, const QString &said) {
            QTest::newRow(name) << arguments.split(u' ') << said;
        };
        row("files and a cluster", u"imagestream a.yaml --context c"_s,
            u"ImageStreams come from files or from a cluster: leave out the files, or --context"_s);
        row("of another kind", u"pytest --context c"_s,
            u"--context goes with \"assay import imagestream\": pytest comes from files"_s);
        row("nothing", u"imagestream"_s,
            u"import imagestream reads files, or a cluster with --context and -n: name one of them"_s);
        row("no file", u"packages"_s,
            u"import packages reads files: name one, or - for standard input"_s);
        row("the sandbox", u"imagestream --sandbox"_s,
            u"ImageStreams are OpenShift's: neither the sandbox nor a container engine has any"_s);
        row("two namespaces", u"imagestream -n a -n b"_s, u"one namespace at a time, please"_s);
        row("two clusters", u"imagestream --context a --context b"_s,
            u"one cluster at a time, please: give one of --context, --cluster, --sandbox and "
            "--local"_s);
    }
    void whatCannotBeMeantIsRefused()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, said);
        const auto result = m_program.run(QStringList{u"import"_s} + arguments);
        QCOMPARE(result.err, u"assay: %1\nTry \"assay import --help\".\n"_s.arg(said));
        QCOMPARE(result.status, 2);
    }
};

QTEST_GUILESS_MAIN(TestStreamImport)
#include "tst_stream_import.moc"
