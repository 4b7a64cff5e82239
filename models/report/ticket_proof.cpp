// SPDX-License-Identifier: Apache-2.0
#include "ticket_proof.h"

#include "report_text.h"
#include "ticket_cause.h"

#include <models/report/ticket.h>
#include <models/words/check_words.h>

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

QString shortened(const QString &text)
{
    constexpr qsizetype head = maxTicketLine / 3;
    if (text.size() <= maxTicketLine)
        return text;
    // Between words, where one ends not far away.
    constexpr qsizetype near = 30;
    qsizetype end = head;
    qsizetype begin = text.size() - (maxTicketLine - head - 3);
    if (const qsizetype space = text.lastIndexOf(u' ', end); space > head - near)
        end = space;
    if (const qsizetype space = text.indexOf(u' ', begin); space >= 0 && space < begin + near)
        begin = space + 1;
    return text.left(end) + u" … "_s + text.mid(begin);
}

namespace {

constexpr qsizetype maxLogLines = 6;
constexpr qsizetype maxCellLines = 3;

QString proofLine(const QString &text)
{
    return shortened(cleanLine(anonymous(text)));
}

//! As many lines as are read. Of a traceback, where it begins, which is the image's own program,
//! and where it ends: between them is Python's library most often.
QStringList lastLines(const QStringList &log)
{
    static const QRegularExpression marks(u"\\A[\\s^~]+\\z"_s);
    QStringList all;
    for (const QString &one : log) {
        if (!marks.match(one).hasMatch())
            all << one;
    }
    qsizetype begin = all.size();
    while (begin > 0 && !all.value(begin).startsWith("Traceback (most recent call last)"_L1))
        --begin;
    const bool isTraceback = all.value(begin).startsWith("Traceback"_L1);
    if (!isTraceback || all.size() - begin <= maxLogLines)
        return all.mid(std::max<qsizetype>(0, all.size() - maxLogLines));
    constexpr qsizetype head = 3;
    return all.mid(begin, head) + QStringList{u"…"_s} +
           all.mid(all.size() - (maxLogLines - head - 1));
}

//! The end of the log of the container that the cause is about. Where the evidence quotes a line of
//! it, up to that line: what leads there says more than the line alone.
QStringList logEnd(const ReportedTest &test, const Diagnosis &diagnosis)
{
    const auto quoted = std::find_if(
        diagnosis.evidence.begin(), diagnosis.evidence.end(),
        [](const Evidence &evidence) { return evidence.kind == Evidence::Kind::LogLine; });
    const QString container =
        diagnosis.container.isEmpty() ? configurationOf(test).notebookName : diagnosis.container;
    for (const LogTail &tail : logTails(test)) {
        if (tail.container != container || tail.text.isEmpty())
            continue;
        QStringList all = tail.text.split(u'\n', Qt::SkipEmptyParts);
        if (quoted != diagnosis.evidence.end()) {
            const qsizetype at = all.lastIndexOf(quoted->text);
            if (at < 0)
                continue;
            all = all.mid(0, at + 1);
        }
        QStringList lines;
        for (const QString &one : lastLines(all))
            lines << proofLine(ReportText::tr("log %1: %2").arg(container, one));
        return lines;
    }
    return {};
}

//! What a probe that failed asks for; empty where none did.
QString probeLine(const ReportedTest &test, const Diagnosis &diagnosis)
{
    const auto failed = [&diagnosis](QLatin1String words) {
        return std::any_of(
            diagnosis.evidence.begin(), diagnosis.evidence.end(),
            [words](const Evidence &evidence) { return evidence.text.contains(words); });
    };
    const char *key = failed("Liveness probe failed"_L1)    ? "livenessProbe"
                      : failed("Readiness probe failed"_L1) ? "readinessProbe"
                      : failed("Startup probe failed"_L1)   ? "startupProbe"
                                                            : nullptr;
    if (!key || diagnosis.container.isEmpty())
        return {};
    for (const Json &container : listAt(test.record->pod(), {"spec", "containers"})) {
        const QString path = textAt(container, {key, "httpGet", "path"});
        const Json &port = at(container, {key, "httpGet", "port"});
        if (textAt(container, {"name"}) == diagnosis.container && !path.isEmpty())
            return u"%1 %2: GET %3, port %4"_s.arg(
                QLatin1String(key), diagnosis.container, path,
                port.is_string() ? port.get<QString>() : QString::fromStdString(port.dump()));
    }
    return {};
}

//! What it said, and its code: up to the line that failed where that is known, and else from its
//! beginning.
QStringList proofOfCell(const CellResult &cell)
{
    const int failing = failingLineOf(cell);
    const QStringList source = cell.source.split(u'\n');
    QStringList code;
    qsizetype end = 0; // of what is shown
    for (qsizetype i = 0; i < source.size(); ++i) {
        if (!source[i].trimmed().isEmpty())
            code << source[i];
        if (i < failing)
            end = code.size();
    }
    if (failing == 0)
        end = std::min(maxCellLines, code.size());
    const qsizetype begin = std::max<qsizetype>(0, end - maxCellLines);
    const QString where =
        failing > 0 ? ReportText::tr("%1, line %2").arg(cell.name).arg(failing) : cell.name;
    QStringList lines{proofLine(where + ": "_L1 + cell.errorMessage)};
    if (begin > 0)
        lines << u"  …"_s;
    for (const QString &one : code.mid(begin, end - begin))
        lines << "  "_L1 + proofLine(one);
    if (end < code.size())
        lines << u"  …"_s;
    return lines;
}

//! Whether `other` has all of a sentence of `one`: a container's state and the event of it do, but
//! for the reason before it.
bool isSaidBy(const Evidence &one, const Evidence &other)
{
    constexpr qsizetype sentence = 20;
    static const QRegularExpression reason(u"\\A\\w+: "_s);
    const QString bare = QString(one.text).remove(reason);
    return one.kind != Evidence::Kind::LogLine && other.kind != Evidence::Kind::LogLine &&
           bare.size() >= sentence && other.text.contains(bare);
}

std::vector<Evidence> eachOnce(const std::vector<Evidence> &all)
{
    std::vector<Evidence> kept;
    for (const Evidence &one : all) {
        if (std::any_of(kept.begin(), kept.end(),
                        [&one](const Evidence &other) { return isSaidBy(one, other); }))
            continue;
        std::erase_if(kept, [&one](const Evidence &other) { return isSaidBy(other, one); });
        kept.push_back(one);
    }
    return kept;
}

} // namespace

