// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

//! Interrupts a validation at every single one of its waits.
class TestInterruptions : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;

    //! A whole validation that `interrupt` disturbs at wait `k`; null where it does not end.
    std::shared_ptr<app::Validation>
    disturbedAt(int k, const std::function<void(app::Validation &)> &interrupt)
    {
        auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        // Not from inside the wait itself: whoever interrupts is elsewhere.
        run->onAwait = [&interrupt, k, weak = std::weak_ptr(run)](int n) {
            if (n != k)
                return;
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [&interrupt, weak] {
                    if (const auto alive = weak.lock())
                        interrupt(*alive);
                },
                Qt::QueuedConnection);
        };
        const bool finished = test::ValidationFixture::finish(run);
        run->onAwait = nullptr;
        if (!finished) {
            qWarning("wait %d: not finished; %d waits so far", k, run->awaits);
            return nullptr;
        }
        return run;
    }

    //! Below this the waits were not all interrupted: the flow has more.
    static constexpr int fewestWaits = 20;

private Q_SLOTS:
    void initTestCase()
    {
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void cancelledAnywhereNothingIsLeft()
    {
        int k = 0;
        for (int waits = 1; waits >= k;) {
            ++k;
            const auto run =
                disturbedAt(k, [](app::Validation &one) { one.cancellation->request(); });
            QVERIFY(run);
            waits = run->awaits;
            const auto outcome = run->record.verdict()->outcome;
            QVERIFY2(outcome == models::Outcome::Cancelled || outcome == models::Outcome::Passed,
                     qPrintable(u"wait %1: %2"_s.arg(k).arg(models::toString(outcome))));
            QCOMPARE(run->record.leftovers().size(), std::size_t(0));
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
        }
        QVERIFY2(k > fewestWaits, qPrintable(QString::number(k)));
    }

    void connectionsDroppedAnywhereNothingIsBlamedOrLeft()
    {
        int k = 0;
        for (int waits = 1; waits >= k;) {
            ++k;
            const auto run = disturbedAt(
                k, [this](app::Validation &) { m_fixture.cluster().dropConnections(); });
            QVERIFY(run);
            waits = run->awaits;
            const auto &verdict = *run->record.verdict();
            QVERIFY2(verdict.outcome == models::Outcome::Passed ||
                         verdict.outcome == models::Outcome::Inconclusive,
                     qPrintable(u"wait %1: %2"_s.arg(k).arg(verdict.error ? verdict.error->message
                                                                          : QString())));
            QCOMPARE(run->record.leftovers().size(), std::size_t(0));
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
        }
        QVERIFY2(k > fewestWaits, qPrintable(QString::number(k)));
    }

    void abandonedAnywhereEveryOrphanIsListed()
    {
        int k = 0;
        for (int waits = 1; waits >= k;) {
            ++k;
            const auto run =
                disturbedAt(k, [](app::Validation &one) { one.cancellation->abandon(); });
            QVERIFY(run);
            waits = run->awaits;
            QStringList listed;
            for (const auto &object : run->record.leftovers())
                listed << object.kind;
            if (m_fixture.cluster().count(u"notebooks"_s) > 0)
                QVERIFY2(listed.contains(u"Notebook"_s), qPrintable(u"wait %1"_s.arg(k)));
            if (m_fixture.cluster().count(u"persistentvolumeclaims"_s) > 0)
                QVERIFY2(listed.contains(u"PersistentVolumeClaim"_s),
                         qPrintable(u"wait %1"_s.arg(k)));
            const auto swept = run->client->remove(k8s::Resource::namespaces(), {}, u"test-case"_s);
            QTRY_VERIFY(swept->isFinished());
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 20'000);
        }
        QVERIFY2(k > fewestWaits, qPrintable(QString::number(k)));
    }
};

QTEST_GUILESS_MAIN(TestInterruptions)
#include "tst_interruptions.moc"
