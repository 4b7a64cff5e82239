// SPDX-License-Identifier: Apache-2.0
#include <models/report/report.h>

#include "models/sample_run.h"

#include <QCryptographicHash>
#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

//! As text, which a failure can show.
#define COMPARE_JSON(actual, expected)                                                             \
    QCOMPARE(QByteArray::fromStdString(Json(actual).dump()),                                       \
             QByteArray::fromStdString(Json(expected).dump()))

//! An element of an XML document, enough of it to be asked.
struct Element
{
    QString name;
    QMap<QString, QString> attributes;
    QString text;
    std::vector<Element> children;

    const Element *child(const QString &wanted) const
    {
        for (const Element &c : children) {
            if (c.name == wanted)
                return &c;
        }
        return nullptr;
    }
};

Element readElement(QXmlStreamReader &xml)
{
    Element e;
    e.name = xml.name().toString();
    for (const QXmlStreamAttribute &a : xml.attributes())
        e.attributes[a.name().toString()] = a.value().toString();
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement())
            e.children.push_back(readElement(xml));
        else if (xml.isEndElement())
            break;
        else if (xml.isCharacters())
            e.text += xml.text();
    }
    return e;
}

Element parseXml(const QByteArray &bytes, QString *error)
{
    QXmlStreamReader xml(bytes);
    xml.readNextStartElement();
    Element root = readElement(xml);
    while (!xml.atEnd())
        xml.readNext();
    *error = xml.hasError() ? xml.errorString() : QString();
    return root;
}

ReportInput inputFor(const std::vector<ReportedTest> &tests)
{
    ReportInput input;
    input.title = u"suite.yaml"_s;
    input.at = sample::at(60);
    input.context = u"kind"_s;
    input.server = u"https://cluster.example:6443"_s;
    input.assayVersion = u"0.1.0"_s;
    input.tests = tests;
    return input;
}

ReportedTest of(const RunRecord &record)
{
    ReportedTest test;
    test.record = &record;
    return test;
}

ReportedTest stopped(ErrorType type, const QString &message)
{
    ReportedTest test;
    test.configuration = sample::configuration();
    test.error = ValidationError{type, message};
    return test;
}

//! Text as bad as it comes, in every place that text of outside can reach.
const QString hostile = u"<script>alert(1)</script>\"'&`|\x1b[31mred\x1b[0m\x01\x07\u202egnp.exe"
                        "\u2066\x9b\x7f]]>"_s +
                        QChar(0xd800) + QChar(0xffff);

sample::Facts hostileRun()
{
    RunStarted start = sample::started();
    start.context = hostile + u'2';
    start.configuration.id = hostile;
    start.configuration.customImage = hostile;
    start.configuration.nameSpace = hostile;
    start.configuration.packagesToVerify = {hostile};
    start.configuration.authAnnotations = {{hostile, hostile}};
    start.configuration.templateOverride = {{"x", std::string("\xff</pre><script>")}};
    PackageVerified package = sample::verified(hostile, PackageOutcome::Failed);
    package.result.standardOutput = hostile;
    package.result.version = package.result.distribution = hostile;
    package.result.location = ModuleLocation{hostile, true, false};
    InventoryTaken taken{sample::inventory(), 1, hostile};
    taken.inventory->version = taken.inventory->executable = hostile;
    taken.inventory->distributions = {{hostile, hostile, {hostile}}};
    PodDiagnosed diagnosed = sample::pullFailed();
    diagnosed.diagnosis.summary = diagnosed.diagnosis.advice = diagnosed.diagnosis.reason = hostile;
    diagnosed.diagnosis.evidence[0].text = diagnosed.diagnosis.evidence[0].source = hostile;
    diagnosed.info.containerStatuses[0].name = hostile;
    diagnosed.info.containerStatuses[0].imageId = hostile;
    KubernetesEvent event = sample::event(u"e"_s, hostile, 2);
    event.message = event.objectName = event.type = hostile;
    ObjectRef object = sample::notebookRef();
    object.name = hostile;
    CellResult cell = sample::cell(0, CellOutcome::Failed);
    cell.name = cell.source = cell.output = cell.errorMessage = cell.traceback = hostile;
    const ResourceUsage::Container used{hostile, hostile, hostile, hostile,
                                        hostile, hostile, hostile};
    sample::Facts facts;
    facts.add(0, start)
        .add(1, ObjectCreated{object, {}, false})
        .add(1, Note{hostile})
        .add(1, PreflightCheck{hostile, PreflightCheck::Result::Failed, hostile, hostile})
        .state(2, NotebookStatus::Created, NotebookStatus::Failed, hostile)
        .add(2, EventSeen{event})
        .add(3, LogSegment{hostile, 0, u"logs/main.log"_s, 0, 10, {}})
        .add(3, taken)
        .add(3, package)
        .add(3, CheckMade{{CheckGroup::StartupLog,
                           hostile,
                           CheckOutcome::Failed,
                           hostile,
                           hostile,
                           {hostile}}})
        .add(3, CellExecuted{cell})
        .add(3, ResourceUsageSeen{{{used}, true, hostile}})
        .add(3, ImageResolved{hostile, hostile, hostile, hostile, sample::at(0)})
        .add(4, diagnosed)
        .add(5, Verdict{Outcome::Failed, ValidationError{ErrorType::ImagePullError, hostile}, 5, 0})
        .add(6, RunFinished{6});
    return facts;
}

