// SPDX-License-Identifier: Apache-2.0
#include "leftovers_guide.h"

#include "cluster/origin.h"
#include "desktop_terminal.h"
#include "engine/leftovers.h"
#include "local/published_page.h"

#include <k8s/base/hand_over.h>
#include <ui/window/workbench_gestures.h>

#include <QDesktopServices>
#include <QPointer>

#include <algorithm>

namespace assay::app {

using models::LeftRun;
using namespace Qt::StringLiterals;

namespace {

//! For a banner.
constexpr qsizetype mostNamed = 5;

QString listed(const QStringList &names)
{
    return names.size() <= mostNamed ? names.join(u", "_s)
                                     : LeftoversGuide::tr("%1 and %2 more")
                                           .arg(names.mid(0, mostNamed).join(u", "_s))
                                           .arg(names.size() - mostNamed);
}

QString dayAndTime(const QDateTime &at)
{
    return at.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s);
}

QCoro::Task<> openPublished(QPointer<ui::MainWindow> window, QString engine, QString label,
                            QString path)
{
    const auto url = co_await publishedPage(engine, label, path);
    if (!window)
        co_return;
    if (!url)
        window->showProblem(LeftoversGuide::tr("The page cannot be opened"), url.error(),
                            u"page"_s);
    else if (!QDesktopServices::openUrl(*url))
        window->showProblem(LeftoversGuide::tr("The page cannot be opened"),
                            LeftoversGuide::tr("No browser could be started. The page is at %1.")
                                .arg(url->toString()),
                            u"page"_s);
}

} // namespace

LeftoversGuide::LeftoversGuide(ui::MainWindow *window, models::Workspace *workspace,
                               k8s::WorkerThread *engineThread)
    : m_window(window)
    , m_workspace(workspace)
    , m_dialog(window)
    , m_leftovers(new Leftovers)
{
    engineThread->take(m_leftovers);
    k8s::handOverEach(m_leftovers, &Leftovers::found, this,
                      [this](const QString &context, const std::vector<LeftRun> &left,
                             const QString &problem) { take(context, left, problem); });
    k8s::handOverEach(m_leftovers, &Leftovers::recorded, this,
                      [this](const QString &folder, const std::vector<models::Fact> &facts) {
                          addToWorkspace(folder, facts);
                      });
    k8s::handOverEach(
        m_leftovers, &Leftovers::ended, this,
        [this](const QString &, const QStringList &problems) { endCleaning(problems); });
    connect(&m_dialog, &ui::LeftoversDialog::lookRequested, this, &LeftoversGuide::openDialog);
    connect(&m_dialog, &ui::LeftoversDialog::deleteRequested, this, &LeftoversGuide::clean);
    connect(&m_dialog, &ui::LeftoversDialog::openRequested, this, &LeftoversGuide::openRequested);
    ui::WorkbenchGestures *gestures = window->gestures();
    connect(gestures, &ui::WorkbenchGestures::leftoversRequested, this,
            &LeftoversGuide::openDialog);
    connect(gestures, &ui::WorkbenchGestures::cleanRequested, this,
            &LeftoversGuide::askBeforeCleaning);
    connect(gestures, &ui::WorkbenchGestures::pageRequested, this, &LeftoversGuide::openPage);
    const auto terminal = DesktopTerminal::find(QProcessEnvironment::systemEnvironment());
    gestures->setTerminal(terminal.has_value());
    connect(gestures, &ui::WorkbenchGestures::terminalRequested, this,
            [window, terminal](const QString &line) {
                if (terminal && !terminal->open(line))
                    window->showProblem(
                        tr("The terminal could not be started"),
                        tr("%1 did not start. The command: %2").arg(terminal->program, line),
                        u"terminal"_s);
            });
}

