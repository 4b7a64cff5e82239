// SPDX-License-Identifier: Apache-2.0
#include "rehearsed_objects.h"

#include "manifests.h"
#include "origin.h"

#include <models/base/json.h>

#include <QRegularExpression>

#include <algorithm>
#include <set>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

//! Made by a person, it is a person's: nothing of Assay's may take it for its own.
static Json unmarked(Json object)
{
    if (!object.is_null())
        unmark(object);
    return object;
}

ClusterFacts assumedCluster()
{
    ClusterFacts assumed;
    assumed.notebookApi = true;
    assumed.openDataHub = true;
    return assumed;
}

std::vector<RehearsedObject>
rehearsedObjects(const models::CustomImageTestConfiguration &configuration,
                 const ClusterFacts &cluster, int jobs, bool ownPullSecret)
{
    models::CustomImageTestConfiguration bare;
    bare.nameSpace = configuration.nameSpace;
    bare.notebookName = configuration.notebookName;
    bare.customImage = configuration.customImage;
    const Manifests made = renderManifests(configuration, {}, cluster, jobs, ownPullSecret);
    const Manifests plain = renderManifests(bare, {}, assumedCluster(), 1);
    std::vector<RehearsedObject> objects;
    for (Json Manifests::*object : {&Manifests::nameSpace, &Manifests::pullSecret,
                                    &Manifests::persistentVolumeClaim, &Manifests::notebook}) {
        if (!(made.*object).is_null())
            objects.push_back({unmarked(made.*object), unmarked(plain.*object)});
    }
    return objects;
}

void addUnlike(std::vector<RehearsedObject> &objects, std::vector<RehearsedObject> more)
{
    for (RehearsedObject &one : more) {
        const bool isThere =
            std::any_of(objects.begin(), objects.end(), [&one](const RehearsedObject &other) {
                return other.object == one.object;
            });
        if (!isThere)
            objects.push_back(std::move(one));
    }
}

static QString memberOf(const QString &path, const std::string &key)
{
    static const QRegularExpression name(u"^[A-Za-z_][A-Za-z0-9_-]*$"_s);
    const QString text = QString::fromStdString(key);
    if (name.match(text).hasMatch())
        return path.isEmpty() ? text : path + u'.' + text;
    return path + u'[' + QString::fromStdString(Json(key).dump()) + u']';
}

static void comparePlaces(const Json &before, const Json &after, const QString &path,
                          std::vector<DifferentPlace> &places)
{
    using Kind = DifferentPlace::Kind;
    if (before == after)
        return;
    const auto one = [&](const Json *old, const Json *now, const QString &at) {
        if (old && now)
            comparePlaces(*old, *now, at, places);
        else
            places.push_back({now ? Kind::Added : Kind::LeftOut, at});
    };
    if (before.is_object() && after.is_object()) {
        std::set<std::string> keys;
        for (const Json *all : {&before, &after})
            for (const auto &[key, value] : all->items())
                keys.insert(key);
        for (const std::string &key : keys) {
            const auto old = before.find(key), now = after.find(key);
            one(old == before.end() ? nullptr : &*old, now == after.end() ? nullptr : &*now,
                memberOf(path, key));
        }
    } else if (before.is_array() && after.is_array()) {
        for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i)
            one(i < before.size() ? &before[i] : nullptr, i < after.size() ? &after[i] : nullptr,
                path + u"[%1]"_s.arg(i));
    } else {
        places.push_back({Kind::Changed, path});
    }
}

std::vector<DifferentPlace> differentPlaces(const RehearsedObject &object)
{
    std::vector<DifferentPlace> places;
    if (!object.ofTemplate.is_null())
        comparePlaces(object.ofTemplate, object.object, {}, places);
    return places;
}

} // namespace assay::app
