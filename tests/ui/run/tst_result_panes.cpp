// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <models/report/ticket.h>
#include <models/tables/record_models.h>
#include <models/tables/tests_model.h>
#include <ui/log/log_document.h>
#include <ui/log/log_view.h>
#include <ui/timeline/state_machine_view.h>

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

class TestResultPanes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void emptyPanesSayWhy();
    void notRunSaysHowToStart();
    void passedRunIsExplained();
    void onePackageIsNoPlural();
    void missingPackageIsExplained();
    void thePythonOfTheImageIsNamed();
    void pullErrorIsExplainedWithEvidence();
    void inconclusiveIsNotBlamedOnTheImage();
    void brokenConfigurationIsExplained();
    void interruptedRecordIsExplained();
    void explanationIsCopied();
    void headerSaysTheOutcome();
    void whatToDoIsSaidOnce();
    void headerSaysOfWhatTheOutcomeIs();
    void aKnownFailureIsTold();
    void stateMachineFollowsTheFacts();
    void packageShowsItsTranscript();
    void eventsTimelineAndPodShowTheRecord();
    void logOfTheRunIsShownAndFollowed();
    void logFindsForwardsBackwardsAndAround();
    void missingLogSaysWhy();
    void panesFollowTheChosenTest();
    void outsideTextIsPlain();

private:
    QString text(const char *label) const { return m->texts(label).value(0); }
    std::unique_ptr<WindowFixture> m;
    QDateTime m_start;
};

void TestResultPanes::init()
{
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
}

void TestResultPanes::emptyPanesSayWhy()
{
    const std::pair<const char *, const char *> panes[] = {
        {"logsPane", "logEmpty"},          {"eventsPane", "eventsEmpty"},
        {"commandsPane", "commandsEmpty"}, {"timelinePane", "timelineEmpty"},
        {"podPane", "podEmpty"},           {"requestsPane", "requestsEmpty"}};
    for (const auto &[dock, label] : panes) {
        m->raisePane(dock);
        QVERIFY2(text(label).startsWith(u"This test has not run yet."_s), label);
    }
    // Where there is no test, there is a word on how to begin instead of them.
    m->workspace.suite()->clear();
    QVERIFY(text("welcome").startsWith(u"Assay tells whether a workbench image works"_s));
    QVERIFY(text("logEmpty").isEmpty());
}

void TestResultPanes::notRunSaysHowToStart()
{
    QCOMPARE(text("whatHappenedHeadline"), u"This test has not run yet."_s);
    QCOMPARE(text("whatHappenedText"),
             u"A run creates notebook alpha in namespace test-alpha, waits up to 10 min 00 s for "
             "its pod, imports 2 packages in it, and cleans up."_s);
    QVERIFY(text("whatHappenedAdvice").contains(u"Ctrl+Shift+R"_s));
    m->raisePane("packagesPane");
    QCOMPARE(text("packagesEmpty"), u"To be verified: numpy, pandas"_s);
}

void TestResultPanes::passedRunIsExplained()
{
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedHeadline"), u"The image works: all 2 packages import."_s);
    QCOMPARE(text("whatHappenedText"),
             u"The pod was ready after 6.9 s, the verdict came after 9.8 s."_s);
    QVERIFY(m->texts("whatHappenedEvidence").isEmpty());
}

void TestResultPanes::onePackageIsNoPlural()
{
    models::CustomImageTestConfiguration alone = *m->workspace.suite()->test(u"alpha"_s);
    alone.packagesToVerify = {u"numpy"_s};
    m->workspace.suite()->setTest(u"alpha"_s, alone);
    QVERIFY2(text("whatHappenedText").contains(u", imports 1 package in it,"_s),
             qPrintable(text("whatHappenedText")));
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedHeadline"), u"numpy is not installed."_s);
}

