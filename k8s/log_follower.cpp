// SPDX-License-Identifier: Apache-2.0
#include <k8s/log_follower.h>

#include "base/backoff.h"
#include "base/logging.h"
#include "base/sleep_detector.h"
#include "base/text.h"
#include "logs/log_lines.h"
#include "logs/pod_log_source.h"

#include <k8s/client.h>

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace assay::k8s {

//! open → (lines) → closed → wait → look at the pod → open …
class LogFollower::Private
{
public:
    Private(LogFollower *follower, Client &client, const QString &nameSpace, const QString &pod,
            const LogFollowOptions &options, const LogFollowTimings &timings);

    void stop();

    std::optional<Error> error;

private:
    void open();
    void onData(const QByteArray &bytes);
    void onClosed();
    void onRefused(const Error &error);
    void onQuiet();
    void wait(std::optional<std::chrono::seconds> atLeast = {});
    void look();
    void onLooked();
    void watchForSilence();
    bool mayBeAnotherAttempt() const;
    void suspectAnotherAttempt();
    bool take(const LogLine &line);
    bool flush();
    void finishAtTheEnd();
    void finishWithoutTheRest();
    void finishWith(const Error &error);

    LogFollower *q;
    QPointer<Client> m_client;
    const QString m_nameSpace;
    const QString m_pod;
    const LogFollowOptions m_options;
    const LogFollowTimings m_timings;
    const quint64 m_number; //!< in the log
    LogSource m_source;
    JobPtr<LogStream> m_stream;
    JobPtr<ApiJob> m_look;
    LogLineSplitter m_lines;
    LogPosition m_position;
    QByteArray m_batch;
    std::optional<LogTime> m_batchTime;
    QTimer m_quiet;
    QTimer m_wait;
    SleepDetector m_sleep;
    int m_failures = 0;
    bool m_mayAskAtOnce = true; //!< the pod, when the stream ends: lines came since it last did
    bool m_askedAtOnce = false; //!< the look under way is the first since the stream ended
    bool m_acceptsGap = false;  //!< the pod's status says that this is the attempt that is meant
    bool m_closedInOrder = false;
    bool m_everOpen = false;
};

LogFollower::Private::Private(LogFollower *follower, Client &client, const QString &nameSpace,
                              const QString &pod, const LogFollowOptions &options,
                              const LogFollowTimings &timings)
    : q(follower)
    , m_client(&client)
    , m_nameSpace(nameSpace)
    , m_pod(pod)
    , m_options(options)
    , m_timings(timings)
    , m_number(nextLogNumber())
    , m_source(options.replaced ? LogSource::Previous : LogSource::Running)
    , m_sleep(timings.sleep)
{
    m_quiet.setSingleShot(true);
    m_wait.setSingleShot(true);
    QObject::connect(&m_quiet, &QTimer::timeout, q, [this] { onQuiet(); });
    QObject::connect(&m_sleep, &SleepDetector::woke, q, [this] {
        if (m_stream)
            onQuiet();
    });
    QObject::connect(&m_wait, &QTimer::timeout, q, [this] { look(); });
    open();
}

void LogFollower::Private::stop()
{
    K8S_LOG(logsLog, m_number) << "ended";
    m_quiet.stop();
    m_wait.stop();
    m_stream.reset();
    m_look.reset();
}

void LogFollower::Private::open()
{
    LogOptions options;
    options.container = m_options.container;
    options.timestamps = true;
    options.follow = m_source == LogSource::Running;
    options.previous = m_source == LogSource::Previous;
    if (const QString since = m_position.since(); !since.isEmpty())
        options.sinceTime = since;
    K8S_LOG(logsLog, m_number) << "open " << m_nameSpace << '/' << m_pod << ' ' << options.container
                               << (options.previous ? u", the log before"_s : u""_s) << ", since "
                               << m_position.since();
    m_lines.clear();
    m_position.rewind();
    m_closedInOrder = false;
    m_stream = m_client->logs(m_nameSpace, m_pod, options);
    QObject::connect(m_stream.get(), &LogStream::data, q,
                     [this](const QByteArray &bytes) { onData(bytes); });
    QObject::connect(m_stream.get(), &LogStream::finished, q, [this] { onClosed(); });
    watchForSilence();
}

void LogFollower::Private::watchForSilence()
{
    if (m_source != LogSource::Running)
        return;
    // The last line that was delivered comes at once, or this is another log.
    const bool mustSpeak = !m_position.caughtUp() && !m_acceptsGap;
    m_quiet.start(mustSpeak ? std::min(m_timings.settle, m_timings.quiet) : m_timings.quiet);
}

void LogFollower::Private::onData(const QByteArray &bytes)
{
    m_everOpen = true;
    m_lines.append(bytes);
    while (const auto line = m_lines.next()) {
        if (!take(*line))
            return;
    }
    watchForSilence();
    flush();
}

//! False where the stream is not to be read any further.
bool LogFollower::Private::take(const LogLine &line)
{
    switch (m_position.judge(line)) {
    case LogPosition::Age::Old:
        return true;
    case LogPosition::Age::Later:
        // Either the log was rotated, or this is already the log of the next attempt.
        if (mayBeAnotherAttempt()) {
            suspectAnotherAttempt();
            return false;
        }
        K8S_LOG(logsLog, m_number) << "lines are missing";
        Q_EMIT q->gap(m_position.last(), line.time);
        if (q->isFinished())
            return false;
        break;
    case LogPosition::Age::New:
        break;
    }
    m_failures = 0;
    m_mayAskAtOnce = true;
    m_acceptsGap = false;
    m_position.delivered(line);
    m_batch += line.text;
    m_batchTime = line.time;
    return true;
}

bool LogFollower::Private::flush()
{
    if (m_batch.isEmpty())
        return true;
    Q_EMIT q->lines(std::exchange(m_batch, {}), m_batchTime);
    return !q->isFinished();
}

//! The status of a pod is a little behind: what it calls the current log can be the next attempt's.
bool LogFollower::Private::mayBeAnotherAttempt() const
{
    return !m_acceptsGap && m_source != LogSource::Previous;
}

void LogFollower::Private::suspectAnotherAttempt()
{
    m_quiet.stop();
    m_stream.reset();
    m_acceptsGap = true;
    m_wait.start(m_timings.settle);
}

void LogFollower::Private::onClosed()
{
    m_quiet.stop();
    const JobPtr<LogStream> stream = std::move(m_stream);
    K8S_LOG(logsLog, m_number) << "closed"
                               << (stream->error() ? u": "_s + toString(stream->error()->kind)
                                                   : QString());
    if (const auto &refused = stream->error())
        return onRefused(*refused);
    m_everOpen = true;
    m_closedInOrder = true;
    if (m_source != LogSource::Running)
        return finishAtTheEnd();
    // The log may have been rotated, the node or the API server restarted: only the pod tells
    // whether this was the end. It mostly was, and somebody waits for it, so that the pod is asked
    // at once; after a pause where that has led to nothing new.
    m_askedAtOnce = std::exchange(m_mayAskAtOnce, false);
    if (m_askedAtOnce)
        return look();
    wait();
}

void LogFollower::Private::onRefused(const Error &refused)
{
    switch (refused.kind) {
    case Error::Kind::NotFound:
    case Error::Kind::Gone:
        if (m_everOpen)
            return finishWithoutTheRest();
        return finishWith(refused);
    case Error::Kind::Invalid:
        if (m_source == LogSource::Previous)
            return finishWithoutTheRest();
        if (!refused.message.contains(u"waiting to start"))
            return finishWith(refused);
        return wait();
    case Error::Kind::Configuration:
    case Error::Kind::Unauthorized:
    case Error::Kind::Forbidden:
    case Error::Kind::Cancelled:
        return finishWith(refused);
    case Error::Kind::Tls:
    case Error::Kind::Protocol:
        // Where it worked before, this too is a bad connection.
        if (!m_everOpen)
            return finishWith(refused);
        break;
    default:
        break;
    }
    Q_EMIT q->interrupted(refused);
    if (!q->isFinished())
        wait(refused.status ? refused.status->retryAfter : std::nullopt);
}

void LogFollower::Private::onQuiet()
{
    K8S_LOG(logsLog, m_number) << "silent, looking at the pod";
    m_quiet.stop();
    m_stream.reset();
    m_acceptsGap = m_acceptsGap || !m_position.caughtUp();
    look();
}

void LogFollower::Private::wait(std::optional<std::chrono::seconds> atLeast)
{
    const auto delay = backoff(m_timings.firstDelay, m_timings.longestDelay, m_failures++);
    const auto pause = pauseFor(delay, atLeast);
    K8S_LOG(logsLog, m_number) << "again in " << pause.count() << " ms";
    m_wait.start(pause);
}

void LogFollower::Private::look()
{
    if (!m_client) {
        Error gone;
        gone.kind = Error::Kind::Cancelled;
        gone.message = Text::tr("The connection to the cluster was closed.");
        return finishWith(gone);
    }
    m_look = m_client->get(Resource::pods(), m_nameSpace, m_pod);
    QObject::connect(m_look.get(), &Job::finished, q, [this] { onLooked(); });
}

void LogFollower::Private::onLooked()
{
    const JobPtr<ApiJob> look = std::move(m_look);
    const auto &pod = look->result();
    if (pod) {
        m_source = logSourceOf(*pod, m_options);
        if (m_source == LogSource::Nowhere)
            return finishWithoutTheRest();
        // The status is a little behind: read again now, the log could be the next attempt's.
        if (std::exchange(m_askedAtOnce, false) && m_source == LogSource::Running)
            return wait();
        return open();
    }
    m_askedAtOnce = false;
    const Error refused = pod.error();
    switch (refused.kind) {
    case Error::Kind::NotFound:
        return finishWithoutTheRest();
    case Error::Kind::Cancelled:
        return finishWith(refused);
    case Error::Kind::Unauthorized:
    case Error::Kind::Forbidden:
        // Logs can be allowed where pods are not; then the end of the stream is all there is.
        if (m_closedInOrder)
            return finishAtTheEnd();
        return open();
    default:
        Q_EMIT q->interrupted(refused);
        if (!q->isFinished())
            wait(refused.status ? refused.status->retryAfter : std::nullopt);
    }
}

void LogFollower::Private::finishAtTheEnd()
{
    if (const auto rest = m_lines.rest()) {
        if (!take(*rest) || !flush())
            return;
    }
    if (!m_position.caughtUp())
        return mayBeAnotherAttempt() ? suspectAnotherAttempt() : finishWithoutTheRest();
    stop();
    q->finish();
}

void LogFollower::Private::finishWithoutTheRest()
{
    // What a stream that ended in order has brought is most likely all.
    if (!m_closedInOrder || !m_position.caughtUp()) {
        Q_EMIT q->gap(m_position.last(), std::nullopt);
        if (q->isFinished())
            return;
    } else if (const auto rest = m_lines.rest()) {
        if (!take(*rest) || !flush())
            return;
    }
    stop();
    q->finish();
}

void LogFollower::Private::finishWith(const Error &refused)
{
    error = refused;
    stop();
    q->finish();
}

LogFollower::LogFollower(Client &client, const QString &nameSpace, const QString &pod,
                         const LogFollowOptions &options, const LogFollowTimings &timings)
    : d(std::make_unique<Private>(this, client, nameSpace, pod, options, timings))
{
}

LogFollower::~LogFollower() = default;

const std::optional<Error> &LogFollower::error() const
{
    return d->error;
}

void LogFollower::doAbort()
{
    d->stop();
    d->error = Error{};
    d->error->kind = Error::Kind::Cancelled;
    d->error->message = Text::tr("Cancelled.");
}

} // namespace assay::k8s
