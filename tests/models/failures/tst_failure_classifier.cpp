// SPDX-License-Identifier: Apache-2.0
// The rows that need no whole pod. How pods really come to be as they are: tst_pod_histories.

#include <models/failures/failure_classifier.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

//! What is expected of one history; no category means that nothing is wrong yet.
struct Expected
{
    std::optional<PodFailureCategory> category;
    const char *reason = "";
    const char *container = "";
    Outlook outlook = Outlook::MayHeal;
    const char *summary = "";
};

const Expected nothing{};

//! A pod with one container "nb", whose status is given.
Json podWith(const Json &status)
{
    Json pod = Json::parse(R"({
        "spec": {"containers": [{"name": "nb", "image": "quay.io/org/nb:1"}]},
        "status": {"phase": "Pending",
                   "conditions": [{"type": "PodScheduled", "status": "True"},
                                  {"type": "Ready", "status": "False"}]}})");
    if (!status.is_null()) {
        Json container = {{"name", "nb"}, {"ready", false}, {"restartCount", 0}};
        container.merge_patch(status);
        pod["status"]["containerStatuses"] = Json::array({container});
    }
    return pod;
}

Json waiting(const char *reason, const char *message = "")
{
    return {{"state", {{"waiting", {{"reason", reason}, {"message", message}}}}}};
}

Json terminated(const char *reason, int exitCode)
{
    return {{"reason", reason}, {"exitCode", exitCode}};
}

Json unscheduled(const char *message, const char *reason = "Unschedulable")
{
    Json pod = podWith(nullptr);
    pod["status"]["conditions"] = Json::array();
    pod["status"]["conditions"].push_back({{"type", "PodScheduled"},
                                           {"status", "False"},
                                           {"reason", reason},
                                           {"message", message},
                                           {"lastTransitionTime", "2026-01-01T10:00:00Z"}});
    return pod;
}

KubernetesEvent warningEvent(const char *reason, const char *message, int minute = 1)
{
    KubernetesEvent e;
    e.type = u"Warning"_s;
    e.reason = QString::fromLatin1(reason);
    e.message = QString::fromLatin1(message);
    e.lastAt = QDateTime({2026, 1, 1}, {10, minute}, Qt::UTC);
    return e;
}

} // namespace

Q_DECLARE_METATYPE(Expected)
Q_DECLARE_METATYPE(PodHistory)
Q_DECLARE_METATYPE(Json)

class FailureClassifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void histories_data();
    void histories();
    void sidecarIsSaidToBeBlameless();
    void theLatestEventCounts();
    void evidenceRefersToTheRecord();
    void initContainersComeFirst();
    void garbageIsNoDiagnosis_data();
    void garbageIsNoDiagnosis();
    void aCrashsLastWordsAreEvidence()
    {
        Diagnosis d;
        d.category = PodFailureCategory::CrashLoop;
        d.reason = u"Error"_s;
        d.container = u"nb"_s;
        d.summary = u"It crashed."_s;
        const QString log = u"Traceback:\n  line\n\x1b[31mKeyError: 'x'\x1b[0m\n\n"_s;
        const Diagnosis told = withLogEvidence(d, {}, log);
        QCOMPARE(told.summary, u"It crashed. The last line of its log: KeyError: 'x'"_s);
        QCOMPARE(told.evidence.size(), std::size_t(1));
        QVERIFY(told.evidence[0].kind == Evidence::Kind::LogLine);
        QCOMPARE(told.evidence[0].source, u"log nb"_s);
        for (const QString &silence : {u"\n \n"_s, QString()}) {
            const Diagnosis silent = withLogEvidence(d, {}, silence);
            QCOMPARE(silent.summary, u"It crashed. It wrote nothing to its log."_s);
            QVERIFY(silent.evidence.empty());
        }
        QVERIFY(withLogEvidence(d, {}, std::nullopt) == d);
        d.reason = u"OOMKilled"_s;
        QVERIFY(withLogEvidence(d, {}, log) == d);
        d.category = PodFailureCategory::Timeout;
        QVERIFY(withLogEvidence(d, {}, log) == d);
        // A sidecar's crash is of no category.
        d.category = PodFailureCategory::Unknown;
        d.reason = u"Error"_s;
        QCOMPARE(withLogEvidence(d, {}, log).evidence.size(), std::size_t(1));
    }

    void nobodyIsSentToAnEmptyLog_data();
    void nobodyIsSentToAnEmptyLog();
    void bothProcessorsAreNamed_data();
    void bothProcessorsAreNamed();
    void aPullNamesTheNodesProcessor();
    void aPortForRootIsNoFile();
    void jsonRoundTrip();
};

