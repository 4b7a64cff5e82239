// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>

#include <QNetworkProxy>

class QProcessEnvironment;

namespace assay::k8s {

//! Which way requests take to the server.
struct ProxyChoice
{
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    QString name;   //!< for messages: "http://host:3128", never with its password; empty: direct
    QString origin; //!< who says so: "proxy-url of cluster “c”", "HTTPS_PROXY"
};

//! A proxy's URL: http:// (CONNECT) or socks5:// (which resolves names itself), with user and
//! password where it wants them. Without a scheme it is an http one.
Result<ProxyChoice> parseProxy(const QString &url, const QString &origin);

//! proxy-url, else what the environment says by the rules of Go's http.ProxyFromEnvironment:
//! HTTPS_PROXY or HTTP_PROXY by the server's scheme, and NO_PROXY; also in lower case.
Result<ProxyChoice> chooseProxy(const RestConfig &config, const QProcessEnvironment &environment);

} // namespace assay::k8s
