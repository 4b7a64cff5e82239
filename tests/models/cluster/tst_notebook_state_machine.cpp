// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/notebook_state_machine.h>

#include <QRandomGenerator>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;
using enum NotebookStatus;

namespace {

const std::vector allStatuses{Created, PodPending, PodRunning, Ready, Failed, Deleted};
const QDateTime when({2026, 1, 1}, {10, 0}, Qt::UTC);

NotebookObservation observation(int bits)
{
    return {bool(bits & 1), bool(bits & 2), bool(bits & 4), bool(bits & 8), bool(bits & 16), {}};
}

//! "Created>PodPending>PodRunning"; the state itself where nothing is walked.
QString walk(NotebookStatus from, const NotebookObservation &seen)
{
    QString path = toString(from);
    for (const Transition &t : reduce(from, seen, when))
        path += u'>' + toString(t.to);
    return path;
}

} // namespace

class NotebookStateMachineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void legalEdges();
    void paths_data();
    void paths();
    void everyObservationGivesLegalEdges();
    void randomSequencesEndRight();
    void transitionsSayWhenAndWhy();
    void readsPods_data();
    void readsPods();
    void json();
};

void NotebookStateMachineTest::legalEdges()
{
    QStringList legal;
    for (const NotebookStatus from : allStatuses) {
        for (const NotebookStatus to : allStatuses) {
            if (isLegalTransition(from, to))
                legal << toString(from) + u'>' + toString(to);
        }
    }
    const QStringList expected{
        u"Created>PodPending"_s,    u"Created>Failed"_s,    u"Created>Deleted"_s,
        u"PodPending>PodRunning"_s, u"PodPending>Failed"_s, u"PodPending>Deleted"_s,
        u"PodRunning>Ready"_s,      u"PodRunning>Failed"_s, u"PodRunning>Deleted"_s,
        u"Ready>PodRunning"_s,      u"Ready>Failed"_s,      u"Ready>Deleted"_s,
        u"Failed>Deleted"_s};
    QCOMPARE(legal, expected);
}

void NotebookStateMachineTest::paths_data()
{
    QTest::addColumn<NotebookStatus>("from");
    QTest::addColumn<int>("bits"); // 1 exists, 2 started, 4 ready, 8 failed, 16 deleted
    QTest::addColumn<QString>("path");
    const auto row = [](NotebookStatus from, int bits, const char *path) {
        QTest::addRow("%s %d", qPrintable(toString(from)), bits)
            << from << bits << QString::fromLatin1(path);
    };
    row(Created, 0, "Created");
    row(Created, 1, "Created>PodPending");
    row(Created, 3, "Created>PodPending>PodRunning");
    row(Created, 7, "Created>PodPending>PodRunning>Ready");
    row(Created, 4, "Created>PodPending>PodRunning>Ready");
    row(Created, 8, "Created>Failed");
    row(Created, 9, "Created>PodPending>Failed");
    row(Created, 11, "Created>PodPending>PodRunning>Failed");
    row(Created, 15, "Created>PodPending>PodRunning>Failed");
    row(Created, 31, "Created>Deleted");
    row(PodPending, 0, "PodPending");
    row(PodPending, 1, "PodPending");
    row(PodPending, 3, "PodPending>PodRunning");
    row(PodPending, 7, "PodPending>PodRunning>Ready");
    row(PodPending, 9, "PodPending>Failed");
    row(PodPending, 16, "PodPending>Deleted");
    row(PodRunning, 0, "PodRunning");
    row(PodRunning, 1, "PodRunning");
    row(PodRunning, 3, "PodRunning");
    row(PodRunning, 7, "PodRunning>Ready");
    row(PodRunning, 11, "PodRunning>Failed");
    row(PodRunning, 15, "PodRunning>Failed");
    row(PodRunning, 17, "PodRunning>Deleted");
    row(Ready, 7, "Ready");
    row(Ready, 3, "Ready>PodRunning");
    row(Ready, 1, "Ready>PodRunning");
    row(Ready, 0, "Ready>PodRunning");
    row(Ready, 15, "Ready>Failed");
    row(Ready, 8, "Ready>Failed");
    row(Ready, 23, "Ready>Deleted");
    for (const int bits : {0, 1, 7, 8, 15})
        row(Failed, bits, "Failed");
    row(Failed, 16, "Failed>Deleted");
    for (const int bits : {0, 7, 8, 16, 31})
        row(Deleted, bits, "Deleted");
}

void NotebookStateMachineTest::paths()
{
    QFETCH(NotebookStatus, from);
    QFETCH(int, bits);
    QFETCH(QString, path);
    QCOMPARE(walk(from, observation(bits)), path);
}

void NotebookStateMachineTest::everyObservationGivesLegalEdges()
{
    for (const NotebookStatus from : allStatuses) {
        for (int bits = 0; bits < 32; ++bits) {
            NotebookStatus current = from;
            for (const Transition &t : reduce(from, observation(bits), when)) {
                QCOMPARE(toString(t.from), toString(current));
                QVERIFY2(isLegalTransition(t.from, t.to),
                         qPrintable(walk(from, observation(bits))));
                QVERIFY(!t.because.isEmpty());
                current = t.to;
            }
            // The same observation again changes nothing: the watch repeats itself.
            QVERIFY(reduce(current, observation(bits), when).empty());
        }
    }
}

