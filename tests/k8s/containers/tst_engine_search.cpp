// SPDX-License-Identifier: Apache-2.0

// Where an engine is looked for, and which sockets are not spoken to.

#include "support/scripted_engine.h"

#include <k8s/containers/engine_search.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

class EngineSearchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void places_data();
    void places();
    void dockerContexts_data();
    void dockerContexts();
    void socketsOfOthersAreRefused_data();
    void socketsOfOthersAreRefused();
    void takesTheFirstThatAnswers();
    void aNamedEngineIsThatOrAnError();
    void whatIsNoEngineIsOneSentence_data();
    void whatIsNoEngineIsOneSentence();
    void anotherEngineThanWishedIsSaidSo();
    void nothingIsThere();
    void startsPodmanAndEndsIt();
    void podmanEndsWithUsHoweverWeEnd();
    void foldersOfThoseThatWereKilledGo();
    void podmanThatCannotStartSaysWhy();

private:
    void write(const QString &path, const QByteArray &bytes, bool executable = false)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        if (executable)
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QString at(const QString &path) const { return m_folder->filePath(path); }
    Result<FoundEngine> find(const EngineWish &wish)
    {
        return answerOf(findEngine(wish, m_around));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    EngineSurroundings m_around;
};

void EngineSearchTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QDir().mkpath(at(u"run"_s));
    m_around = {};
    m_around.variables.insert(u"XDG_RUNTIME_DIR"_s, at(u"run"_s));
    m_around.variables.insert(u"PATH"_s, at(u"bin"_s) + u":/usr/bin:/bin"_s);
    m_around.home = at(u"home"_s);
    m_around.userId = ::geteuid();
    m_around.systemPodmanSocket = at(u"podman.sock"_s);
    m_around.systemDockerSocket = at(u"docker.sock"_s);
}

void EngineSearchTest::places_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("variables"); //!< "NAME=value NAME=value"
    QTest::addColumn<QString>("found");     //!< paths and what named them, or what is said
    const QString podman = u"RUN/podman/podman.sock ROOT/podman.sock"_s;
    const QString docker = u"RUN/docker.sock HOME/.docker/run/docker.sock ROOT/docker.sock"_s;
    QTest::newRow("nothing said") << u""_s << u""_s << podman + u' ' + docker;
    QTest::newRow("podman") << u"podman"_s << u"DOCKER_HOST=unix:///d"_s << podman;
    QTest::newRow("docker") << u"docker"_s << u"CONTAINER_HOST=unix:///c"_s << docker;
    QTest::newRow("a URL") << u"unix:///a/../b.sock"_s << u"DOCKER_HOST=unix:///d"_s
                           << u"/b.sock=--engine"_s;
    QTest::newRow("a path") << u"/b.sock"_s << u""_s << u"/b.sock=--engine"_s;
    QTest::newRow("CONTAINER_HOST first")
        << u""_s << u"CONTAINER_HOST=unix:///c DOCKER_HOST=unix:///d"_s << u"/c=CONTAINER_HOST"_s;
    QTest::newRow("DOCKER_HOST") << u""_s << u"DOCKER_HOST=unix:///d"_s << u"/d=DOCKER_HOST"_s;
    QTest::newRow("empty is not set")
        << u""_s << u"CONTAINER_HOST= DOCKER_HOST="_s << podman + u' ' + docker;
    QTest::newRow("ssh") << u""_s << u"CONTAINER_HOST=ssh://me@host/run/p.sock"_s << u"!ssh"_s;
    QTest::newRow("TCP") << u""_s << u"DOCKER_HOST=tcp://127.0.0.1:2375"_s << u"!TCP"_s;
    QTest::newRow("TCP asked for") << u"tcp://h:1"_s << u""_s << u"!TCP"_s;
    QTest::newRow("a scheme of its own")
        << u""_s << u"DOCKER_HOST=npipe:////./pipe/x"_s << u"!no address"_s;
    QTest::newRow("no path from the root") << u"unix://x.sock"_s << u""_s << u"!no address"_s;
    QTest::newRow("another word") << u"containerd"_s << u""_s << u"!is no container engine"_s;
}

