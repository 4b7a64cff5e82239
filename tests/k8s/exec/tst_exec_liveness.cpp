// SPDX-License-Identifier: Apache-2.0

// Commands over connections that die, and many of them at once.

#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tcp_relay.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QCryptographicHash>
#include <QDir>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QWebSocket>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using assay::tests::ExecServer;
using assay::tests::ScriptedServer;
using assay::tests::TcpRelay;
using assay::tests::TlsMaterial;

static constexpr int patience = 20'000;

class ExecLivenessTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void noticesADeadConnection();
    void keepsAQuietCommandOfALivingServer();
    void doesNotJudgeAServerThatKnowsNoPing();
    void ignoresWhatV5SaysOfClosedStreams();
    void refusesAMessageThatNoOutputIs_data();
    void refusesAMessageThatNoOutputIs();
    void runsManyAndLeavesNothing();

private:
    std::unique_ptr<Client> clientOf(const QUrl &server) const
    {
        RestConfig config;
        config.server = server;
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        return std::make_unique<Client>(config);
    }
    static ExecOptions impatient()
    {
        return {.container = {},
                .command = {u"sleep"_s},
                .deadline = 60s,
                .pingEvery = 30ms,
                .deadAfter = 300ms};
    }
    static bool isOver(const Job &job)
    {
        QSignalSpy finished(&job, &Job::finished);
        return job.isFinished() || finished.wait(patience);
    }

    TlsMaterial m_tls;
};

void ExecLivenessTest::noticesADeadConnection()
{
    ExecServer server(m_tls.server(u"server"_s), {u"v4.channel.k8s.io"_s});
    server.onOpen = [](QWebSocket *socket) { ExecServer::send(socket, 1, "begun"); };
    TcpRelay relay(server.url());
    QUrl through = server.url();
    through.setPort(relay.port());
    const auto client = clientOf(through);
    const auto job = client->exec(u"n"_s, u"p"_s, impatient());
    // Once pings have gone to and fro for a while, nothing passes any more.
    QElapsedTimer since;
    QTimer::singleShot(700, this, [&] {
        QCOMPARE(job->partial().standardOutput, QByteArray("begun"));
        QVERIFY(!job->isFinished());
        relay.setFrozen(true);
        since.start();
    });
    QVERIFY(isOver(*job));
    QVERIFY(since.isValid());
    QVERIFY2(since.elapsed() >= 200 && since.elapsed() < 2'000,
             qPrintable(QString::number(since.elapsed())));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Connection"_s);
    QVERIFY2(job->result().error().message.startsWith(
                 u"The connection was lost while the command ran: the server at 127.0.0.1:"),
             qPrintable(job->result().error().message));
    QCOMPARE(job->partial().standardOutput, QByteArray("begun"));
}

void ExecLivenessTest::keepsAQuietCommandOfALivingServer()
{
    ExecServer server(m_tls.server(u"server"_s), {u"v5.channel.k8s.io"_s});
    server.onOpen = [](QWebSocket *socket) {
        QTimer::singleShot(1'000, socket,
                           [socket] { ExecServer::send(socket, 3, ExecServer::success()); });
    };
    const auto client = clientOf(server.url());
    const auto job = client->exec(u"n"_s, u"p"_s, impatient());
    QVERIFY(isOver(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 0);
}

void ExecLivenessTest::doesNotJudgeAServerThatKnowsNoPing()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        const QByteArray key =
            request.headers.value("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        socket->write("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Protocol: v4.channel.k8s.io\r\nSec-WebSocket-Accept: " +
                      QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64() +
                      "\r\n\r\n");
        QTimer::singleShot(1'000, socket, [socket] {
            const QByteArray status = '\3' + ExecServer::success();
            socket->write(QByteArray("\x82") + char(status.size()) + status);
        });
    });
    const auto client = clientOf(server.url());
    const auto job = client->exec(u"n"_s, u"p"_s, impatient());
    QVERIFY(isOver(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 0);
}

