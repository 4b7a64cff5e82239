// SPDX-License-Identifier: Apache-2.0

// What of a namespace's quotas and limit ranges would turn a workbench away.

#include <models/cluster/namespace_limits.h>

#include <QTest>

using namespace Qt::StringLiterals;
using assay::models::blockedBy;
using assay::models::Json;

static Json listOf(const Json &object)
{
    return {{"items", Json::array({object})}};
}

static Json quota(const Json &hard, const Json &used, const Json &scopes = nullptr)
{
    Json object{{"metadata", {{"name", "compute"}}},
                {"spec", {{"hard", hard}}},
                {"status", {{"hard", hard}, {"used", used}}}};
    if (!scopes.is_null())
        object["spec"]["scopes"] = scopes;
    return listOf(object);
}

static Json range(const Json &limit)
{
    return listOf(
        {{"metadata", {{"name", "sizes"}}}, {"spec", {{"limits", Json::array({limit})}}}});
}

class NamespaceLimitsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void says_data();
    void says();
    void sidecarsCountToo();
    void saysAllReasons();
    void survivesAnyShape();

private:
    static Json podSpec()
    {
        return {{"containers", Json::array({{{"name", "nb"},
                                             {"resources",
                                              {{"requests", {{"cpu", "500m"}, {"memory", "1Gi"}}},
                                               {"limits", {{"cpu", "1"}, {"memory", "2Gi"}}}}}}})}};
    }
    static Json claim()
    {
        return {{"spec", {{"resources", {{"requests", {{"storage", "10Gi"}}}}}}}};
    }
};

void NamespaceLimitsTest::says_data()
{
    QTest::addColumn<Json>("quotas");
    QTest::addColumn<Json>("ranges");
    QTest::addColumn<QStringList>("reasons");
    const auto fits = QStringList();
    QTest::newRow("nothing") << Json() << Json() << fits;
    QTest::newRow("room left") << quota({{"requests.cpu", "2"}}, {{"requests.cpu", "1500m"}})
                               << Json() << fits;
    QTest::newRow("no room") << quota({{"requests.cpu", "2"}}, {{"requests.cpu", "1600m"}})
                             << Json()
                             << QStringList{u"The quota “compute” allows 2 of requests.cpu, 1600m "
                                            "is used, and the workbench asks for 500m."_s};
    QTest::newRow("the short name")
        << quota({{"cpu", "400m"}}, {{"cpu", "0"}}) << Json()
        << QStringList{u"The quota “compute” allows 400m of cpu, 0 is used, "
                       "and the workbench asks for 500m."_s};
    QTest::newRow("limits") << quota({{"limits.memory", "3Gi"}}, {{"limits.memory", "2Gi"}})
                            << Json()
                            << QStringList{u"The quota “compute” allows 3Gi of limits.memory, 2Gi "
                                           "is used, and the workbench asks for 2Gi."_s};
    QTest::newRow("pods") << quota({{"pods", "3"}}, {{"pods", "3"}}) << Json()
                          << QStringList{u"The quota “compute” allows 3 of pods, 3 is used, and "
                                         "the workbench asks for 1."_s};
    QTest::newRow("notebooks by count")
        << quota({{"count/notebooks.kubeflow.org", "0"}}, Json::object()) << Json()
        << QStringList{u"The quota “compute” allows 0 of count/notebooks.kubeflow.org, 0 is used, "
                       "and the workbench asks for 1."_s};
    QTest::newRow("storage") << quota({{"requests.storage", "15Gi"}}, {{"requests.storage", "6Gi"}})
                             << Json()
                             << QStringList{u"The quota “compute” allows 15Gi of "
                                            "requests.storage, 6Gi is used, and the workbench "
                                            "asks for 10Gi."_s};
    QTest::newRow("what it does not set")
        << quota({{"limits.ephemeral-storage", "1Gi"}}, Json::object()) << Json()
        << QStringList{u"The quota “compute” counts limits.ephemeral-storage, so every container "
                       "must set it, and the workbench does not. Set it under \"resources\" in the "
                       "suite."_s};
    QTest::newRow("of what it does not use")
        << quota({{"services", "0"}}, Json::object()) << Json() << fits;
    QTest::newRow("a scope that is not ours")
        << quota({{"pods", "0"}}, Json::object(), Json::array({"Terminating"})) << Json() << fits;
    QTest::newRow("a scope that is ours")
        << quota({{"pods", "0"}}, Json::object(), Json::array({"NotTerminating"})) << Json()
        << QStringList{u"The quota “compute” allows 0 of pods, 0 is used, and the workbench asks "
                       "for 1."_s};
    QTest::newRow("range, too much")
        << Json() << range({{"type", "Container"}, {"max", {{"cpu", "800m"}}}})
        << QStringList{u"The container “nb” asks for 1 of cpu, and the limit range “sizes” allows "
                       "at most 800m."_s};
    QTest::newRow("range, enough")
        << Json() << range({{"type", "Container"}, {"max", {{"cpu", "1"}}}}) << fits;
    QTest::newRow("range, too little")
        << Json() << range({{"type", "Container"}, {"min", {{"memory", "2Gi"}}}})
        << QStringList{u"The container “nb” asks for 1Gi of memory, and the limit range “sizes” "
                       "wants at least 2Gi."_s};
    QTest::newRow("range, volume")
        << Json() << range({{"type", "PersistentVolumeClaim"}, {"max", {{"storage", "5Gi"}}}})
        << QStringList{u"The volume asks for 10Gi of storage, and the limit range “sizes” allows "
                       "at most 5Gi."_s};
    // What the range fills in is what the quota counts.
    QTest::newRow("range fills in")
        << quota({{"limits.ephemeral-storage", "1Gi"}}, Json::object())
        << range({{"type", "Container"}, {"default", {{"ephemeral-storage", "2Gi"}}}})
        << QStringList{u"The quota “compute” allows 1Gi of limits.ephemeral-storage, 0 is used, "
                       "and the workbench asks for 2Gi."_s};
}

