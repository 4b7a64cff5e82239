// SPDX-License-Identifier: Apache-2.0
#include "timeline/time_track.h"
#include "ui/sample_runs.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::FactMaker;
using ui::EvidenceTarget;
using ui::TimeSpan;
using ui::TimeTrack;
using Lane = TimeSpan::Lane;

class TestTimeTrack : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_track.reset(); }

    void stepsToComeAreShownBeforeARun();
    void everyPieceHasItsTime();
    void aPullEndsWithTheStartOrWithItsError();
    void importsAtOnceLieInRows();
    void cellsFollowOneAnother();
    void whatGrowsIsAsWhatIsReadAtOnce();
    void anotherRunIsReadAnew();
    void keysChooseZoomAndOpen();
    void theWheelZoomsAtTheMouse();
    void aClickOpensAndADragMoves();
    void aDragOverTheWholeChoosesARange();
    void hoverTellsCauseAndLength();
    void theChosenPieceIsReadAloud();
    void whatWentWrongIsPainted();
    void manyImportsStayFast();

private:
    const models::RunRecord &record() const { return m_workspace->run(u"alpha"_s)->record; }
    void append(FactMaker &make) { m_workspace->appendFacts(u"alpha"_s, make.take()); }
    void showEnded() { m_track->showRun(&record(), false, record().lastAt(), false); }
    QStringList names(Lane lane) const
    {
        QStringList all;
        for (const TimeSpan &span : m_track->spans(lane))
            all << span.name;
        return all;
    }
    QStringList times(Lane lane) const
    {
        QStringList all;
        for (const TimeSpan &span : m_track->spans(lane))
            all << u"%1-%2"_s.arg(span.from, 0, 'f', 1).arg(span.to, 0, 'f', 1);
        return all;
    }
    FactMaker beginReady();
    void importOf(FactMaker &make, const QString &package, double seconds, int exitCode = 0);
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(m_track.get(), key, modifiers);
    }
    void wheel(const QPointF &at, int turns, Qt::KeyboardModifiers modifiers);

    std::unique_ptr<models::Workspace> m_workspace;
    std::unique_ptr<TimeTrack> m_track;
    QDateTime m_start;
};

static models::EventSeen eventOf(const QString &uid, const QString &type, const QString &reason,
                                 const QString &message)
{
    models::KubernetesEvent event;
    event.uid = uid;
    event.type = type;
    event.reason = reason;
    event.message = message;
    event.container = u"nb"_s;
    return {event};
}

void TestTimeTrack::init()
{
    m_workspace = std::make_unique<models::Workspace>();
    m_workspace->suite()->addTest(
        tests::sampleTest(u"alpha"_s, u"quay.io/x/alpha:1"_s, {u"numpy"_s, u"torch"_s}));
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    m_track = std::make_unique<TimeTrack>();
    m_track->resize(1000, m_track->sizeHint().height());
    m_track->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_track.get()));
}

//! Pulled in 3 s, ready at 8 s.
FactMaker TestTimeTrack::beginReady()
{
    FactMaker make = tests::beginSample(*m_workspace, u"alpha"_s, {}, m_start);
    using Status = models::NotebookStatus;
    make.after(0.4).become(Status::PodPending, u"pod appeared"_s);
    make.after(0.5).add(eventOf(u"e1"_s, u"Normal"_s, u"Pulling"_s, u"Pulling image \"x\""_s));
    make.after(3).add(eventOf(u"e2"_s, u"Normal"_s, u"Pulled"_s,
                              u"Successfully pulled image \"x\" in 3s. Image size: 8900000000 "
                              "bytes."_s));
    make.become(Status::PodRunning, u"containers started"_s);
    make.after(1).add(
        eventOf(u"e3"_s, u"Warning"_s, u"Unhealthy"_s, u"Readiness probe failed: 404"_s));
    make.after(2).become(Status::Ready, u"probe succeeded"_s).enter(models::Phase::VerifyPackages);
    return make;
}

//! It ends now.
void TestTimeTrack::importOf(FactMaker &make, const QString &package, double seconds, int exitCode)
{
    models::CommandExecuted command;
    command.argv = models::PackageVerificationResult::argvFor(package);
    command.seconds = seconds;
    command.exitCode = exitCode;
    make.add(command);
}

