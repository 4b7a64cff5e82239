// SPDX-License-Identifier: Apache-2.0
#include "markdown_text.h"
#include "report_text.h"

#include <models/base/duration.h>
#include <models/words/outcome_words.h>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
#include <models/words/fault_words.h>
#include <models/words/record_text.h>

namespace assay::models::reporting {

namespace {

// GitHub refuses a summary of 65,535 bytes and shows nothing of it.
constexpr qsizetype maxBytes = 60000;
constexpr qsizetype noticeBytes = 400;
constexpr qsizetype maxLogBytes = 8000;

QString mark(const ReportedTest &test)
{
    const Outcome outcome = outcomeOf(test);
    QString sign = u"⏹️ "_s;
    if (outcome == Outcome::Passed)
        sign = u"✅ "_s;
    else if (outcome == Outcome::Failed)
        sign = u"❌ "_s;
    else if (outcome == Outcome::Inconclusive)
        sign = u"⚠️ "_s;
    return sign + outcomeText(test);
}

//! A table's first two lines; `rule` holds the columns' alignment.
QString headings(const QStringList &texts, const QString &rule)
{
    return "| "_L1 + texts.join(u" | "_s) + " |\n"_L1 + rule + u'\n';
}

//! Tests down, contexts across.
QString markdownGrid(const ReportInput &input)
{
    const Grid grid = gridOf(input);
    if (grid.contexts.size() < 2)
        return {};
    QStringList titles{ReportText::tr("Test")};
    for (const QString &context : grid.contexts)
        titles << inlineText(context);
    QString out = headings(titles, u'|' + u"---|"_s.repeated(titles.size()));
    for (const Grid::Row &row : grid.rows) {
        out += "| "_L1 + inlineText(row.testId) + " |"_L1;
        for (const auto &cell : row.cells) {
            QStringList marks;
            for (const std::size_t i : cell)
                marks << mark(input.tests[i]);
            out += u' ' + marks.join(u", "_s) + " |"_L1;
        }
        out += u'\n';
    }
    return out + u'\n';
}

QString summaryRow(const ReportedTest &test, const Several &several)
{
    const CustomImageTestConfiguration &configuration = configurationOf(test);
    return u"| %1 | %2 | %3 | %4 | %5 |\n"_s.arg(
        inlineText(nameOf(test, several)), mark(test), formatDuration(durationOf(test)),
        inlineText(configuration.customImage), inlineText(headlineOf(test)));
}

QString markdownPackages(const ReportedTest &test)
{
    const QStringList &packages = configurationOf(test).packagesToVerify;
    if (!test.record || test.record->results().empty())
        return {};
    QString out =
        headings({ReportText::tr("Package"), ReportText::tr("Result"), ReportText::tr("Version"),
                  ReportText::tr("Time"), ReportText::tr("Error")},
                 u"|---|---|---|---:|---|"_s);
    for (const QString &package : packages) {
        const PackageVerificationResult *result = resultOf(test, package);
        if (!result) {
            out += u"| %1 | %2 | | | |\n"_s.arg(inlineText(package), ReportText::tr("not reached"));
            continue;
        }
        QString detail = inlineText(result->errorMessage.value_or(QString()));
        if (!result->advice.isEmpty())
            detail += "<br>"_L1 + inlineText(result->advice);
        out += u"| %1 | %2 | %3 | %4 | %5 |\n"_s.arg(
            inlineText(package), wordInLine(result->outcome), inlineText(result->version),
            formatDuration(result->executionTimeSeconds), detail);
    }
    return out + u'\n';
}

QString markdownChecks(const RunRecord &record)
{
    QString out;
    for (const CheckResult &check : record.checks()) {
        QString detail = inlineText(check.detail);
        if (!check.advice.isEmpty())
            detail += "<br>"_L1 + inlineText(check.advice);
        for (const QString &line : check.evidence.mid(0, 3))
            detail += "<br>"_L1 + inlineText(line);
        out +=
            u"| %1 | %2 | %3 |\n"_s.arg(inlineText(check.name), wordInLine(check.outcome), detail);
    }
    if (out.isEmpty())
        return out;
    return headings({ReportText::tr("Check"), ReportText::tr("Result"), ReportText::tr("Detail")},
                    u"|---|---|---|"_s) +
           out + u'\n';
}

QString markdownCells(const RunRecord &record)
{
    QString out;
    for (const CellResult &result : record.cells())
        out += u"| %1 | %2 | %3 | %4 |\n"_s.arg(inlineText(result.name), wordInLine(result.outcome),
                                                formatDuration(result.seconds),
                                                inlineText(result.errorMessage));
    if (out.isEmpty())
        return out;
    return headings({ReportText::tr("Cell"), ReportText::tr("Result"), ReportText::tr("Time"),
                     ReportText::tr("Error")},
                    u"|---|---|---:|---|"_s) +
           out + u'\n';
}

//! Details, folded: the data model's error type, and where and from what it ran.
QString placeSection(const ReportedTest &test)
{
    QString out;
    if (const auto error = errorOf(test))
        out += u"- %1: %2\n"_s.arg(ReportText::tr("error type"), toString(error->type));
    for (const auto &[name, value] : placeOf(test))
        out += u"- %1: %2\n"_s.arg(inlineText(placeTitle(name)), inlineText(value, 1000));
    return u"<details><summary>%1</summary>\n\n%2\n</details>\n\n"_s.arg(
        ReportText::tr("Place and origin").toHtmlEscaped(), out);
}

QString logSection(const ReportedTest &test)
{
    QString out;
    for (const LogTail &tail : logTails(test)) {
        if (tail.text.isEmpty())
            continue;
        QString text = tail.text;
        if (text.size() > maxLogBytes)
            text = text.mid(text.indexOf(u'\n', text.size() - maxLogBytes) + 1);
        out += u"<details><summary>%1</summary>\n\n"_s.arg(
            ReportText::tr("End of the log of %1").arg(tail.container).toHtmlEscaped());
        out += codeBlock(text) + "\n</details>\n\n"_L1;
    }
    return out;
}

QString section(const ReportedTest &test, const Several &several)
{
    QString out = u"## %1: %2\n\n"_s.arg(inlineText(nameOf(test, several)), mark(test));
    if (const QString known = knownFailureOf(test).sentence; !known.isEmpty())
        out += inlineText(known, 1000) + "\n\n"_L1;
    if (const QString attempts = attemptsText(test); !attempts.isEmpty())
        out += inlineText(attempts, 1000) + "\n\n"_L1;
    const auto error = errorOf(test);
    out += u"**%1**\n\n"_s.arg(inlineText(headlineOf(test)));
    if (error && cleanLine(error->message) != headlineOf(test))
        out += inlineText(error->message, 1000) + "\n\n"_L1;
    if (test.record && test.record->diagnosis()) {
        const Diagnosis &diagnosis = test.record->diagnosis()->diagnosis;
        if (!error || diagnosis.summary != error->message)
            out += inlineText(diagnosis.summary, 1000) + "\n\n"_L1;
        out += inlineText(diagnosis.advice, 1000) + "\n\n"_L1;
        if (!diagnosis.fix.text.isEmpty())
            out += whereItBelongs(diagnosis.fix.kind) + "\n\n"_L1 + codeBlock(diagnosis.fix.text);
        if (const QString who = whoCanMend(diagnosis.fault); !who.isEmpty())
            out += who + "\n\n"_L1;
        for (const Evidence &evidence : diagnosis.evidence)
            out +=
                u"- %1: %2\n"_s.arg(inlineText(evidence.source), inlineText(evidence.text, 1000));
        if (!diagnosis.evidence.empty())
            out += u'\n';
    }
    out += markdownPackages(test);
    if (test.record) {
        out += markdownChecks(*test.record) + markdownCells(*test.record);
        if (const QString moved = movedTagText(*test.record); !moved.isEmpty())
            out += inlineText(moved, 1000) + "\n\n"_L1;
    }
    if (test.record && test.record->inventory()) {
        const InventoryTaken &taken = *test.record->inventory();
        out += inlineText(taken.inventory ? taken.inventory->summary() : taken.problem) + "\n\n"_L1;
    }
    if (test.record) {
        const auto leftovers = test.record->leftovers();
        if (!leftovers.empty())
            out += ReportText::tr("Left on the cluster:") + "\n\n"_L1;
        for (const ObjectRef &object : leftovers)
            out += u"- %1\n"_s.arg(inlineText(objectInWords(object)));
        if (!leftovers.empty())
            out += u'\n';
    }
    return out + placeSection(test) + logSection(test);
}

//! What holds for a cluster, and what passed although it was known to fail.
QString remarks(const ReportInput &input, const Several &several)
{
    QString out;
    for (const auto &[context, note] : sharedNotes(input))
        out +=
            u"- %1\n"_s.arg(inlineText(several.contexts ? context + ": "_L1 + note : note, 1000));
    for (const ReportedTest &test : input.tests) {
        const KnownFailureFinding found = knownFailureOf(test);
        if (found.kind == KnownFailureFinding::Kind::Gone)
            out += u"- %1: %2\n"_s.arg(inlineText(nameOf(test, several)),
                                       inlineText(found.sentence, 1000));
    }
    return out.isEmpty() ? out : out + u'\n';
}

//! Collects pieces as long as they fit, and counts those that do not.
class Budget
{
public:
    void add(const QString &piece)
    {
        const QByteArray bytes = piece.toUtf8();
        if (m_out.size() + bytes.size() > maxBytes - noticeBytes)
            ++m_left;
        else
            m_out += bytes;
    }
    bool isCut() const { return m_left > 0; }
    QByteArray finish(const QString &notice)
    {
        if (isCut())
            m_out += notice.toUtf8();
        return m_out;
    }

private:
    QByteArray m_out;
    int m_left = 0;
};

} // namespace

QByteArray renderMarkdown(const ReportInput &input)
{
    Budget out;
    out.add(u"# Assay: %1\n\n"_s.arg(inlineText(input.title)));
    out.add(u"**%1**\n\n"_s.arg(countsText(input)));
    const Several several = severalOf(input);
    QStringList where;
    if (several.contexts) {
        QStringList contexts;
        for (const QString &context : contextsOf(input))
            contexts << inlineText(context);
        where.append(ReportText::tr("contexts %1").arg(contexts.join(u", "_s)));
    } else if (input.sandbox) {
        where.append(ReportText::tr("sandbox cluster"));
    } else if (!input.engine.isEmpty()) {
        where.append(ReportText::tr("this computer, %1").arg(inlineText(input.engine)));
    } else if (!input.context.isEmpty()) {
        where.append(ReportText::tr("context %1").arg(inlineText(input.context)));
    }
    if (!several.contexts && !input.server.isEmpty())
        where.append(inlineText(input.server));
    if (input.at.isValid())
        where.append(timeText(input.at));
    if (!where.isEmpty())
        out.add(where.join(u" · "_s) + "\n\n"_L1);
    if (!input.problems.isEmpty()) {
        out.add(u"## %1\n\n"_s.arg(ReportText::tr("Problems")));
        for (const QString &problem : input.problems)
            out.add(u"- %1\n"_s.arg(inlineText(problem, 1000)));
        out.add(u"\n"_s);
    }
    if (several.contexts)
        out.add(markdownGrid(input));
    if (!input.tests.empty()) {
        out.add(
            headings({ReportText::tr("Test"), ReportText::tr("Outcome"), ReportText::tr("Duration"),
                      ReportText::tr("Image"), ReportText::tr("What happened")},
                     u"|---|---|---:|---|---|"_s));
        for (const ReportedTest &test : input.tests)
            out.add(summaryRow(test, several));
        out.add(u"\n"_s);
    }
    out.add(remarks(input, several));
    for (const ReportedTest &test : input.tests) {
        for (const QString &problem : notRecordedOf(test))
            out.add(u"**%1**: %2\n\n"_s.arg(inlineText(nameOf(test, several)),
                                            inlineText(problem, 1000)));
    }
    for (const ReportedTest &test : input.tests) {
        if (outcomeOf(test) != Outcome::Passed)
            out.add(section(test, several));
    }
    return out.finish(
        u"\n\n*%1*\n"_s.arg(ReportText::tr("Not everything fits here; report.html and report.json "
                                           "hold the whole.")));
}

} // namespace assay::models::reporting
