// SPDX-License-Identifier: Apache-2.0
#include <models/report/ci_report.h>

#include "models/report/report_fixture.h"

#include <QTest>

using namespace assay::models;
using namespace reports;
using namespace Qt::StringLiterals;

//! What CI systems read beside the reports, and failures that a suite knows of.
class CiReportTest : public QObject
{
    Q_OBJECT

    static RunRecord known(const char *text, const char *until, sample::Facts facts)
    {
        RunRecord record;
        for (Fact fact : facts.all()) {
            if (auto *start = std::get_if<RunStarted>(&fact.body))
                start->configuration.knownFailure = {
                    {"text", text}, {"until", until}, {"reason", "ODS-4711"}};
            record.append(fact);
        }
        return record;
    }

    static SuitePlace place(const ReportedTest &) { return {u"ci/a,b:c.yaml"_s, 12}; }

private Q_SLOTS:
    void annotations()
    {
        const RunRecord import = sample::importFailed().record();
        const RunRecord passed = sample::passed().record();
        ReportedTest lost = stopped(ErrorType::ConnectionError, u"no route,\n100%: gone"_s);
        const QString text = githubAnnotations(inputFor({of(passed), lost, of(import)}), place);
        QCOMPARE(text, u"::error file=ci/a%2Cb%3Ac.yaml,line=12,title=sdg_hub_image failed::"
                       "sdg_hub is not installed. sdg_hub could not be imported.\n"
                       "::warning file=ci/a%2Cb%3Ac.yaml,line=12,title=sdg_hub_image "
                       "inconclusive::no route, 100%25: gone\n"_s);
    }

    void problemsOfASuiteStandOnTheirLines()
    {
        ReportInput input = inputFor({});
        input.problems = {u"ci/suite.yaml:12:5: 50% of: nothing"_s, u"no kubeconfig"_s};
        QCOMPARE(githubAnnotations(input, {}),
                 u"::error file=ci/suite.yaml,line=12,col=5::50%25 of: nothing\n"
                 "::error::no kubeconfig\n"_s);
        const RunRecord import = sample::importFailed().record();
        input.tests.assign(12, of(import));
        QCOMPARE(githubAnnotations(input, {}).count(u'\n'), 10);
    }