void TestTimeTrack::wheel(const QPointF &at, int turns, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, m_track->mapToGlobal(at), {}, {0, turns * 120}, {}, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_track.get(), &event);
}

void TestTimeTrack::stepsToComeAreShownBeforeARun()
{
    m_track->showRun(nullptr, false, m_start, false);
    QCOMPARE(names(Lane::Steps), (QStringList{u"Preflight"_s, u"Create"_s, u"Wait for pod"_s,
                                              u"Verify packages"_s, u"Collect"_s, u"Clean up"_s}));
    QVERIFY(m_track->spans(Lane::Work).empty());
    QCOMPARE(m_track->accessibleDescription(),
             u"Preflight: –, Create: –, Wait for pod: –, Verify packages: –, Collect: –, "
             "Clean up: –"_s);
    m_track->showRun(nullptr, false, m_start, true);
    QCOMPARE(names(Lane::Steps)[4], u"Check image"_s);
    QCOMPARE(m_track->textOf(m_track->spans(Lane::Steps)[4]), u"Check image: not begun"_s);
    // There is no time that could be zoomed.
    key(Qt::Key_Plus);
    QVERIFY(!m_track->isZoomed());
}

void TestTimeTrack::everyPieceHasItsTime()
{
    FactMaker make = beginReady();
    importOf(make.after(0.8), u"numpy"_s, 0.8);
    importOf(make.after(1.2), u"torch"_s, 1.2, 1);
    make.add(models::PackageVerified{tests::importResult(u"numpy"_s, true)});
    make.add(models::PackageVerified{tests::importResult(u"torch"_s, false)});
    make.enter(models::Phase::CheckImage).after(0.5);
    models::CheckResult check;
    check.name = u"numpy>=9"_s;
    check.detail = u"numpy is 1.26."_s;
    make.add(models::CheckMade{check});
    append(make);
    m_track->showRun(&record(), true, make.now().addMSecs(500), true);

    QCOMPARE(names(Lane::Steps), (QStringList{u"Preflight"_s, u"Create"_s, u"Wait for pod"_s,
                                              u"Verify packages"_s, u"Check image"_s}));
    QCOMPARE(times(Lane::Steps), (QStringList{u"0.0-0.6"_s, u"0.6-1.1"_s, u"1.1-8.0"_s,
                                              u"8.0-10.0"_s, u"10.0-11.0"_s}));
    QVERIFY(m_track->spans(Lane::Steps)[4].open);
    QCOMPARE(names(Lane::States),
             (QStringList{u"Created"_s, u"Pod pending"_s, u"Pod running"_s, u"Ready"_s}));
    QCOMPARE(times(Lane::States),
             (QStringList{u"1.1-1.5"_s, u"1.5-5.0"_s, u"5.0-8.0"_s, u"8.0-11.0"_s}));
    QCOMPARE(names(Lane::Work),
             (QStringList{u"Pull for nb, 8.9 GB"_s, u"Warning: Unhealthy"_s, u"import numpy"_s,
                          u"import torch"_s, u"Check numpy>=9: failed"_s}));
    QCOMPARE(times(Lane::Work), (QStringList{u"2.0-5.0"_s, u"6.0-6.0"_s, u"8.0-8.8"_s,
                                             u"8.8-10.0"_s, u"10.5-10.5"_s}));
    const auto &work = m_track->spans(Lane::Work);
    using Kind = EvidenceTarget::Kind;
    QCOMPARE(std::get<EvidenceTarget>(work[0].opens), (EvidenceTarget{Kind::Event, u"e2"_s}));
    QCOMPARE(std::get<EvidenceTarget>(work[1].opens), (EvidenceTarget{Kind::Event, u"e3"_s}));
    QCOMPARE(std::get<EvidenceTarget>(work[3].opens), (EvidenceTarget{Kind::Package, u"torch"_s}));
    QCOMPARE(std::get<EvidenceTarget>(work[4].opens), (EvidenceTarget{Kind::Check, {}, {}, 0}));
    QCOMPARE(m_track->textOf(work[3]),
             u"import torch\n1.2 s, from 8.8 s to 10 s\nModuleNotFoundError: No module named "
             "'torch'"_s);
    QCOMPARE(work[2].role, ui::ColorRole::Passed);
    QCOMPARE(work[3].role, ui::ColorRole::Failed);
    QVERIFY2(
        m_track->accessibleDescription().startsWith(
            u"Preflight: 0.6 s, Create: 0.5 s, Wait for pod: 6.9 s, Verify packages: 2.0 s, "
            "Check image: 1.0 s, Collect: –, Clean up: –. 5 pieces of work on the axis, 2 of them "
            "went wrong. Arrow keys choose"_s),
        qPrintable(m_track->accessibleDescription()));
}

