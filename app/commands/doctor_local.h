// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output/interrupts.h"

#include <app/line/command_line.h>
#include <k8s/containers/engine_client.h>
#include <k8s/containers/engine_search.h>
#include <local/local_facts.h>
#include <models/record/fact.h>
#include <models/suite/suite.h>

#include <QCoro/QCoroTask>
#include <QPointer>

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
    using Result = models::PreflightCheck::Result;
    static QCoro::Task<> look(QPointer<DoctorLocal> doctor);
    static QCoro::Task<> lookAtImages(QPointer<DoctorLocal> doctor);
    bool loadSuite();
    void tellOfEngine(const local::LocalFacts &facts);
    void tell(const QString &name, Result result, const QString &detail,
              const QString &advice = {});
    void conclude();

    DoctorCommand m_command;
    models::Suite m_suite;
    std::shared_ptr<containers::EngineService> m_service;
    std::unique_ptr<containers::EngineClient> m_client;
    std::vector<models::PreflightCheck> m_checks;
    Interrupts m_interrupts;
    int m_status = 0;
};

} // namespace assay::app
