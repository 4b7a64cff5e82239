// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <map>
#include <set>
#include <vector>

namespace assay::models {

//! The end of a container's log.
struct ContainerLog
{
    QString nameSpace; //!< empty where only the container is known
    QString pod;       //!< empty as above
    QString container;
    bool previous = false; //!< of the start before the present one
    QString text;
};

//! Objects of a cluster as kubectl prints them or a server lists them, wherever they come from.
class ClusterObjects
{
public:
    enum class Kind {
        Notebook,
        StatefulSet,
        Pod,
        Event,
        Claim,
        Volume,
        Node,
        Service,
        Endpoints,
        EndpointSlice,
        Route,
        HttpRoute,
    };

    //! Takes an object, or the items of a list. What says nothing about a workbench is left out.
    //! The answer says why it is no object of a cluster, or not a whole one, as the end of a
    //! sentence; what stood before it is taken.
    std::optional<QString> add(Json object);
    //! A list of this kind was asked for and answered, so that what is not in it does not exist.
    void know(Kind kind) { m_known.insert(kind); }
    bool knows(Kind kind) const { return m_known.contains(kind); }

    const std::vector<Json> &of(Kind kind) const;
    bool holdsWorkbenches() const;

    //! The latest time that any of them names as past.
    const QDateTime &newest() const { return m_newest; }
    void passed(const QDateTime &at);

    std::vector<ContainerLog> logs;
    //! What could not be looked at and why, a sentence each.
    QStringList unseen;

private:
    std::optional<QString> addOne(Json &object);
    void lookForTimes(const Json &value);

    std::map<Kind, std::vector<Json>> m_objects;
    std::set<Kind> m_known;
    QDateTime m_newest;
};

} // namespace assay::models
