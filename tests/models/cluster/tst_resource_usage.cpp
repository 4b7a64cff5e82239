// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/resource_usage.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What the containers of a pod use and may, from the cluster's own objects.
class ResourceUsageTest : public QObject
{
    Q_OBJECT

    static Json pod()
    {
        return Json::parse(R"({"spec": {"containers": [
            {"name": "nb", "resources": {"requests": {"cpu": "500m", "memory": "1Gi"},
                                         "limits": {"cpu": "2", "memory": "4Gi"}}},
            {"name": "proxy", "resources": {"limits": {"memory": "64Mi"}}}]}})");
    }

    static Json metrics()
    {
        return Json::parse(R"({"kind": "PodMetrics", "window": "15s", "containers": [
            {"name": "proxy", "usage": {"cpu": "0", "memory": "9Mi"}},
            {"name": "nb", "usage": {"cpu": "251234567n", "memory": "310Ki"}}]})");
    }

private Q_SLOTS:
    void aMeasuredPod()
    {
        const ResourceUsage usage = resourceUsageOf(pod(), metrics(), u"not to be shown"_s);
        const ResourceUsage expected{
            {{u"nb"_s, u"251234567n"_s, u"310Ki"_s, u"500m"_s, u"1Gi"_s, u"2"_s, u"4Gi"_s},
             {u"proxy"_s, u"0"_s, u"9Mi"_s, {}, {}, {}, u"64Mi"_s}},
            true,
            {}};
        QVERIFY(usage == expected);
        QVERIFY(Json(usage).get<ResourceUsage>() == expected);
    }

    void whatIsNotMeasuredSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("pod");
        QTest::addColumn<QByteArray>("metrics");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("problem");
        const QByteArray aPod = QByteArray::fromStdString(pod().dump());
        const QString both = u"The cluster has not measured these containers yet: nb, proxy."_s;
        QTest::newRow("no metrics")
            << aPod << QByteArray("null") << u"No metrics server."_s << u"No metrics server."_s;
        QTest::newRow("no word") << aPod << QByteArray("null") << QString() << both;
        QTest::newRow("garbage") << aPod << QByteArray(R"({"containers": {"a": 1}})") << QString()
                                 << both;
        QTest::newRow("other types")
            << aPod << QByteArray(R"({"containers": [7, {"name": "nb", "usage": [1]}]})")
            << QString() << both;
        QTest::newRow("one of two")
            << aPod
            << QByteArray(
                   R"({"containers": [{"name": "nb", "usage": {"cpu": "1", "memory": "1Mi"}}]})")
            << QString() << u"The cluster has not measured these containers yet: proxy."_s;
        QTest::newRow("no pod") << QByteArray("null") << QByteArray::fromStdString(metrics().dump())
                                << QString() << u"The pod's containers are not known."_s;
    }

    void whatIsNotMeasuredSaysWhy()
    {
        QFETCH(QByteArray, pod);
        QFETCH(QByteArray, metrics);
        QFETCH(QString, given);
        const ResourceUsage usage = resourceUsageOf(Json::parse(pod.toStdString()),
                                                    Json::parse(metrics.toStdString()), given);
        QVERIFY(!usage.measured);
        QTEST(usage.problem, "problem");
        QVERIFY(Json(usage).get<ResourceUsage>() == usage);
    }

    void readingIsForgiving()
    {
        QVERIFY(Json::parse(R"({"containers": [1, {"cpu": "1"}, {"name": "a", "cpu": 2}],
                                "measured": "yes", "problem": null})")
                    .get<ResourceUsage>() ==
                (ResourceUsage{{{u"a"_s, {}, {}, {}, {}, {}, {}}}, false, {}}));
        QVERIFY(Json(nullptr).get<ResourceUsage>() == ResourceUsage{});
    }
};

QTEST_GUILESS_MAIN(ResourceUsageTest)
#include "tst_resource_usage.moc"
