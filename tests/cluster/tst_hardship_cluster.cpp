// SPDX-License-Identifier: Apache-2.0

// What befalls workbenches on real clusters: images that misbehave while they are tested, and a
// cluster that takes away what is being tested. Every scenario side by side, as `assay run` does
// it.

#include "support/cluster_fixture.h"
#include "support/hardships.h"
#include "support/tcp_relay.h"

#include <app/engine/engine.h>

#include <QHostAddress>
#include <QTemporaryDir>

#include <map>

using namespace assay;
using namespace assay::tests;
using namespace Qt::StringLiterals;

//! Namespaces that go away at once keep each other waiting.
static constexpr std::chrono::milliseconds cleanUpPatience(120'000);

class TestHardshipCluster : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    ClusterFixture m_cluster;
    std::vector<Hardship> m_hardships;
    std::map<QString, models::RunRecord> m_records;
    std::map<QString, bool> m_interfered;
    QStringList m_left; //!< once the validations had ended

    void interfere(const QString &id, const models::Fact &fact)
    {
        for (const Hardship &hardship : m_hardships) {
            if (hardship.id == id && hardship.moment && !m_interfered[id] &&
                hardship.moment(m_records[id], fact)) {
                m_interfered[id] = true;
                hardship.interference(m_cluster, hardship.configuration);
            }
        }
    }

    void follow(app::Engine &engine)
    {
        connect(&engine, &app::Engine::factsAppended, this,
                [this](const app::Cell &cell, const std::vector<models::Fact> &facts) {
                    for (const auto &fact : facts) {
                        m_records[cell.testId].append(fact);
                        interfere(cell.testId, fact);
                    }
                });
    }

    //! A network between the client and the API server; without one where the server's certificate
    //! would not be accepted over it.
    std::unique_ptr<TcpRelay> relay()
    {
        QHostAddress address;
        if (!address.setAddress(m_cluster.config().server.host()) || !address.isLoopback())
            return nullptr;
        return std::make_unique<TcpRelay>(m_cluster.config().server);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = ClusterFixture::reasonToSkip(); !why.isEmpty())
            QSKIP(qPrintable(why));
        qputenv("XDG_STATE_HOME", m_folder.path().toUtf8());
        const auto problem = m_cluster.open();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        const QString probe = ClusterFixture::ownName(u"probe"_s);
        QVERIFY(m_cluster.createNamespace(probe));
        const QString lacking = m_cluster.imageProblem(probe, workbenchImage());
        QVERIFY(
            m_cluster.answer(m_cluster.client().remove(k8s::Resource::namespaces(), {}, probe)));
        if (!lacking.isEmpty())
            QSKIP(qPrintable(lacking));

        m_hardships = hardships();
        app::Plan plan;
        plan.contexts = {m_cluster.config()};
        plan.runsFolder = m_folder.filePath(u"output"_s);
        plan.jobs = 10;
        plan.patience.grace = std::chrono::seconds(8);
        plan.patience.terminating = std::chrono::seconds(12);
        plan.patience.steady = std::chrono::seconds(6);
        plan.patience.connection = std::chrono::seconds(30);
        plan.patience.cleanUp = cleanUpPatience;
        app::Plan cutOff = plan;
        cutOff.tests.clear();
        const auto way = relay();
        if (way) {
            cutOff.contexts[0].server.setHost(u"127.0.0.1"_s);
            cutOff.contexts[0].server.setPort(way->port());
        }
        for (Hardship &hardship : m_hardships) {
            if (hardship.preparation)
                hardship.preparation(m_cluster, hardship.configuration);
            if (hardship.overRelay && way) {
                hardship.interference = [&way](auto &, auto &) {
                    // Two tests ask for it, perhaps one after the other: a watch that has found
                    // nobody for long asks less often than the patience of this plan allows.
                    way->refuseFor(std::chrono::seconds(4));
                };
                cutOff.tests.push_back(hardship.configuration);
            } else if (!hardship.overRelay) {
                plan.tests.push_back(hardship.configuration);
            }
        }

        app::Engine engine, engineBehindRelay;
        QSignalSpy refused(&engine, &app::Engine::refused);
        follow(engine);
        follow(engineBehindRelay);
        engine.run(plan);
        if (way)
            engineBehindRelay.run(cutOff);
        const bool ended = QTest::qWaitFor(
            [&] { return !engine.isRunning() && !engineBehindRelay.isRunning(); }, 280'000);
        m_left = m_cluster.objectsOf(u"-%1"_s.arg(QCoreApplication::applicationPid()));
        for (const Hardship &hardship : m_hardships) {
            // What a test prepared for itself is not the validation's to delete.
            if (hardship.afterwards)
                m_left.removeAll(u"namespaces /"_s + hardship.configuration.nameSpace);
            if (hardship.afterwards)
                hardship.afterwards(m_cluster, hardship.configuration);
        }
        QVERIFY(ended);
        QCOMPARE(refused.count(), 0);
    }

    void everyHardshipEndsAsItShould_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; const Hardship &hardship : m_hardships)
            QTest::newRow(qPrintable(hardship.id)) << i++;
    }
    void everyHardshipEndsAsItShould()
    {
        QFETCH(int, index);
        const Hardship &hardship = m_hardships[static_cast<std::size_t>(index)];
        const auto &record = m_records[hardship.id];
        if (record.facts().empty() && hardship.overRelay)
            QSKIP("the API server's certificate does not hold this machine's address");
        QVERIFY(record.isFinished());
        const auto &verdict = *record.verdict();
        const QString said = verdict.error ? verdict.error->message : QString();
        qInfo("%s: %s after %.1f s: %s", qPrintable(hardship.id),
              qPrintable(models::toString(verdict.outcome)), verdict.durationSeconds,
              qPrintable(said));
        for (const auto &result : record.results())
            qInfo("  %s: %s", qPrintable(result.packageName),
                  qPrintable(result.errorMessage.value_or(models::toString(result.outcome))));
        QVERIFY(!hardship.moment || m_interfered[hardship.id]);
        QVERIFY2(models::toString(verdict.outcome) == hardship.outcome, qPrintable(said));
        QCOMPARE(verdict.error ? models::toString(verdict.error->type) : QString(), hardship.error);
        const auto &diagnosis = record.diagnosis();
        QCOMPARE(diagnosis ? models::toString(diagnosis->info.errorCategory) : QString(),
                 hardship.category);
        const QString reason = diagnosis ? diagnosis->diagnosis.reason : QString();
        QVERIFY2(hardship.reason.split(u'|').contains(reason), qPrintable(reason));
        const QStringList parts = hardship.said.split(u'|');
        QVERIFY2(hardship.said.isEmpty()
                     ? said.isEmpty()
                     : std::any_of(parts.begin(), parts.end(),
                                   [&](const QString &part) { return said.contains(part); }),
                 qPrintable(said));
        const QString summary = diagnosis ? diagnosis->diagnosis.summary : QString();
        QVERIFY2(summary.contains(hardship.proven), qPrintable(summary));
        if (!hardship.because.isEmpty()) {
            QVERIFY(!record.results().empty());
            const auto &last = record.results().back();
            const QString why = last.errorMessage.value_or(QString()) + u' ' + last.advice;
            QVERIFY2(why.contains(hardship.because), qPrintable(why));
        }
        QVERIFY2(verdict.durationSeconds < hardship.atMostSeconds,
                 qPrintable(QString::number(verdict.durationSeconds)));
        QStringList results;
        for (const auto &result : record.results())
            results << result.packageName + u' ' + models::toString(result.outcome) + u' ' +
                           models::toString(result.failure);
        QCOMPARE(results, hardship.results);
        for (const auto &note : hardship.notes)
            QVERIFY2(record.notes().filter(note).size() == 1,
                     qPrintable(record.notes().join(u'|')));
        QCOMPARE(record.leftovers().size(), std::size_t(0));
        const qint64 cleaningUp =
            record.startedAt().msecsTo(record.lastAt()) - qint64(verdict.durationSeconds * 1000);
        QVERIFY2(cleaningUp < cleanUpPatience.count() + 5'000,
                 qPrintable(QString::number(cleaningUp)));
    }

    void nothingIsLeft()
    {
        QCOMPARE(m_left, QStringList());
        // Nor of what was prepared.
        QTRY_COMPARE_WITH_TIMEOUT(
            m_cluster.objectsOf(u"-%1"_s.arg(QCoreApplication::applicationPid())), QStringList(),
            60'000);
    }
};

QTEST_GUILESS_MAIN(TestHardshipCluster)
#include "tst_hardship_cluster.moc"
