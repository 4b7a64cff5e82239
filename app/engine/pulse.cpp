// SPDX-License-Identifier: Apache-2.0
#include "pulse.h"

#include "cluster/awaiting.h"

#include <app/cluster/cluster_facts.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::app {

//! Where it did not answer: that it is back is told soon.
static constexpr std::chrono::milliseconds again(2000);
//! Of many requests that are cut off at once, the first asks for all.
static constexpr std::chrono::milliseconds afterDoubt(500);

Pulse::Pulse(std::chrono::milliseconds interval) : m_interval(interval), m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::CoarseTimer);
    connect(m_timer, &QTimer::timeout, this, [this] { ask(this, m_client, m_cancellation); });
}

Pulse::~Pulse()
{
    stop();
}

void Pulse::stop()
{
    if (m_cancellation)
        m_cancellation->request();
    m_cancellation.reset();
    m_client.reset();
    m_timer->stop();
}

void Pulse::follow(const k8s::RestConfig &config)
{
    stop();
    m_client = std::make_shared<k8s::Client>(config);
    m_cancellation = std::make_shared<Cancellation>();
    m_timer->start(m_interval);
}

void Pulse::doubt(const QString &context)
{
    if (m_timer->isActive() && m_timer->remainingTimeAsDuration() > afterDoubt &&
        m_client->config().contextName == context)
        m_timer->start(afterDoubt);
}

QCoro::Task<> Pulse::ask(QPointer<Pulse> pulse, std::shared_ptr<k8s::Client> client,
                         std::shared_ptr<Cancellation> cancellation)
{
    const auto version = client->getRaw(u"/version"_s);
    co_await untilFinished(cancellation, version.get());
    if (!pulse || cancellation->isRequested())
        co_return;
    const auto &result = version->result();
    // A refusal is an answer: whoever asks for more will be told.
    const bool answered = result || result.error().httpStatus > 0;
    Q_EMIT pulse->beat(
        client->config().contextName,
        answered ? QString() : toValidationError(result.error(), tr("It does not answer")).message);
    if (pulse && pulse->m_cancellation == cancellation)
        pulse->m_timer->start(answered ? pulse->m_interval : std::min(pulse->m_interval, again));
}

} // namespace assay::app
