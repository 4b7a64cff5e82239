// SPDX-License-Identifier: Apache-2.0
#include "container_node.h"

#include "container_exec.h"
#include "running_container.h"
#include "waiting.h"

namespace assay::local {

using namespace Qt::StringLiterals;

//! An engine that is away for so long has lost its containers, as far as anyone can tell.
static constexpr std::chrono::seconds patienceWithEngine(20);
//! Podman chooses a container's ports when it is made, and takes them when it is started: another
//! program may have taken one in between, and a container that is made anew is given another.
static constexpr int mostPorts = 5;
//! An engine that begins many containers may be late with what it knows of one.
static constexpr int attemptsToFind = 8;
static constexpr std::chrono::milliseconds beforeNextLook(250);
static constexpr int commandOutputCap = 16 << 20;
static constexpr qsizetype longestHalf = 1 << 20; //!< of a line whose end has not come

namespace {

ContainerDefaults defaultsOf(const LocalFacts &facts)
{
    return {facts.userId,         facts.groupId,         facts.info.limitsMemory,
            facts.info.limitsCpu, facts.info.limitsPids, facts.owner,
            facts.network};
}

//! Where its ports answer; `beside`: at its own address.
ProbeTarget targetOf(const containers::ContainerState &state, bool beside)
{
    ProbeTarget target;
    if (beside)
        target.host = state.address;
    for (const containers::PublishedPort &port : state.ports)
        target.ports[port.containerPort] = beside ? port.containerPort : port.hostPort;
    return target;
}

} // namespace

ContainerNode::ContainerNode(const LocalFacts &facts)
    : m_facts(facts)
    , m_defaults(defaultsOf(facts))
    , m_client(std::make_unique<containers::EngineClient>(facts.engine.address))
    , m_images(m_client.get())
    , m_events(m_client->events({u"assay.owner="_s + facts.owner}))
{
    using Feed = containers::EventFeed;
    m_client->know(facts.engine.version);
    m_lost.setSingleShot(true);
    m_lost.setInterval(patienceWithEngine);
    connect(&m_lost, &QTimer::timeout, this, &ContainerNode::loseAll);
    connect(m_events.get(), &Feed::interrupted, this, [this](const k8s::Error &error) {
        if (!std::exchange(m_isAway, true))
            m_lost.start();
        Q_EMIT readinessChanged(error.message.toStdString());
    });
    connect(m_events.get(), &Feed::resumed, this, [this] {
        m_isAway = false;
        m_lost.stop();
        Q_EMIT readinessChanged({});
        lookAtAll();
        removeLost();
    });
    connect(m_events.get(), &Feed::happened, this, [this](const containers::ContainerEvent &event) {
        const bool isKill = event.action == "kill"_L1;
        if (!isKill && event.action != "die"_L1 && event.action != "destroy"_L1)
            return;
        for (const auto &[id, running] : m_running) {
            if (running->engineId != event.containerId)
                continue;
            running->isKilledByOthers |= isKill && !running->isStopping;
            if (!isKill)
                look(id);
            return;
        }
    });
}

ContainerNode::~ContainerNode()
{
    m_isEnding = true;
    m_events.reset();
    for (const auto &[id, running] : m_running)
        running->log.reset();
    // What still waits for the engine hears that it was cancelled, while there is a node.
    m_client.reset();
}

sandbox::Node::Capacity ContainerNode::capacity() const
{
    Capacity capacity;
    capacity.cpu = std::to_string(std::max(m_facts.info.cpus, 1));
    capacity.memory = std::to_string(std::max<qint64>(m_facts.info.memory, 1 << 30));
    capacity.pods = 250;
    capacity.name = "this-computer";
    capacity.system = m_facts.info.operatingSystem.toStdString();
    capacity.kernel = m_facts.info.kernel.toStdString();
    capacity.runtime =
        (m_facts.engine.version.name.toLower() + u"://"_s + m_facts.engine.version.version)
            .toStdString();
    if (!m_facts.info.architecture.isEmpty())
        capacity.architecture = m_facts.info.architecture.toStdString();
    return capacity;
}

void ContainerNode::findImage(const std::string &image, QObject *context,
                              std::function<void(bool)> done)
{
    findOne(QString::fromStdString(image), context, std::move(done));
}

QCoro::Task<> ContainerNode::findOne(QString image, QPointer<QObject> context,
                                     std::function<void(bool)> done)
{
    const UnderWay underWay(this);
    const bool present = co_await m_images.find(image);
    if (context && !m_isEnding)
        done(present);
}

void ContainerNode::pull(const std::string &image, QObject *context, Pulled done)
{
    pullOne(QString::fromStdString(image), context, std::move(done));
}

QCoro::Task<> ContainerNode::pullOne(QString image, QPointer<QObject> context, Pulled done)
{
    const UnderWay underWay(this);
    const PullOutcome outcome = co_await m_images.pull(image);
    if (context && !m_isEnding)
        done(outcome);
}

std::string ContainerNode::imageId(const std::string &image) const
{
    const std::string id = m_images.id(image);
    if (id.empty())
        return {};
    const std::string name = image.substr(0, image.find('@'));
    const auto slash = name.rfind('/');
    const auto tag = name.find(':', slash == std::string::npos ? 0 : slash);
    return name.substr(0, tag) + "@" + id;
}

std::string ContainerNode::imagePlatform(const std::string &image) const
{
    return m_images.platform(image);
}

void ContainerNode::start(const ContainerConfig &config, QObject *context, Started done)
{
    startOne(config, context, std::move(done));
}

QCoro::Task<> ContainerNode::startOne(ContainerConfig config, QPointer<QObject> context,
                                      Started done)
{
    if (m_isReleased)
        co_return;
    const UnderWay underWay(this);
    const auto running = std::make_shared<Running>();
    running->config = config;
    ContainerBody body = containerBody(config, m_defaults);
    const bool publishes = body.body["HostConfig"].contains("PortBindings");
    const Launch launched = co_await launch(running, std::move(body));
    if (m_isEnding)
        co_return;
    if (!launched.wasMade) {
        if (!running->engineId.isEmpty())
            co_await remove(running->engineId, running->name);
        if (context && !m_isEnding)
            done({{}, launched.problem.toStdString()});
        co_return;
    }
    running->id = m_facts.engine.version.name.toLower().toStdString() + "://" +
                  running->engineId.toStdString();
    if (!launched.problem.isEmpty()) {
        if (!keepInstead(*running))
            co_await remove(running->engineId, running->name);
        if (context && !m_isEnding)
            done({running->id, launched.problem.toStdString()});
        co_return;
    }
    const QString unknown = co_await findPorts(running, publishes);
    if (m_isEnding)
        co_return;
    if (!context || !unknown.isEmpty()) {
        co_await remove(running->engineId, running->name);
        if (context && !m_isEnding)
            done({{}, unknown.toStdString()});
        co_return;
    }
    m_running[running->id] = running;
    done({running->id, {}});
    readLog(running);
    // It may have ended before anybody listened.
    look(running->id);
}

QCoro::Task<ContainerNode::Launch> ContainerNode::launch(std::shared_ptr<Running> running,
                                                         ContainerBody body)
{
    Launch launched;
    if (!body.refusal.isEmpty()) {
        co_await pause(std::chrono::milliseconds(1));
        launched = {false, body.refusal};
        co_return launched;
    }
    for (int attempt = 1;; ++attempt) {
        launched.problem = co_await create(running, body);
        launched.wasMade = launched.problem.isEmpty();
        if (m_isEnding || !launched.wasMade)
            co_return launched;
        const auto start = m_client->startContainer(running->engineId);
        co_await ended(start.get());
        if (m_isEnding || start->result())
            co_return launched;
        const k8s::Error error = start->result().error();
        launched.problem = runtimeWordsOf(error);
        if (error.kind != k8s::Error::Kind::Conflict)
            co_return launched;
        launched.wasMade = false;
        if (attempt == mostPorts || m_isReleased)
            co_return launched;
        const QString refused = std::exchange(running->engineId, {});
        co_await remove(refused, running->name);
        if (m_isEnding)
            co_return launched;
    }
}

QCoro::Task<QString> ContainerNode::findPorts(std::shared_ptr<Running> running, bool publishes)
{
    const bool isBeside = !m_facts.network.isEmpty();
    QString problem;
    for (int attempt = 0; attempt < attemptsToFind; ++attempt) {
        const auto inspect = m_client->inspectContainer(running->engineId);
        co_await ended(inspect.get());
        if (m_isEnding)
            co_return QString();
        if (const auto &state = inspect->result()) {
            running->target = targetOf(*state, isBeside);
            // What has ended already has given its ports back.
            if (isBeside || !publishes || !running->target.ports.empty() || !state->isRunning())
                co_return QString();
            problem = engineFailed + u": it does not say where the container's ports are"_s;
        } else if (state.error().kind == k8s::Error::Kind::NotFound) {
            co_return QString(); // somebody removed it, which is seen elsewhere
        } else {
            problem = runtimeWordsOf(state.error());
        }
        co_await pause(beforeNextLook);
        if (m_isEnding)
            break;
    }
    co_return problem;
}

QCoro::Task<QString> ContainerNode::create(std::shared_ptr<Running> running, ContainerBody body)
{
    const std::string image = m_images.id(running->config.image);
    body.body["Image"] = image.empty() ? running->config.image : image;
    for (const QString &volume : std::as_const(body.volumes)) {
        if (m_volumes.contains(volume))
            continue;
        const auto job = m_client->createVolume(volume, body.labels);
        co_await ended(job.get());
        if (m_isEnding)
            co_return QString();
        if (!job->result())
            co_return runtimeWordsOf(job->result().error());
        m_volumes.insert(volume);
    }
    m_podVolumes[running->config.podUid] += body.podVolumes;
    running->name = u"assay-%1-%2-%3"_s.arg(QString::fromStdString(running->config.podName),
                                            QString::fromStdString(running->config.podUid).left(8),
                                            QString::number(++m_count));
    const auto create = m_client->createContainer(running->name, body.body);
    co_await ended(create.get());
    if (m_isEnding)
        co_return QString();
    if (!create->result())
        co_return runtimeWordsOf(create->result().error());
    running->engineId = create->result()->id;
    if (body.folders.isEmpty())
        co_return QString();
    const auto upload = m_client->upload(running->engineId, u"/"_s, body.folders);
    co_await ended(upload.get());
    if (!m_isEnding && !upload->result())
        co_return runtimeWordsOf(upload->result().error());
    co_return QString();
}

void ContainerNode::readLog(const std::shared_ptr<Running> &running)
{
    running->log = m_client->logs(running->engineId);
    const std::weak_ptr<Running> held = running;
    connect(running->log.get(), &containers::ContainerLog::received, this,
            [this, held](containers::LogSource source, const QByteArray &bytes) {
                if (const auto one = held.lock())
                    pass(one, source, bytes);
            });
}

void ContainerNode::pass(const std::shared_ptr<Running> &running, containers::LogSource source,
                         const QByteArray &bytes)
{
    QByteArray &half = running->half[source == containers::LogSource::Error ? 1 : 0];
    half += bytes;
    // Only what came now is searched, and a line that does not end is told in pieces.
    const qsizetype newest = bytes.lastIndexOf('\n');
    if (newest < 0 && half.size() >= longestHalf)
        Q_EMIT output(running->id, std::exchange(half, {}).toStdString());
    if (newest < 0)
        return;
    const qsizetype end = half.size() - bytes.size() + newest;
    const std::string lines = half.left(end).toStdString();
    half.remove(0, end + 1);
    Q_EMIT output(running->id, lines);
}

void ContainerNode::flush(const std::shared_ptr<Running> &running)
{
    for (QByteArray &half : running->half) {
        if (!half.isEmpty())
            Q_EMIT output(running->id, std::exchange(half, {}).toStdString());
    }
}

void ContainerNode::forgetClaim(const std::string &nameSpace, const std::string &claim)
{
    const QString volume = claimVolume(m_facts.owner, nameSpace, claim);
    if (m_volumes.contains(volume) && !m_isReleased)
        removeVolume(volume);
}

void ContainerNode::forgetPod(const std::string &uid)
{
    if (!m_isReleased)
        removeEnded(uid);
    const auto volumes = m_podVolumes.find(uid);
    if (volumes == m_podVolumes.end())
        return;
    const QStringList names = volumes->second;
    m_podVolumes.erase(volumes);
    for (const QString &name : names) {
        if (m_volumes.contains(name))
            removeVolume(name);
    }
}

void ContainerNode::probe(const std::string &id, ProbeKind, const Json &probe,
                          const std::string &podIp, QObject *context, Probed done)
{
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    const Running &running = *found->second;
    if (probe.contains("exec"))
        probeByCommand(m_client.get(), running.engineId, probe, context, std::move(done));
    else
        m_probe.ask(probe, {running.target.host, running.target.ports, podIp}, context,
                    std::move(done));
}

std::unique_ptr<sandbox::ExecProcess> ContainerNode::exec(const std::string &id,
                                                          const std::vector<std::string> &command)
{
    containers::ContainerCommand wanted;
    // As the container's own user: Podman takes the added groups from one that is named again.
    const auto found = m_running.find(id);
    if (found != m_running.end())
        wanted.containerId = found->second->engineId;
    for (const std::string &argument : command)
        wanted.arguments << QString::fromStdString(argument);
    wanted.outputCap = commandOutputCap;
    return std::make_unique<ContainerExec>(m_client.get(), wanted);
}

} // namespace assay::local