void FailureClassifierTest::histories_data()
{
    using enum PodFailureCategory;
    using enum Outlook;
    QTest::addColumn<PodHistory>("history");
    QTest::addColumn<Expected>("expected");

    const auto row = [](const char *name, const Json &pod, std::vector<KubernetesEvent> events,
                        const Expected &expected, bool deadline = false, bool deleted = false) {
        QTest::newRow(name) << PodHistory{pod, std::move(events), u"nb"_s, deadline, deleted}
                            << expected;
    };
    // Pulls: the runtimes' and registries' words.
    const auto pull = [&row](const char *message, const char *summary, Outlook outlook = MayHeal) {
        row(message, podWith(waiting("ErrImagePull", message)), {},
            {ImagePullError, "ErrImagePull", "nb", outlook, summary});
    };
    pull("unauthorized: access to the requested resource is not authorized",
         "The registry does not let the cluster read quay.io/org/nb:1: it is private, or does not "
         "exist.");
    pull("pull access denied, repository does not exist",
         "The registry does not let the cluster read quay.io/org/nb:1: it is private, or does not "
         "exist.");
    pull("reading manifest 1 in quay.io/org/nb: manifest unknown",
         "The image quay.io/org/nb:1 does not exist in its registry.");
    pull("x509: certificate signed by unknown authority",
         "The node does not trust the connection to the registry of quay.io/org/nb:1.");
    pull("toomanyrequests: You have reached your pull rate limit",
         "The registry refused to hand out quay.io/org/nb:1: too many pulls in a short time.");
    pull("write /var/lib/x: no space left on device",
         "The node has no disk space left for the image quay.io/org/nb:1.");
    pull("no match for platform in manifest: not found",
         "The image quay.io/org/nb:1 is not built for the node's processor or system.", Permanent);
    pull("dial tcp 192.0.2.1:443: i/o timeout",
         "The registry of quay.io/org/nb:1 cannot be reached from the node.");
    pull("something else", "The image quay.io/org/nb:1 could not be pulled.");
    row("back-off with the cause appended",
        podWith(waiting("ImagePullBackOff",
                        "Back-off pulling image \"quay.io/org/nb:1\": ErrImagePull: not found")),
        {},
        {ImagePullError, "ImagePullBackOff", "nb", MayHeal,
         "The image quay.io/org/nb:1 does not exist in its registry."});
    row("reissued pull event",
        podWith(waiting("ImagePullBackOff", "Back-off pulling image \"quay.io/org/nb:1\"")),
        {warningEvent("Failed",
                      "Reissued from pod/nb-0: Failed to pull image \"quay.io/org/nb:1\": "
                      "unauthorized")},
        {ImagePullError, "ImagePullBackOff", "nb", MayHeal,
         "The registry does not let the cluster read quay.io/org/nb:1: it is private, or does not "
         "exist."});
    row("never pull", podWith(waiting("ErrImageNeverPull", "not present with pull policy Never")),
        {},
        {ImagePullError, "ErrImageNeverPull", "nb", Permanent,
         "The image quay.io/org/nb:1 is not on the node, and its pull policy is Never."});
    row("signature", podWith(waiting("SignatureValidationFailed", "not found")), {},
        {ImagePullError, "SignatureValidationFailed", "nb", MayHeal,
         "The signature of the image quay.io/org/nb:1 was not accepted."});
    row("inspect", podWith(waiting("ImageInspectError")), {},
        {ImagePullError, "ImageInspectError", "nb", MayHeal,
         "The node cannot read the image quay.io/org/nb:1 that it has stored."});
    row("registry away", podWith(waiting("RegistryUnavailable")), {},
        {ImagePullError, "RegistryUnavailable", "nb", MayHeal,
         "The registry of quay.io/org/nb:1 is not available."});

    // Crashes.
    row("first crash", podWith({{"state", {{"terminated", terminated("Error", 1)}}}}), {},
        {CrashLoop, "Error", "nb", MayHeal, "The workbench crashed: it ended with exit status 1."});
    Json crashed = waiting("CrashLoopBackOff");
    crashed["restartCount"] = 1;
    crashed["lastState"]["terminated"] = terminated("Error", 139);
    row("one restart", podWith(crashed), {},
        {CrashLoop, "Error", "nb", MayHeal,
         "The workbench was ended by SIGSEGV (segmentation fault) (exit status 139)."});
    row("no last state", podWith(waiting("CrashLoopBackOff")), {},
        {CrashLoop, "CrashLoopBackOff", "nb", MayHeal,
         "The workbench keeps ending soon after it starts."});
    crashed["lastState"]["terminated"] = terminated("Error", 137);
    row("probe with a wrong base URL", podWith(crashed),
        {warningEvent("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404"),
         warningEvent("Killing", "Container nb failed liveness probe, will be restarted")},
        {CrashLoop, "Unhealthy", "nb", MayHeal,
         "The cluster keeps restarting the workbench: its liveness probe was answered with HTTP "
         "status 404."});
    row("probe that a new start refuses", podWith(crashed),
        {warningEvent("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 503"),
         warningEvent("Killing", "Container nb failed liveness probe, will be restarted"),
         warningEvent(
             "Unhealthy",
             "Liveness probe failed: Get \"http://10.1.2.3:8888/notebook/ns/nb/api\": dial "
             "tcp 10.1.2.3:8888: connect: connection refused")},
        {CrashLoop, "Unhealthy", "nb", MayHeal,
         "The cluster keeps restarting the workbench: its liveness probe was answered with HTTP "
         "status 503."});
    row("killed without a probe", podWith(crashed), {},
        {CrashLoop, "Error", "nb", MayHeal,
         "The workbench was ended by SIGKILL (exit status 137)."});
    Json again = {{"state", {{"running", Json::object()}}},
                  {"restartCount", 2},
                  {"lastState", {{"terminated", terminated("Error", 126)}}}};
    row("running again", podWith(again), {}, nothing);
    row("running again at the deadline", podWith(again), {},
        {CrashLoop, "Error", "nb", Permanent,
         // What 126 means is said by the log, if anything says it.
         "The workbench crashed: it ended with exit status 126."},
        true);
    // Killed over a probe once is not a crash: it is not ready yet, and at the deadline it never
    // was.
    const std::vector probeKill{
        warningEvent("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 503"),
        warningEvent("Killing", "Container nb failed liveness probe, will be restarted")};
    Json probed = again;
    probed["restartCount"] = 1;
    probed["lastState"]["terminated"]["exitCode"] = 137;
    row("killed over a probe", podWith(probed), probeKill, nothing);
    row("killed over a probe, at the deadline", podWith(probed), probeKill,
        {Timeout, "Unhealthy", "nb", Permanent,
         "The cluster keeps restarting the workbench: its liveness probe was answered with HTTP "
         "status 503."},
        true);
    row("being killed over a probe",
        podWith({{"state", {{"terminated", terminated("Error", 137)}}}}), probeKill, nothing);
    again["restartCount"] = 3;
    again["lastState"]["terminated"]["exitCode"] = 2;
    row("running for the fourth time", podWith(again), {},
        {CrashLoop, "Error", "nb", MayHeal, "The workbench crashed: it ended with exit status 2."});

    // What the node could not make.
    for (const char *reason : {"CreateContainerError", "RunContainerError", "PreCreateHookError",
                               "PreStartHookError", "CreatePodSandboxError", "SomethingNew"}) {
        row(reason, podWith(waiting(reason)), {},
            {Unknown, reason, "nb", MayHeal,
             "The node could not create the workbench's container."});
    }
    row("post-start hook", podWith(waiting("PostStartHookError")), {},
        {Unknown, "PostStartHookError", "nb", MayHeal,
         "The workbench started, but the command that has to run right after failed."});
    row("creating", podWith(waiting("ContainerCreating")), {}, nothing);
    row("initializing", podWith(waiting("PodInitializing")), {}, nothing);
    row("no status yet", podWith(nullptr), {}, nothing);
    row("slow pull", podWith(waiting("ContainerCreating")),
        {warningEvent("FailedMount", "secret \"a\" not found"),
         warningEvent("Pulling", "Pulling image")},
        nothing);
    row("pulling at the deadline", podWith(waiting("ContainerCreating")),
        {warningEvent("Pulling", "Pulling image \"quay.io/org/nb:1\"")},
        {Timeout, "Pulling", "nb", Permanent,
         "The image quay.io/org/nb:1 was still being pulled when the time was over."},
        true);
    row("creating at the deadline", podWith(waiting("ContainerCreating")), {},
        {Timeout, "ContainerCreating", "nb", Permanent,
         "The workbench had not started when the time was over."},
        true);
    row("certificate of the sidecar", podWith(waiting("ContainerCreating")),
        {warningEvent("FailedMount", "secret \"nb-kube-rbac-proxy-tls\" not found")},
        {Unknown, "FailedMount", "", MayHeal,
         "The pod waits for the certificate \"nb-kube-rbac-proxy-tls\", which nobody has made."});
    row("image volume", podWith(waiting("ImageVolumeMountFailed")), {},
        {Unknown, "ImageVolumeMountFailed", "nb", MayHeal,
         "The node could not mount another image as a volume into the workbench's container."});
    row("volume elsewhere", podWith(waiting("ContainerCreating")),
        {warningEvent("FailedAttachVolume", "Multi-Attach error for volume \"x\"")}, nothing);
    row("volume elsewhere at the deadline", podWith(waiting("ContainerCreating")),
        {warningEvent("FailedAttachVolume", "Multi-Attach error for volume \"x\"")},
        {Unknown, "FailedAttachVolume", "", MayHeal,
         "The pod's volume is still attached to another node."},
        true);
    row("sandbox", podWith(waiting("ContainerCreating")),
        {warningEvent("FailedCreatePodSandBox", "failed to set up sandbox")},
        {Unknown, "FailedCreatePodSandBox", "", MayHeal,
         "The node could not set up the pod's network or sandbox."});

    // Placement.
    row("several resources",
        unscheduled("0/2 nodes: 1 Insufficient cpu, 2 Insufficient "
                    "nvidia.com/gpu, 1 node(s) had untolerated taint {a: b}."),
        {},
        {ResourceConstraints, "Unschedulable", "", MayHeal,
         "No node has enough free cpu, nvidia.com/gpu for the pod. Besides: Reserved by the taint "
         "a=b (1)."});
    row("taint", unscheduled("0/1 nodes are available: 1 node(s) had untolerated taint {a: b}."),
        {},
        {Unknown, "Unschedulable", "", MayHeal,
         "No node accepts the pod: the nodes are reserved by taints that it does not tolerate "
         "(a=b)."});
    row("unbound volume", unscheduled("pod has unbound immediate PersistentVolumeClaims."), {},
        {Unknown, "Unschedulable", "", MayHeal,
         "The pod waits for its volume, which no storage has provided."});
    row("no reason at all", unscheduled(""), {},
        {Unknown, "Unschedulable", "", MayHeal, "No node can take the pod."});
    row("scheduler error", unscheduled("binding rejected", "SchedulerError"), {},
        {Unknown, "SchedulerError", "", MayHeal,
         "The cluster's scheduler failed to place the pod."});
    row("gated", unscheduled("Scheduling is blocked", "SchedulingGated"), {}, nothing);
    row("gated at the deadline", unscheduled("Scheduling is blocked", "SchedulingGated"), {},
        {Timeout, "SchedulingGated", "", Permanent,
         "The pod was held back in a queue until the time was over."},
        true);
    row("scale-up", unscheduled("1 Insufficient cpu."), {warningEvent("TriggeredScaleUp", "1->2")},
        nothing);
    row("scale-up at the deadline", unscheduled("1 Insufficient cpu."),
        {warningEvent("TriggeredScaleUp", "1->2")},
        {Timeout, "Unschedulable", "", Permanent,
         "The cluster was still adding a node for the pod when the time was over."},
        true);
    row("scale-up given up", unscheduled("1 node(s) had untolerated taint."),
        {warningEvent("TriggeredScaleUp", "1->2"),
         warningEvent("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 Insufficient cpu", 2)},
        {ResourceConstraints, "Unschedulable", "", MayHeal,
         "No node can take the pod, and a new node would not have enough cpu for it either."});

    // Pods that the node ended, or that never were.
    const auto failed = [](const char *reason, const char *message) {
        Json pod = podWith(nullptr);
        pod["status"]["phase"] = "Failed";
        pod["status"]["reason"] = reason;
        pod["status"]["message"] = message;
        return pod;
    };
    row("evicted", failed("Evicted", "The node was low on resource: ephemeral-storage. "), {},
        {ResourceConstraints, "Evicted", "", MayHeal,
         "The node threw the pod out because it ran low on ephemeral-storage."});
    row("out of cpu", failed("OutOfcpu", "Node didn't have enough resource"), {},
        {ResourceConstraints, "OutOfcpu", "", MayHeal,
         "The node had no cpu left for the pod when it arrived there."});
    row("admission", failed("UnexpectedAdmissionError", "device"), {},
        {Unknown, "UnexpectedAdmissionError", "", MayHeal,
         "The node could not hand out a device that the pod asks for."});
    row("security rules", nullptr,
        {warningEvent("FailedCreate",
                      "unable to validate against any security context constraint")},
        {Unknown, "FailedCreate", "", MayHeal,
         "The pod was not created: the cluster's security rules do not allow it."});
    row("webhook", nullptr,
        {warningEvent("FailedCreate", "admission webhook \"w.example\" denied the request: no")},
        {Unknown, "FailedCreate", "", MayHeal,
         "The pod was not created: the webhook \"w.example\" refused it: no."});
    row("limit range", nullptr,
        {warningEvent("FailedCreate",
                      "forbidden: maximum cpu usage per Container is 1, but limit is 4")},
        {ResourceConstraints, "FailedCreate", "", MayHeal,
         "The pod was not created: it asks for more or less than the namespace's limits allow: the "
         "maximum of cpu per Container is 1, its limit is 4."});
    row("created after all", nullptr,
        {warningEvent("FailedCreate", "exceeded quota: q, x"),
         warningEvent("SuccessfulCreate", "ok", 2)},
        nothing);
    row("not created yet", nullptr, {}, nothing);
    row("never created", nullptr, {},
        {Timeout, "PodNotCreated", "", Permanent, "The pod was never created."}, true);
    row("deleted", podWith({{"state", {{"running", Json::object()}}}}), {},
        {Unknown, "PodDeleted", "", Permanent,
         "The pod was deleted from outside while it was being tested."},
        false, true);
    row("shut down before 1.22", failed("NodeShutdown", "Node is shutting, evicting pods"), {},
        {Unknown, "NodeShutdown", "", MayHeal, "The node that ran the pod was shut down."});
    row("evicted, then deleted", failed("Evicted", ""), {},
        {ResourceConstraints, "Evicted", "", MayHeal, "The node threw the pod out."}, false, true);
}

