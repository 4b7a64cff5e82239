// SPDX-License-Identifier: Apache-2.0
#include "log_collector.h"

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype tailBytes = 64 * 1024;
constexpr int maxFailures = 5;

} // namespace

LogCollector::LogCollector(std::shared_ptr<Validation> run, NotebookObserver *observer)
    : m_run(*run)
    , m_observer(observer)
{
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
        m_sources.clear();
    }
    for (const auto &status : models::containerStatusesOf(m_observer->pod())) {
        const bool hasLog = status.state == "running"_L1 || status.state == "terminated"_L1 ||
                            status.exitCode.has_value();
        if (!hasLog)
            continue;
        std::shared_ptr<Source> source;
        for (const auto &known : m_sources) {
            if (known->container != status.name)
                continue;
            if (known->attempt == status.restartCount)
                source = known;
            else
                known->containerRuns = false;
        }
        if (!source) {
            source = std::make_shared<Source>();
            source->container = status.name;
            source->attempt = status.restartCount;
            m_sources.push_back(source);
            m_tails[status.name].clear();
            follow(source);
        }
        source->containerRuns = status.state == "running"_L1;
    }
}

void LogCollector::follow(const std::shared_ptr<Source> &source)
{
    k8s::LogOptions options;
    options.container = source->container;
    options.follow = true;
    if (source->lastDataAt.isValid())
        options.sinceTime = source->lastDataAt.toString(Qt::ISODateWithMs);
    source->stream =
        m_run.client->logs(m_run.configuration.nameSpace,
                           models::textAt(m_observer->pod(), {"metadata", "name"}), options);
    connect(source->stream.get(), &k8s::LogStream::data, this,
            [this, source](const QByteArray &bytes) { take(*source, bytes); });
    connect(source->stream.get(), &k8s::LogStream::finished, this,
            [this, source] { finish(source); });
}

void LogCollector::take(Source &source, const QByteArray &bytes)
{
    source.lastDataAt = QDateTime::currentDateTimeUtc();
    QByteArray &tail = m_tails[source.container];
    tail += bytes;
    if (tail.size() > 2 * tailBytes)
        tail = tail.right(tailBytes);
    m_run.append(m_run.journal->appendLog(source.container, source.attempt, bytes));
}

void LogCollector::finish(const std::shared_ptr<Source> &source)
{
    if (m_stopped)
        return;
    const auto error = source->stream->error();
    const bool lost = error && error->isTransient();
    if (lost && source->containerRuns && ++source->failures <= maxFailures) {
        m_run.append(models::LogSegment{.container = source->container,
                                        .attempt = source->attempt,
                                        .file = {},
                                        .offset = 0,
                                        .length = 0,
                                        .problem = tr("The connection was lost while this log was "
                                                      "read: lines may be missing or doubled.")});
        follow(source);
        return;
    }
    source->ended = true;
    if (error)
        m_run.append(models::LogSegment{.container = source->container,
                                        .attempt = source->attempt,
                                        .file = {},
                                        .offset = 0,
                                        .length = 0,
                                        .problem = error->message});
    if (isSettled())
        Q_EMIT settled();
}

QString LogCollector::tail(const QString &container, int lines) const
{
    const QByteArray bytes = m_tails.value(container);
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

bool LogCollector::isSettled() const
{
    return std::all_of(m_sources.begin(), m_sources.end(),
                       [](const auto &source) { return source->ended || source->containerRuns; });
}

void LogCollector::stop()
{
    m_stopped = true;
    m_sources.clear();
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
