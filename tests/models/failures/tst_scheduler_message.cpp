// SPDX-License-Identifier: Apache-2.0
// What is read out of the scheduler's and the API server's sentences before rules see them.

#include "failures/admission_message.h"
#include "failures/scheduler_message.h"

#include <models/failures/failure_classifier.h>

#include <QTest>

using namespace assay::models;
using namespace assay::models::classification;
using namespace Qt::StringLiterals;

namespace {

//! "2 of 5: Insufficient cpu" a line, then the preemption.
QString told(const QString &message)
{
    const SchedulerMessage read = readSchedulerMessage(message);
    QStringList lines;
    for (const NodeReason &reason : read.reasons)
        lines << u"%1/%2 %3"_s.arg(reason.nodes).arg(read.nodes).arg(reason.text);
    if (!read.preemption.isEmpty())
        lines << u"P "_s + read.preemption;
    return lines.join(u" | "_s);
}

QString fields(const QString &refusal)
{
    QStringList lines;
    for (const FieldError &e : readFieldErrors(admissionRefusal(refusal)))
        lines << u"%1 <%2> %3"_s.arg(e.field, e.problem, e.detail);
    return lines.join(u" | "_s);
}

Diagnosis placed(const char *message, const char *spec, const ResourceAmounts &largest,
                 std::vector<KubernetesEvent> events = {})
{
    Json pod = {{"spec", Json::parse(spec)}, {"status", {{"phase", "Pending"}}}};
    pod["status"]["conditions"] = Json::array({{{"type", "PodScheduled"},
                                                {"status", "False"},
                                                {"reason", "Unschedulable"},
                                                {"message", message}}});
    return classify({.pod = pod,
                     .events = std::move(events),
                     .mainContainer = u"nb"_s,
                     .deadlinePassed = true,
                     .largestNode = largest})
        .value_or(Diagnosis{});
}

KubernetesEvent observedEvent(const char *kind, const char *reason, const char *message, int second)
{
    KubernetesEvent e;
    e.objectKind = QString::fromLatin1(kind);
    e.reason = QString::fromLatin1(reason);
    e.message = QString::fromLatin1(message);
    e.lastAt = QDateTime({2026, 1, 1}, {10, 0, second}, Qt::UTC);
    return e;
}

const char *fourCores =
    R"({"containers": [{"name": "nb", "resources": {"requests": {"cpu": "4", "memory": "8Gi"}}}]})";

} // namespace

class SchedulerMessageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reasonsOfNodes_data();
    void reasonsOfNodes();
    void fieldErrors_data();
    void fieldErrors();
    void moreThanAnyNodeHasIsConfiguration();
    void whatAnEmptyNodeWouldTakeIsTheClusters();
    void onlyTheResourceThatIsTooLargeIsCalledSo();
    void overheadAndSidecarsCountAsWell();
    void theProvisionersAnswerOutweighsTheWait();
    void theFirstFieldIsNamed();
};

void SchedulerMessageTest::reasonsOfNodes_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("expected");
    QTest::newRow("1.20, commas within a reason")
        << u"0/13 nodes are available: 2 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 3 node(s) were unschedulable, 8 Insufficient cpu."_s
        << u"2/13 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate | 3/13 node(s) were unschedulable | 8/13 Insufficient cpu"_s;
    QTest::newRow("1.24, preemption")
        << u"0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, 2 Insufficient memory. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod."_s
        << u"1/3 node(s) had untolerated taint {a: b} | 2/3 Insufficient memory | P 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod."_s;
    QTest::newRow("of the pod, not of nodes")
        << u"0/1 nodes are available: persistentvolumeclaim \"nb\" not found. preemption: not eligible due to preemptionPolicy=Never."_s
        << u"0/1 persistentvolumeclaim \"nb\" not found | P not eligible due to preemptionPolicy=Never."_s;
    QTest::newRow("1.31, claims of devices")
        << u"0/2 nodes are available: 2 cannot allocate all claims. still not schedulable, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."_s
        << u"2/2 cannot allocate all claims | P 0/2 nodes are available: 2 Preemption is not helpful for scheduling."_s;
    QTest::newRow("1.32, no new claims")
        << u"0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod."_s
        << u"2/2 Insufficient cpu | P 0/2 nodes are available: 2 No preemption victims found for incoming pod."_s;
    QTest::newRow("1.32, no preemption asked for")
        << u"0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate."_s
        << u"2/2 Insufficient cpu"_s;
    QTest::newRow("before 1.19, repeated")
        << u"0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims (repeated 3 times)."_s
        << u"1/1 pod has unbound immediate PersistentVolumeClaims"_s;
    QTest::newRow("no nodes") << u"no nodes available to schedule pods"_s
                              << u"0/0 no nodes available to schedule pods"_s;
    QTest::newRow("plugin failed") << u"running PreBind plugin \"VolumeBinding\": timed out"_s
                                   << u"0/0 running PreBind plugin \"VolumeBinding\": timed out"_s;
    QTest::newRow("nothing") << u" "_s << QString();
}