void FailureClassifierTest::histories()
{
    QFETCH(PodHistory, history);
    QFETCH(Expected, expected);
    const auto found = classify(history);
    QCOMPARE(found ? found->summary : QString(), QString::fromUtf8(expected.summary));
    QCOMPARE(found.has_value(), expected.category.has_value());
    if (!found)
        return;
    QCOMPARE(toString(found->category), toString(*expected.category));
    QCOMPARE(found->reason, QString::fromUtf8(expected.reason));
    QCOMPARE(found->container, QString::fromUtf8(expected.container));
    QCOMPARE(int(found->outlook), int(expected.outlook));
    QVERIFY(!found->advice.isEmpty());
}

void FailureClassifierTest::nobodyIsSentToAnEmptyLog_data()
{
    QTest::addColumn<Json>("end");
    QTest::addColumn<QString>("container"); // the workbench's own is "nb"
    QTest::addColumn<QString>("told");      // the advice where the log is empty
    QTest::newRow("killed")
        << terminated("Error", 137) << u"nb"_s
        << u"Something killed it: often the node ran out of memory. Look at the "
           "events around that time."_s;
    QTest::newRow("aborted") << terminated("Error", 134) << u"nb"_s
                             << u"Its program found that it cannot go on, and does not say why: "
                                "start its command by hand in a container, and see what it does."_s;
    QTest::newRow("crashed in compiled code")
        << terminated("Error", 139) << u"nb"_s
        << u"It crashed in compiled code. With PYTHONFAULTHANDLER=1 in the image's environment "
           "Python writes to the log where that was."_s;
    QTest::newRow("hung up on")
        << terminated("Error", 129) << u"nb"_s
        << u"Start its command by hand in a container, and see what it does: its log says nothing "
           "of why it ends."_s;
    QTest::newRow("crashed")
        << terminated("Error", 3) << u"nb"_s
        << u"Start the image's command by hand in a container, and see what it "
           "does: its log says nothing of why it ends."_s;
    QTest::newRow("a sidecar") << terminated("Error", 3) << u"other"_s
                               << u"Look at the sidecar's settings, or leave it out of the "
                                  "template."_s;
}

