// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <ui/window/workbench_gestures.h>

#include <QClipboard>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! What a run left on the cluster is spoken of over the run, and something can be done with it.
class TestKeptWorkbench : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        m->addTests();
        m->show();
        m->window->selectTest(u"alpha"_s);
        begin({});
    }
    void cleanup() { m.reset(); }

    void itIsSpokenOfOverItsRunAlone();
    void whatIsLeftIsSaid_data();
    void whatIsLeftIsSaid();
    void deletingAsksForItAndIsSaid();
    void commandsNameTheClusterAndThePod();
    void anEngineHasCommandsOfItsOwn_data();
    void anEngineHasCommandsOfItsOwn();
    void aTerminalIsOfferedWhereThereIsOne();
    void noOtherProgramReachesTheSandbox();

private:
    //! A run of alpha whose pod is known.
    void begin(const models::RunStarted &how)
    {
        const models::CustomImageTestConfiguration c = *m->workspace.suite()->test(u"alpha"_s);
        m->workspace.beginRun(u"alpha"_s, u"/runs/alpha"_s);
        models::RunStarted started = how;
        started.runId = u"run-alpha"_s;
        started.configuration = c;
        if (started.context.isEmpty())
            started.context = u"team's cluster"_s;
        tests::FactMaker make(QDateTime::currentDateTimeUtc());
        make.add(started).add(models::PodSnapshot{models::Json{
            {"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", {{"name", "alpha-0"}}},
            {"spec",
             {{"containers", {{{"name", "alpha"}, {"ports", {{{"containerPort", 8080}}}}}}}}},
            {"status",
             {{"phase", "Running"},
              {"containerStatuses",
               {{{"name", "alpha"}, {"containerID", "podman://4f1c0a9b8d7e6f5a4b3c2d1e"}}}}}}}});
        m->workspace.appendFacts(u"alpha"_s, make.take());
    }
    models::LeftRun left(bool kept, double secondsAgo, const QStringList &kinds) const
    {
        models::LeftRun run;
        run.folder = u"/runs/alpha"_s;
        run.runId = u"run-alpha"_s;
        run.configuration = *m->workspace.suite()->test(u"alpha"_s);
        run.leftAt = QDateTime::currentDateTimeUtc().addMSecs(-qint64(secondsAgo * 1000));
        run.begunAt = run.leftAt;
        run.kept = kept;
        for (const QString &kind : kinds)
            run.objects.push_back({u"v1"_s, kind,
                                   kind == "Namespace"_L1 ? QString() : u"test-alpha"_s,
                                   kind == "Namespace"_L1 ? u"test-alpha"_s : u"alpha"_s, u"1"_s});
        return run;
    }
    models::LeftRun kept() const { return left(true, 0, {u"Notebook"_s}); }
    QString words() const { return m->texts("keptStripText").value(0); }
    QStringList lines(const QString &page) const
    {
        QStringList lines;
        for (const auto *label : m->find<QWidget>("keptCommands")
                                     ->findChild<QWidget *>(u"keptCommandsOf_"_s + page)
                                     ->findChildren<QLabel *>(u"keptCommandLine"_s))
            lines << label->text().remove(QChar(0x200B));
        return lines;
    }

    //! On the page of kubectl.
    QList<QPushButton *> buttons(const char *name) const
    {
        return m->find<QWidget>("keptCommandsOf_kubectl")
            ->findChildren<QPushButton *>(QLatin1String(name));
    }

    std::unique_ptr<WindowFixture> m;
};

void TestKeptWorkbench::itIsSpokenOfOverItsRunAlone()
{
    const auto *strip = m->find<QWidget>("keptStrip");
    QVERIFY(!strip->isVisible());
    m->window->gestures()->setLeft({kept()});
    QTRY_VERIFY(strip->isVisible());
    QCOMPARE(words(), u"Workbench alpha in test-alpha was kept and is still there, since a moment "
                      "ago."_s);
    QCOMPARE(strip->accessibleName(), words());
    tests::passSample(m->workspace, u"beta"_s, u"/runs/beta"_s, QDateTime::currentDateTimeUtc());
    m->window->selectTest(u"beta"_s);
    QVERIFY(!strip->isVisible());
    m->window->selectTest(u"alpha"_s);
    QVERIFY(strip->isVisible());
    m->window->gestures()->setLeft({});
    QVERIFY(!strip->isVisible());
}