void SchedulerMessageTest::reasonsOfNodes()
{
    QFETCH(QString, message);
    QFETCH(QString, expected);
    QCOMPARE(told(message), expected);
}

void SchedulerMessageTest::fieldErrors_data()
{
    QTest::addColumn<QString>("refusal");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one")
        << u"create Pod nb-0 in StatefulSet nb failed error: Pod \"nb-0\" is invalid: spec.containers[0].image: Required value"_s
        << u"spec.containers[0].image <Required value> "_s;
    QTest::newRow("list")
        << u"Pod \"nb-0\" is invalid: [spec.containers[0].volumeMounts[0].name: Not found: \"data\", spec.containers[0].resources.requests: Invalid value: \"4\": must be less than or equal to cpu limit of 2]"_s
        << u"spec.containers[0].volumeMounts[0].name <Not found> \"data\" | spec.containers[0].resources.requests <Invalid value> must be less than or equal to cpu limit of 2"_s;
    QTest::newRow("security context constraints")
        << u"pods \"nb-0\" is forbidden: unable to validate against any security context constraint: [provider \"anyuid\": Forbidden: not usable by user or serviceaccount, provider restricted-v2: .spec.securityContext.fsGroup: Invalid value: []int64{100}: 100 is not an allowed group, provider restricted-v2: .containers[0].runAsUser: Invalid value: 0: must be in the ranges: [1000680000, 1000689999], provider \"privileged\": Forbidden: not usable by user or serviceaccount]"_s
        << u"spec.securityContext.fsGroup <Invalid value> 100 is not an allowed group | containers[0].runAsUser <Invalid value> must be in the ranges: [1000680000, 1000689999]"_s;
    QTest::newRow("as a Status")
        << u"422 {\"kind\":\"Status\",\"message\":\"StatefulSet.apps \\\"nb\\\" is invalid: spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported\",\"code\":422}"_s
        << u"spec.template.spec.activeDeadlineSeconds <Forbidden> activeDeadlineSeconds in StatefulSet is not Supported"_s;
    QTest::newRow("key with dots, value with a colon")
        << u"[metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: Forbidden: seccomp may not be set, metadata.labels: Invalid value: \"a: b\": must be no more than 63 characters]"_s
        << u"metadata.annotations[seccomp.security.alpha.kubernetes.io/pod] <Forbidden> seccomp may not be set | metadata.labels <Invalid value> must be no more than 63 characters"_s;
    QTest::newRow("said twice") << u"[spec.x: Forbidden: no, spec.x: Forbidden: no]"_s
                                << u"spec.x <Forbidden> no"_s;
    QTest::newRow("none") << u"exceeded quota: small"_s << QString();
}

void SchedulerMessageTest::fieldErrors()
{
    QFETCH(QString, refusal);
    QFETCH(QString, expected);
    QCOMPARE(fields(refusal), expected);
}

void SchedulerMessageTest::moreThanAnyNodeHasIsConfiguration()
{
    const Diagnosis d = placed("0/3 nodes are available: 3 Insufficient memory.", fourCores,
                               {{u"cpu"_s, 16.0}, {u"memory"_s, 4.0 * 1024 * 1024 * 1024}});
    QCOMPARE(d.rule, u"larger-than-any-node"_s);
    QVERIFY(d.fault == Fault::Configuration);
    QVERIFY(d.category == PodFailureCategory::ResourceConstraints);
    QCOMPARE(d.summary, u"The pod asks for more memory than the largest node has."_s);
}

void SchedulerMessageTest::whatAnEmptyNodeWouldTakeIsTheClusters()
{
    const ResourceAmounts exactly{{u"cpu"_s, 4.0}, {u"memory"_s, 8.0 * 1024 * 1024 * 1024}};
    for (const ResourceAmounts &largest : {exactly, ResourceAmounts()}) {
        const Diagnosis d =
            placed("0/3 nodes are available: 3 Insufficient cpu, 2 Insufficient memory.", fourCores,
                   largest);
        QCOMPARE(d.rule, u"nodes-full"_s);
        QVERIFY(d.fault == Fault::Cluster);
        QCOMPARE(d.cause, u"Not enough free cpu, memory"_s);
        QCOMPARE(d.summary, u"No node has enough free cpu, memory for the pod."_s);
    }
}