void FailureClassifierTest::nobodyIsSentToAnEmptyLog()
{
    QFETCH(Json, end);
    QFETCH(QString, container);
    const PodHistory history{podWith({{"state", {{"terminated", end}}}}), {}, container};
    const Diagnosis found = *classify(history);
    QVERIFY(!speaksOfRunningContainer(found, history));
    QVERIFY2(found.advice.contains(u"log"_s), qPrintable(found.advice));
    const Diagnosis silent = withLogEvidence(found, history, QString());
    QTEST(silent.advice, "told");
    QVERIFY2(silent.summary.contains(u"nothing to its log"_s), qPrintable(silent.summary));
}

void FailureClassifierTest::sidecarIsSaidToBeBlameless()
{
    PodHistory history{podWith({{"state", {{"terminated", terminated("Error", 1)}}}}), {}, u"nb"_s};
    const auto asMain = classify(history);
    QVERIFY(asMain);
    QVERIFY(asMain->category == PodFailureCategory::CrashLoop);
    QVERIFY(!asMain->summary.contains(u"not the cause"_s));

    history.mainContainer = u"other"_s;
    const auto asSidecar = classify(history);
    QVERIFY(asSidecar);
    QVERIFY(asSidecar->category == PodFailureCategory::Unknown);
    QVERIFY(asSidecar->summary.contains(u"not the cause"_s));
}

