// SPDX-License-Identifier: Apache-2.0
#include "models/report/report_fixture.h"

#include <QCryptographicHash>
#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace reports;
using namespace Qt::StringLiterals;

//! What people read: HTML, Markdown, the logs in them.
class ReportPagesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_passed = sample::passed().record();
        m_import = sample::importFailed().record();
        m_pull = sample::pullFailure().record();
    }

    void htmlStandsAlone()
    {
        const QByteArray html =
            renderReport(inputFor({of(m_pull), of(m_import), of(m_passed)}), ReportFormat::Html);
        const auto style = html.mid(html.indexOf("<style>") + 7,
                                    html.indexOf("</style>") - html.indexOf("<style>") - 7);
        const QByteArray digest =
            QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64();
        QVERIFY(html.contains("content=\"default-src 'none'; style-src 'sha256-" + digest +
                              "'; base-uri 'none'; form-action 'none'\""));
        for (const char *banned : {"<script", " style=", "http-equiv=\"refresh", "<img", "<link",
                                   "url(", "@import", " onclick", "javascript:", "src="})
            QVERIFY2(!html.contains(banned), banned);
        // The only links are those within the page, and each has its end.
        const QString page = QString::fromUtf8(html);
        const QRegularExpression link(u"href=\"([^\"]*)\""_s);
        int links = 0;
        for (const auto &match : link.globalMatch(page)) {
            QVERIFY(match.captured(1).startsWith(u'#'));
            QVERIFY(page.contains(u"id=\"%1\""_s.arg(match.captured(1).mid(1))));
            ++links;
        }
        QCOMPARE(links, 3);
        QVERIFY(page.indexOf(u"<caption>Tests</caption>"_s) < page.indexOf(u"<article"_s));
    }

    void htmlTellsWhatHappened()
    {
        const QString pull = text(inputFor({of(m_pull)}), ReportFormat::Html);
        QVERIFY(pull.contains(u"<span class=\"badge failed\">✗ failed</span>"_s));
        QVERIFY(pull.contains(u"<p>Image could not be pulled</p>"_s));
        QCOMPARE(pull.count(u"<p>The registry does not have this image.</p>"_s), 1);
        QVERIFY(pull.contains(u"<p>Check the tag.</p>"_s));
        QVERIFY(pull.contains(u"Context kind · https://cluster.example:6443 · 2025-10-30 10:16:00 "
                              "UTC"_s));
        QVERIFY(pull.contains(u"event Failed: <q>manifest unknown</q>"_s));
        QVERIFY(pull.contains(u"Told early: 9 min 46 s of the time limit were not waited for."_s));
        QVERIFY(pull.contains(u"Left on the cluster: Notebook test-sdg-hub/sdg-hub-notebook"_s));
        QVERIFY(pull.contains(u"<td>sdg_hub</td><td>not reached</td>"_s));

        const QString passed = text(inputFor({of(m_passed)}), ReportFormat::Html);
        QVERIFY(passed.contains(u"1 passed"_s));
        // 0.5 + 4 + 3 + 3 + 1 seconds: the bar is 1000 wide.
        QVERIFY(
            passed.contains(u"<rect class=\"s-PodPending\" x=\"43.5\" y=\"0\" width=\"347.8\""_s));
        QVERIFY(passed.contains(u"<span class=\"dot s-PodPending\"></span>Pod pending 4.0 s"_s));
    }

    void whatTheSuiteSaidIsListed()
    {
        const QString usual = text(inputFor({of(m_passed)}), ReportFormat::Html);
        QVERIFY(usual.contains(u"<dt>namespace</dt>\n<dd>test-sdg-hub</dd>"_s));
        QVERIFY(usual.contains(u"<dt>timeout_pod_ready</dt>\n<dd>600 s</dd>"_s));
        QVERIFY(usual.contains(u"<dt>packages_to_verify</dt>\n<dd>sdg_hub, numpy</dd>"_s));
        QVERIFY(usual.contains(u"<dt>auth_annotations</dt>"_s));
        for (const char *unsaid : {"id", "gpu_required", "notebook_cells", "log_policy", "storage"})
            QVERIFY2(!usual.contains(u"<dt>%1</dt>"_s.arg(QLatin1String(unsaid))), unsaid);

        RunStarted start = sample::started();
        start.configuration.gpuRequired = true;
        start.configuration.notebookCells = {u"1"_s, u"2"_s};
        start.configuration.authAnnotations = {{u"a"_s, u"1"_s}, {u"b"_s, u"2"_s}};
        start.configuration.storage = {{"size", "1Gi"}};
        const RunRecord record = sample::Facts().add(0, start).record();
        const QString more = text(inputFor({of(record)}), ReportFormat::Html);
        QVERIFY(more.contains(u"<dt>gpu_required</dt>\n<dd>true</dd>"_s));
        QVERIFY(more.contains(u"<dt>notebook_cells</dt>\n<dd>2, see above</dd>"_s));
        QVERIFY(more.contains(u"<dt>auth_annotations</dt>\n<dd>a: 1, b: 2</dd>"_s));
        QVERIFY(more.contains(u"<dt>storage</dt>\n<dd>{&quot;size&quot;:&quot;1Gi&quot;}</dd>"_s));
    }

    void whatHoldsForAClusterIsSaidOnce()
    {
        sample::Facts facts = sample::upToReady();
        facts.add(8, Note{u"No ODH controllers here."_s}).add(8, Note{u"Of one."_s});
        sample::Facts other = sample::upToReady();
        other.add(8, Note{u"No ODH controllers here."_s});
        const RunRecord first = facts.record();
        const RunRecord second = other.record();
        const ReportInput input = inputFor({of(first), of(second)});
        const QString html = text(input, ReportFormat::Html);
        QCOMPARE(html.count(u"No ODH controllers here."_s), 1);
        QVERIFY(html.contains(u"<h2>Notes</h2>\n<ul class=\"plain\">\n"
                              "<li>No ODH controllers here.</li>\n</ul>"_s));
        QCOMPARE(html.count(u"Of one."_s), 1);
        const QString md = text(input, ReportFormat::Markdown);
        QCOMPARE(md.count(u"\n- No ODH controllers here.\n"_s), 1);
        // Alone, it stands with its test.
        QCOMPARE(text(inputFor({of(first)}), ReportFormat::Html).count(u"No ODH"_s), 1);
    }

    void aLogThatIsTheSameAfterEachRestartIsQuotedOnce()
    {
        const QTemporaryDir dir;
        QDir(dir.path()).mkdir(u"logs"_s);
        write(dir, u"logs/main.log"_s, "boom\n");
        write(dir, u"logs/main.1.log"_s, "boom\n");
        write(dir, u"logs/main.2.log"_s, "bang\n");
        sample::Facts facts = sample::pullFailure();
        facts.add(20, LogSegment{u"main"_s, 0, u"logs/main.log"_s, 0, 5, {}})
            .add(20, LogSegment{u"main"_s, 1, u"logs/main.1.log"_s, 0, 5, {}})
            .add(20, LogSegment{u"main"_s, 2, u"logs/main.2.log"_s, 0, 5, {}});
        const RunRecord record = facts.record();
        ReportedTest test = of(record);
        test.folder = dir.path();
        for (const ReportFormat format : {ReportFormat::Html, ReportFormat::JUnit}) {
            const QString whole = text(inputFor({test}), format);
            QCOMPARE(whole.count(u"boom"_s), 1);
            QCOMPARE(whole.count(u"The same as in attempt 1."_s), 1);
            QCOMPARE(whole.count(u"bang"_s), 1);
        }
    }

    void logTailsAreTheLastLines()
    {
        const QTemporaryDir dir;
        QDir(dir.path()).mkdir(u"logs"_s);
        QByteArray lines;
        for (int i = 1; i <= 250; ++i)
            lines += "line " + QByteArray::number(i) + '\n';
        QCOMPARE(write(dir, u"logs/main.log"_s, lines), lines.size());
        QCOMPARE(write(dir, u"logs/short.log"_s, "only\n"), 5);
        const QByteArray wide = QByteArray(200000, 'x') + "\nend of wide";
        write(dir, u"logs/wide.log"_s, wide);
        sample::Facts facts = sample::pullFailure();
        facts.add(20, LogSegment{u"main"_s, 0, u"logs/main.log"_s, 0, lines.size(), {}})
            .add(20, LogSegment{u"short"_s, 1, u"logs/short.log"_s, 0, 5, {}})
            .add(20, LogSegment{u"wide"_s, 0, u"logs/wide.log"_s, 0, wide.size(), {}})
            .add(20, LogSegment{u"none"_s, 0, {}, 0, 0, u"It never started."_s})
            .add(20, LogSegment{u"evil"_s, 0, u"../secret"_s, 0, 9, {}});
        const RunRecord record = facts.record();
        ReportedTest test = of(record);
        test.folder = dir.path() + u"/."_s;
        const QTemporaryDir outer;
        QFile secret(dir.path() + u"/../secret"_s);
        QVERIFY(secret.open(QIODevice::WriteOnly));
        secret.write("top secret\n");
        secret.close();

        const QString html = text(inputFor({test}), ReportFormat::Html);
        QVERIFY(secret.remove());
        QVERIFY(html.contains(u"<summary>Log of main, its end</summary>\n<pre>\nline 151\n"_s));
        QVERIFY(html.contains(u"line 250\n</pre>"_s));
        QVERIFY(
            html.contains(u"<summary>Log of short, attempt 2</summary>\n<pre>\nonly\n</pre>"_s));
        QVERIFY(
            html.contains(u"<summary>Log of wide, its end</summary>\n<pre>\nend of wide</pre>"_s));
        QVERIFY(html.contains(u"It never started."_s));
        QVERIFY(!html.contains(u"top secret"_s));

        QString error;
        const Element root = parseXml(renderReport(inputFor({test}), ReportFormat::JUnit), &error);
        QCOMPARE(error, QString());
        const QString out = root.children[0].child(u"testcase"_s)->child(u"system-out"_s)->text;
        QVERIFY(out.startsWith(u"== main, attempt 1 (its end)\nline 151\n"_s));
        QVERIFY(out.contains(u"== short, attempt 2\nonly\n"_s));
    }

    void markdownFitsASummary()
    {
        std::vector<ReportedTest> tests(2000, of(m_pull));
        const QByteArray md = renderReport(inputFor(tests), ReportFormat::Markdown);
        QVERIFY(md.size() < 60000);
        QVERIFY(md.contains("**2000 failed**"));
        QVERIFY(md.endsWith("*Not everything fits here; report.html and report.json hold the "
                            "whole.*\n"));
        const QByteArray small = renderReport(inputFor({of(m_pull)}), ReportFormat::Markdown);
        QVERIFY(!small.contains("Not everything"));
        QVERIFY(small.contains("| sdg\\_hub\\_image | ❌ failed | 14 s | "
                               "quay.io/opendatahub/sdg-hub-notebook:2025.1 | "
                               "Image could not be pulled |\n"));
        QVERIFY(small.contains("context kind · https://cluster.example:6443 · "));
        // The data model's error types are details.
        QVERIFY(small.contains("**Image could not be pulled**\n\n"
                               "The registry does not have this image.\n\n"
                               "Check the tag.\n\n- event Failed: manifest unknown\n"));
        QVERIFY(small.indexOf("ImagePullError") > small.indexOf("<details>"));
    }

private:
    static qint64 write(const QTemporaryDir &dir, const QString &name, const QByteArray &bytes)
    {
        QFile file(dir.filePath(name));
        return file.open(QIODevice::WriteOnly) ? file.write(bytes) : -1;
    }
    RunRecord m_passed, m_import, m_pull;
};

QTEST_GUILESS_MAIN(ReportPagesTest)
#include "tst_report_pages.moc"
