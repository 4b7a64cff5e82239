// SPDX-License-Identifier: Apache-2.0
#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QCryptographicHash>
#include <QTest>
#include <QTimer>
#include <QWebSocket>

#include <malloc.h>
#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using assay::tests::ExecServer;
using assay::tests::ScriptedServer;
using assay::tests::TlsMaterial;

static constexpr int patience = 10'000;
static const QString v4 = QStringLiteral("v4.channel.k8s.io");
static const QString v5 = QStringLiteral("v5.channel.k8s.io");

//! What a command reads.
class ExecInputTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void sendsTheStandardInput_data();
    void sendsTheStandardInput();
    void sendsNoMoreInputThanTheServerTakes();

private:
    RestConfig config(const QUrl &server) const
    {
        RestConfig config;
        config.server = server;
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        return config;
    }
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }

    TlsMaterial m_tls;
};

//! Different at each place, so that a piece that is lost or swapped is seen.
static QByteArray inputOf(qsizetype size)
{
    QByteArray input(size, '\0');
    quint32 state = 1;
    for (char &byte : input) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<char>(state >> 24);
    }
    return input;
}

void ExecInputTest::sendsTheStandardInput_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<int>("size");
    QTest::addColumn<QList<int>>("frames");
    QTest::addColumn<bool>("closes");
    const int piece = 32 << 10;
    QTest::newRow("v5, short") << v5 << 5 << QList<int>{5} << true;
    QTest::newRow("v4, short") << v4 << 5 << QList<int>{5} << false;
    QTest::newRow("v5, pieces") << v5 << piece + 1 << QList<int>{piece, 1} << true;
    QTest::newRow("v5, 1 MiB") << v5 << (1 << 20) << QList<int>(32, piece) << true;
    QTest::newRow("v4, 1 MiB") << v4 << (1 << 20) << QList<int>(32, piece) << false;
    QTest::newRow("v5, none") << v5 << 0 << QList<int>{} << false;
}

void ExecInputTest::sendsTheStandardInput()
{
    QFETCH(QString, protocol);
    QFETCH(int, size);
    QFETCH(QList<int>, frames);
    QFETCH(bool, closes);
    ExecServer server(m_tls.server(u"server"_s), QStringList{protocol});
    Client client(config(server.url()));
    const QByteArray input = inputOf(size);
    QByteArray received;
    QList<int> sizes;
    QByteArrayList others;
    QString query;
    server.onOpen = [&](QWebSocket *socket) {
        query = socket->requestUrl().query();
        const auto endWhenAllCame = [&, socket] {
            if (received.size() == size && (others.size() == 1) == closes)
                ExecServer::send(socket, 3, ExecServer::success());
        };
        connect(socket, &QWebSocket::binaryMessageReceived, this,
                [&, endWhenAllCame](const QByteArray &frame) {
                    if (frame.front() == 0) {
                        received += frame.mid(1);
                        sizes.append(int(frame.size()) - 1);
                    } else {
                        others.append(frame);
                    }
                    endWhenAllCame();
                });
        endWhenAllCame();
    };
    const auto job = client.exec(
        u"n"_s, u"p"_s,
        {.container = {}, .command = {u"cat"_s}, .deadline = 10s, .standardInput = input});
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(query, QString((size > 0 ? u"stdin=true&"_s : QString()) +
                            u"stdout=true&stderr=true&command=cat"_s));
    QVERIFY(received == input);
    QCOMPARE(sizes, frames);
    QCOMPARE(others, closes ? QByteArrayList{QByteArray("\xff\0", 2)} : QByteArrayList{});
    // Nothing follows, on v4 neither.
    QTRY_COMPARE_WITH_TIMEOUT(server.closed, 1, patience);
    QCOMPARE(others.size(), closes ? 1 : 0);
}

void ExecInputTest::sendsNoMoreInputThanTheServerTakes()
{
    ScriptedServer deaf(m_tls.server(u"server"_s));
    deaf.setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        const QByteArray accept = QCryptographicHash::hash(
            request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
            QCryptographicHash::Sha1);
        socket->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n"
                      "Sec-WebSocket-Accept: " +
                      accept.toBase64() + "\r\n\r\n");
        socket->setReadBufferSize(1024);
        disconnect(socket, &QIODevice::readyRead, nullptr, nullptr);
    });
    Client client(config(deaf.url()));
    const QByteArray input = inputOf(32 << 20);
    const auto held = [] {
        const struct mallinfo2 info = mallinfo2();
        return info.uordblks + info.hblkhd;
    };
    const std::size_t before = held();
    std::size_t most = before;
    QTimer sample;
    connect(&sample, &QTimer::timeout, this, [&] { most = std::max(most, held()); });
    sample.start(5ms);
    const auto job = client.exec(
        u"n"_s, u"p"_s,
        {.container = {}, .command = {u"cat"_s}, .deadline = 1s, .standardInput = input});
    QVERIFY(ended(*job));
    // It never said a word: that is no time that a command took.
    QCOMPARE(toString(job->result().error().kind), u"Connection"_s);
    QCOMPARE(job->result().error().httpStatus, 101);
    QVERIFY2(most - before < 4 << 20, qPrintable(QString::number(most - before)));
}

QTEST_GUILESS_MAIN(ExecInputTest)
#include "tst_exec_input.moc"