//! An event that happens again keeps its place among the events: what came last, its time says.
void FailureClassifierTest::theLatestEventCounts()
{
    const auto pod = podWith(waiting("ErrImagePull"));
    const auto earlier = warningEvent("Failed", "Failed to pull image: not found", 3);
    const auto later = warningEvent("Failed", "Failed to pull image: unauthorized", 5);
    for (const auto &events : {std::vector{earlier, later}, std::vector{later, earlier}}) {
        const auto found = classify({pod, events, u"nb"_s});
        QVERIFY(found);
        QCOMPARE(found->evidence.at(1).text, later.message);
    }
}

void FailureClassifierTest::initContainersComeFirst()
{
    Json pod = podWith(waiting("ErrImagePull", "not found"));
    pod["spec"]["initContainers"] = Json::array({{{"name", "first"}}, {{"name", "early"}}});
    pod["spec"]["initContainers"][1]["restartPolicy"] = "Always";
    pod["status"]["initContainerStatuses"] =
        Json::array({{{"name", "first"}, {"state", {{"terminated", terminated("Completed", 0)}}}},
                     {{"name", "early"}, {"state", {{"terminated", terminated("Error", 1)}}}}});
    const PodHistory history{pod, {}, u"nb"_s, false, false};
    QCOMPARE(classify(history)->container, u"nb"_s);

    PodHistory broken = history;
    broken.pod["status"]["initContainerStatuses"][0]["state"]["terminated"]["exitCode"] = 1;
    QCOMPARE(classify(broken)->container, u"first"_s);
    QVERIFY(classify(broken)->category == PodFailureCategory::CrashLoop);
}

