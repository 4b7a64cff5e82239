// SPDX-License-Identifier: Apache-2.0
#include "history.h"

#include "engine/kept_runs.h"
#include "output/terminal.h"

#include <models/record/run_journal.h>
#include <models/words/outcome_words.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using models::Json;
using models::KeptRun;
using namespace Qt::StringLiterals;

namespace {

struct HistoryText
{
    Q_DECLARE_TR_FUNCTIONS(HistoryText)
};

QString outcomeOf(const KeptRun &run)
{
    if (run.outcome)
        return models::toString(*run.outcome);
    return run.isLive ? HistoryText::tr("under way") : HistoryText::tr("no verdict");
}

QString sizeOf(qint64 bytes)
{
    return HistoryText::tr("%1 MB").arg(static_cast<double>(bytes) / 1e6, 0, 'f', 1);
}

//! What a record or a link says stays on its line.
QString plain(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = u' ';
    }
    return text;
}

std::vector<KeptRun> allRuns(const QString &search)
{
    std::vector<KeptRun> runs;
    for (const QString &root : models::RunJournal::roots()) {
        for (const KeptRun &run : models::keptRuns(root)) {
            const QStringList texts{run.runId, run.testId, run.image, run.context, outcomeOf(run)};
            if (std::any_of(texts.begin(), texts.end(), [&search](const QString &text) {
                    return text.contains(search, Qt::CaseInsensitive);
                }))
                runs.push_back(run);
        }
    }
    std::stable_sort(runs.begin(), runs.end(),
                     [](const KeptRun &a, const KeptRun &b) { return a.startedAt > b.startedAt; });
    return runs;
}

void printJson(Terminal &out, const std::vector<KeptRun> &runs)
{
    Json list = Json::array();
    for (const KeptRun &run : runs)
        list.push_back({{"run", run.runId},
                        {"folder", run.folder},
                        {"test", run.testId},
                        {"image", run.image},
                        {"context", run.context},
                        {"server", run.server},
                        {"started_at", run.startedAt.toString(Qt::ISODate)},
                        {"outcome", run.outcome ? Json(models::toString(*run.outcome)) : Json()},
                        {"under_way", run.isLive},
                        {"bytes", run.bytes}});
    out << QString::fromStdString(list.dump(2, ' ', true, Json::error_handler_t::replace)) << '\n';
}

void printList(Terminal &out, const std::vector<KeptRun> &runs)
{
    qint64 bytes = 0;
    for (const KeptRun &run : runs) {
        bytes += run.bytes;
        out << run.startedAt.toString(u"yyyy-MM-dd HH:mm:ss'Z'"_s) << u"  "_s
            << outcomeOf(run).leftJustified(12) << u"  "_s
            << (run.isLink ? HistoryText::tr("elsewhere") : sizeOf(run.bytes)).rightJustified(10)
            << u"  "_s << plain(run.runId)
            << (run.context.isEmpty() ? QString() : u"  "_s + plain(run.context)) << '\n';
    }
    out << HistoryText::tr("%n run(s), %1", nullptr, static_cast<int>(runs.size()))
               .arg(sizeOf(bytes))
        << '\n';
}

int prune(Terminal &out, const HistoryCommand &command)
{
    models::Retention retention = retentionSetting();
    // Whoever names one limit means that one.
    const bool named = command.runs || command.bytes || command.olderThan;
    constexpr qint64 noLimit = std::numeric_limits<qint64>::max();
    if (named) {
        retention.runs = command.runs.value_or(std::numeric_limits<int>::max());
        retention.bytes = command.bytes.value_or(noLimit);
        retention.seconds = command.olderThan;
    }
    const Pruning pruning = pruneHistory(retention, command.trial);
    qint64 bytes = 0;
    for (const KeptRun &run : pruning.gone) {
        bytes += run.bytes;
        out << plain(run.runId) << u"  "_s << outcomeOf(run) << '\n';
    }
    for (const auto &[run, why] : pruning.stays)
        out << HistoryText::tr("%1 stays: %2.").arg(plain(run.runId), why) << '\n';
    const int count = static_cast<int>(pruning.gone.size());
    out << (command.trial ? HistoryText::tr("%n run(s) would go, %1", nullptr, count)
                          : HistoryText::tr("%n run(s) removed, %1", nullptr, count))
               .arg(sizeOf(bytes))
        << '\n';
    Terminal err(Terminal::Stream::Err);
    for (const QString &problem : pruning.problems)
        err << u"assay: "_s << plain(problem) << '\n';
    return pruning.problems.isEmpty() ? 0 : 3;
}

} // namespace

int showHistory(const HistoryCommand &command)
{
    Terminal out(Terminal::Stream::Out);
    if (command.what == HistoryCommand::What::Prune)
        return prune(out, command);
    const auto runs = allRuns(command.search);
    if (command.json)
        printJson(out, runs);
    else
        printList(out, runs);
    return 0;
}

} // namespace assay::app
