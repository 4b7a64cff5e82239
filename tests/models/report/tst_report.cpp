// SPDX-License-Identifier: Apache-2.0
#include "models/report/report_fixture.h"

#include <QTest>

using namespace assay::models;
using namespace reports;
using namespace Qt::StringLiterals;

//! What every format says, and report.json.
class ReportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_passed = sample::passed().record();
        m_import = sample::importFailed().record();
        m_pull = sample::pullFailure().record();
    }

    void formatsHaveNames()
    {
        QVERIFY(reportFormatFromString(u"json"_s) == ReportFormat::JsonFile);
        QVERIFY(reportFormatFromString(u"junit"_s) == ReportFormat::JUnit);
        QVERIFY(reportFormatFromString(u"html"_s) == ReportFormat::Html);
        QVERIFY(reportFormatFromString(u"md"_s) == ReportFormat::Markdown);
        QVERIFY(!reportFormatFromString(u"pdf"_s));
        QCOMPARE(fileNameFor(ReportFormat::JsonFile), u"report.json"_s);
        QCOMPARE(fileNameFor(ReportFormat::JUnit), u"junit.xml"_s);
        QCOMPARE(fileNameFor(ReportFormat::Html), u"report.html"_s);
        QCOMPARE(fileNameFor(ReportFormat::Markdown), u"report.md"_s);
    }

    void reportsAreKnownAgain()
    {
        ReportInput refused = inputFor({});
        refused.title = QString(5000, u'<');
        refused.problems = {u"suite.yaml:1:1: no"_s};
        const auto offline = stopped(ErrorType::ConnectionError, u"no"_s);
        const ReportFormat formats[] = {ReportFormat::JsonFile, ReportFormat::JUnit,
                                        ReportFormat::Html, ReportFormat::Markdown};
        for (const ReportInput &input :
             {inputFor({}), refused, inputFor({offline}), inputFor({of(m_passed), of(m_pull)})}) {
            for (const ReportFormat format : formats) {
                const QByteArray bytes = renderReport(input, format);
                for (const ReportFormat asked : formats)
                    QCOMPARE(isReport(bytes, asked), asked == format);
            }
        }
        // As files were before they said by whom.
        QByteArray old = renderReport(inputFor({of(m_passed)}), ReportFormat::JUnit);
        old.replace("<!-- Written by Assay -->", "");
        QVERIFY(!old.contains("Written by Assay"));
        QVERIFY(isReport(old, ReportFormat::JUnit));
        for (const ReportFormat format : formats) {
            QVERIFY(!isReport({}, format));
            QVERIFY(
                !isReport("<testsuites name=\"pytest tests\"><testsuite/></testsuites>", format));
        }
    }

    void exitStatus()
    {
        const auto refused = stopped(ErrorType::ConfigurationError, u"no"_s);
        const auto offline = stopped(ErrorType::ConnectionError, u"no"_s);
        const auto cancelled = stopped(ErrorType::CancelledError, u"no"_s);
        QCOMPARE(exitStatusFor(inputFor({})), 0);
        QCOMPARE(exitStatusFor(inputFor({of(m_passed)})), 0);
        QCOMPARE(exitStatusFor(inputFor({of(m_passed), of(m_pull)})), 1);
        QCOMPARE(exitStatusFor(inputFor({of(m_passed), offline})), 3);
        QCOMPARE(exitStatusFor(inputFor({offline, of(m_import)})), 1);
        QCOMPARE(exitStatusFor(inputFor({of(m_pull), refused, offline})), 2);
        QCOMPARE(exitStatusFor(inputFor({of(m_pull), refused, offline, cancelled})), 130);
        const auto astray = stopped(ErrorType::KubeconfigError, u"no"_s);
        QCOMPARE(exitStatusFor(inputFor({of(m_passed), of(m_pull), astray})), 2);
        ReportInput broken = inputFor({});
        broken.problems = {u"suite.yaml:1:1: no"_s};
        QCOMPARE(exitStatusFor(broken), 2);
        // A record that was cut off proves nothing.
        const RunRecord torn = sample::upToReady().record();
        QCOMPARE(exitStatusFor(inputFor({of(torn)})), 3);
    }

    void whatCouldNotBeRecordedIsToldInEveryFormat()
    {
        const auto unrecorded = [](sample::Facts facts) {
            return facts
                .add(20, NotRecorded{u"/full/run.jsonl could not be written: No <space>."_s})
                .record();
        };
        const RunRecord passed = unrecorded(sample::passed());
        const ReportInput input = inputFor({of(passed)});
        QCOMPARE(exitStatusFor(input), 3);
        COMPARE_JSON(json(input)["exit_status"], 3);
        COMPARE_JSON(json(input)["tests"][0]["not_recorded"][0],
                     "/full/run.jsonl could not be written: No <space>.");
        COMPARE_JSON(json(inputFor({of(m_passed)}))["tests"][0]["not_recorded"].size(), 0);
        const QString sentence = u"The record of this run is not whole: /full/run.jsonl could not "
                                 "be written: No "_s;
        for (const auto &[format, escaped] :
             {std::pair{ReportFormat::Html, u"&lt;space&gt;."_s},
              std::pair{ReportFormat::Markdown, u"&lt;space&gt;."_s},
              std::pair{ReportFormat::JUnit, u"&lt;space&gt;."_s}}) {
            const QString text = QString::fromUtf8(renderReport(input, format));
            QVERIFY2(text.contains(sentence + escaped), qPrintable(fileNameFor(format)));
        }
        // It is an error of its own, beside what passed.
        const QString junit = QString::fromUtf8(renderReport(input, ReportFormat::JUnit));
        QVERIFY2(junit.contains(u"errors=\"1\""_s) && junit.contains(u"type=\"NotRecorded\""_s),
                 qPrintable(junit));
        // A failure stays one.
        QCOMPARE(exitStatusFor(inputFor({of(passed), of(m_pull)})), 1);
    }

    void jsonOfAPassedTest()
    {
        const Json report = json(inputFor({of(m_passed)}));
        QCOMPARE(textAt(report, {"schema"}), u"assay/report/v1"_s);
        COMPARE_JSON(report["exit_status"], 0);
        COMPARE_JSON(report["summary"]["passed"], 1);
        const Json &test = report["tests"][0];
        QCOMPARE(textAt(test, {"id"}), u"sdg_hub_image"_s);
        QCOMPARE(textAt(test, {"outcome"}), u"passed"_s);
        QVERIFY(test["error"].is_null());
        QVERIFY(test["diagnostic"].is_null());
        COMPARE_JSON(test["duration_seconds"], 10.0);
        QCOMPARE(textAt(test, {"configuration", "notebook_name"}), u"sdg-hub-notebook"_s);
        COMPARE_JSON(test["configuration"]["timeout_pod_ready"], 600);
        // The data model's status when the verdict fell, not what clean-up made of it.
        QCOMPARE(textAt(test, {"notebook", "status"}), u"Ready"_s);
        QCOMPARE(textAt(test, {"notebook", "pod_name"}), u"sdg-hub-notebook-0"_s);
        QCOMPARE(test["transitions"].size(), std::size_t(4));
        QCOMPARE(textAt(test["transitions"][0], {"from"}), u"Created"_s);
        QCOMPARE(textAt(test["transitions"][0], {"to"}), u"PodPending"_s);
        QCOMPARE(textAt(test["transitions"][0], {"at"}), u"2025-10-30T10:15:01.000Z"_s);
        QCOMPARE(textAt(test["transitions"][0], {"because"}), u"the pod appeared"_s);
        QCOMPARE(textAt(test["results"][0], {"package_name"}), u"numpy"_s);
        COMPARE_JSON(test["results"][0]["import_successful"], true);
        QVERIFY(test["results"][0]["error_message"].is_null());
    }

    void jsonOfAFailedTest()
    {
        const Json test = reportJsonFor(of(m_pull));
        QCOMPARE(textAt(test, {"outcome"}), u"failed"_s);
        QCOMPARE(textAt(test, {"error", "type"}), u"ImagePullError"_s);
        QCOMPARE(textAt(test, {"error", "message"}), u"The registry does not have this image."_s);
        QCOMPARE(textAt(test, {"diagnostic", "error_category"}), u"ImagePullBackOff"_s);
        QCOMPARE(textAt(test, {"diagnostic", "pod_phase"}), u"Pending"_s);
        QCOMPARE(textAt(test["diagnostic"]["container_statuses"][0], {"state_reason"}),
                 u"ImagePullBackOff"_s);
        QCOMPARE(textAt(test, {"diagnostic", "diagnosis", "reason"}), u"ErrImagePull"_s);
        QCOMPARE(textAt(test, {"notebook", "status"}), u"Failed"_s);
        COMPARE_JSON(test["seconds_saved"], 586.0);
        COMPARE_JSON(test["results"], Json::array());
        QCOMPARE(textAt(test["leftovers"][0], {"name"}), u"sdg-hub-notebook"_s);
    }

    void jsonOfATestThatNeverStarted()
    {
        const Json test = reportJsonFor(stopped(ErrorType::ConfigurationError, u"bad"_s));
        QCOMPARE(textAt(test, {"id"}), u"sdg_hub_image"_s);
        QCOMPARE(textAt(test, {"outcome"}), u"failed"_s);
        QCOMPARE(textAt(test, {"error", "type"}), u"ConfigurationError"_s);
        QVERIFY(test["notebook"].is_null());
        COMPARE_JSON(test["transitions"], Json::array());
    }

    void everythingCanBeWrittenWhenNothingRan()
    {
        ReportInput input = inputFor({});
        input.problems = {u"suite.yaml:3:5: “pakages” is no field"_s};
        QString error;
        const Element root = parseXml(renderReport(input, ReportFormat::JUnit), &error);
        QCOMPARE(error, QString());
        QCOMPARE(root.attributes[u"errors"_s], u"1"_s);
        const Json report = json(input);
        COMPARE_JSON(report["tests"], Json::array());
        QCOMPARE(report["problems"][0].get<QString>(), input.problems[0]);
        COMPARE_JSON(report["exit_status"], 2);
        const QString html = text(input, ReportFormat::Html);
        QVERIFY(html.contains(u"suite.yaml:3:5: “pakages” is no field"_s));
        QVERIFY(html.contains(u"No test ran"_s));
        const QString md = text(input, ReportFormat::Markdown);
        QVERIFY(md.contains(u"- suite.yaml:3:5: “pakages” is no field"_s));
        // Not even a problem.
        parseXml(renderReport({}, ReportFormat::JUnit), &error);
        QCOMPARE(error, QString());
    }

    void theInventoryIsReported()
    {
        PackageVerified numpy = sample::verified(u"numpy"_s, PackageOutcome::Passed);
        numpy.result.version = u"1.24.2"_s;
        numpy.result.location = ModuleLocation{u"/data/numpy/__init__.py"_s, true, false};
        sample::Facts facts = sample::upToReady();
        facts.add(9, InventoryTaken{sample::inventory(), 0.25, {}})
            .add(9, numpy)
            .add(9, sample::verified(u"sdg_hub"_s, PackageOutcome::Failed))
            .add(10, Verdict{Outcome::Failed, {}, 10, 0});
        const RunRecord record = facts.record();

        const Json test = reportJsonFor(of(record));
        QCOMPARE(textAt(test, {"inventory", "python", "version"}), u"3.11.2"_s);
        QCOMPARE(textAt(test, {"inventory", "python", "executable"}),
                 u"/opt/app-root/bin/python"_s);
        COMPARE_JSON(test["inventory"]["user"]["uid"], 1001);
        COMPARE_JSON(test["inventory"]["user"]["gid"], 0);
        COMPARE_JSON(test["inventory"]["distributions"][1],
                     (Json{{"name", "numpy"}, {"version", "1.24.2"}, {"imports", {"numpy"}}}));
        COMPARE_JSON(test["inventory"]["problem"], nullptr);
        COMPARE_JSON(test["inventory"]["seconds"], 0.25);
        QCOMPARE(textAt(test["results"][0], {"version"}), u"1.24.2"_s);
        COMPARE_JSON(reportJsonFor(of(m_pull))["inventory"], nullptr);

        const QString html = text(inputFor({of(record)}), ReportFormat::Html);
        QVERIFY(
            html.contains(u"Python 3.11.2 at /opt/app-root/bin/python, user id 1001, group 0"_s));
        QVERIFY(html.contains(u"<summary>Installed packages (5)</summary>"_s));
        QVERIFY(html.contains(u"<td>Pillow</td><td>9.4.0</td><td>PIL</td>"_s));
        QVERIFY(html.contains(u"2 more could not be read or are too many to be listed."_s));
        QVERIFY(html.contains(u"<td>1.24.2</td>"_s));
        QVERIFY(
            html.contains(u"Found on the volume at /data/numpy/__init__.py, not in the image."_s));

        const QString md = text(inputFor({of(record)}), ReportFormat::Markdown);
        QVERIFY(md.contains(u"| numpy | passed | 1.24.2 | 0.8 s |  |\n"_s));
        QVERIFY(md.contains(u"<br>Add sdg\\_hub to the image. |\n"_s));
        QVERIFY(
            md.contains(u"Python 3.11.2 at /opt/app-root/bin/python, user id 1001, group 0\n"_s));
    }

    void theSameInputGivesTheSameBytes()
    {
        const ReportInput input = inputFor({of(m_pull), of(m_passed)});
        for (const ReportFormat format : {ReportFormat::JsonFile, ReportFormat::JUnit,
                                          ReportFormat::Html, ReportFormat::Markdown})
            QCOMPARE(renderReport(input, format), renderReport(input, format));
    }

private:
    RunRecord m_passed, m_import, m_pull;
};

QTEST_GUILESS_MAIN(ReportTest)
#include "tst_report.moc"
