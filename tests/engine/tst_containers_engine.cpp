// SPDX-License-Identifier: Apache-2.0

// The client against real engines, $ASSAY_TEST_ENGINE_DIR: images, containers, volumes, events and
// what each engine says of them that is not so.

#include "support/engine_fixture.h"

#include <k8s/containers/engine_search.h>
#include <k8s/containers/tar_archive.h>

#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

class ContainersEngineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { EngineFixture::addEngines(); }
    void initTestCase()
    {
        if (const QString why = EngineFixture::reasonToSkip(); !why.isEmpty())
            QSKIP(qPrintable(why));
    }
    void init()
    {
        QFETCH_GLOBAL(QString, engine);
        m_engine.open(engine);
    }
    void cleanup() { QCOMPARE(m_engine.close(), QStringList()); }

    void saysWhatItIsAndCanDo();
    void knowsItsImages();
    void whatNeverStartedHasNoExitCode();
    void whatCannotStartHasNoExitCode();
    void exitCodesAreTheContainersOwn();
    void aNameIsTakenOnce();
    void mainProcessKilledForMemory();
    void pullsAndWhatGoesWrong_data();
    void pullsAndWhatGoesWrong();
    void theHomeOfACluster();
    void eventsTellALife();
    void logsAreReadToTheirEnd();
    void logsAreFollowedWhileItRuns();
    void aPublishedPortAnswers();
    void stoppingKillingRemoving();
    void volumes();
    void isFoundByItsSocket();
    void podmanIsStartedAndEnded();

private:
    EngineFixture m_engine;
};

void ContainersEngineTest::saysWhatItIsAndCanDo()
{
    const auto info = answerOf(m_engine.client().info());
    QVERIFY2(info, info ? "" : qPrintable(info.error().message));
    const auto &version = m_engine.client().version();
    QVERIFY(version);
    QCOMPARE(version->kind, m_engine.isDocker() ? EngineKind::Docker : EngineKind::Podman);
    QVERIFY2(version->isAtLeast(3), qPrintable(version->version));
    QCOMPARE(version->operatingSystem, u"linux"_s);
    QVERIFY(!info->architecture.isEmpty() && !info->kernel.isEmpty());
    QVERIFY(!info->operatingSystem.isEmpty() && info->dataFolder.startsWith(u'/'));
    QCOMPARE(info->rootless, m_engine.isRootless());
    QVERIFY(info->cgroupVersion == 1 || info->cgroupVersion == 2);
    QVERIFY(info->cpus > 0 && info->memory > 0);
    if (m_engine.isRootless()) {
        QVERIFY(info->mappedUserIds && *info->mappedUserIds > 1 &&
                *info->mappedUserIds < (qint64(1) << 32));
        // It says that it limits memory, and does not.
        if (info->cgroupVersion == 1)
            QVERIFY(!info->limitsMemory && !info->limitsCpu && !info->limitsPids);
    } else {
        QCOMPARE(info->mappedUserIds.value_or(0), qint64(1) << 32);
        QVERIFY(info->limitsMemory && info->limitsCpu && info->limitsPids);
    }
    QCOMPARE(info->freeSpace.has_value(), !m_engine.isDocker());
}

void ContainersEngineTest::knowsItsImages()
{
    const auto images = answerOf(m_engine.client().images());
    QVERIFY2(images, images ? "" : qPrintable(images.error().message));
    const QString name = EngineFixture::image("py-workbench");
    const auto listed =
        std::find_if(images->begin(), images->end(),
                     [&name](const ImageSummary &image) { return image.tags.contains(name); });
    QVERIFY(listed != images->end());
    const auto image = answerOf(m_engine.client().inspectImage(name));
    QVERIFY2(image, image ? "" : qPrintable(image.error().message));
    QVERIFY(image->id.startsWith(u"sha256:"_s));
    QCOMPARE(listed->id, image->id);
    QCOMPARE(listed->size, image->size);
    QVERIFY(image->created.isValid() && listed->created == image->created);
    QCOMPARE(image->user, u"1000:100"_s);
    QCOMPARE(image->exposedPorts, QStringList{u"8888/tcp"_s});
    QCOMPARE(image->architecture, answerOf(m_engine.client().info())->architecture);
    QCOMPARE(answerOf(m_engine.client().inspectImage(image->id))->tags, image->tags);
    QCOMPARE(toString(errorOf(m_engine.client().inspectImage(u"localhost/test/none:1.0"_s)).kind),
             u"NotFound"_s);
    auto body = m_engine.body("none");
    QCOMPARE(toString(errorOf(m_engine.client().createContainer(m_engine.ownName(), body)).kind),
             u"NotFound"_s);
}

