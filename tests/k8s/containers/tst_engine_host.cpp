// SPDX-License-Identifier: Apache-2.0

// What engines say of themselves and of the computer that they run on, and what of it is not so.

#include "support/scripted_engine.h"

using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

class EngineHostTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<ScriptedEngine>();
        m_client = std::make_unique<EngineClient>(m_engine->address());
    }
    void cleanup()
    {
        m_client.reset();
        m_engine.reset();
    }
    void limitsAreThoseThatAreEnforced_data();
    void limitsAreThoseThatAreEnforced();
    void aHostIsToldInBothWays_data();
    void aHostIsToldInBothWays();
    void userIdsAreThoseThatAreMapped_data();
    void userIdsAreThoseThatAreMapped();

private:
    std::unique_ptr<ScriptedEngine> m_engine;
    std::unique_ptr<EngineClient> m_client;
};

void EngineHostTest::limitsAreThoseThatAreEnforced_data()
{
    QTest::addColumn<bool>("podman");
    QTest::addColumn<QByteArray>("info");
    QTest::addColumn<QString>("limits"); //!< rootless, memory, CPU, pids
    const auto docker = [](int cgroups, const char *security = "") {
        return R"({"CgroupVersion":")" + QByteArray::number(cgroups) +
               R"(","MemoryLimit":true,"CpuCfsQuota":true,"PidsLimit":true,"SecurityOptions":["name=seccomp,profile=default")" +
               security + "]}";
    };
    const auto podman = [](bool rootless, int cgroups, const QByteArray &controllers) {
        return R"({"host":{"cgroupVersion":"v)" + QByteArray::number(cgroups) +
               R"(","cgroupControllers":[)" + controllers + R"(],"security":{"rootless":)" +
               (rootless ? "true" : "false") + "}}}";
    };
    QTest::newRow("Podman as root")
        << true << podman(false, 1, R"("cpu","memory","pids")") << u"- memory cpu pids"_s;
    QTest::newRow("Podman, rootless, cgroup v1: it says it does")
        << true << podman(true, 1, "") << u"rootless - - -"_s;
    QTest::newRow("Podman, rootless, cgroup v1, with controllers")
        << true << podman(true, 1, R"("cpu","memory","pids")") << u"rootless - - -"_s;
    QTest::newRow("Podman, rootless, cgroup v2, cpu not delegated")
        << true << podman(true, 2, R"("memory","pids")") << u"rootless memory - pids"_s;
    QTest::newRow("Docker as root") << false << docker(2) << u"- memory cpu pids"_s;
    QTest::newRow("Docker, rootless, cgroup v1")
        << false << docker(1, R"(,"name=rootless")") << u"rootless - - -"_s;
    QTest::newRow("Docker, rootless, cgroup v2")
        << false << docker(2, R"(,"name=rootless")") << u"rootless memory cpu pids"_s;
}

void EngineHostTest::limitsAreThoseThatAreEnforced()
{
    QFETCH(bool, podman);
    QFETCH(QByteArray, info);
    if (!podman)
        m_engine->setVersion(ScriptedEngine::dockerVersion());
    m_engine->answer(ScriptedEngine::response(200, info));
    const auto told = answerOf(m_client->info());
    QVERIFY2(told, told ? "" : qPrintable(told.error().message));
    const auto word = [](bool is, const QString &text) { return is ? text : u"-"_s; };
    const QStringList limits{word(told->rootless, u"rootless"_s),
                             word(told->limitsMemory, u"memory"_s), word(told->limitsCpu, u"cpu"_s),
                             word(told->limitsPids, u"pids"_s)};
    QTEST(limits.join(u' '), "limits");
    // Each of them may take an engine half a second.
    QCOMPARE(m_engine->requests().size(), std::size_t(1));
    QCOMPARE(m_engine->requests().front().target,
             QByteArray(podman ? "/v4.0.0/libpod/info" : "/v1.41/info"));
}

void EngineHostTest::aHostIsToldInBothWays_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("info");
    QTest::addColumn<qint64>("free");
    QTest::newRow("Podman") << ScriptedEngine::podmanVersion() << QByteArray(R"({
        "host":{"arch":"amd64","cgroupVersion":"v2","cpus":2,"memTotal":25276510208,"logDriver":"journald",
                "distribution":{"distribution":"debian","version":"12","codename":"bookworm"},"kernel":"6.1.0",
                "security":{"rootless":true,"seccompEnabled":true,"selinuxEnabled":true,"apparmorEnabled":false}},
        "store":{"graphDriverName":"overlay","graphRoot":"/graph","graphRootAllocated":100,"graphRootUsed":30}})")
                            << qint64(70);
    QTest::newRow("Docker") << ScriptedEngine::dockerVersion() << QByteArray(R"({
        "Architecture":"x86_64","CgroupVersion":"2","NCPU":2,"MemTotal":25276510208,"LoggingDriver":"journald",
        "OperatingSystem":"debian 12","KernelVersion":"6.1.0","Driver":"overlay","DockerRootDir":"/graph",
        "SecurityOptions":["name=seccomp,profile=default","name=selinux","name=rootless"]})")
                            << qint64(-1);
}

void EngineHostTest::aHostIsToldInBothWays()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, info);
    m_engine->setVersion(version);
    m_engine->answer(ScriptedEngine::response(200, info));
    const auto told = answerOf(m_client->info());
    QVERIFY2(told, told ? "" : qPrintable(told.error().message));
    QCOMPARE(told->architecture, u"amd64"_s);
    QCOMPARE(told->cgroupVersion, 2);
    QCOMPARE(told->cpus, 2);
    QCOMPARE(told->memory, qint64(25276510208));
    QCOMPARE(told->logDriver, u"journald"_s);
    QCOMPARE(told->operatingSystem, u"debian 12"_s);
    QCOMPARE(told->kernel, u"6.1.0"_s);
    QCOMPARE(told->storageDriver, u"overlay"_s);
    QCOMPARE(told->dataFolder, u"/graph"_s);
    QVERIFY(told->rootless && told->seccomp && told->selinux && !told->appArmor);
    QTEST(told->freeSpace.value_or(-1), "free");
}

void EngineHostTest::userIdsAreThoseThatAreMapped_data()
{
    QTest::addColumn<QByteArray>("libpod");
    QTest::addColumn<qint64>("users");
    QTest::newRow("rootless")
        << QByteArray(
               R"({"host":{"security":{"rootless":true},"idMappings":{"uidmap":[{"container_id":0,"host_id":47331,"size":1},{"container_id":1,"host_id":1000000000,"size":65536}],"gidmap":null}}})")
        << qint64(65537);
    QTest::newRow("as root")
        << QByteArray(R"({"host":{"security":{"rootless":false},"idMappings":{"uidmap":null}}})")
        << (qint64(1) << 32);
    QTest::newRow("rootless, not told")
        << QByteArray(R"({"host":{"security":{"rootless":true}}})") << qint64(-1);
}

void EngineHostTest::userIdsAreThoseThatAreMapped()
{
    QFETCH(QByteArray, libpod);
    QFETCH(qint64, users);
    m_engine->answer(ScriptedEngine::response(200, libpod));
    const auto told = answerOf(m_client->info());
    QVERIFY2(told, told ? "" : qPrintable(told.error().message));
    QCOMPARE(told->mappedUserIds.value_or(-1), users);
}

QTEST_GUILESS_MAIN(EngineHostTest)
#include "tst_engine_host.moc"
