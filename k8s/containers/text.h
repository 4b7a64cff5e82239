// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace assay::containers {

//! Translation context of the sentences that this library says to people.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(assay::containers)
};

} // namespace assay::containers
