// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <models/image/workbench_checks.h>
#include <models/tables/check_models.h>
#include <models/tables/tests_model.h>
#include <ui/look/theme.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace assay;
using models::CellsModel;
using models::ChecksModel;
using tests::WindowFixture;

//! What the dashboard shows of checks, notebook cells and the use of resources.
class TestCheckPanes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void emptyTabsSayHowToAsk();
    void tabsSayWhatIsToCome();
    void checksAreShownWithTheirEvidence();
    void aChosenCheckIsCopied();
    void cellsAreShownWithCodeAndTraceback();
    void cellsArePlainText();
    void firstTabWithAFailureIsInFront();
    void failuresAreExplainedWithAdvice();
    void passedRunNamesItsChecks();
    void movedTagIsARemark();
    void checksFollowTheFacts();
    void stepOfChecksIsShownWhereAskedFor();
    void failuresAreFoundByTheFilter();
    void resourcesAreShownBesideThePod();
    void unmeasuredResourcesSayWhy();

private:
    QString text(const char *label) const { return m->texts(label).value(0); }
    QTabWidget *tabs() const { return m->find<QTabWidget>("evidence"); }
    QTableView *table(const char *name) const { return m->find<QTableView>(name); }
    QString cell(const char *name, int row, int column) const
    {
        return table(name)->model()->index(row, column).data().toString();
    }
    std::unique_ptr<WindowFixture> m;
    QDateTime m_start;
};

void TestCheckPanes::init()
{
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
}

void TestCheckPanes::emptyTabsSayHowToAsk()
{
    QCOMPARE(tabs()->tabText(1), u"Packages 2"_s);
    QCOMPARE(tabs()->tabText(2), u"Checks"_s);
    QCOMPARE(tabs()->tabText(3), u"Cells"_s);
    tabs()->setCurrentIndex(2);
    QVERIFY(text("checksEmpty").startsWith(u"This test asks for no checks beyond its imports."_s));
    QVERIFY(text("checksEmpty").contains(u"Configuration page"_s));
    tabs()->setCurrentIndex(3);
    QVERIFY(text("cellsEmpty").startsWith(u"This test runs no notebook cells."_s));
}

void TestCheckPanes::tabsSayWhatIsToCome()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tabs()->setCurrentIndex(2);
    QVERIFY2(text("checksEmpty")
                 .startsWith(u"To be checked once the packages are imported: "
                             "numpy>=1.26, torch==2.4.*, "_s),
             qPrintable(text("checksEmpty")));
    QVERIFY(text("checksEmpty").endsWith(u", GPU, start-up log"_s));
    tabs()->setCurrentIndex(3);
    QCOMPARE(text("cellsEmpty"),
             u"The test's 3 cells or notebooks run once the packages are imported."_s);
    // A run that never came so far says so.
    tests::pullErrorSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("cellsEmpty"), u"No cell was run: the run ended before."_s);
    tabs()->setCurrentIndex(2);
    QCOMPARE(text("checksEmpty"), u"No check was made: the run ended before."_s);
}

void TestCheckPanes::checksAreShownWithTheirEvidence()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::failChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    tabs()->setCurrentIndex(2);
    QCOMPARE(tabs()->tabText(2), u"Checks ✗ 2"_s);
    QCOMPARE(tabs()->tabToolTip(2), u"Checks: 2 of 6 failed (Alt+6)"_s);
    const QTabBar *bar = tabs()->tabBar();
    QCOMPARE(bar->tabTextColor(2), ui::themeColor(ui::ColorRole::Failed));
    QVERIFY(!bar->tabTextColor(1).isValid());
    QCOMPARE(table("checks")->model()->rowCount(), 6);
    QCOMPARE(cell("checks", 1, ChecksModel::About), u"Installed packages"_s);
    QCOMPARE(cell("checks", 1, ChecksModel::Check), u"torch==2.4.*"_s);
    QCOMPARE(cell("checks", 1, ChecksModel::Result), u"Failed"_s);
    QCOMPARE(cell("checks", 1, ChecksModel::Detail),
             u"torch 2.3.0 is installed, which is not 2.4.*."_s);
    QCOMPARE(cell("checks", 4, ChecksModel::Result), u"Inconclusive"_s);
    table("checks")->selectRow(5);
    QCOMPARE(m->find<QPlainTextEdit>("checksText")->toPlainText(),
             u"Start-up log, Traceback: Failed\n2 lines have it.\n"
             "What to do: Find out in the log what raised it.\n\nEvidence:\n"
             "12: Traceback (most recent call last):\n48: Traceback (most recent call last):"_s);
}

void TestCheckPanes::aChosenCheckIsCopied()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::failChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    tabs()->setCurrentIndex(2);
    table("checks")->selectRow(1);
    table("checks")->setFocus();
    QTest::keyClick(table("checks"), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(
        u"Installed packages, torch==2.4.*: Failed\n"_s));
}

