// SPDX-License-Identifier: Apache-2.0

// A server that answers a command with what no API server says: every row ends by itself, passes
// nothing, and says in words what was wrong.

#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QCryptographicHash>
#include <QTest>
#include <QTimer>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using assay::tests::ExecServer;
using assay::tests::ScriptedServer;
using assay::tests::TlsMaterial;

static constexpr int patience = 30'000;
static constexpr int text = 0x81;
static constexpr int binary = 0x82;
static constexpr int closing = 0x88;
static constexpr int ping = 0x89;

class ExecHostileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void whatIsSentPassesNothing_data();
    void whatIsSentPassesNothing();
    void whatAnswersTheUpgradePassesNothing_data();
    void whatAnswersTheUpgradePassesNothing();
    void pingsThatNobodyReadTheAnswersOfFillNoMemory();

private:
    static QByteArray accept(const ScriptedServer::Request &request)
    {
        const QByteArray key =
            request.headers.value("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        return QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64();
    }
    static QByteArray upgraded(const ScriptedServer::Request &request,
                               const QByteArray &protocol = "v4.channel.k8s.io",
                               const QByteArray &more = {})
    {
        return "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Protocol: " +
               protocol + "\r\nSec-WebSocket-Accept: " + accept(request) + "\r\n" + more + "\r\n";
    }
    static QByteArray frame(int first, const QByteArray &payload)
    {
        QByteArray head(1, char(first));
        if (payload.size() < 126)
            head += char(payload.size());
        else if (payload.size() < 65536)
            head += char(126) + QByteArray(1, char(payload.size() >> 8)) + char(payload.size());
        else
            head += QByteArray::fromHex("7f00000000") + char(payload.size() >> 24) +
                    char(payload.size() >> 16) + char(payload.size() >> 8) + char(payload.size());
        return head + payload;
    }
    static qint64 residentKibibytes()
    {
        struct rusage usage = {};
        ::getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;
    }
    //! "Kind: message", or "exit N" where the command is said to have ended.
    QString outcome(const ScriptedServer &server, std::chrono::milliseconds deadline = 1500ms)
    {
        RestConfig config;
        config.server = server.url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        Client client(config);
        const auto job = client.exec(u"n"_s, u"p"_s,
                                     {.container = {},
                                      .command = {u"true"_s},
                                      .deadline = deadline,
                                      .pingEvery = 100ms,
                                      .deadAfter = 60s});
        if (!QTest::qWaitFor([&job] { return job->isFinished(); }, patience))
            return u"hangs"_s;
        if (job->result())
            return u"exit %1"_s.arg(job->result()->exitCode);
        return toString(job->result().error().kind) + u": "_s + job->result().error().message;
    }

    TlsMaterial m_tls;
};

