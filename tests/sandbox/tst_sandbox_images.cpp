// SPDX-License-Identifier: Apache-2.0
// What becomes of a pod with each scripted image: its states in order, its events, its log.
#include "support.h"

#include <QTest>

#include <algorithm>

using namespace assay;
using namespace Qt::StringLiterals;
using test::Json;

//! "Pending waiting:ContainerCreating", "Running running:1 ready", "Running terminated:Error:1:0"
static QString stateOf(const Json &pod)
{
    QString text = QString::fromStdString(pod["status"].value("phase", ""));
    for (const Json &status : pod["status"].value("containerStatuses", Json::array())) {
        const Json &state = status["state"];
        const QString restarts = QString::number(status["restartCount"].get<int>());
        if (state.contains("waiting"))
            text += u" waiting:"_s + QString::fromStdString(state["waiting"]["reason"]);
        else if (state.contains("terminated"))
            text += u" terminated:"_s + QString::fromStdString(state["terminated"]["reason"]) +
                    u':' + QString::number(state["terminated"]["exitCode"].get<int>()) + u':' +
                    restarts;
        else
            text += u" running:"_s + restarts + (status["ready"] == true ? u" ready"_s : QString());
    }
    return text;
}

static QStringList historyOf(const test::WatchLog &watch)
{
    QStringList states;
    for (const Json &event : watch.events()) {
        const QString state = stateOf(event["object"]);
        if (states.isEmpty() || states.last() != state)
            states << state;
    }
    return states;
}

static const Json Probe = {
    {"httpGet", {{"path", "/notebook/test-i/nb/api"}, {"port", "notebook-port"}}},
    {"initialDelaySeconds", 1},
    {"periodSeconds", 1}};
static const Json Ports = Json::array({{{"name", "notebook-port"}, {"containerPort", 8888}}});

class SandboxImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_sandbox = std::make_unique<test::Sandbox>();
        m_sandbox->createNamespace("test-i");
        m_watch = std::make_unique<test::WatchLog>(
            m_sandbox->open("/api/v1/namespaces/test-i/pods?watch=1"));
    }
    void cleanup() { m_watch.reset(); }

    void goesThroughTheKubeletsStates_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QStringList>("history"); //!< the last entry may be followed by others
        QTest::addColumn<QStringList>("events");  //!< "reason: message" of the pod, among others
        const QString creating = u"Pending waiting:ContainerCreating"_s;
        const QString minimal = u"sandbox.local/workbench/minimal:2025.1"_s;
        QTest::newRow("serves")
            << minimal
            << QStringList{u"Pending"_s, creating, u"Running running:0"_s,
                           u"Running running:0 ready"_s}
            << QStringList{u"Scheduled: Successfully assigned test-i/nb-0 to sandbox-node"_s,
                           u"Pulling: Pulling image \"%1\""_s.arg(minimal),
                           u"Pulled: Successfully pulled image \"%1\" in 1.2s (1.2s including "
                           "waiting). Image size: 412876331 bytes."_s.arg(minimal),
                           u"Created: Created container: nb"_s,
                           u"Started: Started container nb"_s,
                           u"Unhealthy: Readiness probe failed: Get "
                           "\"http://10.42.0.4:8888/notebook/test-i/nb/api\": dial tcp "
                           "10.42.0.4:8888: connect: connection refused"_s};
        const QString missing = u"sandbox.local/workbench/minimal:2099.9"_s;
        const QString notFound =
            u"rpc error: code = NotFound desc = failed to pull and unpack "
            "image \"%1\": failed to resolve reference \"%1\": %1: not found"_s.arg(missing);
        QTest::newRow("does not exist")
            << missing
            << QStringList{u"Pending"_s, creating, u"Pending waiting:ErrImagePull"_s,
                           u"Pending waiting:ImagePullBackOff"_s, u"Pending waiting:ErrImagePull"_s}
            << QStringList{u"Failed: Failed to pull image \"%1\": %2"_s.arg(missing, notFound),
                           u"Failed: Error: ErrImagePull"_s,
                           u"BackOff: Back-off pulling image \"%1\""_s.arg(missing),
                           u"Failed: Error: ImagePullBackOff"_s};
        const QString secret = u"sandbox.local/private/team:1"_s;
        QTest::newRow("needs a login")
            << secret << QStringList{u"Pending"_s, creating, u"Pending waiting:ErrImagePull"_s}
            << QStringList{
                   u"Failed: Failed to pull image \"%1\": rpc error: code = Unknown desc = failed "
                   u"to "
                   "pull and unpack image \"%1\": failed to resolve reference \"%1\": unexpected "
                   "status from HEAD request to "
                   "https://sandbox.local/v2/private/team/manifests/1: 401 Unauthorized"_s.arg(
                       secret)};
        QTest::newRow("is misspelt")
            << u"sandbox.local/Workbench//minimal:1"_s
            << QStringList{u"Pending"_s, creating, u"Pending waiting:InvalidImageName"_s}
            << QStringList{u"InspectFailed: Failed to apply default image tag "
                           "\"sandbox.local/Workbench//minimal:1\": couldn't parse image name "
                           "\"sandbox.local/Workbench//minimal:1\": invalid reference format"_s,
                           u"Failed: Error: InvalidImageName"_s};
        QTest::newRow("crashes") << u"sandbox.local/workbench/broken:2025.1"_s
                                 << QStringList{u"Pending"_s,
                                                creating,
                                                u"Running running:0"_s,
                                                u"Running terminated:Error:1:0"_s,
                                                u"Running running:1"_s,
                                                u"Running terminated:Error:1:1"_s,
                                                u"Running waiting:CrashLoopBackOff"_s,
                                                u"Running running:2"_s}
                                 << QStringList{};
        QTest::newRow("runs out of memory")
            << u"sandbox.local/workbench/oom:2025.1"_s
            << QStringList{u"Pending"_s, creating, u"Running running:0"_s,
                           u"Running terminated:OOMKilled:137:0"_s}
            << QStringList{};
        QTest::newRow("just exits")
            << u"sandbox.local/workbench/exits:2025.1"_s
            << QStringList{u"Pending"_s, creating, u"Running running:0"_s,
                           u"Running terminated:Completed:0:0"_s, u"Running running:1"_s}
            << QStringList{};
        QTest::newRow("is never ready")
            << u"sandbox.local/workbench/neverready:2025.1"_s
            << QStringList{u"Pending"_s, creating, u"Running running:0"_s}
            << QStringList{
                   u"Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503"_s};
    }
    void goesThroughTheKubeletsStates()
    {
        QFETCH(QString, image);
        QFETCH(QStringList, history);
        QFETCH(QStringList, events);
        create(image, {{"readinessProbe", Probe}, {"ports", Ports}});
        QTRY_VERIFY_WITH_TIMEOUT(historyOf(*m_watch).size() >= history.size(), 10'000);
        QCOMPARE(historyOf(*m_watch).mid(0, history.size()), history);
        for (const QString &event : events)
            QTRY_VERIFY2(podEvents().contains(event), qPrintable(podEvents().join(u'\n')));
    }

    void keepsTheLastEndAndItsLog()
    {
        create(u"sandbox.local/workbench/broken:2025.1"_s, {});
        // The first time that it waits: by the time that one looks it may have ended again.
        const auto isBackingOff = [](const Json &event) {
            return stateOf(event["object"]) == u"Running waiting:CrashLoopBackOff"_s;
        };
        const auto &seen = m_watch->events();
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(seen, isBackingOff), 10'000);
        const Json pod = (*std::ranges::find_if(seen, isBackingOff))["object"];
        const Json &status = pod["status"]["containerStatuses"][0];
        QCOMPARE(status["lastState"]["terminated"]["exitCode"], Json(1));
        const std::string uid = pod["metadata"]["uid"];
        QCOMPARE(status["state"]["waiting"]["message"],
                 Json("back-off 1s restarting failed container=nb pod=nb-0_test-i(" + uid + ")"));
        const std::string imageId = status["imageID"];
        QVERIFY(imageId.starts_with("sandbox.local/workbench/broken@sha256:"));
        QCOMPARE(imageId.size(), std::string("sandbox.local/workbench/broken@sha256:").size() + 64);
        const auto previous =
            m_sandbox->get("/api/v1/namespaces/test-i/pods/nb-0/log?previous=true").raw;
        QVERIFY2(previous.endsWith("ModuleNotFoundError: No module named 'jupyter_server'\n"),
                 previous.constData());
    }

    void isKilledByItsLivenessProbe()
    {
        Json probe = Probe;
        probe["failureThreshold"] = 2;
        create(u"sandbox.local/workbench/wrong-base-url:2025.1"_s,
               {{"livenessProbe", probe}, {"ports", Ports}});
        QTRY_VERIFY_WITH_TIMEOUT(historyOf(*m_watch).contains(u"Running running:1 ready"_s),
                                 10'000);
        const QStringList events = podEvents();
        QVERIFY(events.contains(
            u"Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 404"_s));
        QVERIFY(
            events.contains(u"Killing: Container nb failed liveness probe, will be restarted"_s));
    }

    void floodsItsLog()
    {
        create(u"sandbox.local/workbench/flood:2025.1"_s, {});
        const QByteArray path = "/api/v1/namespaces/test-i/pods/nb-0/log";
        QTRY_VERIFY_WITH_TIMEOUT(m_sandbox->get(path + "?tailLines=1").raw ==
                                     "[D flood] line 200000 of 200000 from a server that logs "
                                     "every request it never got\n",
                                 15'000);
        const QByteArray all = m_sandbox->get(path, 20'000).raw;
        QCOMPARE(all.count('\n'), 200'006);
        QCOMPARE(m_sandbox->get(path + "?limitBytes=100").raw, all.left(100));
    }

    void doesNotFitOnTheNode()
    {
        create(u"sandbox.local/workbench/minimal:2025.1"_s,
               {{"resources", {{"requests", {{"cpu", "64"}, {"memory", "1Gi"}}}}}});
        QTRY_VERIFY(!m_watch->events().empty() &&
                    m_watch->events().back()["object"]["status"].contains("conditions"));
        const Json &condition = m_watch->events().back()["object"]["status"]["conditions"][0];
        const std::string message =
            "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 "
            "No preemption victims found for incoming pod.";
        QCOMPARE(condition["type"], Json("PodScheduled"));
        QCOMPARE(condition["status"], Json("False"));
        QCOMPARE(condition["reason"], Json("Unschedulable"));
        QCOMPARE(condition["message"], Json(message));
        QTRY_COMPARE(podEvents(),
                     QStringList{u"FailedScheduling: "_s + QString::fromStdString(message)});
    }

    void waitsForItsServiceAccount()
    {
        Json notebook =
            m_sandbox->createNotebook("test-i", "nb", "sandbox.local/workbench/minimal:2025.1")
                .body;
        QTRY_COMPARE(m_sandbox->cluster.count(u"pods"_s), 1);
        m_sandbox->call("PATCH", "/apis/kubeflow.org/v1/namespaces/test-i/notebooks/nb",
                        {{"spec", {{"template", {{"spec", {{"serviceAccountName", "bob"}}}}}}}},
                        "application/merge-patch+json");
        const QString refusal =
            u"FailedCreate: create Pod nb-0 in StatefulSet nb failed error: pods \"nb-0\" is "
            "forbidden: error looking up service account test-i/bob: serviceaccount \"bob\" not "
            "found"_s;
        QTRY_VERIFY_WITH_TIMEOUT(eventsOf("StatefulSet").contains(refusal), 5000);
        QTRY_VERIFY(
            eventsOf("Notebook")
                .contains(QString(refusal).replace(
                    u"FailedCreate: "_s, u"FailedCreate: Reissued from statefulset/nb: "_s)));
        QCOMPARE(m_sandbox->cluster.count(u"pods"_s), 0);
        m_sandbox->call("POST", "/api/v1/namespaces/test-i/serviceaccounts",
                        {{"metadata", {{"name", "bob"}}}});
        QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->cluster.count(u"pods"_s), 1, 5000);
    }

    void stopsAndStartsByAnnotation()
    {
        create(u"sandbox.local/workbench/minimal:2025.1"_s, {});
        const QByteArray path = "/apis/kubeflow.org/v1/namespaces/test-i/notebooks/nb";
        QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->value(path, "/status/readyReplicas"), Json(1), 5000);
        QVERIFY(m_sandbox->value(path, "/status/containerState").contains("running"));
        const auto annotate = [&](const Json &value) {
            m_sandbox->call(
                "PATCH", path,
                {{"metadata", {{"annotations", {{"kubeflow-resource-stopped", value}}}}}},
                "application/merge-patch+json");
        };
        annotate("2026-01-01T00:00:00Z");
        QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->cluster.count(u"pods"_s), 0, 5000);
        annotate(nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->cluster.count(u"pods"_s), 1, 5000);
    }

    void recreatesADeletedPod()
    {
        create(u"sandbox.local/workbench/minimal:2025.1"_s, {});
        const QByteArray path = "/api/v1/namespaces/test-i/pods/nb-0";
        QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->value(path, "/status/phase"), Json("Running"), 5000);
        const Json uid = m_sandbox->value(path, "/metadata/uid");
        const auto deleted = m_sandbox->call("DELETE", path).body;
        QCOMPARE(deleted["metadata"]["deletionGracePeriodSeconds"], Json(30));
        QTRY_VERIFY_WITH_TIMEOUT(m_sandbox->get(path).code == 200 &&
                                     m_sandbox->value(path, "/metadata/uid") != uid,
                                 5000);
    }

private:
    void create(const QString &image, const Json &container)
    {
        const auto answer =
            m_sandbox->createNotebook("test-i", "nb", image.toUtf8().constData(), container);
        QCOMPARE(answer.code, 201);
    }

    QStringList eventsOf(const char *kind)
    {
        QStringList result;
        const auto list = m_sandbox->get(
            QByteArray("/api/v1/namespaces/test-i/events?fieldSelector=involvedObject.kind%3D") +
            kind);
        for (const Json &event : list.body["items"])
            result << QString::fromStdString(event["reason"].get<std::string>() + ": " +
                                             event["message"].get<std::string>());
        return result;
    }
    QStringList podEvents() { return eventsOf("Pod"); }

    std::unique_ptr<test::Sandbox> m_sandbox;
    std::unique_ptr<test::WatchLog> m_watch;
};

QTEST_GUILESS_MAIN(SandboxImages)
#include "tst_sandbox_images.moc"
