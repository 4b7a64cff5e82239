// SPDX-License-Identifier: Apache-2.0
#include "node/container_body.h"

#include <local/local_facts.h>

#include <QTest>

using namespace assay::local;
using assay::sandbox::Node;
using namespace Qt::StringLiterals;

class TestContainerBody : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void looksLikeRestrictedV2();
    void takesTheUserOfThePod();
    void leavesOutLimitsThatTheEngineIgnores();
    void publishesWhatProbesAskFor();
    void isInTheNetworkThatItIsAskedFrom();
    void reachesNothingWhereThePodSaysSo();
    void findsTheContainerThatItRunsIn_data();
    void findsTheContainerThatItRunsIn();
    void knowsWhoseNumbersItKnows();
    void knowsItsOwnLabels();
    void refusesVolumesThatItCannotMount();
};

static Node::ContainerConfig config(const Json &container, const Json &spec = Json::object())
{
    Node::ContainerConfig result;
    result.image = "localhost/a:1";
    result.podName = "nb-0";
    result.podUid = "uid-1";
    result.containerName = "nb";
    result.environment = {{"NB_PREFIX", "/notebook/x/nb"}};
    result.container = container;
    result.pod = {{"metadata", {{"namespace", "test-x"}, {"labels", {{"assay/run", "run-7"}}}}},
                  {"spec", spec}};
    result.memoryLimit = 4096.0 * 1024 * 1024;
    result.cpuLimit = 1.5;
    return result;
}

static QString textOf(const Json &json)
{
    return QString::fromStdString(json.dump());
}

static ContainerDefaults defaults()
{
    return {1'000'730'000, 1'000'730'001, true, true, true, u"42.7"_s};
}

void TestContainerBody::looksLikeRestrictedV2()
{
    const Json claim = {{{"name", "home"}, {"persistentVolumeClaim", {{"claimName", "c"}}}},
                        {{"name", "shm"}, {"emptyDir", {{"medium", "Memory"}}}},
                        {{"name", "tmp"}, {"emptyDir", Json::object()}}};
    const auto made =
        containerBody(config({{"workingDir", "/opt/app-root/src"},
                              {"args", {"--x"}},
                              {"volumeMounts",
                               {{{"name", "home"}, {"mountPath", "/opt/app-root/src"}},
                                {{"name", "shm"}, {"mountPath", "/dev/shm"}},
                                {{"name", "tmp"}, {"mountPath", "/scratch"}}}},
                              {"ports", {{{"containerPort", 8888}}}}},
                             {{"volumes", claim}}),
                      defaults());
    QCOMPARE(made.refusal, QString());
    const Json expected = Json::parse(R"({
        "User": "1000730000:0", "Hostname": "nb-0", "StopTimeout": 2,
        "Env": ["NB_PREFIX=/notebook/x/nb"], "Cmd": ["--x"], "WorkingDir": "/opt/app-root/src",
        "Labels": {"assay.run": "run-7", "assay.test": "test-x/nb-0", "assay.owner": "42.7"},
        "ExposedPorts": {"8888/tcp": {}},
        "HostConfig": {
            "CapDrop": ["ALL"], "SecurityOpt": ["no-new-privileges"], "GroupAdd": ["1000730001"],
            "RestartPolicy": {"Name": "no"},
            "PortBindings": {"8888/tcp": [{"HostIp": "127.0.0.1", "HostPort": ""}]},
            "Memory": 4294967296, "MemorySwap": 4294967296, "NanoCpus": 1500000000,
            "PidsLimit": 4096,
            "Binds": ["assay-42.7-test-x-c:/opt/app-root/src:nocopy",
                      "assay-uid-1-tmp:/scratch:nocopy"]}})");
    QCOMPARE(textOf(made.body), textOf(expected));
    QCOMPARE(made.volumes, QStringList({u"assay-42.7-test-x-c"_s, u"assay-uid-1-tmp"_s}));
    QCOMPARE(made.podVolumes, QStringList(u"assay-uid-1-tmp"_s));
    // One folder, 0:fsGroup, 02775: name, mode, user and group of a tar's header.
    QCOMPARE(made.folders.left(18), "opt/app-root/src/" + QByteArray(1, '\0'));
    QCOMPARE(made.folders.mid(100, 7), "0002775");
    QCOMPARE(made.folders.mid(108, 7), "0000000");
    QCOMPARE(made.user, u"1000730000:0"_s);
}

void TestContainerBody::takesTheUserOfThePod()
{
    const auto made = containerBody(
        config({{"securityContext", {{"runAsUser", 7}}}},
               {{"securityContext", {{"runAsUser", 65000}, {"runAsGroup", 5}, {"fsGroup", 6}}}}),
        defaults());
    QCOMPARE(made.user, u"7:5"_s);
    QCOMPARE(textOf(made.body["HostConfig"]["GroupAdd"]), u"[\"6\"]"_s);
}

void TestContainerBody::leavesOutLimitsThatTheEngineIgnores()
{
    ContainerDefaults of = defaults();
    of.limitsMemory = of.limitsCpu = of.limitsPids = false;
    const auto made = containerBody(config(Json::object()), of);
    for (const char *limit : {"Memory", "MemorySwap", "NanoCpus", "PidsLimit"})
        QVERIFY2(!made.body["HostConfig"].contains(limit), limit);
}

