// SPDX-License-Identifier: Apache-2.0
#include "pod_vigil.h"

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

namespace {

const Json &statusOf(const Json &pod, const QString &container)
{
    static const Json none = nullptr;
    const Json &statuses = models::at(pod, {"status", "containerStatuses"});
    if (!statuses.is_array())
        return none;
    for (const Json &status : statuses) {
        if (models::textAt(status, {"name"}) == container)
            return status;
    }
    return none;
}

// How often it has ended in the pod's life: a restart counts the end before it, and one that has
// not been restarted yet is not counted there.
int endsOf(const Json &status)
{
    if (!status.is_object())
        return 0;
    const Json &restarts = models::at(status, {"restartCount"});
    const int counted = restarts.is_number_integer() ? restarts.get<int>() : 0;
    const bool waits = models::at(status, {"state", "waiting"}).is_object() &&
                       models::at(status, {"lastState", "terminated"}).is_object();
    return counted + (waits || models::at(status, {"state", "terminated"}).is_object() ? 1 : 0);
}

bool isLeaving(const Json &pod)
{
    return !models::at(pod, {"metadata", "deletionTimestamp"}).is_null();
}

} // namespace

PodVigil::PodVigil(NotebookObserver *observer, const QString &container)
    : m_observer(observer)
    , m_container(container)
    , m_podUid(models::textAt(observer->pod(), {"metadata", "uid"}))
    , m_pod(observer->pod())
    , m_endsBefore(endsOf(statusOf(m_pod, container)))
{
    connect(observer, &NotebookObserver::changed, this, &PodVigil::look);
    look();
}

bool PodVigil::isReady() const
{
    return models::NotebookObservation::fromPod(m_pod).ready;
}

bool PodVigil::isUsable() const
{
    if (m_lost || isBlind() ||
        !models::at(statusOf(m_pod, m_container), {"state", "running"}).is_object())
        return false;
    // A server that has just started again needs its time as it did at first.
    return m_ends == 0 || isReady();
}

bool PodVigil::recognises(const Json &pod)
{
    if (models::textAt(pod, {"metadata", "uid"}) != m_podUid || isLeaving(pod))
        m_lost = true;
    else
        take(pod);
    return !m_lost;
}

void PodVigil::look()
{
    if (m_lost)
        return;
    if (m_observer->notebookIsGone() || m_observer->podIsGone() ||
        models::textAt(m_observer->pod(), {"metadata", "uid"}) != m_podUid)
        m_lost = true;
    else
        take(m_observer->pod());
    Q_EMIT changed();
}

void PodVigil::take(const Json &pod)
{
    m_pod = pod;
    const int ends = endsOf(statusOf(pod, m_container)) - m_endsBefore;
    if (ends > m_ends) {
        m_ends = ends;
        m_end = diagnose(pod);
    }
    const bool ready = isReady();
    if (m_wasReady && !ready)
        ++m_readinessLosses;
    m_wasReady = ready;
}

models::Diagnosis PodVigil::diagnose(const Json &pod) const
{
    models::PodHistory history = m_observer->history();
    history.deadlinePassed = true;
    history.pod = pod;
    history.podDeleted = false;
    // What runs again is shown as it was when it had ended: that is what is asked about.
    for (Json &status : history.pod["status"]["containerStatuses"]) {
        const Json ended = models::at(status, {"lastState", "terminated"});
        if (models::textAt(status, {"name"}) == m_container && ended.is_object() &&
            !models::at(status, {"state", "terminated"}).is_object())
            status["state"] = {{"terminated", ended}};
    }
    for (Json &condition : history.pod["status"]["conditions"]) {
        if (models::textAt(condition, {"type"}) == "Ready"_L1)
            condition["status"] = "False";
    }
    if (auto diagnosis = models::classify(history))
        return *diagnosis;
    models::Diagnosis unknown;
    unknown.category = models::PodFailureCategory::CrashLoop;
    unknown.fault = models::Fault::Unknown;
    unknown.cause = tr("Ended while it was tested");
    unknown.reason = u"Error"_s;
    unknown.container = m_container;
    unknown.summary = tr("The workbench's container ended while its packages were imported.");
    unknown.advice = tr("Look at its last events, and at the end of its log, if there is any.");
    return unknown;
}

} // namespace assay::app
