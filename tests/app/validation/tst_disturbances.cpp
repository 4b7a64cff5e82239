// SPDX-License-Identifier: Apache-2.0

// What others do to a workbench while it is tested, and what its own container does.

#include "support/validation_fixture.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>
#include <QTimer>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;

class TestDisturbances : public QObject
{
    Q_OBJECT
    QTemporaryDir m_packages;
    test::ValidationFixture m_fixture;
    QNetworkAccessManager m_network;
    std::vector<k8s::JobPtr<k8s::ApiJob>> m_sent;
    QList<int> m_unheard; //!< what the server answered instead of taking what a kubelet would say

    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_packages.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    std::shared_ptr<app::Validation> validation(const QStringList &packages)
    {
        auto c = test::ValidationFixture::configuration(u"plain:1"_s);
        c.packagesToVerify = packages;
        c.timeoutCommand = 20;
        return m_fixture.validation(c);
    }

    static bool finish(const std::shared_ptr<app::Validation> &run, int milliseconds)
    {
        const bool finished = test::ValidationFixture::finish(run, milliseconds);
        run->onFact = nullptr; // it may hold the run
        return finished;
    }

    //! Does something once, when a fact comes that matches.
    static void when(const std::shared_ptr<app::Validation> &run,
                     std::function<bool(const models::Fact &)> matches, std::function<void()> act)
    {
        run->onFact = [matches = std::move(matches), act = std::move(act),
                       done = false](const models::Fact &fact) mutable {
            if (done || !matches(fact))
                return;
            done = true;
            // Not within the flow's own call.
            QTimer::singleShot(0, qApp, act);
        };
    }
    static bool isCommand(const models::Fact &fact)
    {
        return std::holds_alternative<models::CommandExecuted>(fact.body);
    }
    static bool isPod(const models::Fact &fact)
    {
        return std::holds_alternative<models::PodSnapshot>(fact.body);
    }

    //! What a kubelet would say of the pod; the sandbox's own says nothing while nothing happens.
    void sayOfPod(const std::shared_ptr<app::Validation> &run, const Json &patch)
    {
        Json status = run->record.pod().at("status");
        for (auto it = patch.begin(); it != patch.end(); ++it) {
            if (it.key() == "ready") {
                for (Json &condition : status["conditions"]) {
                    if (condition["type"] == "Ready")
                        condition["status"] = it.value();
                }
            } else {
                status["containerStatuses"][0][it.key()] = it.value();
            }
        }
        const QString path = u"https://127.0.0.1:%1/api/v1/namespaces/%2/pods/%3/status"_s
                                 .arg(m_fixture.cluster().port())
                                 .arg(run->configuration.nameSpace, run->record.notebook().podName);
        QNetworkRequest request{QUrl(path)};
        request.setRawHeader("Authorization", "Bearer " + m_fixture.cluster().token());
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/merge-patch+json"_s);
        QNetworkReply *reply = m_network.sendCustomRequest(
            request, "PATCH", QByteArray::fromStdString(Json{{"status", status}}.dump()));
        reply->ignoreSslErrors();
        connect(reply, &QNetworkReply::finished, this, [this, reply] {
            const int code = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            if (code != 200)
                m_unheard << code;
            reply->deleteLater();
        });
    }

    static Json outOfMemory()
    {
        return {{"restartCount", 1},
                {"lastState", {{"terminated", {{"exitCode", 137}, {"reason", "OOMKilled"}}}}}};
    }

