// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>

#include <QDateTime>

namespace assay::k8s {

//! What a plugin gave (client.authentication.k8s.io: ExecCredentialStatus).
struct ExecCredential
{
    QByteArray token;
    QByteArray certificate; //!< PEM
    QByteArray key;         //!< PEM
    QDateTime expires;      //!< invalid: when the server says so
    bool operator==(const ExecCredential &) const = default;
};

//! What a plugin is told, in KUBERNETES_EXEC_INFO.
QByteArray execInfo(const RestConfig &config);

//! Reads what a plugin printed. The error never repeats it.
Result<ExecCredential> readExecCredential(const QByteArray &output, const RestConfig &config);

} // namespace assay::k8s
