// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inventory_request.h"

#include <QTimer>

namespace assay::app {

//! Imports every package in the container, some at a time, and records what came of each in the
//! order of the configuration. Goes on past failures. Beside them it asks the image's Python what
//! it holds, which explains the results and never decides one.
class ImportBatch : public k8s::Job
{
    Q_OBJECT
public:
    //! `logTail` gives the pod's log for packages that failed.
    ImportBatch(std::shared_ptr<Validation> run, std::function<QString()> logTail);

protected:
    void doAbort() override;

private:
    void startMore();
    void takeInventory();
    //! Writes down what is known in order, once the inventory can explain it.
    void record();
    void start(int index);
    void take(int index);
    models::PackageVerificationResult interpret(const QString &package,
                                                const k8s::ExecJob &job) const;

    std::shared_ptr<Validation> m_run;
    std::function<QString()> m_logTail;
    QStringList m_packages;
    QStringList m_volumes; //!< where claims are mounted
    k8s::JobPtr<InventoryRequest> m_inventoryRequest;
    QTimer m_inventoryPatience; //!< runs once only the inventory is waited for
    std::optional<models::Inventory> m_inventory;
    std::vector<k8s::JobPtr<k8s::ExecJob>> m_jobs;
    std::vector<k8s::JobPtr<k8s::ExecJob>> m_ended; //!< imports that are over
    std::vector<int> m_attempts;
    int m_next = 0;     //!< first package not started
    int m_recorded = 0; //!< first package whose result is not in the record
    int m_running = 0;
};

} // namespace assay::app