void TestTimeTrack::aPullEndsWithTheStartOrWithItsError()
{
    tests::passSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    // No event told of its end, but the containers ran.
    QCOMPARE(names(Lane::Work)[0], u"Pull"_s);
    QCOMPARE(times(Lane::Work)[0], u"2.0-5.0"_s);

    FactMaker make = tests::beginSample(*m_workspace, u"alpha"_s, {}, m_start);
    make.after(1).add(eventOf(u"e1"_s, u"Normal"_s, u"Pulling"_s, u"Pulling image \"x\""_s));
    append(make);
    m_track->showRun(&record(), true, make.now().addMSecs(1500), false);
    QVERIFY(m_track->spans(Lane::Work)[0].open);
    QCOMPARE(m_track->textOf(m_track->spans(Lane::Work)[0]),
             u"Pull for nb\nfor 1.5 s so far, since 2.1 s\nPulling image \"x\""_s);
    make.after(2).add(eventOf(u"e2"_s, u"Warning"_s, u"Failed"_s, u"manifest unknown"_s));
    append(make);
    m_track->showRun(&record(), true, make.now().addMSecs(1500), false);
    const TimeSpan &pull = m_track->spans(Lane::Work)[0];
    QCOMPARE(times(Lane::Work), QStringList{u"2.1-4.1"_s});
    QCOMPARE(pull.role, ui::ColorRole::Failed);
    QCOMPARE(pull.cause, u"manifest unknown"_s);
    QVERIFY(!pull.open);
}

