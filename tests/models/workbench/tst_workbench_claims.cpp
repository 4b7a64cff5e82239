// SPDX-License-Identifier: Apache-2.0
#include <models/workbench/object_files.h>
#include <models/workbench/workbench_diagnosis.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

const QByteArray unbound =
    "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 "
    "nodes are available: 3 Preemption is not helpful for scheduling.";

//! A pod of which the scheduler says `said`; empty: it said nothing so far.
QByteArray podOf(const QByteArray &said, const QByteArray &phase = "Pending")
{
    QByteArray pod = "apiVersion: v1\nkind: Pod\n"
                     "metadata:\n  name: nb-0\n  namespace: ds\n"
                     "  creationTimestamp: \"2026-03-01T08:00:00Z\"\n"
                     "  labels: {notebook-name: nb}\n"
                     "spec:\n  containers: [{name: nb, image: a/b:1}]\n"
                     "  volumes:\n"
                     "  - {name: shm, emptyDir: {medium: Memory}}\n"
                     "  - {name: home, persistentVolumeClaim: {claimName: data}}\n"
                     "status:\n  phase: " +
                     phase + "\n";
    if (!said.isEmpty())
        pod += "  conditions:\n  - type: PodScheduled\n    status: \"False\"\n"
               "    reason: Unschedulable\n    lastTransitionTime: \"2026-03-01T08:00:01Z\"\n"
               "    message: '" +
               said + "'\n";
    return pod;
}

QByteArray claimOf(const QByteArray &phase, const QByteArray &spec = {},
                   const QByteArray &name = "data")
{
    return "---\napiVersion: v1\nkind: PersistentVolumeClaim\n"
           "metadata:\n  name: " +
           name +
           "\n  namespace: ds\n  resourceVersion: \"77\"\n"
           "  creationTimestamp: \"2026-03-01T07:59:59Z\"\n"
           "spec:\n  accessModes: [ReadWriteOnce]\n" +
           spec + "status:\n  phase: " + phase + "\n";
}

//! Two hours later, when no event is left.
WorkbenchDiagnosis judged(const QByteArray &printed, const QString &now = u"2026-03-01T10:00:00Z"_s)
{
    ClusterObjects objects;
    if (const auto problem = addPrinted(objects, printed, u"in.yaml"_s))
        qWarning("%s", qPrintable(*problem));
    const auto all = workbenchesIn(objects);
    return all.size() == 1 ? diagnose(all.front(), QDateTime::fromString(now, Qt::ISODate))
                           : WorkbenchDiagnosis();
}

} // namespace