void TestKeptWorkbench::whatIsLeftIsSaid_data()
{
    QTest::addColumn<bool>("kept");
    QTest::addColumn<double>("age");
    QTest::addColumn<QStringList>("kinds");
    QTest::addColumn<QString>("words");
    QTest::newRow("kept") << true << 125.0 << QStringList{u"Namespace"_s, u"Notebook"_s}
                          << u"Workbench alpha in test-alpha was kept and is still there, since "
                             "2 min 05 s."_s;
    QTest::newRow("left behind") << false << 5.0 << QStringList{u"Notebook"_s}
                                 << u"Workbench alpha in test-alpha was left behind and is still "
                                    "there, since a moment ago."_s;
    QTest::newRow("not the workbench")
        << false << 5.0 << QStringList{u"Namespace"_s, u"PersistentVolumeClaim"_s}
        << u"The run left Namespace test-alpha, PersistentVolumeClaim test-alpha/alpha on the "
           "cluster, since a moment ago."_s;
}

void TestKeptWorkbench::whatIsLeftIsSaid()
{
    QFETCH(bool, kept);
    QFETCH(double, age);
    QFETCH(QStringList, kinds);
    m->window->gestures()->setLeft({left(kept, age, kinds)});
    QTEST(words(), "words");
    QCOMPARE(m->find<QPushButton>("keptCommandsButton")->isVisible(),
             kinds.contains(u"Notebook"_s));
    QVERIFY(m->find<QPushButton>("keptDelete")->isVisible());
}

void TestKeptWorkbench::deletingAsksForItAndIsSaid()
{
    QSignalSpy cleaned(m->window->gestures(), &ui::WorkbenchGestures::cleanRequested);
    m->window->gestures()->setLeft({kept()});
    m->click("keptDelete");
    QCOMPARE(cleaned.size(), 1);
    QCOMPARE(cleaned[0][0].toStringList(), QStringList{u"/runs/alpha"_s});
    // It is asked about first; until it is answered, and where the answer is no, all is as it was.
    QVERIFY2(words().startsWith(u"Workbench alpha in test-alpha was kept"_s), qPrintable(words()));
    QVERIFY(m->find<QPushButton>("keptDelete")->isEnabled());
    m->window->gestures()->setDeleting(cleaned[0][0].toStringList());
    QCOMPARE(words(), u"Deleting what the run left on the cluster…"_s);
    QVERIFY(!m->find<QPushButton>("keptDelete")->isEnabled());
    QVERIFY(!m->find<QPushButton>("keptCommandsButton")->isVisible());
    // It could not be deleted: it is there as before.
    m->window->gestures()->setLeft({kept()});
    QVERIFY(m->find<QPushButton>("keptDelete")->isEnabled());
    m->window->gestures()->setDeleting({u"/runs/beta"_s}); // by another way, another's
    QVERIFY(m->find<QPushButton>("keptDelete")->isEnabled());
    m->window->gestures()->setDeleting({u"/runs/beta"_s, u"/runs/alpha"_s});
    QVERIFY(!m->find<QPushButton>("keptDelete")->isEnabled());
    m->window->gestures()->setLeft({kept()});
    QVERIFY(m->find<QPushButton>("keptDelete")->isEnabled());
    QVERIFY(words().startsWith(u"Workbench alpha in test-alpha was kept"_s));
}

