// SPDX-License-Identifier: Apache-2.0
#include "node/prober.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay::sandbox;
using Json = nlohmann::json;

namespace {

//! Its probes are answered when the test says so.
class AskedNode : public Node
{
public:
    Capacity capacity() const override { return {}; }
    void pull(const std::string &, QObject *, Pulled) override {}
    void findImage(const std::string &, QObject *, std::function<void(bool)>) override {}
    std::string imageId(const std::string &) const override { return {}; }
    void start(const ContainerConfig &, QObject *, Started) override {}
    void stop(const std::string &, int) override {}
    void probe(const std::string &, ProbeKind, const Json &, const std::string &, QObject *,
               Probed done) override
    {
        asked.push_back(std::move(done));
    }
    std::unique_ptr<ExecProcess> exec(const std::string &,
                                      const std::vector<std::string> &) override
    {
        return {};
    }

    std::vector<Probed> asked;
};

const Json http{{"httpGet", {{"path", "/"}, {"port", 8888}}}, {"periodSeconds", 10}};

//! Longer than an eager try would take to begin.
void someTimersPass()
{
    int passed = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&passed] { ++passed; });
    timer.start(2);
    QTRY_VERIFY(passed >= 10);
}

} // namespace

class TestProber : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    //! The first try came before the network did, and hangs: the next ones do not wait for it.
    void anEagerProbeIsAskedWhileAnotherHangs()
    {
        AskedNode node;
        Prober prober(node, "id", Node::ProbeKind::Readiness, http, "10.0.0.1",
                      {.eagerProbeMilliseconds = 1}, nullptr);
        QSignalSpy passed(&prober, &Prober::passed);
        QSignalSpy failed(&prober, &Prober::failed);
        QSignalSpy complained(&prober, &Prober::complained);
        prober.start();
        QTRY_COMPARE(node.asked.size(), size_t(4));
        // No more than four wait for an answer.
        someTimersPass();
        QCOMPARE(node.asked.size(), size_t(4));
        node.asked[2]({true, {}});
        QCOMPARE(passed.count(), 1);
        // What the others came to is older than that.
        node.asked[0]({false, "context deadline exceeded"});
        node.asked[1]({false, "context deadline exceeded"});
        node.asked[3]({true, {}});
        QCOMPARE(passed.count(), 1);
        QCOMPARE(failed.count(), 0);
        QCOMPARE(complained.count(), 0);
        // From then on it has its own period.
        someTimersPass();
        QCOMPARE(node.asked.size(), size_t(4));
    }

    void aProgramIsStartedOnceAtATime()
    {
        AskedNode node;
        Prober prober(node, "id", Node::ProbeKind::Readiness,
                      {{"exec", {{"command", {"true"}}}}, {"periodSeconds", 10}}, "10.0.0.1",
                      {.eagerProbeMilliseconds = 1}, nullptr);
        prober.start();
        QCOMPARE(node.asked.size(), size_t(1));
        someTimersPass();
        QCOMPARE(node.asked.size(), size_t(1));
        node.asked[0]({false, "exit status 1"});
        QTRY_COMPARE(node.asked.size(), size_t(2));
    }

    void whatIsNotEagerWaitsForItsAnswer()
    {
        AskedNode node;
        Prober prober(node, "id", Node::ProbeKind::Liveness, http, "10.0.0.1",
                      {.speed = 10'000, .eagerProbeMilliseconds = 1}, nullptr);
        QSignalSpy complained(&prober, &Prober::complained);
        prober.start();
        QTRY_COMPARE(node.asked.size(), size_t(1));
        someTimersPass();
        QCOMPARE(node.asked.size(), size_t(1));
        node.asked[0]({false, "HTTP probe failed with statuscode: 503"});
        QCOMPARE(complained.count(), 1);
        QCOMPARE(complained[0][0].value<std::string>(),
                 std::string("Liveness probe failed: HTTP probe failed with statuscode: 503"));
        QTRY_COMPARE(node.asked.size(), size_t(2));
    }
};

QTEST_GUILESS_MAIN(TestProber)
#include "tst_prober.moc"
