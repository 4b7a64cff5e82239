// SPDX-License-Identifier: Apache-2.0
#include "support/credential_plugin.h"
#include "support/own_surroundings.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include "dashboard/dashboard.h"

#include <ui/look/dialogs.h>

#include <QFile>
#include <QStandardPaths>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using tests::CredentialPlugin;
using tests::ScriptedServer;

//! Answers each question as the test says, and remembers them.
class ScriptedAnswers : public ui::Dialogs
{
public:
    struct Record
    {
        QStringList questions;
        QStringList defaults; //!< what Enter would choose
        int answer = 1;
    };
    explicit ScriptedAnswers(std::shared_ptr<Record> record) : m_record(std::move(record)) {}
    void ask(QWidget *, const QString &title, const QString &text, const QStringList &choices,
             const std::function<void(int)> &handler, int defaultChoice) override
    {
        m_record->questions << title + u'|' + text + u'|' + choices.join(u'/');
        m_record->defaults << choices.value(defaultChoice);
        handler(m_record->answer);
    }

private:
    std::shared_ptr<Record> m_record;
};

//! Who may run a program that a kubeconfig names: whom the user allowed.
class TestExecPlugins : public QObject
{
    Q_OBJECT
    static constexpr int patience = 10'000;
    QTemporaryDir m_folder;
    tests::TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    CredentialPlugin m_plugin;
    std::shared_ptr<ScriptedAnswers::Record> m_answers =
        std::make_shared<ScriptedAnswers::Record>();
    std::unique_ptr<app::Dashboard> m_dashboard;