void TestTimeTrack::importsAtOnceLieInRows()
{
    FactMaker make = beginReady();
    importOf(make.after(1), u"a"_s, 1);
    importOf(make.after(1), u"b"_s, 2);
    importOf(make.after(0), u"c"_s, 0.9);
    importOf(make.after(1), u"d"_s, 1);
    append(make);
    showEnded();
    const auto &work = m_track->spans(Lane::Work);
    const auto places = [&work] {
        QStringList all;
        for (const TimeSpan &span : work)
            if (!span.isMoment())
                all << u"%1:%2/%3"_s.arg(span.name).arg(span.row).arg(span.rows);
        return all;
    };
    // b runs beside a and c, all others follow one another.
    QCOMPARE(places(), (QStringList{u"Pull for nb, 8.9 GB:0/1"_s, u"import a:0/2"_s,
                                    u"import b:1/2"_s, u"import c:0/2"_s, u"import d:0/1"_s}));
    for (size_t i = 0; i < work.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            if (!work[i].isMoment() && !work[j].isMoment())
                QVERIFY(!m_track->spanRect(Lane::Work, int(i))
                             .intersects(m_track->spanRect(Lane::Work, int(j))));
}

void TestTimeTrack::cellsFollowOneAnother()
{
    FactMaker make = beginReady();
    make.enter(models::Phase::CheckImage).after(7);
    double seconds = 1;
    for (int i = 0; i < 3; ++i) {
        models::CellResult cell;
        cell.index = i;
        cell.name = u"cell %1"_s.arg(i + 1);
        cell.seconds = seconds++;
        cell.outcome = i == 2 ? models::CellOutcome::TimedOut : models::CellOutcome::Passed;
        make.add(models::CellExecuted{cell});
    }
    models::CellResult notRun;
    notRun.index = 3;
    make.add(models::CellExecuted{notRun});
    append(make);
    showEnded();
    QCOMPARE(names(Lane::Work).mid(2), (QStringList{u"cell 1"_s, u"cell 2"_s, u"cell 3"_s}));
    QCOMPARE(times(Lane::Work).mid(2),
             (QStringList{u"9.0-10.0"_s, u"10.0-12.0"_s, u"12.0-15.0"_s}));
    QCOMPARE(m_track->spans(Lane::Work)[4].role, ui::ColorRole::Failed);
    QCOMPARE(std::get<EvidenceTarget>(m_track->spans(Lane::Work)[4].opens).index, 2);
}

void TestTimeTrack::whatGrowsIsAsWhatIsReadAtOnce()
{
    tests::missPackageSample(*m_workspace, u"alpha"_s, {}, m_start);
    const std::vector<models::Fact> facts = record().facts();
    showEnded();
    const QStringList wanted = names(Lane::Work) + times(Lane::Work) + names(Lane::States) +
                               times(Lane::States) + times(Lane::Steps);
    m_workspace->beginRun(u"alpha"_s, {});
    for (const models::Fact &fact : facts) {
        m_workspace->appendFacts(u"alpha"_s, {fact});
        m_track->showRun(&record(), true, fact.at.addMSecs(40), false);
    }
    showEnded();
    QCOMPARE(names(Lane::Work) + times(Lane::Work) + names(Lane::States) + times(Lane::States) +
                 times(Lane::Steps),
             wanted);
    QCOMPARE(names(Lane::Work), (QStringList{u"Pull"_s, u"import numpy"_s, u"import torch"_s}));
}

void TestTimeTrack::anotherRunIsReadAnew()
{
    tests::missPackageSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    key(Qt::Key_Plus);
    QVERIFY(m_track->isZoomed());
    tests::pullErrorSample(*m_workspace, u"alpha"_s, {}, m_start.addSecs(60));
    showEnded();
    QCOMPARE(names(Lane::Work), QStringList{u"Warning: Failed"_s});
    QCOMPARE(names(Lane::States).value(2), u"Failed"_s);
    m_track->showRun(nullptr, false, m_start, false);
    QVERIFY(m_track->spans(Lane::Work).empty());
    QCOMPARE(m_track->spans(Lane::Steps).size(), size_t(6));
}

void TestTimeTrack::keysChooseZoomAndOpen()
{
    tests::missPackageSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    m_track->setFocus();
    QSignalSpy opened(m_track.get(), &TimeTrack::activated);
    QCOMPARE(m_track->chosen()->name, u"Preflight"_s);
    key(Qt::Key_Right);
    QCOMPARE(m_track->chosen()->name, u"Create"_s);
    key(Qt::Key_Left);
    key(Qt::Key_Left);
    QCOMPARE(m_track->chosen()->name, u"Preflight"_s);
    key(Qt::Key_End);
    QCOMPARE(m_track->chosen()->name, u"Clean up"_s);
    key(Qt::Key_Down); // what was at that time
    QCOMPARE(m_track->chosen()->name, u"Ready"_s);
    key(Qt::Key_End);
    QCOMPARE(m_track->chosen()->name, u"Deleted"_s);
    key(Qt::Key_Down);
    QCOMPARE(m_track->chosen()->name, u"import torch"_s);
    key(Qt::Key_Down);
    QCOMPARE(m_track->chosen()->name, u"import torch"_s);
    key(Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(std::get<EvidenceTarget>(opened[0][0].value<TimeSpan>().opens),
             (EvidenceTarget{EvidenceTarget::Kind::Package, u"torch"_s}));

    const double whole = m_track->visibleTo();
    QCOMPARE(m_track->visibleFrom(), 0.0);
    key(Qt::Key_Plus);
    key(Qt::Key_Plus);
    QCOMPARE(m_track->visibleTo() - m_track->visibleFrom(), whole / 1.5 / 1.5);
    const auto sees = [this] {
        return m_track->chosen()->from >= m_track->visibleFrom() - 0.001 &&
               m_track->chosen()->to <= m_track->visibleTo() + 0.001;
    };
    QVERIFY(sees());
    key(Qt::Key_Home); // the pull, at the other end
    QCOMPARE(m_track->chosen()->name, u"Pull"_s);
    QVERIFY(sees());
    const double from = m_track->visibleFrom();
    key(Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(m_track->visibleFrom() > from);
    QCOMPARE(m_track->chosen()->name, u"Pull"_s);
    key(Qt::Key_Minus);
    QCOMPARE(m_track->visibleTo() - m_track->visibleFrom(), whole / 1.5);
    key(Qt::Key_0);
    QCOMPARE(m_track->visibleFrom(), 0.0);
    QCOMPARE(m_track->visibleTo(), whole);
    for (int i = 0; i < 60; ++i)
        key(Qt::Key_Plus);
    QCOMPARE(m_track->visibleTo() - m_track->visibleFrom(), 0.02);
    m_track->grab();
}

void TestTimeTrack::theWheelZoomsAtTheMouse()
{
    tests::passSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    const double whole = m_track->visibleTo();
    const QPointF at = m_track->spanRect(Lane::Work, 1).topLeft();
    // The wheel alone is not for a track that is seen whole.
    wheel(at, 1, {});
    QCOMPARE(m_track->visibleTo(), whole);
    wheel(at, 2, Qt::ControlModifier);
    QCOMPARE(m_track->visibleTo() - m_track->visibleFrom(), whole / 2.25);
    QVERIFY(std::abs(m_track->spanRect(Lane::Work, 1).left() - at.x()) < 0.01);
    const double from = m_track->visibleFrom();
    wheel(at, 1, {});
    QVERIFY(m_track->visibleFrom() < from);
    QCOMPARE(m_track->visibleTo() - m_track->visibleFrom(), whole / 2.25);
    wheel(at, 100, {});
    QCOMPARE(m_track->visibleFrom(), 0.0);
    wheel(at, -30, Qt::ControlModifier);
    QVERIFY(!m_track->isZoomed());
}

void TestTimeTrack::aClickOpensAndADragMoves()
{
    tests::missPackageSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    QSignalSpy opened(m_track.get(), &TimeTrack::activated);
    const QPoint failed = m_track->spanRect(Lane::Work, 2).center().toPoint();
    QTest::mouseClick(m_track.get(), Qt::LeftButton, {}, failed);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].value<TimeSpan>().name, u"import torch"_s);
    QCOMPARE(m_track->chosen()->name, u"import torch"_s);
    const QPoint ready = m_track->spanRect(Lane::States, 3).center().toPoint();
    QTest::mouseClick(m_track.get(), Qt::LeftButton, {}, ready);
    QVERIFY(std::get<models::NotebookStatus>(opened[1][0].value<TimeSpan>().opens) ==
            models::NotebookStatus::Ready);

    key(Qt::Key_Plus);
    key(Qt::Key_Plus);
    const double from = m_track->visibleFrom();
    QTest::mousePress(m_track.get(), Qt::LeftButton, {}, {500, 30});
    QMouseEvent move(QEvent::MouseMove, QPointF(700, 30), m_track->mapToGlobal(QPointF(700, 30)),
                     Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_track.get(), &move);
    QTest::mouseRelease(m_track.get(), Qt::LeftButton, {}, {700, 30});
    QVERIFY(m_track->visibleFrom() < from);
    QCOMPARE(opened.size(), 2);
}

void TestTimeTrack::aDragOverTheWholeChoosesARange()
{
    tests::missPackageSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    QSignalSpy opened(m_track.get(), &TimeTrack::activated);
    QSignalSpy chosen(m_track.get(), &TimeTrack::rangeChosen);
    const auto drag = [this](int from, int to, Qt::KeyboardModifiers modifiers) {
        QTest::mousePress(m_track.get(), Qt::LeftButton, modifiers, {from, 30});
        QMouseEvent move(QEvent::MouseMove, QPointF(to, 30), m_track->mapToGlobal(QPointF(to, 30)),
                         Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(m_track.get(), &move);
        QTest::mouseRelease(m_track.get(), Qt::LeftButton, modifiers, {to, 30});
    };
    // Backwards, and beyond the end.
    drag(1200, 500, {});
    QCOMPARE(opened.size(), 0);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][1].toDouble(), m_track->visibleTo());
    const double half = chosen[0][0].toDouble() / m_track->visibleTo();
    QVERIFY2(half > 0.49 && half < 0.51, qPrintable(QString::number(half)));
    // Where it is zoomed, it moves, and chooses with Shift.
    key(Qt::Key_Plus);
    const double from = m_track->visibleFrom();
    drag(500, 600, Qt::ShiftModifier);
    QCOMPARE(m_track->visibleFrom(), from);
    QCOMPARE(chosen.size(), 2);
    drag(600, 500, {});
    QVERIFY(m_track->visibleFrom() > from);
    QCOMPARE(chosen.size(), 2);
}

