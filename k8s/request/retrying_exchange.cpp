// SPDX-License-Identifier: Apache-2.0
#include "retrying_exchange.h"

#include "base/backoff.h"
#include "base/logging.h"

namespace assay::k8s {

RetryingExchange::RetryingExchange(std::shared_ptr<Transport> transport, HttpRequest request,
                                   RetryPolicy policy)
    : m_transport(std::move(transport))
    , m_request(std::move(request))
    , m_policy(policy)
    , m_deadline(QDeadlineTimer::Forever)
{
    if (m_request.endWithin)
        m_deadline.setRemainingTime(m_request.endWithin->count(), Qt::PreciseTimer);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &RetryingExchange::attempt);
}

void RetryingExchange::start()
{
    attempt();
}

void RetryingExchange::release()
{
    m_pause.stop();
    if (m_exchange)
        m_exchange->release();
}

Error RetryingExchange::makeError(Error::Kind kind, const QString &message) const
{
    return m_exchange->makeError(kind, message);
}

void RetryingExchange::attempt()
{
    ++m_attempts;
    HttpRequest request = m_request;
    if (request.endWithin)
        request.endWithin = std::chrono::milliseconds(m_deadline.remainingTime());
    m_exchange.reset(new Exchange(m_transport, std::move(request)));
    connect(m_exchange.get(), &Exchange::ended, this, &RetryingExchange::onEnded);
    m_exchange->start();
}

void RetryingExchange::onEnded()
{
    const auto &error = m_exchange->error();
    if (!m_deadline.isForever())
        m_deadline += m_exchange->waited().count();
    if (error && m_attempts < m_policy.attempts && isSafeToRepeat(*error)) {
        const auto delay = delayAfter(*error);
        // What cannot be waited for is told now rather than at the deadline.
        if (m_deadline.isForever() || delay.count() < m_deadline.remainingTime()) {
            qCDebug(requestLog).noquote().nospace()
                << m_request.title() << ": attempt " << m_attempts << " failed ("
                << toString(error->kind) << "), the next in " << delay.count() << " ms";
            m_pause.start(delay);
            return;
        }
    }
    Q_EMIT ended();
}

bool RetryingExchange::isSafeToRepeat(const Error &error) const
{
    // 429 comes before the server looks at the request.
    if (error.kind == Error::Kind::TooManyRequests)
        return true;
    if (!m_request.repeatable)
        return false;
    switch (error.httpStatus) {
    case 500:
    case 502:
    case 503:
    case 504:
        return true;
    default:
        return error.kind == Error::Kind::Connection;
    }
}

std::chrono::milliseconds RetryingExchange::delayAfter(const Error &error) const
{
    const auto delay = backoff(m_policy.firstDelay, m_policy.longestDelay, m_attempts - 1);
    return pauseFor(delay, error.status ? error.status->retryAfter : std::nullopt);
}

} // namespace assay::k8s
