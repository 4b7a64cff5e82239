// SPDX-License-Identifier: Apache-2.0
#include <models/record/retention.h>

#include <models/record/run_journal.h>

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

//! Of a record's end: after the verdict come the objects that were deleted, and little else.
constexpr qint64 endOfRecord = 1 << 20;
constexpr qint64 longestFirstLine = 1 << 20;

struct RetentionText
{
    Q_DECLARE_TR_FUNCTIONS(RetentionText)
};

template<typename T>
std::optional<T> factIn(const QByteArray &line)
{
    const auto json = parseBounded(line);
    const auto fact = json ? factFromJson(*json) : std::nullopt;
    const T *body = fact ? std::get_if<T>(&fact->body) : nullptr;
    return body ? std::optional<T>(*body) : std::nullopt;
}

std::optional<Outcome> outcomeIn(QFile &record)
{
    record.seek(std::max<qint64>(0, record.size() - endOfRecord));
    std::optional<Outcome> outcome;
    const QList<QByteArray> lines = record.read(endOfRecord).split('\n');
    for (const QByteArray &line : lines) {
        if (!line.contains(R"("kind":"Verdict")"))
            continue;
        if (const auto verdict = factIn<Verdict>(line))
            outcome = verdict->outcome;
    }
    return outcome;
}

//! Whether the record says at its end that it deleted this object.
bool hasDeleted(const KeptRun &run, const ObjectRef &object)
{
    QFile record(run.folder + "/run.jsonl"_L1);
    if (!record.open(QIODevice::ReadOnly))
        return false;
    record.seek(std::max<qint64>(0, record.size() - endOfRecord));
    const QList<QByteArray> lines = record.read(endOfRecord).split('\n');
    return std::any_of(lines.begin(), lines.end(), [&object](const QByteArray &line) {
        if (!line.contains(R"("kind":"ObjectDeleted")"))
            return false;
        const auto deleted = factIn<ObjectDeleted>(line);
        return deleted && deleted->object == object &&
               (deleted->result == ObjectDeleted::Result::Deleted ||
                deleted->result == ObjectDeleted::Result::AlreadyGone);
    });
}

qint64 bytesUnder(const QString &folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        if (!files.fileInfo().isSymLink())
            bytes += files.fileInfo().size();
    }
    return bytes;
}

//! What is given up first has the lower number.
int worth(const KeptRun &run)
{
    if (run.outcome == Outcome::Failed)
        return 2;
    return run.outcome == Outcome::Passed ? 0 : 1;
}

} // namespace

std::vector<KeptRun> keptRuns(const QString &root)
{
    std::vector<KeptRun> runs;
    for (const QString &folder : StoredRun::list(root)) {
        KeptRun run;
        run.folder = folder;
        run.runId = QFileInfo(folder).fileName();
        run.isLink = QFileInfo(folder).isSymLink();
        run.isLive = RunJournal::isLive(folder);
        run.bytes = run.isLink ? 0 : bytesUnder(folder);
        QFile record(folder + "/run.jsonl"_L1);
        if (record.open(QIODevice::ReadOnly)) {
            if (const auto start = factIn<RunStarted>(record.readLine(longestFirstLine))) {
                run.testId = start->configuration.id;
                run.image = start->configuration.customImage;
                run.context = start->context;
                run.server = start->server;
            }
            run.outcome = outcomeIn(record);
        }
        // The id begins with the time, also where the record does not.
        run.startedAt =
            QDateTime::fromString(run.runId.section(u'-', 0, 0), u"yyyyMMdd'T'HHmmss'Z'"_s);
        run.startedAt.setTimeSpec(Qt::UTC);
        if (!run.startedAt.isValid())
            run.startedAt = QFileInfo(record.fileName()).lastModified().toUTC();
        runs.push_back(run);
    }
    return runs;
}

std::vector<KeptRun> beyond(const Retention &retention, const std::vector<KeptRun> &runs,
                            const QDateTime &now)
{
    std::vector<KeptRun> order;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(order),
                 [](const KeptRun &run) { return !run.isLive && !run.isNeeded; });
    QDateTime newest;
    for (const KeptRun &run : runs)
        newest = std::max(newest, run.startedAt);
    const auto rank = [&newest](const KeptRun &run) {
        return std::tuple(run.startedAt == newest, worth(run), run.startedAt);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&rank](const KeptRun &a, const KeptRun &b) { return rank(a) < rank(b); });
    qint64 count = static_cast<qint64>(runs.size());
    qint64 bytes = 0;
    for (const KeptRun &run : runs)
        bytes += run.bytes;
    const auto isOld = [&](const KeptRun &run) {
        return retention.seconds &&
               static_cast<double>(run.startedAt.msecsTo(now)) / 1000 > *retention.seconds;
    };
    std::vector<KeptRun> gone;
    const auto take = [&](const KeptRun &run) {
        gone.push_back(run);
        --count;
        bytes -= run.bytes;
    };
    std::copy_if(order.begin(), order.end(), std::back_inserter(gone), isOld);
    std::erase_if(order, isOld);
    for (const KeptRun &run : std::exchange(gone, {}))
        take(run);
    for (const KeptRun &run : order) {
        // A link frees no room.
        const bool helps = count > retention.runs || (bytes > retention.bytes && run.bytes > 0);
        if (helps)
            take(run);
    }
    return gone;
}

std::optional<QString> reasonToStay(const KeptRun &run, const std::vector<KeptRun> &others)
{
    if (RunJournal::isLive(run.folder))
        return RetentionText::tr("it is still under way");
    const auto stored = StoredRun::load(run.folder);
    if (!stored)
        return std::nullopt;
    // The sandbox is no more, and what is left on an engine is labelled there.
    if (stored->record.start().sandbox || !stored->record.start().engine.isEmpty())
        return std::nullopt;
    std::vector<ObjectRef> left = stored->record.leftovers();
    std::erase_if(left, [&](const ObjectRef &object) {
        return object.nameSpace.isEmpty() &&
               std::any_of(others.begin(), others.end(), [&](const KeptRun &other) {
                   return other.folder != run.folder && hasDeleted(other, object);
               });
    });
    if (!left.empty() || !stored->record.unanswered().empty())
        return RetentionText::tr("it left something on a cluster, which \"assay clean\" knows from "
                                 "its record");
    return std::nullopt;
}

std::optional<QString> forget(const KeptRun &run)
{
    const bool gone = run.isLink ? QFile::remove(run.folder)
                                 : QFileInfo(run.folder + "/run.jsonl"_L1).isFile() &&
                                       QDir(run.folder).removeRecursively();
    if (gone)
        return std::nullopt;
    return RetentionText::tr("%1 could not be removed.").arg(run.folder);
}

} // namespace assay::models
