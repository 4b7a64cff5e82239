// SPDX-License-Identifier: Apache-2.0
#include "dashboard.h"

#include "cluster/cluster_choice.h"
#include "engine/pulse.h"
#include "ladder/climb.h"
#include "objects_text.h"

#include <k8s/base/hand_over.h>
#include <models/record/run_journal.h>
#include <ui/window/workbench_gestures.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QThreadPool>

// The macro wants to be outside of every namespace.
static void initExample()
{
    Q_INIT_RESOURCE(sandbox);
    Q_INIT_RESOURCE(app);
}

namespace assay::app {

using namespace Qt::StringLiterals;

//! For a banner.
static constexpr qsizetype mostProblems = 3;

Dashboard::Dashboard(DashboardCommand command, QStringList wrongDiagnoses)
    : m_command(std::move(command))
    , m_wrongDiagnoses(std::move(wrongDiagnoses))
    , m_window(&m_workspace)
    , m_questions(&m_window)
    , m_engine(new Engine)
    , m_pulse(new Pulse)
    , m_local(m_command.cluster.engine)
{
    m_engineThread.setObjectName(u"engine"_s);
    m_engineThread.take(m_engine);
    m_engineThread.take(m_pulse);
    m_engineThread.start();
    connectWindow();
    connectEngine();
    connectPulse();
    connectLocal();
    connect(&m_watcher, &k8s::KubeconfigWatcher::changed, this, &Dashboard::reloadKubeconfig);
}

Dashboard::~Dashboard()
{
    endEngineThread();
}

//! What is under way when a thread ends would stay for ever: what waits in it is never resumed, and
//! what the pool hands over to it is never taken. So all that lives there ends first, in the order
//! of these calls. Nobody begins anything meanwhile: whoever asks for it lives in this thread.
void Dashboard::endEngineThread()
{
    // Who makes objects on a cluster: the records say what stays there.
    k8s::handOver(m_engine, [engine = m_engine] { engine->end(); });
    // Who only reads, and needs nothing of the others.
    k8s::handOver(m_pulse, [pulse = m_pulse] { pulse->stop(); });
    m_workbenches.end();
    // Last who deletes what runs left, for it may take a while until that lets go.
    m_leftovers.end([engine = m_engine, thread = &m_engineThread] {
        // What still works in the pool for any of them hands over to this thread, which takes that
        // before it ends, because it is asked to end behind it.
        QThreadPool::globalInstance()->waitForDone();
        k8s::handOver(engine, [thread] { thread->quit(); });
    });
    // As it ends, it deletes all of them.
    m_engineThread.join();
}

void Dashboard::show()
{
    m_window.show();
    // The window is painted first; files and clusters come after it.
    QMetaObject::invokeMethod(
        this,
        [this] {
            tellOfWrongDiagnoses();
            openKubeconfig(m_command.cluster.kubeconfig);
            if (!m_command.path.isEmpty())
                openPath(m_command.path);
            if (m_command.cluster.sandbox)
                tryOnSandbox();
            else if (m_command.cluster.local)
                useLocal();
            else
                useContext(m_command.cluster.context);
            lookForEngine();
        },
        Qt::QueuedConnection);
}

void Dashboard::tellOfWrongDiagnoses()
{
    if (m_wrongDiagnoses.isEmpty())
        return;
    QStringList lines = m_wrongDiagnoses.mid(0, mostProblems);
    if (const qsizetype more = m_wrongDiagnoses.size() - lines.size(); more > 0)
        lines << tr("and %1 more").arg(more);
    m_window.showProblem(
        tr("A file of your own diagnoses is wrong"),
        tr("%n problem(s), because of which the file is left out; runs go on with the built-in "
           "diagnoses:",
           "", int(m_wrongDiagnoses.size())) +
            u'\n' + lines.join(u'\n') + u'\n' +
            tr("Correct it and start Assay again; \"assay explain --check FILE\" tests it."),
        u"diagnoses"_s);
}

void Dashboard::connectWindow()
{
    m_window.setRehearsal(&objectsText);
    connect(&m_window, &ui::MainWindow::runRequested, this, &Dashboard::run);
    connect(&m_window, &ui::MainWindow::stopRequested, this, [this] {
        m_waitingRun.reset();
        m_leftovers.forgetRun();
        m_workspace.setQueued({});
        k8s::handOver(m_engine, [engine = m_engine] { engine->stop(); });
    });
    connect(&m_window, &ui::MainWindow::checkRequested, this, &Dashboard::checkCluster);
    connect(&m_ladder, &ui::LadderDialog::againRequested, this, &Dashboard::checkCluster);
    connect(&m_window, &ui::MainWindow::contextChosen, this, [this](const QString &context) {
        m_questions.forgetRefusals();
        useContext(context);
    });
    connect(&m_window, &ui::MainWindow::retryRequested, this, [this] {
        m_questions.forgetRefusals();
        retry();
    });
    connect(&m_window, &ui::MainWindow::sandboxChosen, this, &Dashboard::tryOnSandbox);
    connect(&m_window, &ui::MainWindow::exampleChosen, this, [this](const QString &name) {
        openCopy(u":/suites/%1.yaml"_s.arg(name), u"%1-suite.yaml"_s.arg(name));
    });
    connect(&m_window, &ui::MainWindow::kubeconfigChosen, this, [this](const QString &path) {
        openKubeconfig(path);
        useContext({});
    });
    connect(&m_window, &ui::MainWindow::exportRequested, this, &Dashboard::exportTo);
    connect(&m_window, &ui::MainWindow::openRunRequested, this, &Dashboard::openRun);
    connect(&m_leftovers, &LeftoversGuide::openRequested, this, &Dashboard::openRun);
    connect(&m_window, &ui::MainWindow::runOnSeveralRequested, this, &Dashboard::chooseClusters);
    connect(&m_clusters, &ClustersGuide::runRequested, this, &Dashboard::beginOn);
    connect(&m_clusters, &ClustersGuide::openRequested, this, &Dashboard::openRun);
    connect(&m_workbenches, &WorkbenchGuide::runGiven, this, &Dashboard::openRun);
}

void Dashboard::connectEngine()
{
    k8s::handOverEach(
        m_engine, &Engine::clusterProbed, this,
        [this](const QString &context, const QString &version, const QString &problem) {
            auto state = m_window.cluster();
            if (state.context != context)
                return; // another one was chosen meanwhile
            state.version = version;
            state.problem = problem;
            if (problem.isEmpty())
                state.heardAt = QDateTime::currentDateTimeUtc();
            state.connection = problem.isEmpty() ? ui::ClusterState::Connection::Connected
                                                 : ui::ClusterState::Connection::Failed;
            m_window.setCluster(state);
            if (problem.isEmpty() && !state.sandbox && !state.local)
                m_leftovers.look();
        });
    // A widget would be handed what is on its way while it is destroyed: its destructor throws it
    // away when half of it is gone.
    k8s::handOverEach(m_engine, &Engine::rungReached, this,
                      [this](const models::PreflightCheck &check) {
                          if (!m_engineLadder)
                              m_ladder.add(check);
                      });
    k8s::handOverEach(m_engine, &Engine::climbed, this, [this] {
        if (!m_engineLadder)
            m_ladder.end();
    });
    connectRuns();
}

void Dashboard::connectPulse()
{
    // Both live in the engine's thread.
    connect(m_engine, &Engine::requestMade, m_pulse,
            [pulse = m_pulse](const QString &context, const models::RequestMade &request) {
                if (request.httpStatus == 0)
                    pulse->doubt(context);
            });
    k8s::handOverEach(
        m_pulse, &Pulse::beat, this, [this](const QString &context, const QString &problem) {
            using Connection = ui::ClusterState::Connection;
            auto state = m_window.cluster();
            const bool wasHeard =
                state.connection == Connection::Connected || state.connection == Connection::Lost;
            if (state.context != context)
                return; // another one was chosen meanwhile
            if (problem.isEmpty())
                state.heardAt = QDateTime::currentDateTimeUtc();
            if (wasHeard) {
                state.connection = problem.isEmpty() ? Connection::Connected : Connection::Lost;
                // Said once: what comes next differs in its words only.
                if (problem.isEmpty() || state.problem.isEmpty())
                    state.problem = problem;
            } else if (problem.isEmpty() && state.connection == Connection::Failed) {
                return retry(); // it is there now
            }
            m_window.setCluster(state);
        });
}

void Dashboard::retry()
{
    if (m_place == Place::Sandbox) {
        useSandbox();
    } else if (m_place == Place::Local) {
        // Tests that run are on what would be forgotten.
        if (!m_running)
            m_local.forget();
        useLocal();
    } else {
        useContext(m_window.cluster().context);
    }
}

void Dashboard::openKubeconfig(const QString &path)
{
    m_kubeconfig = path;
    m_watcher.setPaths(kubeconfigPaths({.kubeconfig = path, .context = {}}));
    m_contexts.clear();
    // What a terminal would not find by itself.
    const bool named = !path.isEmpty() || qEnvironmentVariableIsSet("KUBECONFIG");
    const QStringList files = kubeconfigPaths({.kubeconfig = path, .context = {}});
    m_window.gestures()->setKubeconfig(named && files.size() == 1 ? files.front() : QString());
    listContexts({});
}

void Dashboard::listContexts(QString current)
{
    QStringList contexts;
    const auto kubeconfig = loadKubeconfig({.kubeconfig = m_kubeconfig, .context = {}});
    // Having none is where most people begin; one that cannot be read is said at once.
    const QStringList paths = kubeconfigPaths({.kubeconfig = m_kubeconfig, .context = {}});
    const bool there = std::any_of(paths.begin(), paths.end(),
                                   [](const QString &path) { return QFileInfo::exists(path); });
    if (!kubeconfig && (there || !m_kubeconfig.isEmpty()))
        m_window.showProblem(tr("The kubeconfig cannot be used"), kubeconfig.error().message,
                             u"kubeconfig"_s, tr("Open another…"),
                             [this] { m_window.chooseKubeconfig(); });
    else
        m_window.endProblem(u"kubeconfig"_s);
    if (kubeconfig) {
        for (const auto &context : kubeconfig->contexts())
            contexts << context.name;
        if (current.isEmpty())
            current = m_command.cluster.context.isEmpty() ? kubeconfig->currentContext()
                                                          : m_command.cluster.context;
    }
    // Refilled only where it differs: someone may be looking at the list.
    if (contexts == m_contexts && !contexts.isEmpty())
        return;
    m_contexts = contexts;
    m_window.setContexts(contexts, current);
}

void Dashboard::reloadKubeconfig()
{
    if (m_running) {
        m_reloadWaits = true;
        return;
    }
    const QString context = m_place == Place::Context ? m_window.cluster().context : QString();
    listContexts(context);
    if (m_place == Place::Context)
        useContext(context);
}

void Dashboard::useContext(const QString &context)
{
    auto config = chooseCluster({.kubeconfig = m_kubeconfig,
                                 .context = context,
                                 .allowExecPlugin = m_command.cluster.allowExecPlugin});
    if (config) {
        if (!m_command.cluster.allowExecPlugin)
            config->execPluginPolicy = m_questions.policy();
        useCluster(*config, Place::Context);
        return;
    }
    takePlace(Place::Context);
    showUnusable(context, config.error().message);
}

void Dashboard::tryOnSandbox()
{
    useSandbox();
    if (!m_workspace.suite()->tests().empty() || !m_command.path.isEmpty())
        return;
    // Its images are on the sandbox alone.
    openCopy(u":/sandbox/suite.yaml"_s, u"sandbox-suite.yaml"_s);
}

void Dashboard::openCopy(const QString &resource, const QString &fileName)
{
    initExample();
    const QFileInfo copy(QDir::cleanPath(models::RunJournal::defaultRoot() + u"/../"_s + fileName));
    if (!copy.exists() && QDir().mkpath(copy.path()) && QFile::copy(resource, copy.filePath()))
        QFile::setPermissions(copy.filePath(), QFile::ReadOwner | QFile::WriteOwner);
    m_window.openSuite(copy.filePath());
}

void Dashboard::useSandbox()
{
    ui::ClusterState state;
    state.sandbox = true;
    state.context = u"sandbox"_s;
    state.connection = ui::ClusterState::Connection::Connecting;
    m_cluster.reset();
    takePlace(Place::Sandbox);
    tellOfCluster();
    m_window.setCluster(state);
    if (!m_sandbox) {
        m_sandbox = std::make_unique<SandboxHost>();
        connect(m_sandbox.get(), &SandboxHost::failed, this, [this](const QString &why) {
            if (m_place == Place::Sandbox)
                showUnusable(u"sandbox"_s, why);
            m_sandbox.release()->deleteLater();
        });
        connect(m_sandbox.get(), &SandboxHost::started, this, [this](const QString &path) {
            if (m_place != Place::Sandbox)
                return; // another cluster was chosen meanwhile
            const auto config = sandboxConfig(path);
            if (config)
                useCluster(*config, Place::Sandbox);
            else
                showUnusable(u"sandbox"_s, config.error().message);
        });
    }
    m_sandbox->start({});
}

void Dashboard::takePlace(Place place)
{
    // What waits was asked for on the other.
    if (place != m_place && std::exchange(m_waitingRun, std::nullopt))
        m_workspace.setQueued({});
    m_place = place;
    speakOfPlace();
}

void Dashboard::useCluster(const k8s::RestConfig &cluster, Place place)
{
    m_cluster = cluster;
    takePlace(place);
    tellOfCluster();
    ui::ClusterState state;
    state.sandbox = place == Place::Sandbox;
    state.local = place == Place::Local;
    state.context = cluster.contextName;
    state.server =
        state.local ? m_localEngine->address : cluster.server.toString(QUrl::RemoveUserInfo);
    state.connection = ui::ClusterState::Connection::Connecting;
    m_window.setCluster(state);
    if (cluster.insecureSkipTlsVerify) {
        m_window.showProblem(tr("TLS verification is off"),
                             tr("Context %1 says insecure-skip-tls-verify: anyone on the way to "
                                "%2 can read and change what is sent.")
                                 .arg(cluster.contextName, state.server));
    }
    k8s::handOver(m_engine, [engine = m_engine, cluster] { engine->probe(cluster); });
    k8s::handOver(m_pulse, [pulse = m_pulse, cluster] { pulse->follow(cluster); });
    if (const auto waiting = std::exchange(m_waitingRun, std::nullopt))
        run(waiting->first, waiting->second);
}

void Dashboard::showUnusable(const QString &context, const QString &problem)
{
    m_cluster.reset();
    tellOfCluster();
    k8s::handOver(m_pulse, [pulse = m_pulse] { pulse->stop(); });
    ui::ClusterState state;
    state.context = context;
    state.sandbox = m_place == Place::Sandbox && context == "sandbox"_L1;
    state.local = m_place == Place::Local;
    state.connection = ui::ClusterState::Connection::Failed;
    state.problem = problem;
    m_window.setCluster(state);
    if (std::exchange(m_waitingRun, std::nullopt)) {
        m_workspace.setQueued({});
        // The message on the cluster says it where there is one.
        if (context.isEmpty())
            m_window.showProblem(tr("Nothing could be run"), problem, u"run"_s);
    }
}

void Dashboard::run(const QStringList &testIds, const QString &keep)
{
    const models::SuiteDocument *suite = m_workspace.suite();
    if (m_running || std::none_of(testIds.begin(), testIds.end(),
                                  [suite](const QString &id) { return suite->test(id); }))
        return;
    m_workspace.setQueued(testIds);
    if (!m_cluster) {
        if ((m_place == Place::Sandbox && m_sandbox) ||
            (m_place == Place::Local && m_local.isOpening())) {
            m_waitingRun = {testIds, keep};
            return;
        }
        m_workspace.setQueued({});
        m_window.showProblem(tr("No cluster"),
                             m_window.cluster().problem.isEmpty()
                                 ? tr("Choose a cluster in the toolbar, or this computer.")
                                 : m_window.cluster().problem);
        return;
    }
    m_leftovers.clearTheWay(testIds, [this, testIds, keep](bool go) {
        if (go)
            begin(testIds, keep);
        else
            m_workspace.setQueued({});
    });
}

void Dashboard::checkCluster()
{
    const QString name = m_window.cluster().context;
    m_ladder.begin(name.isEmpty() ? tr("none chosen") : name);
    m_ladder.show();
    m_ladder.raise();
    m_engineLadder.reset(); // what it still finds out is of another place
    if (m_place == Place::Local) {
        checkEngine();
        return;
    }
    const auto tell = [this](const models::PreflightCheck &check) { m_ladder.add(check); };
    if (!m_cluster) {
        // Which rung of the kubeconfig does not hold is known without asking anyone.
        if (m_place == Place::Sandbox)
            tell({tr("Sandbox"),
                  models::PreflightCheck::Result::Failed,
                  m_window.cluster().problem.isEmpty() ? tr("It is still starting.")
                                                       : m_window.cluster().problem,
                  {}});
        else
            climbKubeconfig({.kubeconfig = m_kubeconfig, .context = name}, tell);
        m_ladder.end();
        return;
    }
    tellRemarks(m_cluster->remarks, tell);
    // What a run has created is its own, and no obstacle to it.
    std::vector<models::CustomImageTestConfiguration> tests;
    for (const auto &test : m_workspace.suite()->suite().tests)
        if (!m_workspace.isActive(test.id))
            tests.push_back(test);
    k8s::handOver(m_engine, [engine = m_engine, cluster = *m_cluster, tests] {
        engine->climb(cluster, tests);
    });
}

} // namespace assay::app
