// SPDX-License-Identifier: Apache-2.0
#include "models/report/report_fixture.h"

#include <QProcess>
#include <QStandardPaths>
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

    //! Jenkins reads by a schema, and one attribute too many makes it refuse the whole.
    void validForJenkins()
    {
        const QString xmllint = QStandardPaths::findExecutable(u"xmllint"_s);
        if (xmllint.isEmpty())
            QSKIP("xmllint is not installed (Debian: libxml2-utils)");
        sample::Facts checked = sample::upToReady();
        checked.add(9, CheckMade{sample::check(CheckOutcome::Failed)})
            .add(9, CheckMade{sample::check(CheckOutcome::Inconclusive, u"\x1b[0m\u0001"_s)})
            .add(9, CellExecuted{sample::cell(0, CellOutcome::NotRun)})
            .add(10, Verdict{Outcome::Failed,
                             ValidationError{ErrorType::ImageCheckError, u"numpy"_s}, 10, 0});
        const RunRecord record = checked.record();
        ReportedTest elsewhere = stopped(ErrorType::ConnectionError, u"no route"_s);
        elsewhere.context = u"other"_s;
        ReportInput input =
            inputFor({of(m_passed), of(m_import), of(m_pull), of(record), elsewhere});
        input.problems = {u"suite.yaml:1:1: wrong"_s};
        QProcess lint;
        lint.start(xmllint,
                   {u"--noout"_s, u"--schema"_s,
                    QStringLiteral(ASSAY_SOURCE "/tests/models/report/junit.xsd"), u"-"_s});
        QVERIFY(lint.waitForStarted());
        lint.write(renderReport(input, ReportFormat::JUnit));
        lint.closeWriteChannel();
        QVERIFY(lint.waitForFinished());
        QVERIFY2(lint.exitCode() == 0, lint.readAllStandardError().constData());
    }

    //! A history of results is only one where a test has the same name in every build.
    void identitiesAreTheSameForEveryBuild()
    {
        const auto identities = [](const QString &image, const QString &digest) {
            sample::Facts facts;
            RunStarted start = sample::started();
            start.configuration.customImage = image;
            facts.add(0, start).add(1, ImageResolved{image, u"quay.io/x@"_s + digest, {}, {}, {}});
            for (const Fact &fact : sample::importFailed().all()) {
                if (!std::holds_alternative<RunStarted>(fact.body))
                    facts.add(2, fact.body);
            }
            facts.add(3, CheckMade{sample::check(CheckOutcome::Failed)});
            const RunRecord record = facts.record();
            QString error;
            const Element root =
                parseXml(renderReport(inputFor({of(record)}), ReportFormat::JUnit), &error);
            QStringList names;
            for (const Element &one : root.children[0].children) {
                if (one.name == "testcase"_L1)
                    names << one.attributes[u"classname"_s] + u' ' + one.attributes[u"name"_s];
            }
            for (const Element &property : root.children[0].child(u"properties"_s)->children) {
                const QString name = property.attributes[u"name"_s];
                if (name == "tag"_L1 || name == "digest"_L1)
                    names << name + u'=' + property.attributes[u"value"_s];
            }
            return names;
        };
        const QStringList cases{u"suite.sdg_hub_image ready"_s,
                                u"suite.sdg_hub_image import:sdg_hub"_s,
                                u"suite.sdg_hub_image import:numpy"_s,
                                u"suite.sdg_hub_image InstalledPackages:numpy>=2"_s};
        QCOMPARE(identities(u"quay.io/x:1"_s, u"sha256:aa"_s),
                 cases + QStringList({u"tag=1"_s, u"digest=sha256:aa"_s}));
        QCOMPARE(identities(u"localhost:5000/x@sha256:bb"_s, u"sha256:bb"_s),
                 cases + QStringList({u"digest=sha256:bb"_s}));
    }

    void severalClustersAreInTheClass()
    {
        ReportedTest elsewhere = stopped(ErrorType::ConnectionError, u"no route"_s);
        elsewhere.context = u"other"_s;
        elsewhere.suite = u"ci/suite.yaml"_s;
        QString error;
        const Element root = parseXml(
            renderReport(inputFor({of(m_passed), elsewhere}), ReportFormat::JUnit), &error);
        const auto first = [&root](std::size_t suite) {
            return *root.children[suite].child(u"testcase"_s);
        };
        QCOMPARE(first(0).attributes[u"classname"_s], u"suite.sdg_hub_image [kind]"_s);
        QCOMPARE(first(1).attributes[u"classname"_s], u"suite.sdg_hub_image [other]"_s);
        QCOMPARE(first(1).attributes[u"name"_s], u"ready"_s);
    }

    //! The machine's next update brings another version.
    void anEnginesVersionIsNotInTheClass()
    {
        QStringList classes;
        for (const auto &engine : {u"Podman 4.3.1, rootless"_s, u"Podman 5.2.0-dev, rootless"_s}) {
            RunStarted start = sample::started();
            start.engine = engine;
            start.context = engine;
            sample::Facts facts;
            facts.add(0, start);
            const RunRecord record = facts.record();
            QString error;
            const Element root = parseXml(
                renderReport(inputFor({of(m_passed), of(record)}), ReportFormat::JUnit), &error);
            classes << root.children[1].child(u"testcase"_s)->attributes[u"classname"_s];
        }
        QCOMPARE(classes, QStringList(2, u"suite.sdg_hub_image [Podman, rootless]"_s));
    }

    void labelsAreProperties()
    {
        sample::Facts facts;
        RunStarted start = sample::started();
        start.configuration.labels = {{"polarion-testcase-id", "ODS-1234"}};
        start.origin.labels = {{u"build"_s, u"4711"_s}};
        facts.add(0, start);
        const RunRecord record = facts.record();
        const QString xml = reports::text(inputFor({of(record)}), ReportFormat::JUnit);
        QVERIFY2(xml.contains(u"<property name=\"polarion-testcase-id\" value=\"ODS-1234\"/>"_s),
                 qPrintable(xml));
        QVERIFY2(xml.contains(u"<property name=\"build\" value=\"4711\"/>"_s), qPrintable(xml));
    }

    void aKnownFailureIsSkipped()
    {
        RunRecord record;
        for (Fact fact : sample::importFailed().all()) {
            if (auto *start = std::get_if<RunStarted>(&fact.body))
                start->configuration.knownFailure = {
                    {"text", "sdg_hub"}, {"until", "2026-01-01"}, {"reason", "ODS-4711"}};
            record.append(fact);
        }
        QString error;
        const Element root =
            parseXml(renderReport(inputFor({of(record)}), ReportFormat::JUnit), &error);
        const Element suite = withoutProperties(root.children[0]);
        QCOMPARE(suite.attributes[u"failures"_s], u"0"_s);
        QCOMPARE(suite.attributes[u"skipped"_s], u"1"_s);
        QCOMPARE(suite.children[1].child(u"skipped"_s)->attributes[u"message"_s],
                 u"This failure is known until 2026-01-01: ODS-4711 ModuleNotFoundError: No module "
                 "named 'sdg_hub'"_s);
    }

    void junitOfFailedImports()
    {
        QString error;
        const Element root =
            parseXml(renderReport(inputFor({of(m_import)}), ReportFormat::JUnit), &error);
        QCOMPARE(error, QString());
        QCOMPARE(root.name, u"testsuites"_s);
        QCOMPARE(root.children.size(), std::size_t(1));
        const Element suite = withoutProperties(root.children[0]);
        QCOMPARE(suite.attributes[u"name"_s], u"sdg_hub_image"_s);
        QCOMPARE(suite.attributes[u"tests"_s], u"3"_s);
        QCOMPARE(suite.attributes[u"failures"_s], u"1"_s);
        QCOMPARE(suite.attributes[u"errors"_s], u"0"_s);
        QCOMPARE(suite.attributes[u"skipped"_s], u"0"_s);
        QCOMPARE(suite.attributes[u"time"_s], u"10.000"_s);
        QCOMPARE(suite.attributes[u"timestamp"_s], u"2025-10-30T10:15:00"_s);
        const Element &ready = suite.children[0];
        QCOMPARE(ready.attributes[u"name"_s], u"ready"_s);
        QCOMPARE(ready.attributes[u"classname"_s], u"suite.sdg_hub_image"_s);
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
        Element root = parseXml(renderReport(input, ReportFormat::JUnit), &error);
        for (Element &suite : root.children)
            suite = withoutProperties(suite);
        QCOMPARE(error, QString());
        const auto counts = [](const Element &e) {
            return QStringList{e.attributes[u"tests"_s], e.attributes[u"failures"_s],
                               e.attributes[u"errors"_s], e.attributes[u"skipped"_s]}
                .join(u' ');
        };
        QCOMPARE(counts(root), u"16 1 4 "_s);
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
    static Element withoutProperties(Element suite)
    {
        std::erase_if(suite.children, [](const Element &e) { return e.name == "properties"_L1; });
        return suite;
    }

    RunRecord m_passed, m_import, m_pull;
};

QTEST_GUILESS_MAIN(ReportJUnitTest)
#include "tst_report_junit.moc"
