// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"
#include "resource_type.h"

#include <QObject>

#include <deque>
#include <map>
#include <vector>

namespace assay::sandbox {

//! One entry of the store's history.
struct Change
{
    enum class Type { Added, Modified, Deleted };
    Type type = Type::Added;
    const ResourceType *resource = nullptr;
    ObjectPtr object;   //!< as it is, or as it last was; carries the change's resourceVersion
    ObjectPtr previous; //!< before a modification or deletion
    quint64 version = 0;
};

//! The objects, their resourceVersions and the recent history of changes: what etcd and the watch
//! cache are to an API server. Knows metadata, but no kind in particular.
class ObjectStore : public QObject
{
    Q_OBJECT
public:
    //! Versions begin above zero, so that a small one is older than what is kept.
    static constexpr quint64 FirstVersion = 1000;
    static constexpr std::size_t HistoryLength = 5000;

    explicit ObjectStore(QObject *parent = nullptr);

    quint64 version() const { return m_version; }
    //! A watch can resume from this version or a later one.
    quint64 oldestVersion() const { return m_oldest; }

    //! Null where there is none.
    ObjectPtr find(const ResourceType &type, const std::string &nameSpace,
                   const std::string &name) const;
    //! By namespace and name; an empty namespace means all.
    std::vector<ObjectPtr> list(const ResourceType &type, const std::string &nameSpace = {}) const;
    //! Of all kinds.
    std::vector<std::pair<const ResourceType *, ObjectPtr>>
    listAll(const std::string &nameSpace = {}) const;

    //! Sets uid, creationTimestamp, generation, resourceVersion. Throws AlreadyExists.
    ObjectPtr create(const ResourceType &type, Json object);
    enum class Part { All, Status, ExceptStatus };
    //! Replaces that part of the object; nothing happens where nothing differs. An object that
    //! is being deleted and has no finalizer left goes away. Throws NotFound, Conflict (its
    //! resourceVersion, where given, is not the current one).
    ObjectPtr update(const ResourceType &type, const Json &object, Part part);
    //! Removes it at once. Null where there is none.
    ObjectPtr remove(const ResourceType &type, const std::string &nameSpace,
                     const std::string &name);

    //! Of that kind, later than that version, oldest first.
    std::vector<Change> changesSince(quint64 version, const ResourceType &type) const;

Q_SIGNALS:
    //! In the order of versions and from the event loop, never inside the call that made it.
    void changed(const assay::sandbox::Change &change);

private:
    using Key = std::pair<std::string, std::string>;
    ObjectPtr commit(const ResourceType &type, Change::Type change, Json object,
                     const ObjectPtr &previous);
    void dispatch();

    std::map<const ResourceType *, std::map<Key, ObjectPtr>> m_objects;
    std::deque<Change> m_history;
    std::deque<Change> m_undelivered;
    quint64 m_version = FirstVersion;
    quint64 m_oldest = FirstVersion;
};

} // namespace assay::sandbox
