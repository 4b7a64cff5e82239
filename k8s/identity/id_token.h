// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kubeconfig_entries.h"

namespace assay::k8s {

//! When an OpenID Connect id-token, a JWT, says that it expires; its signature is the server's
//! business. The error is a half sentence, and never repeats the token.
tl::expected<QDateTime, QString> idTokenExpiry(const QString &token);

//! A token that is still good when a request arrives with it. client-go's margin.
bool isExpired(const QDateTime &expires);

//! "The id-token of user “u” expired on …" with what to do.
Error expiredIdToken(const RestConfig &config);

//! Takes the id-token out of an auth-provider, as kubectl does but for asking for another one.
//! `config` must have its names; where it has a token or a user name, these stay.
std::optional<Error> readAuthProvider(const KubeconfigUser &user, RestConfig &config);

} // namespace assay::k8s
