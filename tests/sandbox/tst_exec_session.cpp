// SPDX-License-Identifier: Apache-2.0
#include <api/exec_session.h>

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

namespace {

//! Says the same again and again, unless it is on hold.
class Flood : public sandbox::ExecProcess
{
    Q_OBJECT
public:
    static constexpr int Piece = 1 << 20;

    void start(bool) override { say(); }
    void writeInput(const QByteArray &) override {}
    void closeInput() override {}
    void kill() override {}
    bool isRunning() const override { return true; }
    void setOnHold(bool onHold) override
    {
        holds += onHold;
        m_onHold = onHold;
        if (!onHold)
            say();
    }

    int holds = 0;
    qint64 said = 0;

private:
    void say()
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_onHold)
                    return;
                said += Piece;
                Q_EMIT standardOutput(QByteArray(Piece, 'x'));
                say();
            },
            Qt::QueuedConnection);
    }
    bool m_onHold = false;
};

} // namespace

class TestExecSession : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    //! What a client does not read waits where it comes from, and not in memory.
    void aCommandWaitsForItsClient()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QTcpSocket client;
        client.setReadBufferSize(1 << 10);
        client.connectToHost(QHostAddress::LocalHost, server.serverPort());
        QTRY_VERIFY(server.hasPendingConnections());
        auto process = std::make_unique<Flood>();
        Flood *flood = process.get();
        QObject owner;
        new sandbox::ExecSession(server.nextPendingConnection(), std::move(process), {}, &owner);
        client.write("GET /exec HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                     "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n");
        QTRY_COMPARE(flood->holds, 1);
        // The session's share, and what the system keeps of a connection.
        const qint64 saidAtFirst = flood->said;
        QVERIFY2(saidAtFirst < 32 << 20, qPrintable(QString::number(saidAtFirst)));
        // Once it has read what there was, the command goes on until it is behind again.
        client.setReadBufferSize(0);
        qint64 read = 0;
        connect(&client, &QTcpSocket::readyRead, this, [&] { read += client.readAll().size(); });
        read += client.readAll().size();
        QTRY_VERIFY_WITH_TIMEOUT(read > 2 * saidAtFirst, 30'000);
        QVERIFY(flood->said > saidAtFirst);
    }
};

QTEST_GUILESS_MAIN(TestExecSession)
#include "tst_exec_session.moc"
