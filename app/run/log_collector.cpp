// SPDX-License-Identifier: Apache-2.0
#include "log_collector.h"

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype tailBytes = 64 * 1024;
//! A loud container's log is a fact a second, not one a packet.
constexpr std::chrono::seconds pauseBetweenFacts(1);

} // namespace

LogCollector::LogCollector(std::shared_ptr<Validation> run, NotebookObserver *observer)
    : m_run(*run)
    , m_observer(observer)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, qOverload<>(&LogCollector::flush));
    connect(observer, &NotebookObserver::changed, this, &LogCollector::look);
}

void LogCollector::look()
{
    if (m_stopped || m_observer->pod().is_null())
        return;
    const QString podUid = models::textAt(m_observer->pod(), {"metadata", "uid"});
    if (podUid != m_podUid) {
        // Another pod of the same name: its containers count from the start again.
        m_podUid = podUid;
        for (const auto &source : m_sources)
            leave(*source);
    }
    for (const auto &status : models::containerStatusesOf(m_observer->pod())) {
        const bool hasLog = status.state == "running"_L1 || status.state == "terminated"_L1 ||
                            status.exitCode.has_value();
        if (!hasLog)
            continue;
        for (const auto &known : m_sources) {
            if (known->podUid == m_podUid && known->container == status.name)
                known->containerRuns =
                    known->attempt == status.restartCount && status.state == "running"_L1;
        }
        if (find(status.name, status.restartCount))
            continue;
        // Two starts between two looks: the log of the first is still to be had as the previous.
        const int before = status.restartCount - 1;
        if (before >= 0 && !find(status.name, before))
            follow(status.name, before, true);
        follow(status.name, status.restartCount, false);
        m_sources.back()->containerRuns = status.state == "running"_L1;
    }
}

std::shared_ptr<LogCollector::Source> LogCollector::find(const QString &container,
                                                         int attempt) const
{
    for (const auto &source : m_sources) {
        if (source->podUid == m_podUid && source->container == container &&
            source->attempt == attempt)
            return source;
    }
    return nullptr;
}

void LogCollector::follow(const QString &container, int attempt, bool replaced)
{
    const auto source = std::make_shared<Source>();
    source->podUid = m_podUid;
    source->container = container;
    source->attempt = attempt;
    source->follower.reset(new k8s::LogFollower(
        *m_run.client, m_run.configuration.nameSpace,
        models::textAt(m_observer->pod(), {"metadata", "name"}),
        {.container = container, .podUid = m_podUid, .attempt = attempt, .replaced = replaced}));
    // The source holds the follower, and goes with it.
    Source *const raw = source.get();
    connect(raw->follower.get(), &k8s::LogFollower::lines, this,
            [this, raw](const QByteArray &bytes) { take(*raw, bytes); });
    connect(raw->follower.get(), &k8s::LogFollower::gap, this,
            [this, raw](const auto &from, const auto &to) {
                raw->incomplete = true;
                note(*raw, gapText(from, to));
            });
    connect(raw->follower.get(), &k8s::LogFollower::finished, this, [this, raw] { finish(*raw); });
    m_sources.push_back(source);
}

QString LogCollector::gapText(const std::optional<k8s::LogTime> &from,
                              const std::optional<k8s::LogTime> &to)
{
    if (from && to)
        return tr("The lines between %1 and %2 are missing: the cluster had put them away before "
                  "they could be read.")
            .arg(k8s::logTimeText(*from), k8s::logTimeText(*to));
    if (from)
        return tr("The lines after %1 are missing: the container was removed before they could be "
                  "read.")
            .arg(k8s::logTimeText(*from));
    return tr("This log is missing: the container was removed before it could be read.");
}

void LogCollector::take(Source &source, const QByteArray &bytes)
{
    source.tail += bytes;
    if (source.tail.size() > 2 * tailBytes)
        source.tail = source.tail.right(tailBytes);
    add(source, m_run.journal->appendLog(source.container, source.attempt, bytes));
}

void LogCollector::add(Source &source, const models::LogSegment &segment)
{
    const bool isNews = segment.length > 0 || segment.problem != source.problem;
    if (!isNews || (segment.length == 0 && segment.problem.isEmpty()))
        return;
    auto &before = source.unrecorded;
    if (before && before->problem.isEmpty() && before->offset + before->length == segment.offset) {
        before->length += segment.length;
        before->problem = segment.problem;
    } else {
        flush(source);
        before = segment;
    }
    if (!m_pause.isActive() || !segment.problem.isEmpty())
        flush();
}

