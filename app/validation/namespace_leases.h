// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <QHash>
#include <QSet>

namespace assay::app {

//! Who among the validations of one engine still uses a namespace, and whether it was made by one
//! of them: the last to leave deletes it, nobody else does.
class NamespaceLeases
{
public:
    //! `run` is what its objects are labelled with; see runLabel().
    void enter(const QString &nameSpace, const QString &run)
    {
        Lease &lease = m_leases[nameSpace];
        ++lease.users;
        lease.runs.insert(run);
    }
    //! `made` is the Namespace, or the Project where OpenShift was asked for one.
    void created(const models::ObjectRef &made) { m_leases[made.name].made = made; }
    void keep(const QString &nameSpace) { m_leases[nameSpace].kept = true; }

    struct Departure
    {
        bool last = false;                     //!< nobody uses it any more
        std::optional<models::ObjectRef> made; //!< where one of us made it
        bool kept = false;                     //!< one of us left objects in it on purpose
        QSet<QString> runs;                    //!< all of us that used it
    };
    Departure leave(const QString &nameSpace)
    {
        Lease &lease = m_leases[nameSpace];
        Departure departure{--lease.users == 0, lease.made, lease.kept, lease.runs};
        if (departure.last)
            m_leases.remove(nameSpace);
        return departure;
    }

private:
    struct Lease
    {
        int users = 0;
        std::optional<models::ObjectRef> made;
        bool kept = false;
        QSet<QString> runs;
    };
    QHash<QString, Lease> m_leases;
};

} // namespace assay::app
