// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <app/engine/engine.h>

#include <QFile>
#include <QHash>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

//! The engine as its owners see it: plans in, signals out.
class TestEngine : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;
    QTemporaryDir m_folder;

    app::Plan plan() const
    {
        app::Plan plan;
        plan.tests = {test::ValidationFixture::configuration(u"minimal:2025.1"_s)};
        plan.contexts = {m_fixture.config()};
        plan.sandbox = true;
        plan.runsFolder = m_folder.filePath(u"runs"_s);
        plan.patience.connection = std::chrono::seconds(5);
        plan.patience.logs = std::chrono::seconds(1);
        return plan;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_STATE_HOME", m_folder.filePath(u"state"_s).toUtf8());
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    //! From the first question to the cluster on, whatever wait of a whole plan throws.
    void aPlanEndsWhereverSomethingIsThrown()
    {
        int k = 0;
        for (int waits = 1; waits >= k;) {
            ++k;
            waits = 0;
            app::Plan plan = this->plan();
            plan.onWait = [&waits, k] {
                if (++waits == k)
                    throw std::runtime_error("deliberate");
            };
            app::Engine engine;
            QSignalSpy finished(&engine, &app::Engine::finished);
            QSignalSpy refused(&engine, &app::Engine::refused);
            models::RunRecord record;
            connect(&engine, &app::Engine::factsAppended, this,
                    [&record](const app::Cell &, const std::vector<models::Fact> &facts) {
                        for (const auto &fact : facts)
                            record.append(fact);
                    });
            engine.run(plan);
            QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
            QVERIFY(!engine.isRunning());
            if (!refused.isEmpty()) {
                // Thrown before any test: the context is refused, and says why.
                const auto error = refused[0][1].value<models::ValidationError>();
                QCOMPARE(models::toString(error.type), u"InternalError"_s);
                QVERIFY2(error.message.contains(u"deliberate"_s), qPrintable(error.message));
                QVERIFY(record.isEmpty());
            } else {
                QVERIFY2(record.isFinished(), qPrintable(u"wait %1"_s.arg(k)));
            }
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
            // A refused context has no further waits; a whole plan has.
            if (!refused.isEmpty())
                waits = k;
        }
        QVERIFY2(k > 20, qPrintable(u"a plan has more than %1 waits"_s.arg(k)));
    }

    //! It says nothing about the image.
    void aTestWithoutAPlaceForItsRecordIsInconclusive()
    {
        app::Plan plan = this->plan();
        plan.runsFolder = m_folder.filePath(u"a-file"_s);
        QFile file(plan.runsFolder);
        QVERIFY(file.open(QIODevice::WriteOnly));
        app::Engine engine;
        QSignalSpy finished(&engine, &app::Engine::finished);
        QSignalSpy notBegun(&engine, &app::Engine::notBegun);
        engine.run(plan);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        QCOMPARE(notBegun.size(), 1);
        const auto error = notBegun[0][1].value<models::ValidationError>();
        QCOMPARE(models::toString(models::outcomeFor(error)), u"inconclusive"_s);
        QVERIFY2(error.message.endsWith(u"could not be made: Not a directory."_s),
                 qPrintable(error.message));
        QCOMPARE(m_fixture.remains(), QStringList());
    }

    //! Two that ask for more than half of the node: the one that comes second says why it waits.
    void aNodeThatIsFullOfTheLaunchItselfIsSaid()
    {
        QFile images(m_folder.filePath(u"images.yaml"_s));
        QVERIFY(images.open(QIODevice::WriteOnly));
        images.write("node: {cpu: \"4\", memory: 8Gi}\nimages:\n"
                     "  - image: sandbox.local/workbench/slow:1\n    pull_seconds: 250\n"
                     "    size: 1000000\n    behaviour: serve\n    after_seconds: 1\n");
        images.close();
        test::ValidationFixture cluster;
        QVERIFY(!cluster.start(images.fileName()));
        app::Plan plan = this->plan();
        plan.contexts = {cluster.config()};
        plan.patience.grace = std::chrono::milliseconds(500);
        plan.tests.clear();
        for (const char *id : {"one", "two"}) {
            auto test = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
            test.id = test.notebookName = QString::fromLatin1(id);
            test.nameSpace = u"test-"_s + test.id;
            test.customImage = u"sandbox.local/workbench/slow:1"_s;
            test.packagesToVerify = {u"json"_s};
            test.resources = {{"requests", {{"memory", "5Gi"}}}, {"limits", {{"memory", "5Gi"}}}};
            plan.tests.push_back(test);
        }
        plan.jobs = 2;
        app::Engine engine;
        QSignalSpy finished(&engine, &app::Engine::finished);
        QHash<QString, models::RunRecord> records;
        connect(&engine, &app::Engine::factsAppended, this,
                [&records](const app::Cell &cell, const std::vector<models::Fact> &facts) {
                    for (const auto &fact : facts)
                        records[cell.testId].append(fact);
                });
        engine.run(plan);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QStringList outcomes, messages;
        for (const models::RunRecord &record : std::as_const(records)) {
            QVERIFY(record.verdict());
            outcomes << models::toString(record.verdict()->outcome);
            if (record.verdict()->error)
                messages << record.verdict()->error->message;
        }
        outcomes.sort();
        QCOMPARE(outcomes, (QStringList{u"inconclusive"_s, u"passed"_s}));
        QCOMPARE(messages.size(), 1);
        QVERIFY2(messages.front().contains(
                     u"No node had enough free memory for the pod while 1 other workbench of this "
                     "run held some of it."_s),
                 qPrintable(messages.front()));
    }

    void aClimbEndsWhereverSomethingIsThrown()
    {
        app::Engine engine;
        QSignalSpy climbed(&engine, &app::Engine::climbed);
        QStringList failed;
        connect(&engine, &app::Engine::rungReached, this,
                [&failed](const models::PreflightCheck &check) {
                    // Whoever hears of it throws, once.
                    if (check.detail.contains(u"deliberate"_s))
                        failed << check.name;
                    else
                        throw std::runtime_error("deliberate");
                });
        engine.climb(m_fixture.config(), plan().tests);
        QTRY_COMPARE_WITH_TIMEOUT(climbed.size(), 1, 30'000);
        QCOMPARE(failed, QStringList{u"Assay"_s});
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
