// SPDX-License-Identifier: Apache-2.0
#include "report_text.h"

#include <models/base/safe_text.h>
#include <models/words/outcome_words.h>
#include <models/words/record_text.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

Outcome outcomeOf(const ReportedTest &test)
{
    if (test.record && test.record->verdict())
        return test.record->verdict()->outcome;
    return test.error ? outcomeFor(*test.error) : Outcome::Inconclusive;
}

std::optional<ValidationError> errorOf(const ReportedTest &test)
{
    if (test.record && test.record->verdict())
        return test.record->verdict()->error;
    return test.error;
}

const CustomImageTestConfiguration &configurationOf(const ReportedTest &test)
{
    return test.record ? test.record->configuration() : test.configuration;
}

double durationOf(const ReportedTest &test)
{
    if (!test.record || test.record->isEmpty())
        return 0;
    if (const auto &verdict = test.record->verdict())
        return verdict->durationSeconds;
    const qint64 ms = test.record->startedAt().msecsTo(test.record->lastAt());
    return static_cast<double>(std::max<qint64>(0, ms)) / 1000.0;
}

} // namespace assay::models

namespace assay::models::reporting {

namespace {

//! Where the escape sequence that begins at `from` ends: CSI to its final byte, OSC and its sisters
//! to their terminator, others one character on. One that does not end takes no more than itself.
qsizetype endOfEscape(const QString &text, qsizetype from)
{
    if (from + 1 >= text.size())
        return from + 1;
    const QChar kind = text[from + 1];
    if (kind == u'[') {
        qsizetype i = from + 2;
        while (i < text.size() && text[i] >= QChar(0x20) && text[i] <= QChar(0x3f))
            ++i;
        return i < text.size() && text[i] >= QChar(0x40) && text[i] <= QChar(0x7e) ? i + 1 : i;
    }
    if (kind == u']' || kind == u'P' || kind == u'^' || kind == u'_') {
        for (qsizetype i = from + 2; i < text.size() && text[i] != u'\n'; ++i) {
            if (text[i] == QChar(0x07))
                return i + 1;
            if (text[i] == QChar(0x1b))
                return i + 1 < text.size() && text[i + 1] == u'\\' ? i + 2 : i;
        }
    }
    return from + 1;
}

//! Joiners hold emoji and some scripts together, and turn nothing.
bool isHarmful(char32_t c)
{
    return c != 0x200c && c != 0x200d && isObeyed(c);
}

//! The path of a log in the run's folder; empty where the record names another place.
QString pathOf(const QString &folder, const QString &file)
{
    if (folder.isEmpty() || file.isEmpty())
        return {};
    const QString root = QFileInfo(folder).canonicalFilePath();
    const QFileInfo info(folder + u'/' + file);
    const QString path = info.canonicalFilePath();
    return !root.isEmpty() && path.startsWith(root + u'/') && info.isFile() ? path : QString();
}

void readTail(const QString &path, LogTail &tail)
{
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly)) {
        if (tail.problem.isEmpty())
            tail.problem = ReportText::tr("The log file is not in the run's folder.");
        return;
    }
    const qint64 start = std::max<qint64>(0, file.size() - maxTailBytes);
    file.seek(start);
    QByteArray bytes = file.read(maxTailBytes);
    if (start > 0)
        bytes.remove(0, bytes.indexOf('\n') + 1);
    qsizetype from = bytes.size() - (bytes.endsWith('\n') ? 1 : 0);
    for (int lines = 0; from > 0 && lines < maxTailLines; ++lines)
        from = bytes.lastIndexOf('\n', from - 1);
    tail.isWhole = start == 0 && from <= 0;
    tail.text = clean(QString::fromUtf8(from > 0 ? bytes.mid(from + 1) : bytes));
}

} // namespace

QString clean(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == QChar(0x1b)) {
            i = endOfEscape(text, i) - 1;
        } else if (c == u'\r') {
            // A progress bar redraws its line; each state of it becomes a line of its own.
            if (i + 1 >= text.size() || text[i + 1] != u'\n')
                out.append(u'\n');
        } else if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            ++i;
            if (!isHarmful(QChar::surrogateToUcs4(c, text[i])))
                out.append(c).append(text[i]);
        } else if (c.isSurrogate()) {
            out.append(QChar::ReplacementCharacter);
        } else if (!isHarmful(c.unicode())) {
            out.append(c);
        }
    }
    return redacted(out);
}