void EngineSearchTest::places()
{
    QFETCH(QString, engine);
    QFETCH(QString, variables);
    QFETCH(QString, found);
    for (const QString &variable : variables.split(u' ', Qt::SkipEmptyParts))
        m_around.variables.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    EngineWish wish;
    wish.engine = engine;
    const auto addresses = engineAddresses(wish, m_around);
    if (found.startsWith(u'!')) {
        QVERIFY(!addresses);
        QCOMPARE(toString(addresses.error().kind), u"Configuration"_s);
        QVERIFY2(addresses.error().message.contains(found.mid(1)),
                 qPrintable(addresses.error().message));
        return;
    }
    QVERIFY2(addresses, addresses ? "" : qPrintable(addresses.error().message));
    QStringList named;
    for (const EngineAddress &address : *addresses)
        named << address.socketPath +
                     (address.origin.isEmpty() ? QString() : u'=' + address.origin);
    found.replace(u"RUN"_s, at(u"run"_s)).replace(u"ROOT"_s, m_folder->path());
    found.replace(u"HOME/"_s, at(u"home"_s) + u'/');
    QCOMPARE(named, found.split(u' '));
}

void EngineSearchTest::dockerContexts_data()
{
    QTest::addColumn<QString>("current"); //!< in config.json
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("host"); //!< of the context "desk"
    QTest::addColumn<QString>("found");
    QTest::newRow("chosen by the file")
        << u"desk"_s << u""_s << u"unix:///desk.sock"_s << u"/desk.sock"_s;
    QTest::newRow("chosen by the variable")
        << u"other"_s << u"desk"_s << u"unix:///desk.sock"_s << u"/desk.sock"_s;
    QTest::newRow("the usual one") << u"desk"_s << u"default"_s << u"unix:///desk.sock"_s << u""_s;
    QTest::newRow("one that is not there")
        << u"none"_s << u""_s << u"unix:///desk.sock"_s << u"!is not there"_s;
    QTest::newRow("one behind ssh") << u"desk"_s << u""_s << u"ssh://me@host"_s << u"!ssh"_s;
}

void EngineSearchTest::dockerContexts()
{
    QFETCH(QString, current);
    QFETCH(QString, variable);
    QFETCH(QString, host);
    QFETCH(QString, found);
    const QString docker = at(u"home/.docker"_s);
    write(docker + u"/config.json"_s,
          R"({"auths":{},"currentContext":")" + current.toUtf8() + "\"}");
    const QByteArray hash = QCryptographicHash::hash("desk", QCryptographicHash::Sha256).toHex();
    write(docker + u"/contexts/meta/"_s + QString::fromLatin1(hash) + u"/meta.json"_s,
          R"({"Name":"desk","Metadata":{},"Endpoints":{"docker":{"Host":")" + host.toUtf8() +
              R"(","SkipTLSVerify":false}}})");
    if (!variable.isEmpty())
        m_around.variables.insert(u"DOCKER_CONTEXT"_s, variable);
    const auto addresses = engineAddresses({}, m_around);
    if (found.startsWith(u'!')) {
        QVERIFY(!addresses);
        QVERIFY2(addresses.error().message.contains(found.mid(1)) &&
                     addresses.error().message.contains(u"docker context"_s),
                 qPrintable(addresses.error().message));
    } else if (found.isEmpty()) {
        QVERIFY(addresses && addresses->size() == 5);
    } else {
        QVERIFY2(addresses, addresses ? "" : qPrintable(addresses.error().message));
        QCOMPARE(addresses->size(), std::size_t(1));
        QCOMPARE(addresses->front().socketPath, found);
    }
}

void EngineSearchTest::socketsOfOthersAreRefused_data()
{
    QTest::addColumn<quint32>("owner");
    QTest::addColumn<quint32>("user");
    QTest::addColumn<bool>("refused");
    QTest::newRow("my own") << quint32(1234) << quint32(1234) << false;
    QTest::newRow("root's, for a user") << quint32(0) << quint32(1234) << false;
    QTest::newRow("another user's") << quint32(1235) << quint32(1234) << true;
    QTest::newRow("a user's, for root") << quint32(1235) << quint32(0) << true;
}

