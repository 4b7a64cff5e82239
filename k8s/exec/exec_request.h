// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "request/exchange.h"

#include <k8s/base/job.h>
#include <k8s/base/sleep_clocks.h>
#include <k8s/exec/exec_options.h>

#include <QElapsedTimer>
#include <QTimer>
#include <QWebSocket>

namespace assay::k8s {

//! pods/exec over a WebSocket; exec_messages.h reads what comes.
class ExecRequest final : public ExecJob
{
    Q_OBJECT
public:
    ExecRequest(std::shared_ptr<Transport> transport, const QString &nameSpace, const QString &pod,
                const ExecOptions &options);
    ~ExecRequest() override;

private:
    void doAbort() override;
    void open();
    std::optional<Error> connectSocket(Prepared &prepared);
    //! Lets the server's certificate be checked as the kubeconfig says; false: it cannot be.
    bool checkServerName();
    void onConnected();
    void onDeadline();
    void onPing();
    void lookAtUnsent();
    void onFrame(const QByteArray &frame, bool isLast);
    void onMessage(const QByteArray &message);
    void onStatus(const QByteArray &json);
    void onSocketError();
    void onProbed();
    void succeed();
    void failTooLong();
    void fail(Error error);
    Error makeError(Error::Kind kind, const QString &message) const;
    void dropSocket(bool politely);

    std::shared_ptr<Transport> m_transport;
    const QString m_path;
    const QString m_query;
    const ExecOptions m_options;
    const quint64 m_number; //!< in the log
    QWebSocket *m_socket = nullptr;
    ExchangePtr m_probe;
    QString m_socketFault;
    QTimer m_deadline;
    QTimer m_ping;
    QTimer m_unsent;
    QElapsedTimer m_elapsed;
    const SleepClocks m_began = SleepClocks::now();
    QElapsedTimer m_lastHeard;
    QElapsedTimer m_lastPing;
    bool m_answersPings = false;
    bool m_said = false; //!< the server answered a ping, or a channel of ours brought something
    const QDateTime m_startedOn = QDateTime::currentDateTimeUtc();
    qint64 m_openedAfter = 0;
    bool m_opened = false;
    bool m_openedAgain = false;
    qint64 m_bytes = 0;
    qint64 m_messageSize = 0; //!< of the message whose last frame has not come
};

} // namespace assay::k8s
