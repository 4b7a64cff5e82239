// SPDX-License-Identifier: Apache-2.0
#include "http_server.h"

#include "http_connection.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

namespace assay::sandbox {

HttpServer::HttpServer(QObject *parent) : QObject(parent), m_server(new QSslServer(this))
{
    m_server->setMaxPendingConnections(1024);
    m_server->setListenBacklogSize(1024);
    connect(m_server, &QTcpServer::pendingConnectionAvailable, this, &HttpServer::accept);
}

HttpServer::~HttpServer()
{
    close();
}

std::optional<QString> HttpServer::listen(const ServerIdentity &identity, quint16 port)
{
    const QSslCertificate certificate(identity.certificate);
    const QSslKey key(identity.privateKey, QSsl::Ec);
    if (certificate.isNull() || key.isNull())
        return QStringLiteral("the TLS library does not take the generated certificate");
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain({certificate, QSslCertificate(identity.authority)});
    configuration.setPrivateKey(key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_server->setSslConfiguration(configuration);
    if (!m_server->listen(QHostAddress::LocalHost, port)) {
        if (m_server->serverError() == QAbstractSocket::AddressInUseError)
            return QStringLiteral("port %1 is in use: choose another with --port").arg(port);
        return QStringLiteral("port %1 cannot be listened on: %2")
            .arg(QString::number(port), m_server->errorString());
    }
    return std::nullopt;
}

quint16 HttpServer::port() const
{
    return m_server->serverPort();
}

void HttpServer::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_sockets.insert(socket);
        connect(socket, &QObject::destroyed, this, [this, socket] { m_sockets.erase(socket); });
        auto *connection = new HttpConnection(socket, this);
        connect(connection, &HttpConnection::requested, this, &HttpServer::requested);
    }
}

void HttpServer::close()
{
    m_server->close();
    dropConnections();
}

void HttpServer::dropConnections()
{
    const std::set<QTcpSocket *> sockets = m_sockets;
    for (QTcpSocket *socket : sockets) {
        // Aborting one may take others with it.
        if (m_sockets.contains(socket))
            socket->abort();
    }
}

} // namespace assay::sandbox
