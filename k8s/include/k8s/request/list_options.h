// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::k8s {

struct ListOptions
{
    QString labelSelector;
    QString fieldSelector;
    bool operator==(const ListOptions &) const = default;
};

} // namespace assay::k8s