bool hasControls(const QString &text)
{
    for (const QChar c : text) {
        const auto u = c.unicode();
        if ((u < 0x20 && u != '\n' && u != '\t') || (u >= 0x7f && u < 0xa0) ||
            (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069) || u == 0xffff)
            return true;
    }
    return false;
}

} // namespace

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
        // The seed's status when the verdict fell, not what clean-up made of it.
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

    void hostileTextIsHarmless()
    {
        const QTemporaryDir dir;
        QDir(dir.path()).mkdir(u"logs"_s);
        QFile log(dir.filePath(u"logs/main.log"_s));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(hostile.toUtf8() + "\xff\xfe</pre><script>\n");
        log.close();
        const RunRecord record = hostileRun().record();
        ReportedTest test = of(record);
        test.folder = dir.path();
        test.earlier = {{hostile, hostile}};
        ReportInput input = inputFor({test, stopped(ErrorType::ClusterError, hostile)});
        // Of two contexts there is a grid, whose headings are of outside, too.
        input.tests[1].context = hostile;
        input.title = input.context = input.server = input.assayVersion = hostile;
        input.problems = {hostile};

        QString error;
        const QByteArray junit = renderReport(input, ReportFormat::JUnit);
        const Element root = parseXml(junit, &error);
        QCOMPARE(error, QString());
        QVERIFY(root.children[1].attributes[u"name"_s].startsWith(
            u"<script>alert(1)</script>\"'&`|redgnp.exe"_s));
        QVERIFY(!hasControls(QString::fromUtf8(junit)));
        QVERIFY(!junit.contains("&#"));

        const QString html = text(input, ReportFormat::Html);
        QVERIFY(!html.contains(u"<script"_s, Qt::CaseInsensitive));
        QVERIFY(html.contains(u"&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;`|red"_s));
        QVERIFY(!hasControls(html));
        // Well-formed as XML, once the void elements are closed: nothing broke out of its place.
        QString xml = html;
        xml.remove(u"<!DOCTYPE html>"_s);
        xml.replace(QRegularExpression(u"<(meta [^>]*)>"_s), u"<\\1/>"_s);
        parseXml(xml.toUtf8(), &error);
        QCOMPARE(error, QString());

        const QString md = text(input, ReportFormat::Markdown);
        QVERIFY(!hasControls(md));
        QString outside = md;
        outside.remove(QRegularExpression(u"^(`{3,})text\\n.*?^\\1$"_s,
                                          QRegularExpression::MultilineOption |
                                              QRegularExpression::DotMatchesEverythingOption));
        QVERIFY(!outside.contains(u"<script"_s));
        QVERIFY(outside.contains(u"\\`\\|red"_s));

        QVERIFY(Json::accept(renderReport(input, ReportFormat::JsonFile).toStdString()));
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
        const QString out = root.children[0].children[0].child(u"system-out"_s)->text;
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
        QVERIFY(small.contains("**ImagePullError**: The registry does not have this image.\n\n"
                               "Check the tag.\n\n- event Failed: manifest unknown\n"));
    }

    void theSameInputGivesTheSameBytes()
    {
        const ReportInput input = inputFor({of(m_pull), of(m_passed)});
        for (const ReportFormat format : {ReportFormat::JsonFile, ReportFormat::JUnit,
                                          ReportFormat::Html, ReportFormat::Markdown})
            QCOMPARE(renderReport(input, format), renderReport(input, format));
    }

private:
    static Json json(const ReportInput &input)
    {
        return Json::parse(renderReport(input, ReportFormat::JsonFile).toStdString());
    }
    static QString text(const ReportInput &input, ReportFormat format)
    {
        return QString::fromUtf8(renderReport(input, format));
    }
    static qint64 write(const QTemporaryDir &dir, const QString &name, const QByteArray &bytes)
    {
        QFile file(dir.filePath(name));
        return file.open(QIODevice::WriteOnly) ? file.write(bytes) : -1;
    }
    RunRecord m_passed, m_import, m_pull;
};

QTEST_GUILESS_MAIN(ReportTest)
#include "tst_report.moc"
