// SPDX-License-Identifier: Apache-2.0
#include "node/container_exec.h"
#include "support/scripted_engine.h"

#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using tests::ScriptedEngine;

//! What is told of a command that an engine does not start.
class TestContainerExec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRefusalIsNoLoss_data();
    void aRefusalIsNoLoss();
    void anOutputOnHoldStaysWithTheEngine();
};

void TestContainerExec::aRefusalIsNoLoss_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("told");
    QTest::newRow("a full disk")
        << 500
        << QByteArray(R"({"cause":"no space left on device","message":"write /s/exec-1: no space )"
                      R"(left on device","response":500})")
        << u"not started: write /s/exec-1: no space left on device"_s;
    QTest::newRow("Podman: its container ended")
        << 500
        << QByteArray(R"({"message":"can only exec in running containers: container state )"
                      R"(improper","response":500})")
        << u"lost"_s;
    QTest::newRow("Docker: its container ended")
        << 409 << QByteArray(R"({"message":"Container c1 is not running"})") << u"lost"_s;
    QTest::newRow("its container is gone")
        << 404 << QByteArray(R"({"message":"No such container: c1"})") << u"lost"_s;
}

void TestContainerExec::aRefusalIsNoLoss()
{
    QFETCH(int, status);
    QFETCH(QByteArray, answer);
    ScriptedEngine engine;
    engine.setHandler([&](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        const bool isMade = request.path() == "/containers/c1/exec";
        socket->write(isMade ? ScriptedEngine::response(201, R"({"Id":"e1"})")
                             : ScriptedEngine::response(status, answer));
    });
    containers::EngineClient client(engine.address());
    local::ContainerExec exec(&client, {u"c1"_s, {u"python"_s}});
    QStringList heard;
    connect(&exec, &sandbox::ExecProcess::failedToStart, this,
            [&](const QString &words) { heard << u"not started: "_s + words; });
    connect(&exec, &sandbox::ExecProcess::lost, this, [&] { heard << u"lost"_s; });
    connect(&exec, &sandbox::ExecProcess::exited, this,
            [&](int code) { heard << u"exited %1"_s.arg(code); });
    exec.start(false);
    QFETCH(QString, told);
    QTRY_COMPARE(heard, QStringList{told});
}

void TestContainerExec::anOutputOnHoldStaysWithTheEngine()
{
    constexpr qint64 all = 64 << 20, piece = 1 << 20;
    qint64 sent = 0;
    ScriptedEngine engine;
    engine.setHandler([&](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        if (request.path() == "/exec/e1/start") {
            socket->write(ScriptedEngine::hijacked(true));
            const auto pour = [socket, &sent] {
                while (sent < all && socket->bytesToWrite() < piece) {
                    socket->write(ScriptedEngine::frame(1, QByteArray(piece, 'x')));
                    sent += piece;
                }
                if (sent == all && socket->bytesToWrite() == 0)
                    socket->disconnectFromServer();
            };
            connect(socket, &QLocalSocket::bytesWritten, socket, pour);
            pour();
        } else if (request.path() == "/exec/e1/json") {
            socket->write(ScriptedEngine::response(200, R"({"Running":false,"ExitCode":0})"));
        } else {
            socket->write(ScriptedEngine::response(201, R"({"Id":"e1"})"));
        }
    });
    containers::EngineClient client(engine.address());
    local::ContainerExec exec(&client, {u"c1"_s, {u"python"_s}});
    qint64 received = 0;
    bool exited = false;
    connect(&exec, &sandbox::ExecProcess::standardOutput, this, [&](const QByteArray &bytes) {
        if (received == 0)
            exec.setOnHold(true);
        received += bytes.size();
    });
    connect(&exec, &sandbox::ExecProcess::exited, this, [&](int code) { exited = code == 0; });
    exec.start(false);
    QTRY_VERIFY(received > 0);
    const qint64 before = received;
    // As often as would be enough for all of it.
    for (int round = 0; round < 2000; ++round)
        QCoreApplication::processEvents();
    QVERIFY2(received < before + piece, qPrintable(QString::number(received)));
    QVERIFY2(sent < 8 * piece, qPrintable(QString::number(sent)));
    exec.setOnHold(false);
    QTRY_COMPARE_WITH_TIMEOUT(received, all, tests::enginePatience);
    QTRY_VERIFY(exited);
}

QTEST_GUILESS_MAIN(TestContainerExec)
#include "tst_container_exec.moc"