void TestResultPanes::missingPackageIsExplained()
{
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedHeadline"), u"pandas is not installed."_s);
    // Said once, and in the same words by the list.
    QCOMPARE(text("whatHappenedText"), QString());
    const QModelIndex row = m->find<QAbstractItemView>("tests")->currentIndex();
    QCOMPARE(row.data(models::TestsModel::DetailRole).toString(), u"pandas is not installed"_s);
    QCOMPARE(text("whatHappenedWho"), u"The image's author can mend this."_s);
    QCOMPARE(text("whatHappenedEvidence"), u"ModuleNotFoundError: No module named 'pandas'"_s);
    QCOMPARE(text("whatHappenedAdvice"), u"Install pandas in the image, or correct the name."_s);
    m->raisePane("packagesPane");
    auto *packages = m->find<QTableView>("packages");
    QCOMPARE(packages->model()->rowCount(), 2);
    using Model = models::PackageResultsModel;
    QCOMPARE(packages->model()->index(1, Model::Result).data(Model::ToneRole).toInt(),
             int(models::Tone::Bad));
}

void TestResultPanes::thePythonOfTheImageIsNamed()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::InventoryTaken taken;
    taken.inventory.emplace();
    taken.inventory->version = u"3.11.2"_s;
    taken.inventory->executable = u"/usr/bin/python3"_s;
    taken.inventory->uid = 1000;
    taken.inventory->gid = 0;
    models::PackageVerified numpy;
    numpy.result.packageName = u"numpy"_s;
    numpy.result.outcome = models::PackageOutcome::Passed;
    numpy.result.importSuccessful = true;
    numpy.result.location = models::ModuleLocation{u"/data/numpy.py"_s, true, false};
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Passed;
    make.add(taken).add(numpy).add(verdict).add(models::RunFinished{2});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(m->texts("whatHappenedRemark").value(0),
             u"numpy: Found on the volume at /data/numpy.py, not in the image."_s);
    // What few look for is folded away.
    QVERIFY(m->texts("whatHappenedFactsText").isEmpty());
    m->click("whatHappenedFacts");
    QCOMPARE(text("whatHappenedFactsText"),
             u"Python 3.11.2 at /usr/bin/python3, user id 1000, group 0."_s);
}

void TestResultPanes::pullErrorIsExplainedWithEvidence()
{
    tests::pullErrorSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedHeadline"),
             u"The registry has no such tag, so the image could not be pulled."_s);
    QCOMPARE(m->texts("whatHappenedEvidence").size(), 2);
    QCOMPARE(text("whatHappenedAdvice"),
             u"Check the tag in the registry, or push the image under this tag."_s);
    QVERIFY(m->texts("whatHappenedRemark").isEmpty());
    m->click("whatHappenedFacts");
    QCOMPARE(text("whatHappenedFactsText"),
             u"Error: ImagePullError.\nCategory: ImagePullBackOff. Reason given by the cluster: "
             "ErrImagePull. Container: alpha.\nTold 9 min 46 s before the deadline."_s);
}

void TestResultPanes::inconclusiveIsNotBlamedOnTheImage()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Inconclusive;
    verdict.error =
        models::ValidationError{models::ErrorType::ConnectionError, u"The server went away."_s};
    make.add(verdict).add(models::RunFinished{2});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(text("whatHappenedHeadline"), u"The server went away."_s);
    QVERIFY(text("whatHappenedText").startsWith(u"This says nothing about the image"_s));
    // Nothing was deleted, and that is said.
    QVERIFY(m->texts("whatHappenedRemark").last().startsWith(u"Left on the cluster: "_s));
    QVERIFY(m->texts("whatHappenedRemark").last().contains(u"Notebook test-alpha/alpha"_s));
}

void TestResultPanes::brokenConfigurationIsExplained()
{
    auto c = m->workspace.suite()->tests().front();
    c.nameSpace = u"prod"_s;
    m->workspace.suite()->setTest(c.id, c);
    QVERIFY(text("whatHappenedHeadline").contains(u"cannot run yet"_s));
    QVERIFY(text("whatHappenedText").startsWith(u"namespace "_s));
}

void TestResultPanes::interruptedRecordIsExplained()
{
    auto make = tests::beginSample(m->workspace, u"beta"_s, {}, m_start);
    models::RunRecord record;
    for (const models::Fact &fact : make.take())
        record.append(fact);
    m->window->showStoredRun({{}, record, {}});
    QCOMPARE(text("whatHappenedHeadline"), u"The record of this run ends before a verdict."_s);
}

