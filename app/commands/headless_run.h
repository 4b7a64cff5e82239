// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ci_job.h"
#include "interrupts.h"
#include "local_host.h"
#include "progress.h"
#include "run_origin.h"
#include "sandbox_host.h"

#include <app/commands/command_line.h>
#include <app/engine/engine.h>
#include <models/suite/suite.h>

#include <map>

namespace assay::app {

//! `assay run`: loads the suite, runs it on the chosen cluster, writes the reports. A report is
//! written whatever happens.
class HeadlessRun : public QObject
{
    Q_OBJECT
public:
    //! `prepared`: the suite itself, where it is of no file; command.suite then is its title.
    explicit HeadlessRun(RunCommand command, std::optional<models::Suite> prepared = {});
    ~HeadlessRun() override;

    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    //! Takes those that were asked for; one sentence for each that the suite does not have.
    QStringList chooseTests();
    void startSandbox();
    void startLocal();
    //! Of what was run on: the engine's address, or the server's.
    QString serverOf(const k8s::RestConfig &context) const;
    //! Empty, with the problems added, where one of them cannot be used.
    std::vector<k8s::RestConfig> chooseContexts(QStringList &problems) const;
    void runOn(const std::vector<k8s::RestConfig> &contexts);
    void interrupt();
    //! What was asked for cannot be meant: nothing is run, and no report is written over others.
    void refuse(const QStringList &problems);
    //! Ends before any test ran. `error`: the cause stands for every test of the suite.
    void giveUp(const QStringList &problems, const std::optional<models::ValidationError> &error);
    void conclude();
    void end(int status);
    //! Lines around the progress, where the CI system folds them.
    void fold(const QString &line);
    QStringList writeTrace() const; //!< why it could not be written

    struct Run
    {
        models::RunRecord record;
        QString folder;
    };
    models::ReportInput report() const;
    models::ReportedTest reported(const models::CustomImageTestConfiguration &test,
                                  const k8s::RestConfig &context) const;
    QStringList leftovers() const;
    //! How a test is named to a person: with its context where there are several.
    QString labelOf(const Cell &cell) const;
    RunCommand m_command;
    QString m_output;
    models::Suite m_suite;
    std::vector<models::CustomImageTestConfiguration> m_tests;
    std::vector<k8s::RestConfig> m_contexts;
    std::map<Cell, Run> m_runs;                                     //!< every attempt
    std::map<QString, std::vector<models::RequestMade>> m_requests; //!< where a trace is wanted
    QStringList m_problems;
    std::optional<models::ValidationError> m_refusal;      //!< stands for all tests
    std::map<QString, models::ValidationError> m_refusals; //!< by context
    std::map<Cell, models::ValidationError> m_notBegun;
    std::unique_ptr<Progress> m_progress;
    std::unique_ptr<SandboxHost> m_sandbox;
    std::unique_ptr<LocalHost> m_local;
    std::optional<LocalEngine> m_engineOfThisComputer;
    std::optional<models::Suite> m_prepared;
    CiJob m_ci;
    OriginFinder m_origin;
    bool m_over = false; //!< concluded: what comes later begins nothing
    Engine m_engine;
    Interrupts m_interrupts;
    int m_interruptions = 0;
};

} // namespace assay::app