void ContainersEngineTest::whatNeverStartedHasNoExitCode()
{
    const QString id = m_engine.create(m_engine.body("py-workbench"));
    const auto state = m_engine.state(id);
    QVERIFY2(state, state ? "" : qPrintable(state.error().message));
    QCOMPARE(state->status, ContainerStatus::Created);
    QVERIFY(!state->exitCode && !state->started.isValid() && !state->finished.isValid());
}

void ContainersEngineTest::whatCannotStartHasNoExitCode()
{
    const QString id = m_engine.create(m_engine.body("noentry"));
    const Error error = errorOf(m_engine.client().startContainer(id));
    QCOMPARE(toString(error.kind), u"Invalid"_s);
    QVERIFY2(error.message.contains(u"no such file or directory"_s), qPrintable(error.message));
    const auto state = m_engine.state(id);
    QVERIFY(state);
    QCOMPARE(state->status, ContainerStatus::Created);
    QVERIFY(!state->exitCode);
    QVERIFY(!state->started.isValid());
}

void ContainersEngineTest::exitCodesAreTheContainersOwn()
{
    for (const int code : {0, 3}) {
        const QString id = m_engine.run(
            m_engine.body("py-workbench", {"sh", "-c", "exit " + std::to_string(code)}));
        QVERIFY(m_engine.waitForEnd(id));
        const auto state = m_engine.state(id);
        QVERIFY(state && state->exitCode);
        QCOMPARE(*state->exitCode, code);
        QVERIFY2(state->started.isValid() && state->finished >= state->started,
                 qPrintable(state->started.toString(Qt::ISODateWithMs) + u" … "_s +
                            state->finished.toString(Qt::ISODateWithMs)));
    }
}

void ContainersEngineTest::aNameIsTakenOnce()
{
    const QString name = m_engine.ownName();
    const auto body = m_engine.body("py-workbench");
    QVERIFY(answerOf(m_engine.client().createContainer(name, body)));
    QCOMPARE(toString(errorOf(m_engine.client().createContainer(name, body)).kind),
             u"AlreadyExists"_s);
}

void ContainersEngineTest::mainProcessKilledForMemory()
{
    const auto info = answerOf(m_engine.client().info());
    QVERIFY(info);
    if (!info->limitsMemory)
        QSKIP("this engine enforces no limits");
    auto body = m_engine.body("oom", {"python3", "-c", "import hungry"});
    body["HostConfig"]["Memory"] = 128 << 20;
    const QString id = m_engine.run(body);
    QVERIFY(m_engine.waitForEnd(id));
    const auto state = m_engine.state(id);
    QVERIFY(state && state->exitCode);
    QCOMPARE(*state->exitCode, 137);
    QCOMPARE(state->memoryLimit, 128 << 20);
    const bool canTell = m_engine.isDocker() || m_engine.client().version()->isAtLeast(5);
    QCOMPARE(state->outOfMemory.has_value(), canTell);
    QVERIFY(!canTell || *state->outOfMemory);
}

