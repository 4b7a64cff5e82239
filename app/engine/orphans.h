// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/lease.h"

#include <app/run/validation.h>

namespace assay::app {

//! Objects of one run that are labelled as Assay's and that no record here knows: of another
//! machine, another user, or a runner that died with its records.
struct Orphans
{
    QString run;                            //!< its label
    std::vector<models::ObjectRef> objects; //!< the namespace first, the Notebook last
    QDateTime since;                        //!< when the oldest was made
    std::optional<Lease> lease;             //!< the newest that any of them carries

    bool isLive(const QDateTime &now) const { return lease && lease->isLive(now); }
    //! "run R, made 2 h 05 min ago, in use by run R of H for …".
    QString toText(const QDateTime &now) const;
};

struct OrphanSearch
{
    std::vector<Orphans> all; //!< those with a namespace last: it goes once nothing is in it
    QStringList unseen;       //!< what could not be looked at, each with why
    //! Why the cluster could not be asked: no matter of rights, so that nothing more was asked.
    std::optional<k8s::Error> failure;
};

//! Refused to an anonymous user, who sent no credentials: that tells nothing of anybody's rights.
bool isOfNobody(const k8s::Error &error);

//! Asks the cluster, everywhere where that is allowed, else in `nameSpaces`. Objects with one of
//! the uids in `known` are left out.
QCoro::Task<OrphanSearch> findOrphans(std::shared_ptr<k8s::Client> client,
                                      std::shared_ptr<Cancellation> cancellation,
                                      QStringList nameSpaces, QSet<QString> known);

//! Deletes them. What could not be deleted, each with why; empty: all is gone.
QCoro::Task<QStringList> cleanOrphans(std::shared_ptr<k8s::Client> client,
                                      std::shared_ptr<Cancellation> cancellation, Orphans orphans);

} // namespace assay::app
