// SPDX-License-Identifier: Apache-2.0
#include "timeline/time_track.h"
#include "ui/window_fixture.h"

#include <models/tables/record_models.h>
#include <ui/log/log_document.h>
#include <ui/log/log_view.h>
#include <ui/timeline/state_machine_view.h>

#include <QComboBox>
#include <QDir>
#include <QMouseEvent>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::FactMaker;
using tests::WindowFixture;
using ui::TimeTrack;
using Lane = ui::TimeSpan::Lane;

//! A piece of a run's time is chosen, and all panes keep to it until it is left.
class TestTimeSlice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void aPieceOfTheTrackNarrowsEveryPane();
    void theLogKeepsToTheTime();
    void theLogsOtherFiltersHoldInIt();
    void linesTellWhenTheyCame();
    void keysChooseAndLeave();
    void aDragChoosesARange();
    void aLinkLeavesIt();
    void whatIsNewFallsIntoIt();
    void anotherRunIsShownWhole();
    void aStateOfTheGraphNarrowsToo();

private:
    FactMaker runUntilReady() const;
    void append(FactMaker &make) const { m->workspace.appendFacts(u"alpha"_s, make.take()); }
    void finishRun(FactMaker &make) const;
    TimeTrack *track() const { return m->find<TimeTrack>("timeTrack"); }
    QPoint middleOf(Lane lane, const QString &name) const;
    void choose(Lane lane, const QString &name) const
    {
        QTest::mouseClick(track(), Qt::LeftButton, {}, middleOf(lane, name));
    }
    //! Of the rows that are not hidden, what stands in that column.
    QStringList shown(const char *pane, const char *table, int column) const;
    QStringList events() const
    {
        return shown("eventsPane", "events", models::EventsModel::Reason);
    }
    QStringList requests() const
    {
        return shown("requestsPane", "requests", models::RequestsModel::Method);
    }
    QString chip() const { return m->texts("sliceText").value(0); }
    std::unique_ptr<WindowFixture> m;
    QDateTime m_start;
};

static const QByteArray firstLines = "[I 10:15 ServerApp] starts\n[E 10:15 ServerApp] stumbles\n";
static const QByteArray lastLines = "[I 10:15 ServerApp] listens\n[E 10:15 ServerApp] falls\n";

static models::EventSeen eventOf(const QString &uid, const QString &reason,
                                 const QString &type = u"Normal"_s)
{
    models::KubernetesEvent event;
    event.uid = uid;
    event.type = type;
    event.reason = reason;
    event.message = reason + u" it"_s;
    event.container = u"nb"_s;
    return {event};
}

static models::RequestMade requestOf(const QString &method, const QDateTime &endedAt)
{
    models::RequestMade request;
    request.startedAt = endedAt.addMSecs(-100);
    request.method = method;
    request.path = u"/api/v1/pods"_s;
    request.httpStatus = 200;
    request.milliseconds = 100;
    return request;
}

static models::LogSegment segmentOf(qint64 offset, qint64 length)
{
    models::LogSegment segment;
    segment.container = u"nb"_s;
    segment.file = u"logs/nb.log"_s;
    segment.offset = offset;
    segment.length = length;
    return segment;
}

void TestTimeSlice::init()
{
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
}

//! Pending from 1.5 s to 5 s, running until 8 s. It writes two lines within the second before 6 s,
//! and two more within that before 10 s.
FactMaker TestTimeSlice::runUntilReady() const
{
    const QString folder = m->folder.filePath(u"run"_s);
    if (!QDir().mkpath(folder + u"/logs"_s))
        qFatal("cannot make %s", qPrintable(folder));
    QFile file(folder + u"/logs/nb.log"_s);
    if (!file.open(QIODevice::WriteOnly) || file.write(firstLines + lastLines) < 0)
        qFatal("cannot write %s", qPrintable(file.fileName()));
    using Status = models::NotebookStatus;
    FactMaker make = tests::beginSample(m->workspace, u"alpha"_s, folder, m_start);
    make.after(0.4).become(Status::PodPending, u"pod appeared"_s);
    make.after(0.5).add(eventOf(u"e1"_s, u"Pulling"_s));
    make.add(requestOf(u"GET"_s, make.now()));
    make.after(3).add(eventOf(u"e2"_s, u"Pulled"_s)).become(Status::PodRunning, u"started"_s);
    make.after(1).add(segmentOf(0, firstLines.size()));
    make.after(2).become(Status::Ready, u"probe succeeded"_s);
    return make;
}

void TestTimeSlice::finishRun(FactMaker &make) const
{
    make.enter(models::Phase::VerifyPackages);
    models::CommandExecuted command;
    command.argv = models::PackageVerificationResult::argvFor(u"numpy"_s);
    command.seconds = 0.8;
    command.exitCode = 0;
    make.after(1).add(command);
    make.after(1)
        .add(segmentOf(firstLines.size(), lastLines.size()))
        .add(eventOf(u"e3"_s, u"Unhealthy"_s, u"Warning"_s));
    make.add(requestOf(u"DELETE"_s, make.now()));
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Passed;
    make.after(2).add(verdict).add(models::RunFinished{12});
    append(make);
}

