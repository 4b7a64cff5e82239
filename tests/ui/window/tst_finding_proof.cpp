// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <models/tables/record_models.h>
#include <models/tables/tests_model.h>
#include <ui/log/log_document.h>
#include <ui/log/log_view.h>
#include <ui/timeline/state_machine_view.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTextBlock>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! The way from a failure to what proves it, and back.
class TestFindingProof : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void failureOpensAtItsProof();
    void proofInALogIsMarkedInItsAttempt();
    void logIsReducedToWhatMatters();
    void errorsOfTheLogAreGoneTo();
    void longLinesWrap();
    void logIsSaved();
    void linksOpenAndTheWayBackGoesBack();
    void nextFailureGoesAround();
    void statesAndStepsOpenTheirMoment();
    void theProofOfAPreflightIsItsCheck();
    void failedImportsAreInTheGraph();
    void columnsFitTheWindow();
    void theCardKeepsItsWidthWhilePanesAreMade();
    void theCardNeedsNoHorizontalBar();
    void aLongNameDoesNotWidenTheWindow();
    void paletteFindsActionsAndTests();
    void everyActionHasAKey();
    void silenceOfTheClusterIsSaid();
    void messagesEndWithTheirCause();

private:
    QString text(const char *label) const { return m->texts(label).value(0); }
    QString page() const
    {
        const auto *panes = m->find<QTabWidget>("evidence");
        return panes->currentWidget()->objectName();
    }
    void crash(const QString &testId) const
    {
        tests::crashSample(m->workspace, testId, m->folder.filePath(testId), m_start);
    }
    void showLog(const QByteArray &bytes) const;
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(m->window.get(), key, modifiers);
    }
    std::unique_ptr<WindowFixture> m;
    QDateTime m_start;
};

void TestFindingProof::init()
{
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
}

void TestFindingProof::failureOpensAtItsProof()
{
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    tests::pullErrorSample(m->workspace, u"beta"_s, {}, m_start);
    QTRY_COMPARE(page(), u"commandsPane"_s);
    QCOMPARE(m->find<QTableView>("commands")->currentIndex().row(), 1);
    auto *transcript = m->find<QPlainTextEdit>("transcript");
    QCOMPARE(transcript->textCursor().block().text(),
             u"ModuleNotFoundError: No module named 'pandas'"_s);
    QCOMPARE(transcript->extraSelections().size(), 1);

    // One key in the list: what the cluster said, not the state that it led to.
    QTest::keyClick(m->find<QAbstractItemView>("tests"), Qt::Key_Down);
    QTRY_COMPARE(page(), u"eventsPane"_s);
    const QModelIndex event = m->find<QTableView>("events")->currentIndex();
    QCOMPARE(event.siblingAtColumn(models::EventsModel::Reason).data().toString(), u"Failed"_s);
    // What someone looks at meanwhile stays.
    m->raisePane("requestsPane");
    m->workspace.suite()->addTest(tests::sampleTest(u"delta"_s, u"quay.io/x/y:1"_s, {u"json"_s}));
    QTest::qWait(1);
    QCOMPARE(page(), u"requestsPane"_s);
}

void TestFindingProof::proofInALogIsMarkedInItsAttempt()
{
    crash(u"beta"_s);
    m->window->selectTest(u"beta"_s);
    QTRY_COMPARE(page(), u"logsPane"_s);
    auto *view = m->find<ui::LogView>("logView");
    QTRY_COMPARE(view->markedLine(), 300);
    QCOMPARE(m->find<QComboBox>("logChooser")->currentText(), u"nb, attempt 2"_s);
    QCOMPARE(m->find<QComboBox>("logChooser")->toolTip(),
             u"nb, attempt 2: the container, and for one that restarted the attempt, whose log is "
             "shown"_s);
    QVERIFY(
        view->visibleLines().contains(u"ModuleNotFoundError: No module named 'jupyter_server'"_s));
    QVERIFY(!view->isFollowing());
    // The list says the cause.
    QCOMPARE(m->find<QAbstractItemView>("tests")
                 ->currentIndex()
                 .data(models::TestsModel::DetailRole)
                 .toString(),
             u"Python module missing: jupyter_server"_s);
}

