// SPDX-License-Identifier: Apache-2.0

// What a log can hold, and what the kubelet makes of it on the way.

#include "log_fixture.h"

#include <QFile>

using namespace assay::tests;

class LogLinesTest : public LogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void joinsTheRuntimesParts_data();
    void joinsTheRuntimesParts();
    void passesOnALineThatIsTooLongToHold();
    void passesOnLinesWithoutTime();
    void readsEveryFormOfTime();
    void staysSmallInAFlood();
};

void LogLinesTest::joinsTheRuntimesParts_data()
{
    QTest::addColumn<bool>("stamped");
    QTest::newRow("kubelet before 1.26") << true;
    QTest::newRow("kubelet from 1.26") << false;
}

//! A line as the kubelet sends it that the runtime wrote in parts of 16 KiB.
static QByteArray inParts(const QByteArray &line, bool stamped)
{
    QByteArray sent;
    for (qsizetype part = 0; part < line.size(); part += 16384) {
        if (part == 0 || stamped)
            sent += at(1, QByteArray::number(100 + part / 16384)) + ' ';
        sent += line.mid(part, 16384);
    }
    return sent;
}

void LogLinesTest::joinsTheRuntimesParts()
{
    QFETCH(bool, stamped);
    QByteArray expected, sent;
    for (const int size : {16383, 16384, 16385, 32768, 40000}) {
        const QByteArray line = QByteArray(size, char('a' + size % 26)) + '\n';
        expected += line;
        sent += inParts(line, stamped);
    }
    if (stamped) {
        // What goes to stderr meanwhile stands between two parts, with a time just before the
        // first's.
        const QByteArray part(16384, 'y');
        expected += part + "stderr\n" + "rest\n";
        sent += at(1, "5") + ' ' + part + at(1, "49") + " stderr\n" + at(1, "6") + " rest\n";
    }
    // An older time in the same place is the program's own.
    const QByteArray own = QByteArray(16384, 'x') + "2020-01-01T00:00:00Z is what it wrote\n";
    expected += own;
    sent += at(1, "9") + ' ' + own;
    serve([&](int, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(plain(sent));
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(m_heard == expected);
    QCOMPARE(m_notes, QStringList());
}

void LogLinesTest::passesOnALineThatIsTooLongToHold()
{
    QByteArray line;
    for (int i = 0; line.size() < 5'000'000; ++i)
        line += QByteArray::number(i) + ',';
    line += '\n';
    for (const bool stamped : {false, true}) {
        const QByteArray sent = inParts(line, stamped) + at(2) + " after\n";
        for (const qsizetype cut : {1'000'000, 2'500'000, 4'999'000}) {
            m_pieces.clear();
            serve([&](int number, const ScriptedServer::Request &, QSslSocket *socket) {
                if (number > 0) {
                    socket->write(plain(sent));
                    return;
                }
                socket->write(ScriptedServer::chunkedHead("text/plain"));
                socket->write(ScriptedServer::chunk(sent.left(cut)));
                socket->disconnectFromHost();
            });
            const auto follower = follow();
            QVERIFY(isOver(*follower));
            QVERIFY(m_heard == line + "after\n");
            QCOMPARE(m_notes, QStringList(u"Connection"_s));
            for (const QByteArray &piece : std::as_const(m_pieces))
                QVERIFY(piece.size() <= (1 << 20) + (64 << 10));
        }
    }
}

void LogLinesTest::passesOnLinesWithoutTime()
{
    serve([](int number, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(plain(number > 0 ? QByteArray("no time\n2026-13-01T00:00:00Z nor here\n")
                                       : QByteArray("no time\n2026-13-")));
    });
    const auto untimed = follow();
    QVERIFY(isOver(*untimed));
    QCOMPARE(m_heard, QByteArray("no time\n2026-13-01T00:00:00Z nor here\n"));
    QCOMPARE(m_notes, QStringList());

    // The kubelet leaves the time off the end of a long line that began before the second asked
    // for.
    serve([](int number, const ScriptedServer::Request &, QSslSocket *socket) {
        const QByteArray lines = at(3) + " new\n";
        socket->write(plain(number > 0 ? "end of a long line\n" + at(2) + " known\n" + lines
                                       : at(1) + " very long line\n" + at(2) + " known\n"));
    });
    const auto straddled = follow();
    QVERIFY(isOver(*straddled));
    QCOMPARE(m_heard, QByteArray("very long line\nknown\nnew\n"));
    QCOMPARE(m_notes, QStringList());
}

void LogLinesTest::readsEveryFormOfTime()
{
    std::vector<LogTime> times;
    serve([](int, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(plain("2026-01-31T23:59:59Z a\n2026-02-01T08:00:00.5+08:00 b\n"
                            "2026-01-31T18:30:00.000000001-05:30 c\n2026-02-30T00:00:00Z d\n"
                            "2026-02-01T00:00:00.1234567891Z e\n2026-02-01T00:00:00 f\n"
                            "2026-02-01T00:00:01.999999999Z \n"));
    });
    m_pod = ScriptedServer::response(403, ScriptedServer::status(403, "Forbidden", "no"));
    const auto follower = follow();
    std::optional<LogTime> last;
    connect(follower.get(), &LogFollower::lines, this,
            [&last](const auto &, const auto &time) { last = time; });
    QVERIFY(isOver(*follower));
    QCOMPARE(m_heard, QByteArray("a\nb\nc\n2026-02-30T00:00:00Z d\n2026-02-01T00:00:00.1234567891Z "
                                 "e\n2026-02-01T00:00:00 f\n\n"));
    QVERIFY(last);
    QCOMPARE(logTimeText(*last), u"2026-02-01T00:00:01.999999999Z"_s);
}

static qint64 peakKilobytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

void LogLinesTest::staysSmallInAFlood()
{
    static constexpr qint64 whole = 200LL << 20;
    QByteArray block;
    for (int i = 0; block.size() < 1 << 20; ++i)
        block += at(i % 60, "5") + " some line of a flood, number " + QByteArray::number(i) + '\n';
    const auto sent = std::make_shared<qint64>(0);
    m_pod = ScriptedServer::response(403, ScriptedServer::status(403, "Forbidden", "no"));
    serve([&](int, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(ScriptedServer::chunkedHead("text/plain"));
        const auto more = [socket, sent, &block] {
            if (socket->bytesToWrite() + socket->encryptedBytesToWrite() > 2 << 20 ||
                *sent >= whole)
                return;
            *sent += block.size();
            socket->write(ScriptedServer::chunk(block));
            if (*sent >= whole)
                socket->write(ScriptedServer::lastChunk());
        };
        connect(socket, &QSslSocket::encryptedBytesWritten, this, more);
        more();
    });
    const auto follower = follow();
    qint64 heard = 0;
    follower->disconnect(this);
    connect(follower.get(), &LogFollower::lines, this,
            [&heard](const QByteArray &bytes, const auto &) { heard += bytes.size(); });
    [[maybe_unused]] const qint64 before = peakKilobytes();
    QSignalSpy finished(follower.get(), &Job::finished);
    QVERIFY(finished.wait(100'000));
    QVERIFY(*sent >= whole);
    qint64 perBlock = block.size();
    for (const QByteArray &line : block.split('\n'))
        perBlock -= line.isEmpty() ? 0 : at(0, "5").size() + 1;
    QCOMPARE(heard, *sent / block.size() * perBlock);
#if !defined(__SANITIZE_ADDRESS__)
    QVERIFY2(peakKilobytes() - before < 32 << 10,
             qPrintable(QString::number(peakKilobytes() - before)));
#endif
}

QTEST_GUILESS_MAIN(LogLinesTest)
#include "tst_log_lines.moc"