QPoint TestTimeSlice::middleOf(Lane lane, const QString &name) const
{
    const auto &spans = track()->spans(lane);
    for (size_t i = 0; i < spans.size(); ++i)
        if (spans[i].name == name)
            return track()->spanRect(lane, int(i)).center().toPoint();
    qFatal("no piece is called %s", qPrintable(name));
}

QStringList TestTimeSlice::shown(const char *pane, const char *table, int column) const
{
    m->raisePane(pane);
    const auto *view = m->find<QTableView>(table);
    QStringList all;
    for (int row = 0; row < view->model()->rowCount(); ++row)
        if (view->isVisible() && !view->isRowHidden(row))
            all << view->model()->index(row, column).data().toString();
    return all;
}

void TestTimeSlice::aPieceOfTheTrackNarrowsEveryPane()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    QCOMPARE(events(), (QStringList{u"Pulling"_s, u"Pulled"_s, u"Unhealthy"_s}));
    QVERIFY(!m->find<QWidget>("slice")->isVisible());

    choose(Lane::States, u"Pod pending"_s);
    QCOMPARE(chip(), u"Only what happened during “Pod pending”, 1.5 s to 5.0 s"_s);
    QCOMPARE(events(), (QStringList{u"Pulling"_s, u"Pulled"_s}));
    QCOMPARE(requests(), QStringList{u"GET"_s});
    m->raisePane("commandsPane");
    QCOMPARE(m->texts("commandsEmpty"),
             QStringList{u"Nothing of this happened during “Pod pending”."_s});
    const QStringList happened = shown("timelinePane", "timeline", models::TimelineModel::Time);
    const auto local = [this](qint64 ms) {
        return m_start.addMSecs(ms).toLocalTime().toString(u"HH:mm:ss.zzz"_s);
    };
    QCOMPARE(happened.first(), local(1500));
    QCOMPARE(happened.last(), local(5000));

    choose(Lane::Steps, u"Verify packages"_s);
    QCOMPARE(events(), QStringList{u"Unhealthy"_s});
    QCOMPARE(requests(), QStringList{u"DELETE"_s});
    m->click("sliceLeave");
    QCOMPARE(events().size(), 3);
    QCOMPARE(requests().size(), 2);
    QVERIFY(!m->find<QWidget>("slice")->isVisible());
}

void TestTimeSlice::theLogKeepsToTheTime()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    m->raisePane("logsPane");
    const auto *view = m->find<ui::LogView>("logView");
    QTRY_COMPARE(view->visibleLines().size(), 4);
    choose(Lane::States, u"Pod running"_s);
    m->raisePane("logsPane");
    QTRY_COMPARE(view->visibleLines(),
                 (QStringList{u"[I 10:15 ServerApp] starts"_s, u"[E 10:15 ServerApp] stumbles"_s}));
    choose(Lane::Steps, u"Verify packages"_s);
    m->raisePane("logsPane");
    QTRY_COMPARE(view->visibleLines(),
                 (QStringList{u"[I 10:15 ServerApp] listens"_s, u"[E 10:15 ServerApp] falls"_s}));
    choose(Lane::Steps, u"Preflight"_s);
    m->raisePane("logsPane");
    QTRY_COMPARE(view->visibleLines(), QStringList());
    QCOMPARE(view->whyNothingIsShown(), u"Nothing was written to this log during “Preflight”."_s);
    m->click("sliceLeave");
    QTRY_COMPARE(view->visibleLines().size(), 4);
    QVERIFY(!view->isFiltered());
}

void TestTimeSlice::theLogsOtherFiltersHoldInIt()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    m->raisePane("logsPane");
    const auto *view = m->find<ui::LogView>("logView");
    QTRY_COMPARE(view->visibleLines().size(), 4);
    m->find<QComboBox>("logLevel")->setCurrentIndex(2);
    QTRY_COMPARE(view->visibleLines(),
                 (QStringList{u"[E 10:15 ServerApp] stumbles"_s, u"[E 10:15 ServerApp] falls"_s}));
    choose(Lane::Steps, u"Verify packages"_s);
    m->raisePane("logsPane");
    QTRY_COMPARE(view->visibleLines(), QStringList{u"[E 10:15 ServerApp] falls"_s});
}

