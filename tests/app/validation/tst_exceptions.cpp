// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <QTest>

#include <stdexcept>

using namespace assay;
using namespace Qt::StringLiterals;

//! Lets every single wait of a validation throw.
class TestExceptions : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;

    //! Runs a whole validation that throws at the waits that `when` chooses; returns how many it
    //! had.
    int throwAt(int k, const std::function<bool(int)> &when,
                const std::function<void(app::Validation &)> &check)
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        run->onAwait = [when](int n) {
            if (when(n))
                throw std::runtime_error("deliberate");
        };
        if (!test::ValidationFixture::finish(run)) {
            qWarning("wait %d: not finished; %d waits so far", k, run->awaits);
            return -1;
        }
        check(*run);
        return run->awaits;
    }

    void sweep()
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        const auto job = run->client->remove(k8s::Resource::namespaces(), {}, u"test-case"_s);
        QTRY_VERIFY(job->isFinished());
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void thrownAnywhereNothingIsLeft()
    {
        int k = 0;
        for (int waits = 1; waits >= k;) {
            ++k;
            waits = throwAt(
                k, [k](int n) { return n == k; },
                [k](app::Validation &run) {
                    const models::Verdict &verdict = *run.record.verdict();
                    if (!run.record.notes().filter(u"deliberate"_s).isEmpty()) {
                        // Clean-up stumbled after the verdict, and was done once more.
                        QCOMPARE(models::toString(verdict.outcome), u"passed"_s);
                        QCOMPARE(run.record.notes().filter(u"in the step CleanUp"_s).size(), 1);
                    } else if (k <= run.awaits) {
                        // The verdict says what was thrown, and where.
                        QCOMPARE(models::toString(verdict.outcome), u"inconclusive"_s);
                        QVERIFY(verdict.error);
                        QCOMPARE(models::toString(verdict.error->type), u"InternalError"_s);
                        QVERIFY2(verdict.error->message.contains(u"deliberate"_s) &&
                                     verdict.error->message.contains(u"in the step "_s),
                                 qPrintable(u"wait %1: %2"_s.arg(k).arg(verdict.error->message)));
                    } else {
                        QCOMPARE(models::toString(verdict.outcome), u"passed"_s);
                    }
                    QCOMPARE(run.record.leftovers().size(), std::size_t(0));
                });
            QVERIFY(waits > 0);
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
        }
        QVERIFY2(k > 20, qPrintable(u"the flow has more than %1 waits"_s.arg(k)));
    }

    void thrownFromThereOnTheRunEndsAndListsWhatIsLeft()
    {
        int k = 0;
        for (int waits = 1; waits >= k;) {
            ++k;
            QStringList listed;
            waits = throwAt(
                k, [k](int n) { return n >= k; },
                [&listed](app::Validation &run) {
                    QVERIFY(run.record.verdict());
                    for (const auto &object : run.record.leftovers())
                        listed << object.kind;
                });
            QVERIFY(waits > 0);
            for (const auto &[plural, kind] :
                 {std::pair{u"notebooks"_s, u"Notebook"_s},
                  std::pair{u"persistentvolumeclaims"_s, u"PersistentVolumeClaim"_s}}) {
                if (m_fixture.cluster().count(plural) > 0)
                    QVERIFY2(listed.contains(kind), qPrintable(u"wait %1"_s.arg(k)));
            }
            sweep();
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 20'000);
        }
    }
};

QTEST_GUILESS_MAIN(TestExceptions)
#include "tst_exceptions.moc"
