// SPDX-License-Identifier: Apache-2.0

// Logs of real containers over a network that is cut again and again; kubectl's word is the last.

#include "support/cluster_fixture.h"
#include "support/tcp_relay.h"

#include <k8s/log_follower.h>

#include <QProcess>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::ClusterFixture;
using assay::tests::TcpRelay;
using nlohmann::json;

static constexpr int patience = 120'000;

class LogFollowerClusterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void equalsKubectlByteByByte();
    void losesNothingOfAFloodButWhatIsMarked();
    void readsEachAttemptToItsEnd();

private:
    static bool isOver(const Job &job)
    {
        QSignalSpy finished(&job, &Job::finished);
        return job.isFinished() || finished.wait(patience);
    }
    void createPod(const std::string &name, const std::string &image, const std::string &program,
                   const char *restartPolicy = "Never");
    bool createdNow(const json &pod);
    //! Of the container; an empty object where there is none yet.
    json podStatus(const QString &name);
    QByteArray kubectlLogs(const QStringList &arguments) const;

    ClusterFixture m_cluster;
    QString m_nameSpace;
    Client *m_direct = nullptr;
    std::unique_ptr<TcpRelay> m_relay;
    std::unique_ptr<Client> m_cutOff;
};

void LogFollowerClusterTest::initTestCase()
{
    if (const QString why = ClusterFixture::reasonToSkip(); !why.isEmpty())
        QSKIP(qPrintable(why));
    const auto problem = m_cluster.open();
    QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    m_direct = &m_cluster.client();
    m_relay = std::make_unique<TcpRelay>(m_cluster.config().server);
    RestConfig relayed = m_cluster.config();
    if (relayed.tlsServerName.isEmpty())
        relayed.tlsServerName = relayed.server.host();
    relayed.server.setHost(u"127.0.0.1"_s);
    relayed.server.setPort(m_relay->port());
    m_cutOff = std::make_unique<Client>(relayed);
    m_nameSpace = ClusterFixture::ownName(u"logs"_s);
    const auto made = m_cluster.createNamespace(m_nameSpace);
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
}

void LogFollowerClusterTest::cleanupTestCase()
{
    if (!m_direct)
        return;
    m_cutOff.reset();
    QVERIFY(m_cluster.answer(m_direct->remove(Resource::namespaces(), {}, m_nameSpace)));
}

void LogFollowerClusterTest::createPod(const std::string &name, const std::string &image,
                                       const std::string &program, const char *restartPolicy)
{
    json container = {{"name", "main"}, {"image", "localhost:5000/test/" + image}};
    if (!program.empty())
        container["command"] = {"python3", "-c", program};
    const json pod = {{"apiVersion", "v1"},
                      {"kind", "Pod"},
                      {"metadata", {{"name", name}}},
                      {"spec",
                       {{"terminationGracePeriodSeconds", 0},
                        {"restartPolicy", restartPolicy},
                        {"containers", json::array({container})}}}};
    // A new namespace has its service account a moment later.
    QTRY_VERIFY_WITH_TIMEOUT(createdNow(pod), patience);
}

bool LogFollowerClusterTest::createdNow(const json &pod)
{
    const auto job = m_direct->create(Resource::pods(), m_nameSpace, pod);
    if (!isOver(*job))
        return false;
    return job->result() || job->result().error().kind == Error::Kind::AlreadyExists;
}

json LogFollowerClusterTest::podStatus(const QString &name)
{
    const auto job = m_direct->get(Resource::pods(), m_nameSpace, name);
    if (!isOver(*job) || !job->result())
        return json::object();
    const json &status = job->result()->at("status");
    return status.contains("containerStatuses") ? status["containerStatuses"][0] : json::object();
}

QByteArray LogFollowerClusterTest::kubectlLogs(const QStringList &arguments) const
{
    QProcess kubectl;
    kubectl.start(u"kubectl"_s, QStringList{u"--kubeconfig"_s, ClusterFixture::path(), u"-n"_s,
                                            m_nameSpace, u"logs"_s} +
                                    arguments);
    QByteArray out;
    connect(&kubectl, &QProcess::readyReadStandardOutput, &kubectl,
            [&] { out += kubectl.readAllStandardOutput(); });
    QSignalSpy finished(&kubectl, &QProcess::finished);
    if (kubectl.state() != QProcess::NotRunning)
        finished.wait(patience);
    return out + kubectl.readAllStandardOutput();
}

