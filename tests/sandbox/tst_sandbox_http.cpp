// SPDX-License-Identifier: Apache-2.0
// How the sandbox takes requests apart, whoever sends them and in whatever pieces.
#include "sandbox/http/http_message.h"

#include <QTest>

using namespace assay::sandbox;
using State = HttpRequestParser::State;

//! Fed as a connection feeds it: what was not used is fed again, with more.
static State read(HttpRequestParser &parser, const std::string &bytes, std::size_t piece)
{
    std::string unparsed;
    for (std::size_t at = 0; at < bytes.size() && parser.state() == State::Incomplete;
         at += piece) {
        unparsed += bytes.substr(at, piece);
        unparsed.erase(0, parser.feed(unparsed));
    }
    return parser.state();
}

class SandboxHttp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chunks_data()
    {
        QTest::addColumn<QByteArray>("chunks");
        QTest::addColumn<int>("state");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const QByteArray &chunks, State state,
                            const QByteArray &body = {}) {
            QTest::newRow(name) << chunks << int(state) << body;
        };
        row("one", "2\r\n{}\r\n0\r\n\r\n", State::Complete, "{}");
        row("none", "0\r\n\r\n", State::Complete);
        row("an extension", "2;a=b\r\n{}\r\n0;c\r\n\r\n", State::Complete, "{}");
        row("what follows the last", "2\r\n{}\r\n0\r\na: b\r\n\r\n", State::Complete, "{}");
        row("no size", "\r\n\r\n\r\n", State::Malformed);
        row("a size that is no number", "x\r\n{}\r\n0\r\n\r\n", State::Malformed);
        row("a negative size", "-1\r\n{}\r\n0\r\n\r\n", State::Malformed);
        row("a size of 64 bits", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n", State::TooLarge);
        row("a size of 65 bits", "10000000000000000\r\n{}\r\n0\r\n\r\n", State::Malformed);
        row("a size over the limit", "300001\r\n{}\r\n0\r\n\r\n", State::TooLarge);
        row("a chunk longer than its size", "1\r\n{}\r\n0\r\n\r\n", State::Malformed);
        row("an extension that is none", "2;\x01\r\n{}\r\n0\r\n\r\n", State::Malformed);
        row("a last one that is none", "0;\x01\r\n\r\n", State::Malformed);
        row("an endless size", QByteArray(100'000, '0'), State::TooLarge);
        row("an endless extension", "2;a=" + QByteArray(100'000, 'b'), State::TooLarge);
        row("an endless extension of the last", "0;a=" + QByteArray(100'000, 'b'), State::TooLarge);
        row("endless words after the last", "0\r\na: " + QByteArray(100'000, 'b'), State::TooLarge);
    }

    void chunks()
    {
        QFETCH(QByteArray, chunks);
        QFETCH(int, state);
        QFETCH(QByteArray, body);
        const std::string request =
            "POST /api HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" +
            chunks.toStdString();
        for (const std::size_t piece : {1, 2, 3, 4, 5, 6, 7, 1000, 1'000'000}) {
            // Endless in single bytes takes no less time than to its end.
            if (chunks.size() > 1000 && piece < 1000)
                continue;
            HttpRequestParser parser;
            QCOMPARE(int(read(parser, request, piece)), state);
            if (parser.state() == State::Complete)
                QCOMPARE(QByteArray::fromStdString(parser.take().body), body);
        }
    }

    void oneRequestBehindAnother()
    {
        HttpRequestParser parser;
        const std::string chunked =
            "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(int(read(parser, chunked, 1)), int(State::Complete));
            QCOMPARE(parser.take().body, std::string("{}"));
            QCOMPARE(int(read(parser, "GET /b?c=%31 HTTP/1.1\r\n\r\n", 1)), int(State::Complete));
            const HttpRequest request = parser.take();
            QCOMPARE(request.path, std::string("/b"));
            QCOMPARE(request.parameter("c"), std::string("1"));
        }
    }
};

QTEST_APPLESS_MAIN(SandboxHttp)
#include "tst_sandbox_http.moc"