void EngineSearchTest::socketsOfOthersAreRefused()
{
    QFETCH(quint32, owner);
    QFETCH(quint32, user);
    QFETCH(bool, refused);
    if (::geteuid() != 0)
        QSKIP("only root can give a socket away");
    const ScriptedEngine engine;
    QCOMPARE(::lchown(QFile::encodeName(engine.address().socketPath).constData(), owner, owner), 0);
    m_around.userId = user;
    const auto problem = socketProblem(engine.address(), m_around);
    QCOMPARE(problem.has_value(), refused);
    if (!refused)
        return;
    QCOMPARE(toString(problem->kind), u"Forbidden"_s);
    QVERIFY2(problem->message.contains(u"another user (id 1235)"_s), qPrintable(problem->message));
}

void EngineSearchTest::takesTheFirstThatAnswers()
{
    // The first place leads nowhere, at the second is another protocol, at the third an engine.
    ScriptedEngine mute, engine;
    mute.setVersionAnswer("SSH-2.0\r\n\r\n");
    engine.setVersion(ScriptedEngine::dockerVersion());
    QDir().mkpath(at(u"run/podman"_s));
    QVERIFY(QFile::link(at(u"nowhere"_s), at(u"run/podman/podman.sock"_s)));
    QVERIFY(QFile::link(mute.address().socketPath, m_around.systemPodmanSocket));
    QVERIFY(QFile::link(engine.address().socketPath, m_around.systemDockerSocket));
    const auto found = find({});
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    QCOMPARE(found->address.socketPath, m_around.systemDockerSocket);
    QCOMPARE(found->version.text(), u"Docker 20.10.24"_s);
    QVERIFY(!found->service);
}

void EngineSearchTest::aNamedEngineIsThatOrAnError()
{
    ScriptedEngine silent, engine;
    silent.setVersionAnswer({});
    QVERIFY(QFile::link(engine.address().socketPath, m_around.systemDockerSocket));
    EngineWish wish;
    wish.engine = silent.address().url();
    wish.patience = 200ms;
    auto found = find(wish);
    QVERIFY(!found);
    QCOMPARE(toString(found.error().kind), u"Timeout"_s);
    wish.engine = u"unix://"_s + at(u"none.sock"_s);
    found = find(wish);
    QVERIFY(!found);
    QCOMPARE(toString(found.error().kind), u"NotFound"_s);
    QVERIFY2(found.error().message.contains(at(u"none.sock"_s)), qPrintable(found.error().message));
    write(at(u"file"_s), "x");
    wish.engine = at(u"file"_s);
    found = find(wish);
    QVERIFY(!found);
    QVERIFY2(found.error().message.contains(u"is no socket"_s), qPrintable(found.error().message));
}

void EngineSearchTest::whatIsNoEngineIsOneSentence_data()
{
    QTest::addColumn<QByteArray>("answer"); //!< to what is asked first; empty: silence
    QTest::addColumn<bool>("closes");
    QTest::addColumn<QString>("sentence");
    const QString another = u". Say --engine podman, docker or unix:///PATH."_s;
    const QString noEngine = u"What answers at SOCKET (DOCKER_HOST) is no container engine"_s;
    QTest::newRow("silence") << QByteArray() << false
                             << u"The container engine at SOCKET (DOCKER_HOST) did not finish its "
                                "answer within 0.2 s. If it hangs, restart it."_s;
    QTest::newRow("garbage") << QByteArray("\0\1SSH-2.0 x\r\n\r\n", 15) << false
                             << noEngine + u": it does not speak HTTP"_s + another;
    QTest::newRow("a web page") << ScriptedEngine::response(200, "<html>", "text/html") << false
                                << noEngine + another;
    QTest::newRow("other JSON") << ScriptedEngine::response(200, R"({"hello":1})") << false
                                << noEngine + another;
    QTest::newRow("500")
        << ScriptedEngine::response(500, R"({"message":"database is locked"})") << false
        << u"The container engine at SOCKET (DOCKER_HOST) does not say who it is, but “database is "
           "locked”. Restart it, or say --engine podman, docker or unix:///PATH."_s;
    QTest::newRow("500 without a word")
        << ScriptedEngine::response(500, "") << false
        << u"The container engine at SOCKET (DOCKER_HOST) does not say who it is, but “HTTP status "
           "500”. Restart it, or say --engine podman, docker or unix:///PATH."_s;
    const QString half = u"The container engine at SOCKET (DOCKER_HOST) closed the connection in "
                         "the middle of its answer. See that it is running, and try again."_s;
    QTest::newRow("half an answer")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"Vers") << true << half;
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nConte") << true << half;
    QTest::newRow("too old")
        << ScriptedEngine::response(200, ScriptedEngine::dockerVersion("1.39")) << false
        << u"Docker 20.10.24 is too old: it speaks version 1.39 of the API, and 1.40 is needed "
           "(Docker 19.03, Podman 3.0); update it."_s;
}

