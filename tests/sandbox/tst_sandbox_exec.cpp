// SPDX-License-Identifier: Apache-2.0
// Commands over a plain WebSocket, frame by frame.
#include "support.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

using namespace assay;
using namespace Qt::StringLiterals;
using test::Json;

class SandboxExec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_sandbox = std::make_unique<test::Sandbox>();
        m_sandbox->createNamespace("test-e");
        for (const char *name : {"minimal", "nopython"}) {
            const std::string image = std::string("sandbox.local/workbench/") + name + ":2025.1";
            QCOMPARE(m_sandbox->createNotebook("test-e", name, image.c_str()).code, 201);
            const QByteArray pod = QByteArray("/api/v1/namespaces/test-e/pods/") + name + "-0";
            QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->value(pod, "/status/phase"), Json("Running"),
                                      5000);
        }
    }

    void speaksBothProtocols_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::newRow("v5") << u"v5.channel.k8s.io"_s;
        QTest::newRow("v4") << u"v4.channel.k8s.io"_s;
    }
    void speaksBothProtocols()
    {
        QFETCH(QString, protocol);
        const Result result = run("minimal",
                                  {"python", "-c",
                                   "import sys; print('out'); "
                                   "print('err', file=sys.stderr)"},
                                  protocol);
        QCOMPARE(result.protocol, protocol);
        QCOMPARE(result.output, "out\n"_ba);
        QCOMPARE(result.errors, "err\n"_ba);
        QCOMPARE(result.status["status"], Json("Success"));
        QCOMPARE(result.statusFrames, 1);
    }

    void passesTheStandardInput_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QByteArray>("program");
        const QByteArray told = "import sys; print(len(sys.stdin.buffer.read(1000000)))";
        const QByteArray toTheEnd = "import sys; print(len(sys.stdin.buffer.read()))";
        QTest::newRow("v5, as long as told") << u"v5.channel.k8s.io"_s << told;
        QTest::newRow("v4, as long as told") << u"v4.channel.k8s.io"_s << told;
        QTest::newRow("v5, to the end") << u"v5.channel.k8s.io"_s << toTheEnd;
    }
    void passesTheStandardInput()
    {
        QFETCH(QString, protocol);
        QFETCH(QByteArray, program);
        const Result result = run(
            "minimal", {"python3", "-c", program}, protocol, [] {}, QByteArray(1'000'000, 'x'));
        QCOMPARE(result.errors, QByteArray());
        QCOMPARE(result.output, "1000000\n"_ba);
        QCOMPARE(result.status["status"], Json("Success"));
    }

    void tellsTheExitCode()
    {
        const Result result = run("minimal", {"sh", "-c", "exit 42"});
        QCOMPARE(result.status["status"], Json("Failure"));
        QCOMPARE(result.status["reason"], Json("NonZeroExitCode"));
        QCOMPARE(result.status["details"]["causes"],
                 Json::array({{{"reason", "ExitCode"}, {"message", "42"}}}));
        const Result killed = run("minimal", {"sh", "-c", "kill -9 $$"});
        QCOMPARE(killed.status["details"]["causes"][0]["message"], Json("137"));
    }

    void importsForReal()
    {
        const Result missing = run("minimal", {"python", "-c", "import no_such_package"});
        QVERIFY2(
            missing.errors.endsWith("ModuleNotFoundError: No module named 'no_such_package'\n"),
            missing.errors.constData());
        QCOMPARE(missing.status["details"]["causes"][0]["message"], Json("1"));
    }

    void saysThatThereIsNoPython()
    {
        const Result result = run("nopython", {"python", "-c", "import sys"});
        QCOMPARE(result.status["status"], Json("Failure"));
        QCOMPARE(result.status["reason"], Json("InternalError"));
        const std::string message = result.status["message"];
        QVERIFY2(message.find("exec: \"python\": executable file not found in $PATH") !=
                     std::string::npos,
                 message.c_str());
    }

    void endsWithoutAStatusOnRequest()
    {
        sandbox::Fault fault;
        fault.kind = sandbox::Fault::Kind::ExecNoStatus;
        m_sandbox->cluster.inject(fault);
        const Result result = run("minimal", {"echo", "lost"});
        QCOMPARE(result.output, "lost\n"_ba);
        QCOMPARE(result.statusFrames, 0);
    }

    void refusesBeforeTheHandshake()
    {
        const auto refusal = [&](const QByteArray &path) {
            const auto answer = m_sandbox->get("/api/v1/namespaces/test-e/pods/" + path);
            return QString::number(answer.code) + u' ' + QString::fromStdString(answer.message());
        };
        QCOMPARE(refusal("none/exec?command=true"), u"404 pods \"none\" not found"_s);
        QCOMPARE(refusal("minimal-0/exec?command=true&container=x"),
                 u"400 container x is not valid for pod minimal-0"_s);
        QCOMPARE(refusal("minimal-0/exec"),
                 u"400 you must specify at least 1 command for the container"_s);
        QWebSocket socket;
        QSignalSpy failed(&socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error));
        open(socket, "/api/v1/namespaces/test-e/pods/none/exec?command=true", {});
        QVERIFY(failed.wait());
        QVERIFY2(socket.errorString().contains(u"404"_s), qPrintable(socket.errorString()));
    }

    void endsWithItsContainer()
    {
        QCOMPARE(
            m_sandbox->createNotebook("test-e", "brief", "sandbox.local/workbench/minimal:2025.1")
                .code,
            201);
        const QByteArray pod = "/api/v1/namespaces/test-e/pods/brief-0";
        QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->value(pod, "/status/phase"), Json("Running"), 5000);
        const Result result = run("brief", {"sh", "-c", "echo started; exec sleep 60"},
                                  u"v5.channel.k8s.io"_s, [&] { m_sandbox->remove(pod); });
        QCOMPARE(result.status["details"]["causes"][0]["message"], Json("137"));
    }

    void killsWhatIsLeftWhenItStops()
    {
        QTemporaryDir directory;
        const QByteArray file = directory.filePath(u"pid"_s).toUtf8();
        // Confined, it would see neither the file nor its own number.
        const QByteArray places = qgetenv("PATH");
        const auto restore = qScopeGuard([&places] { qputenv("PATH", places); });
        qputenv("PATH", "/nowhere");
        auto own = std::make_unique<test::Sandbox>();
        own->createNamespace("test-e");
        QCOMPARE(own->createNotebook("test-e", "nb", "sandbox.local/workbench/minimal:2025.1").code,
                 201);
        QTRY_COMPARE_WITH_TIMEOUT(
            own->value("/api/v1/namespaces/test-e/pods/nb-0", "/status/phase"), Json("Running"),
            5000);
        QWebSocket socket;
        std::swap(own, m_sandbox);
        open(socket, target("nb", {"sh", "-c", "echo $$ > " + file + "; exec sleep 60"}), {});
        std::swap(own, m_sandbox);
        QByteArray pid;
        const auto readPid = [&] {
            QFile source(QString::fromUtf8(file));
            pid = source.open(QIODevice::ReadOnly) ? source.readAll().trimmed() : QByteArray();
            return !pid.isEmpty();
        };
        QTRY_VERIFY(readPid());
        const QString process = u"/proc/"_s + QString::fromUtf8(pid);
        QVERIFY(QFile::exists(process));
        own->cluster.stop();
        QTRY_VERIFY(!QFile::exists(process));
    }

