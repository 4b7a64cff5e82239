// SPDX-License-Identifier: Apache-2.0
#include "notebook_observer.h"

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

NotebookObserver::NotebookObserver(std::shared_ptr<Validation> run, const QString &notebookUid)
    : m_run(*run)
    , m_name(run->configuration.notebookName)
    , m_notebookUid(notebookUid)
{
    const QString &nameSpace = run->configuration.nameSpace;
    const auto scope = run->watches ? run->watches : std::make_shared<WatchScope>(run->client);
    m_notebooks = scope->watch(WatchScope::Kind::Notebooks, nameSpace);
    m_pods = scope->watch(WatchScope::Kind::Pods, nameSpace);
    m_events = scope->watch(WatchScope::Kind::Events, nameSpace);

    connect(m_notebooks.get(), &NamespaceWatch::upserted, this, &NotebookObserver::takeNotebook);
    connect(m_notebooks.get(), &NamespaceWatch::removed, this, [this](const auto &object) {
        if (models::textAt(*object, {"metadata", "uid"}) != m_notebookUid)
            return;
        m_notebookGone = true;
        Q_EMIT changed();
    });
    connect(m_pods.get(), &NamespaceWatch::upserted, this, &NotebookObserver::takePod);
    connect(m_pods.get(), &NamespaceWatch::removed, this, &NotebookObserver::losePod);
    connect(m_events.get(), &NamespaceWatch::upserted, this, &NotebookObserver::takeEvent);
    for (const auto &watch : {m_notebooks, m_pods, m_events})
        connect(watch.get(), &NamespaceWatch::stateChanged, this, &NotebookObserver::changed);
    // A watch that others hold already has objects that it will not announce again.
    for (const auto &object : m_notebooks->objects())
        takeNotebook(object);
    for (const auto &object : m_pods->objects())
        takePod(object);
    for (const auto &object : m_events->objects())
        takeEvent(object);
}

void NotebookObserver::takeNotebook(const std::shared_ptr<const Json> &object)
{
    if (models::textAt(*object, {"metadata", "uid"}) != m_notebookUid)
        return;
    m_notebook = object;
    m_notebookCreatedAt = models::timeAt(*object, {"metadata", "creationTimestamp"});
}

bool NotebookObserver::isOurPod(const Json &pod) const
{
    return models::textAt(pod, {"metadata", "labels", "notebook-name"}) == m_name ||
           models::textAt(pod, {"metadata", "name"}) == m_name + u"-0"_s;
}

void NotebookObserver::takePod(const std::shared_ptr<const Json> &object)
{
    if (!isOurPod(*object))
        return;
    const bool leaving = !models::at(*object, {"metadata", "deletionTimestamp"}).is_null();
    // A pod of an earlier notebook of this name may still be going away.
    if (leaving && !m_podSeen)
        return;
    Json pod = *object;
    if (pod.contains("metadata") && pod["metadata"].is_object())
        pod["metadata"].erase("managedFields");
    if (pod == m_pod)
        return;
    m_pod = std::move(pod);
    m_podSeen = true;
    m_podDeleted = leaving;
    m_run.append(models::PodSnapshot{m_pod});
    if (!leaving)
        walk(models::NotebookObservation::fromPod(m_pod));
    Q_EMIT changed();
}

void NotebookObserver::losePod(const std::shared_ptr<const Json> &object)
{
    if (m_pod.is_null() ||
        models::textAt(*object, {"metadata", "uid"}) != models::textAt(m_pod, {"metadata", "uid"}))
        return;
    m_podDeleted = true;
    Q_EMIT changed();
}

void NotebookObserver::takeEvent(const std::shared_ptr<const Json> &object)
{
    const QString kind = models::textAt(*object, {"involvedObject", "kind"});
    const QString name = models::textAt(*object, {"involvedObject", "name"});
    const QString uid = models::textAt(*object, {"involvedObject", "uid"});
    bool ours = false;
    if (kind == "Pod"_L1) {
        // Events may come before the pod that they speak of.
        const QString podUid = models::textAt(m_pod, {"metadata", "uid"});
        ours = podUid.isEmpty() ? name == m_name + u"-0"_s : uid == podUid;
    } else if (kind == "Notebook"_L1) {
        ours = uid == m_notebookUid;
    } else if (kind == "StatefulSet"_L1) {
        ours = name == m_name;
    } else if (kind == "PersistentVolumeClaim"_L1) {
        ours = name == m_name;
    }
    if (!ours)
        return;
    const auto event = models::KubernetesEvent::fromObject(*object);
    // The controller repeats the pod's and the set's events on the Notebook.
    if (kind == "Notebook"_L1 && event.message.startsWith("Reissued from "_L1))
        return;
    // Objects of the same name may have left events behind.
    if (m_notebookCreatedAt.isValid() && event.lastAt.isValid() &&
        event.lastAt < m_notebookCreatedAt.addSecs(-1))
        return;
    for (const auto &known : m_run.record.events()) {
        if (known == event)
            return;
    }
    m_run.append(models::EventSeen{event});
    Q_EMIT changed();
}

bool NotebookObserver::isReady() const
{
    return m_run.record.notebook().status == models::NotebookStatus::Ready;
}

models::PodHistory NotebookObserver::history() const
{
    return {
        .pod = m_pod,
        .events = m_run.record.events(),
        .mainContainer = m_name,
        .deadlinePassed = false,
        .podDeleted = m_podDeleted,
        .notebook = m_notebook ? *m_notebook : models::Json(),
        .largestNode = m_run.cluster.largestNode,
        .nodeArchitecture =
            m_run.cluster.nodes.value(models::textAt(m_pod, {"spec", "nodeName"})).architecture};
}

std::optional<models::ValidationError> NotebookObserver::refusal() const
{
    for (const auto &reflector : {m_notebooks, m_pods}) {
        if (reflector->state() == k8s::Reflector::State::Refused && reflector->lastError())
            return toValidationError(*reflector->lastError(),
                                     tr("The workbench cannot be watched"));
    }
    return {};
}

std::optional<k8s::Error> NotebookObserver::reconnecting() const
{
    for (const auto &reflector : {m_notebooks, m_pods}) {
        if (reflector->state() != k8s::Reflector::State::Synced && reflector->lastError())
            return reflector->lastError();
    }
    return {};
}

void NotebookObserver::walk(const models::NotebookObservation &observation)
{
    const auto steps = models::reduce(m_run.record.notebook().status, observation,
                                      QDateTime::currentDateTimeUtc());
    for (const auto &step : steps)
        m_run.append(models::StateChanged{step});
}

void NotebookObserver::fail(const QString &because)
{
    auto observation = models::NotebookObservation::fromPod(m_pod);
    observation.failed = true;
    observation.because = because;
    walk(observation);
}

void NotebookObserver::deleted()
{
    models::NotebookObservation observation;
    observation.deleted = true;
    walk(observation);
}

} // namespace assay::app
