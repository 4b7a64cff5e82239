// SPDX-License-Identifier: Apache-2.0
#include "support/cluster_fixture.h"

#include <app/engine/engine.h>

#include <QProcess>
#include <QTemporaryDir>

#include <map>

using namespace assay;
using assay::tests::ClusterFixture;
using namespace Qt::StringLiterals;

//! Every scenario side by side on a real cluster, through the engine, as `assay run` does it.
class TestValidationCluster : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::map<QString, models::RunRecord> m_records;
    ClusterFixture m_cluster;

    static models::CustomImageTestConfiguration test(const QString &id, const QString &image)
    {
        models::CustomImageTestConfiguration c;
        c.id = id;
        c.nameSpace = ClusterFixture::ownName(id);
        c.notebookName = id;
        c.customImage = u"localhost:5000/test/"_s + image;
        c.packagesToVerify = {u"numpy"_s, u"yaml"_s, u"requests"_s};
        c.timeoutPodReady = 120;
        c.resources = {{"requests", {{"cpu", "50m"}, {"memory", "64Mi"}}}};
        return c;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = ClusterFixture::reasonToSkip(); !why.isEmpty())
            QSKIP(qPrintable(why));
        qputenv("XDG_STATE_HOME", m_folder.path().toUtf8());
        const auto problem = m_cluster.open();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));

        app::Plan plan;
        plan.contexts = {m_cluster.config()};
        plan.runsFolder = m_folder.path();
        plan.jobs = 9;
        plan.tests.push_back(test(u"good"_s, u"py-workbench:1.0"_s));
        auto lacking = test(u"lacking"_s, u"py-workbench:1.0"_s);
        lacking.packagesToVerify = {u"numpy"_s, u"pandas"_s, u"requests"_s};
        plan.tests.push_back(lacking);
        plan.tests.push_back(test(u"nopull"_s, u"py-workbench:no-such-tag"_s));
        plan.tests.push_back(test(u"refused"_s, u"/py workbench:1.0"_s));
        auto badName = test(u"badname"_s, u"py-workbench:1.0"_s);
        badName.templateOverride["spec"]["template"]["spec"]["containers"] =
            models::Json::array({models::Json{{"name", "badname"},
                                              {"image", "localhost:5000/Test//py workbench:1.0"}}});
        plan.tests.push_back(badName);
        plan.tests.push_back(test(u"crash"_s, u"crash:1.0"_s));
        auto neverReady = test(u"neverready"_s, u"neverready:1.0"_s);
        neverReady.timeoutPodReady = 60;
        plan.tests.push_back(neverReady);
        auto tooBig = test(u"toobig"_s, u"py-workbench:1.0"_s);
        tooBig.resources = {{"requests", {{"cpu", "1000"}}}, {"limits", {{"cpu", "1000"}}}};
        plan.tests.push_back(tooBig);

        app::Engine engine;
        QSignalSpy finished(&engine, &app::Engine::finished);
        QSignalSpy refused(&engine, &app::Engine::refused);
        connect(&engine, &app::Engine::factsAppended, this,
                [this](const app::Cell &cell, const std::vector<models::Fact> &facts) {
                    for (const auto &fact : facts)
                        m_records[cell.testId].append(fact);
                });
        engine.run(plan);
        QVERIFY(finished.wait(280'000));
        QCOMPARE(refused.count(), 0);
    }

    void everyImageEndsAsItShould_data()
    {
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("category");
        QTest::addColumn<double>("atMostSeconds");
        QTest::newRow("good") << u"passed"_s << u""_s << u""_s << 100.0;
        QTest::newRow("lacking") << u"failed"_s << u"ExecOnPodError"_s << u""_s << 100.0;
        QTest::newRow("nopull") << u"failed"_s << u"ImagePullError"_s << u"ImagePullBackOff"_s
                                << 60.0;
        QTest::newRow("refused") << u"failed"_s << u"ConfigurationError"_s << u""_s << 2.0;
        QTest::newRow("badname") << u"failed"_s << u"ImagePullError"_s << u"InvalidImageName"_s
                                 << 30.0;
        QTest::newRow("crash") << u"failed"_s << u"ContainerCrashError"_s << u"CrashLoopBackOff"_s
                               << 70.0;
        QTest::newRow("neverready")
            << u"failed"_s << u"PodReadinessTimeout"_s << u"TimeoutWaitingForReady"_s << 75.0;
        QTest::newRow("toobig") << u"failed"_s << u"PodReadinessTimeout"_s
                                << u"InsufficientResources"_s << 60.0;
    }
    void everyImageEndsAsItShould()
    {
        QFETCH(QString, outcome);
        QFETCH(QString, error);
        QFETCH(QString, category);
        QFETCH(double, atMostSeconds);
        const auto &record = m_records[QString::fromUtf8(QTest::currentDataTag())];
        QVERIFY(record.isFinished());
        const auto &verdict = *record.verdict();
        const QString said = verdict.error ? verdict.error->message : QString();
        QVERIFY2(models::toString(verdict.outcome) == outcome, qPrintable(said));
        QCOMPARE(verdict.error ? models::toString(verdict.error->type) : QString(), error);
        QCOMPARE(record.diagnosis() ? models::toString(record.diagnosis()->info.errorCategory)
                                    : QString(),
                 category);
        QVERIFY2(verdict.durationSeconds < atMostSeconds,
                 qPrintable(QString::number(verdict.durationSeconds)));
        QCOMPARE(record.leftovers().size(), std::size_t(0));
    }

    void theLackingPackageIsNamed()
    {
        const auto &results = m_records[u"lacking"_s].results();
        QCOMPARE(results.size(), std::size_t(3));
        QVERIFY(results[0].importSuccessful);
        QCOMPARE(*results[1].errorMessage, u"ModuleNotFoundError: No module named 'pandas'"_s);
        QVERIFY(results[2].importSuccessful);
    }

    void theCrashsTracebackIsInItsLog()
    {
        const auto &record = m_records[u"crash"_s];
        QVERIFY(record.diagnosis());
        QVERIFY2(record.diagnosis()->info.logs.value(u"crash"_s).contains(u"JSONDecodeError"_s),
                 qPrintable(record.diagnosis()->info.logs.value(u"crash"_s)));
    }

    //! The second opinion: nothing of ours is left.
    void kubectlAgrees()
    {
        QProcess kubectl;
        kubectl.start(u"kubectl"_s,
                      {u"--kubeconfig"_s, ClusterFixture::path(), u"get"_s,
                       u"namespaces,notebooks,persistentvolumeclaims,pods"_s, u"-A"_s, u"-o"_s,
                       u"name"_s, u"-l"_s, u"app.kubernetes.io/managed-by=assay"_s});
        QTRY_VERIFY_WITH_TIMEOUT(kubectl.state() == QProcess::NotRunning, 20'000);
        if (kubectl.error() == QProcess::FailedToStart)
            QSKIP("kubectl is not installed");
        const QString pid = QString::number(QCoreApplication::applicationPid());
        QStringList ours;
        const QString listed = QString::fromUtf8(kubectl.readAllStandardOutput());
        for (const QString &line : listed.split(u'\n')) {
            if (line.contains(pid))
                ours << line;
        }
        QCOMPARE(ours, QStringList());
    }
};

QTEST_GUILESS_MAIN(TestValidationCluster)
#include "tst_validation_cluster.moc"