void TestTimeTrack::hoverTellsCauseAndLength()
{
    FactMaker make = beginReady();
    append(make);
    showEnded();
    const QPoint at = m_track->spanRect(Lane::States, 1).center().toPoint();
    QHelpEvent help(QEvent::ToolTip, at, m_track->mapToGlobal(at));
    QCoreApplication::sendEvent(m_track.get(), &help);
    QCOMPARE(QToolTip::text(), u"Pod pending<br>3.5 s, from 1.5 s to 5.0 s<br>pod appeared"_s);
    // Each piece is found where it is drawn; a moment also where it lies over another piece.
    for (const Lane lane : ui::TimeSpans::lanes)
        for (int i = 0; i < int(m_track->spans(lane).size()); ++i) {
            const QPoint there = m_track->spanRect(lane, i).center().toPoint();
            QHelpEvent again(QEvent::ToolTip, there, m_track->mapToGlobal(there));
            QCoreApplication::sendEvent(m_track.get(), &again);
            const QString name = m_track->spans(lane)[size_t(i)].name;
            QVERIFY2(QToolTip::text().startsWith(name), qPrintable(name + QToolTip::text()));
        }
}

void TestTimeTrack::theChosenPieceIsReadAloud()
{
    tests::missPackageSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    m_track->activateWindow();
    m_track->setFocus();
    QTRY_VERIFY(m_track->hasFocus());
    QAccessibleInterface *read = QAccessible::queryAccessibleInterface(m_track.get());
    QCOMPARE(read->text(QAccessible::Name), u"Timeline of the validation"_s);
    key(Qt::Key_End);
    key(Qt::Key_Down);
    key(Qt::Key_Down);
    QCOMPARE(read->text(QAccessible::Description),
             u"import torch\n0.8 s, from 8.8 s to 9.6 s\nModuleNotFoundError: No module named "
             "'torch'"_s);
    QCOMPARE(QToolTip::text().section(u"<br>"_s, 0, 0), u"import torch"_s);
    // New facts do not talk over it.
    showEnded();
    QVERIFY(read->text(QAccessible::Description).startsWith(u"import torch"_s));
    m_track->clearFocus();
    QVERIFY(read->text(QAccessible::Description).startsWith(u"Preflight: 0.6 s"_s));
}