void LogCollector::flush(Source &source)
{
    if (!source.unrecorded)
        return;
    const models::LogSegment segment = *std::exchange(source.unrecorded, std::nullopt);
    source.problem = segment.problem;
    m_run.append(segment);
}

void LogCollector::flush()
{
    // Who hears of a fact may stop all of this.
    const auto sources = m_sources;
    bool any = false;
    for (const auto &source : sources) {
        any |= source->unrecorded.has_value();
        flush(*source);
    }
    if (any && !m_stopped)
        m_pause.start(pauseBetweenFacts);
}

void LogCollector::close(Source &source)
{
    if (const auto end = m_run.journal->endLog(source.container, source.attempt))
        add(source, *end);
    flush(source);
}

void LogCollector::note(Source &source, const QString &problem)
{
    flush(source);
    m_run.append(models::LogSegment{.container = source.container,
                                    .attempt = source.attempt,
                                    .file = {},
                                    .offset = 0,
                                    .length = 0,
                                    .problem = problem});
}

void LogCollector::finish(Source &source)
{
    if (m_stopped)
        return;
    source.ended = true;
    close(source);
    if (const auto &error = source.follower->error()) {
        source.incomplete = true;
        note(source, error->message);
    }
    if (const Source *read = newestRead(source.container))
        forgetBefore(*read);
    if (isSettled())
        Q_EMIT settled();
}

static QString lastLines(const QByteArray &bytes, int lines)
{
    qsizetype from = bytes.size();
    if (from > 0 && bytes.endsWith('\n'))
        --from;
    while (lines-- > 0 && from > 0) {
        const qsizetype newline = bytes.lastIndexOf('\n', from - 1);
        if (newline < 0) {
            from = 0;
            break;
        }
        from = newline;
    }
    return QString::fromUtf8(bytes.mid(from > 0 ? from + 1 : 0));
}

QString LogCollector::tail(const QString &container, int lines) const
{
    const auto newest =
        std::find_if(m_sources.rbegin(), m_sources.rend(),
                     [&container](const auto &source) { return source->container == container; });
    return newest != m_sources.rend() ? lastLines((*newest)->tail, lines) : QString();
}

std::optional<QString> LogCollector::lastWords(const QString &container, int lines) const
{
    if (const Source *read = newestRead(container))
        return lastLines(read->tail, lines);
    for (auto source = m_sources.rbegin(); source != m_sources.rend(); ++source) {
        if ((*source)->container == container && !(*source)->containerRuns &&
            !(*source)->tail.isEmpty())
            return lastLines((*source)->tail, lines);
    }
    return {};
}

//! A container that ends at once has begun again, and ended, before its log was asked for: the
//! newest start is not always the one that something is known of.
LogCollector::Source *LogCollector::newestRead(const QString &container) const
{
    for (auto source = m_sources.rbegin(); source != m_sources.rend(); ++source) {
        if ((*source)->container == container && !(*source)->containerRuns && (*source)->ended &&
            !((*source)->incomplete && (*source)->tail.isEmpty()))
            return source->get();
    }
    return nullptr;
}

void LogCollector::forgetBefore(const Source &read)
{
    for (const auto &source : m_sources) {
        if (source.get() == &read)
            return;
        if (source->container == read.container)
            source->tail.clear();
    }
}

bool LogCollector::isSettled() const
{
    return std::all_of(m_sources.begin(), m_sources.end(),
                       [](const auto &source) { return source->ended || source->containerRuns; });
}

void LogCollector::leave(Source &source)
{
    source.follower.reset();
    source.containerRuns = false;
    if (!std::exchange(source.ended, true))
        close(source);
}

void LogCollector::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    m_pause.stop();
    for (const auto &source : std::exchange(m_sources, {}))
        leave(*source);
}

LogsSettled::LogsSettled(LogCollector *collector, std::chrono::milliseconds atMost)
    : m_collector(collector)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &LogsSettled::finish);
    connect(collector, &LogCollector::settled, this, [this] {
        doAbort();
        finish();
    });
    m_timer.start(collector->isSettled() ? std::chrono::milliseconds(0) : atMost);
}

void LogsSettled::doAbort()
{
    m_timer.stop();
    m_collector->disconnect(this);
}

} // namespace assay::app
