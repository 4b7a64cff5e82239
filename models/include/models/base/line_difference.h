// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

namespace assay::models {

//! A line of one text or of both.
struct ComparedLine
{
    enum class Kind { Both, Before, After };
    Kind kind = Kind::Both;
    QString text;
    bool operator==(const ComparedLine &) const = default;
};

//! Every line of two texts: where they differ, those of the first before those of the second. Of
//! large texts that have next to nothing in common, all between their common ends differs.
std::vector<ComparedLine> compareLines(const QString &before, const QString &after);

} // namespace assay::models