void TestKeptWorkbench::commandsNameTheClusterAndThePod()
{
    m->window->gestures()->setKubeconfig(u"/home/me/team config"_s);
    m->window->gestures()->setLeft({kept()});
    QVERIFY(!m->find<QPushButton>("keptPage")->isVisible());
    m->click("keptCommandsButton");
    auto *dialog = m->find<QWidget>("keptCommands");
    QTRY_VERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->windowTitle(), u"Workbench alpha in test-alpha"_s);
    const QString base =
        u"kubectl --kubeconfig '/home/me/team config' --context 'team'\\''s cluster' -n "
        "test-alpha "_s;
    QCOMPARE(lines(u"kubectl"_s), (QStringList{base + u"logs alpha-0 -c alpha -f --tail=200"_s,
                                               base + u"describe pod alpha-0"_s,
                                               base + u"exec -it alpha-0 -c alpha -- /bin/sh"_s,
                                               base + u"exec -it alpha-0 -c alpha -- python"_s,
                                               base + u"port-forward pod/alpha-0 8080:8080"_s}));
    QCOMPARE(lines(u"oc"_s).value(1), u"oc"_s + base.mid(7) + u"describe pod alpha-0"_s);
    const auto copies = buttons("keptCommandCopy");
    QCOMPARE(copies.size(), 5);
    QVERIFY(buttons("keptCommandTerminal").isEmpty());
    QTest::mouseClick(copies[1], Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), base + u"describe pod alpha-0"_s);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m->find<QWidget>("keptCommands"));
}

void TestKeptWorkbench::anEngineHasCommandsOfItsOwn_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("client");
    QTest::newRow("podman") << u"Podman 4.3.1, rootless"_s << u"unix:///run/user/1/podman.sock"_s
                            << u"podman --url unix:///run/user/1/podman.sock"_s;
    QTest::newRow("docker") << u"Docker 20.10.24"_s << u"unix:///var/run/docker.sock"_s
                            << u"docker --host unix:///var/run/docker.sock"_s;
    QTest::newRow("started by Assay, gone with it")
        << u"Podman 4.3.1"_s << u"unix:///run/user/1/assay-podman-x1/podman.sock"_s << u"podman"_s;
    QTest::newRow("a record without its address") << u"Podman 4.3.1"_s << QString() << u"podman"_s;
}

void TestKeptWorkbench::anEngineHasCommandsOfItsOwn()
{
    QFETCH(QString, engine);
    QFETCH(QString, server);
    QFETCH(QString, client);
    models::RunStarted started;
    started.engine = engine;
    started.server = server;
    begin(started);
    QSignalSpy wanted(m->window->gestures(), &ui::WorkbenchGestures::pageRequested);
    m->window->gestures()->setLeft({kept()});
    QVERIFY(m->find<QPushButton>("keptPage")->isVisible());
    m->click("keptPage");
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), u"/runs/alpha"_s);
    m->click("keptCommandsButton");
    QTRY_VERIFY(m->find<QWidget>("keptCommands"));
    QCOMPARE(m->find<QTabWidget>("keptCommandsPages")->count(), 1);
    QCOMPARE(lines(client.section(u' ', 0, 0)),
             (QStringList{client + u" logs -f --tail 200 4f1c0a9b8d7e"_s,
                          client + u" inspect 4f1c0a9b8d7e"_s,
                          client + u" exec -it 4f1c0a9b8d7e /bin/sh"_s,
                          client + u" exec -it 4f1c0a9b8d7e python"_s,
                          client + u" port 4f1c0a9b8d7e 8080"_s}));
}

void TestKeptWorkbench::aTerminalIsOfferedWhereThereIsOne()
{
    QSignalSpy wanted(m->window->gestures(), &ui::WorkbenchGestures::terminalRequested);
    m->window->gestures()->setTerminal(true);
    m->window->gestures()->setLeft({kept()});
    m->click("keptCommandsButton");
    QTRY_VERIFY(m->find<QWidget>("keptCommands"));
    const auto terminals = buttons("keptCommandTerminal");
    QCOMPARE(terminals.size(), 5);
    QCOMPARE(terminals[2]->accessibleName(), u"In a terminal: A shell in it"_s);
    QTest::mouseClick(terminals[2], Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), u"kubectl --context 'team'\\''s cluster' -n test-alpha exec "
                                      "-it alpha-0 -c alpha -- /bin/sh"_s);
}

void TestKeptWorkbench::noOtherProgramReachesTheSandbox()
{
    models::RunStarted started;
    started.sandbox = true;
    begin(started);
    m->window->gestures()->setLeft({kept()});
    QVERIFY(m->find<QPushButton>("keptDelete")->isVisible());
    QVERIFY(!m->find<QPushButton>("keptCommandsButton")->isVisible());
    QVERIFY(!m->find<QPushButton>("keptPage")->isVisible());
}

QTEST_MAIN(TestKeptWorkbench)
#include "tst_kept_workbench.moc"
