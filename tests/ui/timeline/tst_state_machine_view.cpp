// SPDX-License-Identifier: Apache-2.0
#include "ui/sample_runs.h"

#include <ui/look/theme.h>
#include <ui/timeline/state_machine_view.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using models::NotebookStatus;
using tests::FactMaker;
using ui::StateMachineView;

class TestStateMachineView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void nothingIsLitBeforeTheNotebookExists();
    void createdLightsWithTheNotebook();
    void walksToReady();
    void failureLightsItsOwnEdge();
    void timesStandStillWhenTheRunIsOver();
    void tooltipTextTellsWhy();
    void everyStateIsInsideAndApart();
    void paintsTheCurrentState();
    void nothingMovesWhereMotionIsReduced();

private:
    const models::RunRecord &record() const { return m_workspace->run(u"alpha"_s)->record; }
    void append(FactMaker &make) { m_workspace->appendFacts(u"alpha"_s, make.take()); }

    std::unique_ptr<models::Workspace> m_workspace;
    QDateTime m_start;
};

void TestStateMachineView::init()
{
    m_workspace = std::make_unique<models::Workspace>();
    m_workspace->suite()->addTest(
        tests::sampleTest(u"alpha"_s, u"quay.io/x/alpha:1"_s, {u"numpy"_s}));
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
}

void TestStateMachineView::nothingIsLitBeforeTheNotebookExists()
{
    StateMachineView view;
    view.showRun(nullptr, false, m_start);
    QVERIFY(!view.currentState());
    QVERIFY(!view.isLit(NotebookStatus::Created));
    QCOMPARE(view.accessibleDescription(), u"The notebook has not been created."_s);
    QCOMPARE(view.timeText(NotebookStatus::Created), QString());
}

void TestStateMachineView::createdLightsWithTheNotebook()
{
    FactMaker make = tests::beginSample(*m_workspace, u"alpha"_s, {}, m_start);
    append(make);
    StateMachineView view;
    view.showRun(&record(), true, make.now().addMSecs(2500));
    QCOMPARE(view.currentState(), std::optional(NotebookStatus::Created));
    QVERIFY(view.isLit(NotebookStatus::Created));
    QVERIFY(!view.isLit(NotebookStatus::PodPending));
    QCOMPARE(view.timeText(NotebookStatus::Created), u"2.5 s"_s);
}

void TestStateMachineView::walksToReady()
{
    FactMaker make = tests::beginSample(*m_workspace, u"alpha"_s, {}, m_start);
    make.after(0.4).become(NotebookStatus::PodPending, u"pod appeared"_s);
    append(make);
    StateMachineView view;
    view.showRun(&record(), true, make.now().addMSecs(1000));
    QCOMPARE(view.currentState(), std::optional(NotebookStatus::PodPending));
    QVERIFY(view.isLit(NotebookStatus::Created, NotebookStatus::PodPending));
    QVERIFY(!view.isLit(NotebookStatus::PodPending, NotebookStatus::PodRunning));
    QCOMPARE(view.timeText(NotebookStatus::Created), u"0.4 s"_s);
    QCOMPARE(view.timeText(NotebookStatus::PodPending), u"1.0 s"_s);

    make.after(11).become(NotebookStatus::PodRunning, u"containers started"_s);
    make.after(3).become(NotebookStatus::Ready, u"probe"_s);
    append(make);
    view.showRun(&record(), true, make.now());
    QCOMPARE(view.currentState(), std::optional(NotebookStatus::Ready));
    QVERIFY(view.isLit(NotebookStatus::PodPending, NotebookStatus::PodRunning));
    QVERIFY(view.isLit(NotebookStatus::PodRunning, NotebookStatus::Ready));
    QVERIFY(!view.isLit(NotebookStatus::Failed));
    QCOMPARE(view.timeText(NotebookStatus::PodPending), u"11 s"_s);
    QCOMPARE(view.accessibleDescription(),
             u"The notebook is in state Ready. Path: Created for 0.4 s, PodPending for 11 s, "
             "PodRunning for 3.0 s, Ready for 0.0 s."_s);
}

