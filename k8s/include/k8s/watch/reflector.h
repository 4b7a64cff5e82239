// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/error.h>

#include <QDateTime>
#include <QObject>

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace assay::k8s {

//! Keeps a local copy of a list of objects (client-go: Reflector): lists, watches from the list's
//! resourceVersion, resumes after a normal close, lists again after 410, backs off on errors.
//! Never gives up by itself; it says what state it is in. metadata.managedFields is left out.
class Reflector : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Starting,     //!< no list yet
        Synced,       //!< listed and watching
        Reconnecting, //!< what is held may be old: see staleSince() and lastError()
        Refused       //!< 401, 403 or 404: retried, slowly; will not change by itself
    };

    ~Reflector() override;

    State state() const;
    QDateTime syncedAt() const;   //!< last time that the server said something
    QDateTime staleSince() const; //!< invalid while Synced
    const std::optional<Error> &lastError() const;

    //! Every object known now, by "namespace/name" order. They are held packed: each call of this
    //! and of object() makes them anew.
    std::vector<std::shared_ptr<const nlohmann::json>> objects() const;
    //! The same for one namespace, without unpacking the others.
    std::vector<std::shared_ptr<const nlohmann::json>> objectsIn(const QString &nameSpace) const;
    //! Null where there is none.
    std::shared_ptr<const nlohmann::json> object(const QString &nameSpace,
                                                 const QString &name) const;

Q_SIGNALS:
    void stateChanged();
    //! After each list: also when nothing changed.
    void synced();
    void upserted(const std::shared_ptr<const nlohmann::json> &object);
    //! The object as last seen.
    void removed(const std::shared_ptr<const nlohmann::json> &object);

private:
    friend class Client;
    explicit Reflector(QObject *parent = nullptr);
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::k8s