void LogFollowerClusterTest::equalsKubectlByteByByte()
{
    createPod("talks", "py-workbench:1.0",
              "import sys, time\n"
              "w = sys.stdout.buffer.write\n"
              "for i in range(150):\n"
              "    for k in range(40):\n"
              "        w(b'%05d %d ' % (i, k) + b'x' * (i * k % 400) + b'\\n')\n"
              "    if i % 10 == 0:\n"
              "        w(bytes(range(256)) + b'\\r\\n\\n\\n' + b'long' * (i * 60) + b'\\n')\n"
              "    sys.stdout.flush()\n"
              "    print('to the other stream', i, file=sys.stderr, flush=True)\n"
              "    time.sleep(0.1)\n"
              "w(b'end without a line end')\n");
    LogFollower follower(*m_cutOff, m_nameSpace, u"talks"_s, {.container = u"main"_s});
    QByteArray heard;
    int gaps = 0;
    connect(&follower, &LogFollower::lines, this,
            [&heard](const QByteArray &bytes, const auto &) { heard += bytes; });
    connect(&follower, &LogFollower::gap, this, [&gaps] { ++gaps; });
    QTimer cutter;
    connect(&cutter, &QTimer::timeout, this, [this] { m_relay->cut(); });
    cutter.start(400);
    QVERIFY(isOver(follower));
    QVERIFY2(!follower.error(), follower.error() ? qPrintable(follower.error()->message) : "");
    const QByteArray expected = kubectlLogs({u"talks"_s});
    qInfo("%d cuts, %lld bytes", m_relay->cuts(), qint64(heard.size()));
    QVERIFY(heard.endsWith("end without a line end"));
    const auto first = std::mismatch(heard.begin(), heard.end(), expected.begin(), expected.end());
    const qsizetype at = first.first - heard.begin();
    QVERIFY2(
        heard == expected,
        qPrintable(
            u"%1 bytes heard, %2 expected; from byte %3: heard %4, expected %5"_s.arg(heard.size())
                .arg(expected.size())
                .arg(at)
                .arg(QString::fromLatin1(heard.mid(at, 80).toPercentEncoding(" ")),
                     QString::fromLatin1(expected.mid(at, 80).toPercentEncoding(" ")))));
    QCOMPARE(gaps, 0);
    QVERIFY(m_relay->cuts() > 15);
}

void LogFollowerClusterTest::losesNothingOfAFloodButWhatIsMarked()
{
    createPod("chatty", "chatty:1.0", {});
    QTRY_VERIFY_WITH_TIMEOUT(podStatus(u"chatty"_s).value("started", false), patience);
    LogFollower follower(*m_cutOff, m_nameSpace, u"chatty"_s, {.container = u"main"_s});
    QByteArray carry;
    qint64 next = 0, lost = 0;
    int unmarked = 0, gaps = 0;
    bool mayJump = false, sawTheEnd = false;
    connect(&follower, &LogFollower::gap, this, [&] {
        mayJump = true;
        ++gaps;
    });
    connect(&follower, &LogFollower::lines, this, [&](const QByteArray &bytes, const auto &) {
        for (qsizetype from = 0, end; (end = bytes.indexOf('\n', from)) >= 0; from = end + 1) {
            const QByteArray line = bytes.mid(from, end - from);
            sawTheEnd = sawTheEnd || line.startsWith("printed 1000000 lines");
            if (!line.startsWith("line "))
                continue;
            const qint64 number = line.mid(5, 7).toLongLong();
            const QByteArray tail =
                QByteArray::number(number * 2654435761 & 0xffffffff, 16).rightJustified(8, '0');
            unmarked += !line.endsWith(" the lazy dog " + tail);
            unmarked += number != next && !mayJump;
            unmarked += number < next;
            lost += number - next;
            next = number + 1;
            mayJump = false;
        }
    });
    const int before = m_relay->cuts();
    QTimer cutter;
    connect(&cutter, &QTimer::timeout, this, [&] {
        m_relay->cut();
        if (m_relay->cuts() - before > 12)
            cutter.stop();
    });
    cutter.start(500);
    QTRY_VERIFY_WITH_TIMEOUT(sawTheEnd, patience);
    qInfo("%d gaps, %lld lines lost", gaps, lost);
    QCOMPARE(unmarked, 0);
    QCOMPARE(lost > 0, gaps > 0);
    QVERIFY(mayJump || next == 1'000'000);
}

void LogFollowerClusterTest::readsEachAttemptToItsEnd()
{
    createPod("dies", "py-workbench:1.0",
              "import os, sys, time\n"
              "for i in range(40):\n"
              "    print(os.uname().nodename, i, flush=True)\n"
              "    time.sleep(0.05)\n"
              "sys.exit(1)\n",
              "Always");
    QByteArray expected;
    for (int i = 0; i < 40; ++i)
        expected += "dies " + QByteArray::number(i) + '\n';
    for (const int attempt : {0, 1}) {
        QTRY_VERIFY_WITH_TIMEOUT(podStatus(u"dies"_s).value("restartCount", -1) >= attempt,
                                 patience);
        LogFollower follower(*m_cutOff, m_nameSpace, u"dies"_s,
                             {.container = u"main"_s, .attempt = attempt});
        QByteArray heard;
        connect(&follower, &LogFollower::lines, this,
                [&heard](const QByteArray &bytes, const auto &) { heard += bytes; });
        int gaps = 0;
        connect(&follower, &LogFollower::gap, this, [&gaps] { ++gaps; });
        QTimer cutter;
        connect(&cutter, &QTimer::timeout, this, [this] { m_relay->cut(); });
        cutter.start(300);
        QVERIFY(isOver(follower));
        QVERIFY2(!follower.error(), follower.error() ? qPrintable(follower.error()->message) : "");
        QCOMPARE(heard, expected);
        QCOMPARE(gaps, 0);
    }
}

QTEST_GUILESS_MAIN(LogFollowerClusterTest)
#include "tst_log_follower_cluster.moc"