void TestStateMachineView::failureLightsItsOwnEdge()
{
    tests::pullErrorSample(*m_workspace, u"alpha"_s, {}, m_start);
    StateMachineView view;
    view.showRun(&record(), false, m_start.addSecs(3600));
    QCOMPARE(view.currentState(), std::optional(NotebookStatus::Deleted));
    QVERIFY(view.isLit(NotebookStatus::PodPending, NotebookStatus::Failed));
    QVERIFY(view.isLit(NotebookStatus::Failed, NotebookStatus::Deleted));
    QVERIFY(!view.isLit(NotebookStatus::PodRunning));
    QVERIFY(!view.isLit(NotebookStatus::PodRunning, NotebookStatus::Failed));
}

void TestStateMachineView::timesStandStillWhenTheRunIsOver()
{
    tests::passSample(*m_workspace, u"alpha"_s, {}, m_start);
    StateMachineView view;
    view.showRun(&record(), false, m_start.addSecs(3600));
    // Ready from 8.0 s until the notebook was deleted 0.8 + 0.2 + 0.4 s later.
    QCOMPARE(view.timeText(NotebookStatus::Ready), u"1.4 s"_s);
    QCOMPARE(view.timeText(NotebookStatus::Deleted), QString());
}

void TestStateMachineView::tooltipTextTellsWhy()
{
    FactMaker make = tests::beginSample(*m_workspace, u"alpha"_s, {}, m_start);
    make.after(0.4).become(NotebookStatus::PodPending, u"pod <b>alpha-0</b> appeared"_s);
    append(make);
    StateMachineView view;
    view.showRun(&record(), true, make.now());
    const QString text = view.stateText(NotebookStatus::PodPending);
    QVERIFY2(text.endsWith(u"from Created: pod <b>alpha-0</b> appeared"_s), qPrintable(text));
    QVERIFY(text.startsWith(u"PodPending\n"_s));
}

void TestStateMachineView::everyStateIsInsideAndApart()
{
    StateMachineView view;
    for (const int width : {view.minimumSizeHint().width(), 900, 2400}) {
        view.resize(width, view.sizeHint().height());
        const QList<NotebookStatus> all{NotebookStatus::Created,    NotebookStatus::PodPending,
                                        NotebookStatus::PodRunning, NotebookStatus::Ready,
                                        NotebookStatus::Failed,     NotebookStatus::Deleted};
        for (const NotebookStatus a : all) {
            QVERIFY(QRectF(view.rect()).contains(view.stateRect(a)));
            for (const NotebookStatus b : all)
                QVERIFY(a == b || !view.stateRect(a).intersects(view.stateRect(b)));
        }
    }
}

void TestStateMachineView::paintsTheCurrentState()
{
    StateMachineView view;
    view.resize(900, view.sizeHint().height());
    view.showRun(nullptr, false, m_start);
    const QImage before = view.grab().toImage();
    FactMaker make = tests::beginSample(*m_workspace, u"alpha"_s, {}, m_start);
    append(make);
    view.showRun(&record(), false, make.now());
    const QImage after = view.grab().toImage();
    const QPoint inCreated =
        view.stateRect(NotebookStatus::Created).topLeft().toPoint() + QPoint(10, 6);
    const QPoint inReady =
        view.stateRect(NotebookStatus::Ready).topLeft().toPoint() + QPoint(10, 6);
    QVERIFY(before.pixelColor(inCreated) != after.pixelColor(inCreated));
    QCOMPARE(before.pixelColor(inReady), after.pixelColor(inReady));
}

void TestStateMachineView::nothingMovesWhereMotionIsReduced()
{
    FactMaker make = tests::beginSample(*m_workspace, u"alpha"_s, {}, m_start);
    append(make);
    StateMachineView view;
    view.resize(900, view.sizeHint().height());
    view.show();
    view.showRun(&record(), true, make.now());
    QVERIFY(view.isPulsing());
    ui::Theme::instance().setReducesMotion(true);
    QVERIFY(!view.isPulsing());
    view.showRun(&record(), true, make.now().addMSecs(10));
    QVERIFY(!view.isPulsing());
    ui::Theme::instance().setReducesMotion(false);
    QVERIFY(view.isPulsing());
}

QTEST_MAIN(TestStateMachineView)
#include "tst_state_machine_view.moc"
