// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

#include <QString>

namespace assay::models {

//! What became of a failure that the suite knew of.
struct KnownFailureFinding
{
    enum class Kind {
        None,       //!< the suite knows of none, or the test did not end
        Known,      //!< it failed as known: this does not fail the run
        Expired,    //!< it failed as known, after the last day
        OtherCause, //!< it failed otherwise
        Gone        //!< it passed: the entry can be removed
    };
    Kind kind = Kind::None;
    QString sentence; //!< for a person; empty for None
};
//! By the day on which the test began, so that a stored run is judged as it was.
KnownFailureFinding knownFailureOf(const RunRecord &record);
//! Whether it failed as its suite knows it.
bool isKnownFailure(const RunRecord &record);

} // namespace assay::models