void TestCheckPanes::cellsAreShownWithCodeAndTraceback()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::failChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    tabs()->setCurrentIndex(3);
    QCOMPARE(table("cells")->model()->rowCount(), 3);
    QCOMPARE(cell("cells", 0, CellsModel::Result), u"Passed"_s);
    QCOMPARE(cell("cells", 0, CellsModel::Time), u"0.4 s"_s);
    QCOMPARE(cell("cells", 0, CellsModel::Detail), u"0.0"_s);
    QCOMPARE(cell("cells", 2, CellsModel::Cell), u"smoke.ipynb, cell 1"_s);
    QCOMPARE(cell("cells", 2, CellsModel::Result), u"Not run"_s);
    QCOMPARE(cell("cells", 2, CellsModel::Time), QString());
    table("cells")->selectRow(1);
    const auto *whole = m->find<QPlainTextEdit>("cellsText");
    QVERIFY(whole->isVisible());
    QCOMPARE(whole->toPlainText(),
             u"cell 2: Failed\nZeroDivisionError: division by zero\n\nCode:\nfor n in (1, 0):\n    "
             u"print(1 / n)\n\nOutput:\n1.0\n\n"
             "Traceback:\n"
             "Traceback (most recent call last):\n  File \"<cell 2>\", line 2, in <module>\n"
             "ZeroDivisionError: division by zero"_s);
}

void TestCheckPanes::cellsArePlainText()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::CellResult result;
    result.name = u"cell 1"_s;
    result.source = u"<b>bold</b>"_s;
    result.outcome = models::CellOutcome::Passed;
    result.output = u"<img src=x>\x1b[31m\u202Eevil\n"_s;
    make.add(models::CellExecuted{result});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    tabs()->setCurrentIndex(3);
    table("cells")->selectRow(0);
    QCOMPARE(m->find<QPlainTextEdit>("cellsText")->toPlainText(),
             u"cell 1: Passed\n\nCode:\n<b>bold</b>\n\nOutput:\n<img src=x>[31mevil"_s);
    // A tooltip takes what looks like HTML for HTML.
    result.errorMessage = u"<b>no</b>"_s;
    make.add(models::CellExecuted{result});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(table("cells")->model()->index(0, 0).data(Qt::ToolTipRole).toString(),
             u"&lt;b&gt;no&lt;/b&gt;"_s);
}

void TestCheckPanes::firstTabWithAFailureIsInFront()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::failChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    m->window->selectTest(u"beta"_s);
    tabs()->setCurrentIndex(0);
    m->window->selectTest(u"alpha"_s);
    QTRY_COMPARE(tabs()->currentIndex(), 2);
    // And in it what failed first.
    QCOMPARE(table("checks")->currentIndex().row(), 1);
    QVERIFY(m->find<QPlainTextEdit>("checksText")->isVisible());
}

void TestCheckPanes::failuresAreExplainedWithAdvice()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::failChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedHeadline"),
             u"2 of 6 checks failed: torch==2.4.*, Traceback. Notebook cell 2 failed: "
             "ZeroDivisionError: division by zero"_s);
    QCOMPARE(m->texts("whatHappenedAdvice"),
             (QStringList{u"Install torch 2.4 in the image, or ask for another version."_s,
                          u"What to do: Run the test again once the cause is gone."_s,
                          u"What to do: Find out in the log what raised it."_s}));
    const QStringList evidence = m->texts("whatHappenedEvidence");
    QCOMPARE(evidence.size(), 4);
    QCOMPARE(evidence[0], u"torch 2.3.0 is installed, which is not 2.4.*.\ntorch 2.3.0"_s);
    QCOMPARE(evidence[3], u"for n in (1, 0):\n    print(1 / n)\n"
                          "ZeroDivisionError: division by zero"_s);
}

void TestCheckPanes::passedRunNamesItsChecks()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::passChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedHeadline"),
             u"The image works: all 2 packages import, 6 further checks passed, all 3 notebook "
             "cells ran."_s);
    QCOMPARE(tabs()->tabText(2), u"Checks 6"_s);
    QVERIFY(m->texts("whatHappenedEvidence").isEmpty());
}

void TestCheckPanes::movedTagIsARemark()
{
    tests::passChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    m->click("whatHappenedFacts");
    QVERIFY(text("whatHappenedFactsText")
                .contains(u"The image that ran: quay.io/x/alpha@sha256:22222222…2222"_s));
    tests::askForEverything(*m->workspace.suite(), u"beta"_s);
    tests::failChecksSample(m->workspace, u"beta"_s, {}, m_start);
    m->window->selectTest(u"beta"_s);
    const auto run = m->workspace.run(u"beta"_s);
    const QString moved = models::movedTag(*run->record.image());
    QVERIFY(!moved.isEmpty());
    // On the screen, digests are short.
    QCOMPARE(m->texts("whatHappenedRemark").filter(moved.section(u"sha256:"_s, 0, 0)).size(), 1);
}

