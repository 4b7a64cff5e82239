// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace assay::k8s {

//! Translation context of the sentences that this room says to people.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(assay::k8s)
};

} // namespace assay::k8s