void TestResultPanes::explanationIsCopied()
{
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    m->click("whatHappenedCopy");
    const QString copied = QGuiApplication::clipboard()->text();
    models::ReportedTest test;
    test.record = &m->workspace.run(u"alpha"_s)->record;
    // What the headless command prints of the run.
    QCOMPARE(copied, models::ticketFor(test));
    QVERIFY2(copied.startsWith(u"**Test alpha failed: pandas is not installed**\n"_s),
             qPrintable(copied));
    QVERIFY(copied.contains(u"ModuleNotFoundError: No module named 'pandas'\n"_s));
    QVERIFY(copied.contains(u"- Image: `quay.io/x/alpha:1`"_s));
    // A run that goes on has none.
    tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    QVERIFY(!m->find<QWidget>("whatHappenedCopy")->isVisible());
}

void TestResultPanes::headerSaysTheOutcome()
{
    QCOMPARE(text("testName"), u"alpha"_s);
    QCOMPARE(text("testPlace"), u"quay.io/x/alpha:1"_s);
    QCOMPARE(text("outcomeBadge"), models::toString(models::TestState::NotRun));
    tests::pullErrorSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("outcomeBadge"), models::toString(models::TestState::Failed) + u" after 14 s"_s);

    // A verdict is told as soon as it is there.
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::Verdict failed;
    failed.outcome = models::Outcome::Failed;
    failed.durationSeconds = 3;
    m->workspace.appendFacts(u"alpha"_s, make.add(failed).take());
    QCOMPARE(text("outcomeBadge"), u"Failed, cleaning up"_s);
    m->workspace.appendFacts(u"alpha"_s, make.add(models::RunFinished{3}).take());
    QCOMPARE(text("outcomeBadge"), u"Failed after 3.0 s"_s);
}

void TestResultPanes::whatToDoIsSaidOnce()
{
    using models::PreflightCheck;
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    make.add(PreflightCheck{u"Notebook API"_s, PreflightCheck::Result::Failed,
                            u"It is not served."_s, u"Install the operator."_s});
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Inconclusive;
    // As a verdict has it: a report shows it alone.
    verdict.error = {models::ErrorType::ClusterError, u"It is not served. Install the operator."_s};
    make.add(verdict).add(models::RunFinished{1});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(text("whatHappenedHeadline"), u"It is not served."_s);
    QCOMPARE(text("whatHappenedAdvice"), u"Install the operator."_s);
}

void TestResultPanes::aKnownFailureIsTold()
{
    auto c = m->workspace.suite()->tests().front();
    c.knownFailure = {{"text", "pandas"}, {"until", "2999-01-01"}, {"reason", "ODS-4711"}};
    m->workspace.suite()->setTest(c.id, c);
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedHeadline"), u"pandas is not installed."_s);
    QCOMPARE(text("whatHappenedText"), u"This failure is known until 2999-01-01: ODS-4711"_s);
    QCOMPARE(text("outcomeBadge"), u"Failed after 9.8 s, as known"_s);

    c.knownFailure["text"] = "scipy";
    m->workspace.suite()->setTest(c.id, c);
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("whatHappenedText"),
             u"This is not the failure that is known (\"scipy\", ODS-4711)."_s);
    QCOMPARE(text("outcomeBadge"), u"Failed after 9.8 s"_s);
}

void TestResultPanes::headerSaysOfWhatTheOutcomeIs()
{
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("outcomeRemark"), QString());
    auto edited = m->workspace.suite()->tests().front();
    edited.customImage = u"quay.io/x/alpha:2"_s;
    m->workspace.suite()->setTest(u"alpha"_s, edited);
    QCOMPARE(text("outcomeRemark"), u"Edited since this run"_s);

    tests::pullErrorSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(text("outcomeRemark"), QString());
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::Verdict stopped;
    stopped.outcome = models::Outcome::Cancelled;
    stopped.durationSeconds = 3;
    make.add(stopped).add(models::RunFinished{3});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(text("outcomeBadge"), u"Cancelled after 3.0 s"_s);
    QCOMPARE(text("outcomeRemark"), u"Before: Failed"_s);
    // A stored run is of no suite that could have been edited.
    m->window->showStoredRun({{}, m->workspace.run(u"alpha"_s)->record, {}});
    QCOMPARE(text("outcomeRemark"), QString());
}