    QString kubeconfig() const { return m_folder.filePath(u"config"_s); }
    void open()
    {
        app::DashboardCommand command;
        command.cluster.kubeconfig = kubeconfig();
        m_dashboard = std::make_unique<app::Dashboard>(command);
        m_dashboard->window()->setDialogs(std::make_unique<ScriptedAnswers>(m_answers));
        m_dashboard->show();
    }
    const ui::ClusterState &cluster() const { return m_dashboard->window()->cluster(); }
    bool connects() const
    {
        return QTest::qWaitFor(
            [this] { return cluster().connection == ui::ClusterState::Connection::Connected; },
            patience);
    }
    static k8s::ExecPluginRequest request(const QByteArray &hash)
    {
        return {
            u"/bin/sign in"_s, {u"--for"_s, u"it's"_s}, {}, u"/k/config"_s, u"x"_s, u"u"_s, hash};
    }
    static QString unattended(bool allowAll, const QByteArray &hash)
    {
        QString said = u"nothing"_s;
        app::unattendedPluginPolicy(allowAll)(
            request(hash), [&said](const auto &refusal) { said = refusal.value_or(u"allowed"_s); });
        return said;
    }

private Q_SLOTS:
    void initTestCase()
    {
        tests::useSurroundingsOf(m_folder);
        QStandardPaths::setTestModeEnabled(false);
        QVERIFY(m_tls.isValid());
        m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
        m_server->setHandler([](const ScriptedServer::Request &asked, QSslSocket *socket) {
            QByteArray body = "{\"items\":[],\"metadata\":{}}";
            if (asked.target == "/version")
                body = "{\"gitVersion\":\"v1.30.0\"}";
            else if (asked.target == "/apis")
                body = "{\"groups\":[]}";
            socket->write(asked.headers["authorization"] == "Bearer one"
                              ? ScriptedServer::response(200, body)
                              : ScriptedServer::response(401, "{}"));
        });
        for (int call = 1; call <= 5; ++call)
            m_plugin.answer(call, CredentialPlugin::token("one"));
        const QString text =
            u"current-context: x\n"
            "clusters: [{name: c, cluster: {server: '%1', certificate-authority: '%2'}}]\n"
            "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
            "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, "
            "interactiveMode: Never, command: '%3', args: [a b], env: [{name: EXTRA, value: "
            "s3cret}]}}}]\n"_s.arg(m_server->url().toString(), m_tls.path(u"ca.crt"_s),
                                   m_plugin.plugin().command);
        QFile file(kubeconfig());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text.toUtf8()), text.toUtf8().size());
    }

    void remembersWhatWasAllowed()
    {
        const app::PluginApprovals approvals(m_folder.filePath(u"deep/er/plugins.json"_s));
        QVERIFY(!approvals.isAllowed("one"));
        QVERIFY(!approvals.isAllowed({}));
        QVERIFY(!approvals.remember(request("one")));
        QVERIFY(!approvals.remember(request("two")));
        QVERIFY(approvals.isAllowed("one") && approvals.isAllowed("two"));
        QVERIFY(!approvals.isAllowed("three"));
        QFile broken(m_folder.filePath(u"broken"_s));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{\"allowed\": [1") == 14);
        broken.close();
        QVERIFY(!app::PluginApprovals(broken.fileName()).isAllowed("one"));
        const auto problem =
            app::PluginApprovals(broken.fileName() + u"/x.json"_s).remember(request("one"));
        QVERIFY(problem && problem->contains(u"You will be asked again next time."));
    }

    void refusesWhereNobodyCanBeAsked()
    {
        QCOMPARE(unattended(false, "one"),
                 u"The kubeconfig /k/config asks to run: '/bin/sign in' --for 'it'\\''s'. If you "
                 "know where that file comes from, allow it with --allow-exec-plugin, or once and "
                 "for all in the dashboard."_s);
        QCOMPARE(unattended(true, "one"), u"allowed"_s);
        QVERIFY(!app::PluginApprovals().remember(request("one")));
        QCOMPARE(unattended(false, "one"), u"allowed"_s);
        QVERIFY(unattended(false, "two") != u"allowed");
    }

    void asksInTheWindow()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(!cluster().problem.isEmpty(), patience);
        QVERIFY2(cluster().problem.contains(u"was not allowed to run. You refused it."),
                 qPrintable(cluster().problem));
        QCOMPARE(m_plugin.calls(), 0);
        QCOMPARE(m_answers->questions.size(), 1);
        const QString question = m_answers->questions.first();
        QCOMPARE(m_answers->defaults, QStringList{u"Do not allow"_s});
        QVERIFY2(question.startsWith(
                     u"Run a program to sign in?|Context “x” gets the credentials of user “u” from "
                     "a program on this computer. The file %1 says to run:\n\n%2 'a b'\n\nwith "
                     "these environment variables set: EXTRA."_s.arg(kubeconfig(),
                                                                     m_plugin.plugin().command)),
                 qPrintable(question));
        QVERIFY(question.endsWith(u"|Allow/Do not allow"));
        QVERIFY(!question.contains(u"s3cret"));
    }

    void connectsOnceItIsAllowed()
    {
        m_answers->answer = 0;
        Q_EMIT m_dashboard->window()->contextChosen(u"x"_s);
        QVERIFY(connects());
        QCOMPARE(cluster().version, u"v1.30.0"_s);
        QCOMPARE(m_answers->questions.size(), 2);
        QCOMPARE(m_plugin.calls(), 1);
    }

    void asksNoMore()
    {
        m_answers->answer = 1;
        m_dashboard.reset();
        open();
        QVERIFY(connects());
        QCOMPARE(m_answers->questions.size(), 2);
    }

    void asksAgainWhenTheProgramChanges()
    {
        m_plugin.script("cat \"$d/answer-1\" # changed\n");
        m_dashboard.reset();
        open();
        QTRY_VERIFY_WITH_TIMEOUT(!cluster().problem.isEmpty(), patience);
        QCOMPARE(m_answers->questions.size(), 3);
        QCOMPARE(m_plugin.calls(), 2);
    }

    void cleanupTestCase() { m_dashboard.reset(); }
};

QTEST_MAIN(TestExecPlugins)
#include "tst_exec_plugins.moc"
