// SPDX-License-Identifier: Apache-2.0
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"

#include <models/tables/tests_model.h>
#include <ui/look/dialogs.h>
#include <ui/timeline/state_machine_view.h>

#include <QAbstractButton>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using models::NotebookStatus;

//! Chooses the folder that a test named.
class ChosenFolder : public ui::Dialogs
{
public:
    explicit ChosenFolder(QString folder) : m_folder(std::move(folder)) {}
    void chooseFolder(QWidget *, const QString &, const QString &,
                      const PathHandler &handler) override
    {
        handler(m_folder);
    }
    void ask(QWidget *, const QString &, const QString &, const QStringList &,
             const std::function<void(int)> &handler, int) override
    {
        handler(0);
    }

private:
    QString m_folder;
};

//! The whole dashboard on the sandbox, driven by clicks: open, run, watch, read, export.
class TestDashboard : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<app::Dashboard> m_dashboard;

    template<class W>
    W *find(const QString &name) const
    {
        W *widget = m_dashboard->window()->findChild<W *>(name);
        if (!widget)
            qWarning("no widget is named %s", qPrintable(name));
        return widget;
    }

    QString stateOf(const QString &id) const
    {
        const auto *tests = find<QListView>(u"tests"_s);
        for (int row = 0; row < tests->model()->rowCount(); ++row) {
            const QModelIndex index = tests->model()->index(row, 0);
            if (index.data(models::TestsModel::IdRole).toString() == id)
                return models::toString(static_cast<models::TestState>(
                    index.data(models::TestsModel::StateRole).toInt()));
        }
        return {};
    }

    void clickTest(const QString &id)
    {
        auto *tests = find<QListView>(u"tests"_s);
        for (int row = 0; row < tests->model()->rowCount(); ++row) {
            const QModelIndex index = tests->model()->index(row, 0);
            if (index.data(models::TestsModel::IdRole).toString() == id)
                QTest::mouseClick(tests->viewport(), Qt::LeftButton, {},
                                  tests->visualRect(index).center());
        }
        QCOMPARE(m_dashboard->window()->selectedTest(), id);
    }

    QString whatHappened() const
    {
        QStringList texts;
        const auto *card = find<QWidget>(u"whatHappened"_s);
        for (const auto *label : card->findChildren<QLabel *>())
            texts << label->text().remove(QChar(0x200B)); // where a long word may break
        return texts.join(u'\n');
    }

private Q_SLOTS:
    void initTestCase()
    {
        tests::useSurroundingsOf(m_folder);
        QFile suite(m_folder.filePath(u"suite.yaml"_s));
        QVERIFY(suite.open(QIODevice::WriteOnly));
        suite.write("version: 1\ntests:\n"
                    "  - id: works\n    namespace: test-works\n    notebook_name: works\n"
                    "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                    "    packages_to_verify: [json, sqlite3]\n"
                    "  - id: lacks\n    namespace: test-lacks\n    notebook_name: lacks\n"
                    "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                    "    packages_to_verify: [json, no_such_module_anywhere]\n"
                    "  - id: crashes\n    namespace: test-crashes\n    notebook_name: crashes\n"
                    "    custom_image: sandbox.local/workbench/broken:2025.1\n"
                    "    packages_to_verify: [json]\n");
    }

    void openingShowsTheSuiteAndTheCluster()
    {
        app::DashboardCommand command;
        command.cluster.sandbox = true;
        command.path = m_folder.filePath(u"suite.yaml"_s);
        m_dashboard = std::make_unique<app::Dashboard>(command);
        m_dashboard->window()->setDialogs(
            std::make_unique<ChosenFolder>(m_folder.filePath(u"report"_s)));
        m_dashboard->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dashboard->window()));
        QTRY_COMPARE(find<QListView>(u"tests"_s)->model()->rowCount(), 3);
        QTRY_VERIFY_WITH_TIMEOUT(m_dashboard->window()->cluster().connection ==
                                     ui::ClusterState::Connection::Connected,
                                 20'000);
        QVERIFY(find<QWidget>(u"sandboxBadge"_s)->isVisible());
    }

    void runningShowsTheStatesAsTheyCome()
    {
        clickTest(u"crashes"_s);
        QTest::mouseClick(find<QAbstractButton>(u"runAllButton"_s), Qt::LeftButton);
        auto *machine = find<ui::StateMachineView>(u"stateMachine"_s);
        QTRY_VERIFY_WITH_TIMEOUT(machine->isLit(NotebookStatus::Created), 20'000);
        QVERIFY(!machine->isLit(NotebookStatus::Failed));
        QTRY_VERIFY_WITH_TIMEOUT(machine->isLit(NotebookStatus::PodPending), 20'000);
        QTRY_COMPARE(stateOf(u"crashes"_s), models::toString(models::TestState::Running));
        QTRY_VERIFY_WITH_TIMEOUT(machine->isLit(NotebookStatus::Failed), 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"crashes"_s),
                                  models::toString(models::TestState::Failed), 60'000);
        QVERIFY(!machine->isLit(NotebookStatus::Ready));
    }

    void theDiagnosisCanBeRead()
    {
        QTRY_VERIFY2_WITH_TIMEOUT(whatHappened().contains(u"jupyter_server"_s),
                                  qPrintable(whatHappened()), 10'000);
    }

    void packagesShowWhatIsMissing()
    {
        clickTest(u"lacks"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"lacks"_s), models::toString(models::TestState::Failed),
                                  60'000);
        find<QTabWidget>(u"evidence"_s)->setCurrentIndex(1);
        const auto *packages = find<QTableView>(u"packages"_s);
        QVERIFY(packages);
        QTRY_COMPARE(packages->model()->rowCount(), 2);
        QCOMPARE(packages->model()->index(1, 0).data().toString(), u"no_such_module_anywhere"_s);
        QVERIFY(whatHappened().contains(u"no_such_module_anywhere"_s));
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"works"_s), models::toString(models::TestState::Passed),
                                  60'000);
    }

    void exportWritesTheReports()
    {
        QTRY_COMPARE_WITH_TIMEOUT(m_dashboard->workspace()->activeCount(), 0, 60'000);
        QTest::mouseClick(find<QAbstractButton>(u"exportReportsButton"_s), Qt::LeftButton);
        const QString report = m_folder.filePath(u"report/report.json"_s);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(report), 30'000);
        QFile file(report);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = models::Json::parse(file.readAll().toStdString());
        QCOMPARE(json["tests"].size(), std::size_t(3));
        QCOMPARE(json["tests"][0]["outcome"].get<QString>(), u"passed"_s);
        QCOMPARE(json["tests"][2]["diagnostic"]["error_category"].get<QString>(),
                 u"CrashLoopBackOff"_s);
        for (const QString &name : {u"junit.xml"_s, u"report.html"_s, u"report.md"_s})
            QTRY_VERIFY(QFile::exists(m_folder.filePath(u"report/"_s + name)));
    }

    void cleanupTestCase() { m_dashboard.reset(); }
};

QTEST_MAIN(TestDashboard)
#include "tst_dashboard.moc"
