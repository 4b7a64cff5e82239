// SPDX-License-Identifier: Apache-2.0
#include "pod_logs.h"

#include "http/exchange.h"
#include "store/json.h"

#include <QDateTime>

namespace assay::sandbox {

static constexpr qint64 MostUnsent = 1024 * 1024;
static constexpr std::size_t Piece = 64 * 1024;

PodLogs::PodLogs(std::shared_ptr<LogBuffer> log, Exchange *exchange)
    : QObject(exchange)
    , m_log(std::move(log))
    , m_exchange(exchange)
{
    const HttpRequest &request = exchange->request();
    m_follow = request.flag("follow");
    m_timestamps = request.flag("timestamps");
    m_next = m_log->firstLine();
    if (const auto lines = request.numeric("tailLines"))
        m_next = std::max<qint64>(m_next, m_log->endLine() - *lines);
    qint64 from = 0;
    if (const auto seconds = request.numeric("sinceSeconds"))
        from = QDateTime::currentMSecsSinceEpoch() - *seconds * 1000;
    if (request.hasParameter("sinceTime")) {
        const auto text = QString::fromStdString(request.parameter("sinceTime"));
        from = QDateTime::fromString(text, Qt::ISODateWithMs).toMSecsSinceEpoch();
    }
    while (m_next < m_log->endLine() && m_log->time(m_next) < from)
        ++m_next;
    if (const auto limit = request.numeric("limitBytes"))
        m_bytesLeft = *limit;

    exchange->beginStream(200, "text/plain");
    connect(exchange, &Exchange::drained, this, &PodLogs::sendMore);
    connect(m_log.get(), &LogBuffer::grown, this, &PodLogs::sendMore);
    connect(m_log.get(), &LogBuffer::closed, this, &PodLogs::sendMore);
    sendMore();
}

void PodLogs::sendMore()
{
    if (m_ended)
        return;
    m_next = std::max(m_next, m_log->firstLine());
    while (m_next < m_log->endLine() && m_exchange->bytesToWrite() < MostUnsent) {
        std::string piece;
        while (m_next < m_log->endLine() && piece.size() < Piece) {
            if (m_timestamps)
                piece += nanoTimestamp(m_log->time(m_next)) + " ";
            piece += m_log->line(m_next++);
            piece += '\n';
        }
        if (m_bytesLeft) {
            piece.resize(std::min(piece.size(), static_cast<std::size_t>(*m_bytesLeft)));
            *m_bytesLeft -= static_cast<qint64>(piece.size());
        }
        m_exchange->write(piece);
        if (m_bytesLeft && *m_bytesLeft == 0)
            break;
    }
    const bool enough = m_bytesLeft && *m_bytesLeft == 0;
    const bool all = m_next >= m_log->endLine() && (!m_follow || m_log->isClosed());
    if (enough || all) {
        m_ended = true;
        m_exchange->end();
    }
}

} // namespace assay::sandbox
