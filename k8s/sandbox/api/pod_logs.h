// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/log_buffer.h"

#include <memory>
#include <optional>

namespace assay::sandbox {

class Exchange;

//! Answers GET …/log from a container's log, following it where asked. A child of its exchange.
class PodLogs : public QObject
{
    Q_OBJECT
public:
    PodLogs(std::shared_ptr<LogBuffer> log, Exchange *exchange);

private:
    void sendMore();

    std::shared_ptr<LogBuffer> m_log;
    Exchange *m_exchange;
    bool m_follow = false;
    bool m_timestamps = false;
    qint64 m_next = 0;
    std::optional<qint64> m_bytesLeft;
    bool m_ended = false;
};

} // namespace assay::sandbox
