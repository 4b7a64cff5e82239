// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"

#include <k8s/identity/kubeconfig.h>
#include <models/base/json.h>
#include <sandbox/cluster.h>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;
using Result = test::Program::Result;

//! Whatever is wrong with the way to a cluster: no verdict is made of it, no verb says that all is
//! well, and the status says who can mend it (2: whoever wrote the kubeconfig; 3: try again).
class TestUnusableKubeconfigs : public QObject
{
    Q_OBJECT
    test::Program m_program;
    sandbox::Cluster m_cluster;
    QByteArray m_server;

    //! A kubeconfig of one context, "away", whose server nobody answers at.
    static QByteArray kubeconfig(const QByteArray &user,
                                 const QByteArray &cluster = "server: \"https://127.0.0.1:1\"")
    {
        return "apiVersion: v1\nkind: Config\ncurrent-context: away\n"
               "clusters: [{name: c, cluster: {" +
               cluster + "}}]\nusers: [{name: u, user: {" + user +
               "}}]\ncontexts: [{name: away, context: {cluster: c, user: u}}]\n";
    }
    //! Which is asked once there is a server.
    QByteArray withPlugin(const QByteArray &command) const
    {
        return kubeconfig(
            "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: " + command + "}",
            "insecure-skip-tls-verify: true, server: \"" + m_server + '"');
    }
    QString suite() const
    {
        return m_program.write(
            u"suite.yaml"_s,
            "version: 1\ntests:\n  - id: one\n    namespace: test-one\n    notebook_name: one\n"
            "    custom_image: quay.io/org/nb:1\n    packages_to_verify: [json]\n");
    }
    QString contentOf(const QString &name) const
    {
        QFile file(m_program.path(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(!m_cluster.start({}));
        const auto config = k8s::Kubeconfig::load(m_cluster.kubeconfigPath())->restConfig();
        m_server = config->server.toString().toUtf8();
    }

    void everyVerbTellsItAlike_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("context");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");
        const QByteArray token = "token: secret-token";
        QTest::newRow("no file") << QByteArray() << QString() << 2 << u"does not exist: "_s;
        QTest::newRow("no YAML") << QByteArray("{{{") << QString() << 2 << u"not valid YAML"_s;
        QTest::newRow("no text") << QByteArray("\x89PNG\xff") << QString() << 2 << u"not UTF-8"_s;
        QTest::newRow("no such context")
            << kubeconfig(token) << u"moon"_s << 2 << u"has no context “moon”"_s;
        QTest::newRow("no current context")
            << kubeconfig(token).replace("current-context: away\n", "") << QString() << 2
            << u"has no current-context"_s;
        QTest::newRow("no such user") << kubeconfig(token).replace("user: u}", "user: gone}")
                                      << QString() << 2 << u"names the user “gone”"_s;
        QTest::newRow("no such cluster")
            << kubeconfig(token).replace("cluster: c,", "cluster: gone,") << QString() << 2
            << u"names the cluster “gone”"_s;
        QTest::newRow("no such certificate")
            << kubeconfig("client-certificate: /no/such.crt, client-key: /no/such.key") << QString()
            << 2 << u"client certificate of user “u” does not exist"_s;
        QTest::newRow("no certificate")
            << kubeconfig("client-certificate-data: Zm9v, client-key-data: Zm9v") << QString() << 2
            << u"holds no PEM certificate"_s;
        QTest::newRow("no such token file") << kubeconfig("tokenFile: /no/such.token") << QString()
                                            << 2 << u"token file of user “u” does not exist"_s;
        QTest::newRow("no such authority")
            << kubeconfig(token, "server: \"https://127.0.0.1:1\", "
                                 "certificate-authority: /no/such-ca.crt")
            << QString() << 2 << u"/no/such-ca.crt"_s;
        QTest::newRow("no such plugin") << withPlugin("no-such-plugin") << QString() << 2
                                        << u"“no-such-plugin”, which signs user “u” in"_s;
        QTest::newRow("plugin fails")
            << withPlugin("/bin/false") << QString() << 3 << u"failed with exit status 1"_s;
        QTest::newRow("nobody answers")
            << kubeconfig(token) << QString() << 3 << u"Nothing answers at 127.0.0.1:1"_s;
    }
    void everyVerbTellsItAlike()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, context);
        QFETCH(int, status);
        QFETCH(QString, says);
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        const QString file =
            content.isEmpty() ? m_program.path(u"absent"_s) : m_program.write(name, content);
        QStringList where{u"--kubeconfig"_s, file, u"--allow-exec-plugin"_s};
        if (!context.isEmpty())
            where << u"--context"_s << context;

        for (const QString &verb : {u"doctor"_s, u"clean"_s, u"diagnose"_s}) {
            const Result result = m_program.run(QStringList{verb} + where);
            const QString all = verb + u'\n' + result.out + result.err;
            QVERIFY2(result.status == status, qPrintable(all));
            QVERIFY2(all.count(says) == 1, qPrintable(all));
            QVERIFY2(!all.contains(u"left nothing"_s), qPrintable(all));
            QVERIFY2(!all.contains(u"secret-token"_s), qPrintable(all));
        }

        const QString output = m_program.path(name + u".out"_s);
        const QString konflux = name + u".konflux"_s;
        const Result result =
            m_program.run(QStringList{u"run"_s, suite(), u"-o"_s, output} + where +
                          QStringList{u"--konflux-test-output"_s, m_program.path(konflux)});
        QVERIFY2(result.status == status, qPrintable(result.err));
        QVERIFY2((u'\n' + result.err).contains(u"\nassay: "_s), qPrintable(result.err));
        QVERIFY2(result.err.count(says) == 1, qPrintable(result.err));
        // The image was not asked: its test is there, and has not failed.
        const Json report = test::Program::report(output);
        QCOMPARE(report["exit_status"].get<int>(), status);
        QCOMPARE(report["problems"].size(), std::size_t(0));
        QCOMPARE(report["summary"]["failed"].get<int>(), 0);
        QCOMPARE(report["summary"]["inconclusive"].get<int>(), 1);
        QCOMPARE(report["tests"].size(), std::size_t(1));
        QCOMPARE(models::textAt(report["tests"][0], {"outcome"}), u"inconclusive"_s);
        if (status == 2) {
            QCOMPARE(models::textAt(report["tests"][0], {"error", "type"}), u"KubeconfigError"_s);
        }
        const QString junit = contentOf(name + u".out/junit.xml"_s);
        QVERIFY2(junit.contains(u"failures=\"0\" errors=\"1\""_s), qPrintable(junit));
        QVERIFY2(junit.contains(u"<testcase classname=\"suite.one\" name=\"ready\""_s),
                 qPrintable(junit));
        const Json told = Json::parse(contentOf(konflux).toStdString());
        QCOMPARE(models::textAt(told, {"result"}), u"ERROR"_s);
        QCOMPARE(told["failures"].get<int>(), 0);
    }
};

QTEST_GUILESS_MAIN(TestUnusableKubeconfigs)
#include "tst_unusable_kubeconfigs.moc"
