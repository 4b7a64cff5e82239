// SPDX-License-Identifier: Apache-2.0
// Every object of a cluster with each of its values in turn of another type: whatever reads it says
// something, and nothing is thrown.
#include <models/base/json.h>
#include <models/cluster/gpu.h>
#include <models/cluster/manifest_rules.h>
#include <models/cluster/namespace_limits.h>
#include <models/cluster/node_capacity.h>
#include <models/cluster/notebook_state_machine.h>
#include <models/cluster/pod_facts.h>
#include <models/cluster/resource_usage.h>
#include <models/failures/own_company.h>
#include <models/failures/readiness_judgement.h>
#include <models/failures/server_evidence.h>
#include <models/workbench/workbench_look.h>

#include <support/confused_json.h>

#include <QFile>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;
using assay::tests::confusions;
using assay::tests::placesIn;

namespace {

#ifdef __SANITIZE_ADDRESS__
//! Of the places, where each takes ten times as long: others for each value.
constexpr std::size_t step = 8;
#else
constexpr std::size_t step = 1;
#endif

Json listOf(const Json &objects, const char *kind)
{
    Json list{{"items", Json::array()}};
    for (const Json &object : objects) {
        if (at(object, {"kind"}) == kind)
            list["items"].push_back(object);
    }
    return list;
}

Json firstOf(const Json &objects, const char *kind)
{
    const Json list = listOf(objects, kind);
    return list["items"].empty() ? Json(nullptr) : list["items"][0];
}

//! As the flow of a run looks at them.
void judge(const Json &objects)
{
    PodHistory history;
    history.pod = firstOf(objects, "Pod");
    history.notebook = firstOf(objects, "Notebook");
    history.mainContainer = u"nb"_s;
    const Json nodes = listOf(objects, "Node");
    history.largestNode = largestAllocatable(nodes);
    const Json events = listOf(objects, "Event");
    for (const Json &event : events["items"]) {
        history.events.push_back(KubernetesEvent::fromObject(event));
        history.events.back().toLine();
    }
    isPulling(history);
    for (int flags = 0; flags < 4; ++flags) {
        history.deadlinePassed = flags & 1;
        history.podDeleted = flags & 2;
        const auto diagnosis = classify(history);
        if (!diagnosis)
            continue;
        QVERIFY(!diagnosis->summary.isEmpty());
        OwnCompany company;
        company.add(history.pod);
        const Diagnosis told = besideOwnCompany(withLogEvidence(*diagnosis, history, {}), company);
        serverQuestionOf(told, history);
        withServerEvidence(told, history, {u"x"_s});
    }
    using namespace std::chrono_literals;
    ReadinessJudgement judgement({.grace = 20s, .refusal = 5s, .readiness = 600s, .pull = 1800s});
    for (const auto now : {0s, 30s, 5000s})
        judgement.judge(history, now);
    containerStatusesOf(history.pod);
    podFactsOf(history.pod, u"nb"_s);
    memoryLimitOf(history.pod, u"nb"_s);
    claimMountsOf(history.pod, u"nb"_s);
    NotebookObservation::fromPod(history.pod);
    resourceUsageOf(history.pod, firstOf(objects, "PodMetrics"), {});
    largerThanAnyNode(requestsOf(history.pod), history.largestNode);
    gpuResourcesOf(nodes);
    blockedBy(listOf(objects, "ResourceQuota"), listOf(objects, "LimitRange"),
              at(history.pod, {"spec"}), firstOf(objects, "PersistentVolumeClaim"));
    rejectedBy(history.notebook, true);
}

//! As somebody's workbench is looked at.
void look(const Json &objects)
{
    ClusterObjects known;
    for (const Json &object : objects)
        known.add(object);
    for (const Workbench &workbench : workbenchesIn(known)) {
        const WorkbenchLook seen =
            lookAt(workbench, QDateTime::fromString(u"2026-11-26T06:40:00Z"_s, Qt::ISODate));
        QVERIFY(!nameOf(seen.found).isEmpty());
        wantedLog(workbench, seen.found);
        workbench.basePath();
        workbench.port();
    }
}

} // namespace

class ConfusedObjectsTest : public QObject
{
    Q_OBJECT
    Json m_objects;

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(ASSAY_OBJECTS));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_objects = Json::parse(file.readAll().toStdString());
        QCOMPARE(m_objects.size(), std::size_t(16));
    }

    void eachValueIsAnother_data()
    {
        QTest::addColumn<int>("object");
        QTest::addColumn<QByteArray>("value");
        for (std::size_t i = 0; i < m_objects.size(); ++i) {
            const auto kind = m_objects[i]["kind"].get<std::string>();
            for (const auto &[name, json] : confusions)
                QTest::addRow("%s: %s", kind.c_str(), name) << int(i) << QByteArray(json);
        }
    }

    void eachValueIsAnother()
    {
        QFETCH(int, object);
        QFETCH(QByteArray, value);
        const Json other = Json::parse(value.toStdString());
        const auto places = placesIn(m_objects[std::size_t(object)]);
        QVERIFY(places.size() > 10);
        for (auto i = (std::size_t(object) + std::size_t(value.size())) % step; i < places.size();
             i += step) {
            const auto &place = places[i];
            Json objects = m_objects;
            objects[std::size_t(object)][place] = other;
            try {
                judge(objects);
                look(objects);
            } catch (const std::exception &thrown) {
                QFAIL((place.to_string() + ": " + thrown.what()).c_str());
            }
            if (QTest::currentTestFailed())
                QFAIL(place.to_string().c_str());
        }
    }
};

QTEST_GUILESS_MAIN(ConfusedObjectsTest)
#include "tst_confused_objects.moc"