void TestFindingProof::showLog(const QByteArray &bytes) const
{
    const QString folder = m->folder.filePath(u"run"_s);
    QVERIFY(QDir().mkpath(folder + u"/logs"_s));
    QFile file(folder + u"/logs/nb.log"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
    file.close();
    auto make = tests::beginSample(m->workspace, u"alpha"_s, folder, m_start);
    models::LogSegment segment;
    segment.container = u"nb"_s;
    segment.file = u"logs/nb.log"_s;
    make.add(segment);
    m->workspace.appendFacts(u"alpha"_s, make.take());
    m->raisePane("logsPane");
    QTRY_VERIFY(m->find<ui::LogView>("logView")->document()->lineCount() > 0);
}

void TestFindingProof::logIsReducedToWhatMatters()
{
    QByteArray log;
    for (int i = 1; i <= 200; ++i)
        log += i % 100 == 50   ? "[E 10:15 ServerApp] bad " + QByteArray::number(i) + '\n'
               : i % 100 == 60 ? QByteArray("[W 10:15 ServerApp] odd\n")
                               : "[I 10:15 ServerApp] line " + QByteArray::number(i) + '\n';
    showLog(log);
    auto *view = m->find<ui::LogView>("logView");
    auto *levels = m->find<QComboBox>("logLevel");
    levels->setCurrentIndex(2);
    QTRY_COMPARE(view->visibleLines(),
                 (QStringList{u"[E 10:15 ServerApp] bad 50"_s, u"[E 10:15 ServerApp] bad 150"_s}));
    levels->setCurrentIndex(1);
    QTRY_COMPARE(view->visibleLines().size(), 4);
    levels->setCurrentIndex(0);
    QTRY_VERIFY(!view->isFiltered());

    key(Qt::Key_F, Qt::ControlModifier);
    auto *field = m->find<QLineEdit>("findField");
    m->find<QAbstractButton>("findExpression")->setChecked(true);
    QTest::keyClicks(field, u"line 1?99$"_s);
    auto *only = m->find<QComboBox>("findOnly");
    only->setCurrentIndex(1);
    QTRY_COMPARE(view->visibleLines(), (QStringList{u"[I 10:15 ServerApp] line 99"_s,
                                                    u"[I 10:15 ServerApp] line 199"_s}));
    only->setCurrentIndex(2);
    QTRY_COMPARE(view->visibleLines().size(), 12);
    QCOMPARE(view->visibleLines().first(), u"[I 10:15 ServerApp] line 96"_s);
    QTRY_COMPARE(text("findStatus"), u"1 of 2"_s);
    // What is no expression is said where one looks, and hides nothing.
    field->setText(u"(99"_s);
    QCOMPARE(text("findStatus"), u"No expression"_s);
    QTRY_VERIFY(!view->isFiltered());
}

void TestFindingProof::errorsOfTheLogAreGoneTo()
{
    showLog(QByteArray("usual\n").repeated(100) + "[E 10:15 ServerApp] first\n" +
            QByteArray("usual\n").repeated(100) + "ValueError: second\n" +
            QByteArray("usual\n").repeated(100));
    auto *view = m->find<ui::LogView>("logView");
    view->setFollowing(false);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Home);
    QTest::keyClick(view, Qt::Key_E);
    QTRY_COMPARE(view->cursor().line, 100);
    QTest::keyClick(view, Qt::Key_E);
    QTRY_COMPARE(view->cursor().line, 201);
    QTest::keyClick(view, Qt::Key_E, Qt::ShiftModifier);
    QTRY_COMPARE(view->cursor().line, 100);
    // The same from the menu, wherever one is.
    m->raisePane("eventsPane");
    key(Qt::Key_F8, Qt::ControlModifier);
    QCOMPARE(page(), u"logsPane"_s);
    QTRY_COMPARE(view->cursor().line, 201);
}

void TestFindingProof::longLinesWrap()
{
    showLog(QByteArray(2000, 'x') + "\nshort\n");
    auto *view = m->find<ui::LogView>("logView");
    QVERIFY(view->horizontalScrollBar()->maximum() > 0);
    auto *wrap = m->find<QAction>("logWrap");
    wrap->trigger();
    QCOMPARE(view->horizontalScrollBar()->maximum(), 0);
    QCOMPARE(view->visibleLines(), (QStringList{QString(2000, u'x'), u"short"_s}));
    wrap->trigger();
    QVERIFY(view->horizontalScrollBar()->maximum() > 0);
}

