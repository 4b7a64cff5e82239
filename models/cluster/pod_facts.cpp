// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/pod_facts.h>

namespace assay::models {

using namespace Qt::StringLiterals;

static const Json &namedIn(const Json &list, const QString &name)
{
    static const Json null = nullptr;
    for (const Json &item : list) {
        if (textAt(item, {"name"}) == name)
            return item;
    }
    return null;
}

PodFacts podFactsOf(const Json &pod, const QString &container)
{
    const Json &status = namedIn(listAt(pod, {"status", "containerStatuses"}), container);
    const Json &spec = namedIn(listAt(pod, {"spec", "containers"}), container);
    PodFacts facts;
    facts.imageId = textAt(status, {"imageID"});
    facts.node = textAt(pod, {"spec", "nodeName"});
    facts.scc = textAt(pod, {"metadata", "annotations", "openshift.io/scc"});
    for (const Json *id :
         {&at(status, {"user", "linux", "uid"}), &at(spec, {"securityContext", "runAsUser"}),
          &at(pod, {"spec", "securityContext", "runAsUser"})}) {
        if (id->is_number_integer()) {
            facts.userId = id->get<qint64>();
            break;
        }
    }
    return facts;
}

QString memoryLimitOf(const Json &pod, const QString &container)
{
    return textAt(namedIn(listAt(pod, {"spec", "containers"}), container),
                  {"resources", "limits", "memory"});
}

QStringList claimMountsOf(const Json &pod, const QString &container)
{
    const Json &asked = namedIn(listAt(pod, {"spec", "containers"}), container);
    QStringList paths;
    for (const Json &mount : listAt(asked, {"volumeMounts"})) {
        const Json &volume = namedIn(listAt(pod, {"spec", "volumes"}), textAt(mount, {"name"}));
        const QString path = textAt(mount, {"mountPath"});
        if (at(volume, {"persistentVolumeClaim"}).is_object() && !path.isEmpty())
            paths << path;
    }
    return paths;
}

static Json textOrNull(const QString &text)
{
    return text.isEmpty() ? Json(nullptr) : Json(text);
}

Json toJson(const PodFacts &facts)
{
    return {{"image_id", textOrNull(facts.imageId)},
            {"node", textOrNull(facts.node)},
            {"scc", textOrNull(facts.scc)},
            {"user_id", facts.userId ? Json(*facts.userId) : Json(nullptr)}};
}

} // namespace assay::models