//! Events are gone after an hour; what a claim says of itself is not.
class WorkbenchClaimsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClaimThatIsPendingIsNamed()
    {
        const auto found =
            judged(podOf(unbound) + claimOf("Pending", "  storageClassName: fast\n"));
        QCOMPARE(toString(found.standing), u"inconclusive"_s);
        const Diagnosis &d = found.diagnosis;
        QCOMPARE(d.rule, u"claim-waits"_s);
        QVERIFY2(d.summary.startsWith(u"The pod waits for its volume, which no storage has "
                                      "provided. Its claim \"data\" of the storage class \"fast\" "
                                      "is Pending."_s),
                 qPrintable(d.summary));
        QCOMPARE(d.evidence.back().source, u"persistentvolumeclaim data"_s);
        QCOMPARE(d.evidence.back().text, u"phase Pending, storage class fast"_s);
        QCOMPARE(d.evidence.back().reference, u"77"_s);
    }

    void aClaimWithoutAClassIsAFaultOfSettings()
    {
        const auto found = judged(podOf(unbound) + claimOf("Pending"));
        QCOMPARE(toString(found.standing), u"failed"_s);
        const Diagnosis &d = found.diagnosis;
        QCOMPARE(d.rule, u"no-default-storage-class"_s);
        QVERIFY(d.fault == Fault::Configuration);
        QVERIFY2(d.summary.startsWith(u"The pod waits for its volume: the volume claim names no "
                                      "storage class, none was filled in by default, and no volume "
                                      "that is there fits. Its "
                                      "claim \"data\" is Pending."_s),
                 qPrintable(d.summary));
        QCOMPARE(d.evidence.front().source, u"condition PodScheduled"_s);
        QCOMPARE(d.evidence.back().text, u"phase Pending"_s);
    }

    void whatItsEventSaysIsMore()
    {
        const QByteArray event =
            "---\napiVersion: v1\nkind: Event\nmetadata: {name: e, namespace: ds}\n"
            "involvedObject: {kind: PersistentVolumeClaim, name: data, namespace: ds}\n"
            "reason: ProvisioningFailed\nmessage: 'storageclass.storage.k8s.io \"gp9\" not found'\n"
            "lastTimestamp: \"2026-03-01T08:00:10Z\"\ntype: Warning\n";
        const auto found = judged(podOf(unbound) + event + claimOf("Pending"));
        QCOMPARE(found.diagnosis.rule, u"storage-class-missing"_s);
        QVERIFY(!found.diagnosis.summary.contains(u"is Pending"_s));
    }

    void aLostClaimIsSaidAtOnce_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("the scheduler said nothing") << QByteArray();
        QTest::newRow("it waits") << unbound;
    }
    void aLostClaimIsSaidAtOnce()
    {
        QFETCH(QByteArray, said);
        const auto found = judged(podOf(said) + claimOf("Lost", "  volumeName: pvc-1\n"),
                                  u"2026-03-01T08:00:20Z"_s);
        QCOMPARE(toString(found.standing), u"inconclusive"_s);
        const Diagnosis &d = found.diagnosis;
        QCOMPARE(d.rule, u"claim-lost-its-volume"_s);
        QCOMPARE(d.reason, u"ClaimLost"_s);
        QVERIFY2(d.summary.startsWith(u"The pod's volume claim has lost its volume, and what was "
                                      "on it. It is the claim \"data\"."_s),
                 qPrintable(d.summary));
        QCOMPARE(d.evidence.back().text, u"phase Lost"_s);
    }

    void theSchedulerKnowsTheVolumeThatIsGone()
    {
        const auto found = judged(podOf("0/1 nodes are available: persistentvolumeclaim \"data\" "
                                        "bound to non-existent persistentvolume \"pvc-1\".") +
                                  claimOf("Lost", "  volumeName: pvc-1\n"));
        QCOMPARE(found.diagnosis.rule, u"volume-gone"_s);
        QCOMPARE(found.diagnosis.evidence.back().text, u"phase Lost"_s);
    }

    void aPendingClaimIsNoTroubleOfItsOwn()
    {
        // Its volume may be made only when a node was chosen.
        const auto early = judged(podOf({}) + claimOf("Pending", "  storageClassName: late\n"),
                                  u"2026-03-01T08:00:20Z"_s);
        QCOMPARE(toString(early.standing), u"waiting"_s);
        QVERIFY2(early.diagnosis.summary.startsWith(
                     u"Nothing is wrong yet after 20 s: a node is being chosen, and its volume "
                     "claim is Pending."_s),
                 qPrintable(early.diagnosis.summary));
        QCOMPARE(early.diagnosis.evidence.back().source, u"persistentvolumeclaim data"_s);
        const auto noRoom = judged(podOf("0/3 nodes are available: 3 Insufficient cpu.") +
                                   claimOf("Pending", "  storageClassName: late\n"));
        QVERIFY(!noRoom.diagnosis.rule.startsWith(u"claim"_s));
        QVERIFY2(!noRoom.diagnosis.summary.contains(u"claim"_s),
                 qPrintable(noRoom.diagnosis.summary));
    }

    void anotherWorkbenchsClaimIsNoMatter()
    {
        const auto found =
            judged(podOf({}) + claimOf("Lost", {}, "other"), u"2026-03-01T08:00:20Z"_s);
        QCOMPARE(toString(found.standing), u"waiting"_s);
        // A pod that runs has its volumes.
        const auto running =
            judged(podOf({}, "Running") + claimOf("Lost"), u"2026-03-01T08:00:20Z"_s);
        QCOMPARE(toString(running.standing), u"waiting"_s);
    }
};

QTEST_APPLESS_MAIN(WorkbenchClaimsTest)
#include "tst_workbench_claims.moc"
