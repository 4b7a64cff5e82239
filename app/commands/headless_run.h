// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "choice/test_selection.h"
#include "output/ci_job.h"
#include "output/interrupts.h"
#include "output/progress.h"
#include "places.h"
#include "run_origin.h"

#include <app/engine/engine.h>
#include <app/line/command_line.h>

#include <map>

namespace assay::app {

//! `assay run`: loads the suites, runs them on the chosen clusters, writes the reports. A report is
//! written whatever happens.
class HeadlessRun : public QObject
{
    Q_OBJECT
public:
    //! `prepared`: the tests, where they are of no suite's file.
    explicit HeadlessRun(RunCommand command, std::optional<TestSelection> prepared = {});
    ~HeadlessRun() override;

    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void listen();
    //! Which contexts are one cluster, and what follows from that.
    void sayOfPlaces(const std::vector<k8s::RestConfig> &contexts);
    void runOn(const std::vector<k8s::RestConfig> &contexts);
    void scheduleDeadline();
    //! One of the run's own limits is reached, a sentence: what runs is ended and cleaned up, what
    //! waits is not begun.
    void reachLimit(const QString &limit);
    void countFailure(const Cell &cell);
    void interrupt();
    //! What was asked for cannot be meant: nothing is run, and no report is written over others.
    //! `others`: what is wrong beside the selection, a sentence each.
    void refuse(const QStringList &others);
    //! Ends before any test ran. `error`: the cause stands for every test of the suite.
    void giveUp(const QStringList &problems, const std::optional<models::ValidationError> &error);
    void conclude();
    void end(int status);
    //! Lines around the progress, where the CI system folds them.
    void fold(const QString &line);
    //! Of what was run on: the engine's address, or the server's.
    QString serverOf(const k8s::RestConfig &context) const;

    struct Run
    {
        models::RunRecord record;
        QString folder;
    };
    models::ReportInput report() const;
    //! Of the test at a place in the selection.
    models::ReportedTest reported(std::size_t test, const k8s::RestConfig &context) const;
    //! What the limit kept from being run, and what it ended.
    QString limitText(const models::ReportInput &input) const;
    QStringList leftovers() const;
    //! How a test is named to a person: with its context where there are several.
    QString labelOf(const Cell &cell) const;
    RunCommand m_command;
    QString m_output;
    TestSelection m_selection;
    std::vector<k8s::RestConfig> m_contexts;
    std::map<Cell, Run> m_runs;                                     //!< every attempt
    std::map<QString, std::vector<models::RequestMade>> m_requests; //!< where a trace is wanted
    QStringList m_problems;
    std::optional<models::ValidationError> m_refusal;      //!< stands for all tests
    std::map<QString, models::ValidationError> m_refusals; //!< by context
    std::map<Cell, models::ValidationError> m_notBegun;
    std::unique_ptr<Progress> m_progress;
    Places m_places;
    std::optional<TestSelection> m_prepared;
    CiJob m_ci;
    OriginFinder m_origin;
    bool m_over = false; //!< concluded: what comes later begins nothing
    QTimer m_deadline;
    QString m_limit; //!< what ended the run before its end; empty: nothing
    int m_failures = 0;
    std::size_t m_ended = 0; //!< attempts, however they ended
    Engine m_engine;
    Interrupts m_interrupts;
    int m_interruptions = 0;
};

} // namespace assay::app
