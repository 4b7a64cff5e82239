// SPDX-License-Identifier: Apache-2.0
#include "report_text.h"

#include <models/words/fault_words.h>

#include <QRegularExpression>
#include <QXmlStreamWriter>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

// The dialect that Jenkins, GitLab and GitHub's reporters all read: seconds as plain decimals,
// counts that agree with what follows, no attribute that Jenkins' schema does not have. A case is
// known by its class and name, which are the same for every build of an image.
namespace assay::models::reporting {

namespace {

struct TestCase
{
    enum class Result { Passed, Failure, Error, Skipped };
    QString className;
    QString name;
    double seconds = 0;
    Result result = Result::Passed;
    QString type;
    QString message;
    QString text;
    QString output;
};

struct TestSuite
{
    QString name;
    QDateTime at;
    double seconds = 0;
    std::vector<TestCase> cases;
    std::vector<std::pair<QString, QString>> properties = {};

    qsizetype count(TestCase::Result result) const
    {
        return std::count_if(cases.begin(), cases.end(),
                             [&](const TestCase &c) { return c.result == result; });
    }
};

QString seconds(double value)
{
    return QString::number(value, 'f', 3);
}

//! Trouble of the image is a failure; trouble around it, which says nothing of the image, an error.
TestCase::Result resultFor(Outcome outcome, const std::optional<ValidationError> &error)
{
    switch (outcome) {
    case Outcome::Passed:
        return TestCase::Result::Passed;
    case Outcome::Failed:
        return error && error->type == ErrorType::ConfigurationError ? TestCase::Result::Error
                                                                     : TestCase::Result::Failure;
    case Outcome::Inconclusive:
    case Outcome::Cancelled:
        break;
    }
    return TestCase::Result::Error;
}

void blame(TestCase &testCase, const ReportedTest &test)
{
    const auto error = errorOf(test);
    testCase.result = resultFor(outcomeOf(test), error);
    testCase.type = error ? toString(error->type) : u"Incomplete"_s;
    testCase.message = error ? error->message : headlineOf(test);
    if (!test.record || !test.record->diagnosis())
        return;
    const Diagnosis &diagnosis = test.record->diagnosis()->diagnosis;
    QStringList lines{diagnosis.summary, diagnosis.advice};
    if (const QString who = whoCanMend(diagnosis.fault); !who.isEmpty())
        lines.append(who);
    for (const Evidence &evidence : diagnosis.evidence)
        lines.append(evidence.source + ": "_L1 + evidence.text);
    testCase.text = lines.join(u'\n');
}

QString logText(const ReportedTest &test)
{
    QString text;
    for (const LogTail &tail : logTails(test)) {
        const QString title = tail.isWhole ? ReportText::tr("%1, attempt %2")
                                           : ReportText::tr("%1, attempt %2 (its end)");
        text += "== "_L1 + title.arg(tail.container, QString::number(tail.attempt + 1)) + u'\n';
        text += tail.text;
        if (!tail.text.isEmpty() && !tail.text.endsWith(u'\n'))
            text += u'\n';
        if (!tail.problem.isEmpty())
            text += tail.problem + u'\n';
    }
    return text;
}

TestCase packageCase(const ReportedTest &test, const QString &package)
{
    TestCase testCase;
    testCase.name = "import:"_L1 + package;
    const PackageVerificationResult *result = resultOf(test, package);
    if (!result) {
        testCase.result = TestCase::Result::Skipped;
        testCase.message = ReportText::tr("Not reached: %1").arg(headlineOf(test));
        return testCase;
    }
    testCase.seconds = result->executionTimeSeconds;
    if (result->outcome == PackageOutcome::Passed)
        return testCase;
    testCase.result = result->outcome == PackageOutcome::Failed ? TestCase::Result::Failure
                                                                : TestCase::Result::Error;
    testCase.type = toString(result->failure);
    testCase.message = result->errorMessage.value_or(QString());
    testCase.text = result->commandExecuted + u'\n' + testCase.message + u'\n' + result->advice;
    testCase.output = result->standardOutput + result->standardError;
    return testCase;
}

TestCase checkCase(const CheckResult &check)
{
    TestCase testCase;
    testCase.name = toString(check.group) + u':' + check.name;
    if (check.outcome == CheckOutcome::Passed)
        return testCase;
    testCase.result =
        check.outcome == CheckOutcome::Failed ? TestCase::Result::Failure : TestCase::Result::Error;
    testCase.type = toString(check.group);
    testCase.message = check.detail;
    testCase.text = (QStringList{check.detail, check.advice} + check.evidence).join(u'\n');
    return testCase;
}

TestCase cellCase(const CellResult &result)
{
    TestCase testCase;
    testCase.name = "cell:"_L1 + result.name;
    testCase.seconds = result.seconds;
    testCase.output = result.output;
    testCase.message = result.errorMessage;
    testCase.type = toString(result.outcome);
    testCase.text = result.errorMessage + u'\n' + result.traceback;
    switch (result.outcome) {
    case CellOutcome::Passed:
        break;
    case CellOutcome::Failed:
    case CellOutcome::TimedOut:
        testCase.result = TestCase::Result::Failure;
        break;
    case CellOutcome::NotRun:
        testCase.result = TestCase::Result::Skipped;
        if (testCase.message.isEmpty())
            testCase.message = ReportText::tr("Not run, because a cell before it did not pass");
        break;
    case CellOutcome::Inconclusive:
        testCase.result = TestCase::Result::Error;
        break;
    }
    return testCase;
}

//! A failure that the suite knows of is skipped, as pytest's xfail is.
void excuse(TestSuite &suite, const ReportedTest &test)
{
    const KnownFailureFinding found = knownFailureOf(test);
    for (TestCase &testCase : suite.cases) {
        if (testCase.result != TestCase::Result::Failure)
            continue;
        if (found.kind == KnownFailureFinding::Kind::Known) {
            testCase.result = TestCase::Result::Skipped;
            testCase.output += testCase.text + u'\n';
            testCase.message = found.sentence + u' ' + testCase.message;
        } else if (!found.sentence.isEmpty()) {
            testCase.text += u'\n' + found.sentence;
        }
    }
    if (found.kind == KnownFailureFinding::Kind::Gone)
        suite.cases.front().output += found.sentence + u'\n';
}

//! An engine is called with its version, which changes with the next update of the machine.
QString stablePlaceOf(const ReportedTest &test)
{
    static const QRegularExpression version(u" v?\\d[^\\s,]*"_s);
    QString place = contextOf(test);
    return test.record && !test.record->start().engine.isEmpty() ? place.remove(version) : place;
}

//! "suite.test", and the cluster where there are several: never anything that changes from build to
//! build.
QString classNameOf(const ReportedTest &test, bool several)
{
    const QString suite = suiteNameOf(test);
    QString name = configurationOf(test).id;
    if (!suite.isEmpty())
        name.prepend(suite + u'.');
    return several ? name + " ["_L1 + stablePlaceOf(test) + u']' : name;
}

TestSuite suiteFor(const ReportedTest &test, bool several)
{
    const CustomImageTestConfiguration &configuration = configurationOf(test);
    TestSuite suite{nameOf(test, {several, false}),
                    test.record ? test.record->startedAt() : QDateTime(),
                    durationOf(test),
                    {},
                    placeOf(test)};

    TestCase ready;
    ready.name = u"ready"_s;
    ready.output = logText(test);
    if (const QString attempts = attemptsText(test); !attempts.isEmpty())
        ready.output.prepend(attempts + u'\n');
    const auto reached = test.record ? secondsToReady(*test.record) : std::nullopt;
    ready.seconds = reached.value_or(suite.seconds);
    const bool passed = outcomeOf(test) == Outcome::Passed;
    if (!reached && !passed)
        blame(ready, test);
    suite.cases.push_back(ready);
    for (const QString &package : configuration.packagesToVerify)
        suite.cases.push_back(packageCase(test, package));
    if (test.record) {
        for (const CheckResult &check : test.record->checks())
            suite.cases.push_back(checkCase(check));
        for (const CellResult &result : test.record->cells())
            suite.cases.push_back(cellCase(result));
    }

    // What ended the run after the pod was ready shows on the first package that it cost.
    const bool isTold =
        suite.count(TestCase::Result::Failure) > 0 || suite.count(TestCase::Result::Error) > 0;
    if (!passed && !isTold) {
        const auto cost = std::find_if(suite.cases.begin(), suite.cases.end(), [](const auto &c) {
            return c.result == TestCase::Result::Skipped;
        });
        blame(cost == suite.cases.end() ? suite.cases.front() : *cost, test);
    }
    excuse(suite, test);
    const QString className = classNameOf(test, several);
    for (const QString &problem : notRecordedOf(test)) {
        TestCase record;
        record.name = u"record"_s;
        record.result = TestCase::Result::Error;
        record.type = u"NotRecorded"_s;
        record.message = problem;
        suite.cases.push_back(record);
    }
    for (TestCase &testCase : suite.cases)
        testCase.className = className;
    return suite;
}

TestSuite problemSuite(const ReportInput &input)
{
    TestSuite suite{input.title.isEmpty() ? u"assay"_s : input.title, input.at, 0, {}};
    for (const QString &problem : input.problems) {
        TestCase testCase;
        testCase.className = suite.name;
        testCase.name = u"problem %1"_s.arg(suite.cases.size() + 1);
        testCase.result = TestCase::Result::Error;
        testCase.type = u"ConfigurationError"_s;
        testCase.message = problem;
        suite.cases.push_back(testCase);
    }
    return suite;
}

//! What servers of CI show whole; some refuse a file for one attribute that is larger.
constexpr qsizetype mostOfAName = 1024;
constexpr qsizetype mostOfAMessage = 4 * 1024;
constexpr qsizetype mostOfAText = 256 * 1024;

void write(QXmlStreamWriter &xml, const TestCase &testCase)
{
    xml.writeStartElement(u"testcase"_s);
    xml.writeAttribute(u"classname"_s, capped(cleanLine(testCase.className), mostOfAName));
    xml.writeAttribute(u"name"_s, capped(cleanLine(testCase.name), mostOfAName));
    xml.writeAttribute(u"time"_s, seconds(testCase.seconds));
    if (testCase.result == TestCase::Result::Skipped) {
        xml.writeStartElement(u"skipped"_s);
        xml.writeAttribute(u"message"_s, capped(cleanLine(testCase.message), mostOfAMessage));
        xml.writeEndElement();
    } else if (testCase.result != TestCase::Result::Passed) {
        xml.writeStartElement(testCase.result == TestCase::Result::Failure ? u"failure"_s
                                                                           : u"error"_s);
        xml.writeAttribute(u"type"_s, cleanLine(testCase.type));
        xml.writeAttribute(u"message"_s, capped(cleanLine(testCase.message), mostOfAMessage));
        xml.writeCharacters(
            capped(clean(testCase.text.isEmpty() ? testCase.message : testCase.text), mostOfAText));
        xml.writeEndElement();
    }
    if (!testCase.output.isEmpty())
        xml.writeTextElement(u"system-out"_s, capped(clean(testCase.output), mostOfAText));
    xml.writeEndElement();
}

void write(QXmlStreamWriter &xml, const TestSuite &suite)
{
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"name"_s, cleanLine(suite.name));
    xml.writeAttribute(u"tests"_s, QString::number(suite.cases.size()));
    xml.writeAttribute(u"failures"_s, QString::number(suite.count(TestCase::Result::Failure)));
    xml.writeAttribute(u"errors"_s, QString::number(suite.count(TestCase::Result::Error)));
    xml.writeAttribute(u"skipped"_s, QString::number(suite.count(TestCase::Result::Skipped)));
    xml.writeAttribute(u"time"_s, seconds(suite.seconds));
    if (suite.at.isValid())
        xml.writeAttribute(u"timestamp"_s, suite.at.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s));
    if (!suite.properties.empty()) {
        xml.writeStartElement(u"properties"_s);
        for (const auto &[name, value] : suite.properties) {
            xml.writeEmptyElement(u"property"_s);
            xml.writeAttribute(u"name"_s, cleanLine(name));
            xml.writeAttribute(u"value"_s, cleanLine(value));
        }
        xml.writeEndElement();
    }
    for (const TestCase &testCase : suite.cases)
        write(xml, testCase);
    xml.writeEndElement();
}