void NotebookStateMachineTest::randomSequencesEndRight()
{
    QRandomGenerator random(20260101);
    for (int run = 0; run < 500; ++run) {
        NotebookStatus current = Created;
        bool failed = false;
        bool deleted = false;
        for (int step = 0; step < 30; ++step) {
            // Failures and deletions are rare, or no sequence would be long.
            int bits = random.bounded(8);
            bits |= random.bounded(20) == 0 ? 8 : 0;
            bits |= random.bounded(40) == 0 ? 16 : 0;
            const NotebookObservation seen = observation(bits);
            deleted = deleted || seen.deleted;
            failed = failed || (seen.failed && !deleted);
            for (const Transition &t : reduce(current, seen, when)) {
                QCOMPARE(toString(t.from), toString(current));
                QVERIFY(isLegalTransition(t.from, t.to));
                current = t.to;
            }
            if (deleted)
                QCOMPARE(toString(current), toString(Deleted));
            else if (failed)
                QCOMPARE(toString(current), toString(Failed));
            else if (seen.ready)
                QCOMPARE(toString(current), toString(Ready));
            else
                QVERIFY(current != Ready);
        }
    }
}

void NotebookStateMachineTest::transitionsSayWhenAndWhy()
{
    NotebookObservation seen = observation(1 | 8);
    seen.because = u"The image does not exist."_s;
    const auto walked = reduce(Created, seen, when);
    QCOMPARE(walked.size(), std::size_t(2));
    QCOMPARE(walked[0].because, u"The pod appeared."_s);
    QCOMPARE(walked[1].because, u"The image does not exist."_s);
    QCOMPARE(walked[1].at, when);
    QCOMPARE(reduce(Ready, observation(3), when)[0].because, u"The pod lost its readiness."_s);
    QCOMPARE(reduce(Ready, observation(0), when)[0].because, u"The pod is gone."_s);
}

void NotebookStateMachineTest::readsPods_data()
{
    QTest::addColumn<QString>("pod");
    QTest::addColumn<int>("bits");
    const auto row = [](const char *name, const char *pod, int bits) {
        QTest::newRow(name) << QString::fromLatin1(pod) << bits;
    };
    row("none", "null", 0);
    row("new", R"({"spec": {"containers": [{"name": "a"}]}, "status": {}})", 1);
    row("waiting", R"({"spec": {"containers": [{"name": "a"}]}, "status": {"containerStatuses":
        [{"name": "a", "state": {"waiting": {"reason": "ContainerCreating"}}}]}})",
        1);
    row("one of two runs", R"({"spec": {"containers": [{"name": "a"}, {"name": "b"}]},
        "status": {"containerStatuses": [{"name": "a", "state": {"running": {}}},
                                         {"name": "b", "state": {"waiting": {}}}]}})",
        1);
    row("runs", R"({"spec": {"containers": [{"name": "a"}]}, "status": {
        "conditions": [{"type": "Ready", "status": "False"}],
        "containerStatuses": [{"name": "a", "state": {"running": {}}}]}})",
        3);
    row("crashed and waits", R"({"spec": {"containers": [{"name": "a"}]}, "status": {
        "containerStatuses": [{"name": "a", "state": {"waiting": {"reason": "CrashLoopBackOff"}},
            "lastState": {"terminated": {"reason": "Error", "exitCode": 1}}}]}})",
        3);
    row("could not be started", R"({"spec": {"containers": [{"name": "a"}]}, "status": {
        "containerStatuses": [{"name": "a", "state": {"waiting": {"reason": "CrashLoopBackOff"}},
            "lastState": {"terminated": {"reason": "StartError", "exitCode": 128}}}]}})",
        1);
    row("ready", R"({"spec": {"containers": [{"name": "a"}]}, "status": {
        "conditions": [{"type": "PodScheduled", "status": "True"},
                       {"type": "Ready", "status": "True"}],
        "containerStatuses": [{"name": "a", "state": {"running": {}}}]}})",
        7);
    row("garbage", R"({"spec": 3, "status": {"conditions": 4, "containerStatuses": {}}})", 1);
}

void NotebookStateMachineTest::readsPods()
{
    QFETCH(QString, pod);
    QFETCH(int, bits);
    const auto seen = NotebookObservation::fromPod(Json::parse(pod.toStdString()));
    QCOMPARE(seen.podExists, bool(bits & 1));
    QCOMPARE(seen.containersStarted, bool(bits & 2));
    QCOMPARE(seen.ready, bool(bits & 4));
    QVERIFY(!seen.failed && !seen.deleted);
}

void NotebookStateMachineTest::json()
{
    const Transition t{PodRunning, Ready, when, u"why"_s};
    QCOMPARE(Json(t).dump(), std::string(R"({"at":"2026-01-01T10:00:00.000Z","because":"why",)"
                                         R"("from":"PodRunning","to":"Ready"})"));
    QVERIFY(Json(t).get<Transition>() == t);
}

QTEST_GUILESS_MAIN(NotebookStateMachineTest)
#include "tst_notebook_state_machine.moc"
