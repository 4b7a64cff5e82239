// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <QHash>
#include <QObject>
#include <QSet>

#include <memory>

namespace assay::app {

//! Who among the validations of one engine still uses a namespace, and whether it was made by one
//! of them: the last to leave deletes it, nobody else does. What other processes are told of it is
//! a Lease.
class NamespaceLeases
{
public:
    //! `run` is what its objects are labelled with; see runLabel().
    void enter(const QString &nameSpace, const QString &run)
    {
        Share &share = m_shares[nameSpace];
        ++share.users;
        share.runs.insert(run);
    }
    //! `made` is the Namespace, or the Project where OpenShift was asked for one. `keeper` renews
    //! its lease, and goes when the last of us leaves.
    void created(const models::ObjectRef &made, std::shared_ptr<QObject> keeper = {})
    {
        Share &share = m_shares[made.name];
        share.made = made;
        share.keeper = std::move(keeper);
    }
    bool isOurs(const QString &nameSpace) const
    {
        const auto share = m_shares.constFind(nameSpace);
        return share != m_shares.cend() && share->made;
    }
    void keep(const QString &nameSpace) { m_shares[nameSpace].kept = true; }

    struct Departure
    {
        bool last = false;                     //!< nobody uses it any more
        std::optional<models::ObjectRef> made; //!< where one of us made it
        bool kept = false;                     //!< one of us left objects in it on purpose
        QSet<QString> runs;                    //!< all of us that used it
    };
    Departure leave(const QString &nameSpace)
    {
        Share &share = m_shares[nameSpace];
        Departure departure{--share.users == 0, share.made, share.kept, share.runs};
        if (departure.last)
            m_shares.remove(nameSpace);
        return departure;
    }

private:
    struct Share
    {
        int users = 0;
        std::optional<models::ObjectRef> made;
        std::shared_ptr<QObject> keeper;
        bool kept = false;
        QSet<QString> runs;
    };
    QHash<QString, Share> m_shares;
};

} // namespace assay::app