//! One for each test on each context. GitLab takes two cases of one class and name for one,
//! wherever they stand: a test that stands in the report more than once is counted.
std::vector<TestSuite> suitesFor(const ReportInput &input)
{
    const bool several = contextsOf(input).size() > 1;
    std::map<QString, int> seen;
    std::vector<TestSuite> suites;
    for (const ReportedTest &test : input.tests) {
        suites.push_back(suiteFor(test, several));
        const int nth = ++seen[suites.back().cases.front().className];
        for (TestCase &testCase : suites.back().cases) {
            if (nth > 1)
                testCase.className += u" (%1)"_s.arg(nth);
        }
    }
    return suites;
}

} // namespace

QByteArray renderJUnit(const ReportInput &input)
{
    std::vector<TestSuite> suites = suitesFor(input);
    if (!input.problems.isEmpty())
        suites.insert(suites.begin(), problemSuite(input));

    qsizetype tests = 0, failures = 0, errors = 0;
    double total = 0;
    for (const TestSuite &suite : suites) {
        tests += static_cast<qsizetype>(suite.cases.size());
        failures += suite.count(TestCase::Result::Failure);
        errors += suite.count(TestCase::Result::Error);
        total += suite.seconds;
    }

    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(2);
    xml.writeStartDocument();
    xml.writeComment(QString::fromLatin1(junitMark));
    xml.writeStartElement(u"testsuites"_s);
    xml.writeAttribute(u"name"_s, cleanLine(input.title));
    xml.writeAttribute(u"tests"_s, QString::number(tests));
    xml.writeAttribute(u"failures"_s, QString::number(failures));
    xml.writeAttribute(u"errors"_s, QString::number(errors));
    xml.writeAttribute(u"time"_s, seconds(total));
    for (const TestSuite &suite : suites)
        write(xml, suite);
    xml.writeEndElement();
    xml.writeEndDocument();
    return bytes;
}

} // namespace assay::models::reporting
