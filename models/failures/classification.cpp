// SPDX-License-Identifier: Apache-2.0
#include "classification.h"

#include "base/json_reading.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct ClassificationText
{
    Q_DECLARE_TR_FUNCTIONS(ClassificationText)
};
} // namespace

QString Container::image() const
{
    const QString wanted = textAt(*spec, {"image"});
    return wanted.isEmpty() ? textAt(*status, {"image"}) : wanted;
}

bool Container::ready() const
{
    bool ready = false;
    reading::read(*status, "ready", ready);
    return ready;
}

int Container::restarts() const
{
    int count = 0;
    reading::read(*status, "restartCount", count);
    return count;
}

const Json &Container::waiting() const
{
    return at(*status, {"state", "waiting"});
}

const Json &Container::running() const
{
    return at(*status, {"state", "running"});
}

const Json &Container::terminated() const
{
    return at(*status, {"state", "terminated"});
}

const Json &Container::lastTerminated() const
{
    return at(*status, {"lastState", "terminated"});
}

QString Container::subject() const
{
    switch (role) {
    case Role::Init:
        return ClassificationText::tr("The init container \"%1\"").arg(name);
    case Role::Main:
        return ClassificationText::tr("The workbench");
    case Role::Sidecar:
        return ClassificationText::tr("The sidecar container \"%1\"").arg(name);
    }
    return {};
}

//! Of many containers, none is looked for among all statuses.
static QHash<QString, const Json *> byName(const Json &statuses)
{
    QHash<QString, const Json *> named;
    if (statuses.is_array()) {
        for (const Json &status : statuses) {
            const QString name = textAt(status, {"name"});
            if (!named.contains(name))
                named.insert(name, &status);
        }
    }
    return named;
}

std::vector<Container> containersOf(const PodHistory &history)
{
    static const Json none = nullptr;
    const QString version = versionOf(history.pod);
    std::vector<Container> init;
    std::vector<Container> main;
    std::vector<Container> sidecars;
    if (const Json &specs = at(history.pod, {"spec", "initContainers"}); specs.is_array()) {
        const auto statuses = byName(at(history.pod, {"status", "initContainerStatuses"}));
        for (const Json &spec : specs) {
            const QString name = textAt(spec, {"name"});
            // An init container that is restarted for ever is a sidecar that starts early.
            const bool early = textAt(spec, {"restartPolicy"}) == u"Always";
            (early ? sidecars : init)
                .push_back({name, early ? Role::Sidecar : Role::Init, &spec,
                            statuses.value(name, &none), version});
        }
    }
    if (const Json &specs = at(history.pod, {"spec", "containers"}); specs.is_array()) {
        const auto statuses = byName(at(history.pod, {"status", "containerStatuses"}));
        for (const Json &spec : specs) {
            const QString name = textAt(spec, {"name"});
            const bool isMain = name == history.mainContainer;
            (isMain ? main : sidecars)
                .push_back({name, isMain ? Role::Main : Role::Sidecar, &spec,
                            statuses.value(name, &none), version});
        }
    }
    init.insert(init.end(), main.begin(), main.end());
    init.insert(init.end(), sidecars.begin(), sidecars.end());
    return init;
}

const Json &condition(const Json &pod, const QString &type)
{
    static const Json null = nullptr;
    if (const Json &conditions = at(pod, {"status", "conditions"}); conditions.is_array()) {
        for (const Json &entry : conditions) {
            if (textAt(entry, {"type"}) == type)
                return entry;
        }
    }
    return null;
}

QString messageAt(const Json &object)
{
    static constexpr qsizetype longest = 32 << 10;
    return textAt(object, {"message"}).left(longest);
}

QString versionOf(const Json &pod)
{
    return textAt(pod, {"metadata", "resourceVersion"});
}

QString messageOf(const KubernetesEvent &event)
{
    static const QRegularExpression reissued(u"\\AReissued from [^ ]+/[^ ]+: "_s);
    return QString(event.message).remove(reissued);
}

bool concerns(const KubernetesEvent &event, const Container &container)
{
    if (!event.container.isEmpty())
        return event.container == container.name;
    const QString message = messageOf(event);
    return message.contains(container.name) ||
           (!container.image().isEmpty() && message.contains(container.image())) ||
           container.role == Role::Main;
}

Evidence eventEvidence(const KubernetesEvent &event)
{
    QString text = messageOf(event).trimmed();
    if (event.count > 1)
        text += u" (x%1)"_s.arg(event.count);
    return {Evidence::Kind::Event, u"event "_s + event.reason, text, event.lastAt, event.uid};
}

Evidence stateEvidence(const Container &container, const Json &state)
{
    QString text = textAt(state, {"reason"});
    int exitCode = -1;
    reading::read(state, "exitCode", exitCode);
    if (exitCode >= 0) {
        const QString status = ClassificationText::tr("exit status %1").arg(exitCode);
        text = text.isEmpty() ? status : text + u", "_s + status;
    }
    if (const QString message = messageAt(state).trimmed(); !message.isEmpty())
        text += (text.isEmpty() ? u""_s : u": "_s) + message;
    return {Evidence::Kind::ContainerState, u"container "_s + container.name, text,
            timeAt(state, {"finishedAt"}), container.podVersion};
}

Evidence stopEvidence(const QString &value)
{
    return {Evidence::Kind::Condition, u"annotation kubeflow-resource-stopped"_s, value, {}, {}};
}

Evidence conditionEvidence(const PodHistory &history, const Json &condition)
{
    const QString reason = textAt(condition, {"reason"});
    const QString message = messageAt(condition);
    return {Evidence::Kind::Condition, u"condition "_s + textAt(condition, {"type"}),
            message.isEmpty() ? reason : reason + u": "_s + message,
            timeAt(condition, {"lastTransitionTime"}), versionOf(history.pod)};
}

QString capture(const QString &text, const QString &pattern)
{
    return QRegularExpression(pattern).match(text).captured(1);
}

} // namespace assay::models::classification
