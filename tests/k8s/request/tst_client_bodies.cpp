// SPDX-License-Identifier: Apache-2.0

// Answers that a server, or a proxy before it, compresses; and answers that are too large.

#include "k8s/client_fixture.h"

#include <ctime>

#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr int gzipHeader = 15 + 16;
constexpr int zlibHeader = 15;

QByteArray compressed(QByteArray bytes, int header = gzipHeader)
{
    z_stream stream = {};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, header, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        qFatal("cannot compress");
    QByteArray out(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(bytes.data());
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.chop(qsizetype(stream.avail_out));
    deflateEnd(&stream);
    return out;
}

QByteArray encoding(const char *name)
{
    return QByteArray("Content-Encoding: ") + name + "\r\n";
}

} // namespace

class ClientBodiesTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QVERIFY(makeClient());
        m_client->setRetryPolicy({.attempts = 3, .firstDelay = 1ms, .longestDelay = 2ms});
    }
    void cleanup() { dropClient(); }

    void readsWhatIsCompressed_data();
    void readsWhatIsCompressed();
    void readsWhatComesInPieces();
    void readsTheReasonOfARefusal();
    void tellsAStatusWhoseBodyIsDamaged();
    void tellsAStatusWhoseBodyIsEncodedOtherwise();
    void refusesWhatCannotBeInflated_data();
    void refusesWhatCannotBeInflated();
    void asksAgainWhereTheEndIsMissing();
    void asksOnceForWhatIsTooLarge_data();
    void asksOnceForWhatIsTooLarge();
    void inflatesNoMoreThanItReads();
};

void ClientBodiesTest::readsWhatIsCompressed_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("body");
    // More than one piece of it is kept.
    const QByteArray text = R"({"kind":"Pod","text":")" + QByteArray(1'000'000, 'x') + R"("})";
    QTest::newRow("gzip") << encoding("gzip") << compressed(text);
    QTest::newRow("gzip by another name") << encoding(" X-GZip ") << compressed(text);
    QTest::newRow("zlib") << encoding("deflate") << compressed(text, zlibHeader);
    QTest::newRow("two, one after the other")
        << encoding("gzip") << compressed(text.left(70'000)) + compressed(text.mid(70'000));
    QTest::newRow("said to be nothing") << encoding("identity") << text;
    QTest::newRow("nothing") << QByteArray() << text;
}

void ClientBodiesTest::readsWhatIsCompressed()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, body);
    answer(ScriptedServer::response(200, body, "application/json", header));
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), qPrintable(job->result() ? QString() : job->result().error().message));
    QCOMPARE(job->result()->at("text").get<std::string>(), std::string(1'000'000, 'x'));
    QCOMPARE(m_server->requests().size(), std::size_t(1));
    QCOMPARE(m_server->requests().front().headers.value("accept-encoding"), QByteArray("gzip"));
}

void ClientBodiesTest::readsWhatComesInPieces()
{
    const QByteArray body = compressed(R"({"kind":"Pod","text":"in pieces"})");
    m_server->setHandler([&body](const auto &, QSslSocket *socket) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                      "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (const char c : body) {
            socket->write(ScriptedServer::chunk(QByteArray(1, c)));
            socket->flush();
        }
        socket->write(ScriptedServer::lastChunk());
    });
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(job->result()->at("text").get<std::string>(), std::string("in pieces"));
}

void ClientBodiesTest::readsTheReasonOfARefusal()
{
    answer(ScriptedServer::response(
        403, compressed(ScriptedServer::status(403, "Forbidden", "not for you")),
        "application/json", encoding("gzip")));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Forbidden"_s);
    QCOMPARE(error.message, u"not for you"_s);
}

void ClientBodiesTest::tellsAStatusWhoseBodyIsDamaged()
{
    answer(ScriptedServer::response(403, "no gzip", "application/json", encoding("gzip")));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Forbidden"_s);
    QCOMPARE(error.httpStatus, 403);
    QVERIFY2(error.message.endsWith(u"answered with HTTP status 403 and no reason."_s),
             qPrintable(error.message));
}

