// SPDX-License-Identifier: Apache-2.0
#include "exec_input.h"

#include <QWebSocket>

namespace assay::k8s {

static constexpr qsizetype pieceSize = 32 << 10; // as client-go's copies
static constexpr qint64 mostUnsent = 256 << 10;

ExecInput::ExecInput(QWebSocket *socket, const QByteArray &bytes, bool closes)
    : QObject(socket)
    , m_socket(socket)
    , m_bytes(bytes)
    , m_closes(closes)
{
    connect(socket, &QWebSocket::bytesWritten, this, &ExecInput::sendMore);
    sendMore();
}

void ExecInput::sendMore()
{
    // Sending may say at once that bytes were written.
    if (m_sending)
        return;
    m_sending = true;
    while (m_position < m_bytes.size() && m_socket->bytesToWrite() < mostUnsent) {
        const QByteArray piece = m_bytes.mid(m_position, pieceSize);
        m_position += piece.size();
        m_socket->sendBinaryMessage('\0' + piece);
    }
    if (m_position == m_bytes.size() && m_closes) {
        m_closes = false;
        m_socket->sendBinaryMessage(QByteArray("\xff\0", 2));
    }
    m_sending = false;
}

} // namespace assay::k8s
