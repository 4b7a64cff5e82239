// SPDX-License-Identifier: Apache-2.0
// What is read out of the scheduler's and the API server's sentences before rules see them.

#include "failures/admission_message.h"
#include "failures/scheduler_message.h"

#include <models/failures/own_company.h>

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

Q_DECLARE_METATYPE(Fault)

class SchedulerMessageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reasonsOfNodes_data();
    void reasonsOfNodes();
    void fieldErrors_data();
    void fieldErrors();
    void moreThanAnyNodeHasIsConfiguration();
    void whatNodesLackIsNamed();
    void whatAnEmptyNodeWouldTakeIsTheClusters();
    void onlyTheResourceThatIsTooLargeIsCalledSo();
    void whatTheLaunchItselfHoldsIsSaid_data();
    void whatTheLaunchItselfHoldsIsSaid();
    void onlyPodsOnANodeHoldRoom();
    void overheadAndSidecarsCountAsWell();
    void theProvisionersAnswerOutweighsTheWait();
    void theFirstFieldIsNamed();
    void theHeaviestReasonDecides_data();
    void theHeaviestReasonDecides();
    void refusalsByTheirOwnWords_data();
    void refusalsByTheirOwnWords();
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
    QTest::newRow("Volcano")
        << u"all nodes are unavailable: 1 node(s) pod number exceeded, 2 node(s) resource fit failed."_s
        << u"1/3 node(s) pod number exceeded | 2/3 node(s) resource fit failed"_s;
    QTest::newRow("KAI")
        << u"All nodes are unavailable: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: test}. 2 node(s) didn't have enough resource: GPUs."_s
        << u"1/3 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: test} | 2/3 node(s) didn't have enough resource: GPUs"_s;
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
    QTest::newRow("as a Status that is cut off")
        << u"422 {\"kind\":\"Status\",\"message\":\"Pod \\\"nb\\\" is invalid: spec.x: Forbidden: not \\\"here\\\"\",\"reason\":\"Inv"_s
        << u"spec.x <Forbidden> not \"here\""_s;
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
    QCOMPARE(d.evidence.back().source, u"pod"_s);
    QCOMPARE(d.evidence.back().text, u"asks for memory 8Gi; the largest node has 4Gi"_s);
}

void SchedulerMessageTest::whatNodesLackIsNamed()
{
    const auto asked = [](const char *message, const char *spec, const ResourceAmounts &largest) {
        QStringList all;
        for (const Evidence &evidence : placed(message, spec, largest).evidence) {
            if (evidence.source == u"pod")
                all << evidence.text;
        }
        return all.join(u" | "_s);
    };
    QCOMPARE(asked("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
                   R"({"nodeSelector": {"disk": "ssd", "zone": "a"}})", {}),
             u"nodeSelector: disk=ssd, zone=a"_s);
    QCOMPARE(asked("0/2 nodes are available: 2 node(s) had untolerated taint {a: b}.",
                   R"({"nodeSelector": {"disk": "ssd"}})", {}),
             QString());
    QCOMPARE(asked("0/2 nodes are available: 1 Insufficient cpu, 2 Insufficient nvidia.com/gpu.",
                   R"({"containers": [{"resources": {"limits": {"nvidia.com/gpu": "8"},
                       "requests": {"cpu": "1500m"}}}]})",
                   {{u"cpu"_s, 4.0}}),
             u"asks for cpu 1.5; the largest node has 4 | asks for nvidia.com/gpu 8"_s);
    QCOMPARE(asked("0/2 nodes are available: 2 node(s) didn't match node selector.",
                   R"({"nodeSelector": {"a": null}})", {}),
             u"nodeSelector: a="_s);
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

