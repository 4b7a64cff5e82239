// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <optional>

namespace assay::sandbox {

//! A certificate authority of its own and a server certificate for 127.0.0.1 and localhost that it
//! signed; all PEM. The authority's key is thrown away.
struct ServerIdentity
{
    QByteArray authority;
    QByteArray certificate;
    QByteArray privateKey; //!< EC, P-256
};

//! Nothing where libcrypto refuses.
std::optional<ServerIdentity> makeServerIdentity();

} // namespace assay::sandbox
