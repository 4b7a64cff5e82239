// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>

#include <optional>

namespace assay::app {

//! Who among the validations of one engine still uses a namespace, and whether it was made by one
//! of them: the last to leave deletes it, nobody else does.
class NamespaceLeases
{
public:
    void enter(const QString &nameSpace) { ++m_leases[nameSpace].users; }
    void created(const QString &nameSpace, const QString &uid) { m_leases[nameSpace].uid = uid; }
    void keep(const QString &nameSpace) { m_leases[nameSpace].kept = true; }

    struct Departure
    {
        bool last = false; //!< nobody uses it any more
        QString uid;       //!< of the namespace, where one of us made it; else empty
        bool kept = false; //!< one of us left objects in it on purpose
    };
    Departure leave(const QString &nameSpace)
    {
        Lease &lease = m_leases[nameSpace];
        Departure departure{--lease.users == 0, lease.uid, lease.kept};
        if (departure.last)
            m_leases.remove(nameSpace);
        return departure;
    }

private:
    struct Lease
    {
        int users = 0;
        QString uid;
        bool kept = false;
    };
    QHash<QString, Lease> m_leases;
};

} // namespace assay::app
