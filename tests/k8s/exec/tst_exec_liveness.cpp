// SPDX-License-Identifier: Apache-2.0

// Commands over connections that die, and many of them at once.

#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tcp_relay.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QCryptographicHash>
#include <QDir>
#include <QRegularExpression>
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
    void takesItsOwnPauseForNobodysSilence();
    void keepsAQuietCommandOfALivingServer();
    void doesNotJudgeAServerThatKnowsNoPing();
    void takesAServerThatNeverSaidAWordForLost_data();
    void takesAServerThatNeverSaidAWordForLost();
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
    QTRY_COMPARE_WITH_TIMEOUT(job->partial().standardOutput, QByteArray("begun"), patience);
    // Once pings have gone to and fro for a while, nothing passes any more.
    const int before = relay.passed();
    QTRY_VERIFY_WITH_TIMEOUT(relay.passed() >= before + 40, patience);
    QVERIFY(!job->isFinished());
    relay.setFrozen(true);
    // Over within `patience`, which is less than the command's own deadline.
    QVERIFY(isOver(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Connection"_s);
    QVERIFY2(job->result().error().message.startsWith(
                 u"The connection was lost while the command ran: the server at 127.0.0.1:"),
             qPrintable(job->result().error().message));
    const QRegularExpression silence(u"has been silent for (\\d+\\.\\d) s"_s);
    QVERIFY(silence.match(job->result().error().message).captured(1).toDouble() >= 0.3);
    QCOMPARE(job->partial().standardOutput, QByteArray("begun"));
}

void ExecLivenessTest::takesItsOwnPauseForNobodysSilence()
{
    ExecServer server(m_tls.server(u"server"_s), {u"v5.channel.k8s.io"_s});
    QPointer<QWebSocket> connection;
    server.onOpen = [&connection](QWebSocket *socket) {
        connection = socket;
        ExecServer::send(socket, 1, "begun");
    };
    TcpRelay relay(server.url());
    QUrl through = server.url();
    through.setPort(relay.port());
    const auto client = clientOf(through);
    const auto job = client->exec(u"n"_s, u"p"_s, impatient());
    QTRY_COMPARE_WITH_TIMEOUT(job->partial().standardOutput, QByteArray("begun"), patience);
    const int before = relay.passed();
    QTRY_VERIFY_WITH_TIMEOUT(relay.passed() >= before + 10, patience);
    // As when the process is stopped, or gets no turn: its clock is past the limit, and what the
    // server sent is not read yet.
    QElapsedTimer pause;
    pause.start();
    while (!pause.hasExpired(std::chrono::milliseconds(2 * impatient().deadAfter).count()))
        continue;
    const int then = relay.passed();
    QTRY_VERIFY_WITH_TIMEOUT(job->isFinished() || relay.passed() >= then + 10, patience);
    QVERIFY2(!job->isFinished(),
             job->isFinished() ? qPrintable(job->result().error().message) : "");
    ExecServer::send(connection, 3, ExecServer::success());
    QVERIFY(isOver(*job));
    QVERIFY(job->result());
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

void ExecLivenessTest::takesAServerThatNeverSaidAWordForLost_data()
{
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<QString>("kind");
    const auto frame = [](int first, const QByteArray &payload) {
        return char(first) + QByteArray(1, char(payload.size())) + payload;
    };
    QTest::newRow("nothing") << QByteArray() << u"Connection"_s;
    QTest::newRow("text") << frame(0x81, "hello") << u"Connection"_s;
    QTest::newRow("a ping of its own") << frame(0x89, "hello") << u"Connection"_s;
    QTest::newRow("an empty status") << frame(0x82, "\3") << u"Connection"_s;
    QTest::newRow("a channel that there is not") << frame(0x82, "\x7fhello") << u"Connection"_s;
    QTest::newRow("output") << frame(0x82, "\1hello") << u"Timeout"_s;
    QTest::newRow("a pong") << frame(0x8a, QByteArray()) << u"Timeout"_s;
}

void ExecLivenessTest::takesAServerThatNeverSaidAWordForLost()
{
    QFETCH(QByteArray, says);
    QFETCH(QString, kind);
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler([says](const ScriptedServer::Request &request, QSslSocket *socket) {
        const QByteArray key =
            request.headers.value("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        socket->write("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Protocol: v4.channel.k8s.io\r\nSec-WebSocket-Accept: " +
                      QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64() +
                      "\r\n\r\n" + says);
    });
    const auto client = clientOf(server.url());
    ExecOptions options = impatient();
    options.deadline = 1s;
    options.deadAfter = 60s;
    const auto job = client->exec(u"n"_s, u"p"_s, options);
    QVERIFY(isOver(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), kind);
    const QString where = u"127.0.0.1:%1"_s.arg(server.url().port());
    QCOMPARE(job->result().error().message,
             kind == u"Timeout"_s
                 ? u"The command did not end within 1 s."_s
                 : u"The server at %1 opened the command's connection and then said nothing for "
                   "1 s, not even to a ping. Whether the command ran is not known."_s.arg(where));
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
                ExecServer::send(socket, 3,
                                 number % 3 == 0 ? ExecServer::success()
                                                 : ExecServer::exitCode(number % 3));
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
