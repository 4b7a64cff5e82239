// SPDX-License-Identifier: Apache-2.0
#include "container_worker.h"

#include "prober.h"
#include "store/quantity.h"

#include <QRegularExpression>

namespace assay::sandbox {

//! From a container's end to what a kubelet does about it: it looks once a second.
static constexpr double RelistSeconds = 1.0;
//! What containerd gives a container whose command could not be started.
static constexpr int startErrorCode = 128;

//! The distribution project's grammar of references, as far as a kubelet refuses by it.
static bool isValidReference(const std::string &image)
{
    static const QRegularExpression reference(QStringLiteral(
        "\\A(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?/)?"
        "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*"
        "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?\\z"));
    return reference.match(QString::fromStdString(image)).hasMatch();
}

ContainerWorker::ContainerWorker(Setting setting, QObject *parent)
    : QObject(parent)
    , m_setting(std::move(setting))
    , m_name(text(m_setting.container, "/name"))
    , m_image(text(m_setting.container, "/image"))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ContainerWorker::pull);
    connect(m_setting.node, &Node::output, this,
            [this](const std::string &id, const std::string &lines) {
                if (id == m_id && m_log)
                    m_log->append(lines);
            });
    connect(m_setting.node, &Node::exited, this,
            [this](const std::string &id, int code, const std::string &reason) {
                if (id == m_id && isRunning())
                    exited(code, reason);
            });
}

ContainerWorker::~ContainerWorker()
{
    if (m_log)
        m_log->close();
    if (isRunning())
        m_setting.node->stop(m_id, 0);
}

std::string ContainerWorker::description() const
{
    return m_name + " pod=" + m_setting.podName + "_" + m_setting.nameSpace + "(" +
           m_setting.podUid + ")";
}

void ContainerWorker::begin()
{
    if (!isValidReference(m_image)) {
        const std::string message = "Failed to apply default image tag \"" + m_image +
                                    "\": couldn't parse image name \"" + m_image +
                                    "\": invalid reference format";
        Q_EMIT warning("InspectFailed", message);
        Q_EMIT warning("Failed", "Error: InvalidImageName");
        setWaiting("InvalidImageName", message);
        return;
    }
    pull();
}

void ContainerWorker::pull()
{
    m_setting.node->findImage(m_image, this, [this](bool present) {
        if (!m_terminating)
            found(present);
    });
}

//! What a node that runs real images can tell, and a kubelet leaves out.
static std::string platformText(const Node &node, const std::string &image)
{
    const std::string platform = node.imagePlatform(image);
    return platform.empty() ? std::string() : " Image platform: " + platform + ".";
}

void ContainerWorker::found(bool present)
{
    Node &node = *m_setting.node;
    const std::string policy = text(m_setting.container, "/imagePullPolicy", "IfNotPresent");
    if (present && policy != "Always") {
        const std::string platform = platformText(node, m_image);
        Q_EMIT normal("Pulled", "Container image \"" + m_image + "\" already present on machine" +
                                    (platform.empty() ? "" : "." + platform));
        start();
        return;
    }
    if (policy == "Never") {
        const std::string message =
            "Container image \"" + m_image + "\" is not present with pull policy of Never";
        Q_EMIT warning("ErrImageNeverPull", message);
        fail("ErrImageNeverPull", message);
        return;
    }
    Q_EMIT normal("Pulling", "Pulling image \"" + m_image + "\"");
    node.pull(m_image, this, [this](const Node::PullOutcome &outcome) {
        if (m_terminating)
            return;
        if (!outcome.succeeded) {
            m_pullError = outcome.error;
            Q_EMIT warning("Failed", "Failed to pull image \"" + m_image + "\": " + outcome.error);
            backOffPull();
            return;
        }
        const QString took = QString::number(outcome.seconds, 'g', 3);
        const std::string seconds = took.toStdString() + "s";
        Q_EMIT normal("Pulled", "Successfully pulled image \"" + m_image + "\" in " + seconds +
                                    " (" + seconds + " including waiting). Image size: " +
                                    std::to_string(outcome.sizeBytes) + " bytes." +
                                    platformText(*m_setting.node, m_image));
        m_pullError.clear();
        if (!m_everStarted)
            m_backOffSeconds = 0;
        start();
    });
}

int ContainerWorker::nextBackOff()
{
    const int first = m_setting.pace.backOffSeconds;
    m_backOffSeconds = m_backOffSeconds == 0 ? first : std::min(m_backOffSeconds * 2, first * 30);
    return m_backOffSeconds;
}

void ContainerWorker::fail(const std::string &reason, const std::string &message)
{
    Q_EMIT warning("Failed", "Error: " + reason);
    setWaiting(reason, message);
}

