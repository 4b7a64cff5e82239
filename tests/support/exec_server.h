// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QSslConfiguration>
#include <QUrl>
#include <QWebSocketServer>

#include <functional>

class QWebSocket;

namespace assay::tests {

//! The WebSocket end of pods/exec, played by the test.
class ExecServer : public QObject
{
    Q_OBJECT
public:
    ExecServer(const QSslConfiguration &tls, const QStringList &subprotocols);

    QUrl url() const;
    //! Called with each connection, once it is open.
    std::function<void(QWebSocket *)> onOpen;
    int opened = 0;
    int closed = 0;

    static void send(QWebSocket *socket, char channel, const QByteArray &bytes);
    static QByteArray success() { return R"({"metadata":{},"status":"Success"})"; }
    static QByteArray exitCode(int code);

private:
    QWebSocketServer m_server;
};

} // namespace assay::tests
