// SPDX-License-Identifier: Apache-2.0
#include "prober.h"

namespace assay::sandbox {

Prober::Prober(Node &node, std::string containerId, Node::ProbeKind kind, Json probe,
               std::string podIp, Pace pace, QObject *parent)
    : QObject(parent)
    , m_node(node)
    , m_containerId(std::move(containerId))
    , m_kind(kind)
    , m_probe(std::move(probe))
    , m_podIp(std::move(podIp))
    , m_pace(pace)
{
    connect(&m_timer, &QTimer::timeout, this, &Prober::probe);
}

void Prober::start()
{
    const double delay = static_cast<double>(number(m_probe, "/initialDelaySeconds"));
    const double period = static_cast<double>(number(m_probe, "/periodSeconds", 10));
    m_clock.start();
    m_isEager = m_pace.eagerProbeMilliseconds > 0 && m_kind != Node::ProbeKind::Liveness;
    if (m_isEager) {
        m_nextComplaint = m_pace.milliseconds(delay);
        m_timer.start(m_pace.eagerProbeMilliseconds);
        probe();
        return;
    }
    QTimer::singleShot(m_pace.milliseconds(delay), this, [this, period] {
        m_timer.start(m_pace.milliseconds(period));
        probe();
    });
}

//! A try may hang for as long as it may take, because it came before the server or its network was
//! there; the next one finds them. Not so a program, which has to be started for each try.
int Prober::triesAtOnce() const
{
    constexpr int mostAtOnce = 4;
    return m_isEager && !m_probe.contains("exec") ? mostAtOnce : 1;
}

void Prober::probe()
{
    if (m_unanswered >= triesAtOnce())
        return;
    ++m_unanswered;
    m_node.probe(m_containerId, m_kind, m_probe, m_podIp, this,
                 [this, eager = m_isEager](const Node::ProbeOutcome &outcome) {
                     --m_unanswered;
                     // One that began later has passed meanwhile.
                     if (eager == m_isEager)
                         count(outcome);
                 });
}

//! From the first success on it is asked as its fields say.
void Prober::settle()
{
    m_isEager = false;
    m_timer.start(m_pace.milliseconds(static_cast<double>(number(m_probe, "/periodSeconds", 10))));
}

//! What fails before, or between, the tries that a kubelet would make is no news.
bool Prober::mayComplain()
{
    if (!m_isEager)
        return true;
    if (m_clock.elapsed() < m_nextComplaint)
        return false;
    const auto period = static_cast<double>(number(m_probe, "/periodSeconds", 10));
    m_nextComplaint = m_clock.elapsed() + m_pace.milliseconds(period);
    return true;
}

void Prober::count(const Node::ProbeOutcome &outcome)
{
    if (outcome.succeeded) {
        m_failures = 0;
        if (m_isEager)
            settle();
        if (++m_successes == number(m_probe, "/successThreshold", 1))
            Q_EMIT passed();
        return;
    }
    m_successes = 0;
    if (!mayComplain())
        return;
    const char *name = m_kind == Node::ProbeKind::Readiness  ? "Readiness"
                       : m_kind == Node::ProbeKind::Liveness ? "Liveness"
                                                             : "Startup";
    Q_EMIT complained(std::string(name) + " probe failed: " + outcome.message);
    if (++m_failures == number(m_probe, "/failureThreshold", 3))
        Q_EMIT failed();
}

} // namespace assay::sandbox
