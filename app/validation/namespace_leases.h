// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <QHash>

namespace assay::app {

//! Who among the validations of one engine still uses a namespace, and whether it was made by one
//! of them: the last to leave deletes it, nobody else does.
class NamespaceLeases
{
public:
    void enter(const QString &nameSpace) { ++m_leases[nameSpace].users; }
    //! `made` is the Namespace, or the Project where OpenShift was asked for one.
    void created(const models::ObjectRef &made) { m_leases[made.name].made = made; }
    void keep(const QString &nameSpace) { m_leases[nameSpace].kept = true; }

    struct Departure
    {
        bool last = false;                     //!< nobody uses it any more
        std::optional<models::ObjectRef> made; //!< where one of us made it
        bool kept = false;                     //!< one of us left objects in it on purpose
    };
    Departure leave(const QString &nameSpace)
    {
        Lease &lease = m_leases[nameSpace];
        Departure departure{--lease.users == 0, lease.made, lease.kept};
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
    };
    QHash<QString, Lease> m_leases;
};

} // namespace assay::app
