// SPDX-License-Identifier: Apache-2.0
#include "models/report/report_fixture.h"

#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace reports;
using namespace Qt::StringLiterals;

namespace {

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

class ReportHostileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(ReportHostileTest)
#include "tst_report_hostile.moc"
