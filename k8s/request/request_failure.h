// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>

#include <QNetworkReply>

namespace assay::k8s {

struct ProxyChoice;

//! What an answer with an HTTP status outside 2xx means. `body` may be cut.
Error responseError(int httpStatus, const QByteArray &contentType, const QByteArray &body,
                    const QByteArray &location, const RestConfig &config);

//! What a request without a complete answer means. `wrong` is Qt's own text.
Error networkError(QNetworkReply::NetworkError code, const QString &wrong,
                   const QList<QSslError> &tlsErrors, const RestConfig &config,
                   const ProxyChoice &proxy);

//! "host:port" of the server.
QString hostPort(const RestConfig &config);

} // namespace assay::k8s