void EngineSearchTest::whatIsNoEngineIsOneSentence()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, closes);
    QFETCH(QString, sentence);
    ScriptedEngine odd;
    odd.setVersionAnswer(answer);
    odd.closeAfterVersion(closes);
    m_around.variables.insert(u"DOCKER_HOST"_s, odd.address().url());
    EngineWish wish;
    wish.engine = u"docker"_s;
    wish.patience = answer.isEmpty() ? 200ms : 20s;
    const auto found = find(wish);
    QVERIFY(!found);
    QCOMPARE(found.error().message, sentence.replace(u"SOCKET"_s, odd.address().socketPath));
}

void EngineSearchTest::anotherEngineThanWishedIsSaidSo()
{
    ScriptedEngine podman;
    QVERIFY(QFile::link(podman.address().socketPath, m_around.systemDockerSocket));
    EngineWish wish;
    wish.engine = u"docker"_s;
    const auto found = find(wish);
    QVERIFY(!found);
    QVERIFY2(found.error().message.startsWith(u"Podman 4.3.1 answers at "_s) &&
                 found.error().message.endsWith(u"Say --engine podman."_s),
             qPrintable(found.error().message));
}

void EngineSearchTest::nothingIsThere()
{
    m_around.variables.insert(u"PATH"_s, at(u"bin"_s));
    EngineWish docker;
    docker.engine = u"docker"_s;
    QVERIFY(!find(docker).error().message.contains(u"podman in PATH"_s));
    const auto found = find({});
    QVERIFY(!found);
    QVERIFY(found.error().message.contains(u", and for podman in PATH)"_s));
    QCOMPARE(toString(found.error().kind), u"NotFound"_s);
    QVERIFY2(found.error().message.contains(m_around.systemDockerSocket) &&
                 found.error().message.contains(u"install podman or Docker"_s),
             qPrintable(found.error().message));
}

//! Plays `podman system service`: answers every connection with its version, and leaves word when
//! it is ended.
static const char playedPodman[] = R"(#!/usr/bin/python3
import os, signal, socket, sys
here = os.path.dirname(os.path.abspath(__file__))
def end(*_):
    open(here + "/ended", "w").write(str(os.getpid()))
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
assert sys.argv[1:4] == ["system", "service", "--time=0"], sys.argv
path = sys.argv[4][len("unix://"):]
open(here + "/mode", "w").write(oct(os.stat(os.path.dirname(path)).st_mode & 0o777))
s = socket.socket(socket.AF_UNIX)
s.bind(path)
s.listen()
body = b'{"Components":[{"Name":"Podman Engine"}],"Version":"4.3.1","ApiVersion":"1.41"}'
while True:
    c, _ = s.accept()
    c.recv(65536)
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    c.close()
)";

