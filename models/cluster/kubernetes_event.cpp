// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/kubernetes_event.h>

#include "base/json_reading.h"

namespace assay::models {

using namespace Qt::StringLiterals;

static QString containerOf(const QString &fieldPath)
{
    for (const QString &prefix : {u"spec.containers{"_s, u"spec.initContainers{"_s}) {
        if (fieldPath.startsWith(prefix) && fieldPath.endsWith(u'}'))
            return fieldPath.mid(prefix.size(), fieldPath.size() - prefix.size() - 1);
    }
    return {};
}

static QDateTime firstValid(std::initializer_list<QDateTime> times)
{
    for (const QDateTime &time : times) {
        if (time.isValid())
            return time;
    }
    return {};
}

KubernetesEvent KubernetesEvent::fromObject(const Json &event)
{
    KubernetesEvent e;
    e.uid = textAt(event, {"metadata", "uid"});
    e.type = textAt(event, {"type"});
    e.reason = textAt(event, {"reason"});
    e.message = textAt(event, {"message"});
    e.objectKind = textAt(event, {"involvedObject", "kind"});
    e.objectName = textAt(event, {"involvedObject", "name"});
    e.container = containerOf(textAt(event, {"involvedObject", "fieldPath"}));
    e.source = textAt(event, {"source", "component"});
    if (e.source.isEmpty())
        e.source = textAt(event, {"reportingComponent"});
    reading::read(event, "count", e.count);
    reading::read(at(event, {"series"}), "count", e.count);
    e.count = std::max(e.count, 1);

    // Each writer of events fills other ones of these, and null stands for the rest.
    const QDateTime eventTime = timeAt(event, {"eventTime"});
    const QDateTime first = timeAt(event, {"firstTimestamp"});
    e.lastAt = firstValid({timeAt(event, {"series", "lastObservedTime"}),
                           timeAt(event, {"lastTimestamp"}), eventTime, first});
    e.firstAt = firstValid({first, eventTime, e.lastAt});
    return e;
}

QString KubernetesEvent::toLine() const
{
    QString line = type + u' ' + reason + u": "_s + message;
    if (count > 1)
        line += u" (x%1)"_s.arg(count);
    return line;
}

void to_json(Json &j, const KubernetesEvent &e)
{
    j = Json{{"uid", e.uid},
             {"type", e.type},
             {"reason", e.reason},
             {"message", e.message},
             {"object_kind", e.objectKind},
             {"object_name", e.objectName},
             {"container", e.container},
             {"source", e.source},
             {"count", e.count},
             {"first_at", e.firstAt},
             {"last_at", e.lastAt}};
}

void from_json(const Json &j, KubernetesEvent &e)
{
    e = {};
    reading::read(j, "uid", e.uid);
    reading::read(j, "type", e.type);
    reading::read(j, "reason", e.reason);
    reading::read(j, "message", e.message);
    reading::read(j, "object_kind", e.objectKind);
    reading::read(j, "object_name", e.objectName);
    reading::read(j, "container", e.container);
    reading::read(j, "source", e.source);
    reading::read(j, "count", e.count);
    reading::read(j, "first_at", e.firstAt);
    reading::read(j, "last_at", e.lastAt);
}

} // namespace assay::models