void TestResultPanes::stateMachineFollowsTheFacts()
{
    using Status = models::NotebookStatus;
    auto *view = m->find<ui::StateMachineView>("stateMachine");
    QVERIFY(!view->currentState());
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, QDateTime::currentDateTimeUtc());
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(view->currentState(), std::optional(Status::Created));
    make.become(Status::PodPending, u"pod"_s);
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(view->currentState(), std::optional(Status::PodPending));
    QVERIFY(view->isLit(Status::Created, Status::PodPending));
    // Time passes on the screen without another fact.
    const QString before = view->timeText(Status::PodPending);
    QTRY_VERIFY(view->timeText(Status::PodPending) != before);
    m->window->selectTest(u"beta"_s);
    QVERIFY(!view->currentState());
}

void TestResultPanes::packageShowsItsTranscript()
{
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    m->raisePane("packagesPane");
    auto *packages = m->find<QTableView>("packages");
    packages->setFocus();
    packages->setCurrentIndex(packages->model()->index(1, 0));
    QTest::keyClick(packages, Qt::Key_Return);
    auto *transcript = m->find<QPlainTextEdit>("transcript");
    QVERIFY(transcript);
    QTRY_VERIFY(transcript->isVisible());
    QVERIFY(transcript->toPlainText().contains(u"ModuleNotFoundError: No module named 'pandas'"_s));
    auto *commands = m->find<QTableView>("commands");
    QCOMPARE(commands->currentIndex().row(), 1);
    // The command takes what the other columns leave.
    const int unit = commands->fontMetrics().averageCharWidth();
    QCOMPARE(packages->columnWidth(models::PackageResultsModel::Package), 30 * unit);
    QCOMPARE(commands->columnWidth(models::CommandsModel::Time), 10 * unit);
    QCOMPARE(commands->columnWidth(models::CommandsModel::Command),
             commands->viewport()->width() - 24 * unit);
}

void TestResultPanes::eventsTimelineAndPodShowTheRecord()
{
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    m->raisePane("eventsPane");
    auto *events = m->find<QTableView>("events");
    QVERIFY(events->isVisible());
    QCOMPARE(events->model()->rowCount(), 2);
    QCOMPARE(events->model()->index(1, models::EventsModel::Reason).data().toString(),
             u"Pulling"_s);
    // The message has the most room, and of the object both ends are read.
    const int unit = events->fontMetrics().averageCharWidth();
    QCOMPARE(events->columnWidth(models::EventsModel::Object), 16 * unit);
    QVERIFY(events->columnWidth(models::EventsModel::Message) >= 40 * unit);
    m->raisePane("timelinePane");
    auto *timeline = m->find<QTableView>("timeline");
    QCOMPARE(timeline->columnWidth(models::TimelineModel::What), 15 * unit);
    QVERIFY(timeline->isVisible());
    QVERIFY(timeline->model()->rowCount() > 10);
    m->raisePane("podPane");
    QCOMPARE(m->find<QPlainTextEdit>("pod")->toPlainText(),
             u"apiVersion: v1\nkind: Pod\nmetadata:\n  name: sample-0\nstatus:\n  phase: "
             "Running\n"_s);
}

static models::LogSegment segment(const QString &container, const QString &file, int attempt = 0)
{
    models::LogSegment s;
    s.container = container;
    s.attempt = attempt;
    s.file = file;
    s.length = 1;
    return s;
}

void TestResultPanes::logOfTheRunIsShownAndFollowed()
{
    const QString run = m->folder.filePath(u"run"_s);
    QVERIFY(QDir().mkpath(run + u"/logs"_s));
    const auto append = [&](const QString &name, const QByteArray &bytes) {
        QFile file(run + u"/logs/"_s + name);
        return file.open(QIODevice::Append) && file.write(bytes) == bytes.size();
    };
    m->raisePane("logsPane");
    auto make = tests::beginSample(m->workspace, u"alpha"_s, run, m_start);
    QVERIFY(append(u"side.log"_s, "proxy\n"));
    QVERIFY(append(u"alpha.log"_s, "one\n"));
    make.add(segment(u"side"_s, u"logs/side.log"_s));
    make.add(segment(u"alpha"_s, u"logs/alpha.log"_s));
    m->workspace.appendFacts(u"alpha"_s, make.take());
    auto *view = m->find<ui::LogView>("logView");
    QTRY_COMPARE(view->visibleLines(), QStringList{u"one"_s});
    QTRY_COMPARE(text("logStatus"), u"1 line"_s);

    QVERIFY(append(u"alpha.log"_s, "two\n"));
    make.add(segment(u"alpha"_s, u"logs/alpha.log"_s));
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QTRY_COMPARE(view->visibleLines(), (QStringList{u"one"_s, u"two"_s}));

    // The container restarts: its newest attempt is what is shown.
    QVERIFY(append(u"alpha.1.log"_s, "again\n"));
    make.add(segment(u"alpha"_s, u"logs/alpha.1.log"_s, 1));
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QTRY_COMPARE(view->visibleLines(), QStringList{u"again"_s});
    auto *chooser = m->find<QComboBox>("logChooser");
    QCOMPARE(chooser->currentText(), u"alpha, attempt 2"_s);
    chooser->setCurrentIndex(chooser->findText(u"side"_s));
    Q_EMIT chooser->activated(chooser->currentIndex());
    QTRY_COMPARE(view->visibleLines(), QStringList{u"proxy"_s});
}

