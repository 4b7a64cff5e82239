// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sandbox/node/exec_process.h>

#include <memory>

class QTcpSocket;
class QWebSocket;

namespace assay::sandbox {

struct HttpRequest;

//! One exec: a WebSocket whose frames begin with the channel (0 stdin, 1 stdout, 2 stderr, 3 the
//! Status at the end, 255 closes one in v5), and the process behind it.
class ExecSession : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        bool input = false;
        bool output = true;
        bool errors = true;
        bool terminal = false;      //!< both outputs on one channel
        bool withoutStatus = false; //!< the fault
    };
    //! Whether the request offers a protocol that is spoken here, or none at all.
    static bool canNegotiate(const HttpRequest &request);

    //! Takes the socket, with the handshake still unread in it.
    ExecSession(QTcpSocket *socket, std::unique_ptr<ExecProcess> process, Options options,
                QObject *parent);
    ~ExecSession() override;

private:
    void opened(QWebSocket *socket);
    void received(const QByteArray &frame);
    void send(char channel, const QByteArray &bytes);
    void finish(const QByteArray &status);
    void drained();
    void abandon();

    std::unique_ptr<ExecProcess> m_process;
    Options m_options;
    QWebSocket *m_socket = nullptr;
    bool m_onHold = false; //!< its client is behind
};

} // namespace assay::sandbox
