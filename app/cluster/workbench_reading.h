// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/client.h>
#include <models/workbench/workbench_diagnosis.h>

#include <QCoro/QCoroTask>
#include <QTimer>

#include <chrono>
#include <memory>

namespace assay::app {

class Cancellation;

//! The workbenches with the last words of those that crashed, and what those say that run and are
//! not ready; of many only so many.
QCoro::Task<std::vector<models::Workbench>> withLogs(std::shared_ptr<k8s::Client> client,
                                                     std::shared_ptr<Cancellation> stop,
                                                     std::vector<models::Workbench> all);

//! The workbench with what its main container says at present, where its pod runs and no log of it
//! is known.
QCoro::Task<models::Workbench> withPresentLog(std::shared_ptr<k8s::Client> client,
                                              std::shared_ptr<Cancellation> stop,
                                              models::Workbench workbench);

//! The workbench with what its server said of its own page, asked through the API server; as it is
//! where it is not ready.
QCoro::Task<models::Workbench> withAnswer(std::shared_ptr<k8s::Client> client,
                                          std::shared_ptr<Cancellation> stop,
                                          models::Workbench workbench);

//! Watches over all that changes while a workbench comes up.
std::vector<std::shared_ptr<k8s::Reflector>> watchWorkbenches(k8s::Client &client,
                                                              const QString &nameSpace);

//! Finishes when something that a workbench is made of has changed, or time has passed.
class WorkbenchChange : public k8s::Job
{
    Q_OBJECT
public:
    WorkbenchChange(const std::vector<std::shared_ptr<k8s::Reflector>> &watches,
                    std::chrono::milliseconds atMost);

protected:
    void doAbort() override { m_timer.stop(); }

private:
    void soon();

    QTimer m_timer;
    bool m_isSoon = false;
};

} // namespace assay::app
