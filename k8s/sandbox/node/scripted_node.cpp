// SPDX-License-Identifier: Apache-2.0
#include "scripted_node.h"

#include "host_process.h"

#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>
#include <QTimer>

namespace assay::sandbox {

using namespace Qt::StringLiterals;

struct ScriptedNode::Container
{
    ContainerConfig config;
    const ImageScript *script = nullptr;
    bool serving = false;
    qint64 floodLeft = 0;
    QTimer timer;     //!< until it acts
    QTimer killTimer; //!< until it ends, once told to
    QTimer floodTimer;
};

ScriptedNode::ScriptedNode(ImageCatalog catalog, Pace pace, QString scratchDirectory,
                           QObject *parent)
    : Node(parent)
    , m_catalog(std::move(catalog))
    , m_pace(pace)
    , m_scratch(std::move(scratchDirectory))
    , m_confinement(m_scratch + u"/etc"_s, this)
{
    connect(&m_confinement, &Confinement::known, this, [this] {
        m_places->open(commandsAtOnce);
        Q_EMIT confinementKnown(m_confinement.obstacle());
    });
}

ScriptedNode::~ScriptedNode() = default;

Node::Capacity ScriptedNode::capacity() const
{
    // As OpenShift's kubelets have it; Kubernetes' own stop at 110.
    return {m_catalog.cpu, m_catalog.memory, 250};
}

void ScriptedNode::pull(const std::string &image, QObject *context, Pulled done)
{
    const ImageScript *script = m_catalog.find(image);
    const auto kind = script ? script->pull : ImageScript::Pull::NotFound;
    // A registry says at once that it has no such image.
    const double seconds = kind == ImageScript::Pull::Ok ? script->pullSeconds : 0.3;
    QTimer::singleShot(m_pace.milliseconds(seconds), context, [=, this] {
        if (kind == ImageScript::Pull::Ok) {
            m_pulled.insert(image);
            done({true, script->sizeBytes, script->pullSeconds, {}});
            return;
        }
        const std::string resolve = "failed to pull and unpack image \"" + image +
                                    "\": failed to resolve reference \"" + image + "\": ";
        if (kind == ImageScript::Pull::NotFound) {
            done({false, 0, 0,
                  "rpc error: code = NotFound desc = " + resolve + image + ": not found"});
            return;
        }
        const auto slash = image.find('/');
        const auto tag = image.rfind(':');
        const std::string host = image.substr(0, slash);
        done({false, 0, 0,
              "rpc error: code = Unknown desc = " + resolve +
                  "unexpected status from HEAD request to https://" + host + "/v2" +
                  image.substr(std::min(slash, image.size()), tag - slash) + "/manifests/" +
                  image.substr(tag + 1) + ": 401 Unauthorized"});
    });
}

void ScriptedNode::findImage(const std::string &image, QObject *context, Found done)
{
    QTimer::singleShot(0, context, [done = std::move(done), present = m_pulled.contains(image)] {
        done(present);
    });
}

std::string ScriptedNode::imageId(const std::string &image) const
{
    const ImageScript *script = m_catalog.find(image);
    if (!script)
        return {};
    std::string repository = image.substr(0, image.find('@'));
    const auto slash = repository.rfind('/');
    const auto tag = repository.find(':', slash == std::string::npos ? 0 : slash);
    return repository.substr(0, tag) + "@" + script->digest;
}

void ScriptedNode::start(const ContainerConfig &config, QObject *context, Started done)
{
    const std::string id =
        "scripted://" + QString::fromStdString(newUid() + newUid()).remove(u'-').toStdString();
    auto container = std::make_unique<Container>();
    container->config = config;
    container->script = m_catalog.find(config.image);
    container->floodLeft = container->script->floodLines;
    QTimer &timer = container->timer;
    timer.setSingleShot(true);
    connect(&timer, &QTimer::timeout, this, [this, id] { act(id); });
    connect(&container->floodTimer, &QTimer::timeout, this, [this, id] { flood(id); });
    m_containers[id] = std::move(container);
    QTimer::singleShot(0, this,
                       [this, id, who = QPointer<QObject>(context), done = std::move(done)] {
                           if (!who) {
                               m_containers.erase(id);
                               return;
                           }
                           done({id, {}});
                           const auto found = m_containers.find(id);
                           if (found == m_containers.end())
                               return;
                           for (const std::string &line : found->second->script->log)
                               Q_EMIT output(id, line);
                           if (found->second->floodLeft > 0)
                               found->second->floodTimer.start(10);
                       });
    timer.start(m_pace.milliseconds(m_containers[id]->script->afterSeconds));
}

void ScriptedNode::flood(const std::string &id)
{
    Container &container = *m_containers.at(id);
    const qint64 written = container.script->floodLines - container.floodLeft;
    std::string lines;
    for (qint64 i = 0; i < std::min<qint64>(container.floodLeft, 2000); ++i) {
        lines.append(i == 0 ? "" : "\n")
            .append("[D flood] line " + std::to_string(written + i + 1) + " of " +
                    std::to_string(container.script->floodLines) +
                    " from a server that logs every request it never got");
    }
    container.floodLeft -= std::min<qint64>(container.floodLeft, 2000);
    if (container.floodLeft == 0)
        container.floodTimer.stop();
    Q_EMIT output(id, lines);
}

void ScriptedNode::act(const std::string &id)
{
    const Container &container = *m_containers.at(id);
    const ImageScript &script = *container.script;
    using Behaviour = ImageScript::Behaviour;
    if (script.behaviour == Behaviour::Serve || script.behaviour == Behaviour::NeverReady) {
        m_containers.at(id)->serving = true;
        return;
    }
    for (const std::string &line : script.lastWords)
        Q_EMIT output(id, line);
    if (script.behaviour == Behaviour::OutOfMemory)
        finish(id, 137, "OOMKilled");
    else
        finish(id, script.exitCode, script.exitCode == 0 ? "Completed" : "Error");
}

void ScriptedNode::finish(const std::string &id, int exitCode, const std::string &reason)
{
    const auto found = m_containers.find(id);
    if (found == m_containers.end())
        return;
    // One of its timers may be what calls this.
    std::shared_ptr<Container> container = std::move(found->second);
    m_containers.erase(found);
    container->timer.stop();
    container->floodTimer.stop();
    container->killTimer.stop();
    QTimer::singleShot(
        0, this, [this, id, exitCode, reason, container] { Q_EMIT exited(id, exitCode, reason); });
}

void ScriptedNode::stop(const std::string &id, int graceMilliseconds)
{
    const auto found = m_containers.find(id);
    if (found == m_containers.end())
        return;
    Container &container = *found->second;
    const bool ignores = container.script->ignoresSigterm;
    const int delay =
        ignores ? graceMilliseconds : std::min(graceMilliseconds, m_pace.milliseconds(0.3));
    if (container.killTimer.isActive() && container.killTimer.remainingTime() <= delay)
        return;
    container.killTimer.setSingleShot(true);
    container.killTimer.disconnect();
    connect(&container.killTimer, &QTimer::timeout, this, [this, id, ignores] {
        // A Jupyter server ends cleanly when it is told to.
        finish(id, ignores ? 137 : 0, ignores ? "Error" : "Completed");
    });
    container.killTimer.start(delay);
}

void ScriptedNode::probe(const std::string &id, ProbeKind kind, const Json &probe,
                         const std::string &podIp, QObject *context, Probed done)
{
    ProbeOutcome outcome;
    const auto found = m_containers.find(id);
    const bool serving = found != m_containers.end() && found->second->serving;
    if (!serving) {
        const Json &get = at(probe, "/httpGet");
        const qint64 port = number(get, "/port", number(probe, "/tcpSocket/port", 8888));
        const std::string address = podIp + ":" + std::to_string(port);
        const std::string refused = "dial tcp " + address + ": connect: connection refused";
        const bool isHttps = text(get, "/scheme", "HTTP") == "HTTPS";
        if (get.is_object())
            outcome.message = std::string("Get \"") + (isHttps ? "https://" : "http://") + address +
                              text(get, "/path") + "\": " + refused;
        else
            outcome.message = refused;
    } else {
        const ImageScript &script = *found->second->script;
        const int status = kind == ProbeKind::Liveness ? script.livenessStatus : script.status;
        outcome.succeeded = (status >= 200 && status < 400) || !probe.contains("httpGet");
        if (!outcome.succeeded)
            outcome.message = "HTTP probe failed with statuscode: " + std::to_string(status);
    }
    QMetaObject::invokeMethod(
        context, [done = std::move(done), outcome] { done(outcome); }, Qt::QueuedConnection);
}

QString ScriptedNode::findProgram(const std::string &name, const ImageScript &script) const
{
    static const QStringList path{u"/usr/local/bin"_s, u"/usr/bin"_s, u"/bin"_s, u"/usr/sbin"_s};
    const QString program = QString::fromStdString(name);
    const bool isPython = program == u"python"_s || program == u"python3"_s;
    if (isPython && !script.hasPython)
        return {};
    if (isPython && !script.python.isEmpty())
        return QFileInfo(script.python).isExecutable() ? script.python : QString();
    if (program.contains(u'/'))
        return QFileInfo(program).isExecutable() ? program : QString();
    if (isPython) {
        // The system's own first: a wrapper found elsewhere may need an environment of its own.
        const QString own = QStandardPaths::findExecutable(u"python3"_s, {u"/usr/bin"_s});
        return own.isEmpty() ? QStandardPaths::findExecutable(u"python3"_s) : own;
    }
    return QStandardPaths::findExecutable(program, path);
}

std::unique_ptr<ExecProcess> ScriptedNode::exec(const std::string &id,
                                                const std::vector<std::string> &command)
{
    const Container &container = *m_containers.at(id);
    const ContainerConfig &config = container.config;
    HostProcess::Command process;
    process.workingDirectory = m_scratch + u'/' + QString::fromStdString(config.podUid) + u'/' +
                               QString::fromStdString(config.containerName);
    QDir().mkpath(process.workingDirectory);
    process.program = findProgram(command.front(), *container.script);
    if (process.program.isEmpty()) {
        const bool isPath = command.front().find('/') != std::string::npos;
        process.failure = QString::fromStdString(
            "OCI runtime exec failed: exec failed: unable to start container process: exec: \"" +
            command.front() + "\": " +
            (isPath ? "stat " + command.front() + ": no such file or directory"
                    : "executable file not found in $PATH") +
            ": unknown");
    }
    for (std::size_t i = 1; i < command.size(); ++i)
        process.arguments << QString::fromStdString(command[i]);
    std::map<std::string, std::string> environment = {
        {"PATH", "/usr/local/bin:/usr/bin:/bin"},
        {"HOME", process.workingDirectory.toStdString()},
        {"HOSTNAME", config.podName},
        {"LANG", "C.UTF-8"}};
    for (const auto &[key, value] : config.environment)
        environment[key] = value;
    if (!container.script->pythonPath.isEmpty())
        environment["PYTHONPATH"] = container.script->pythonPath.toStdString();
    for (const auto &[key, value] : environment)
        process.environment << QString::fromStdString(key + "=" + value);
    auto result = std::make_unique<HostProcess>(std::move(process), m_places, m_confinement);
    // What was started in a container ends with it.
    connect(this, &Node::exited, result.get(),
            [id, running = result.get()](const std::string &gone) {
                if (gone == id)
                    running->kill();
            });
    return result;
}

} // namespace assay::sandbox
