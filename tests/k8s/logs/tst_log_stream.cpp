// SPDX-License-Identifier: Apache-2.0

// The log of a container as a stream of bytes.

#include "k8s/client_fixture.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSignalSpy>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using nlohmann::json;

class LogStreamTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void streamsLogs();
    void reportsLogErrors();
    void reportsALogThatIsCut();
    void holdsBackAFloodOfLog();
    void opensManyStreamsAndStillAnswers();
};

void LogStreamTest::init()
{
    QVERIFY(makeClient());
}

void LogStreamTest::cleanup()
{
    dropClient();
}

void LogStreamTest::streamsLogs()
{
    QPointer<QSslSocket> peer;
    m_server->setHandler([&peer](const auto &, QSslSocket *socket) {
        peer = socket;
        socket->write(ScriptedServer::chunkedHead("text/plain") + ScriptedServer::chunk("one\ntw"));
    });
    LogOptions options;
    options.container = u"main"_s;
    options.follow = true;
    options.timestamps = true;
    options.tailLines = 5;
    options.sinceTime = u"2026-01-01T00:00:00+00:00"_s;
    options.limitBytes = 1000;
    const auto log = m_client->logs(u"n"_s, u"p"_s, options);
    QByteArray text;
    connect(log.get(), &LogStream::data, this, [&text](const QByteArray &bytes) { text += bytes; });
    QTRY_COMPARE_WITH_TIMEOUT(text, QByteArray("one\ntw"), patience);
    QVERIFY(!log->isFinished());
    QCOMPARE(m_server->requests().front().target,
             QByteArray("/api/v1/namespaces/n/pods/p/log?container=main&follow=true&timestamps="
                        "true&tailLines=5&sinceTime=2026-01-01T00%3A00%3A00%2B00%3A00"
                        "&limitBytes=1000"));
    peer->write(ScriptedServer::chunk("o\n") + ScriptedServer::lastChunk());
    QVERIFY(ended(*log));
    QVERIFY(!log->error());
    QCOMPARE(text, QByteArray("one\ntwo\n"));
}

void LogStreamTest::reportsLogErrors()
{
    answer(ScriptedServer::response(
        400, ScriptedServer::status(400, "BadRequest",
                                    "container main in pod p is waiting to start: "
                                    "trying and failing to pull image")));
    const auto log = m_client->logs(u"n"_s, u"p"_s, {});
    QSignalSpy data(log.get(), &LogStream::data);
    QVERIFY(ended(*log));
    QVERIFY(log->error());
    QCOMPARE(toString(log->error()->kind), u"Invalid"_s);
    QVERIFY(log->error()->message.endsWith(u"waiting to start: trying and failing to pull image"));
    QCOMPARE(data.count(), 0);
}

void LogStreamTest::reportsALogThatIsCut()
{
    m_server->setHandler([](const auto &, QSslSocket *socket) {
        socket->write(ScriptedServer::chunkedHead("text/plain") + ScriptedServer::chunk("half"));
        socket->disconnectFromHost();
    });
    const auto log = m_client->logs(u"n"_s, u"p"_s, {});
    QByteArray text;
    connect(log.get(), &LogStream::data, this, [&text](const QByteArray &bytes) { text += bytes; });
    QVERIFY(ended(*log));
    QCOMPARE(text, QByteArray("half"));
    QVERIFY(log->error());
    QCOMPARE(toString(log->error()->kind), u"Connection"_s);
}

void LogStreamTest::holdsBackAFloodOfLog()
{
    constexpr qint64 whole = 8 << 20;
    m_server->setHandler([](const auto &, QSslSocket *socket) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
                      QByteArray::number(whole) + "\r\n\r\n" + QByteArray(whole, 'x'));
    });
    const auto log = m_client->logs(u"n"_s, u"p"_s, {});
    qint64 received = 0;
    qsizetype largest = 0;
    connect(log.get(), &LogStream::data, this, [&](const QByteArray &bytes) {
        received += bytes.size();
        largest = std::max(largest, bytes.size());
    });
    QVERIFY(ended(*log));
    QVERIFY(!log->error());
    QCOMPARE(received, whole);
    QVERIFY(largest <= 64 << 10);
}

void LogStreamTest::opensManyStreamsAndStillAnswers()
{
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (request.target.contains("/log"))
            socket->write(ScriptedServer::chunkedHead("text/plain") + ScriptedServer::chunk("x"));
        else
            socket->write(ScriptedServer::response(200, "{}"));
    });
    LogOptions options;
    options.follow = true;
    std::vector<JobPtr<LogStream>> logs;
    int streaming = 0;
    for (int i = 0; i < 17; ++i) {
        logs.push_back(m_client->logs(u"n"_s, u"p%1"_s.arg(i), options));
        connect(logs.back().get(), &LogStream::data, this, [&streaming] { ++streaming; });
    }
    QTRY_COMPARE_WITH_TIMEOUT(streaming, 17, patience);
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
}

QTEST_GUILESS_MAIN(LogStreamTest)
#include "tst_log_stream.moc"
