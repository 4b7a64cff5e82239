// SPDX-License-Identifier: Apache-2.0
#include "container_node.h"

#include "running_container.h"
#include "waiting.h"

#include <QCoreApplication>

#include <csignal>

namespace assay::local {

using containers::Job;

namespace {
struct NodeText
{
    Q_DECLARE_TR_FUNCTIONS(NodeText)
};
} // namespace

//! For what a container wrote last.
static constexpr std::chrono::seconds lastWords(3);
static constexpr std::chrono::milliseconds between(250);
static constexpr int mostAttempts = 40;
//! Between the end of a container that somebody removes and its removal, which Podman tells late.
static constexpr std::chrono::milliseconds removalAfterEnd(500);
//! Where the engine is away, nobody is kept waiting for it.
static constexpr int attemptsWhileAway = 4;

int ContainerNode::attempts() const
{
    return m_isAway ? attemptsWhileAway : mostAttempts;
}

//! As a program ends that was told to: it may have been by whoever removes its container.
static bool mayHaveBeenTold(int exitCode)
{
    return exitCode == 0 || exitCode == 128 + SIGTERM || exitCode == 128 + SIGKILL;
}

QCoro::Task<> ContainerNode::look(std::string id)
{
    const UnderWay underWay(this);
    bool isSure = false;
    for (int attempt = 0; attempt < mostAttempts; ++attempt) {
        const auto found = m_running.find(id);
        if (found == m_running.end() || found->second->isConcluded)
            co_return;
        const auto running = found->second;
        const auto job = m_client->inspectContainer(running->engineId);
        co_await ended(job.get());
        if (m_isEnding || running->isConcluded)
            co_return;
        if (!job->result() && job->result().error().kind == k8s::Error::Kind::NotFound) {
            // Somebody else removed it.
            co_await conclude(running, 137, "ContainerStatusUnknown");
            co_return;
        }
        // An engine that does not answer is waited for elsewhere.
        if (!job->result() || job->result()->isRunning())
            co_return;
        if (job->result()->exitCode) {
            const int code = *job->result()->exitCode;
            const bool outOfMemory = job->result()->outOfMemory.value_or(false);
            const bool byOthers = running->isKilledByOthers && !outOfMemory;
            if (!byOthers && !running->isStopping && mayHaveBeenTold(code) &&
                !std::exchange(isSure, true)) {
                co_await pause(removalAfterEnd);
                if (m_isEnding)
                    co_return;
                continue;
            }
            co_await conclude(running, byOthers ? 137 : code,
                              byOthers      ? "ContainerStatusUnknown"
                              : outOfMemory ? "OOMKilled"
                              : code == 0   ? "Completed"
                                            : "Error");
            co_return;
        }
        co_await pause(between);
        if (m_isEnding)
            co_return;
    }
}

QCoro::Task<> ContainerNode::conclude(std::shared_ptr<Running> running, int exitCode,
                                      std::string reason)
{
    const UnderWay underWay(this);
    running->isConcluded = true;
    if (running->log && !running->log->isFinished()) {
        // Its last words may still be on their way.
        QTimer::singleShot(lastWords, running->log.get(), &Job::abort);
        co_await ended(running->log.get());
        if (m_isEnding)
            co_return;
    }
    flush(running);
    m_running.erase(running->id);
    // A pod that is deleted goes with its container, and not before; of one that ended by itself it
    // is told at once.
    if (running->isStopping && !co_await remove(running->engineId, running->name)) {
        if (!m_isEnding)
            m_awaited[running->engineId] = running->id;
        co_return;
    }
    if (m_isEnding)
        co_return;
    Q_EMIT exited(running->id, exitCode, reason);
    // One that somebody else took away is not there to be kept.
    if (!running->isStopping && (reason == "ContainerStatusUnknown" || !keepInstead(*running)))
        co_await remove(running->engineId, running->name);
}

bool ContainerNode::keepInstead(const Running &running)
{
    if (!m_keepsEnded)
        return false;
    Ended &kept = m_ended[{running.config.podUid, running.config.containerName}];
    const Ended before = std::exchange(kept, {running.engineId, running.name});
    if (!before.engineId.isEmpty())
        remove(before.engineId, before.name);
    return true;
}

void ContainerNode::removeEnded(const std::string &podUid)
{
    const auto all = m_ended;
    for (const auto &[of, ended] : all) {
        if (!podUid.empty() && of.first != podUid)
            continue;
        m_ended.erase(of);
        remove(ended.engineId, ended.name);
    }
}

void ContainerNode::lookAtAll()
{
    const auto all = m_running;
    for (const auto &[id, running] : all) {
        // What it was told while the engine was away was not heard.
        if (running->isStopping)
            stopOne(running, std::chrono::milliseconds(0));
        else
            look(id);
    }
}

//! What nobody waits for any more must not stay for that.
void ContainerNode::removeLost()
{
    const auto all = m_lostIds;
    for (const auto &[engineId, name] : all)
        remove(engineId, name);
}

void ContainerNode::loseAll()
{
    const auto all = m_running;
    for (const auto &[id, running] : all) {
        if (std::exchange(running->isConcluded, true))
            continue;
        running->log.reset();
        flush(running);
        m_running.erase(id);
        m_lostIds.insert_or_assign(running->engineId, running->name);
        // Of what was to go nobody can say that it went.
        if (running->isStopping)
            m_awaited[running->engineId] = id;
        else
            Q_EMIT exited(id, 137, "ContainerStatusUnknown");
    }
}

void ContainerNode::stop(const std::string &id, int graceMilliseconds)
{
    const auto found = m_running.find(id);
    if (found == m_running.end() || !m_client || m_isReleased)
        return;
    found->second->isStopping = true;
    stopOne(found->second, std::chrono::milliseconds(graceMilliseconds));
}

QCoro::Task<> ContainerNode::stopOne(std::shared_ptr<Running> running,
                                     std::chrono::milliseconds grace)
{
    const UnderWay underWay(this);
    if (grace < std::chrono::seconds(1)) {
        const auto job = m_client->killContainer(running->engineId);
        co_await ended(job.get());
    } else {
        const auto job = m_client->stopContainer(
            running->engineId, std::chrono::duration_cast<std::chrono::seconds>(grace));
        co_await ended(job.get());
    }
    if (!m_isEnding)
        co_await look(running->id);
}

template<typename Removal>
QCoro::Task<bool> ContainerNode::untilRemoved(Removal removal)
{
    const UnderWay underWay(this);
    for (int attempt = 0; attempt < attempts(); ++attempt) {
        const auto job = removal();
        co_await ended(job.get());
        if (m_isEnding || job->result())
            co_return !m_isEnding;
        co_await pause(between);
        if (m_isEnding)
            break;
    }
    co_return false;
}

QCoro::Task<bool> ContainerNode::remove(QString engineId, QString name)
{
    const UnderWay underWay(this);
    m_leaving.insert_or_assign(engineId, NodeText::tr("container %1").arg(name));
    // Named: GCC 12 destroys a temporary beside a co_await twice.
    const auto removal = [this, engineId] { return m_client->removeContainer(engineId); };
    if (co_await untilRemoved(removal)) {
        m_lostIds.erase(engineId);
        m_leaving.erase(engineId);
        if (const auto awaited = m_awaited.extract(engineId))
            Q_EMIT exited(awaited.mapped(), 137, "ContainerStatusUnknown");
        co_return true;
    }
    if (!m_isEnding)
        m_lostIds.insert_or_assign(engineId, name);
    co_return false;
}

QCoro::Task<> ContainerNode::removeVolume(QString name)
{
    const UnderWay underWay(this);
    m_volumes.erase(name);
    m_leaving.insert_or_assign(name, NodeText::tr("volume %1").arg(name));
    const auto removal = [this, name] { return m_client->removeVolume(name); };
    if (co_await untilRemoved(removal))
        m_leaving.erase(name);
}

QStringList ContainerNode::present() const
{
    QStringList names;
    for (const auto &[id, running] : m_running)
        names << NodeText::tr("container %1").arg(running->name);
    for (const auto &[of, ended] : m_ended)
        names << NodeText::tr("container %1, which has ended").arg(ended.name);
    for (const QString &volume : m_volumes)
        names << NodeText::tr("volume %1").arg(volume);
    QStringList leaving;
    for (const auto &[engineId, name] : m_leaving)
        leaving << name;
    for (const auto &[engineId, name] : m_lostIds) {
        if (!m_leaving.contains(engineId))
            leaving << NodeText::tr("container %1").arg(name);
    }
    leaving.sort();
    return names + leaving;
}

void ContainerNode::endAll()
{
    m_isReleased = true;
    const auto all = m_running;
    for (const auto &[id, running] : all) {
        if (std::exchange(running->isConcluded, true))
            continue;
        running->log.reset();
        m_running.erase(id);
        remove(running->engineId, running->name);
    }
    removeLost();
    removeEnded({});
    const auto volumes = m_volumes;
    for (const QString &volume : volumes)
        removeVolume(volume);
}

} // namespace assay::local
