// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "certificate.h"

#include <QObject>

#include <optional>
#include <set>

class QSslServer;
class QTcpSocket;

namespace assay::sandbox {

class Exchange;

//! HTTP/1.1 over TLS on 127.0.0.1.
class HttpServer : public QObject
{
    Q_OBJECT
public:
    explicit HttpServer(QObject *parent = nullptr);
    ~HttpServer() override;

    //! Says why it cannot.
    std::optional<QString> listen(const ServerIdentity &identity, quint16 port);
    quint16 port() const;
    void close();
    //! Every connection, also those that became WebSockets.
    void dropConnections();

Q_SIGNALS:
    void requested(assay::sandbox::Exchange *exchange);

private:
    void accept();

    QSslServer *m_server;
    std::set<QTcpSocket *> m_sockets;
};

} // namespace assay::sandbox