private:
    struct Result
    {
        QString protocol;
        QByteArray output;
        QByteArray errors;
        Json status;
        int statusFrames = 0;
    };

    static QByteArray target(const QByteArray &name, const QByteArrayList &command)
    {
        QByteArray path = "/api/v1/namespaces/test-e/pods/" + name + "-0/exec?container=" + name +
                          "&stdout=true&stderr=true";
        for (const QByteArray &argument : command)
            path += "&command=" + argument.toPercentEncoding();
        return path;
    }

    void open(QWebSocket &socket, const QByteArray &path, const QString &protocol)
    {
        QNetworkRequest request = m_sandbox->request(path);
        QUrl url = request.url();
        url.setScheme(u"wss"_s);
        request.setUrl(url);
        socket.setSslConfiguration(m_sandbox->tls());
        QWebSocketHandshakeOptions options;
        if (!protocol.isEmpty())
            options.setSubprotocols({protocol});
        socket.open(request, options);
    }

    Result run(
        const QByteArray &name, const QByteArrayList &command,
        const QString &protocol = u"v5.channel.k8s.io"_s,
        const std::function<void()> &onOutput = [] {}, const QByteArray &input = {})
    {
        QWebSocket socket;
        Result result;
        connect(&socket, &QWebSocket::binaryMessageReceived, &socket, [&](const QByteArray &frame) {
            const QByteArray rest = frame.mid(1);
            if (frame[0] == 1) {
                result.output += rest;
                if (!rest.isEmpty())
                    onOutput();
            }
            if (frame[0] == 2)
                result.errors += rest;
            else if (frame[0] == 3 && ++result.statusFrames > 0)
                result.status = Json::parse(rest.toStdString());
        });
        connect(&socket, &QWebSocket::connected, &socket, [&] {
            for (qsizetype at = 0; at < input.size(); at += 100'000)
                socket.sendBinaryMessage('\0' + input.mid(at, 100'000));
            if (protocol == u"v5.channel.k8s.io" && !input.isEmpty())
                socket.sendBinaryMessage(QByteArray("\xff\0", 2));
        });
        QSignalSpy closed(&socket, &QWebSocket::disconnected);
        open(socket, target(name, command) + (input.isEmpty() ? "" : "&stdin=true"), protocol);
        closed.wait(10'000);
        result.protocol = socket.subprotocol();
        return result;
    }

    std::unique_ptr<test::Sandbox> m_sandbox;
};

QTEST_GUILESS_MAIN(SandboxExec)
#include "tst_sandbox_exec.moc"