void TestFindingProof::logIsSaved()
{
    const QByteArray bytes("one\n\x1b[31mtwo\x1b[0m\n");
    showLog(bytes);
    m->dialogs->nextPath = m->folder.filePath(u"saved.log"_s);
    m->find<QAction>("logSave")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList{u"Save the log as"_s});
    QTRY_VERIFY(QFile::exists(m->dialogs->nextPath));
    QFile saved(m->dialogs->nextPath);
    QVERIFY(saved.open(QIODevice::ReadOnly));
    // As the container wrote it.
    QCOMPARE(saved.readAll(), bytes);
}

void TestFindingProof::linksOpenAndTheWayBackGoesBack()
{
    crash(u"beta"_s);
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    QTRY_COMPARE(page(), u"commandsPane"_s);
    m->window->selectTest(u"beta"_s);
    QTRY_COMPARE(page(), u"logsPane"_s);
    const auto links = m->window->findChildren<QAbstractButton *>(u"whatHappenedLink"_s);
    QCOMPARE(links.size(), 2);
    QCOMPARE(links[0]->accessibleName(), u"Open log nb"_s);
    QTest::mouseClick(links[1], Qt::LeftButton);
    QCOMPARE(page(), u"podPane"_s);

    key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(page(), u"logsPane"_s);
    QCOMPARE(m->window->selectedTest(), u"beta"_s);
    key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m->window->selectedTest(), u"alpha"_s);
    QTRY_COMPARE(page(), u"commandsPane"_s);
    key(Qt::Key_Right, Qt::AltModifier);
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m->window->selectedTest(), u"beta"_s);
    QTRY_COMPARE(page(), u"podPane"_s);
    QVERIFY(!m->action("goForward")->isEnabled());

    // By keyboard: the link takes the focus and Space follows it.
    auto *first = m->find<QAbstractButton>("whatHappenedLink");
    first->setFocus(Qt::TabFocusReason);
    QTest::keyClick(first, Qt::Key_Space);
    QCOMPARE(page(), u"logsPane"_s);
}

void TestFindingProof::nextFailureGoesAround()
{
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    tests::passSample(m->workspace, u"beta"_s, {}, m_start);
    tests::pullErrorSample(m->workspace, u"gamma"_s, {}, m_start);
    key(Qt::Key_F8);
    QCOMPARE(m->window->selectedTest(), u"gamma"_s);
    QTRY_COMPARE(page(), u"eventsPane"_s);
    key(Qt::Key_F8);
    QCOMPARE(m->window->selectedTest(), u"alpha"_s);
    key(Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(m->window->selectedTest(), u"gamma"_s);
}

void TestFindingProof::statesAndStepsOpenTheirMoment()
{
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    auto *graph = m->find<ui::StateMachineView>("stateMachine");
    const auto shown = [this] {
        const QModelIndex row = m->find<QTableView>("timeline")->currentIndex();
        return row.siblingAtColumn(models::TimelineModel::Time).data().toString();
    };
    using Status = models::NotebookStatus;
    QTest::mouseClick(graph, Qt::LeftButton, {},
                      graph->stateRect(Status::Ready).center().toPoint());
    QCOMPARE(page(), u"timelinePane"_s);
    const QDateTime ready = m->workspace.run(u"alpha"_s)->record.transitions()[2].at;
    QCOMPARE(shown(), ready.toLocalTime().toString(u"HH:mm:ss.zzz"_s));
    auto *steps = m->find<QWidget>("timeTrack");
    steps->setFocus();
    QTest::keyClick(steps, Qt::Key_Right);
    QTest::keyClick(steps, Qt::Key_Return);
    const QDateTime create = m->workspace.run(u"alpha"_s)->record.phases()[1].second;
    QCOMPARE(shown(), create.toLocalTime().toString(u"HH:mm:ss.zzz"_s));
}

void TestFindingProof::theProofOfAPreflightIsItsCheck()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    make.add(models::Note{u"at the same time"_s});
    make.add(models::PreflightCheck{u"Configuration"_s, models::PreflightCheck::Result::Failed,
                                    u"custom_image is missing"_s, u"write it"_s});
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Failed;
    make.add(verdict).add(models::RunFinished{2});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QTRY_COMPARE(page(), u"timelinePane"_s);
    const QModelIndex row = m->find<QTableView>("timeline")->currentIndex();
    QCOMPARE(row.siblingAtColumn(models::TimelineModel::What).data().toString(), u"Check"_s);
    QCOMPARE(row.siblingAtColumn(models::TimelineModel::Detail).data().toString(),
             u"Configuration: custom_image is missing write it"_s);
}