void ContainerWorker::backOffPull()
{
    fail("ErrImagePull", m_pullError);
    const int wait = nextBackOff();
    const Pace &pace = m_setting.pace;
    // The kubelet comes by again before the time is up, and only then speaks of backing off.
    QTimer::singleShot(pace.milliseconds(std::min(RelistSeconds, wait / 2.0)), this, [this] {
        if (m_terminating)
            return;
        const std::string backOff = "Back-off pulling image \"" + m_image + "\"";
        Q_EMIT normal("BackOff", backOff);
        fail("ImagePullBackOff", backOff + ": ErrImagePull: " + m_pullError);
    });
    m_timer.start(pace.milliseconds(wait));
}

void ContainerWorker::start()
{
    std::vector<std::pair<std::string, std::string>> environment;
    if (const std::string problem = m_setting.environment(environment); !problem.empty()) {
        Q_EMIT warning("Failed", "Error: " + problem);
        setWaiting("CreateContainerConfigError", problem);
        m_timer.start(m_setting.pace.milliseconds(m_setting.pace.backOffSeconds));
        return;
    }
    m_isStarting = true;
    Node::ContainerConfig config;
    config.image = m_image;
    config.podName = m_setting.podName;
    config.podUid = m_setting.podUid;
    config.containerName = m_name;
    config.environment = std::move(environment);
    config.pod = m_setting.pod;
    config.container = m_setting.container;
    const auto limit = [this](const char *resource) {
        const std::string pointer = std::string("/resources/limits/") + resource;
        return parseQuantity(text(m_setting.container, pointer)).value_or(0);
    };
    config.memoryLimit = limit("memory");
    config.cpuLimit = limit("cpu");
    m_setting.node->start(config, this,
                          [this](const Node::StartOutcome &outcome) { started(outcome); });
}

void ContainerWorker::started(const Node::StartOutcome &outcome)
{
    m_isStarting = false;
    if (outcome.id.empty()) {
        Q_EMIT warning("Failed", "Error: " + outcome.error);
        setWaiting("CreateContainerError", outcome.error);
        if (!m_terminating)
            m_timer.start(m_setting.pace.milliseconds(nextBackOff()));
        return;
    }
    if (m_everStarted)
        ++m_restarts;
    m_everStarted = true;
    m_previousLog = m_log;
    m_log = std::make_shared<LogBuffer>();
    m_id = outcome.id;
    if (m_state.contains("terminated"))
        m_lastState = m_state;
    Q_EMIT normal("Created", "Created container: " + m_name);
    m_state = {{"running", {{"startedAt", timestamp()}}}};
    if (!outcome.runs()) {
        Q_EMIT warning("Failed", "Error: " + outcome.error);
        exited(startErrorCode, "StartError", outcome.error);
        return;
    }
    if (m_terminating) {
        m_setting.node->stop(m_id, 0);
        return;
    }
    Q_EMIT normal("Started", "Started container " + m_name);
    m_started = !m_setting.container.contains("startupProbe");
    m_ready = m_started && !m_setting.isInit && !m_setting.container.contains("readinessProbe");
    startProbes();
    Q_EMIT changed();
}

void ContainerWorker::startProbes()
{
    if (m_setting.isInit)
        return;
    if (!m_started) {
        probe(Node::ProbeKind::Startup, "startupProbe");
        return;
    }
    probe(Node::ProbeKind::Readiness, "readinessProbe");
    probe(Node::ProbeKind::Liveness, "livenessProbe");
}

void ContainerWorker::probe(Node::ProbeKind kind, const char *field)
{
    const Json &container = m_setting.container;
    if (!container.contains(field))
        return;
    Json spec = container[field];
    // Ports may be named; what runs the probe wants the number.
    for (const char *action : {"httpGet", "tcpSocket"}) {
        const std::string port = text(spec, std::string("/") + action + "/port");
        for (const Json &declared : at(container, "/ports")) {
            if (!port.empty() && text(declared, "/name") == port)
                spec[action]["port"] = number(declared, "/containerPort");
        }
    }
    auto *prober =
        new Prober(*m_setting.node, m_id, kind, spec, m_setting.podIp, m_setting.pace, this);
    m_probers.push_back(prober);
    connect(prober, &Prober::complained, this,
            [this](const std::string &message) { Q_EMIT warning("Unhealthy", message); });
    connect(prober, &Prober::passed, this, [this, kind] {
        if (kind == Node::ProbeKind::Readiness) {
            setReady(true);
        } else if (kind == Node::ProbeKind::Startup) {
            m_started = true;
            for (Prober *old : std::exchange(m_probers, {}))
                old->deleteLater();
            startProbes();
            setReady(!m_setting.container.contains("readinessProbe"));
            Q_EMIT changed();
        }
    });
    connect(prober, &Prober::failed, this, [this, kind] {
        if (kind == Node::ProbeKind::Readiness) {
            setReady(false);
            return;
        }
        Q_EMIT normal("Killing", "Container " + m_name + " failed " +
                                     (kind == Node::ProbeKind::Liveness ? "liveness" : "startup") +
                                     " probe, will be restarted");
        m_setting.node->stop(m_id, m_setting.pace.milliseconds(30));
    });
    prober->start();
}

