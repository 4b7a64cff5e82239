// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/run/validation.h>
#include <k8s/watch/reflector.h>

#include <QHash>

#include <array>

namespace assay::app {

class WideWatch;

//! What is seen of one kind of object in one namespace, whoever else looks over the same
//! connection, and whether that connection carries the namespace or the whole cluster.
class NamespaceWatch : public QObject
{
    Q_OBJECT
public:
    using Object = std::shared_ptr<const models::Json>;
    ~NamespaceWatch() override;

    k8s::Reflector::State state() const;
    const std::optional<k8s::Error> &lastError() const;
    std::vector<Object> objects() const;

Q_SIGNALS:
    //! The state, or that a list is complete.
    void stateChanged();
    void upserted(const std::shared_ptr<const assay::models::Json> &object);
    void removed(const std::shared_ptr<const assay::models::Json> &object);

private:
    friend class WatchScope;
    friend class WideWatch;
    using Open = std::function<std::shared_ptr<k8s::Reflector>()>;
    NamespaceWatch(QString nameSpace, Open openNarrow, std::shared_ptr<WideWatch> wide);
    //! Nobody looks any more.
    void release();
    //! From now on the namespace by itself. What has gone meanwhile is told once it is listed.
    void narrow();

    const QString m_nameSpace;
    const Open m_openNarrow;
    std::shared_ptr<WideWatch> m_wide; //!< null: narrow
    std::shared_ptr<k8s::Reflector> m_narrow;
    std::vector<Object> m_unconfirmed; //!< seen before narrow(), and not since
};

//! Chooses what the validations on one cluster watch, in one place. A few of them watch their
//! namespaces, which needs no right beyond them. Many share one watch of the whole cluster for each
//! kind where the user may list and watch it: of the Notebooks that Assay made and the pods that
//! belong to any Notebook, by their labels. Events have no labels: the cluster's are watched only
//! where there are few of them. A right that is taken away in between leads back to the namespaces.
class WatchScope : public QObject
{
    Q_OBJECT
public:
    enum class Kind { Notebooks, Pods, Events };
    static constexpr int manyNamespaces = 5;
    //! An API server keeps events for an hour: this many are less than one a second.
    static constexpr qint64 fewEvents = 2'000;

    explicit WatchScope(std::shared_ptr<k8s::Client> client);
    ~WatchScope() override;

    //! Asks what is allowed, and how many events there are; where it cannot be found out, each
    //! namespace is watched by itself. `namespaces`: how many are in use at a time.
    static QCoro::Task<> choose(std::shared_ptr<WatchScope> scope,
                                std::shared_ptr<Cancellation> cancellation, int namespaces);

    bool isWide(Kind kind) const;
    std::shared_ptr<NamespaceWatch> watch(Kind kind, const QString &nameSpace);

private:
    void widen(Kind kind);
    const std::shared_ptr<k8s::Client> m_client;
    std::array<std::shared_ptr<WideWatch>, 3> m_wide; //!< by kind; null: narrow
};

} // namespace assay::app
