// SPDX-License-Identifier: Apache-2.0
// The part of Dashboard that begins runs and reads their records: reports and stored runs.
#include "dashboard.h"

#include "cluster/cluster_choice.h"
#include "engine/kept_runs.h"
#include "engine/pace.h"
#include "output/report_writer.h"
#include "stored_runs.h"

#include <k8s/base/hand_over.h>
#include <models/record/run_journal.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <deque>

namespace assay::app {

using namespace Qt::StringLiterals;

void Dashboard::connectRuns()
{
    const auto refuse = [this](const QString &testId, const QString &context,
                               const models::ValidationError &error) {
        if (m_clusters.isGoingOn())
            m_clusters.refuse(testId, context, error.message);
        else
            m_window.showProblem(tr("Nothing could be run"), error.message, u"run"_s);
    };
    k8s::handOverEach(
        m_engine, &Engine::refused, this,
        [refuse](const QString &context, const auto &error) { refuse({}, context, error); });
    k8s::handOverEach(m_engine, &Engine::notBegun, this,
                      [refuse](const Cell &cell, const auto &error) {
                          refuse(cell.testId, cell.context, error);
                      });
    k8s::handOverEach(m_engine, &Engine::runBegan, this,
                      [this](const Cell &cell, const QString &folder) {
                          m_clusters.beginRun(cell, folder);
                          if (m_clusters.isListed(cell.context))
                              showRun(cell.testId, folder);
                      });
    k8s::handOverEach(m_engine, &Engine::factsAppended, this,
                      [this](const Cell &cell, const std::vector<models::Fact> &facts) {
                          m_clusters.appendFacts(cell, facts);
                          if (m_clusters.isListed(cell.context))
                              m_workspace.appendFacts(cell.testId, facts);
                      });
    k8s::handOverEach(m_engine, &Engine::slowed, this, [this](const QString &context, int places) {
        m_window.showRemark(slowedText(context, places));
    });
    k8s::handOverEach(m_engine, &Engine::finished, this, [this] {
        m_running = false;
        m_workspace.setQueued({});
        m_clusters.end();
        speakOfPlace();
        k8s::inThreadPool([] { pruneHistory(retentionSetting()); });
        m_leftovers.look();
        if (std::exchange(m_reloadWaits, false))
            reloadKubeconfig();
    });
}

void Dashboard::setJobs(Plan &plan) const
{
    if (m_window.jobs() > 0)
        plan.jobs = m_window.jobs();
    else
        chooseJobs(plan);
}

void Dashboard::begin(const QStringList &testIds, const QString &keep)
{
    // While it was found out what earlier runs left, another cluster may have been chosen.
    if (!m_cluster)
        return run(testIds, keep);
    Plan plan;
    plan.suitePath = m_workspace.suite()->path();
    for (const QString &id : testIds) {
        if (const auto *test = m_workspace.suite()->test(id))
            plan.tests.push_back(*test);
    }
    if (plan.tests.empty())
        return m_workspace.setQueued({});
    m_running = true;
    plan.contexts = {*m_cluster};
    plan.sandbox = m_place == Place::Sandbox;
    if (m_place == Place::Local) {
        plan.local = m_localEngine;
        plan.localContext = m_cluster->contextName;
        plan.looksAround = true; // those that name no package
    }
    setJobs(plan);
    plan.keep = keepFromString(keep).value_or(Keep::Never);
    plan.runsFolder = models::RunJournal::writableRoot();
    k8s::handOver(m_engine, [engine = m_engine, plan] { engine->run(plan); });
}

void Dashboard::chooseClusters(const QStringList &selected, const QString &keep)
{
    QStringList contexts = m_contexts;
    const QString current = m_cluster ? m_cluster->contextName : QString();
    // The demo cluster and this computer's engine are in no kubeconfig.
    if (m_cluster && !contexts.contains(current))
        contexts.prepend(current);
    m_clusters.choose(m_workspace.suite()->ids(), selected, contexts, current,
                      m_window.cluster().title(), keep, m_running);
}

void Dashboard::beginOn(const QStringList &testIds, const QStringList &contexts,
                        const QString &keep)
{
    if (m_running)
        return;
    Plan plan;
    plan.suitePath = m_workspace.suite()->path();
    QStringList ids;
    for (const QString &id : testIds) {
        if (const auto *test = m_workspace.suite()->test(id)) {
            plan.tests.push_back(*test);
            ids << id;
        }
    }
    if (plan.tests.empty())
        return;
    const QString current = m_cluster ? m_cluster->contextName : QString();
    const QString listed = contexts.contains(current) ? current : QString();
    m_clusters.begin(ids, contexts, listed);
    for (const QString &context : contexts) {
        if (context == listed) {
            plan.contexts.push_back(*m_cluster);
            continue;
        }
        auto config = chooseCluster({.kubeconfig = m_kubeconfig,
                                     .context = context,
                                     .allowExecPlugin = m_command.cluster.allowExecPlugin});
        if (!config) {
            m_clusters.refuse({}, context, config.error().message);
            continue;
        }
        if (!m_command.cluster.allowExecPlugin)
            config->execPluginPolicy = m_questions.policy();
        plan.contexts.push_back(*config);
    }
    if (plan.contexts.empty())
        return m_clusters.end();
    m_running = true;
    if (!listed.isEmpty())
        m_workspace.setQueued(ids);
    if (m_place == Place::Sandbox) {
        plan.sandbox = plan.contexts.size() == 1 && !listed.isEmpty();
        plan.sandboxContext = listed;
    } else if (m_place == Place::Local && !listed.isEmpty()) {
        plan.local = m_localEngine;
        plan.localContext = listed;
        plan.looksAround = true; // those that name no package
    }
    setJobs(plan);
    plan.keep = keepFromString(keep).value_or(Keep::Never);
    plan.runsFolder = models::RunJournal::writableRoot();
    k8s::handOver(m_engine, [engine = m_engine, plan] { engine->run(plan); });
}

void Dashboard::showRun(const QString &testId, const QString &folder)
{
    QStringList queued;
    for (const auto &test : m_workspace.suite()->tests()) {
        if (test.id != testId && m_workspace.isQueued(test.id))
            queued << test.id;
    }
    m_workspace.beginRun(testId, folder);
    m_workspace.setQueued(queued);
}

void Dashboard::exportTo(const QString &folder)
{
    models::ReportInput input;
    input.title = QFileInfo(m_workspace.suite()->path()).fileName();
    input.at = QDateTime::currentDateTimeUtc();
    input.context = m_window.cluster().context;
    input.server = m_window.cluster().server;
    input.sandbox = m_window.cluster().sandbox;
    input.assayVersion = QCoreApplication::applicationVersion();
    QStringList folders;
    for (const auto &test : m_workspace.suite()->tests()) {
        if (const auto run = m_workspace.run(test.id))
            folders << run->folder;
    }
    if (folders.isEmpty()) {
        m_window.showProblem(tr("Nothing to export"), tr("Run a test first."));
        return;
    }
    // The runs are read from disk, away from the thread that paints: a record can be large.
    k8s::inThreadPool([this, input, folders, folder]() mutable {
        std::deque<models::StoredRun> runs;
        QStringList problems;
        for (const QString &path : folders) {
            auto run = models::StoredRun::load(path);
            if (!run) {
                problems << run.error();
                continue;
            }
            runs.push_back(std::move(*run));
            models::ReportedTest test;
            test.record = &runs.back().record;
            test.folder = path;
            test.configuration = runs.back().record.configuration();
            input.tests.push_back(test);
        }
        problems += writeReports(input, folder);
        k8s::handOver(
            QCoreApplication::instance(), [window = QPointer(&m_window), problems, folder] {
                if (!window)
                    return;
                if (problems.isEmpty())
                    window->showRemark(
                        tr("Report written to %1").arg(QDir::toNativeSeparators(folder)));
                else
                    window->showProblem(tr("The report is not complete"), problems.join(u'\n'));
            });
    });
}

void Dashboard::openRun(const QString &folder)
{
    if (holdsSeveralRuns(folder))
        return openRuns(folder);
    k8s::inThreadPool([window = QPointer(&m_window), folder] {
        auto run = std::make_shared<tl::expected<models::StoredRun, QString>>(
            models::StoredRun::load(folder));
        k8s::handOver(QCoreApplication::instance(), [window, run] {
            if (!window)
                return;
            if (!*run) {
                window->showProblem(tr("This run cannot be opened"), run->error());
                return;
            }
            const QStringList problems = (*run)->problems;
            window->showStoredRun(std::move(**run));
            if (!problems.isEmpty())
                window->showProblem(tr("Parts of this run cannot be read"), problems.join(u'\n'));
        });
    });
}

void Dashboard::openRuns(const QString &folder)
{
    if (m_clusters.isGoingOn()) {
        m_window.showRemark(tr("Tests run on several clusters: open stored runs once they ended."));
        return;
    }
    k8s::inThreadPool([dashboard = QPointer(this), folder] {
        const StoredRuns stored = readStoredRuns(folder);
        k8s::handOver(QCoreApplication::instance(), [dashboard, folder, stored] {
            if (dashboard)
                dashboard->showRuns(folder, stored);
        });
    });
}

void Dashboard::showRuns(const QString &folder, const StoredRuns &stored)
{
    if (!stored.problem.isEmpty())
        return m_window.showProblem(tr("These runs cannot be opened"), stored.problem);
    if (stored.runs.empty())
        return m_window.showProblem(tr("These runs cannot be opened"),
                                    tr("%1 holds no run.").arg(QDir::toNativeSeparators(folder)));
    // One is looked at where a run is; whatever began meanwhile keeps its grid.
    if (stored.runs.size() == 1 && !stored.runs.front().folder.isEmpty())
        return openRun(stored.runs.front().folder);
    if (!m_clusters.isGoingOn())
        m_clusters.showStored(stored.runs, QFileInfo(folder).fileName());
    if (!stored.remarks.isEmpty())
        m_window.showProblem(tr("Parts of these runs cannot be read"), stored.remarks.join(u'\n'));
}

void Dashboard::openPath(const QString &path)
{
    if (QFileInfo(path).isDir())
        openRun(path);
    else
        m_window.openSuite(path);
}

} // namespace assay::app
