// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/pod_facts.h>

namespace assay::models {

using namespace Qt::StringLiterals;

static Json namedIn(const Json &list, const QString &name)
{
    for (const Json &item : list.is_array() ? list : Json::array()) {
        if (textAt(item, {"name"}) == name)
            return item;
    }
    return nullptr;
}

PodFacts podFactsOf(const Json &pod, const QString &container)
{
    const Json status = namedIn(at(pod, {"status", "containerStatuses"}), container);
    const Json spec = namedIn(at(pod, {"spec", "containers"}), container);
    PodFacts facts;
    facts.imageId = textAt(status, {"imageID"});
    facts.node = textAt(pod, {"spec", "nodeName"});
    facts.scc = textAt(pod, {"metadata", "annotations", "openshift.io/scc"});
    for (const Json &id :
         {at(status, {"user", "linux", "uid"}), at(spec, {"securityContext", "runAsUser"}),
          at(pod, {"spec", "securityContext", "runAsUser"})}) {
        if (id.is_number_integer()) {
            facts.userId = id.get<qint64>();
            break;
        }
    }
    return facts;
}

QStringList claimMountsOf(const Json &pod, const QString &container)
{
    const Json mounts = at(namedIn(at(pod, {"spec", "containers"}), container), {"volumeMounts"});
    QStringList paths;
    for (const Json &mount : mounts.is_array() ? mounts : Json::array()) {
        const Json volume = namedIn(at(pod, {"spec", "volumes"}), textAt(mount, {"name"}));
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
