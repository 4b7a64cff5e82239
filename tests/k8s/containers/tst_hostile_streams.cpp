// SPDX-License-Identifier: Apache-2.0

// Streams of an engine that means harm, or of something else that answers in its place: logs,
// commands, events and pulls end, with words, keep what was whole, and take no memory.

#include "support/scripted_engine.h"

#include <QFile>
#include <QSignalSpy>
#include <QTimer>
#include <QtEndian>

#include <unistd.h>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

namespace {

using Kind = Error::Kind;

//! With ' for ".
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

QByteArray chunked(const QByteArray &frames)
{
    return ScriptedEngine::chunkedHead("application/vnd.docker.raw-stream") +
           ScriptedEngine::chunk(frames) + ScriptedEngine::lastChunk();
}

//! A frame of `size` bytes, it says, and what really comes.
QByteArray lyingFrame(int stream, quint32 size, const QByteArray &bytes)
{
    QByteArray frame = ScriptedEngine::frame(stream, bytes);
    qToBigEndian(size, frame.data() + 4);
    return frame;
}

//! Of this process, now.
qint64 mebibytes()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly)
               ? file.readAll().split(' ').value(1).toLongLong() * ::getpagesize() >> 20
               : 0;
}

//! What was taken since then; not known where a sanitizer keeps what is freed.
qint64 mebibytesSince(qint64 before)
{
#ifdef __SANITIZE_ADDRESS__
    Q_UNUSED(before)
    return 0;
#else
    return mebibytes() - before;
#endif
}

//! Writes `bytes` again and again, as fast as they are read, until nobody reads any more.
void pour(QLocalSocket *socket, const QByteArray &bytes)
{
    auto *timer = new QTimer(socket);
    QObject::connect(timer, &QTimer::timeout, socket, [socket, bytes] {
        if (socket->bytesToWrite() < 1 << 20)
            socket->write(bytes);
    });
    timer->start(0);
}

} // namespace

