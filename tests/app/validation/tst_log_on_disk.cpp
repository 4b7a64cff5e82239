// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <QDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

//! What a container that writes without end leaves in the run's folder.
class TestLogOnDisk : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;

private Q_SLOTS:
    void initTestCase()
    {
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void aFloodIsBoundedAndFewFacts()
    {
        constexpr qint64 limit = 400'000;
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"flood:2025.1"_s));
        run->journal->setLogLimit(limit);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);

        const auto stored = models::StoredRun::load(run->journal->folder());
        QVERIFY(stored);
        QCOMPARE(stored->record.logs().size(), std::size_t(1));
        const models::LogFile &log = stored->record.logs().front();
        QVERIFY2(log.problem.contains(u" bytes in the middle of this log were left out, because of "
                                      "one log no more than 400000 bytes are kept."_s),
                 qPrintable(log.problem));
        QFile file(stored->folder + u'/' + log.file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.size(), log.size);
        QVERIFY2(file.size() > limit / 2 && file.size() <= limit + 100,
                 qPrintable(QString::number(file.size())));
        QVERIFY(file.readAll().contains(" bytes of this log were left out here]\n"));
        QCOMPARE(QDir(stored->folder + u"/logs"_s).entryList(QDir::Files).size(), 1);

        // Each segment follows the one before it, and none is of one packet.
        qint64 end = 0;
        int segments = 0;
        for (const models::Fact &fact : stored->record.facts()) {
            const auto *segment = std::get_if<models::LogSegment>(&fact.body);
            if (!segment)
                continue;
            ++segments;
            QCOMPARE(segment->offset, end);
            end += segment->length;
        }
        QCOMPARE(end, file.size());
        QVERIFY2(segments <= 12, qPrintable(QString::number(segments)));
    }

    void ofALogWithinTheLimitNothingIsMissing()
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"flood:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        const auto &logs = run->record.logs();
        QCOMPARE(logs.size(), std::size_t(1));
        QFile file(run->journal->folder() + u'/' + logs.front().file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        // Every byte that is there is in the record, by the end of the run.
        QCOMPARE(logs.front().size, file.size());
        QVERIFY(!file.readAll().contains("left out here"));
        const auto segments = std::count_if(
            run->record.facts().begin(), run->record.facts().end(), [](const models::Fact &fact) {
                return std::holds_alternative<models::LogSegment>(fact.body);
            });
        const double seconds = run->record.startedAt().msecsTo(run->record.lastAt()) / 1000.0;
        QVERIFY2(segments <= 5 + seconds, qPrintable(QString::number(segments)));
    }
};

QTEST_GUILESS_MAIN(TestLogOnDisk)
#include "tst_log_on_disk.moc"
