// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "request/exchange.h"

#include <k8s/request/list_options.h>

#include <nlohmann/json.hpp>

namespace assay::k8s {

//! Cuts a stream of bytes into lines.
class LineBuffer
{
public:
    void append(const QByteArray &bytes);
    //! The next whole line without its end; none where it has not all come yet.
    std::optional<QByteArray> takeLine();
    //! What is left of a line without an end.
    QByteArray takeRest();
    qsizetype size() const { return m_bytes.size() - m_start; }

private:
    QByteArray m_bytes;
    qsizetype m_start = 0;
    qsizetype m_scanned = 0;
};

struct WatchEvent
{
    QString type; //!< "ADDED", "MODIFIED", "DELETED", "BOOKMARK" or "ERROR"
    nlohmann::json object;
};
//! None where the line is not an event.
std::optional<WatchEvent> decodeWatchEvent(const QByteArray &line);

//! One watch connection: one JSON object a line, until either side ends it.
class WatchStream : public QObject
{
    Q_OBJECT
public:
    WatchStream(std::shared_ptr<Transport> transport, const QString &path,
                const ListOptions &options, const QString &resourceVersion);

    void start() { m_exchange->start(); }
    //! Silent from here on; may be called inside a signal.
    void release();
    //! After ended(): none where the server closed it in order.
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void opened(); //!< by a server that speaks JSON
    //! See WatchEvent; the object may be moved from.
    void told(const QString &type, nlohmann::json &object);
    void ended();

private:
    void pump();
    void handle(const QByteArray &line);
    void end(std::optional<Error> error);

    ExchangePtr m_exchange;
    LineBuffer m_lines;
    bool m_isJson = true;
    bool m_closed = false;
    bool m_pumpQueued = false;
    bool m_over = false;
    std::optional<Error> m_error;
};

using WatchStreamPtr = std::unique_ptr<WatchStream, ReleaseLater>;

} // namespace assay::k8s
