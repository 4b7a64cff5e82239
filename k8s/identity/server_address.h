// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/error.h>

#include <QUrl>

namespace assay::k8s {

//! Where requests go.
struct ServerAddress
{
    QUrl url;
    bool hadScheme = true;
};

//! The server of a kubeconfig's cluster as kubectl takes it: what has no scheme is an http:// one
//! (client-go: rest.DefaultServerURL, of what holds no credentials yet).
Result<ServerAddress> readServer(const QString &text, const QString &cluster);

//! An address as it was written, for messages: without what may be a user name or a password.
QString shownAddress(const QString &text);

} // namespace assay::k8s