void ContainerWorker::setReady(bool ready)
{
    if (m_ready == ready)
        return;
    m_ready = ready;
    Q_EMIT changed();
}

void ContainerWorker::exited(int exitCode, const std::string &reason, const std::string &message)
{
    for (Prober *prober : std::exchange(m_probers, {}))
        prober->deleteLater();
    m_ready = m_setting.isInit && exitCode == 0;
    m_started = false;
    m_state = {{"terminated",
                {{"exitCode", exitCode},
                 {"reason", reason},
                 {"startedAt", text(m_state, "/running/startedAt")},
                 {"finishedAt", timestamp()},
                 {"containerID", m_id}}}};
    if (!message.empty())
        m_state["terminated"]["message"] = message;
    m_log->close();
    const std::string &policy = m_setting.restartPolicy;
    const bool again = !m_terminating && ((policy == "Always" && !m_setting.isInit) ||
                                          (policy != "Never" && exitCode != 0));
    m_done = !again;
    Q_EMIT changed();
    if (again)
        restartLater();
}

void ContainerWorker::restartLater()
{
    const Pace &pace = m_setting.pace;
    const int wait = m_backOffSeconds;
    nextBackOff();
    if (wait == 0) { // the first restart is not held back
        m_timer.start(pace.milliseconds(RelistSeconds));
        return;
    }
    QTimer::singleShot(pace.milliseconds(std::min(RelistSeconds, wait / 2.0)), this, [this, wait] {
        if (m_terminating || !m_state.contains("terminated"))
            return;
        m_lastState = m_state;
        Q_EMIT warning("BackOff", "Back-off restarting failed container " + m_name + " in pod " +
                                      m_setting.podName + "_" + m_setting.nameSpace + "(" +
                                      m_setting.podUid + ")");
        setWaiting("CrashLoopBackOff", "back-off " + std::to_string(wait) +
                                           "s restarting failed container=" + description());
    });
    m_timer.start(pace.milliseconds(wait));
}

void ContainerWorker::setWaiting(const std::string &reason, const std::string &message)
{
    m_state = {{"waiting", {{"reason", reason}, {"message", message}}}};
    m_ready = false;
    Q_EMIT changed();
}

void ContainerWorker::terminate(double graceSeconds)
{
    const bool first = !m_terminating;
    m_terminating = true;
    m_timer.stop();
    if (isRunning()) {
        if (first)
            Q_EMIT normal("Killing", "Stopping container " + m_name);
        m_setting.node->stop(m_id, m_setting.pace.milliseconds(graceSeconds));
        return;
    }
    m_done = !m_isStarting;
}

Json ContainerWorker::status(const std::string &waitingReason) const
{
    const bool wasStarted = !m_id.empty();
    return {{"name", m_name},
            {"image", m_image},
            {"imageID", wasStarted ? m_setting.node->imageId(m_image) : ""},
            {"containerID", m_id},
            {"state", m_state.empty() ? Json{{"waiting", {{"reason", waitingReason}}}} : m_state},
            {"lastState", m_lastState},
            {"ready", m_ready},
            {"started", m_started && isRunning()},
            {"restartCount", m_restarts}};
}

int ContainerWorker::exitCode() const
{
    return static_cast<int>(number(m_state, "/terminated/exitCode", -1));
}

std::shared_ptr<LogBuffer> ContainerWorker::log(bool previous) const
{
    if (!previous)
        return m_log;
    // While it waits for its restart, the run before is the one that just ended.
    return isRunning() || m_state.contains("terminated") ? m_previousLog : m_log;
}

std::string ContainerWorker::waitingText() const
{
    if (m_log)
        return {};
    const std::string reason = text(m_state, "/waiting/reason", "ContainerCreating");
    if (reason == "ErrImagePull")
        return "image can't be pulled";
    if (reason == "ImagePullBackOff")
        return "trying and failing to pull image";
    return reason;
}

} // namespace assay::sandbox