void LeftoversGuide::useCluster(const std::optional<k8s::RestConfig> &cluster)
{
    const bool isAnother = !k8s::isSamePlace(cluster, m_cluster);
    m_cluster = cluster;
    m_left.clear();
    m_looking = false;
    m_window->gestures()->setLeft({});
    m_window->endProblem(u"leftovers"_s);
    if (isAnother) {
        m_told.clear();
        m_toClean.clear();
        m_deleting.clear();
        // What was to run on the one before runs nowhere else.
        if (m_afterLooking || m_afterCleaning)
            m_workspace->setQueued({});
        forgetRun();
    } else if (const auto then = std::exchange(m_afterLooking, nullptr)) {
        QMetaObject::invokeMethod(
            this, [then] { then(); }, Qt::QueuedConnection);
    }
    if (m_dialog.isVisible()) {
        beginLooking();
        look();
    }
}

//! As records name where a run was.
QString LeftoversGuide::place() const
{
    return m_engine.isEmpty() ? m_cluster->server.toString(QUrl::RemoveUserInfo) : m_engine;
}

void LeftoversGuide::beginLooking()
{
    m_dialog.beginLooking(
        m_cluster ? m_cluster->contextName : QString(),
        m_engine.isEmpty() ? QString()
                           : tr("What an Assay that has ended left on this computer, \"%1\" lists.")
                                 .arg(m_cleanCommand));
}

void LeftoversGuide::look()
{
    if (!m_cluster || m_cleaning)
        return;
    m_looking = true;
    k8s::handOver(m_leftovers, [leftovers = m_leftovers, cluster = *m_cluster, at = place()] {
        leftovers->look(cluster, at);
    });
}

void LeftoversGuide::take(const QString &context, const std::vector<LeftRun> &left,
                          const QString &problem)
{
    if (!m_cluster || m_cluster->contextName != context || !m_looking)
        return; // another one was chosen meanwhile
    m_looking = false;
    // Where it could not be asked, what was known stays.
    if (problem.isEmpty())
        m_left = left;
    // While something is being deleted, it says so.
    if (!m_cleaning)
        m_window->gestures()->setLeft(m_left);
    if (m_dialog.isVisible())
        m_dialog.showFound(left, problem);
    if (problem.isEmpty())
        tell();
    if (const auto then = std::exchange(m_afterLooking, nullptr))
        then();
}

//! Once for each run. What was just kept is told over the run itself.
void LeftoversGuide::tell()
{
    if (m_left.empty())
        m_window->endProblem(u"leftovers"_s);
    QStringList objects;
    for (const LeftRun &left : m_left) {
        const auto shown = m_workspace->run(left.configuration.id);
        const bool justKept = left.kept && shown && shown->folder == left.folder;
        if (justKept || m_told.contains(left.folder))
            continue;
        m_told << left.folder;
        for (const auto &object : left.objects)
            objects << object.toString();
    }
    objects.removeDuplicates();
    if (objects.isEmpty() || m_dialog.isVisible())
        return;
    m_window->showProblem(tr("Earlier runs left something on %1").arg(m_cluster->contextName),
                          tr("It is still there: %1.").arg(listed(objects)), u"leftovers"_s,
                          tr("See and delete…"), [this] { openDialog(); });
}

void LeftoversGuide::openDialog()
{
    beginLooking();
    m_dialog.show();
    m_dialog.raise();
    m_dialog.activateWindow();
    if (m_cleaning)
        m_dialog.beginDeleting();
    else
        look();
}

void LeftoversGuide::askBeforeCleaning(const QStringList &folders)
{
    m_window->ask(
        tr("Delete what this run left?"),
        tr("The workbench and all that was saved in it are gone then."),
        {tr("Delete"), tr("Keep it")},
        [this, folders](int choice) {
            if (choice == 0)
                clean(folders);
        },
        1);
}