void TestCheckPanes::checksFollowTheFacts()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, QDateTime::currentDateTimeUtc());
    make.enter(models::Phase::CheckImage);
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(text("whatHappenedHeadline"), u"Checking what the test asks for beyond imports."_s);
    models::CheckResult check;
    check.name = u"writable_home"_s;
    check.outcome = models::CheckOutcome::Failed;
    check.detail = u"No."_s;
    make.add(models::CheckMade{check});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(text("whatHappenedHeadline"),
             u"Checking what the test asks for beyond imports: 1 done."_s);
    QCOMPARE(tabs()->tabText(2), u"Checks ✗ 1"_s);
    tabs()->setCurrentIndex(2);
    table("checks")->selectRow(0);
    QVERIFY(m->find<QPlainTextEdit>("checksText")->toPlainText().contains(u"No."_s));
    // Said anew: the same row, and the text below follows.
    check.detail = u"Still not."_s;
    make.add(models::CheckMade{check});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(table("checks")->model()->rowCount(), 1);
    QVERIFY(m->find<QPlainTextEdit>("checksText")->toPlainText().contains(u"Still not."_s));
}

void TestCheckPanes::stepOfChecksIsShownWhereAskedFor()
{
    const auto steps = [this] { return m->find<QWidget>("timeTrack")->accessibleDescription(); };
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    QVERIFY2(!steps().contains(u"Check image"_s), qPrintable(steps()));
    tests::askForEverything(*m->workspace.suite(), u"beta"_s);
    m->window->selectTest(u"beta"_s);
    QVERIFY2(steps().contains(u"Check image: –"_s), qPrintable(steps()));
    tests::passChecksSample(m->workspace, u"beta"_s, {}, m_start);
    QVERIFY2(steps().contains(u"Check image: 2.9 s"_s), qPrintable(steps()));
}

void TestCheckPanes::failuresAreFoundByTheFilter()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::failChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    tests::passChecksSample(m->workspace, u"beta"_s, {}, m_start);
    auto *list = m->find<QAbstractItemView>("tests");
    auto *filter = m->find<QLineEdit>("testsFilter");
    for (const QString &word : {u"gpu"_s, u"torch==2.4"_s, u"Traceback"_s, u"ZeroDivision"_s,
                                u"ImageCheckError"_s, u"start-up log"_s}) {
        filter->setText(word);
        QVERIFY2(list->model()->rowCount() == 1, qPrintable(word));
        QCOMPARE(list->model()->index(0, 0).data().toString(), u"alpha"_s);
    }
    // What passed is no failure.
    filter->setText(u"writable"_s);
    QCOMPARE(list->model()->rowCount(), 0);
}

void TestCheckPanes::resourcesAreShownBesideThePod()
{
    tests::passChecksSample(m->workspace, u"alpha"_s, {}, m_start);
    m->raisePane("podPane");
    using Model = models::ContainerResourcesModel;
    QVERIFY(table("resourceUsage")->isVisible());
    QVERIFY(m->find<QPlainTextEdit>("pod")->isVisible());
    QCOMPARE(table("resourceUsage")->model()->rowCount(), 2);
    QCOMPARE(cell("resourceUsage", 0, Model::CpuUsed), u"13m"_s);
    QCOMPARE(cell("resourceUsage", 0, Model::MemoryUsed), u"340Mi"_s);
    QCOMPARE(cell("resourceUsage", 0, Model::MemoryLimit), u"4Gi"_s);
    QCOMPARE(cell("resourceUsage", 1, Model::MemoryLimit), u"–"_s);
    QVERIFY(m->texts("resourceUsageProblem").isEmpty());
}

void TestCheckPanes::unmeasuredResourcesSayWhy()
{
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    m->raisePane("podPane");
    QCOMPARE(text("resourceUsageEmpty"), u"This run did not measure what its containers use."_s);
    auto make = tests::beginSample(m->workspace, u"beta"_s, {}, m_start);
    models::ResourceUsage usage;
    usage.containers = {{u"beta"_s, {}, {}, u"500m"_s, u"1Gi"_s, {}, {}}};
    usage.problem = u"The cluster has no metrics service."_s;
    make.add(models::ResourceUsageSeen{usage});
    m->workspace.appendFacts(u"beta"_s, make.take());
    m->window->selectTest(u"beta"_s);
    QCOMPARE(m->texts("resourceUsageProblem"),
             QStringList{u"Not measured: The cluster has no metrics service."_s});
    QCOMPARE(cell("resourceUsage", 0, models::ContainerResourcesModel::CpuUsed), u"–"_s);
}

QTEST_MAIN(TestCheckPanes)
#include "tst_check_panes.moc"