class HostileStreamsTest : public QObject
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

    void aLogEndsWithWhatWasWhole_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("kind"); //!< empty: none
        const QByteArray one = ScriptedEngine::frame(1, "2026-01-31T12:00:00Z one\n");
        const QString none, protocol = toString(Kind::Protocol), cut = toString(Kind::Connection);
        QTest::newRow("a frame of 4 GiB that does not come")
            << chunked(one + lyingFrame(1, 0xffffffff, "two\n")) << QByteArray("one\n") << cut;
        QTest::newRow("a frame of 4 GiB of which 3 MiB come")
            << chunked(one + lyingFrame(1, 0xffffffff, QByteArray(3 << 20, 'x')))
            << "one\n" + QByteArray(3 << 20, 'x') << cut;
        QTest::newRow("a frame that is longer than it says")
            << chunked(one + lyingFrame(1, 2, "two\n")) << QByteArray("one\ntw") << protocol;
        QTest::newRow("a frame of nothing, 300 000 times")
            << chunked(ScriptedEngine::frame(1, {}).repeated(300'000) + one) << QByteArray("one\n")
            << none;
        for (const int stream : {4, 17, 127, 128, 255}) {
            QTest::addRow("stream %d", stream) << chunked(one + ScriptedEngine::frame(stream, "x"))
                                               << QByteArray("one\n") << protocol;
        }
        QTest::newRow("stream 0") << chunked(one + ScriptedEngine::frame(0, "x\n"))
                                  << QByteArray("one\nx\n") << none;
        QTest::newRow("a head whose zeros are none")
            << chunked(one + QByteArray("\1\0\0\1\0\0\0\1x", 9)) << QByteArray("one\n") << protocol;
        QTest::newRow("bytes that are no text")
            << chunked(ScriptedEngine::frame(2, QByteArray("\0\xff\xfe\x1b[31m\xc3", 9)))
            << QByteArray("\0\xff\xfe\x1b[31m\xc3", 9) << none;
        QTest::newRow("JSON that says an error, with status 200")
            << ScriptedEngine::response(200, json("{'message':'no such container: c1'}"))
            << QByteArray() << protocol;
        QTest::newRow("a web page")
            << ScriptedEngine::response(200, "<html>", "text/html") << QByteArray() << protocol;
        QTest::newRow("compressed, which nobody asked for")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n"
                          "\x1f\x8b\x08\0\0\0\0\0\0\x03",
                          67)
            << QByteArray() << protocol;
        QTest::newRow("an upgrade that nobody asked for")
            << ScriptedEngine::hijacked(true) + one << QByteArray() << protocol;
        QTest::newRow("nothing, and status 204")
            << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << QByteArray() << none;
        QTest::newRow("a redirect") << QByteArray("HTTP/1.1 302 Found\r\nLocation: "
                                                  "/elsewhere\r\nContent-Length: 0\r\n\r\n")
                                    << QByteArray() << toString(Kind::Invalid);
        QTest::newRow("less than its length")
            << "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + one << QByteArray("one\n") << cut;
        QTest::newRow("more than its length")
            << "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(one.size()) + "\r\n\r\n" +
                   one + one
            << QByteArray("one\n") << none;
        QTest::newRow("a chunk that is longer than it says")
            << ScriptedEngine::chunkedHead() + "5\r\n" + one << QByteArray() << protocol;
        QTest::newRow("a chunk of 2^64 bytes")
            << ScriptedEngine::chunkedHead() + "10000000000000000\r\n" + one << QByteArray()
            << protocol;
        QTest::newRow("a chunk's size that does not end")
            << ScriptedEngine::chunkedHead() + "5;" + QByteArray(200'000, 'x') << QByteArray()
            << protocol;
    }
    void aLogEndsWithWhatWasWhole()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, text);
        QFETCH(QString, kind);
        m_engine->setHandler([&answer](const auto &, QLocalSocket *socket) {
            socket->write(answer);
            socket->disconnectFromServer();
        });
        for (const bool follow : {false, true}) {
            const Read read = readLog(follow);
            QCOMPARE(read.text, text);
            QCOMPARE(read.error ? toString(read.error->kind) : QString(), kind);
            QVERIFY(!read.error || read.error->message.size() > 20);
            QVERIFY(read.longest <= 1 << 20);
        }
    }

    void timesThatAreNoneStayInTheText_data()
    {
        QTest::addColumn<QByteArray>("time");
        QTest::addColumn<bool>("isTime");
        QTest::newRow("year 0") << QByteArray("0000-01-01T00:00:00Z") << false;
        QTest::newRow("year 9999") << QByteArray("9999-12-31T23:59:59.999999999Z") << false;
        QTest::newRow("year 2200") << QByteArray("2200-12-31T23:59:59.999999999Z") << true;
        QTest::newRow("no such day") << QByteArray("2026-02-30T00:00:00Z") << false;
        QTest::newRow("no such hour") << QByteArray("2026-02-03T24:00:00Z") << false;
        QTest::newRow("a fraction of a thousand digits")
            << "2026-02-03T00:00:00." + QByteArray(1000, '9') + 'Z' << false;
        QTest::newRow("a zone of a hundred hours")
            << QByteArray("2026-02-03T00:00:00+99:99") << false;
        QTest::newRow("no zone") << QByteArray("2026-02-03T00:00:00") << false;
        QTest::newRow("digits of elsewhere")
            << QByteArray("\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6-02-03T00:00:00Z") << false;
        QTest::newRow("signs") << QByteArray("+026--2--3T-1:-1:-1Z") << false;
    }
    void timesThatAreNoneStayInTheText()
    {
        QFETCH(QByteArray, time);
        QFETCH(bool, isTime);
        m_engine->answer(chunked(ScriptedEngine::frame(1, time + " words\n")));
        const Read read = readLog(false);
        QVERIFY(!read.error);
        QCOMPARE(read.text, isTime ? QByteArray("words\n") : time + " words\n");
        QCOMPARE(read.hasTime, isTime);
    }

    //! Neither does it fill the memory, nor is it waited for beyond the deadline.
    void aLogThatNeverEnds_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("again");
        const QByteArray line = ScriptedEngine::frame(1, QByteArray(60'000, 'x'));
        QTest::newRow("a line without an end") << ScriptedEngine::hijacked(false) << line;
        QTest::newRow("a frame of 4 GiB")
            << ScriptedEngine::hijacked(false) + lyingFrame(1, 0xffffffff, {})
            << QByteArray(65'536, 'x');
        QTest::newRow("frames of nothing")
            << ScriptedEngine::hijacked(false) << ScriptedEngine::frame(2, {}).repeated(5000);
        QTest::newRow("chunks of one byte")
            << ScriptedEngine::chunkedHead() + ScriptedEngine::chunk(lyingFrame(1, 1 << 30, {}))
            << QByteArray("1\r\nx\r\n").repeated(10'000);
        QTest::newRow("one byte at a time")
            << ScriptedEngine::hijacked(false) + lyingFrame(1, 1 << 30, {}) << QByteArray("x");
        QTest::newRow("heads of answers")
            << QByteArray() << QByteArray("HTTP/1.1 100 Go on\r\n\r\n");
        QTest::newRow("a head") << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray("A: b\r\n");
    }
    void aLogThatNeverEnds()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, again);
        m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
            socket->write(head);
            pour(socket, again);
        });
        const qint64 before = mebibytes();
        const Read read = readLog(false, 700ms);
        QVERIFY(read.error);
        QVERIFY2(read.error->kind == Kind::Timeout || read.error->kind == Kind::Protocol,
                 qPrintable(read.error->message));
        QVERIFY(read.longest <= 1 << 20);
        QVERIFY2(mebibytesSince(before) < 60, qPrintable(QString::number(mebibytesSince(before))));
    }

    //! A log that is followed may be silent for hours; it is let go of at once.
    void aLogThatSaysNothingIsLetGo()
    {
        m_engine->setHandler([](const auto &, QLocalSocket *) {});
        auto log = m_client->logs(u"c1"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests().size(), std::size_t(1), enginePatience);
        QVERIFY(!log->isFinished());
        log->abort();
        QVERIFY(log->isFinished());
        QCOMPARE(toString(log->error()->kind), toString(Kind::Cancelled));
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->connections(), 0, enginePatience);
    }

    //! What is said when it is read once more is believed only beyond what was said before.
    void aLogThatIsAnotherTheSecondTime_data()
    {
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<QByteArray>("text");
        const auto frame = [](int stream, const char *text) {
            return ScriptedEngine::frame(stream, QByteArray("2026-01-31T12:00:00Z ") + text);
        };
        QTest::newRow("less") << chunked(frame(1, "on")) << QByteArray("one\n");
        QTest::newRow("nothing") << chunked({}) << QByteArray("one\n");
        QTest::newRow("of the other stream")
            << chunked(frame(2, "two\n")) << QByteArray("one\ntwo\n");
        QTest::newRow("more") << chunked(frame(1, "one\n") + frame(1, "two\n"))
                              << QByteArray("one\ntwo\n");
        QTest::newRow("refused") << ScriptedEngine::response(404, json("{'message':'gone'}"))
                                 << QByteArray("one\n");
    }
    void aLogThatIsAnotherTheSecondTime()
    {
        QFETCH(QByteArray, second);
        QFETCH(QByteArray, text);
        m_engine->setHandler([&](const ScriptedEngine::Request &request, QLocalSocket *socket) {
            socket->write(request.target.contains("follow=1")
                              ? chunked(ScriptedEngine::frame(1, "2026-01-31T12:00:00Z one\n"))
                              : second);
            socket->disconnectFromServer();
        });
        const Read read = readLog(true);
        QVERIFY2(!read.error, read.error ? qPrintable(read.error->message) : "");
        QCOMPARE(read.text, text);
    }

    //! A command whose engine lies did not pass, and is not the image's failure.
    void aCommandThatIsLiedAbout_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("kind");
        const QByteArray head = ScriptedEngine::hijacked(true);
        const QString protocol = toString(Kind::Protocol), cut = toString(Kind::Connection);
        QTest::newRow("JSON that says an error, with status 200")
            << ScriptedEngine::response(200, json("{'message':'exec failed'}")) << protocol;
        QTest::newRow("JSON that says an error, upgraded")
            << head + json("{'message':'exec failed'}") << protocol;
        QTest::newRow("a frame of 4 GiB that does not come")
            << head + lyingFrame(1, 0xffffffff, "x") << cut;
        QTest::newRow("a frame that is longer than it says")
            << head + lyingFrame(1, 1, "two") << protocol;
        QTest::newRow("another stream") << head + ScriptedEngine::frame(9, "x") << protocol;
        QTest::newRow("escapes in a fault")
            << head + ScriptedEngine::frame(3, "\x1b[31mlost\x07") << toString(Kind::Server);
        QTest::newRow("an upgrade that stops") << head.chopped(2) << cut;
        QTest::newRow("a redirect")
            << QByteArray("HTTP/1.1 307 X\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")
            << toString(Kind::Invalid);
    }
    void aCommandThatIsLiedAbout()
    {
        QFETCH(QByteArray, answer);
        m_engine->setHandler([&](const ScriptedEngine::Request &request, QLocalSocket *socket) {
            if (request.path() == "/exec/e1/start") {
                socket->write(answer);
                socket->disconnectFromServer();
            } else if (request.path() == "/exec/e1/json") {
                socket->write(
                    ScriptedEngine::response(200, json("{'Running':false,'ExitCode':0}")));
            } else {
                socket->write(ScriptedEngine::response(201, json("{'Id':'e1'}")));
            }
        });
        const auto job = m_client->exec({u"c1"_s, {u"true"_s}});
        QVERIFY(ended(*job));
        QVERIFY(!job->result());
        QTEST(toString(job->result().error().kind), "kind");
        const QString &said = job->result().error().message;
        QVERIFY2(said.size() > 20 && !said.contains(u'\x1b'), qPrintable(said));
    }

    //! Events are remembered to be told once: not with all that stands in them.
    void eventsTakeNoMemory()
    {
        int sent = 0;
        m_engine->setHandler([&sent](const auto &, QLocalSocket *socket) {
            socket->write(ScriptedEngine::chunkedHead());
            auto *timer = new QTimer(socket);
            connect(timer, &QTimer::timeout, socket, [socket, &sent] {
                if (socket->bytesToWrite() > 1 << 20 || sent == 200)
                    return;
                socket->write(ScriptedEngine::chunk(
                    json("{'Type':'container','Action':'start','Actor':{'ID':'c") +
                    QByteArray::number(++sent) + json("','Attributes':{'a':'") +
                    QByteArray(900'000, 'x') + json("'}},'time':1769860800}\n")));
            });
            timer->start(0);
        });
        const qint64 before = mebibytes();
        auto feed = m_client->events({});
        int heard = 0;
        connect(feed.get(), &EventFeed::happened, this, [&heard] { ++heard; });
        QTRY_COMPARE_WITH_TIMEOUT(heard, 200, enginePatience);
        QVERIFY2(mebibytesSince(before) < 60, qPrintable(QString::number(mebibytesSince(before))));
    }

    void anEventWithoutAnEndIsDropped()
    {
        m_engine->setHandler([](const auto &, QLocalSocket *socket) {
            socket->write(ScriptedEngine::chunkedHead());
            pour(socket, ScriptedEngine::chunk(QByteArray(200'000, ' ') + "x"));
        });
        auto feed = m_client->events({});
        QSignalSpy interrupted(feed.get(), &EventFeed::interrupted);
        QTRY_VERIFY_WITH_TIMEOUT(interrupted.size() >= 2, enginePatience);
        QVERIFY(interrupted[0][0].value<Error>().message.endsWith(
            u"sent an event of more than 1 MiB."));
    }

    void aPullThatIsLiedAbout_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("again");
        QTest::newRow("a line without an end")
            << ScriptedEngine::chunkedHead() << ScriptedEngine::chunk(QByteArray(100'000, 'x'));
        QTest::newRow("lines without an end of them")
            << ScriptedEngine::chunkedHead()
            << ScriptedEngine::chunk(
                   json("{'status':'Downloading','id':'l','progressDetail':{'current':"
                        "9223372036854775807,"
                        "'total':9223372036854775807}}\n{'status':'Downloading','id':'m',"
                        "'progressDetail':{'current':9223372036854775807,'total':"
                        "9223372036854775807}}\n"));
    }
    void aPullThatIsLiedAbout()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, again);
        m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
            socket->write(head);
            pour(socket, again);
        });
        PullOptions options;
        options.deadline = 700ms;
        const qint64 before = mebibytes();
        const auto pull = m_client->pull(u"a/b:1"_s, options);
        connect(pull.get(), &PullJob::progressed, this, [](const PullProgress &progress) {
            QVERIFY(progress.bytes >= 0 && progress.totalBytes >= progress.bytes);
        });
        QVERIFY(ended(*pull));
        QVERIFY(!pull->result());
        const Kind kind = pull->result().error().kind;
        QVERIFY(kind == Kind::Timeout || kind == Kind::Protocol);
        QVERIFY2(mebibytesSince(before) < 60, qPrintable(QString::number(mebibytesSince(before))));
    }

private:
    struct Read
    {
        QByteArray text; //!< its beginning, where it is long
        qsizetype longest = 0;
        bool hasTime = false;
        std::optional<Error> error;
    };
    Read readLog(bool follow, std::chrono::milliseconds deadline = 120s)
    {
        Read read;
        ContainerLogOptions options;
        options.follow = follow;
        options.deadline = deadline;
        auto log = m_client->logs(u"c1"_s, options);
        connect(log.get(), &ContainerLog::received, this,
                [&read](LogSource, const QByteArray &bytes, const auto &time) {
                    read.longest = std::max(read.longest, bytes.size());
                    read.hasTime = read.hasTime || time.has_value();
                    if (read.text.size() < 4 << 20)
                        read.text += bytes;
                });
        if (!ended(*log))
            log->abort();
        read.error = log->error();
        return read;
    }

    std::unique_ptr<ScriptedEngine> m_engine;
    std::unique_ptr<EngineClient> m_client;
};

QTEST_GUILESS_MAIN(HostileStreamsTest)
#include "tst_hostile_streams.moc"