void ExecHostileTest::whatIsSentPassesNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("outcome");
    const QByteArray success = '\3' + ExecServer::success();
    const auto row = [](const char *name, const QByteArray &bytes, const char *outcome) {
        QTest::newRow(name) << bytes << QString::fromUtf8(outcome);
    };
    const auto status = [](const char *json) { return frame(binary, '\3' + QByteArray(json)); };

    row("the status as text", frame(text, success), "Connection: The server at");
    row("text that is no UTF-8", frame(text, "\xff\xfe"), "Connection: The connection ended");
    row("a masked frame", QByteArray::fromHex("8285") + "abcd" + QByteArray("hello"),
        "Connection: ");
    row("a compressed frame", frame(0xC2, success), "Connection: The connection ended");
    row("reserved bits", frame(0xF2, success), "Connection: The connection ended");
    row("an opcode that there is not", frame(0x83, success), "Connection: The connection ended");
    row("a control opcode that there is not", frame(0x8b, "x"), "Connection: The connection ended");
    row("a frame that continues nothing", frame(0x80, success), "Connection: The connection ended");
    row("a fragment within a fragment", frame(0x02, "\1a") + frame(binary, success),
        "Connection: The connection ended");
    row("a fragment without end", frame(0x02, success), "Connection: The server at");
    row("a status in fragments", frame(0x02, success.left(9)) + frame(0x80, success.mid(9)),
        "exit 0");
    row("empty fragments without end", frame(0x02, {}) + frame(0x00, {}).repeated(200'000),
        "Connection: The server at");
    row("a length of 2^63 - 1", QByteArray::fromHex("827f7fffffffffffffff") + "x",
        "Protocol: The server sent more than 16 MiB");
    row("a length of 2^63", QByteArray::fromHex("827f8000000000000000") + "x", "Connection: ");
    row("a length that could be shorter", QByteArray::fromHex("827e0005") + "\1hell",
        "Connection: The connection ended");
    row("half a frame", frame(binary, success).chopped(3), "Connection: The server at");
    row("half a frame's head", QByteArray::fromHex("827f00"), "Connection: The server at");
    row("a ping in fragments", frame(0x09, "x"), "Connection: The connection ended");
    row("a ping of 126 bytes", frame(ping, QByteArray(126, 'x')),
        "Connection: The connection ended");
    row("a close", frame(closing, {}), "Connection: The connection ended");
    row("a close with one byte", frame(closing, "x"), "Connection: The connection ended");
    row("a close with a code that there is not", frame(closing, QByteArray::fromHex("0000")),
        "Connection: The connection ended");
    row("a close with 1006", frame(closing, QByteArray::fromHex("03ee")),
        "Connection: The connection ended");
    row("a close with a reason that is no UTF-8", frame(closing, QByteArray::fromHex("03e8fffe")),
        "Connection: The connection ended");
    row("a close, and success behind it",
        frame(closing, QByteArray::fromHex("03e8")) + frame(binary, success),
        "Connection: The connection ended");
    row("no frame at all", "HTTP/1.1 200 OK\r\n\r\n", "Connection: The connection ended");
    row("success on another channel", frame(binary, '\4' + ExecServer::success()),
        "Connection: The server at");
    row("success on the output", frame(binary, '\1' + ExecServer::success()),
        "Timeout: The command did not end within 1.5 s.");

    row("a status that is garbage", status("exit 0"), "Protocol: The command's result is not");
    row("a status in halves", status("{\"status\":") + status("\"Success\"}"),
        "Protocol: The command's result is not");
    row("two statuses in one", status(R"({"status":"Success"}{"status":"Success"})"),
        "Protocol: The command's result is not");
    row("a list for a status", status(R"([{"status":"Success"}])"),
        "Protocol: The command's result is not");
    row("a list for the word", status(R"({"status":["Success"]})"),
        "Protocol: The command's result is not");
    row("success in another spelling", status(R"({"status":"success"})"),
        "Protocol: The command's result is not");
    row("success and failure", status(R"({"status":"Success","status":"Failure"})"), "Server: ");
    row("a status nested deep",
        frame(binary, '\3' + QByteArray("{\"status\":") + QByteArray(100'000, '[') +
                          QByteArray(100'000, ']') + "}"),
        "Protocol: The command's result is not");
    row("a failure with exit status 0",
        status(R"({"status":"Failure","reason":"NonZeroExitCode",)"
               R"("details":{"causes":[{"reason":"ExitCode","message":"0"}]}})"),
        "Protocol: The command's result is not");
    row("a success with exit status 1",
        status(R"({"status":"Success",)"
               R"("details":{"causes":[{"reason":"ExitCode","message":"1"}]}})"),
        "Protocol: The command's result is not");
    row("an exit status of 2^32",
        status(R"({"status":"Failure","reason":"NonZeroExitCode",)"
               R"("details":{"causes":[{"reason":"ExitCode","message":"4294967296"}]}})"),
        "Protocol: The command's result is not");
    row("a failure with causes of another type",
        status(R"({"status":"Failure","reason":5,"message":[],"details":{"causes":{"a":1}}})"),
        "Server: ");
    row("escapes in a failure", status(R"({"status":"Failure","message":"\u001b[31mX\u202e"})"),
        "Server: [31mX");
}

void ExecHostileTest::whatIsSentPassesNothing()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, outcome);
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler([bytes](const ScriptedServer::Request &request, QSslSocket *socket) {
        socket->write(upgraded(request) + bytes);
    });
    const QString told = this->outcome(server);
    QVERIFY2(told.startsWith(outcome), qPrintable(told));
}

void ExecHostileTest::whatAnswersTheUpgradePassesNothing_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char *name, const QByteArray &answer, const char *outcome) {
        QTest::newRow(name) << answer << QString::fromUtf8(outcome);
    };
    const QByteArray status = frame(binary, '\3' + ExecServer::success());
    const QByteArray head = "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    const QByteArray proof = "Sec-WebSocket-Accept: ACCEPT\r\n";
    // Asked without the upgrade, it says the same.
    const char *is101 = "Protocol: 127.0.0.1:PORT answered with HTTP status 101, which is not";
    const QByteArray v4 = "Sec-WebSocket-Protocol: v4.channel.k8s.io\r\n";
    row("200 and success", ScriptedServer::response(200, "{\"status\":\"Success\"}"),
        "Protocol: The server at");
    row("204", "HTTP/1.1 204 X\r\n\r\n", "Protocol: ");
    row("301 without a place", "HTTP/1.1 301 X\r\nContent-Length: 0\r\n\r\n", "Protocol: ");
    row("302 to another server",
        "HTTP/1.1 302 X\r\nLocation: https://10.255.255.1/\r\nContent-Length: 0\r\n\r\n",
        "Protocol: ");
    row("304", "HTTP/1.1 304 X\r\n\r\n", "Protocol: ");
    row("299", ScriptedServer::response(299, "x"), "Protocol: ");
    row("600", ScriptedServer::response(600, "x"),
        "Protocol: 127.0.0.1:PORT answered with HTTP status 600, which");
    row("999", ScriptedServer::response(999, "x"),
        "Protocol: 127.0.0.1:PORT answered with HTTP status 999, which");
    row("0", ScriptedServer::response(0, "x"),
        "Protocol: 127.0.0.1:PORT answered without an HTTP status");
    row("100 for ever", QByteArray("HTTP/1.1 100 Continue\r\n\r\n").repeated(20'000),
        "Timeout: The server at 127.0.0.1:PORT did not start the command within 1.5 s.");
    row("103, then nothing", "HTTP/1.1 103 Early Hints\r\n\r\n",
        "Protocol: 127.0.0.1:PORT answered with HTTP status 103, which is not");
    row("101 without a word", "HTTP/1.1 101 X\r\n\r\n" + status, is101);
    row("101 without its proof", head + v4 + "\r\n" + status, is101);
    row("101 with another's proof",
        head + v4 + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n" + status, is101);
    row("101 to another protocol",
        "HTTP/1.1 101 X\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade\r\n" + v4 + proof + "\r\n" +
            status,
        is101);
    row("no subprotocol", head + proof + "\r\n" + status, "Protocol: ");
    row("another subprotocol",
        head + proof + "Sec-WebSocket-Protocol: base64.channel.k8s.io\r\n\r\n" + status, is101);
    row("two subprotocols",
        head + proof + "Sec-WebSocket-Protocol: v5.channel.k8s.io, v4.channel.k8s.io\r\n\r\n" +
            status,
        is101);
    row("an extension that was not offered",
        head + proof + v4 + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n" +
            frame(0xC2, "\xaa\x56\x2a\x2e\x49\x2c\x29\x2d\x06\x00"),
        "Connection: The connection ended before");
    row("a head without end", head + proof + v4 + "X: " + QByteArray(3'000'000, 'x'),
        "Timeout: The server at 127.0.0.1:PORT did not start the command within 1.5 s.");
    row("headers without end", head + proof + v4 + QByteArray("X: y\r\n").repeated(500'000),
        "Timeout: The server at 127.0.0.1:PORT did not start the command within 1.5 s.");
    row("half a head", head,
        "Timeout: The server at 127.0.0.1:PORT did not start the command within 1.5 s.");
    row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "Connection: The server at 127.0.0.1:PORT closed the connection before");
    row("HTTP 1.0",
        "HTTP/1.0 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + v4 + proof + "\r\n",
        is101);
    row("nothing, and the end", QByteArray(),
        "Connection: The server at 127.0.0.1:PORT closed the connection before");
}

void ExecHostileTest::whatAnswersTheUpgradePassesNothing()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, outcome);
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler([answer](const ScriptedServer::Request &request, QSslSocket *socket) {
        socket->write(QByteArray(answer).replace("ACCEPT", accept(request)));
        if (answer.isEmpty())
            socket->disconnectFromHost();
    });
    const QString told = this->outcome(server);
    outcome.replace(u"PORT"_s, QString::number(server.url().port()));
    QVERIFY2(told.startsWith(outcome), qPrintable(told));
}

//! It answers each ping, as fast as they come, to a server that takes none of the answers.
void ExecHostileTest::pingsThatNobodyReadTheAnswersOfFillNoMemory()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        // Nothing is taken from the connection from here on.
        socket->disconnect();
        socket->setReadBufferSize(1);
        const QByteArray flood = frame(ping, QByteArray(125, 'x')).repeated(10'000);
        socket->write(upgraded(request) + flood);
        connect(socket, &QSslSocket::encryptedBytesWritten, socket, [socket, flood] {
            if (socket->bytesToWrite() + socket->encryptedBytesToWrite() < flood.size())
                socket->write(flood);
        });
    });
    const qint64 before = residentKibibytes();
    QCOMPARE(outcome(server, 10s), u"Protocol: The server at 127.0.0.1:%1 asks without end and "
                                   "takes none of the answers. Whether the command succeeded is "
                                   "not known."_s.arg(server.url().port()));
    QVERIFY2(residentKibibytes() - before < 200'000,
             QByteArray::number(residentKibibytes() - before).constData());
}

QTEST_GUILESS_MAIN(ExecHostileTest)
#include "tst_exec_hostile.moc"
