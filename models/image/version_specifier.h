// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "package_version.h"

#include <tl/expected.hpp>

namespace assay::models {

//! One part of a specifier, such as ">=1.26" or "==2.4.*".
struct SpecifierClause
{
    enum class Operator { Compatible, Equal, NotEqual, AtMost, AtLeast, Below, Above, Identical };
    Operator comparison = Operator::Equal;
    PackageVersion version; //!< not for Identical
    bool wildcard = false;  //!< ".*": what follows the release's parts does not count
    QString text;           //!< what stands after the operator

    //! By PEP 440's section "Version specifiers".
    bool isFulfilledBy(const PackageVersion &candidate) const;
};

//! The parts between the commas; none of an empty text. The error is a sentence that says what to
//! write instead.
tl::expected<std::vector<SpecifierClause>, QString> specifierClauses(const QString &specifier);

} // namespace assay::models
