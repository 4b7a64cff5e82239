// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

namespace assay::k8s {

//! Every certificate of a PEM text. `origin` says in an error where the text came from.
Result<QList<QSslCertificate>> readCertificates(const QByteArray &pem, const QString &origin);

//! A private key in PKCS#1, SEC1 or PKCS#8, RSA or EC, not encrypted.
Result<QSslKey> readPrivateKey(const QByteArray &pem, const QString &origin);

//! What both HTTPS and WebSocket connections of one identity use: trust, client certificate, key.
Result<QSslConfiguration> makeSslConfiguration(const RestConfig &config);

//! What is wrong with the server's certificate, for a person; empty where `errors` is.
QString describeTlsErrors(const QList<QSslError> &errors, const RestConfig &config);

} // namespace assay::k8s