void FailureClassifierTest::garbageIsNoDiagnosis_data()
{
    QTest::addColumn<QString>("pod");
    for (const char *text :
         {"{}", "[]", "7", "\"pod\"", R"({"status": 3, "spec": []})",
          R"({"spec": {"containers": [1, null, {"name": 4}]}, "status": {"conditions": {}}})",
          R"({"spec": {"containers": [{"name": "nb"}]},
              "status": {"containerStatuses": [null, {"name": "nb", "state": []}]}})"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void FailureClassifierTest::garbageIsNoDiagnosis()
{
    QFETCH(QString, pod);
    PodHistory history{Json::parse(pod.toStdString()), {}, u"nb"_s, false, false};
    QVERIFY(!classify(history));
    history.deadlinePassed = true;
    const auto found = classify(history);
    QVERIFY(found);
    QVERIFY(found->category == PodFailureCategory::Timeout);
}

void FailureClassifierTest::evidenceRefersToTheRecord()
{
    Json pod = podWith(waiting("ErrImagePull", "not found"));
    pod["metadata"]["resourceVersion"] = "17";
    auto event = warningEvent("Failed", "Failed to pull image: not found");
    event.uid = u"e1"_s;
    const auto pulled = classify({pod, {event}, u"nb"_s});
    QVERIFY(pulled);
    QCOMPARE(pulled->evidence.at(0).reference, u"17"_s);
    QCOMPARE(pulled->evidence.at(1).reference, u"e1"_s);

    pod = unscheduled("1 Insufficient cpu.");
    pod["metadata"]["resourceVersion"] = "18";
    QCOMPARE(classify({pod, {}, u"nb"_s})->evidence.at(0).reference, u"18"_s);
}

void FailureClassifierTest::bothProcessorsAreNamed_data()
{
    QTest::addColumn<QString>("pulled");
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("summary");
    const QString present = u"Container image \"quay.io/org/nb:1\" already present on machine"_s;
    const QString either = u"start-script-for-another-processor"_s;
    QTest::newRow("the image is for another")
        << present + u". Image platform: linux/arm64."_s << u"amd64"_s
        << u"image-for-another-processor"_s
        << u"The workbench could not run: the image is built for arm64, and the node's processor "
           "is amd64."_s;
    QTest::newRow("pulled just now")
        << u"Successfully pulled image \"quay.io/org/nb:1\" in 1s (1s including waiting). Image "
           "size: 9 bytes. Image platform: linux/s390x."_s
        << u"arm64"_s << u"image-for-another-processor"_s
        << u"The workbench could not run: the image is built for s390x, and the node's processor "
           "is arm64."_s;
    QTest::newRow("the image is for this one")
        << present + u". Image platform: linux/amd64."_s << u"amd64"_s
        << u"script-without-interpreter"_s
        << u"The workbench could not run: its start program is neither built for amd64, as the "
           "image says it is, nor a script whose first line names its interpreter."_s;
    QTest::newRow("the cluster does not say what for")
        << present << u"amd64"_s << either
        << u"The workbench could not run: its program is not built for the node's processor "
           "(amd64), or its start script lacks the first line that names its interpreter."_s;
    QTest::newRow("nodes may not be read")
        << present + u". Image platform: linux/arm64."_s << QString() << either
        << u"The workbench could not run: its program is not built for the node's processor, or "
           "its start script lacks the first line that names its interpreter."_s;
}

void FailureClassifierTest::bothProcessorsAreNamed()
{
    QFETCH(QString, pulled);
    QFETCH(QString, node);
    QFETCH(QString, rule);
    QFETCH(QString, summary);
    PodHistory history{podWith({{"state", {{"terminated", terminated("Error", 255)}}}}),
                       {warningEvent("Pulled", qPrintable(pulled))},
                       u"nb"_s};
    history.nodeArchitecture = node;
    const auto crash = classify(history);
    QVERIFY(crash);
    const QString line = u"exec /start: exec format error"_s;
    const Diagnosis told = withLogEvidence(*crash, history, line + u'\n');
    QCOMPARE(told.rule, rule);
    QCOMPARE(told.summary, summary + u" The last line of its log: "_s + line);
}

void FailureClassifierTest::aPullNamesTheNodesProcessor()
{
    PodHistory history{podWith(waiting("ErrImagePull", "no match for platform in manifest: not "
                                                       "found")),
                       {},
                       u"nb"_s};
    history.nodeArchitecture = u"arm64"_s;
    QCOMPARE(classify(history)->summary,
             u"The image quay.io/org/nb:1 is not built for the node's processor or system (the "
             "node is arm64)."_s);
    QCOMPARE(classify(history)->advice,
             u"Build the image for the node's architecture too, with --platform linux/arm64."_s);
    history.pod = podWith(
        waiting("ErrImagePull", "image with reference quay.io/org/nb:1 was found but its platform "
                                "(linux/amd64) does not match the specified platform "
                                "(linux/arm64)"));
    QCOMPARE(classify(history)->summary,
             u"The image quay.io/org/nb:1 is not built for the node's processor or system (the "
             "node is arm64); it is built for amd64."_s);
}

void FailureClassifierTest::aPortForRootIsNoFile()
{
    const PodHistory history{
        podWith({{"state", {{"terminated", terminated("Error", 1)}}}}), {}, u"nb"_s};
    const QString log = u"Traceback (most recent call last):\n"
                        "  File \"/opt/serve.py\", line 11, in <module>\n"
                        "    http.server.ThreadingHTTPServer((host,port),H).serve_forever()\n"
                        "  File \"/usr/lib/python3.11/socketserver.py\", line 472, in server_bind\n"
                        "    %1\n"
                        "PermissionError: [Errno 13] Permission denied\n"_s;
    QCOMPARE(
        withLogEvidence(*classify(history), history, log.arg(u"self.socket.bind(self.address)"_s))
            .summary,
        u"The workbench may not listen on the port that its server asks for: those below 1024 are "
        "for root. The last line of its log: PermissionError: [Errno 13] Permission denied"_s);
    QCOMPARE(withLogEvidence(*classify(history), history, log.arg(u"open(self.path)"_s)).rule,
             u"no-access-somewhere"_s);
}

void FailureClassifierTest::jsonRoundTrip()
{
    Json pod = podWith({{"state", {{"terminated", terminated("OOMKilled", 137)}}}});
    pod["metadata"]["resourceVersion"] = "17";
    const auto found = classify({pod, {}, u"nb"_s});
    QVERIFY(found);
    QVERIFY(Json(*found).get<Diagnosis>() == *found);
    QCOMPARE(Json(*found).at("category").get<QString>(), u"CrashLoopBackOff"_s);
    QCOMPARE(Json(*found).at("evidence").at(0).at("reference").get<QString>(), u"17"_s);
    QVERIFY(Json(7).get<Diagnosis>() == Diagnosis{});
}

QTEST_GUILESS_MAIN(FailureClassifierTest)
#include "tst_failure_classifier.moc"