    static QStringList resultsOf(const app::Validation &run)
    {
        QStringList list;
        for (const auto &result : run.record.results())
            list << result.packageName + u' ' + models::toString(result.outcome) + u' ' +
                        models::toString(result.failure);
        return list;
    }
    static QString outcomeOf(const app::Validation &run)
    {
        const auto &verdict = run.record.verdict();
        return models::toString(verdict->outcome) +
               (verdict->error ? u' ' + models::toString(verdict->error->type) : QString());
    }
    static QString said(const app::Validation &run)
    {
        const auto &verdict = run.record.verdict();
        return verdict->error ? verdict->error->message : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        write(u"hangs.py"_s, "import time\ntime.sleep(3600)\n");
        write(u"waits.py"_s, "import time\ntime.sleep(1)\n");
        write(u"waits2.py"_s, "import time\ntime.sleep(1)\n");
        write(u"killed.py"_s, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n");
        // Each command may have process ids of its own, but they share the container's home.
        write(u"crowded.py"_s, "import glob, os, signal, time, uuid\n"
                               "here = os.path.expanduser('~')\n"
                               "mine = f'{here}/crowd-{uuid.uuid4()}'\n"
                               "open(mine, 'w').close()\n"
                               "time.sleep(0.7)\n"
                               "crowd = len(glob.glob(f'{here}/crowd-*'))\n"
                               "time.sleep(0.3)\n"
                               "os.remove(mine)\n"
                               "if crowd > 1: os.kill(os.getpid(), signal.SIGKILL)\n");
        write(u"crowded2.py"_s, "import crowded\n");
        write(u"images.yaml"_s, "node: {cpu: \"4\", memory: 8Gi}\n"
                                "images:\n"
                                "  - image: sandbox.local/workbench/plain:1\n"
                                "    pull: ok\n"
                                "    behaviour: serve\n"
                                "    after_seconds: 1\n"
                                "    pythonpath: .\n"
                                "  - image: sandbox.local/workbench/never:1\n"
                                "    pull: ok\n"
                                "    behaviour: never-ready\n"
                                "    status: 503\n"
                                "    liveness_status: 200\n"
                                "    after_seconds: 1\n");
        const auto problem = m_fixture.start(m_packages.filePath(u"images.yaml"_s));
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void cleanup()
    {
        m_sent.clear();
        QCOMPARE(m_unheard, QList<int>());
        m_fixture.cluster().clearFaults();
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 20'000);
    }

    void whatIsDeletedFromOutsideIsNoVerdict_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("importing");
        QTest::addColumn<QString>("message");
        for (const bool importing : {false, true}) {
            const char *when = importing ? "importing" : "waiting";
            const auto row = [&](const char *what, const QString &message) {
                QTest::addRow("%s while %s", what, when)
                    << QString::fromLatin1(what) << importing << message;
            };
            row("pod", u"The pod was deleted from outside while it was being tested."_s);
            row("notebook", u"The Notebook was deleted from outside while it was tested."_s);
            row("namespace", u"Namespace test-case was deleted from outside while the workbench "
                             "was tested."_s);
        }
    }
    void whatIsDeletedFromOutsideIsNoVerdict()
    {
        QFETCH(QString, what);
        QFETCH(bool, importing);
        QFETCH(QString, message);
        const auto run = validation({u"json"_s, u"hangs"_s});
        if (!importing)
            run->configuration.customImage = u"sandbox.local/workbench/never:1"_s;
        when(run, importing ? isCommand : isPod, [this, run, what] {
            const QString &nameSpace = run->configuration.nameSpace;
            k8s::Client &client = *run->client;
            if (what == u"pod"_s)
                m_sent.push_back(client.remove(k8s::Resource::pods(), nameSpace,
                                               run->configuration.notebookName + u"-0"_s));
            else if (what == u"notebook"_s)
                m_sent.push_back(client.remove(k8s::Resource::notebooks(), nameSpace,
                                               run->configuration.notebookName));
            else
                m_sent.push_back(client.remove(k8s::Resource::namespaces(), {}, nameSpace));
        });
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"inconclusive ClusterError"_s);
        QVERIFY2(said(*run).startsWith(message), qPrintable(said(*run)));
        // What passed by its exit status could not be confirmed any more.
        QCOMPARE(resultsOf(*run), importing ? QStringList({u"json inconclusive NotExecuted"_s,
                                                           u"hangs inconclusive NotExecuted"_s})
                                            : QStringList());
        QCOMPARE(run->record.leftovers().size(), std::size_t(0));
    }

