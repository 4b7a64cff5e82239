// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/json.h"
#include "store/pace.h"
#include <sandbox/node/node.h>

#include <QElapsedTimer>
#include <QTimer>

namespace assay::sandbox {

//! Runs one probe of a running container at its pace and counts to its thresholds.
class Prober : public QObject
{
    Q_OBJECT
public:
    Prober(Node &node, std::string containerId, Node::ProbeKind kind, Json probe, std::string podIp,
           Pace pace, QObject *parent);
    void start();

Q_SIGNALS:
    //! A threshold was reached.
    void passed();
    void failed();
    //! One try failed: "Readiness probe failed: HTTP probe failed with statuscode: 503"
    void complained(const std::string &message);

private:
    void probe();
    int triesAtOnce() const;
    void settle();
    bool mayComplain();
    void count(const Node::ProbeOutcome &outcome);

    Node &m_node;
    std::string m_containerId;
    Node::ProbeKind m_kind;
    Json m_probe;
    std::string m_podIp;
    Pace m_pace;
    QTimer m_timer;
    QElapsedTimer m_clock;      //!< from the start
    qint64 m_nextComplaint = 0; //!< in milliseconds of m_clock
    bool m_isEager = false;
    int m_unanswered = 0; //!< tries
    qint64 m_successes = 0;
    qint64 m_failures = 0;
};

} // namespace assay::sandbox
