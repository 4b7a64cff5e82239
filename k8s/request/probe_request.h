// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport.h"

#include <k8s/request/connection_probe.h>

#include <QElapsedTimer>
#include <QNetworkReply>
#include <QSslSocket>
#include <QTimer>

namespace assay::k8s {

class ProbeRequest final : public ConnectionProbe
{
    Q_OBJECT
public:
    explicit ProbeRequest(std::shared_ptr<Transport> transport);
    ~ProbeRequest() override;

private:
    void doAbort() override;
    void lookUp();
    void open();
    void onConnected();
    void onEncrypted();
    void onFailed(QNetworkReply::NetworkError code, const QString &wrong);
    void pass(Stage stage, const QString &detail);
    void fail(Error error);
    void readChain();
    void release();

    std::shared_ptr<Transport> m_transport;
    Stage m_stage = Stage::Name;
    int m_lookUp = -1;
    QSslSocket *m_socket = nullptr;
    QList<QSslError> m_tlsErrors;
    QElapsedTimer m_clock;
    QTimer m_deadline;
};

} // namespace assay::k8s