void TestContainerBody::publishesWhatProbesAskFor()
{
    const auto made =
        containerBody(config({{"readinessProbe", {{"httpGet", {{"port", 9000}, {"path", "/"}}}}},
                              {"livenessProbe", {{"tcpSocket", {{"port", 9001}}}}}}),
                      defaults());
    QCOMPARE(textOf(made.body["ExposedPorts"]), u"{\"9000/tcp\":{},\"9001/tcp\":{}}"_s);
}

void TestContainerBody::isInTheNetworkThatItIsAskedFrom()
{
    ContainerDefaults beside = defaults();
    beside.network = u"podman"_s;
    auto one = config({{"ports", {{{"containerPort", 8888}}}}});
    Json host = containerBody(one, beside).body["HostConfig"];
    QCOMPARE(textOf(host["NetworkMode"]), u"\"podman\""_s);
    QVERIFY(host.contains("PortBindings"));
    one.pod["metadata"]["annotations"] = {{"assay/network", "none"}};
    host = containerBody(one, beside).body["HostConfig"];
    QCOMPARE(textOf(host["NetworkMode"]), u"\"none\""_s);
}

void TestContainerBody::findsTheContainerThatItRunsIn_data()
{
    QTest::addColumn<QByteArray>("mounts");
    QTest::addColumn<QString>("container");
    const QByteArray id(64, 'a');
    QTest::newRow("Podman") << "184 147 0:57 / / rw - overlay overlay rw,upperdir=/x/" +
                                   QByteArray(64, 'b') +
                                   "/diff\n193 184 0:47 /containers/overlay-containers/" + id +
                                   "/userdata/hostname /etc/hostname rw,relatime - tmpfs t rw\n"
                            << QString::fromLatin1(id);
    QTest::newRow("Docker") << "200 183 254:0 /var/lib/docker/containers/" + id +
                                   "/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda rw\n"
                            << QString::fromLatin1(id);
    QTest::newRow("none") << QByteArray("22 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw\n"
                                        "23 22 0:22 / /etc/resolv.conf rw - tmpfs t rw\n")
                          << QString();
    QTest::newRow("another's volume") << "30 22 254:0 /v/" + id + "/x /data rw - ext4 /dev/vda rw\n"
                                      << QString();
    QTest::newRow("nothing") << QByteArray() << QString();
}

void TestContainerBody::findsTheContainerThatItRunsIn()
{
    QFETCH(QByteArray, mounts);
    QTEST(containerOf(mounts), "container");
}

void TestContainerBody::reachesNothingWhereThePodSaysSo()
{
    auto one = config({{"ports", {{{"containerPort", 8888}}}}});
    one.pod["metadata"]["annotations"] = {{"assay/network", "none"}};
    const auto made = containerBody(one, defaults());
    QCOMPARE(textOf(made.body["HostConfig"]["NetworkMode"]), u"\"none\""_s);
    QVERIFY(!made.body.contains("ExposedPorts"));
    QVERIFY(!made.body["HostConfig"].contains("PortBindings"));
}

void TestContainerBody::knowsWhoseNumbersItKnows()
{
    const QString here = containerOfThisProcess();
    const QString owner = ownerOfThisProcess();
    QCOMPARE(containerOfOwner(owner), here.left(12));
    QCOMPARE(isAlive(owner), std::optional(true));
    const QString number = owner.section(u'.', 0, 1);
    // The same number in another container is another process, as is one that began at another
    // time.
    const QString there(64, u'c');
    QCOMPARE(isAlive(number + u'.' + there.left(12), here), std::optional<bool>());
    QCOMPARE(isAlive(number, there), std::optional<bool>());
    QCOMPARE(isAlive(number + u'.' + there.left(12), there), std::optional(true));
    QCOMPARE(isAlive(owner.section(u'.', 0, 0) + u".1"_s, QString()), std::optional(false));
    QCOMPARE(isAlive(number + u".n4026532448"_s, QString()), std::optional<bool>());
    QCOMPARE(isAlive(number + u".n4026532448"_s, u"n4026532448"_s), std::optional(true));
    QCOMPARE(containerOfOwner(number + u".n4026532448"_s), QString());
}

void TestContainerBody::knowsItsOwnLabels()
{
    QVERIFY(isOwner(ownerOfThisProcess()));
    for (const char *ours : {"42.7", "4711.123456.0123456789ab", "7.1.n4026532448"})
        QVERIFY2(isOwner(QString::fromLatin1(ours)), ours);
    for (const char *others : {"", "alice", "alice.1", "42", "42.", ".7", "42.7.", "0.7", "42.7 ",
                               "42.7.xyz", "42.7.0123456789ab.1", "-1.7"})
        QVERIFY2(!isOwner(QString::fromLatin1(others)), others);
}

void TestContainerBody::refusesVolumesThatItCannotMount()
{
    const auto made =
        containerBody(config({{"volumeMounts", {{{"name", "s"}, {"mountPath", "/s"}}}}},
                             {{"volumes", {{{"name", "s"}, {"secret", {{"secretName", "x"}}}}}}}),
                      defaults());
    QCOMPARE(made.refusal, u"volume \"s\" is of a kind that this computer cannot mount: only "
                           "persistentVolumeClaim and emptyDir"_s);
}

QTEST_GUILESS_MAIN(TestContainerBody)
#include "tst_container_body.moc"
