// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QDate>
#include <QMap>

#include <optional>

namespace assay::models {

//! A failure that a suite knows of:
//!
//!     known_failure: {text: "No module named 'torch'", until: 2027-01-31, reason: "ODS-4711"}
struct KnownFailure
{
    QString text; //!< what the cause of the failure holds, upper and lower case alike
    QDate until;  //!< the last day (UTC) on which it is excused
    QString reason;

    //! Nothing where the value is none: null, or not as the rules of a suite want it.
    static std::optional<KnownFailure> of(const Json &value);
};

//! `labels` of a test as texts; what is no text is left out.
QMap<QString, QString> labelsOf(const Json &value);

} // namespace assay::models
