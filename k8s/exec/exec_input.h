// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QObject>

class QWebSocket;

namespace assay::k8s {

//! Sends bytes to a command's standard input (channel 0), as fast as the connection takes them.
//! Lives as long as its socket.
class ExecInput : public QObject
{
    Q_OBJECT
public:
    //! The socket is open. `closes`: its protocol can say that this is all (v5).
    ExecInput(QWebSocket *socket, const QByteArray &bytes, bool closes);

private:
    void sendMore();

    QWebSocket *m_socket;
    const QByteArray m_bytes;
    qsizetype m_position = 0;
    bool m_closes;
    bool m_sending = false;
};

} // namespace assay::k8s
