// SPDX-License-Identifier: Apache-2.0
#include <models/workbench/object_files.h>
#include <models/workbench/workbench_diagnosis.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

Json podWith(const Json &status, const Json &spec = Json::object())
{
    Json pod{{"apiVersion", "v1"},
             {"kind", "Pod"},
             {"metadata",
              {{"name", "nb-0"},
               {"namespace", "ds"},
               {"creationTimestamp", "2026-03-01T08:00:00Z"},
               {"labels", {{"notebook-name", "nb"}}}}},
             {"spec",
              {{"containers", Json::array({{{"name", "nb"},
                                            {"image", "quay.io/a/b:1"},
                                            {"resources", {{"limits", {{"memory", "4Gi"}}}}}}})}}},
             {"status", status}};
    pod["spec"].update(spec);
    return pod;
}

Json ended(int exitStatus)
{
    return Json::array(
        {{{"name", "nb"},
          {"restartCount", 0},
          {"state", {{"terminated", {{"exitCode", exitStatus}, {"reason", "Error"}}}}}}});
}

Json waiting(const char *reason, const char *message)
{
    return {
        {"phase", "Pending"},
        {"containerStatuses",
         Json::array({{{"name", "nb"},
                       {"restartCount", 0},
                       {"state", {{"waiting", {{"reason", reason}, {"message", message}}}}}}})}};
}

//! A pod of which somebody other than the kubelet said that it has to end.
Json disrupted(const char *type, const char *reason, const char *message, int exitStatus)
{
    return {{"phase", "Failed"},
            {"containerStatuses", ended(exitStatus)},
            {"conditions", Json::array({{{"type", type},
                                         {"status", "True"},
                                         {"reason", reason},
                                         {"message", message},
                                         {"lastTransitionTime", "2026-03-01T08:00:20Z"}}})}};
}

Json heldByKueue()
{
    return podWith({{"phase", "Pending"},
                    {"conditions",
                     Json::array({{{"type", "PodScheduled"},
                                   {"status", "False"},
                                   {"reason", "SchedulingGated"},
                                   {"message", "Scheduling is blocked due to non-empty scheduling "
                                               "gates"},
                                   {"lastTransitionTime", "2026-03-01T08:00:01Z"}}})}},
                   {{"schedulingGates", Json::array({{{"name", "kueue.x-k8s.io/admission"}}})}});
}

Json saidByKueue(const char *kind, const char *name, const char *message)
{
    return {{"apiVersion", "v1"},
            {"kind", "Event"},
            {"metadata", {{"name", "e"}, {"namespace", "ds"}}},
            {"involvedObject", {{"kind", kind}, {"namespace", "ds"}, {"name", name}}},
            {"reason", "Pending"},
            {"message", message},
            {"source", {{"component", "kueue-admission"}}},
            {"lastTimestamp", "2026-03-01T08:00:02Z"},
            {"type", "Warning"}};
}

//! An hour later.
WorkbenchDiagnosis judged(std::vector<Json> objects)
{
    ClusterObjects all;
    for (Json &object : objects) {
        if (const auto problem = all.add(std::move(object)))
            qWarning("%s", qPrintable(*problem));
    }
    const auto workbenches = workbenchesIn(all);
    return workbenches.size() == 1
               ? diagnose(workbenches.front(),
                          QDateTime::fromString(u"2026-03-01T09:00:00Z"_s, Qt::ISODate))
               : WorkbenchDiagnosis();
}

} // namespace

