// SPDX-License-Identifier: Apache-2.0
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"
#include "support/tcp_relay.h"

#include <models/record/run_journal.h>
#include <sandbox/cluster.h>

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using Connection = ui::ClusterState::Connection;

//! What the dashboard does of what is chosen in the window, and on the command line.
class TestDashboardChoices : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString storedRun() const
    {
        auto journal = models::RunJournal::create(m_folder.filePath(u"runs"_s), u"one"_s);
        if (!journal)
            return {};
        models::RunStarted started;
        started.runId = u"one"_s;
        started.configuration.id = u"elsewhere"_s;
        (*journal)->append(started);
        models::Verdict verdict;
        verdict.outcome = models::Outcome::Failed;
        (*journal)->append(verdict);
        (*journal)->append(models::RunFinished{1});
        return (*journal)->folder();
    }

private Q_SLOTS:
    void initTestCase() { tests::useSurroundingsOf(m_folder); }

    void oneContextChosenAsksTheClusterOnce()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        QUrl server(u"https://127.0.0.1"_s);
        server.setPort(cluster.port());
        tests::TcpRelay relay(server);
        QFile original(cluster.kubeconfigPath());
        QVERIFY(original.open(QIODevice::ReadOnly));
        QFile relayed(m_folder.filePath(u"relayed.kubeconfig"_s));
        QVERIFY(relayed.open(QIODevice::WriteOnly));
        relayed.write(original.readAll().replace(':' + QByteArray::number(cluster.port()),
                                                 ':' + QByteArray::number(relay.port())));
        relayed.close();

        app::DashboardCommand command;
        command.cluster.kubeconfig = relayed.fileName();
        app::Dashboard dashboard(command);
        dashboard.show();
        const auto connection = [&] { return dashboard.window()->cluster().connection; };
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, 20'000);
        const int connections = relay.accepted();
        const auto requests = cluster.requests().size();
        QVERIFY(connections > 0);

        auto *chooser = dashboard.window()->findChild<QComboBox *>(u"clusterChooser"_s);
        QVERIFY(chooser);
        Q_EMIT chooser->activated(chooser->currentIndex());
        QVERIFY(connection() == Connection::Connecting);
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, 20'000);
        QCOMPARE(relay.accepted(), 2 * connections);
        QCOMPARE(cluster.requests().size(), 2 * requests);
    }

    void aRunOnTheCommandLineIsLookedAtAndMakesNoSuite()
    {
        app::DashboardCommand command;
        command.path = storedRun();
        QVERIFY(!command.path.isEmpty());
        app::Dashboard dashboard(command);
        dashboard.show();
        const auto *strip = dashboard.window()->findChild<QWidget *>(u"storedStrip"_s);
        QTRY_VERIFY(strip->isVisible());
        QCOMPARE(dashboard.window()->findChild<QLabel *>(u"testName"_s)->text(), u"elsewhere"_s);
        QVERIFY(!dashboard.window()->isWindowModified());
        QVERIFY(dashboard.workspace()->suite()->tests().empty());
        QVERIFY(!dashboard.workspace()->run(u"elsewhere"_s));
    }
};

QTEST_MAIN(TestDashboardChoices)
#include "tst_dashboard_choices.moc"
