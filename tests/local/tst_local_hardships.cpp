// SPDX-License-Identifier: Apache-2.0
#include "support/local_engine.h"
#include "support/unix_relay.h"

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using assay::models::Json;
using assay::models::textAt;
using assay::test::LocalEngine;
using assay::test::Program;
using assay::test::UnixRelay;

//! What befalls a local run from outside, on each container engine of this machine: each ends with
//! a sentence, and leaves nothing that `assay clean` does not find.
class TestLocalHardships : public QObject
{
    Q_OBJECT
    Program m_program;
    QString m_id;
    int m_count = 0;

    //! A test whose cell takes `seconds`.
    QString suite(int seconds)
    {
        m_id = u"hard-%1-%2"_s.arg(QCoreApplication::applicationPid()).arg(++m_count);
        const QByteArray id = m_id.toLatin1();
        return m_program.write(
            m_id + u".yaml"_s,
            "version: 1\ndefaults: {timeout_command: 120}\ntests:\n  - id: " + id +
                "\n    namespace: test-" + id + "\n    notebook_name: " + id +
                "\n    custom_image: localhost/test/py-workbench:1.0\n"
                "    packages_to_verify: [numpy]\n    notebook_cells: "
                "['import time; time.sleep(" +
                QByteArray::number(seconds) + ")']\n");
    }
    std::unique_ptr<QProcess> launch(const QString &suite, const QString &url)
    {
        return m_program.launch({u"run"_s, suite, u"--engine"_s, url, u"-o"_s, report()});
    }
    QString report() const { return m_program.path(m_id); }
    Json testOf() const
    {
        const Json whole = Program::report(report());
        return whole.is_object() ? whole.at("tests").at(0) : Json::object();
    }
    //! Its package is imported: its cell runs, or is about to.
    static bool runsItsCell(QProcess &process, QString *heard)
    {
        return QTest::qWaitFor(
            [&process, heard] {
                *heard += QString::fromUtf8(process.readAllStandardError());
                return heard->contains(u"numpy imports after"_s);
            },
            60'000);
    }
    Program::Result clean(const LocalEngine &local, const QStringList &more = {}) const
    {
        return m_program.run(QStringList{u"clean"_s, u"--engine"_s, local.url()} + more);
    }
    //! Of this test's run: what it is, in which state, and whether it has been deleted.
    QString itemsOf(const Program::Result &cleaned) const
    {
        QStringList items;
        const Json report = Json::parse(cleaned.out.toStdString(), nullptr, false);
        for (const Json &item : assay::models::listAt(report, {"items"})) {
            if (assay::models::textAt(item, {"name"}).contains(m_id))
                items << u"%1 %2 %3"_s
                             .arg(assay::models::textAt(item, {"kind"}),
                                  assay::models::textAt(item, {"state"}))
                             .arg(item["deleted"].get<bool>() ? 1 : 0);
        }
        return items.join(u", "_s);
    }
    void allIsFoundAndGoes(LocalEngine &local)
    {
        const QStringList left = local.left(m_id);
        QCOMPARE(left.size(), 2); // the container, and the volume of its home
        const auto asked = clean(local);
        QCOMPARE(asked.status, 3);
        for (const QString &one : left)
            QVERIFY2(asked.out.contains(one), qPrintable(asked.out));
        QVERIFY2(asked.out.endsWith(u"Nothing was deleted. Say --yes to delete it.\n"_s),
                 qPrintable(asked.out));
        QCOMPARE(local.left(m_id), left);
        QCOMPARE(itemsOf(clean(local, {u"--format"_s, u"json"_s})),
                 u"Container left 0, Volume left 0"_s);
        QCOMPARE(local.left(m_id), left);
        const auto cleaned = clean(local, {u"--yes"_s, u"--format"_s, u"json"_s});
        QVERIFY2(cleaned.status == 0, qPrintable(cleaned.out + cleaned.err));
        QCOMPARE(itemsOf(cleaned), u"Container left 1, Volume left 1"_s);
        QCOMPARE(local.left(m_id), QStringList());
    }

private Q_SLOTS:
    void init()
    {
        QFETCH(QString, engine);
        if (const QString why = LocalEngine::reasonToSkip(engine); !why.isEmpty())
            QSKIP(qPrintable(why));
    }

    void whatAKilledAssayLeavesIsFound_data() { LocalEngine::addRows(); }
    void whatAKilledAssayLeavesIsFound()
    {
        QFETCH(QString, engine);
        LocalEngine local(engine);
        const Json others{{"Image", "localhost/test/py-workbench:1.0"},
                          {"Labels", {{"assay.test", "of somebody else"}}},
                          {"HostConfig", {{"NetworkMode", "none"}}}};
        const auto foreign = assay::tests::answerOf(local.client().createContainer(
            u"others-%1"_s.arg(QCoreApplication::applicationPid()), others));
        QVERIFY(foreign);
        // From an image that was made from a container of Assay's; and of somebody called so.
        Json inherited = others;
        inherited["Labels"] = {{"assay.owner", "77777.1"}, {"assay.run", "r"}};
        const QString own = u"my-own-%1"_s.arg(QCoreApplication::applicationPid());
        const auto copied = assay::tests::answerOf(local.client().createContainer(own, inherited));
        QVERIFY(copied);
        const QString data = u"assay-alice-%1"_s.arg(QCoreApplication::applicationPid());
        QVERIFY(assay::tests::answerOf(
            local.client().createVolume(data, {{u"assay.owner"_s, u"alice"_s}})));
        const auto run = launch(suite(60), local.url());
        QString heard;
        QVERIFY2(runsItsCell(*run, &heard), qPrintable(heard));
        // What runs is nobody's to take away.
        const auto meanwhile = clean(local, {u"--yes"_s});
        QVERIFY2(meanwhile.out.contains(u"In use by an Assay that runs: container assay-"_s + m_id),
                 qPrintable(meanwhile.out + meanwhile.err));
        QVERIFY2(
            itemsOf(clean(local, {u"--format"_s, u"json"_s})).startsWith(u"Container in_use 0"_s),
            qPrintable(heard));
        run->kill();
        QVERIFY(Program::ended(*run));
        allIsFoundAndGoes(local);
        QVERIFY(assay::tests::answerOf(local.client().inspectContainer(foreign->id)));
        QVERIFY(assay::tests::answerOf(local.client().removeContainer(foreign->id)));
        QVERIFY(assay::tests::answerOf(local.client().inspectContainer(copied->id)));
        QVERIFY(assay::tests::answerOf(local.client().removeContainer(copied->id)));
        const auto volumes = assay::tests::answerOf(local.client().volumes({u"assay.owner"_s}));
        QVERIFY(volumes);
        QVERIFY(std::any_of(volumes->begin(), volumes->end(),
                            [&data](const auto &one) { return one.name == data; }));
        QVERIFY(assay::tests::answerOf(local.client().removeVolume(data)));
    }

    void whatIsToldAsKeptIsThere_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("words");
        for (const char *engine : {"podman", "rootless", "docker"}) {
            const QString name = QString::fromLatin1(engine);
            QTest::addRow("%s, passes", engine) << name << u"py-workbench"_s << QString();
            QTest::addRow("%s, crashes", engine) << name << u"crash"_s << u", which has ended"_s;
            QTest::addRow("%s, cannot be started", engine)
                << name << u"noentry"_s << u", which has ended"_s;
            QTest::addRow("%s, is not there", engine) << name << u"nowhere"_s << QString();
        }
    }
    void whatIsToldAsKeptIsThere()
    {
        QFETCH(QString, engine);
        QFETCH(QString, image);
        QFETCH(QString, words);
        LocalEngine local(engine);
        m_id = u"kept-%1-%2"_s.arg(QCoreApplication::applicationPid()).arg(++m_count);
        const QString path = m_program.write(
            m_id + u".yaml"_s,
            u"version: 1\ntests:\n- {id: %1, namespace: test-%1, notebook_name: %1, "
            "custom_image: \"localhost/test/%2:1.0\", packages_to_verify: [json]}\n"_s
                .arg(m_id, image)
                .toUtf8());
        const auto run =
            m_program.run({u"run"_s, u"--engine"_s, local.url(), u"--keep"_s, u"always"_s, path});
        const QStringList left = local.left(m_id);
        const QString told = run.out + run.err;
        QVERIFY2(!told.contains(u"Kept: Namespace"_s), qPrintable(told));
        if (image == u"nowhere") {
            QCOMPARE(left, QStringList());
            QVERIFY2(told.contains(u"Nothing was kept: no container could be made."_s),
                     qPrintable(told));
            QVERIFY2(!told.contains(u"Kept: "_s), qPrintable(told));
            return;
        }
        QCOMPARE(left.size(), 2);
        const QString line = u"Left on this computer: %1%2, %3. \"assay clean "
                             u"--engine %4\" removes "
                             "it.\n"_s.arg(left.value(0), words, left.value(1), local.url());
        QVERIFY2(run.out.endsWith(line), qPrintable(line + run.out));
        allIsFoundAndGoes(local);
    }

