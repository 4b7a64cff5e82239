// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/engine_ladder.h"
#include "output/interrupts.h"

#include <app/line/command_line.h>
#include <models/suite/suite.h>

namespace assay::app {

//! `assay doctor --local`: what a run needs of a container engine of this computer, step by step.
class DoctorLocal : public QObject
{
    Q_OBJECT
public:
    explicit DoctorLocal(DoctorCommand command);

    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    bool loadSuite();
    void tell(const models::PreflightCheck &check);
    void conclude();

    DoctorCommand m_command;
    models::Suite m_suite;
    EngineLadder m_ladder;
    std::vector<models::PreflightCheck> m_checks;
    Interrupts m_interrupts;
    int m_status = 0;
};

} // namespace assay::app