void TestResultPanes::logFindsForwardsBackwardsAndAround()
{
    const QString run = m->folder.filePath(u"run"_s);
    QVERIFY(QDir().mkpath(run + u"/logs"_s));
    QFile file(run + u"/logs/alpha.log"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < 5000; ++i)
        file.write(i % 1000 == 700 ? "here an Error and an error\n" : "nothing\n");
    file.close();
    auto make = tests::beginSample(m->workspace, u"alpha"_s, run, m_start);
    make.add(segment(u"alpha"_s, u"logs/alpha.log"_s));
    m->workspace.appendFacts(u"alpha"_s, make.take());
    auto *view = m->find<ui::LogView>("logView");
    QTRY_COMPARE(view->document()->lineCount(), 5000);
    view->setFollowing(false);
    QTest::keyClick(m->window.get(), Qt::Key_F, Qt::ControlModifier);
    auto *field = m->find<QLineEdit>("findField");
    QTRY_VERIFY(field->hasFocus());
    using Position = ui::LogView::Position;
    QTest::keyClicks(field, u"error"_s);
    QTRY_COMPARE(view->selectedText(), u"Error"_s);
    QCOMPARE(view->cursor(), (Position{700, 13}));
    QVERIFY(view->visibleLines().contains(u"here an Error and an error"_s));
    QTRY_COMPARE(text("findStatus"), u"1 of 10"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(view->cursor(), (Position{700, 26}));
    m->click("findNext");
    QTRY_COMPARE(view->cursor(), (Position{1700, 13}));
    QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
    QTRY_COMPARE(view->cursor(), (Position{700, 26}));
    m->click("findPrevious");
    QTRY_COMPARE(view->cursor(), (Position{700, 13}));
    m->click("findPrevious");
    QTRY_COMPARE(view->cursor(), (Position{4700, 26}));
    QCOMPARE(text("findStatus"), u"10 of 10, from the other end"_s);
    QTest::keyClicks(field, u"xyz"_s);
    QTRY_COMPARE(text("findStatus"), u"Not found"_s);
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(field->text(), QString());
    QVERIFY(view->hasFocus());
}

void TestResultPanes::missingLogSaysWhy()
{
    m->raisePane("logsPane");
    tests::pullErrorSample(m->workspace, u"alpha"_s, m->folder.path(), m_start);
    QCOMPARE(text("logEmpty"),
             u"There is no log.\nalpha: the container never started: its image cannot be "
             "pulled"_s);
}

void TestResultPanes::panesFollowTheChosenTest()
{
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    m->raisePane("eventsPane");
    QVERIFY(m->find<QTableView>("events")->isVisible());
    m->window->selectTest(u"beta"_s);
    QVERIFY(!m->find<QTableView>("events")->isVisible());
    m->window->selectTest(u"alpha"_s);
    QVERIFY(m->find<QTableView>("events")->isVisible());
}

void TestResultPanes::outsideTextIsPlain()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Failed;
    verdict.error = models::ValidationError{models::ErrorType::ClusterError,
                                            u"<img src=x>\x1b[31m\u202Eevil"_s};
    make.add(verdict).add(models::RunFinished{2});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(text("whatHappenedHeadline"), u"<img src=x>[31mevil"_s);
    for (const QLabel *label : m->window->findChildren<QLabel *>())
        QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(),
                 qPrintable(label->text()));
}

QTEST_MAIN(TestResultPanes)
#include "tst_result_panes.moc"