    void atMostTenAnnotationsWorstFirst()
    {
        const RunRecord import = sample::importFailed().record();
        std::vector<ReportedTest> tests(9, stopped(ErrorType::ClusterError, u"no CRD"_s));
        tests.insert(tests.end(), 3, of(import));
        const QStringList lines =
            githubAnnotations(inputFor(tests), {}).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 10);
        for (int i = 0; i < 10; ++i)
            QVERIFY2(lines[i].startsWith(i < 3 ? u"::error title="_s : u"::warning title="_s),
                     qPrintable(lines[i]));
    }

    void konflux()
    {
        const RunRecord import = sample::importFailed().record();
        const RunRecord passed = sample::passed().record();
        const auto result = [](const std::vector<ReportedTest> &tests) {
            return QString::fromUtf8(konfluxTestOutput(inputFor(tests)));
        };
        QCOMPARE(result({of(passed)}),
                 u"{\"failures\":0,\"namespace\":\"default\",\"note\":\"1 passed.\","
                 "\"result\":\"SUCCESS\",\"successes\":1,"
                 "\"timestamp\":\"2025-10-30T10:16:00+00:00\",\"warnings\":0}\n"_s);
        const auto word = [&result](const std::vector<ReportedTest> &tests) {
            return textAt(Json::parse(result(tests).toStdString()), {"result"});
        };
        const ReportedTest lost = stopped(ErrorType::ConnectionError, u"gone"_s);
        QCOMPARE(word({of(passed), of(import), lost}), u"FAILURE"_s);
        ReportedTest elsewhere = lost;
        elsewhere.context = u"other"_s;
        const QString note =
            textAt(Json::parse(result({of(passed), elsewhere}).toStdString()), {"note"});
        QVERIFY2(note.contains(u" on other: gone."_s), qPrintable(note));
        QCOMPARE(word({of(passed), lost}), u"ERROR"_s);
        QCOMPARE(word({stopped(ErrorType::CancelledError, u"x"_s)}), u"ERROR"_s);
        QCOMPARE(word({}), u"SKIPPED"_s);
        const RunRecord excused = known("sdg_hub", "2026-01-01", sample::importFailed());
        QCOMPARE(word({of(passed), of(excused)}), u"WARNING"_s);
        ReportInput broken = inputFor({});
        broken.problems = {u"suite.yaml:1:1: no"_s};
        QCOMPARE(textAt(Json::parse(konfluxTestOutput(broken).toStdString()), {"result"}),
                 u"ERROR"_s);
    }

    void konfluxStaysBelowOneKilobyte()
    {
        std::vector<ReportedTest> many(
            400, stopped(ErrorType::ClusterError, u"\"\\\u00e9 \U0001f600 no"_s));
        const QByteArray bytes = konfluxTestOutput(inputFor(many));
        QVERIFY2(bytes.size() < 1024 && bytes.size() > 500, bytes.constData());
        QVERIFY(textAt(Json::parse(bytes.toStdString()), {"note"}).endsWith(u"…"_s));
    }

    void summaryStaysBelowOneMebibyte()
    {
        const RunRecord import = sample::importFailed().record();
        const ReportInput input = inputFor({of(import)});
        QCOMPARE(githubStepSummary(input, 0), renderReport(input, ReportFormat::Markdown));
        constexpr qint64 mebibyte = 1024 * 1024;
        const QByteArray little = githubStepSummary(input, mebibyte - 5000);
        QCOMPARE(little, "Assay: 1 failed. The step summary has no room for more.\n"_ba);
        QCOMPARE(githubStepSummary(input, mebibyte - 10), QByteArray());
    }

    void whatAContainerWroteIsNoCommand()
    {
        QCOMPARE(harmlessForCi(u"a\n   ::stop-commands::x\n##[error]y\nb ::error::\n"_s),
                 u"a\n   | ::stop-commands::x\n| ##[error]y\nb ::error::\n"_s);
    }

    void knownFailures_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("until");
        QTest::addColumn<bool>("passes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("sentence");
        // The run began on 2025-10-30.
        QTest::newRow("known") << u"no module named 'SDG_hub'"_s << u"2025-10-30"_s << false << 0
                               << u"This failure is known until 2025-10-30: ODS-4711"_s;
        QTest::newRow("expired") << u"sdg_hub"_s << u"2025-10-29"_s << false << 1
                                 << u"This failure was known until 2025-10-29 (ODS-4711), which is "
                                    "over: mend it, or write a later day."_s;
        QTest::newRow("another") << u"torch"_s << u"2025-10-30"_s << false << 1
                                 << u"This is not the failure that is known (\"torch\", "
                                    "ODS-4711)."_s;
        QTest::newRow("gone") << u"torch"_s << u"2025-10-30"_s << true << 0
                              << u"Its known failure is gone (ODS-4711): remove known_failure from "
                                 "the test."_s;
    }
    void knownFailures()
    {
        QFETCH(QString, text);
        QFETCH(QString, until);
        QFETCH(bool, passes);
        QFETCH(int, status);
        QFETCH(QString, sentence);
        const RunRecord record = known(qPrintable(text), qPrintable(until),
                                       passes ? sample::passed() : sample::importFailed());
        const ReportInput input = inputFor({of(record)});
        QCOMPARE(knownFailureOf(of(record)).sentence, sentence);
        QCOMPARE(exitStatusFor(input), status);
        QCOMPARE(isKnownFailure(of(record)), !passes && status == 0);
        for (const ReportFormat format : {ReportFormat::Html, ReportFormat::Markdown})
            QVERIFY2(reports::text(input, format)
                         .remove(u'\\')
                         .replace(u"&quot;"_s, u"\""_s)
                         .contains(sentence),
                     qPrintable(reports::text(input, format)));
        QCOMPARE(textAt(json(input)["tests"][0], {"known_failure", "message"}), sentence);
    }

    void oneUnknownFailureAmongKnownOnesIsNotExcused()
    {
        sample::Facts facts = sample::upToReady();
        facts.add(9, sample::verified(u"sdg_hub"_s, PackageOutcome::Failed))
            .add(9, sample::verified(u"numpy"_s, PackageOutcome::Failed))
            .add(10,
                 Verdict{Outcome::Failed,
                         ValidationError{ErrorType::ExecOnPodError, u"sdg_hub, numpy"_s}, 10, 0});
        const RunRecord record = known("sdg_hub", "2026-01-01", facts);
        QVERIFY(!isKnownFailure(of(record)));
        QCOMPARE(exitStatusFor(inputFor({of(record)})), 1);
    }

    void reportsTellThatItIsKnown()
    {
        const RunRecord record = known("sdg_hub", "2026-01-01", sample::importFailed());
        const QString sentence = u"This failure is known until 2026-01-01: ODS-4711"_s;
        const QString html =
            QString::fromUtf8(renderReport(inputFor({of(record)}), ReportFormat::Html));
        QCOMPARE(html.count(u"<span class=\"badge failed\">✗ failed, as known</span>"_s), 2);
        QVERIFY2(html.contains(u"<p>"_s + sentence + u"</p>"_s), qPrintable(html));
        QVERIFY2(html.contains(u">1 known failure</p>"_s), qPrintable(html));
        const QString md =
            QString::fromUtf8(renderReport(inputFor({of(record)}), ReportFormat::Markdown));
        QVERIFY2(md.contains(sentence), qPrintable(md));
        QVERIFY2(md.contains(u"failed, as known"_s), qPrintable(md));
    }

    void whatCouldNotBeFoundOutIsNotKnown()
    {
        sample::Facts facts = sample::upToReady();
        facts.add(10, Verdict{Outcome::Inconclusive,
                              ValidationError{ErrorType::ConnectionError, u"sdg_hub"_s}, 10, 0});
        const RunRecord record = known("sdg_hub", "2026-01-01", facts);
        QCOMPARE(knownFailureOf(of(record)).sentence, QString());
        QCOMPARE(exitStatusFor(inputFor({of(record)})), 3);
    }

    void oneComesBeforeThreeBeforeZero()
    {
        const RunRecord import = sample::importFailed().record();
        const RunRecord passed = sample::passed().record();
        const RunRecord excused = known("sdg_hub", "2026-01-01", sample::importFailed());
        const ReportedTest lost = stopped(ErrorType::ConnectionError, u"gone"_s);
        QCOMPARE(exitStatusFor(inputFor({of(passed), of(excused)})), 0);
        QCOMPARE(exitStatusFor(inputFor({of(passed), of(excused), lost})), 3);
        QCOMPARE(exitStatusFor(inputFor({lost, of(excused), of(import)})), 1);
        QCOMPARE(countsText(inputFor({lost, of(excused), of(import), of(passed)})),
                 u"1 passed, 1 failed, 1 known failure, 1 inconclusive"_s);
    }
};

QTEST_GUILESS_MAIN(CiReportTest)
#include "tst_ci_report.moc"
