// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ladder/climb.h"
#include "output/interrupts.h"
#include "sandbox_host.h"

#include <app/cluster/cancellation.h>
#include <app/line/command_line.h>

namespace assay::app {

//! `assay doctor`: climbs the ladder and prints each rung as it is reached.
class Doctor : public QObject
{
    Q_OBJECT
public:
    explicit Doctor(DoctorCommand command);
    ~Doctor() override;
    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void climbOn(const k8s::RestConfig &config);
    void tell(const models::PreflightCheck &check);
    void conclude(const Rung &error);
    static QCoro::Task<> run(QPointer<Doctor> doctor, ClimbPlan plan);

    const DoctorCommand m_command;
    ClimbPlan m_plan;
    std::unique_ptr<SandboxHost> m_sandbox;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    std::vector<models::PreflightCheck> m_checks;
    Interrupts m_interrupts;
};

} // namespace assay::app