void ExecLivenessTest::ignoresWhatV5SaysOfClosedStreams()
{
    ExecServer server(m_tls.server(u"server"_s), {u"v5.channel.k8s.io"_s});
    server.onOpen = [](QWebSocket *socket) {
        ExecServer::send(socket, 1, "out");
        ExecServer::send(socket, char(255), "\1");
        ExecServer::send(socket, char(255), "\2");
        ExecServer::send(socket, 3, ExecServer::exitCode(7));
        ExecServer::send(socket, char(255), "\3");
    };
    const auto client = clientOf(server.url());
    const auto job = client->exec(u"n"_s, u"p"_s, impatient());
    QVERIFY(isOver(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 7);
    QCOMPARE(job->result()->standardOutput, QByteArray("out"));
    QCOMPARE(job->result()->standardError, QByteArray());
}

void ExecLivenessTest::refusesAMessageThatNoOutputIs_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("frame");
    QTest::addColumn<QString>("kind");
    constexpr int most = 16 << 20;
    QTest::newRow("as long as may be") << most << (512 << 10) << QString();
    QTest::newRow("longer, in many frames") << 4 * most << (512 << 10) << u"Protocol"_s;
    QTest::newRow("longer, in one frame") << 2 * most << 2 * most << u"Protocol"_s;
}

void ExecLivenessTest::refusesAMessageThatNoOutputIs()
{
    QFETCH(int, size);
    QFETCH(int, frame);
    QFETCH(QString, kind);
    ExecServer server(m_tls.server(u"server"_s), {u"v5.channel.k8s.io"_s});
    server.onOpen = [size, frame](QWebSocket *socket) {
        socket->setOutgoingFrameSize(quint64(frame));
        ExecServer::send(socket, 1, QByteArray(size - 1, 'x'));
        ExecServer::send(socket, 3, ExecServer::success());
    };
    const auto client = clientOf(server.url());
    ExecOptions options = impatient();
    options.deadAfter = 60s;
    const auto job = client->exec(u"n"_s, u"p"_s, options);
    QVERIFY(isOver(*job));
    QCOMPARE(job->result() ? QString() : toString(job->result().error().kind), kind);
    if (!kind.isEmpty())
        QVERIFY2(job->result().error().message.contains(u"more than 16 MiB in one message"),
                 qPrintable(job->result().error().message));
}

static int openFiles()
{
    return int(QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries).size());
}

void ExecLivenessTest::runsManyAndLeavesNothing()
{
    ExecServer server(m_tls.server(u"server"_s), {u"v4.channel.k8s.io"_s});
    int atOnce = 0;
    server.onOpen = [&](QWebSocket *socket) {
        atOnce = std::max(atOnce, server.opened - server.closed);
        const int number = server.opened;
        QTimer::singleShot(20, socket, [socket, number] {
            ExecServer::send(socket, 1, QByteArray::number(number));
            if (number % 10 == 0)
                socket->abort();
            else
                ExecServer::send(socket, 3, ExecServer::exitCode(number % 3));
        });
    };
    const auto client = clientOf(server.url());
    const int before = openFiles();
    std::vector<JobPtr<ExecJob>> running;
    int begun = 0, lost = 0, ended = 0;
    std::function<void()> next = [&] {
        if (begun == 50)
            return;
        ++begun;
        running.push_back(client->exec(u"n"_s, u"p"_s, impatient()));
        ExecJob *job = running.back().get();
        connect(job, &Job::finished, this, [&, job] {
            ++ended;
            lost += !job->result();
            std::erase_if(running, [job](const auto &one) { return one.get() == job; });
            next();
        });
    };
    for (int i = 0; i < 8; ++i)
        next();
    QTRY_COMPARE_WITH_TIMEOUT(ended, 50, patience);
    QCOMPARE(lost, 5);
    QCOMPARE(server.opened, 50);
    QVERIFY(atOnce <= 8);
    QTRY_COMPARE_WITH_TIMEOUT(server.closed, 50, patience);
    QTRY_COMPARE_WITH_TIMEOUT(openFiles(), before, patience);
}

QTEST_GUILESS_MAIN(ExecLivenessTest)
#include "tst_exec_liveness.moc"
