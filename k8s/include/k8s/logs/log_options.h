// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace assay::k8s {

struct LogOptions
{
    QString container; //!< required where the pod has several
    bool follow = false;
    bool previous = false;
    bool timestamps = false;
    std::optional<int> tailLines = {};
    std::optional<QString> sinceTime = {}; //!< RFC 3339
    std::optional<qint64> limitBytes = {};
};

} // namespace assay::k8s