void SchedulerMessageTest::onlyTheResourceThatIsTooLargeIsCalledSo()
{
    const ResourceAmounts largest{{u"cpu"_s, 16.0}, {u"memory"_s, 1.0}};
    const Diagnosis both = placed(
        "0/3 nodes are available: 2 Insufficient cpu, 3 Insufficient memory.", fourCores, largest);
    QCOMPARE(both.rule, u"larger-than-any-node"_s);
    QCOMPARE(both.summary, u"The pod asks for more memory than the largest node has. Besides: Not "
                           "enough free cpu (2)."_s);
    const Diagnosis other =
        placed("0/3 nodes are available: 3 Insufficient cpu.", fourCores, largest);
    QCOMPARE(other.rule, u"nodes-full"_s);
}

void SchedulerMessageTest::overheadAndSidecarsCountAsWell()
{
    const char *message = "0/3 nodes are available: 3 Insufficient cpu.";
    const ResourceAmounts largest{{u"cpu"_s, 4.0}};
    const auto rule = [&](const char *spec) { return placed(message, spec, largest).rule; };
    QCOMPARE(rule(R"({"containers": [{"resources": {"requests": {"cpu": "4"}}}]})"),
             u"nodes-full"_s);
    QCOMPARE(rule(R"({"containers": [{"resources": {"requests": {"cpu": "4"}}}],
                      "overhead": {"cpu": "250m"}})"),
             u"larger-than-any-node"_s);
    QCOMPARE(rule(R"({"containers": [{"resources": {"requests": {"cpu": "3"}}}],
                      "initContainers": [{"restartPolicy": "Always",
                                          "resources": {"requests": {"cpu": "2"}}}]})"),
             u"larger-than-any-node"_s);
    QCOMPARE(rule(R"({"containers": [{"resources": {"requests": {"cpu": "3"}}}],
                      "initContainers": [{"resources": {"requests": {"cpu": "2"}}}]})"),
             u"nodes-full"_s);
    QCOMPARE(rule(R"({"containers": [{"resources": {"requests": {"cpu": "1"}}}],
                      "resources": {"requests": {"cpu": "5"}}})"),
             u"larger-than-any-node"_s);
}

void SchedulerMessageTest::theProvisionersAnswerOutweighsTheWait()
{
    const char *message =
        "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    const char *claim = "PersistentVolumeClaim";
    const KubernetesEvent waits =
        observedEvent(claim, "ExternalProvisioning",
                      "Waiting for a volume to be created either by the external provisioner "
                      "'ebs.csi.aws.com' or manually by the system administrator.",
                      3);
    QCOMPARE(placed(message, fourCores, {}, {waits}).rule, u"provisioner-silent"_s);
    const KubernetesEvent failed = observedEvent(
        claim, "ProvisioningFailed",
        "failed to provision volume with StorageClass \"gp3\": rpc error: code = Internal desc "
        "= Could not create volume \"pvc-1\": could not create volume in EC2: "
        "UnauthorizedOperation: You are not authorized to perform this operation.",
        2);
    QCOMPARE(placed(message, fourCores, {}, {failed, waits}).rule, u"storage-not-permitted"_s);
    const KubernetesEvent begun = observedEvent(
        claim, "Provisioning", "External provisioner is provisioning volume for claim \"a/b\"", 1);
    QCOMPARE(placed(message, fourCores, {}, {begun, waits}).rule, u"volume-being-made"_s);
    const KubernetesEvent made =
        observedEvent(claim, "ProvisioningSucceeded", "Successfully provisioned volume pvc-1", 4);
    QCOMPARE(placed(message, fourCores, {}, {failed, waits, made}).rule, u"claim-waits"_s);
}

void SchedulerMessageTest::theFirstFieldIsNamed()
{
    const Diagnosis d =
        classify({.events = {observedEvent(
                      "StatefulSet", "FailedCreate",
                      "create Pod nb-0 in StatefulSet nb failed error: Pod \"nb-0\" is "
                      "invalid: [spec.containers[0].volumeMounts[0].name: Not found: "
                      "\"data\", spec.restartPolicy: Unsupported value: \"Never\"]",
                      1)},
                  .mainContainer = u"nb"_s})
            .value_or(Diagnosis{});
    QCOMPARE(d.rule, u"template-not-valid"_s);
    QCOMPARE(d.summary, u"The pod was not created: its template is not valid: "
                        "spec.containers[0].volumeMounts[0].name: not found: \"data\"."_s);
    QCOMPARE(d.advice, u"Correct that field of the template, and these: spec.restartPolicy."_s);
}

QTEST_GUILESS_MAIN(SchedulerMessageTest)
#include "tst_scheduler_message.moc"
