// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <app/engine/engine.h>

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