void SchedulerMessageTest::whatTheLaunchItselfHoldsIsSaid_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("others");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("summary");
    QTest::addColumn<QString>("advice");
    const QString usual = u"Ask for less under \"resources\", or free or add nodes."_s;
    const QString fewer =
        u"Run fewer at once (--jobs %1; in the window: Run, Tests at once), or ask for less under \"resources\"."_s;
    QTest::newRow("nobody else") << QByteArray("0/3 nodes are available: 3 Insufficient memory.")
                                 << 0 << u"Not enough free memory"_s
                                 << u"No node has enough free memory for the pod."_s << usual;
    QTest::newRow("one") << QByteArray("0/3 nodes are available: 3 Insufficient memory.") << 1
                         << u"Not enough free memory beside this run's other tests"_s
                         << u"No node had enough free memory for the pod while 1 other workbench "
                            "of this run held some of it."_s
                         << fewer.arg(1);
    QTest::newRow("several")
        << QByteArray("0/3 nodes are available: 2 Insufficient cpu, 3 Insufficient memory.") << 4
        << u"Not enough free cpu, memory beside this run's other tests"_s
        << u"No node had enough free cpu, memory for the pod while 4 other workbenches of this run "
           "held some of it."_s
        << fewer.arg(4);
    // What they do not ask for, others hold.
    QTest::newRow("of what they have none")
        << QByteArray("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.") << 4
        << u"Not enough free nvidia.com/gpu"_s
        << u"No node has enough free nvidia.com/gpu for the pod."_s << usual;
    QTest::newRow("places for pods")
        << QByteArray("0/3 nodes are available: 3 Too many pods.") << 2
        << u"Not enough free pods beside this run's other tests"_s
        << u"No node had enough free pods for the pod while 2 other workbenches of this run held "
           "some of it."_s
        << fewer.arg(2);
}

void SchedulerMessageTest::whatTheLaunchItselfHoldsIsSaid()
{
    QFETCH(QByteArray, message);
    QFETCH(int, others);
    OwnCompany company;
    for (int i = 0; i < others; ++i) {
        Json pod = {{"spec", Json::parse(fourCores)}, {"status", {{"phase", "Pending"}}}};
        pod["spec"]["nodeName"] = "node-1";
        company.add(pod);
    }
    const Diagnosis d = besideOwnCompany(placed(message.constData(), fourCores, {}), company);
    QTEST(d.cause, "cause");
    QTEST(d.summary, "summary");
    QTEST(d.advice, "advice");
    // It makes nothing of the image's verdict.
    QVERIFY(d.fault == Fault::Cluster);
    // What no node has is the test's own, whoever else is there.
    const ResourceAmounts small{{u"cpu"_s, 1.0}, {u"memory"_s, 1.0}};
    const Diagnosis large =
        placed("0/1 nodes are available: 1 Insufficient cpu.", fourCores, small);
    QCOMPARE(besideOwnCompany(large, company).summary, large.summary);
}

void SchedulerMessageTest::onlyPodsOnANodeHoldRoom()
{
    OwnCompany company;
    const auto add = [&company](const char *node, const char *phase) {
        company.add({{"spec",
                      {{"nodeName", node},
                       {"containers", {{{"resources", {{"requests", {{"memory", "1Gi"}}}}}}}}}},
                     {"status", {{"phase", phase}}}});
    };
    company.add(nullptr);
    add("", "Pending");
    add("node-1", "Succeeded");
    add("node-1", "Failed");
    QCOMPARE(company.workbenches, 0);
    add("node-1", "Pending");
    add("node-1", "Running");
    QCOMPARE(company.workbenches, 2);
    QCOMPARE(company.requests.value(u"memory"_s), 2.0 * 1024 * 1024 * 1024);
    QCOMPARE(company.requests.value(u"pods"_s), 2.0);
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

void SchedulerMessageTest::theHeaviestReasonDecides_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<Fault>("fault");
    using enum Fault;
    const auto row = [](const char *message, const char *rule, Fault fault) {
        QTest::newRow(message) << QByteArray(message) << QString::fromLatin1(rule) << fault;
    };
    row("0/6 nodes are available: 3 node(s) had untolerated taint "
        "{node-role.kubernetes.io/control-plane: }, 3 Insufficient memory.",
        "nodes-full", Cluster);
    row("0/6 nodes are available: 3 node(s) had untolerated taint {node-role.kubernetes.io/master: "
        "}, 3 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.",
        "node-not-ready", Node);
    row("0/4 nodes are available: 1 node(s) had untolerated taint "
        "{node-role.kubernetes.io/control-plane: }, 3 node(s) had untolerated taint "
        "{nvidia.com/gpu: present}.",
        "node-reserved", Configuration);
    row("0/4 nodes are available: 1 node(s) were unschedulable, 3 node(s) had untolerated taint "
        "{node-role.kubernetes.io/infra: }.",
        "node-closed", Cluster);
    row("0/2 nodes are available: 1 node(s) had untolerated taint {ToBeDeletedByClusterAutoscaler: "
        "1700000000}, 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.",
        "node-short-of-disk", Node);
    row("0/5 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, 3 node(s) "
        "had volume node affinity conflict.",
        "volume-on-another-node", Configuration);
    row("0/5 nodes are available: 2 node(s) didn't match pod affinity/anti-affinity, 2 node(s) "
        "didn't match pod anti-affinity rules, 3 node(s) had taint "
        "{node-role.kubernetes.io/master: }, that the pod didn't tolerate.",
        "pods-keep-apart", Cluster);
    row("0/1 nodes are available: 1 node(s) had untolerated taint(s).", "node-reserved-by-taints",
        Configuration);
    row("no nodes available to schedule pods", "no-nodes-at-all", Cluster);
}