void NamespaceLimitsTest::says()
{
    QFETCH(Json, quotas);
    QFETCH(Json, ranges);
    QFETCH(QStringList, reasons);
    QCOMPARE(blockedBy(quotas, ranges, podSpec(), claim()), reasons);
}

void NamespaceLimitsTest::sidecarsCountToo()
{
    Json spec = podSpec();
    spec["containers"].push_back(
        {{"name", "proxy"}, {"resources", {{"requests", {{"cpu", "250m"}}}}}});
    QCOMPARE(blockedBy(quota({{"requests.cpu", "700m"}}, Json::object()), {}, spec, claim()),
             QStringList{u"The quota “compute” allows 700m of requests.cpu, 0 is used, and the "
                         "workbench asks for 0.75."_s});
}

void NamespaceLimitsTest::saysAllReasons()
{
    const QStringList reasons = blockedBy(
        quota({{"pods", "1"}, {"requests.cpu", "1"}}, {{"pods", "1"}, {"requests.cpu", "1"}}),
        range({{"type", "Container"}, {"max", {{"memory", "1Gi"}}}}), podSpec(), claim());
    QCOMPARE(reasons.size(), 3);
}

void NamespaceLimitsTest::survivesAnyShape()
{
    for (const char *text :
         {"null", "[]", "7", R"({"items":7})", R"({"items":[7,null,{}]})",
          R"({"items":[{"spec":{"hard":[1],"limits":{"a":1}}}]})",
          R"({"items":[{"spec":{"hard":{"pods":{}},"limits":[null,{"max":3}]}}]})"}) {
        const Json shape = Json::parse(text);
        QCOMPARE(blockedBy(shape, shape, shape, shape), QStringList());
    }
}

QTEST_GUILESS_MAIN(NamespaceLimitsTest)
#include "tst_namespace_limits.moc"