void TestFindingProof::failedImportsAreInTheGraph()
{
    auto *graph = m->find<ui::StateMachineView>("stateMachine");
    QCOMPARE(graph->findingsText(), u"Imports"_s);
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(graph->findingsText(), u"1 import failed"_s);
    QCOMPARE(graph->drawnFindingsText(), u"1 import failed"_s);
    m->window->resize(1024, 640);
    QTRY_COMPARE(graph->drawnFindingsText(), u"1 failed"_s);
    m->window->resize(1280, 800);
    QVERIFY(graph->description().endsWith(u"1 import failed."_s));
    m->raisePane("logsPane");
    QTest::mouseClick(graph, Qt::LeftButton, {}, graph->findingsRect().center().toPoint());
    QCOMPARE(page(), u"commandsPane"_s);
    tests::passSample(m->workspace, u"beta"_s, {}, m_start);
    m->window->selectTest(u"beta"_s);
    QCOMPARE(graph->findingsText(), u"1 import passed"_s);
    // A run that never came so far has steps that it did not reach.
    tests::pullErrorSample(m->workspace, u"gamma"_s, {}, m_start);
    m->window->selectTest(u"gamma"_s);
    QVERIFY(m->find<QWidget>("timeTrack")
                ->accessibleDescription()
                .contains(u"Verify packages: not reached"_s));
}

void TestFindingProof::columnsFitTheWindow()
{
    crash(u"alpha"_s);
    QTRY_COMPARE(page(), u"logsPane"_s);
    auto *card = m->find<QScrollArea>("whatHappened");
    auto *evidence = m->find<QTabWidget>("evidence");
    auto *view = m->find<ui::LogView>("logView");
    auto *list = m->find<QDockWidget>("testsDock");
    const auto at = [this](const QWidget *widget) {
        return widget->mapTo(m->window.get(), QPoint());
    };
    QCOMPARE(m->window->size(), QSize(1280, 800));
    QVERIFY(at(card).x() + card->width() <= at(evidence).x());
    QVERIFY(list->isVisible());
    QVERIFY2(view->visibleLineCount() >= 24, qPrintable(QString::number(view->visibleLineCount())));

    const int em = m->window->fontMetrics().height();
    m->window->resize(em * 66, 640);
    QTRY_VERIFY(at(card).y() + card->height() <= at(evidence).y());
    QVERIFY(view->visibleLineCount() >= 12);
    QVERIFY(m->find<QWidget>("whatHappenedCopy")->isVisible());
    // The rest of what happened is there on demand.
    QVERIFY(m->texts("whatHappenedEvidence").isEmpty());
    auto *more = m->find<QAbstractButton>("whatHappenedMore");
    QCOMPARE(more->text(), u"More"_s);
    const int folded = card->height();
    QCOMPARE(folded, em * 8);
    // What fits is not folded away.
    m->window->selectTest(u"beta"_s);
    QVERIFY(more->isVisible());
    QCOMPARE(m->texts("whatHappenedText"), QStringList());
    auto *splitter = m->find<QSplitter>("runSplitter");
    splitter->setSizes({em * 16, splitter->height() - em * 16});
    QVERIFY(!more->isVisible());
    QVERIFY(!m->texts("whatHappenedText").isEmpty());
    splitter->setSizes({em * 8, splitter->height() - em * 8});
    m->window->selectTest(u"alpha"_s);
    QVERIFY(more->isVisible());
    QCOMPARE(card->height(), folded);
    m->click("whatHappenedMore");
    QCOMPARE(m->texts("whatHappenedEvidence").size(), 2);
    QCOMPARE(more->text(), u"Less"_s);
    // What was asked for has a place.
    QTRY_VERIFY2(card->height() > folded + em * 4, qPrintable(QString::number(card->height())));
    m->click("whatHappenedMore");
    QTRY_COMPARE(card->height(), folded);
    m->click("whatHappenedMore");

    m->window->resize(em * 45, 640);
    QTRY_VERIFY(!list->isVisible());
    m->window->resize(1280, 800);
    QTRY_VERIFY(list->isVisible());
    // All of the window for the log, and back.
    key(Qt::Key_F11);
    QVERIFY(!list->isVisible());
    QVERIFY(!card->isVisible());
    key(Qt::Key_F11);
    QVERIFY(list->isVisible());
    QVERIFY(card->isVisible());
}