void SchedulerMessageTest::theHeaviestReasonDecides()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, rule);
    QFETCH(Fault, fault);
    const Diagnosis d = placed(message.constData(), fourCores, {});
    QCOMPARE(d.rule, rule);
    QVERIFY(d.fault == fault);
    // States of nodes and their control plane are never to be tolerated.
    QVERIFY(rule == u"node-reserved" || rule == u"node-reserved-by-taints" ||
            !d.advice.contains(u"Add the tolerations"_s));
}

void SchedulerMessageTest::refusalsByTheirOwnWords_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("summary");
    QTest::newRow("quota")
        << u"create Pod nb-0 in StatefulSet nb failed error: pods \"nb-0\" is forbidden: exceeded quota: small, requested: limits.cpu=4, used: limits.cpu=8, limited: limits.cpu=10"_s
        << u"quota-exceeded"_s
        << u"The pod was not created: it would exceed the namespace's quota \"small\": it asks for limits.cpu=4; limits.cpu=8 is used of limits.cpu=10."_s;
    QTest::newRow("claim over the quota")
        << u"create Claim nb-nb-0 for Pod nb-0 in StatefulSet nb failed error: persistentvolumeclaims \"nb-nb-0\" is forbidden: exceeded quota: disks"_s
        << u"quota-exceeded"_s
        << u"The pod was not created: it would exceed the namespace's quota \"disks\"."_s;
    QTest::newRow("security context constraints")
        << u"create Pod nb-0 in StatefulSet nb failed error: pods \"nb-0\" is forbidden: unable to validate against any security context constraint: [provider \"anyuid\": Forbidden: not usable by user or serviceaccount, provider restricted-v2: .containers[0].runAsUser: Invalid value: 0: must be in the ranges: [1000680000, 1000689999]]"_s
        << u"security-context-refused"_s
        << u"The pod was not created: the cluster's security rules do not allow it: containers[0].runAsUser: must be in the ranges: [1000680000, 1000689999]."_s;
    QTest::newRow("Kyverno")
        << u"create Pod nb-0 in StatefulSet nb failed error: admission webhook \"validate.kyverno.svc-fail\" denied the request: \n\nresource Pod/a/nb-0 was blocked due to the following policies \n\ndisallow-latest-tag:\n  require-image-tag: 'validation error: An image tag is required.'\n"_s
        << u"policy-of-kyverno"_s
        << u"The pod was not created: the cluster's policy \"disallow-latest-tag\" refused it: validation error: An image tag is required."_s;
    QTest::newRow("expired certificate of a webhook")
        << u"create Pod nb-0 in StatefulSet nb failed error: Internal error occurred: failed calling webhook \"p.example\": failed to call webhook: Post \"https://x.svc:443/\": x509: certificate has expired"_s
        << u"webhook-certificate"_s
        << u"The pod was not created: the cluster does not trust the webhook \"p.example\", which has to approve it: certificate has expired."_s;
    QTest::newRow("label that is too long")
        << u"create Pod nb-0 in StatefulSet nb failed error: Pod \"nb-0\" is invalid: metadata.labels: Invalid value: \"aaa\": must be no more than 63 bytes"_s
        << u"name-too-long"_s
        << u"The pod was not created: a name in it is longer than 63 characters (metadata.labels)."_s;
    QTest::newRow("pod of an earlier run")
        << u"create Pod nb-0 in StatefulSet nb failed error: object is being deleted: pods \"nb-0\" already exists"_s
        << u"earlier-pod-being-deleted"_s
        << u"The pod was not created: one of its name is still there, or still being deleted (nb-0)."_s;
}

void SchedulerMessageTest::refusalsByTheirOwnWords()
{
    QFETCH(QString, message);
    QFETCH(QString, rule);
    QFETCH(QString, summary);
    const Diagnosis d = classify({.events = {observedEvent("StatefulSet", "FailedCreate",
                                                           message.toUtf8().constData(), 1)},
                                  .mainContainer = u"nb"_s})
                            .value_or(Diagnosis{});
    QCOMPARE(d.rule, rule);
    QCOMPARE(d.summary, summary);
}

QTEST_GUILESS_MAIN(SchedulerMessageTest)
#include "tst_scheduler_message.moc"
