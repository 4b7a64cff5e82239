// SPDX-License-Identifier: Apache-2.0
#include "engine/pace.h"
#include "support/validation_fixture.h"

#include <app/engine/engine.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace assay;
using namespace Qt::StringLiterals;
using app::Pace;
using std::chrono::seconds;

//! How many run side by side where nobody said how many.
class PaceTest : public QObject
{
    Q_OBJECT

    static k8s::RequestTrace request(int status, qint64 toHead, const QString &path = u"/api"_s)
    {
        k8s::RequestTrace trace;
        trace.httpStatus = status;
        trace.millisecondsToHead = toHead;
        trace.path = path;
        return trace;
    }

private Q_SLOTS:
    void pressureHalves_data()
    {
        QTest::addColumn<k8s::RequestTrace>("trace");
        QTest::addColumn<bool>("halves");
        QTest::newRow("429") << request(429, 1) << true;
        QTest::newRow("waited") << request(200, 1001) << true;
        QTest::newRow("waited for a refusal") << request(500, 3000) << true;
        QTest::newRow("in time") << request(200, 1000) << false;
        QTest::newRow("an error in time") << request(503, 20) << false;
        QTest::newRow("no answer") << request(0, 60000) << false;
        QTest::newRow("a watch") << request(200, 9000, u"/api/v1/pods?watch=true"_s) << false;
        QTest::newRow("a log") << request(200, 9000, u"/pods/p/log?follow=true"_s) << false;
        QTest::newRow("a whole log") << request(200, 9000, u"/pods/p/log"_s) << false;
        QTest::newRow("a command") << request(101, 9000, u"/pods/p/exec?command=ls"_s) << false;
        QTest::newRow("429 to a watch") << request(429, 1, u"/pods?watch=true"_s) << true;
    }
    void pressureHalves()
    {
        QFETCH(k8s::RequestTrace, trace);
        QFETCH(bool, halves);
        Pace pace(16);
        QCOMPARE(pace.take(trace, Pace::Time(seconds(100))), halves);
        QCOMPARE(pace.places(Pace::Time(seconds(100))), halves ? 8 : 16);
    }

    void neverBelowTwoAndBackAgain()
    {
        const auto at = [](int second) { return Pace::Time(seconds(second)); };
        const auto busy = request(429, 1);
        Pace pace(16);
        QVERIFY(pace.take(busy, at(100)));
        // The others of that moment were sent before.
        QVERIFY(!pace.take(busy, at(109)));
        QCOMPARE(pace.places(at(109)), 8);
        QVERIFY(pace.take(busy, at(110)));
        QVERIFY(pace.take(busy, at(120)));
        QCOMPARE(pace.places(at(120)), 2);
        QVERIFY(!pace.take(busy, at(140)));
        QCOMPARE(pace.places(at(140)), 2);
        QCOMPARE(pace.places(at(199)), 2);
        QCOMPARE(pace.places(at(200)), 4);
        QCOMPARE(pace.places(at(259)), 4);
        QVERIFY(!pace.take(request(200, 5), at(259)));
        QCOMPARE(pace.places(at(260)), 8);
        QCOMPARE(pace.places(at(9999)), 16);
        QVERIFY(pace.take(busy, at(9999)));
        QCOMPARE(pace.places(at(9999)), 8);
    }

    void anOddNumber()
    {
        Pace pace(3);
        QVERIFY(pace.take(request(429, 1), Pace::Time(seconds(100))));
        QCOMPARE(pace.places(Pace::Time(seconds(100))), 2);
        QCOMPARE(pace.places(Pace::Time(seconds(160))), 3);
        Pace one(1);
        QVERIFY(!one.take(request(429, 1), Pace::Time(seconds(100))));
        QCOMPARE(one.places(Pace::Time(seconds(100))), 1);
    }

    void jobsAreChosen()
    {
        app::Plan plan;
        plan.tests.resize(3);
        plan.contexts.resize(2);
        plan.contexts[0].contextName = u"a"_s;
        plan.contexts[1].contextName = u"b"_s;
        app::chooseJobs(plan);
        QCOMPARE(plan.jobs, 6);
        QVERIFY(plan.adapts);
        plan.tests.resize(100);
        app::chooseJobs(plan);
        QCOMPARE(plan.jobs, 32);
        plan.sandboxContext = u"b"_s;
        app::chooseJobs(plan);
        QCOMPARE(plan.jobs, 24);
        plan.contexts.resize(1);
        plan.sandbox = true;
        app::chooseJobs(plan);
        QCOMPARE(plan.jobs, 8);
        plan.sandbox = false;
        plan.local.emplace();
        plan.localContext = u"a"_s;
        app::chooseJobs(plan);
        QCOMPARE(plan.jobs, std::max(QThread::idealThreadCount(), 2));
        plan.local.reset();
        plan.contexts.resize(9);
        app::chooseJobs(plan);
        QCOMPARE(plan.jobs, 64);
    }

    //! As a cluster says it: fewer run side by side from then on, and all run.
    void aServerAsksForPatience()
    {
        QTemporaryDir folder;
        qputenv("XDG_STATE_HOME", folder.filePath(u"state"_s).toUtf8());
        test::ValidationFixture fixture;
        const auto problem = fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        sandbox::Fault fault;
        fault.method = u"POST"_s;
        fault.pathPattern = u"/notebooks"_s;
        fault.code = 429;
        fault.retryAfterSeconds = 1;
        fixture.cluster().inject(fault);
        app::Plan plan;
        for (int i = 0; i < 6; ++i) {
            auto test = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
            test.id = u"t%1"_s.arg(i);
            test.notebookName = test.id + u"-notebook"_s;
            test.nameSpace = u"test-"_s + test.id;
            test.packagesToVerify = {u"json"_s};
            plan.tests.push_back(test);
        }
        plan.contexts = {fixture.config()};
        plan.sandbox = true;
        plan.runsFolder = folder.filePath(u"runs"_s);
        app::chooseJobs(plan);
        QCOMPARE(plan.jobs, 6);
        app::Engine engine;
        QSignalSpy finished(&engine, &app::Engine::finished);
        QSignalSpy slowed(&engine, &app::Engine::slowed);
        QSignalSpy ended(&engine, &app::Engine::runEnded);
        engine.run(plan);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 120'000);
        QVERIFY(!slowed.isEmpty());
        QCOMPARE(slowed[0][0].toString(), fixture.config().contextName);
        QCOMPARE(slowed[0][1].toInt(), 3);
        QCOMPARE(ended.size(), 6);
    }
};

QTEST_GUILESS_MAIN(PaceTest)
#include "tst_pace.moc"