void EngineSearchTest::startsPodmanAndEndsIt()
{
    write(at(u"bin/podman"_s), playedPodman, true);
    auto found = find({});
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    QVERIFY(found->service);
    QCOMPARE(found->service->address(), found->address);
    QVERIFY(found->address.socketPath.startsWith(at(u"run"_s)));
    QFile mode(at(u"bin/mode"_s));
    QVERIFY(mode.open(QIODevice::ReadOnly));
    QCOMPARE(mode.readAll(), QByteArray("0o700"));
    EngineClient client(found->address);
    QVERIFY(answerOf(client.negotiate()));
    QVERIFY(!QFile::exists(at(u"bin/ended"_s)));
    found->service.reset();
    QTRY_VERIFY(QFile::exists(at(u"bin/ended"_s)));
    QVERIFY(!QFile::exists(QFileInfo(found->address.socketPath).path()));
    EngineWish wish;
    wish.mayStartPodman = false;
    QCOMPARE(toString(find(wish).error().kind), u"NotFound"_s);
}

void EngineSearchTest::podmanEndsWithUsHoweverWeEnd()
{
    write(at(u"bin/podman"_s), playedPodman, true);
    QProcess owner;
    auto variables = QProcessEnvironment::systemEnvironment();
    variables.insert(u"ASSAY_TEST_OWNER"_s, m_folder->path());
    owner.setProcessEnvironment(variables);
    owner.start(QCoreApplication::applicationFilePath(), {});
    QByteArray said;
    connect(&owner, &QProcess::readyReadStandardOutput, this,
            [&] { said += owner.readAllStandardOutput(); });
    QTRY_COMPARE_WITH_TIMEOUT(said, QByteArray("ready"), enginePatience);
    QVERIFY(!QFile::exists(at(u"bin/ended"_s)));
    ::kill(pid_t(owner.processId()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at(u"bin/ended"_s)), enginePatience);
    QTRY_COMPARE(owner.state(), QProcess::NotRunning);
}

void EngineSearchTest::foldersOfThoseThatWereKilledGo()
{
    write(at(u"bin/podman"_s), playedPodman, true);
    QDir run(at(u"run"_s));
    const auto date = [&run](const QString &name, int minutesAgo) {
        const timespec then{::time(nullptr) - minutesAgo * 60, 0};
        const timespec both[] = {then, then};
        QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(run.filePath(name)).constData(), both, 0),
                 0);
    };
    const auto make = [&run, &date](const QString &name, int minutesAgo) {
        QVERIFY(run.mkdir(name));
        date(name, minutesAgo);
    };
    make(u"assay-podman-killed"_s, 11);
    make(u"assay-podman-begins"_s, 9);
    make(u"others"_s, 11);
    make(u"assay-podman-in-use"_s, 11);
    write(run.filePath(u"assay-podman-in-use/podman.sock"_s), "", false);
    QVERIFY(QFile::link(run.filePath(u"others"_s), run.filePath(u"assay-podman-link"_s)));
    date(u"assay-podman-in-use"_s, 11);
    auto found = find({});
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    found->service.reset();
    QTRY_COMPARE(run.entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name),
                 (QStringList{u"assay-podman-begins"_s, u"assay-podman-in-use"_s,
                              u"assay-podman-link"_s, u"others"_s}));
}

void EngineSearchTest::podmanThatCannotStartSaysWhy()
{
    write(at(u"bin/podman"_s), "#!/bin/sh\necho 'Error: no subuid ranges found' >&2\nexit 125\n",
          true);
    const auto found = find({});
    QVERIFY(!found);
    QCOMPARE(toString(found.error().kind), u"Configuration"_s);
    QVERIFY2(found.error().message.contains(u"no subuid ranges found"_s),
             qPrintable(found.error().message));
}

//! A program that holds an engine until it is killed.
static int holdEngine(const QString &folder)
{
    EngineSurroundings around;
    around.variables.insert(u"XDG_RUNTIME_DIR"_s, folder + u"/run"_s);
    around.variables.insert(u"PATH"_s, folder + u"/bin:/usr/bin:/bin"_s);
    around.userId = ::geteuid();
    around.systemPodmanSocket = around.systemDockerSocket = folder + u"/none.sock"_s;
    const auto found = answerOf(findEngine({}, around));
    fputs(found ? "ready" : qPrintable(found.error().message), stdout);
    fflush(stdout);
    return QCoreApplication::exec();
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (const QString folder = qEnvironmentVariable("ASSAY_TEST_OWNER"); !folder.isEmpty())
        return holdEngine(folder);
    EngineSearchTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_engine_search.moc"