    void whatCannotBeRemovedIsToldAtTheEnd_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::newRow("podman") << u"podman"_s;
    }
    void whatCannotBeRemovedIsToldAtTheEnd()
    {
        QFETCH(QString, engine);
        LocalEngine local(engine);
        const QString path = m_program.path(engine + u"-busy.sock"_s);
        const UnixRelay relay(path, local.socket(), "DELETE *volumes/", "resource is busy");
        QVERIFY(relay.isUp());
        const auto run = launch(suite(0), u"unix://"_s + path);
        QVERIFY(Program::ended(*run, 90'000));
        const auto result = Program::resultOf(*run);
        const QStringList left = local.left(m_id);
        QCOMPARE(left.size(), 1);
        QVERIFY2(result.out.endsWith(u"Left on this computer: %1. \"assay clean --engine "
                                     "unix://%2\" removes it.\n"_s.arg(left[0], path)),
                 qPrintable(result.out + result.err));
        const auto cleaned = clean(local, {u"--yes"_s});
        QVERIFY2(cleaned.status == 0, qPrintable(cleaned.out + cleaned.err));
        QCOMPARE(local.left(m_id), QStringList());
    }

    void anEngineThatGoesIsToldOf_data() { LocalEngine::addRows(); }
    void anEngineThatGoesIsToldOf()
    {
        QFETCH(QString, engine);
        LocalEngine local(engine);
        const QString path = m_program.path(engine + u".sock"_s);
        UnixRelay relay(path, local.socket());
        QVERIFY(relay.isUp());
        const auto run = launch(suite(100), u"unix://"_s + path);
        QString heard;
        QVERIFY2(runsItsCell(*run, &heard), qPrintable(heard));
        relay.cut();
        QVERIFY(Program::ended(*run, 40'000));
        const auto result = Program::resultOf(*run);
        QCOMPARE(result.status, 3);
        const Json test = testOf();
        QCOMPARE(textAt(test, {"outcome"}), u"inconclusive"_s);
        QCOMPARE(textAt(test, {"error", "type"}), u"ConnectionError"_s);
        const QString message = textAt(test, {"error", "message"});
        QVERIFY2(
            message.contains(u" stopped answering at unix://%1 while the workbench was "
                             "tested: No container engine answers at %1; start it ("_s.arg(path)),
            qPrintable(message));
        QVERIFY2(
            message.endsWith(u"Once it is up again, \"assay clean --engine unix://%1\" "
                             "removes what was left there; then run the test again."_s.arg(path)),
            qPrintable(message));
        QVERIFY2(result.err.contains(u"Could not be deleted: container test-%1/%1: The container "
                                     "engine does not answer."_s.arg(m_id)),
                 qPrintable(result.err));
        QVERIFY(!result.err.contains(u"The container was removed"_s));
        QVERIFY2(result.out.contains(
                     u"\nLeft on this computer: %1"_s.arg(local.left(m_id).join(u", "_s))),
                 qPrintable(result.out));
        allIsFoundAndGoes(local);
    }

    void aContainerThatSomebodyEndsIsNobodysFault_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<bool>("removed");
        for (const char *engine : {"podman", "rootless", "docker"}) {
            QTest::addRow("%s, killed", engine) << QString::fromLatin1(engine) << false;
            QTest::addRow("%s, removed", engine) << QString::fromLatin1(engine) << true;
        }
    }
    void aContainerThatSomebodyEndsIsNobodysFault()
    {
        QFETCH(QString, engine);
        QFETCH(bool, removed);
        LocalEngine local(engine);
        const auto run = launch(suite(60), local.url());
        QString heard;
        QVERIFY2(runsItsCell(*run, &heard), qPrintable(heard));
        const QString name = local.left(m_id).value(0).section(u' ', 1);
        QVERIFY(assay::tests::answerOf(removed ? local.client().removeContainer(name)
                                               : local.client().killContainer(name)));
        QVERIFY(Program::ended(*run, 60'000));
        const auto result = Program::resultOf(*run);
        QVERIFY2(result.status == 3, qPrintable(result.out + result.err));
        QCOMPARE(textAt(testOf(), {"outcome"}), u"inconclusive"_s);
        QVERIFY2(result.out.contains(u"This happens when somebody stops or removes the container, "
                                     "or restarts the engine: run the test again."_s),
                 qPrintable(result.out));
        QVERIFY2(!result.out.contains(u"The image's author can mend this"_s),
                 qPrintable(result.out));
        QCOMPARE(local.left(m_id), QStringList());
    }

    void anEngineThatFailsIsNoFaultOfTheImage_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("todo");
        const QString podman = u"podman"_s;
        const QString docker = u"docker"_s;
        const QString made =
            u"The container engine of this computer failed while it made the workbench's "
            "container."_s;
        const QString lookedFor =
            u"The container engine of this computer failed while it looked for the image "
            "localhost/test/py-workbench:1.0."_s;
        const QString full = u"This computer has no disk space left to start the container."_s;
        const QString makeRoom =
            u"make room, as by \"podman system prune\" or \"docker system prune\", and run the "
            "test again."_s;
        QTest::newRow("podman, the container")
            << podman << QByteArray("/containers/create") << QByteArray("database is locked")
            << made << QString();
        QTest::newRow("docker, its ports")
            << docker << QByteArray("GET *containers/*/json") << QByteArray() << made << QString();
        QTest::newRow("podman, the image")
            << podman << QByteArray("GET *images/*/json") << QByteArray() << lookedFor << QString();
        QTest::newRow("podman, a full disk for the container")
            << podman << QByteArray("/containers/create")
            << QByteArray("mkdir /var/lib/containers/storage/overlay/0a: no space left on device")
            << full << makeRoom;
        QTest::newRow("rootless, a full disk for the volume")
            << u"rootless"_s << QByteArray("/volumes/create")
            << QByteArray("write /home/me/.local/share/containers/storage/volumes/0a: disk quota "
                          "exceeded")
            << full << makeRoom;
        QTest::newRow("docker, a full disk at the start")
            << docker << QByteArray("/start ")
            << QByteArray("mkdir /var/lib/docker/overlay2/0a-init: no space left on device") << full
            << makeRoom;
    }
    void anEngineThatFailsIsNoFaultOfTheImage()
    {
        QFETCH(QString, engine);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, words);
        QFETCH(QString, said);
        QFETCH(QString, todo);
        LocalEngine local(engine);
        const QString path = m_program.path(engine + u"-fails.sock"_s);
        const UnixRelay relay(path, local.socket(), request, words);
        QVERIFY(relay.isUp());
        const auto run = launch(suite(0), u"unix://"_s + path);
        QVERIFY(Program::ended(*run));
        const auto result = Program::resultOf(*run);
        QCOMPARE(textAt(testOf(), {"error", "message"}), said);
        QCOMPARE(result.status, 3);
        QCOMPARE(textAt(testOf(), {"outcome"}), u"inconclusive"_s);
        QVERIFY2(result.out.contains(todo), qPrintable(result.out));
        QCOMPARE(local.left(m_id), QStringList());
    }

    void aPortThatWasTakenIsNobodysFault_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("podman") << u"podman"_s
                                << QByteArray("cannot listen on the TCP port: listen tcp4 "
                                              "127.0.0.1:30897: bind: address already in use");
        QTest::newRow("rootless") << u"rootless"_s
                                  << QByteArray("rootlessport listen tcp 127.0.0.1:31151: bind: "
                                                "address already in use");
        QTest::newRow("docker")
            << u"docker"_s
            << QByteArray("driver failed programming external connectivity on endpoint nb (0a): "
                          "Bind for 127.0.0.1:30001 failed: port is already allocated");
    }
    //! The engine gives a container its ports before it takes them: another is made, which has
    //! others. Where each is taken, that is said.
    void aPortThatWasTakenIsNobodysFault()
    {
        QFETCH(QString, engine);
        QFETCH(QByteArray, words);
        LocalEngine local(engine);
        const int always = std::numeric_limits<int>::max();
        const std::vector<int> all =
            engine == "docker"_L1 ? std::vector{2, always} : std::vector{2};
        for (const int times : all) {
            const QString path = m_program.path(u"%1-%2.sock"_s.arg(engine).arg(times));
            const UnixRelay relay(path, local.socket(), "/start ", words, times);
            QVERIFY(relay.isUp());
            const auto run = launch(suite(0), u"unix://"_s + path);
            QVERIFY(Program::ended(*run, 60'000));
            const auto result = Program::resultOf(*run);
            if (times == 2) {
                QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
            } else {
                QVERIFY2(result.status == 3, qPrintable(result.out + result.err));
                QCOMPARE(textAt(testOf(), {"outcome"}), u"inconclusive"_s);
                QCOMPARE(
                    textAt(testOf(), {"error", "message"}),
                    u"This computer could not start the workbench's container: the port that it "
                    "was given is in use."_s);
            }
            QCOMPARE(local.left(m_id), QStringList());
        }
    }
};

QTEST_GUILESS_MAIN(TestLocalHardships)
#include "tst_local_hardships.moc"
