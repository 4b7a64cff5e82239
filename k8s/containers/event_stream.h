// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine_link.h"
#include "exchange.h"
#include "json_lines.h"

#include <k8s/containers/jobs.h>

#include <QByteArray>
#include <QTimer>

#include <deque>

namespace assay::containers {

//! GET /events, over as many connections as it takes. Each begins a moment before the last event
//! that was heard, and what was heard already is left out.
class EventStream final : public EventFeed
{
    Q_OBJECT
public:
    EventStream(std::shared_ptr<EngineLink> link, const QStringList &labels);

private:
    void doAbort() override;
    void open();
    void onOpened();
    void onBytes(const QByteArray &bytes);
    void onLine(const QByteArray &line);
    void lose(const Error &error);

    const std::shared_ptr<EngineLink> m_link;
    const QStringList m_labels;
    ExchangePtr m_exchange;
    JsonLines m_lines;
    QTimer m_pause;
    QTimer m_headless;
    QDateTime m_last; //!< when the last event happened; before the first: when we began to listen
    std::deque<QByteArray> m_heard; //!< what tells the last ones apart, oldest first
    int m_failures = 0;
    bool m_wasOpen = false;
};

} // namespace assay::containers