QString cleanLine(const QString &text)
{
    return clean(text).simplified();
}

QString capped(const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    return text.left(text[most - 1].isHighSurrogate() ? most - 1 : most) + u'…';
}

QStringList notRecordedOf(const ReportedTest &test)
{
    QStringList sentences;
    if (!test.record)
        return sentences;
    for (const QString &problem : test.record->notRecorded())
        sentences << ReportText::tr("The record of this run is not whole: %1").arg(problem);
    return sentences;
}

QString headlineOf(const ReportedTest &test)
{
    if (test.record && test.record->verdict())
        return cleanLine(endingOf(*test.record));
    if (test.error)
        return cleanLine(test.error->message);
    return test.record ? cleanLine(endingOf(*test.record)) : ReportText::tr("The test did not run");
}

NotebookResource notebookAtVerdict(const RunRecord &record)
{
    NotebookResource notebook = record.notebook();
    notebook.status = NotebookStatus::Created;
    for (const Fact &fact : record.facts()) {
        if (const auto *changed = std::get_if<StateChanged>(&fact.body))
            notebook.status = changed->transition.to;
        else if (std::holds_alternative<Verdict>(fact.body))
            break;
    }
    return notebook;
}

std::optional<double> secondsToReady(const RunRecord &record)
{
    for (const Transition &transition : record.transitions()) {
        if (transition.to == NotebookStatus::Ready) {
            const qint64 ms = record.startedAt().msecsTo(transition.at);
            return static_cast<double>(std::max<qint64>(0, ms)) / 1000.0;
        }
    }
    return {};
}

const PackageVerificationResult *resultOf(const ReportedTest &test, const QString &package)
{
    if (!test.record)
        return nullptr;
    const auto &results = test.record->results();
    const auto found = std::find_if(results.begin(), results.end(), [&](const auto &result) {
        return result.packageName == package;
    });
    return found == results.end() ? nullptr : &*found;
}

QString movedTagText(const RunRecord &record)
{
    return record.image() ? cleanLine(movedTag(*record.image())) : QString();
}

Counts countOutcomes(const ReportInput &input)
{
    Counts counts;
    for (const ReportedTest &test : input.tests) {
        switch (outcomeOf(test)) {
        case Outcome::Passed:
            ++counts.passed;
            break;
        case Outcome::Failed:
            ++counts.failed;
            break;
        case Outcome::Inconclusive:
            ++counts.inconclusive;
            break;
        case Outcome::Cancelled:
            ++counts.cancelled;
            break;
        }
    }
    return counts;
}

std::vector<LogTail> logTails(const ReportedTest &test)
{
    std::vector<LogTail> tails;
    if (!test.record)
        return tails;
    for (const LogFile &log : test.record->logs()) {
        LogTail tail{cleanLine(log.container), log.attempt, {}, false, cleanLine(log.problem)};
        if (log.size > 0 || log.problem.isEmpty())
            readTail(pathOf(test.folder, log.file), tail);
        tails.push_back(tail);
    }
    return tails;
}

QString timeText(const QDateTime &at)
{
    return at.isValid() ? at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s) : QString();
}

} // namespace assay::models::reporting

namespace assay::models {

QString countsText(const ReportInput &input)
{
    const reporting::Counts counts = reporting::countOutcomes(input);
    QStringList parts;
    const auto add = [&](int count, Outcome outcome) {
        if (count > 0)
            parts.append(QString::number(count) + u' ' + wordInLine(outcome));
    };
    add(counts.passed, Outcome::Passed);
    add(counts.failed, Outcome::Failed);
    add(counts.inconclusive, Outcome::Inconclusive);
    add(counts.cancelled, Outcome::Cancelled);
    return parts.isEmpty() ? reporting::ReportText::tr("No test ran") : parts.join(", "_L1);
}

} // namespace assay::models
