// SPDX-License-Identifier: Apache-2.0
#include "origin.h"

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

static constexpr auto managerLabel = "app.kubernetes.io/managed-by";
static constexpr auto runLabelName = "assay/run";
static constexpr auto placeAnnotation = "assay/made-as";

//! "name", or "namespace/name".
static QString placeOf(const Json &object)
{
    const QString nameSpace = models::textAt(object, {"metadata", "namespace"});
    const QString name = models::textAt(object, {"metadata", "name"});
    return nameSpace.isEmpty() ? name : nameSpace + u'/' + name;
}

// A label's value: at most 63 characters, ending in a letter or digit.
QString runLabel(const QString &runId)
{
    QString value = runId.left(63);
    while (!value.isEmpty() && !value.back().isLetterOrNumber())
        value.chop(1);
    return value;
}

void markAsMadeBy(Json &object, const QString &runLabel)
{
    object.merge_patch({{"metadata",
                         {{"labels", {{managerLabel, "assay"}, {runLabelName, runLabel}}},
                          {"annotations", {{placeAnnotation, placeOf(object)}}}}}});
}

void unmark(Json &object)
{
    Json &metadata = object["metadata"];
    for (const auto &[map, key] : {std::pair("labels", managerLabel),
                                   {"labels", runLabelName},
                                   {"annotations", placeAnnotation}}) {
        Json &members = metadata[map];
        if (members.is_object())
            members.erase(key);
        if (members.empty())
            metadata.erase(map);
    }
}

bool isAssays(const Json &object)
{
    return models::textAt(object, {"metadata", "labels", managerLabel}) == "assay"_L1 &&
           models::textAt(object, {"metadata", "annotations", placeAnnotation}) == placeOf(object);
}

QString runLabelOf(const Json &object)
{
    return isAssays(object) ? models::textAt(object, {"metadata", "labels", runLabelName})
                            : QString();
}

bool isMadeFor(const Json &object, const QSet<QString> &runLabels)
{
    const bool isOwned = !models::listAt(object, {"metadata", "ownerReferences"}).empty();
    const QString run = models::textAt(object, {"metadata", "labels", runLabelName});
    return !run.isEmpty() && runLabels.contains(run) && (isOwned || isAssays(object));
}

} // namespace assay::app
