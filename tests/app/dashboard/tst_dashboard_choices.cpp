// SPDX-License-Identifier: Apache-2.0
#include "cluster/rehearsed_objects.h"
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"
#include "support/tcp_relay.h"

#include <models/base/yaml.h>
#include <models/record/run_journal.h>
#include <sandbox/cluster.h>

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

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

    void suitesOfUpstreamsImagesAreOfferedWhileThereIsNone()
    {
        app::Dashboard dashboard({});
        dashboard.show();
        QVERIFY(QTest::qWaitForWindowExposed(dashboard.window()));
        auto *button = dashboard.window()->findChild<QAbstractButton *>(u"emptyExamples"_s);
        QVERIFY(button && button->isVisible());
        auto *menu = dashboard.window()->findChild<QMenu *>(u"examplesMenu"_s);
        // The button's key returns when its menu is closed.
        QTimer keys;
        connect(&keys, &QTimer::timeout, menu, [menu, &keys] {
            if (!menu->isVisible())
                return;
            keys.stop();
            for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Return})
                QTest::keyClick(menu, key);
        });
        keys.start(10);
        QTest::keyClick(button, Qt::Key_Space);
        const auto *suite = dashboard.workspace()->suite();
        QTRY_COMPARE(suite->tests().size(), std::size_t(43));
        QVERIFY(suite->path().endsWith(u"/rhoai-suite.yaml"_s));
        QVERIFY(!suite->isModified() && QFileInfo(suite->path()).isWritable());
        QVERIFY(suite->problems().empty());
        QVERIFY(!button->isVisible());
    }

    void theObjectsOfATestAreThoseOfTheCommand()
    {
        QFile suite(m_folder.filePath(u"objects.yaml"_s));
        QVERIFY(suite.open(QIODevice::WriteOnly));
        suite.write("version: 1\ntests:\n  - id: a\n    namespace: test-a\n    notebook_name: n\n"
                    "    custom_image: quay.io/x/a:1\n    packages_to_verify: [json]\n"
                    "    storage: {size: 20Gi}\n    pull_secret: team/pull\n");
        suite.close();
        app::DashboardCommand command;
        command.path = suite.fileName();
        app::Dashboard dashboard(command);
        dashboard.show();
        QTRY_COMPARE(dashboard.workspace()->suite()->ids(), QStringList{u"a"_s});
        QTest::keyClick(dashboard.window(), Qt::Key_M, Qt::ControlModifier);
        const auto *view = dashboard.window()->findChild<QPlainTextEdit *>(u"objectsYaml"_s);
        QTRY_VERIFY(view && !view->toPlainText().isEmpty());
        const QStringList shown = view->toPlainText().split(u'\n');
        const qsizetype at = shown.indexOf(u"      storage: \"10Gi\""_s);
        QVERIFY2(at > 0, qPrintable(view->toPlainText()));
        QCOMPARE(shown.value(at + 1), u"      storage: \"20Gi\""_s);

        dashboard.window()->findChild<QAbstractButton *>(u"copyObjects"_s)->click();
        const auto copied =
            models::yaml::readValues(QGuiApplication::clipboard()->text().toUtf8(), 1 << 20);
        const auto printed = app::rehearsedObjects(*dashboard.workspace()->suite()->test(u"a"_s),
                                                   app::assumedCluster(), 1, false);
        QCOMPARE(copied.documents.size(), printed.size());
        QCOMPARE(printed.size(), std::size_t(4));
        for (std::size_t i = 0; i < printed.size(); ++i)
            QVERIFY(copied.documents[i] == printed[i].object);
    }
};

QTEST_MAIN(TestDashboardChoices)
#include "tst_dashboard_choices.moc"
