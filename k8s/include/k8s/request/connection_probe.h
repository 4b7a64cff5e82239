// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>

#include <QDateTime>

#include <vector>

namespace assay::k8s {

//! A certificate as a server shows it.
struct CertificateInfo
{
    QString subject; //!< common name, else the whole name
    QString issuer;
    QStringList names; //!< DNS names and addresses that it is for
    QDateTime validUntil;
};

//! How far the way to an API server goes: its name, a connection, TLS. Nothing is sent over it. The
//! steps that an earlier one made impossible are left out.
class ConnectionProbe : public Job
{
    Q_OBJECT
public:
    enum class Stage { Name, Connection, Tls };
    struct Step
    {
        Stage stage = Stage::Name;
        QString detail;             //!< what was found
        std::optional<Error> error; //!< why it goes no further
        qint64 milliseconds = 0;
    };
    //! Grows until the probe is finished.
    const std::vector<Step> &steps() const { return m_steps; }
    //! The server's own certificate first; empty where TLS was not reached.
    const std::vector<CertificateInfo> &chain() const { return m_chain; }

protected:
    explicit ConnectionProbe(QObject *parent = nullptr);
    std::vector<Step> m_steps;
    std::vector<CertificateInfo> m_chain;
};

} // namespace assay::k8s
