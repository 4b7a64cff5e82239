// SPDX-License-Identifier: Apache-2.0
#include "models/sample_run.h"

#include <models/cluster/gpu.h>
#include <models/cluster/manifest_rules.h>
#include <models/cluster/node_capacity.h>

#include <QTest>

using namespace sample;

//! What a cluster must have for an image, and what its controllers reject.
class ImageNeedsTest : public QObject
{
    Q_OBJECT

    static Json node(const Json &allocatable)
    {
        return {{"status", {{"allocatable", allocatable}}}};
    }
    static Json notebook(const Json &podSpec)
    {
        Json spec{{"containers", Json::array({{{"name", "nb"}}})}};
        spec.merge_patch(podSpec);
        return {{"metadata", {{"name", "nb"}}}, {"spec", {{"template", {{"spec", spec}}}}}};
    }

private Q_SLOTS:
    void cpuOfTheLargestNode()
    {
        const auto most = [](std::initializer_list<Json> cpus) {
            Json nodes{{"items", Json::array()}};
            for (const Json &cpu : cpus)
                nodes["items"].push_back(node({{"cpu", cpu}}));
            return largestAllocatable(nodes).value(u"cpu"_s, -1);
        };
        QCOMPARE(most({"4", "3920m"}), 4.0);
        QCOMPARE(most({"500m"}), 0.5);
        QCOMPARE(most({"2", "4k"}), 4000.0);
        QCOMPARE(most({"2e1"}), 20.0);
        QCOMPARE(most({"many", 8}), -1.0);
        QVERIFY(largestAllocatable(nullptr).isEmpty());
    }

    void gpusOfNodes()
    {
        const Json list{
            {"items",
             {node({{"cpu", "4"}, {"nvidia.com/gpu", "0"}}),
              node({{"nvidia.com/mig-1g.5gb", "7"}, {"amd.com/gpu", 2}}),
              node({{"nvidia.com/gpu", "1"}, {"amd.com/gpu", "1"}, {"example.com/gpu", "1"}}),
              Json::object(), Json(3)}}};
        QCOMPARE(gpuResourcesOf(list),
                 (QStringList{u"amd.com/gpu"_s, u"nvidia.com/gpu"_s, u"nvidia.com/mig-1g.5gb"_s}));
        QCOMPARE(gpuResourcesOf(nullptr), QStringList());
    }

    void gpuThatASuiteNames()
    {
        QCOMPARE(gpuResourceIn({{"limits", {{"cpu", "1"}, {"amd.com/gpu", "1"}}}}),
                 u"amd.com/gpu"_s);
        QCOMPARE(gpuResourceIn({{"requests", {{"gpu.intel.com/i915", 1}}}}),
                 u"gpu.intel.com/i915"_s);
        QCOMPARE(gpuResourceIn({{"limits", {{"nvidia.com/gpu", "0"}}}}), QString());
        QCOMPARE(gpuResourceIn(nullptr), QString());
    }

    void whatControllersReject_data()
    {
        QTest::addColumn<QByteArray>("podSpec");
        QTest::addColumn<bool>("openDataHub");
        QTest::addColumn<QStringList>("reasons");
        const QString network = u"Open Data Hub rejects workbenches with hostNetwork: leave it out "
                                "of the template."_s;
        QTest::newRow("nothing") << QByteArray("{}") << true << QStringList();
        QTest::newRow("host network")
            << QByteArray(R"({"hostNetwork": true})") << true << QStringList{network};
        QTest::newRow("host network elsewhere")
            << QByteArray(R"({"hostNetwork": true})") << false << QStringList();
        QTest::newRow("host network, off")
            << QByteArray(R"({"hostNetwork": false})") << true << QStringList();
        QTest::newRow("host path")
            << QByteArray(R"({"volumes": [{"name": "v", "hostPath": {"path": "/"}}]})") << true
            << QStringList{
                   u"Open Data Hub rejects volumes of the node (hostPath), such as “v”: use "
                   "another kind of volume."_s};
        QTest::newRow("privileged, not the main one")
            << QByteArray(R"({"initContainers": [{"name": "i", "securityContext":
                          {"privileged": true}}]})")
            << true
            << QStringList{u"Open Data Hub rejects privileged containers, such as “i”: leave "
                           "privileged out."_s};
        QTest::newRow("account")
            << QByteArray(R"({"serviceAccountName": "other"})") << true
            << QStringList{u"Open Data Hub rejects service accounts that are not named as the "
                           "workbench: the template says “other”, and it must be “nb”."_s};
        QTest::newRow("its own account")
            << QByteArray(R"({"serviceAccountName": "nb"})") << true << QStringList();
        QTest::newRow("no main container")
            << QByteArray(R"({"containers": [{"name": "x"}]})") << false
            << QStringList{u"The Notebook has no container named “nb”, in which the packages are "
                           "imported: name its main container so."_s};
        QTest::newRow("twice and unmounted")
            << QByteArray(R"({"containers": [{"name": "nb"}, {"name": "nb", "volumeMounts":
                          [{"name": "gone"}]}]})")
            << false
            << QStringList{u"Two containers are named “nb”: give each a name of its own."_s,
                           u"Container “nb” mounts a volume “gone” that the Notebook does not "
                           "have."_s};
    }
    void whatControllersReject()
    {
        QFETCH(QByteArray, podSpec);
        QFETCH(bool, openDataHub);
        QFETCH(QStringList, reasons);
        QCOMPARE(rejectedBy(notebook(Json::parse(podSpec.toStdString())), openDataHub), reasons);
    }
};

QTEST_APPLESS_MAIN(ImageNeedsTest)
#include "tst_image_needs.moc"