void TestTimeTrack::whatWentWrongIsPainted()
{
    tests::missPackageSample(*m_workspace, u"alpha"_s, {}, m_start);
    showEnded();
    const QImage image = m_track->grab().toImage();
    const auto at = [&](Lane lane, int i) {
        const QRectF box = m_track->spanRect(lane, i);
        const double scale = image.devicePixelRatio();
        return image.pixelColor(
            ((box.bottomLeft() + QPointF(box.width() / 2, -2)) * scale).toPoint());
    };
    QCOMPARE(at(Lane::Work, 2), ui::themeColor(ui::ColorRole::Failed));
    QCOMPARE(at(Lane::Work, 1), ui::themeColor(ui::ColorRole::Passed));
    QCOMPARE(at(Lane::Steps, 3), ui::themeColor(ui::ColorRole::Failed));
    QVERIFY(at(Lane::Steps, 2) != ui::themeColor(ui::ColorRole::Failed));
}

void TestTimeTrack::manyImportsStayFast()
{
    FactMaker make = beginReady();
    for (int i = 0; i < 500; ++i) {
        importOf(make.after(0.05), u"package_%1"_s.arg(i), 0.2, i % 50 == 49);
        append(make);
    }
    const auto cpu = [] {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) * 1000 + double(now.tv_nsec) / 1e6;
    };
    showEnded();
    QCOMPARE(m_track->spans(Lane::Work).size(), size_t(502));
    const double begin = cpu();
    for (int i = 0; i < 50; ++i) {
        importOf(make.after(0.05), u"later_%1"_s.arg(i), 0.1);
        append(make);
        m_track->showRun(&record(), true, make.now(), false);
        m_track->grab();
    }
    const double each = (cpu() - begin) / 50;
    QVERIFY2(each < 16, qPrintable(QString::number(each) + u" ms of CPU a frame"_s));
}

QTEST_MAIN(TestTimeTrack)
#include "tst_time_track.moc"