void LeftoversGuide::clean(const QStringList &folders)
{
    if (!m_cluster)
        return;
    m_deleting += folders;
    m_window->gestures()->setDeleting(m_deleting);
    if (m_cleaning) {
        m_toClean += folders; // after what is being deleted
        return;
    }
    m_cleaning = true;
    k8s::handOver(m_leftovers, [leftovers = m_leftovers, cluster = *m_cluster, at = place(),
                                folders] { leftovers->clean(cluster, at, folders); });
}

void LeftoversGuide::endCleaning(const QStringList &told)
{
    m_cleaning = false;
    m_problems += told;
    if (const QStringList next = std::exchange(m_toClean, {}); m_cluster && !next.isEmpty())
        return clean(next);
    m_deleting.clear();
    const QStringList problems = std::exchange(m_problems, {});
    m_dialog.endDeleting(problems);
    if (problems.isEmpty())
        m_window->showRemark(tr("What the run left is gone."));
    else if (!m_dialog.isVisible())
        m_window->showProblem(tr("Not all of it could be deleted"), problems.join(u'\n'),
                              u"leftovers"_s, tr("See and delete…"), [this] { openDialog(); });
    const auto then = std::exchange(m_afterCleaning, nullptr);
    look();
    // A run that finds something in its way says so itself.
    if (then)
        then();
}

void LeftoversGuide::addToWorkspace(const QString &folder, const std::vector<models::Fact> &facts)
{
    for (const auto &test : m_workspace->suite()->suite().tests) {
        const auto run = m_workspace->run(test.id);
        if (run && run->folder == folder)
            return m_workspace->appendFacts(test.id, facts);
    }
}

std::vector<LeftRun> LeftoversGuide::inTheWayOf(const QStringList &testIds) const
{
    std::vector<LeftRun> some;
    for (const LeftRun &left : m_left) {
        const bool isInTheWay =
            std::any_of(testIds.begin(), testIds.end(), [this, &left](const QString &id) {
                const auto *test = m_workspace->suite()->test(id);
                return test && left.isInTheWayOf(*test);
            });
        if (isInTheWay)
            some.push_back(left);
    }
    return some;
}

void LeftoversGuide::end(const std::function<void()> &then)
{
    k8s::handOver(m_leftovers, [leftovers = m_leftovers, then] { leftovers->end(then); });
}

void LeftoversGuide::forgetRun()
{
    m_afterLooking = nullptr;
    m_afterCleaning = nullptr;
}

void LeftoversGuide::clearTheWay(const QStringList &testIds, const std::function<void(bool)> &run)
{
    if (m_looking) {
        m_afterLooking = [this, testIds, run] { clearTheWay(testIds, run); };
        return;
    }
    const auto some = inTheWayOf(testIds);
    if (some.empty())
        return run(true);
    QStringList lines, folders;
    for (const LeftRun &left : some) {
        folders << left.folder;
        lines << (left.kept ? tr("%1 in %2 was kept by your run of %3.")
                            : tr("%1 in %2 was left behind by your run of %3."))
                     .arg(left.configuration.notebookName, left.configuration.nameSpace,
                          dayAndTime(left.begunAt));
    }
    lines = lines.mid(0, 2 * mostNamed);
    lines << tr("A run that finds its workbench's name taken comes to no verdict.");
    m_window->ask(
        tr("Delete what earlier runs left there first?"), lines.join(u'\n'),
        {tr("Clean up and run"), tr("Run all the same"), tr("Do not run")},
        [this, run, folders](int choice) {
            if (choice != 0 || !m_cluster)
                return run(choice != 2);
            m_afterCleaning = [run] { run(true); };
            clean(folders);
        },
        2);
}

void LeftoversGuide::openPage(const QString &folder)
{
    const auto left = std::find_if(m_left.begin(), m_left.end(),
                                   [&folder](const LeftRun &one) { return one.folder == folder; });
    if (left == m_left.end())
        return;
    const auto &c = left->configuration;
    openPublished(m_window, m_engine, runLabel(left->runId),
                  u"/notebook/%1/%2/"_s.arg(c.nameSpace, c.notebookName));
}

} // namespace assay::app