void TestFindingProof::theCardKeepsItsWidthWhilePanesAreMade()
{
    const QString package(99, u'x');
    m->workspace.suite()->addTest(
        tests::sampleTest(u"long"_s, u"quay.io/x/y:1"_s, {package, package + u'y'}));
    m->window->selectTest(u"long"_s);
    auto *panes = m->find<QTabWidget>("evidence");
    auto *card = m->find<QScrollArea>("whatHappened");
    const int width = m->window->fontMetrics().height() * 24;
    QTRY_COMPARE(card->width(), width);
    const int least = m->window->minimumSizeHint().width();
    for (int i = 0; i < panes->count(); ++i) {
        panes->setCurrentIndex(i);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QCOMPARE(std::pair(i, card->width()), std::pair(i, width));
    }
    QVERIFY(m->window->minimumSizeHint().width() <= least);
    m->raisePane("packagesPane");
    QCOMPARE(text("packagesEmpty"), u"To be verified: %1, %1y"_s.arg(package));
}

void TestFindingProof::theCardNeedsNoHorizontalBar()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Failed;
    const QString digest = u"sha256:"_s + QString(64, u'a');
    verdict.error =
        models::ValidationError{models::ErrorType::ImagePullError,
                                u"The image registry.example.com/a/very/long/path/"_s +
                                    QString(120, u'x') + u'@' + digest + u" is not there"_s};
    make.add(verdict).add(models::RunFinished{2});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    auto *card = m->find<QScrollArea>("whatHappened");
    QVERIFY(text("whatHappenedHeadline").contains(u"sha256:aaaaaaaa…aaaa"_s));
    QVERIFY2(card->widget()->width() <= card->viewport()->width(),
             qPrintable(u"%1 in %2"_s.arg(card->widget()->width()).arg(card->viewport()->width())));
    QVERIFY(!card->horizontalScrollBar()->isVisible());
}

void TestFindingProof::aLongNameDoesNotWidenTheWindow()
{
    const QString name(99, u'x');
    m->workspace.suite()->addTest(tests::sampleTest(name, u"quay.io/x/y:1"_s, {u"json"_s}));
    const int before = m->window->minimumSizeHint().width();
    m->window->selectTest(name);
    QCOMPARE(text("testName"), name);
    QVERIFY2(m->window->minimumSizeHint().width() <= before,
             qPrintable(QString::number(m->window->minimumSizeHint().width())));
}

void TestFindingProof::paletteFindsActionsAndTests()
{
    key(Qt::Key_K, Qt::ControlModifier);
    auto *field = m->find<QLineEdit>("paletteField");
    QVERIFY(field);
    QTRY_VERIFY(field->hasFocus());
    auto *list = m->find<QListWidget>("paletteList");
    QVERIFY(list->count() > 20);
    QTest::keyClicks(field, u"gam"_s);
    QCOMPARE(list->item(0)->text(), u"gamma   –   Test"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m->window->selectedTest(), u"gamma"_s);
    QVERIFY(!field->isVisible());

    QSignalSpy checked(m->window.get(), &ui::MainWindow::checkRequested);
    key(Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(field->hasFocus());
    // What was used last stands first.
    QCOMPARE(list->item(0)->text(), u"gamma   –   Test"_s);
    QTest::keyClicks(field, u"chkcl"_s);
    QVERIFY2(list->item(0)->text().startsWith(u"Check the cluster…"_s),
             qPrintable(list->item(0)->text()));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(checked.size(), 1);
    key(Qt::Key_K, Qt::ControlModifier);
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!field->isVisible());
}