void TestTimeSlice::linesTellWhenTheyCame()
{
    FactMaker make = runUntilReady();
    append(make);
    m->raisePane("logsPane");
    const auto *view = m->find<ui::LogView>("logView");
    QTRY_COMPARE(view->visibleLines().size(), 4);
    QCOMPARE(view->timeOf(0), QString());
    m->action("logTimes")->trigger();
    const auto local = [this](int seconds) {
        return m_start.addSecs(seconds).toLocalTime().toString(u"HH:mm:ss"_s);
    };
    const auto times = [view] {
        QStringList all;
        for (int line = 0; line < 4; ++line)
            all << view->timeOf(line);
        return all;
    };
    QCOMPARE(times(), QStringList(4, local(6)));
    finishRun(make);
    const QByteArray more("[I] more\n");
    QFile file(view->document()->path());
    QVERIFY(file.open(QIODevice::Append) && file.write(more) == more.size());
    file.close();
    make.after(1).add(segmentOf(firstLines.size() + lastLines.size(), more.size()));
    append(make);
    QTRY_COMPARE(view->document()->lineCount(), 5);
    QTRY_COMPARE(view->timeOf(4), local(13));
    QCOMPARE(times(), (QStringList{local(6), local(6), local(10), local(10)}));
    m->action("logTimes")->trigger();
    QCOMPARE(view->timeOf(4), QString());
}

void TestTimeSlice::keysChooseAndLeave()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    QAction *whole = m->action("wholeRun");
    QVERIFY(!whole->isEnabled());
    track()->setFocus();
    QTest::keyClick(track(), Qt::Key_End);
    QTest::keyClick(track(), Qt::Key_Return);
    QCOMPARE(chip(), u"Only what happened during “Verify packages”, 8.0 s to 12 s"_s);
    QVERIFY(whole->isEnabled());
    QTest::keyClick(m->window.get(), Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(chip(), QString());
    QVERIFY(!whole->isEnabled());
}

void TestTimeSlice::aDragChoosesARange()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    const QPoint from = middleOf(Lane::States, u"Pod pending"_s);
    const QPoint to = middleOf(Lane::States, u"Pod running"_s);
    QTest::mousePress(track(), Qt::LeftButton, {}, to);
    QMouseEvent move(QEvent::MouseMove, from, track()->mapToGlobal(QPointF(from)), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(track(), &move);
    QTest::mouseRelease(track(), Qt::LeftButton, {}, from);
    QVERIFY2(chip().startsWith(u"Only what happened from 3."_s), qPrintable(chip()));
    QVERIFY2(chip().contains(u" to 6."_s), qPrintable(chip()));
    QCOMPARE(events(), QStringList{u"Pulled"_s});
    QCOMPARE(requests(), QStringList());
    QCOMPARE(m->texts("requestsEmpty"),
             QStringList{u"Nothing of this happened in the time that is kept to."_s});
}

void TestTimeSlice::aLinkLeavesIt()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    choose(Lane::States, u"Pod pending"_s);
    QVERIFY(!chip().isEmpty());
    choose(Lane::Work, u"Warning: Unhealthy"_s);
    QCOMPARE(chip(), QString());
    QCOMPARE(m->find<QTableView>("events")->currentIndex().row(), 2);
}

void TestTimeSlice::whatIsNewFallsIntoIt()
{
    FactMaker make = runUntilReady();
    append(make);
    choose(Lane::States, u"Ready"_s);
    QVERIFY2(chip().startsWith(u"Only what happened during “Ready”, since 8.0 s"_s),
             qPrintable(chip()));
    QCOMPARE(events(), QStringList());
    finishRun(make);
    QCOMPARE(events(), QStringList{u"Unhealthy"_s});
    QCOMPARE(requests(), QStringList{u"DELETE"_s});
    m->raisePane("logsPane");
    QTRY_COMPARE(m->find<ui::LogView>("logView")->visibleLines(),
                 (QStringList{u"[I 10:15 ServerApp] listens"_s, u"[E 10:15 ServerApp] falls"_s}));
    // An event of before that is seen again belongs to it from then on.
    make.after(1).add(eventOf(u"e1"_s, u"Pulling"_s));
    append(make);
    QCOMPARE(events(), (QStringList{u"Pulling"_s, u"Unhealthy"_s}));
}

void TestTimeSlice::anotherRunIsShownWhole()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    tests::passSample(m->workspace, u"beta"_s, {}, m_start);
    choose(Lane::Steps, u"Preflight"_s);
    QCOMPARE(events(), QStringList());
    m->window->selectTest(u"beta"_s);
    QCOMPARE(chip(), QString());
    const qsizetype all = events().size();
    QCOMPARE(all, qsizetype(m->workspace.run(u"beta"_s)->record.events().size()));
    QVERIFY(all > 0);
    m->window->selectTest(u"alpha"_s);
    QCOMPARE(chip(), QString());
    QCOMPARE(events().size(), 3);
}

void TestTimeSlice::aStateOfTheGraphNarrowsToo()
{
    FactMaker make = runUntilReady();
    finishRun(make);
    auto *graph = m->find<ui::StateMachineView>("stateMachine");
    QTest::mouseClick(graph, Qt::LeftButton, {},
                      graph->stateRect(models::NotebookStatus::PodPending).center().toPoint());
    QCOMPARE(chip(), u"Only what happened during “Pod pending”, 1.5 s to 5.0 s"_s);
}

QTEST_MAIN(TestTimeSlice)
#include "tst_time_slice.moc"
