// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/run/validation.h>

namespace assay::app {

//! Asks the Python of the container, in one command, what it is, what is installed, and where the
//! packages to verify are.
class InventoryRequest : public k8s::Job
{
    Q_OBJECT
public:
    //! `run` must be at the point where its pod is ready.
    explicit InventoryRequest(const Validation &run);

    //! Valid once finished.
    const models::InventoryTaken &taken() const { return m_taken; }

    //! The names to look for that a URL has room for.
    static QStringList namesFor(const QStringList &packages);

protected:
    void doAbort() override;

private:
    using Parsed = tl::expected<models::Inventory, QString>;
    void take();
    void parse(const QByteArray &output);
    QString problemOf(const k8s::ExecOutput &output) const;

    k8s::JobPtr<k8s::ExecJob> m_exec;
    models::InventoryTaken m_taken;
};

} // namespace assay::app
