// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/lease.h"
#include "ladder.h"

namespace assay::app {

//! The run, of whichever user, that objects of a wanted name belong to.
struct NameOwner
{
    QString run;                //!< the label of its objects
    std::optional<Lease> lease; //!< as the cluster has it

    bool isLive() const;
    //! "Assay's own, left by run …"
    QString toText() const;
    QString advice() const;
};

//! Nothing where none of the objects that were found is Assay's.
QCoro::Task<std::optional<NameOwner>> ownerOf(LadderPtr ladder, QString nameSpace,
                                              std::vector<models::Json> found);

} // namespace assay::app
