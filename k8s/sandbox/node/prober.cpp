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
    QTimer::singleShot(m_pace.milliseconds(delay), this, [this, period] {
        m_timer.start(m_pace.milliseconds(period));
        probe();
    });
}

void Prober::probe()
{
    m_node.probe(m_containerId, m_kind, m_probe, m_podIp, this,
                 [this](const Node::ProbeOutcome &outcome) { count(outcome); });
}

void Prober::count(const Node::ProbeOutcome &outcome)
{
    if (outcome.succeeded) {
        m_failures = 0;
        if (++m_successes == number(m_probe, "/successThreshold", 1))
            Q_EMIT passed();
        return;
    }
    m_successes = 0;
    const char *name = m_kind == Node::ProbeKind::Readiness  ? "Readiness"
                       : m_kind == Node::ProbeKind::Liveness ? "Liveness"
                                                             : "Startup";
    Q_EMIT complained(std::string(name) + " probe failed: " + outcome.message);
    if (++m_failures == number(m_probe, "/failureThreshold", 3))
        Q_EMIT failed();
}

} // namespace assay::sandbox