void ClientBodiesTest::tellsAStatusWhoseBodyIsEncodedOtherwise()
{
    answer(
        ScriptedServer::response(404, compressed("whatever"), "application/json", encoding("br")));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"NotFound"_s);
    QVERIFY2(error.message.endsWith(u"answered with HTTP status 404 and no reason. The answer is "
                                    "encoded as “br”, which was not asked for. Is there a proxy on "
                                    "the way that changes answers?"_s),
             qPrintable(error.message));
}

void ClientBodiesTest::refusesWhatCannotBeInflated_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");
    const QByteArray good = compressed(R"({"kind":"Pod"})");
    QByteArray bad = good;
    bad[bad.size() - 6] = char(bad[bad.size() - 6] ^ 1); // of the checksum
    const QString damaged = u"The answer is compressed, and damaged."_s;
    QTest::newRow("no gzip") << encoding("gzip") << QByteArray(R"({"kind":"Pod"})") << damaged;
    QTest::newRow("another checksum") << encoding("gzip") << bad << damaged;
    QTest::newRow("more than it") << encoding("gzip") << good + "more" << damaged;
    QTest::newRow("not asked for")
        << encoding("br") << good
        << u"The answer is encoded as “br”, which was not asked for. Is there a proxy on the way "
           "that changes answers?"_s;
}

void ClientBodiesTest::refusesWhatCannotBeInflated()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, body);
    QFETCH(QString, message);
    answer(ScriptedServer::response(200, body, "application/json", header));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
    QCOMPARE(error.message, message);
    QCOMPARE(error.request, u"GET /api/v1/namespaces/n/pods/p"_s);
    QCOMPARE(m_server->requests().size(), std::size_t(1));
}

void ClientBodiesTest::asksAgainWhereTheEndIsMissing()
{
    const QByteArray body = compressed(R"({"kind":"Pod"})");
    answer(ScriptedServer::response(200, body.chopped(1), "application/json", encoding("gzip")));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Connection"_s);
    QVERIFY2(error.message.endsWith(u"closed the connection before its answer was complete."_s),
             qPrintable(error.message));
    QCOMPARE(m_server->requests().size(), std::size_t(3));
}

void ClientBodiesTest::asksOnceForWhatIsTooLarge_data()
{
    QTest::addColumn<bool>("isCompressed");
    QTest::newRow("as it is") << false;
    QTest::newRow("compressed") << true;
}

//! What is over its cap once is over it the next time.
void ClientBodiesTest::asksOnceForWhatIsTooLarge()
{
    QFETCH(bool, isCompressed);
    const QByteArray spaces((32 << 20) + 1, ' ');
    answer(ScriptedServer::response(200, isCompressed ? compressed(spaces) : spaces,
                                    "application/json",
                                    isCompressed ? encoding("gzip") : QByteArray()));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
    QCOMPARE(error.message, u"The answer is larger than 32 MiB and was not read to its end."_s);
    QCOMPARE(m_server->requests().size(), std::size_t(1));
}

void ClientBodiesTest::inflatesNoMoreThanItReads()
{
    constexpr int gibibytes = 4;
    answer(ScriptedServer::response(200,
                                    compressed(QByteArray(1 << 20, ' ')).repeated(gibibytes << 10),
                                    "application/json", encoding("gzip")));
    std::vector<RequestTrace> traces;
    connect(m_client.get(), &Client::requestFinished, this,
            [&traces](const RequestTrace &trace) { traces.push_back(trace); });
    // Of the processor, which is the same on a busy machine: all of it would take three times that.
    constexpr double most = 3.0;
    const std::clock_t before = std::clock();
    const Error error = errorOfGet(*m_client);
    const double seconds = double(std::clock() - before) / CLOCKS_PER_SEC;
    QCOMPARE(error.message, u"The answer is larger than 32 MiB and was not read to its end."_s);
    QCOMPARE(traces.size(), std::size_t(1));
    QCOMPARE(traces.front().bytes, qint64((32 << 20) + 1));
    QVERIFY2(seconds < most, qPrintable(QString::number(seconds)));
}

QTEST_GUILESS_MAIN(ClientBodiesTest)
#include "tst_client_bodies.moc"
