// SPDX-License-Identifier: Apache-2.0
#include "models/sample_run.h"

#include <models/report/report.h>

#include <QTest>

using namespace sample;

//! How reports show what a suite wants beyond imports.
class ReportChecksTest : public QObject
{
    Q_OBJECT
    RunRecord m_record;

    QString render(ReportFormat format) const
    {
        ReportInput input;
        input.title = u"suite.yaml"_s;
        ReportedTest test;
        test.configuration = m_record.configuration();
        test.record = &m_record;
        input.tests = {test};
        return QString::fromUtf8(renderReport(input, format));
    }

private Q_SLOTS:
    void initTestCase()
    {
        std::vector<FactBody> bodies{
            started(),
            StateChanged{
                {NotebookStatus::PodRunning, NotebookStatus::Ready, at(1.5), u"Ready is True"_s}},
            verified(u"sdg_hub"_s, PackageOutcome::Passed),
            verified(u"numpy"_s, PackageOutcome::Passed),
            InventoryTaken{sample::inventory(), 0.25, {}},
            CheckMade{check(CheckOutcome::Passed, u"pandas"_s)},
            CheckMade{check(CheckOutcome::Failed, u"numpy>=2"_s)},
            CellExecuted{sample::cell(0, CellOutcome::Passed)},
            CellExecuted{sample::cell(1, CellOutcome::Failed)},
            CellExecuted{sample::cell(2, CellOutcome::NotRun)},
            ResourceUsageSeen{{{{u"main"_s, {}, {}, u"1"_s, u"1Gi"_s, u"2"_s, u"4Gi"_s}},
                               false,
                               u"Not measured."_s}},
            ImageResolved{u"q/i:1"_s, u"q/i@sha256:b"_s, u"q/i@sha256:a"_s, u"run-1"_s, at(1)},
            Verdict{Outcome::Failed,
                    ValidationError{ErrorType::ImageCheckError, u"1 check(s) failed: numpy>=2"_s},
                    12.5, 0}};
        qint64 sequence = 0;
        for (const FactBody &body : bodies)
            m_record.append({++sequence, at(double(sequence)), body});
    }

    void json()
    {
        const Json test = Json::parse(render(ReportFormat::JsonFile).toStdString())["tests"][0];
        QCOMPARE(test["headline"].get<QString>(),
                 u"Check failed: numpy>=2, and 1 more failure(s)"_s);
        QCOMPARE(test["checks"].size(), 2u);
        QCOMPARE(test["checks"][1]["name"].get<QString>(), u"numpy>=2"_s);
        QCOMPARE(test["checks"][1]["outcome"].get<QString>(), u"failed"_s);
        QCOMPARE(test["cells"].size(), 3u);
        QCOMPARE(test["cells"][2]["outcome"].get<QString>(), u"NotRun"_s);
        QCOMPARE(test["resource_usage"]["measured"].get<bool>(), false);
        QCOMPARE(test["image"]["former"]["run_id"].get<QString>(), u"run-1"_s);
        QVERIFY(test["installed_packages"].size() > 0);
    }

    void jUnit()
    {
        const QString xml = render(ReportFormat::JUnit);
        QVERIFY(xml.contains(u"tests=\"8\" failures=\"2\" errors=\"0\" skipped=\"1\""_s));
        QVERIFY(xml.contains(u"name=\"InstalledPackages:numpy&gt;=2\""_s));
        QVERIFY(xml.contains(
            u"<failure type=\"InstalledPackages\" message=\"numpy 1.26.4 is installed.\">"_s));
        QVERIFY(xml.contains(u"name=\"cell:cell 2\" time=\"1.500\""_s));
    }

    void html()
    {
        const QString page = render(ReportFormat::Html);
        QVERIFY(page.contains(u"<td>numpy&gt;=2</td>"_s));
        QVERIFY(page.contains(u"12: [E it is"_s));
        QVERIFY(page.contains(u"ZeroDivisionError: division by zero"_s));
        QVERIFY(page.contains(u"Not measured."_s));
        QVERIFY(page.contains(u"The tag q/i:1 has moved: it was sha256:a"_s));
        QVERIFY(!page.contains(u"<script"_s));
    }

    void markdown()
    {
        const QString text = render(ReportFormat::Markdown);
        QVERIFY(text.contains(u"| pandas | passed | numpy 1.26.4 is installed. |"_s));
        QVERIFY(text.contains(u"| cell 3 | not run |"_s));
    }
};

QTEST_APPLESS_MAIN(ReportChecksTest)
#include "tst_report_checks.moc"