void ContainersEngineTest::pullsAndWhatGoesWrong_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("there") << u"127.0.0.1:15000/test/tiny:1.0"_s << u""_s << u"pulled"_s;
    QTest::newRow("a tag that is not there")
        << u"127.0.0.1:15000/test/tiny:none"_s << u""_s << u"NotFound"_s;
    QTest::newRow("nobody listens") << u"127.0.0.1:1/test/tiny:1.0"_s << u""_s << u"Invalid"_s;
    QTest::newRow("a login is missing")
        << u"127.0.0.1:15001/test/tiny:1.0"_s << u""_s << u"Unauthorized"_s;
    QTest::newRow("a login that is wrong")
        << u"127.0.0.1:15001/test/tiny:1.0"_s << u"wrong"_s << u"Unauthorized"_s;
    QTest::newRow("a login") << u"127.0.0.1:15001/test/tiny:1.0"_s << u"assay"_s << u"pulled"_s;
}

void ContainersEngineTest::pullsAndWhatGoesWrong()
{
    QFETCH(QString, reference);
    QFETCH(QString, password);
    PullOptions options;
    if (!password.isEmpty())
        options.login = RegistryLogin{u"assay"_s, password, reference.section(u'/', 0, 0)};
    auto pull = m_engine.client().pull(reference, options);
    QVERIFY(ended(*pull));
    const auto &result = pull->result();
    const QString outcome = result ? u"pulled"_s : assay::k8s::toString(result.error().kind);
    QVERIFY2(result || !result.error().message.isEmpty(), "an error without words");
    QTEST(outcome, "outcome");
    if (result)
        QVERIFY(result->tags.contains(reference));
}

void ContainersEngineTest::theHomeOfACluster()
{
    const quint32 group = 60'000;
    const QString volume = m_engine.ownName();
    const QStringList label = EngineFixture::label().split(u'=');
    QVERIFY(answerOf(m_engine.client().createVolume(volume, {{label[0], label[1]}})));
    auto body = m_engine.body("homeonly", {"sleep", "600"});
    body["User"] = "60001:0";
    body["HostConfig"]["GroupAdd"] = {std::to_string(group)};
    body["HostConfig"]["Binds"] = {volume.toStdString() + ":/opt/app-root/src:nocopy"};
    const QString id = m_engine.create(body);
    TarArchive tar;
    QVERIFY(tar.addFolder(u"opt/app-root/src"_s, 02775, 0, group));
    const auto uploaded = answerOf(m_engine.client().upload(id, u"/"_s, tar.bytes()));
    QVERIFY2(uploaded, uploaded ? "" : qPrintable(uploaded.error().message));
    const auto started = answerOf(m_engine.client().startContainer(id));
    QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    const auto job = m_engine.exec(
        {id,
         {u"sh"_s, u"-c"_s,
          u"cd /opt/app-root/src; ls -A; stat -c '%a %g' .; touch mine && echo written"_s}});
    QVERIFY(job->result());
    QCOMPARE(QString::fromUtf8(job->result()->standardOutput), u"2775 %1\nwritten\n"_s.arg(group));
}

void ContainersEngineTest::eventsTellALife()
{
    auto feed = m_engine.client().events({EngineFixture::label()});
    // Engines have events of their own in between, and other tests have containers, too.
    std::vector<ContainerEvent> events;
    connect(feed.get(), &EventFeed::happened, this,
            [&](const ContainerEvent &event) { events.push_back(event); });
    const QString id = m_engine.run(m_engine.body("py-workbench", {"sh", "-c", "exit 4"}));
    std::optional<int> exitCode;
    const auto actions = [&] {
        QStringList mine;
        for (const ContainerEvent &event : events) {
            if (event.containerId != id ||
                !QStringList{u"create"_s, u"start"_s, u"die"_s, u"destroy"_s}.contains(
                    event.action))
                continue;
            mine << event.action;
            if (event.action == u"die")
                exitCode = event.exitCode;
        }
        return mine;
    };
    QVERIFY(m_engine.waitForEnd(id));
    QVERIFY(answerOf(m_engine.client().removeContainer(id)));
    QTRY_COMPARE_WITH_TIMEOUT(
        actions(), (QStringList{u"create"_s, u"start"_s, u"die"_s, u"destroy"_s}), enginePatience);
    QCOMPARE(exitCode.value_or(-1), 4);
    QVERIFY(feed->isOpen() && !feed->lastError());
}

