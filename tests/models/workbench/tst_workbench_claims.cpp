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

QByteArray volumeOf(const QByteArray &name, const QByteArray &claim)
{
    return "---\napiVersion: v1\nkind: PersistentVolume\n"
           "metadata: {name: " +
           name + ", resourceVersion: \"78\"}\nspec:\n  capacity: {storage: 1Gi}\n" +
           (claim.isEmpty() ? QByteArray() : "  claimRef: {namespace: ds, name: " + claim + "}\n") +
           "status: {phase: Available}\n";
}

QByteArray eventOf(const QByteArray &claim, const QByteArray &reason, const QByteArray &message,
                   const QByteArray &uid = {})
{
    return "---\napiVersion: v1\nkind: Event\nmetadata: {name: e-" + claim + reason.toLower() +
           ", namespace: ds}\n"
           "involvedObject: {kind: PersistentVolumeClaim, namespace: ds, name: " +
           claim + (uid.isEmpty() ? QByteArray() : ", uid: " + uid) + "}\nreason: " + reason +
           "\nmessage: '" + message + "'\nlastTimestamp: \"2026-03-01T08:00:10Z\"\ntype: Warning\n";
}

//! A pod with two claims, "data" and "scratch".
QByteArray podOfTwo(const QByteArray &said)
{
    return podOf(said).replace(
        "  - {name: home,",
        "  - {name: more, persistentVolumeClaim: {claimName: scratch}}\n  - {name: home,");
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

    void anEventOfAClaimThatIsBoundByNowSaysNothing_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("no class") << QByteArray("ProvisioningFailed")
                                  << QByteArray("storageclass.storage.k8s.io \"gp9\" not found");
        QTest::newRow("full") << QByteArray("ProvisioningFailed")
                              << QByteArray("rpc error: code = ResourceExhausted desc = full");
        QTest::newRow("lost") << QByteArray("ClaimLost")
                              << QByteArray("Bound claim has lost its PersistentVolume.");
        QTest::newRow("other volume")
            << QByteArray("FailedBinding")
            << QByteArray("volume \"pv-1\" already bound to a different claim.");
        QTest::newRow("being made") << QByteArray("Provisioning")
                                    << QByteArray("External provisioner is provisioning volume");
    }
    void anEventOfAClaimThatIsBoundByNowSaysNothing()
    {
        QFETCH(QByteArray, reason);
        QFETCH(QByteArray, message);
        const QByteArray event = eventOf("data", reason, message);
        const auto found = judged(podOfTwo(unbound) + event + claimOf("Bound") +
                                  claimOf("Pending", "  storageClassName: slow\n", "scratch"));
        QCOMPARE(found.diagnosis.rule, u"claim-waits"_s);
        QVERIFY2(found.diagnosis.summary.contains(
                     u"Its claim \"scratch\" of the storage class \"slow\" is Pending."_s),
                 qPrintable(found.diagnosis.summary));
        for (const Evidence &evidence : found.diagnosis.evidence)
            QVERIFY2(evidence.source != u"event "_s + QString::fromLatin1(reason),
                     qPrintable(evidence.text));
        // Nor where the other claim has an event of its own, older than this one.
        const auto both = judged(podOfTwo(unbound) +
                                 eventOf("scratch", "FailedBinding",
                                         "no persistent volumes available for this claim and no "
                                         "storage class is set") +
                                 event + claimOf("Bound") + claimOf("Pending", {}, "scratch"));
        QCOMPARE(both.diagnosis.rule, u"no-default-storage-class"_s);
    }

    void anEventOfAnEarlierClaimSaysNothing()
    {
        const auto found =
            judged(podOf(unbound) +
                   eventOf("data", "ProvisioningFailed",
                           "storageclass.storage.k8s.io \"gp9\" not found", "claim-before") +
                   claimOf("Pending", "  storageClassName: fast\n")
                       .replace("  resourceVersion", "  uid: claim-now\n  resourceVersion"));
        QCOMPARE(found.diagnosis.rule, u"claim-waits"_s);
    }

    //! Also where no claim is there to be seen, as in a run: one that got its volume is no reason.
    void ofTwoClaimsTheOneThatWasRefusedIsTold()
    {
        const auto found =
            judged(podOfTwo(unbound) +
                   eventOf("scratch", "ProvisioningFailed",
                           "storageclass.storage.k8s.io \"gp9\" not found") +
                   eventOf("data", "ProvisioningSucceeded", "Successfully provisioned volume pvc-1")
                       .replace(":10Z", ":40Z"));
        QCOMPARE(found.diagnosis.rule, u"storage-class-missing"_s);
        const auto waits =
            judged(podOfTwo(unbound) +
                   eventOf("scratch", "ProvisioningFailed",
                           "storageclass.storage.k8s.io \"gp9\" not found") +
                   eventOf("data", "WaitForFirstConsumer", "waiting for first consumer")
                       .replace(":10Z", ":40Z"));
        QCOMPARE(waits.diagnosis.rule, u"storage-class-missing"_s);
    }

    void aVolumeThatTheClaimNamesAndDoesNotGetIsTold_data()
    {
        QTest::addColumn<QByteArray>("volumes");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("says");
        QTest::newRow("nobody printed volumes")
            << QByteArray() << u"claim-names-its-volume"_s
            << u"The pod waits for its volume: the claim names the volume \"pv-1\" (volumeName), "
               "and did not get it."_s;
        QTest::newRow("it does not exist")
            << volumeOf("pv-2", {}) << u"volume-of-claim-missing"_s
            << u"The pod waits for its volume: the claim names the volume \"pv-1\" (volumeName), "
               "which does not exist."_s;
        QTest::newRow("another has it")
            << volumeOf("pv-1", "theirs") << u"claim-and-volume-do-not-fit"_s
            << u"The pod waits for its volume: the claim names a volume that it does not fit, or "
               "that another claim has."_s;
        QTest::newRow("it is kept for it")
            << volumeOf("pv-1", "data") << u"claim-names-its-volume"_s
            << u"The pod waits for its volume: the claim names the volume \"pv-1\""_s;
    }
    void aVolumeThatTheClaimNamesAndDoesNotGetIsTold()
    {
        QFETCH(QByteArray, volumes);
        QFETCH(QString, rule);
        QFETCH(QString, says);
        // The cluster has no event for it; another claim of the pod waits as it should.
        const auto found =
            judged(podOfTwo(unbound) + claimOf("Pending", "  storageClassName: late\n", "scratch") +
                   claimOf("Pending", "  storageClassName: ''\n  volumeName: pv-1\n") + volumes);
        QCOMPARE(toString(found.standing), u"failed"_s);
        const Diagnosis &d = found.diagnosis;
        QCOMPARE(d.rule, rule);
        QVERIFY2(d.summary.startsWith(says), qPrintable(d.summary));
        QVERIFY2(d.summary.contains(u"Its claim \"data\" is Pending."_s), qPrintable(d.summary));
        QCOMPARE(d.evidence.back().text, u"phase Pending, volume pv-1"_s);
        QCOMPARE(d.fix.text,
                 rule == u"claim-names-its-volume" ? u"kubectl get pv pv-1"_s : QString());
    }

    void withoutTimesNothingIsSaidOfTime()
    {
        const QByteArray pod =
            podOf({}).replace("  creationTimestamp: \"2026-03-01T08:00:00Z\"\n", "");
        const auto none = judged(pod, QString());
        QCOMPARE(toString(none.standing), u"waiting"_s);
        QVERIFY2(
            none.diagnosis.summary.startsWith(u"Nothing is wrong yet: a node is being chosen."_s),
            qPrintable(none.diagnosis.summary));
        // Of one time nothing follows: the newest of the input is when the pod was made.
        const auto one = judged(podOf({}), u"2026-03-01T08:00:00Z"_s);
        QVERIFY2(
            one.diagnosis.summary.startsWith(u"Nothing is wrong yet: a node is being chosen."_s),
            qPrintable(one.diagnosis.summary));
        const auto two = judged(podOf({}), u"2026-03-01T08:00:03Z"_s);
        QVERIFY2(two.diagnosis.summary.startsWith(
                     u"Nothing is wrong yet after 3.0 s: a node is being chosen."_s),
                 qPrintable(two.diagnosis.summary));
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