void TestFindingProof::everyActionHasAKey()
{
    QStringList without;
    QMap<QString, QString> taken;
    for (const QAction *action : m->window->findChildren<QAction *>(Qt::FindDirectChildrenOnly)) {
        if (action->objectName().isEmpty() || action->isSeparator())
            continue;
        if (action->shortcut().isEmpty())
            without << action->objectName();
        for (const QKeySequence &keys : action->shortcuts()) {
            QVERIFY2(!taken.contains(keys.toString()),
                     qPrintable(keys.toString() + u' ' + action->objectName()));
            taken.insert(keys.toString(), action->objectName());
        }
    }
    QCOMPARE(without, QStringList());
    QVERIFY(taken.size() > 30);
    // A pane's tab names the key of the pane, in whatever words.
    const auto *panes = m->find<QTabWidget>("evidence");
    for (int i = 0; i < panes->count(); ++i) {
        const QString own = m->find<QAction>(qPrintable(u"pane%1"_s.arg(i)))->shortcut().toString();
        QVERIFY2(panes->tabToolTip(i).endsWith(u" (%1)"_s.arg(own)),
                 qPrintable(panes->tabToolTip(i)));
    }
    QCOMPARE(panes->tabToolTip(0), u"Log (Alt+4)"_s);
    QCOMPARE(panes->tabToolTip(8), u"Requests (Alt+Shift+3)"_s);
    key(Qt::Key_F1);
    QTRY_VERIFY(m->find<QWidget>("keysTree"));
    const auto *tree = m->find<QTreeWidget>("keysTree");
    const auto undone = tree->findItems(u"Undo"_s, Qt::MatchStartsWith | Qt::MatchRecursive);
    QCOMPARE(undone.size(), 1);
    QCOMPARE(undone[0]->text(1), u"Ctrl+Z, Alt+Backspace"_s); // and F14, which few keyboards have
    const auto *pasted = tree->findItems(u"Paste an image to try"_s, Qt::MatchRecursive).value(0);
    QVERIFY(pasted);
    QVERIFY2(tree->columnWidth(1) >= tree->fontMetrics().horizontalAdvance(pasted->text(1)),
             qPrintable(pasted->text(1)));
    QVERIFY(tree->header()->length() <= tree->viewport()->width());
}

void TestFindingProof::silenceOfTheClusterIsSaid()
{
    using Connection = ui::ClusterState::Connection;
    ui::ClusterState cluster;
    cluster.context = u"prod"_s;
    cluster.version = u"v1.31.0"_s;
    cluster.connection = Connection::Connected;
    cluster.heardAt = QDateTime::currentDateTimeUtc();
    m->window->setContexts({u"prod"_s}, u"prod"_s);
    m->window->setCluster(cluster);
    QCOMPARE(text("connectionWords"), u"Connected, v1.31.0"_s);
    cluster.heardAt = QDateTime::currentDateTimeUtc().addSecs(-30);
    m->window->setCluster(cluster);
    QVERIFY2(text("connectionWords").startsWith(u"Silent for 3"_s),
             qPrintable(text("connectionWords")));

    cluster.connection = Connection::Lost;
    cluster.problem = u"The connection was refused."_s;
    m->window->setCluster(cluster);
    QVERIFY(text("connectionWords").startsWith(u"No answer for 3"_s));
    QCOMPARE(m->texts("bannerTitle"), QStringList{u"prod does not answer"_s});
    QSignalSpy retried(m->window.get(), &ui::MainWindow::retryRequested);
    m->click("bannerAction");
    QCOMPARE(retried.size(), 1);
    m->window->setCluster(cluster);
    cluster.connection = Connection::Connected;
    cluster.heardAt = QDateTime::currentDateTimeUtc();
    m->window->setCluster(cluster);
    QVERIFY(m->texts("bannerTitle").isEmpty());
    QCOMPARE(text("connectionWords"), u"Connected, v1.31.0"_s);
}

void TestFindingProof::messagesEndWithTheirCause()
{
    // No cluster was chosen: the message has the way out, and a choice ends it.
    key(Qt::Key_F5);
    QCOMPARE(m->texts("bannerTitle"), QStringList{u"Choose a cluster first"_s});
    QCOMPARE(m->find<QAbstractButton>("bannerAction")->text(), u"Choose…"_s);
    key(Qt::Key_F5);
    QCOMPARE(m->texts("bannerTitle").size(), 1);
    ui::ClusterState cluster;
    cluster.context = u"prod"_s;
    cluster.connection = ui::ClusterState::Connection::Connecting;
    m->window->setCluster(cluster);
    QVERIFY(m->texts("bannerTitle").isEmpty());
}

QTEST_MAIN(TestFindingProof)
#include "tst_finding_proof.moc"