void ContainersEngineTest::logsAreReadToTheirEnd()
{
    const QString id = m_engine.run(m_engine.body(
        "py-workbench", {"sh", "-c",
                         "echo one; echo wrong >&2; head -c 100000 /dev/zero | tr '\\0' x; echo; "
                         "printf end"}));
    auto log = m_engine.client().logs(id);
    QByteArray output, errors;
    bool allTimed = true;
    connect(log.get(), &ContainerLog::received, this,
            [&](LogSource source, const QByteArray &bytes, const auto &time) {
                (source == LogSource::Output ? output : errors) += bytes;
                allTimed = allTimed && time.has_value();
            });
    QVERIFY(ended(*log));
    QVERIFY2(!log->error(), log->error() ? qPrintable(log->error()->message) : "");
    QCOMPARE(output, "one\n" + QByteArray(100'000, 'x') + "\nend");
    QCOMPARE(errors, QByteArray("wrong\n"));
    QVERIFY(allTimed);
    QCOMPARE(toString(errorOf(m_engine.client().inspectContainer(u"none"_s)).kind), u"NotFound"_s);
}

void ContainersEngineTest::logsAreFollowedWhileItRuns()
{
    const QString id = m_engine.run(m_engine.body(
        "py-workbench",
        {"sh", "-c", "echo waiting; until [ -e /tmp/go ]; do sleep 0.1; done; echo gone"}));
    auto log = m_engine.client().logs(id);
    QByteArray output;
    connect(log.get(), &ContainerLog::received, this,
            [&output](LogSource, const QByteArray &bytes, const auto &) { output += bytes; });
    QTRY_COMPARE_WITH_TIMEOUT(output, QByteArray("waiting\n"), enginePatience);
    QVERIFY(!log->isFinished());
    // What it ends with is not told where the container ended first.
    m_engine.exec({id, {u"touch"_s, u"/tmp/go"_s}});
    QVERIFY(ended(*log));
    QVERIFY(!log->error());
    QCOMPARE(output, QByteArray("waiting\ngone\n"));
}

void ContainersEngineTest::aPublishedPortAnswers()
{
    auto body = m_engine.body("py-workbench");
    body["ExposedPorts"] = {{"8888/tcp", nlohmann::json::object()}};
    body["HostConfig"] = {
        {"PortBindings", {{"8888/tcp", {{{"HostIp", "127.0.0.1"}, {"HostPort", ""}}}}}}};
    const QString id = m_engine.run(body);
    const auto state = m_engine.state(id);
    QVERIFY(state);
    QCOMPARE(state->ports.size(), std::size_t(1));
    QCOMPARE(state->ports[0].containerPort, 8888);
    QCOMPARE(state->ports[0].hostAddress, u"127.0.0.1"_s);
    QVERIFY(state->ports[0].hostPort > 0);
    QVERIFY2(!state->address.isEmpty(), "no address of its own");
}

void ContainersEngineTest::stoppingKillingRemoving()
{
    const QString id = m_engine.run(m_engine.body("stubborn"));
    QVERIFY(answerOf(m_engine.client().startContainer(id)));
    QVERIFY(answerOf(m_engine.client().stopContainer(id, 1s)));
    const auto state = m_engine.state(id);
    QVERIFY(state && state->hasEnded());
    QCOMPARE(state->exitCode.value_or(-1), 137);
    QVERIFY(answerOf(m_engine.client().stopContainer(id, 1s)));
    QCOMPARE(toString(errorOf(m_engine.client().killContainer(id)).kind), u"Gone"_s);
    const auto listed = answerOf(m_engine.client().containers({EngineFixture::label()}));
    QVERIFY(listed);
    QCOMPARE(listed->size(), std::size_t(1));
    QCOMPARE(listed->front().id, id);
    QCOMPARE(listed->front().status, ContainerStatus::Exited);
    QVERIFY(answerOf(m_engine.client().removeContainer(id)));
    QVERIFY(answerOf(m_engine.client().removeContainer(id)));
    QCOMPARE(toString(errorOf(m_engine.client().startContainer(id)).kind), u"NotFound"_s);

    const QString running = m_engine.runIdle();
    QVERIFY(answerOf(m_engine.client().killContainer(running)));
    QVERIFY(m_engine.waitForEnd(running));
    QVERIFY(answerOf(m_engine.client().removeContainer(m_engine.runIdle())));
}

void ContainersEngineTest::volumes()
{
    const QString name = m_engine.ownName();
    const QStringList label = EngineFixture::label().split(u'=');
    const auto made = answerOf(m_engine.client().createVolume(name, {{label[0], label[1]}}));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QCOMPARE(made->name, name);
    auto body = m_engine.body("py-workbench");
    body["HostConfig"]["Binds"] = {name.toStdString() + ":/data:nocopy"};
    const QString id = m_engine.create(body);
    QCOMPARE(toString(errorOf(m_engine.client().removeVolume(name)).kind), u"Conflict"_s);
    QVERIFY(answerOf(m_engine.client().removeContainer(id)));
    const auto listed = answerOf(m_engine.client().volumes({EngineFixture::label()}));
    QVERIFY(listed);
    QCOMPARE(listed->size(), std::size_t(1));
    QCOMPARE(listed->front().labels.value(label[0]), label[1]);
    QVERIFY(answerOf(m_engine.client().removeVolume(name)));
    QVERIFY(answerOf(m_engine.client().removeVolume(name)));
}

void ContainersEngineTest::isFoundByItsSocket()
{
    EngineWish wish;
    wish.engine = m_engine.client().address().url();
    const auto found = answerOf(findEngine(wish));
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    QCOMPARE(found->version.kind, m_engine.isDocker() ? EngineKind::Docker : EngineKind::Podman);
}

void ContainersEngineTest::podmanIsStartedAndEnded()
{
    QFETCH_GLOBAL(QString, engine);
    if (engine != u"podman" || QStandardPaths::findExecutable(u"podman"_s).isEmpty())
        QSKIP("only for podman, and with podman in PATH");
    const QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QString &text) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0;
    };
    QVERIFY(write(u"storage.conf"_s, u"[storage]\ndriver = \"vfs\"\ngraphroot = \"%1/graph\"\n"
                                     "runroot = \"%1/run\"\n"_s.arg(folder.path())));
    QVERIFY(
        write(u"containers.conf"_s,
              u"[engine]\ntmp_dir = \"%1/tmp\"\nevents_logger = \"file\"\n"_s.arg(folder.path())));
    EngineSurroundings around = EngineSurroundings::ofThisProcess();
    around.variables.insert(u"XDG_RUNTIME_DIR"_s, folder.path());
    around.variables.insert(u"CONTAINERS_STORAGE_CONF"_s, folder.filePath(u"storage.conf"_s));
    around.variables.insert(u"CONTAINERS_CONF"_s, folder.filePath(u"containers.conf"_s));
    around.variables.remove(u"CONTAINER_HOST"_s);
    around.systemPodmanSocket = folder.filePath(u"none.sock"_s);
    EngineWish wish;
    wish.engine = u"podman"_s;
    auto found = answerOf(findEngine(wish, around));
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    QVERIFY(found->service);
    EngineClient client(found->address);
    const auto info = answerOf(client.info());
    QVERIFY2(info, info ? "" : qPrintable(info.error().message));
    QCOMPARE(info->dataFolder, folder.filePath(u"graph"_s));
    const auto images = answerOf(client.images());
    QVERIFY(images && images->empty());
    found->service.reset();
    QCOMPARE(toString(errorOf(client.images()).kind), u"Connection"_s);
}

QTEST_GUILESS_MAIN(ContainersEngineTest)
#include "tst_containers_engine.moc"