    void theImportThatEndsTheContainerIsNamed()
    {
        const auto run = validation({u"json"_s, u"hangs"_s});
        when(run, isCommand, [this, run] { sayOfPod(run, outOfMemory()); });
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"failed ExecOnPodError"_s);
        QCOMPARE(resultsOf(*run), QStringList({u"json passed None"_s, u"hangs failed Killed"_s}));
        const auto &result = run->record.results()[1];
        QVERIFY2(result.errorMessage->startsWith(
                     u"The workbench's container ended while hangs was imported. The workbench "
                     "needed more memory than its limit of"_s),
                 qPrintable(*result.errorMessage));
        QVERIFY(run->record.diagnosis());
        QCOMPARE(run->record.diagnosis()->diagnosis.reason, u"OOMKilled"_s);
    }

    void anEndOfTheNodesDoingBlamesNoImport()
    {
        const auto run = validation({u"json"_s, u"hangs"_s});
        when(run, isCommand, [this, run] {
            sayOfPod(
                run,
                {{"restartCount", 1},
                 {"lastState",
                  {{"terminated", {{"exitCode", 137}, {"reason", "ContainerStatusUnknown"}}}}}});
        });
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"inconclusive PodReadinessTimeout"_s);
        QCOMPARE(resultsOf(*run), QStringList({u"json inconclusive NotExecuted"_s,
                                               u"hangs inconclusive NotExecuted"_s}));
        const QString cause =
            u"The workbench ended, and the node does not know why: it lost sight of it."_s;
        QCOMPARE(said(*run), cause);
        QCOMPARE(run->record.results()[1].errorMessage, u"ExecOnPodError: "_s + cause);
    }

    void anEndBesideSeveralImportsBlamesNoneOfThem()
    {
        const auto run = validation({u"json"_s, u"waits"_s, u"waits2"_s});
        when(run, isCommand, [this, run] { sayOfPod(run, outOfMemory()); });
        QVERIFY(finish(run, 20'000));
        QCOMPARE(outcomeOf(*run), u"passed"_s);
        QCOMPARE(resultsOf(*run), QStringList({u"json passed None"_s, u"waits passed None"_s,
                                               u"waits2 passed None"_s}));
        // Each was made again alone.
        QCOMPARE(run->record.commands().size(), std::size_t(5));
        QCOMPARE(run->record.notes().filter(u"one after another, each can be imported"_s).size(),
                 1);
        QVERIFY(!run->record.diagnosis());
    }

    void tooMuchTogetherIsNotTooMuchAlone()
    {
        const auto run = validation({u"crowded"_s, u"crowded2"_s});
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"passed"_s);
        QCOMPARE(resultsOf(*run),
                 QStringList({u"crowded passed None"_s, u"crowded2 passed None"_s}));
        QCOMPARE(run->record.commands().size(), std::size_t(4));
    }

    void whatIsKilledAloneIsKilled()
    {
        const auto run = validation({u"json"_s, u"killed"_s});
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"failed ExecOnPodError"_s);
        QCOMPARE(resultsOf(*run), QStringList({u"json passed None"_s, u"killed failed Killed"_s}));
        QCOMPARE(run->record.results()[1].exitCode, 137);
    }

    void aServerThatCrashesDoesNotPass()
    {
        const auto run = validation({u"json"_s, u"waits"_s, u"waits2"_s});
        when(run, isCommand, [this, run] {
            sayOfPod(run,
                     {{"restartCount", 1},
                      {"lastState", {{"terminated", {{"exitCode", 1}, {"reason", "Error"}}}}}});
        });
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"failed ContainerCrashError"_s);
        QCOMPARE(said(*run), u"The workbench crashed: it ended with exit status 1."_s);
        QVERIFY(run->record.diagnosis());
        QCOMPARE(models::toString(run->record.diagnosis()->info.errorCategory),
                 u"CrashLoopBackOff"_s);
    }

    void aReadinessThatComesBackIsSaidAndPasses()
    {
        const auto run = validation({u"json"_s, u"waits"_s});
        when(run, isCommand, [this, run] {
            sayOfPod(run, {{"ready", "False"}});
            QTimer::singleShot(900, this, [this, run] { sayOfPod(run, {{"ready", "True"}}); });
        });
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"passed"_s);
        QCOMPARE(run->record.notes().filter(u"The workbench lost its readiness"_s).size(), 1);
    }

    void aReadinessThatStaysAwayDoesNotPass()
    {
        const auto run = validation({u"json"_s, u"waits"_s});
        when(run, isCommand, [this, run] { sayOfPod(run, {{"ready", "False"}}); });
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"failed PodReadinessTimeout"_s);
        QVERIFY2(said(*run).startsWith(u"The workbench became ready, but does not stay ready"_s),
                 qPrintable(said(*run)));
        QCOMPARE(models::toString(run->record.diagnosis()->info.errorCategory),
                 u"TimeoutWaitingForReady"_s);
    }

    void importsOutlastARestartOfTheServer()
    {
        // Longer than three attempts.
        const auto run = validation({u"json"_s, u"waits"_s});
        run->patience.connection = std::chrono::seconds(30);
        when(run, isCommand, [this] {
            sandbox::Fault fault;
            fault.kind = sandbox::Fault::Kind::Reset;
            fault.times = -1;
            m_fixture.cluster().inject(fault);
            m_fixture.cluster().dropConnections();
            QTimer::singleShot(4'000, this, [this] { m_fixture.cluster().clearFaults(); });
        });
        QVERIFY(finish(run, 40'000));
        QCOMPARE(outcomeOf(*run), u"passed"_s);
        QCOMPARE(resultsOf(*run), QStringList({u"json passed None"_s, u"waits passed None"_s}));
    }

    void aPodThatIsDeletedAfterTheLastImportDoesNotPass()
    {
        // So that the deletion comes first.
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/pods\\?.*fieldSelector"_s;
        fault.code = 429;
        fault.retryAfterSeconds = 1;
        m_fixture.cluster().inject(fault);
        const auto run = validation({u"json"_s});
        run->onFact = [this, run](const models::Fact &fact) {
            if (!std::holds_alternative<models::PackageVerified>(fact.body))
                return;
            m_sent.push_back(run->client->remove(k8s::Resource::pods(),
                                                 run->configuration.nameSpace,
                                                 run->record.notebook().podName));
        };
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"inconclusive ClusterError"_s);
        QCOMPARE(resultsOf(*run), QStringList{u"json passed None"_s});
    }

    void aContainerThatEndsAfterTheLastImportDoesNotPass()
    {
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/pods\\?.*fieldSelector"_s;
        fault.code = 429;
        fault.retryAfterSeconds = 1;
        m_fixture.cluster().inject(fault);
        const auto run = validation({u"json"_s});
        run->onFact = [this, run](const models::Fact &fact) {
            if (std::holds_alternative<models::PackageVerified>(fact.body))
                sayOfPod(run, outOfMemory());
        };
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"failed ContainerCrashError"_s);
        QCOMPARE(run->record.diagnosis()->diagnosis.reason, u"OOMKilled"_s);
    }

    void anEndSaysMoreThanACheckThatFails()
    {
        const auto run = validation({u"json"_s, u"waits"_s, u"waits2"_s});
        run->configuration.installedPackages = QStringList{u"absent==1.0"_s};
        when(run, isCommand, [this, run] {
            sayOfPod(run,
                     {{"restartCount", 1},
                      {"lastState", {{"terminated", {{"exitCode", 3}, {"reason", "Error"}}}}}});
        });
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"failed ContainerCrashError"_s);
        QCOMPARE(said(*run), u"The workbench crashed: it ended with exit status 3."_s);
        QVERIFY(std::any_of(run->record.checks().begin(), run->record.checks().end(),
                            [](const models::CheckResult &check) {
                                return check.outcome == models::CheckOutcome::Failed;
                            }));
    }

    void aPodThatCannotBeLookedAtAtTheEndDoesNotPass()
    {
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/pods\\?.*fieldSelector"_s;
        fault.code = 500;
        fault.times = -1;
        m_fixture.cluster().inject(fault);
        const auto run = validation({u"json"_s});
        run->patience.connection = std::chrono::seconds(1);
        QVERIFY(finish(run, 25'000));
        m_fixture.cluster().clearFaults();
        QCOMPARE(outcomeOf(*run), u"inconclusive ClusterError"_s);
    }

    void anAdmissionsRefusalIsNoMatterOfRights_data()
    {
        QTest::addColumn<bool>("waitForClaim");
        QTest::newRow("before the claim") << false;
        QTest::newRow("before the Notebook") << true;
    }
    void anAdmissionsRefusalIsNoMatterOfRights()
    {
        QFETCH(bool, waitForClaim);
        const auto run = validation({u"json"_s});
        const QString kind = waitForClaim ? u"PersistentVolumeClaim"_s : u"Namespace"_s;
        run->onFact = [this, run, kind, done = false](const models::Fact &fact) mutable {
            const auto *made = std::get_if<models::ObjectCreated>(&fact.body);
            if (done || !made || made->object.kind != kind)
                return;
            done = true;
            m_sent.push_back(
                run->client->remove(k8s::Resource::namespaces(), {}, run->configuration.nameSpace));
        };
        QVERIFY(finish(run, 15'000));
        QCOMPARE(outcomeOf(*run), u"inconclusive ClusterError"_s);
    }
};

QTEST_GUILESS_MAIN(TestDisturbances)
#include "tst_disturbances.moc"
