// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "interrupts.h"
#include "progress.h"
#include "sandbox_host.h"

#include <app/command_line.h>
#include <app/engine.h>
#include <models/suite.h>

#include <map>

namespace assay::app {

//! `assay run`: loads the suite, runs it on the chosen cluster, writes the reports. A report is
//! written whatever happens.
class HeadlessRun : public QObject
{
    Q_OBJECT
public:
    explicit HeadlessRun(RunCommand command);
    ~HeadlessRun() override;

    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void runOn(const k8s::RestConfig &cluster);
    void interrupt();
    //! Ends before any test ran. `untested`: the cause stands for every test of the suite.
    void giveUp(const QStringList &problems, const std::optional<models::ValidationError> &error);
    void conclude();
    QStringList writeTrace() const; //!< why it could not be written

    struct Run
    {
        models::RunRecord record;
        QString folder;
    };
    RunCommand m_command;
    QString m_output;
    models::Suite m_suite;
    std::vector<models::CustomImageTestConfiguration> m_tests;
    k8s::RestConfig m_cluster;
    std::map<QString, Run> m_runs;
    std::vector<models::RequestMade> m_requests; //!< where a trace is wanted
    QStringList m_problems;
    std::optional<models::ValidationError> m_refusal;
    std::unique_ptr<Progress> m_progress;
    std::unique_ptr<SandboxHost> m_sandbox;
    Engine m_engine;
    Interrupts m_interrupts;
    int m_interruptions = 0;
};

} // namespace assay::app