//! Pods that were made up from the sources of those who speak in them.
class WorkbenchSituationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    //! Their containers end as if they had crashed, or had run out of memory.
    void whoEndedAPodFromOutsideIsTold_data()
    {
        QTest::addColumn<Json>("status");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *type, const char *reason, const char *message, int status,
                            const char *rule) {
            QTest::newRow(reason) << disrupted(type, reason, message, status)
                                  << QString::fromLatin1(rule);
        };
        row("DisruptionTarget", "PreemptionByScheduler",
            "default-scheduler: preempting to accommodate a higher priority pod", 137, "preempted");
        row("DisruptionTarget", "DeletionByTaintManager",
            "Taint manager: deleting due to NoExecute taint", 137, "node-failed-or-closed");
        row("DisruptionTarget", "EvictionByEvictionAPI", "Eviction API: evicting", 143,
            "taken-off-its-node");
        row("DisruptionTarget", "DeletionByPodGC", "PodGC: node no longer exists", 137,
            "node-gone");
        row("TerminationTarget", "WorkloadEvicted",
            "Preempted to accommodate a workload (UID: 0a, JobUID: 0b) due to prioritization in "
            "the ClusterQueue",
            143, "taken-away-by-kueue");
        row("TerminationTarget", "WorkloadEvictedDueToPodsReadyTimeout",
            "Exceeded the PodsReady timeout ds/pod-nb-0-1a2b3", 143, "taken-away-by-kueue");
    }
    void whoEndedAPodFromOutsideIsTold()
    {
        QFETCH(Json, status);
        QFETCH(QString, rule);
        const auto found = judged({podWith(status)});
        QCOMPARE(found.diagnosis.rule, rule);
        QCOMPARE(toString(found.standing), u"inconclusive"_s);
        QCOMPARE(found.diagnosis.evidence.front().source,
                 u"condition "_s + textAt(status["conditions"][0], {"type"}));
    }

    void aDisruptionThatIsOverSaysNothing()
    {
        Json status = disrupted("DisruptionTarget", "PreemptionByScheduler", "preempting", 3);
        status["conditions"][0]["status"] = "False";
        QCOMPARE(judged({podWith(status)}).diagnosis.rule, u"crashed"_s);
    }

    void whatKueueSaysIsRead_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("standing");
        const auto row = [](const char *message, const char *rule, const char *standing) {
            QTest::newRow(rule) << QByteArray(message) << QString::fromLatin1(rule)
                                << QString::fromLatin1(standing);
        };
        row("LocalQueue default doesn't exist", "kueue-queue-missing", "failed");
        row("ClusterQueue team-a is inactive", "kueue-queue-stopped", "inconclusive");
        row("couldn't assign flavors to pod set main: insufficient unused quota for nvidia.com/gpu "
            "in flavor a100, 1 more needed",
            "kueue-quota-used-up", "inconclusive");
        row("couldn't assign flavors to pod set main: insufficient quota for cpu in flavor "
            "default, "
            "request > maximum capacity (64 > 32)",
            "larger-than-the-queue", "failed");
        row("couldn't assign flavors to pod set main: flavor a100 doesn't match node affinity",
            "queue-has-no-such-node", "failed");
        row("a word that nobody has heard", "held-by-kueue", "inconclusive");
    }
    void whatKueueSaysIsRead()
    {
        QFETCH(QByteArray, message);
        QFETCH(QString, rule);
        QFETCH(QString, standing);
        for (const auto &[kind, name] :
             {std::pair{"Pod", "nb-0"}, {"Workload", "pod-nb-0-1a2b3"}}) {
            const auto found =
                judged({heldByKueue(), saidByKueue(kind, name, message.constData())});
            QCOMPARE(found.diagnosis.rule, rule);
            QCOMPARE(toString(found.standing), standing);
            QCOMPARE(found.diagnosis.evidence.back().text, QString::fromLatin1(message));
        }
        // Of another pod's.
        const auto others = judged(
            {heldByKueue(), saidByKueue("Workload", "pod-nb-01-1a2b3", message.constData())});
        QCOMPARE(others.diagnosis.rule, u"held-by-kueue"_s);
    }

    void aNodesWordsAreRead_data()
    {
        QTest::addColumn<Json>("status");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *name, const char *reason, const char *message,
                            const char *rule) {
            QTest::newRow(name) << waiting(reason, message) << QString::fromLatin1(rule);
        };
        row("subPathExpr", "CreateContainerConfigError", "missing value for \"USER_NAME\"",
            "sub-path-variable-missing");
        row("driver updated", "RunContainerError",
            "failed to create shim task: OCI runtime create failed: could not apply required "
            "modification to OCI specification: error modifying OCI spec: failed to inject CDI "
            "devices: failed to construct CDI spec: failed to initialize NVML: Driver/library "
            "version mismatch",
            "gpu-driver-and-library-apart");
        row("no status of the end", "CrashLoopBackOff",
            "back-off 5m0s restarting failed container=nb", "keeps-ending");
    }
    void aNodesWordsAreRead()
    {
        QFETCH(Json, status);
        QFETCH(QString, rule);
        const auto found = judged({podWith(status)});
        QCOMPARE(found.diagnosis.rule, rule);
        QVERIFY2(!found.diagnosis.summary.contains(u"status ."_s),
                 qPrintable(found.diagnosis.summary));
    }

    void aSchedulerThatSaysNothingIsNamed()
    {
        const auto found =
            judged({podWith({{"phase", "Pending"}}, {{"schedulerName", "volcano"}})});
        QCOMPARE(found.diagnosis.rule, u"other-scheduler-silent"_s);
        QVERIFY2(
            found.diagnosis.summary.startsWith(
                u"No node was chosen for the pod within ten minutes: the template asks for the "
                "scheduler \"volcano\""_s),
            qPrintable(found.diagnosis.summary));
        const auto usual =
            judged({podWith({{"phase", "Pending"}}, {{"schedulerName", "default-scheduler"}})});
        QCOMPARE(usual.diagnosis.rule, u"no-node-chosen"_s);
    }

    void aMeshWithoutItsNodeAgentIsTold()
    {
        Json status = waiting("PodInitializing", "");
        status["initContainerStatuses"] = Json::array(
            {{{"name", "istio-validation"},
              {"restartCount", 6},
              {"state", {{"waiting", {{"reason", "CrashLoopBackOff"}}}}},
              {"lastState", {{"terminated", {{"exitCode", 126}, {"reason", "Error"}}}}}}});
        const auto found = judged(
            {podWith(status, {{"initContainers", Json::array({{{"name", "istio-validation"},
                                                               {"image", "istio/proxyv2:1"}}})}})});
        QCOMPARE(found.diagnosis.rule, u"mesh-not-on-the-node"_s);
        QCOMPARE(toString(found.standing), u"inconclusive"_s);
        QCOMPARE(found.diagnosis.fix.text, u"kubectl delete pod nb-0 -n ds"_s);
    }
};

QTEST_APPLESS_MAIN(WorkbenchSituationsTest)
#include "tst_workbench_situations.moc"
