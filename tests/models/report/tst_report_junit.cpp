// SPDX-License-Identifier: Apache-2.0
#include "models/report/report_fixture.h"

#include <QTest>

using namespace assay::models;
using namespace reports;
using namespace Qt::StringLiterals;

//! What a CI system reads.
class ReportJUnitTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_passed = sample::passed().record();
        m_import = sample::importFailed().record();
        m_pull = sample::pullFailure().record();
    }

    void junitOfFailedImports()
    {
        QString error;
        const Element root =
            parseXml(renderReport(inputFor({of(m_import)}), ReportFormat::JUnit), &error);
        QCOMPARE(error, QString());
        QCOMPARE(root.name, u"testsuites"_s);
        QCOMPARE(root.children.size(), std::size_t(1));
        const Element &suite = root.children[0];
        QCOMPARE(suite.attributes[u"name"_s], u"sdg_hub_image"_s);
        QCOMPARE(suite.attributes[u"tests"_s], u"3"_s);
        QCOMPARE(suite.attributes[u"failures"_s], u"1"_s);
        QCOMPARE(suite.attributes[u"errors"_s], u"0"_s);
        QCOMPARE(suite.attributes[u"skipped"_s], u"0"_s);
        QCOMPARE(suite.attributes[u"time"_s], u"10.000"_s);
        QCOMPARE(suite.attributes[u"timestamp"_s], u"2025-10-30T10:15:00"_s);
        const Element &ready = suite.children[0];
        QCOMPARE(ready.attributes[u"name"_s], u"ready"_s);
        QCOMPARE(ready.attributes[u"classname"_s],
                 u"sdg_hub_image.quay.io/opendatahub/sdg-hub-notebook:2025.1"_s);
        QCOMPARE(ready.attributes[u"time"_s], u"8.000"_s);
        QVERIFY(!ready.child(u"failure"_s));
        const Element &import = suite.children[1];
        QCOMPARE(import.attributes[u"name"_s], u"import:sdg_hub"_s);
        QCOMPARE(import.attributes[u"time"_s], u"0.800"_s);
        const Element *failure = import.child(u"failure"_s);
        QVERIFY(failure);
        QCOMPARE(failure->attributes[u"type"_s], u"NotInstalled"_s);
        QCOMPARE(failure->attributes[u"message"_s],
                 u"ModuleNotFoundError: No module named 'sdg_hub'"_s);
        QVERIFY(import.child(u"system-out"_s)->text.contains(u"Traceback"_s));
        QCOMPARE(suite.children[2].attributes[u"name"_s], u"import:numpy"_s);
        QVERIFY(suite.children[2].children.empty());
    }

    void junitTellsTheImageFromWhatIsAroundIt()
    {
        sample::Facts lost = sample::upToReady();
        lost.add(9, sample::verified(u"sdg_hub"_s, PackageOutcome::Inconclusive))
            .add(9, Verdict{Outcome::Inconclusive,
                            ValidationError{ErrorType::ConnectionError, u"gone"_s}, 9, 0});
        const RunRecord lostRecord = lost.record();
        sample::Facts cut = sample::upToReady();
        cut.add(9, Verdict{Outcome::Cancelled,
                           ValidationError{ErrorType::CancelledError, u"stopped"_s}, 9, 0});
        const RunRecord cutRecord = cut.record();

        QString error;
        ReportInput input =
            inputFor({of(m_pull), of(lostRecord), of(cutRecord),
                      stopped(ErrorType::ConfigurationError, u"bad"_s), of(m_passed)});
        input.problems = {u"no kubeconfig"_s};
        const Element root = parseXml(renderReport(input, ReportFormat::JUnit), &error);
        QCOMPARE(error, QString());
        const auto counts = [](const Element &e) {
            return QStringList{e.attributes[u"tests"_s], e.attributes[u"failures"_s],
                               e.attributes[u"errors"_s], e.attributes[u"skipped"_s]}
                .join(u' ');
        };
        QCOMPARE(counts(root), u"16 1 4 6"_s);
        QCOMPARE(counts(root.children[0]), u"1 0 1 0"_s);
        QCOMPARE(root.children[0].children[0].child(u"error"_s)->attributes[u"message"_s],
                 u"no kubeconfig"_s);

        const Element &pull = root.children[1];
        QCOMPARE(counts(pull), u"3 1 0 2"_s);
        QCOMPARE(pull.children[0].child(u"failure"_s)->attributes[u"type"_s], u"ImagePullError"_s);
        QVERIFY(pull.children[0]
                    .child(u"failure"_s)
                    ->text.contains(u"event Failed: manifest unknown"_s));
        QVERIFY(pull.children[1].child(u"skipped"_s));

        QCOMPARE(counts(root.children[2]), u"3 0 1 1"_s);
        QVERIFY(root.children[2].children[1].child(u"error"_s));
        // Cancelled after the pod was ready: the first package that it cost says so.
        QCOMPARE(counts(root.children[3]), u"3 0 1 1"_s);
        QCOMPARE(root.children[3].children[1].child(u"error"_s)->attributes[u"type"_s],
                 u"CancelledError"_s);
        QCOMPARE(counts(root.children[4]), u"3 0 1 2"_s);
        QCOMPARE(counts(root.children[5]), u"3 0 0 0"_s);
    }

private:
    RunRecord m_passed, m_import, m_pull;
};

QTEST_GUILESS_MAIN(ReportJUnitTest)
#include "tst_report_junit.moc"
