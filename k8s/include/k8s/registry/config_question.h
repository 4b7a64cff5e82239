// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>
#include <k8s/registry/registry_login.h>

#include <QStringList>

#include <chrono>

namespace assay::k8s {

//! Asks a registry for the manifest of an image, for the digest of its configuration: a cluster
//! says which manifest it runs, and a container engine which configuration.
class ConfigQuestion : public Job
{
    Q_OBJECT
public:
    //! Valid once finished: "sha256:…" of the configuration, one of each platform where the digest
    //! is that of an index. Errors: Unauthorized, Forbidden, NotFound, Connection, Tls, Timeout;
    //! Protocol for what is no manifest, or not that of this digest; Invalid for what names none.
    const Result<QStringList> &result() const { return m_result; }

protected:
    using Job::Job;
    Result<QStringList> m_result;
};

//! `image` is "quay.io/team/image@sha256:…". Over TLS, but on 127.0.0.1 and localhost, where
//! registries speak plain HTTP. A login goes to the registry itself and to the token service that
//! it names, and never without TLS beyond this computer. `within`: for all of it.
JobPtr<ConfigQuestion> askConfig(const QString &image, const std::optional<RegistryLogin> &login,
                                 std::chrono::milliseconds within = std::chrono::seconds(5));

} // namespace assay::k8s