QStringList proofOf(const ReportedTest &test)
{
    QStringList lines;
    if (const Diagnosis *diagnosis = diagnosisOf(test)) {
        const QStringList end = logEnd(test, *diagnosis);
        for (const Evidence &evidence : eachOnce(diagnosis->evidence)) {
            if (const QString one = proofLine(evidence.source + ": "_L1 + evidence.text);
                !end.contains(one))
                lines << one;
        }
        if (const QString probe = probeLine(test, *diagnosis); !probe.isEmpty())
            lines << proofLine(probe);
        lines += end;
    } else if (failedRung(test)) {
        for (const PreflightCheck &rung : test.record->preflight()) {
            if (rung.result == PreflightCheck::Result::Failed)
                lines << proofLine(rung.name + ": "_L1 + rung.detail);
        }
    }
    if (!test.record)
        return lines;
    for (const PackageVerificationResult &result : test.record->results()) {
        if (result.outcome != PackageOutcome::Passed && result.errorMessage != ticketCause(test))
            lines << proofLine(result.commandExecuted + ": "_L1 +
                               result.errorMessage.value_or(QString()));
    }
    for (const CheckResult &check : test.record->checks()) {
        if (check.outcome == CheckOutcome::Passed)
            continue;
        lines << proofLine(titleOf(check.group) + ", "_L1 + titleOf(check) + ": "_L1 +
                           check.detail);
        for (const QString &one : check.evidence.mid(0, 3))
            lines << "  "_L1 + proofLine(one);
    }
    for (const CellResult &cell : test.record->cells()) {
        if (cell.outcome == CellOutcome::Passed || cell.outcome == CellOutcome::NotRun)
            continue;
        lines += proofOfCell(cell);
    }
    return lines;
}

} // namespace assay::models::reporting
