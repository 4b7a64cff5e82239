// SPDX-License-Identifier: Apache-2.0
#include <models/report/report.h>

#include "models/sample_run.h"

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! Reports over several contexts, and over tests that were run again.
class ReportMatrixTest : public QObject
{
    Q_OBJECT
    RunRecord m_passed;

    //! sdg_hub_image on "kind", where it passed, and on `other`, which could not be reached.
    ReportInput twoContexts(const QString &other = u"prod|<b>"_s) const
    {
        ReportInput input;
        input.title = u"suite.yaml"_s;
        ReportedTest here;
        here.record = &m_passed;
        ReportedTest there;
        there.configuration = sample::configuration();
        there.context = other;
        there.server = u"https://prod.example"_s;
        there.error = ValidationError{ErrorType::ConnectionError, u"no route"_s};
        input.tests = {here, there};
        return input;
    }

private Q_SLOTS:
    void initTestCase() { m_passed = sample::passed().record(); }

    void contextsStandInTheirOrder()
    {
        QCOMPARE(contextsOf(twoContexts()), (QStringList{u"kind"_s, u"prod|<b>"_s}));
        QCOMPARE(contextsOf({}), QStringList());
        // A test that ended before its context was known is no context of its own.
        QCOMPARE(contextsOf(twoContexts({})), QStringList{u"kind"_s});
    }

    void plainTextHasAGrid()
    {
        QCOMPARE(gridText(twoContexts(u"prod\x1b[31m"_s)),
                 u"               kind    prod\nsdg_hub_image  passed  inconclusive\n"_s);
    }

    void jsonNamesTheContextOfEachTest()
    {
        const Json json =
            Json::parse(renderReport(twoContexts(), ReportFormat::JsonFile).toStdString());
        QVERIFY(json["context"].is_null());
        QVERIFY(json["server"].is_null());
        QCOMPARE(json["contexts"].dump(), std::string(R"(["kind","prod|<b>"])"));
        QCOMPARE(textAt(json["tests"][0], {"context"}), u"kind"_s);
        QCOMPARE(textAt(json["tests"][0], {"server"}), u"https://cluster.example:6443"_s);
        QCOMPARE(textAt(json["tests"][1], {"context"}), u"prod|<b>"_s);
        QCOMPARE(textAt(json["tests"][1], {"server"}), u"https://prod.example"_s);
    }

    void htmlAndMarkdownHaveAGridThatLeadsToTheTests()
    {
        const QString html = QString::fromUtf8(renderReport(twoContexts(), ReportFormat::Html));
        QVERIFY2(html.contains(u"<caption>Tests on contexts</caption>\n<thead><tr>"
                               "<th scope=\"col\">Test</th><th scope=\"col\">kind</th>"
                               "<th scope=\"col\">prod|&lt;b&gt;</th></tr></thead>\n<tbody>\n"
                               "<tr><th scope=\"row\">sdg_hub_image</th>"
                               "<td><a href=\"#test-1\"><span class=\"badge passed\">✓ passed"
                               "</span></a></td><td><a href=\"#test-2\"><span class=\"badge "
                               "inconclusive\">? inconclusive</span></a></td></tr>"_s),
                 qPrintable(html));
        QVERIFY(html.contains(u"<h2 id=\"test-2-title\">sdg_hub_image on prod|&lt;b&gt;</h2>"_s));
        const QString md = QString::fromUtf8(renderReport(twoContexts(), ReportFormat::Markdown));
        QVERIFY2(md.contains(u"| Test | kind | prod\\|&lt;b&gt; |\n|---|---|---|\n"
                             "| sdg\\_hub\\_image | ✅ passed | ⚠️ inconclusive |\n"_s),
                 qPrintable(md));
    }

    void testsOfOneNameInTwoSuitesAreToldApart()
    {
        ReportInput input = twoContexts();
        input.tests.back().context = u"kind"_s;
        input.tests.back().suite = u"/suites/nightly.yaml"_s;
        const QString first = suiteNameOf(input.tests.front());
        QVERIFY(!first.isEmpty() && first != u"nightly"_s);
        const auto rendered = [&input](ReportFormat format) {
            return QString::fromUtf8(renderReport(input, format));
        };
        const QString html = rendered(ReportFormat::Html);
        for (const QString &suite : {first, u"nightly"_s}) {
            const QString name = u"sdg_hub_image of "_s + suite;
            QVERIFY2(html.contains(u'>' + name + u"</a>"_s), qPrintable(html));
            QVERIFY2(html.contains(u'>' + name + u"</h2>"_s), qPrintable(html));
        }
        const QString md = rendered(ReportFormat::Markdown);
        QVERIFY2(md.contains(u"| sdg\\_hub\\_image of nightly | ⚠️ inconclusive |"_s),
                 qPrintable(md));
        QVERIFY2(md.contains(u"## sdg\\_hub\\_image of nightly: "_s), qPrintable(md));
        // What JUnit tells tests apart by has the suite anyway.
        const QString junit = rendered(ReportFormat::JUnit);
        QVERIFY2(junit.contains(u"<testsuite name=\"sdg_hub_image\""_s), qPrintable(junit));
        input.tests.back().context = u"prod"_s;
        QVERIFY(rendered(ReportFormat::Html).contains(u">sdg_hub_image of nightly on prod</h2>"_s));
        // In a report of one suite it needs no name.
        input.tests.back().suite = suitePathOf(input.tests.front());
        QVERIFY(!rendered(ReportFormat::Html).contains(u"sdg_hub_image of "_s));
    }

    void oneContextHasNoGrid()
    {
        ReportInput input = twoContexts();
        input.tests.pop_back();
        for (const ReportFormat format : {ReportFormat::Html, ReportFormat::Markdown}) {
            const QString text = QString::fromUtf8(renderReport(input, format));
            QVERIFY2(!text.contains(u"Tests on contexts"_s) && !text.contains(u"| kind |"_s),
                     qPrintable(text));
            QVERIFY(!text.contains(u" on kind"_s));
        }
    }

    void attemptsAreCountedAndExplained()
    {
        ReportedTest test;
        test.record = &m_passed;
        QCOMPARE(attemptsText(test), QString());
        test.earlier = {{u"run-1"_s, u"no status"_s}, {u"run-2"_s, u"cut off"_s}};
        QCOMPARE(attemptsText(test), u"Attempt 3. Before it, inconclusive: no status / cut off"_s);
        const Json json = reportJsonFor(test);
        QCOMPARE(json["attempts"].get<int>(), 3);
        QCOMPARE(textAt(json["earlier_attempts"][1], {"run_id"}), u"run-2"_s);
        QCOMPARE(textAt(json["earlier_attempts"][1], {"message"}), u"cut off"_s);
        ReportInput input;
        input.tests = {test};
        for (const ReportFormat format : {ReportFormat::Html, ReportFormat::JUnit}) {
            const QString text = QString::fromUtf8(renderReport(input, format));
            QVERIFY2(text.contains(u"Attempt 3. Before it, inconclusive: no status / cut off"_s),
                     qPrintable(text));
        }
    }
};

QTEST_GUILESS_MAIN(ReportMatrixTest)
#include "tst_report_matrix.moc"
