// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models {

//! One thing wrong with one field. `path` is the field's name in the data model's spelling, with
//! the entry where it has several: "packages_to_verify[1]", "auth_annotations.key".
struct FieldProblem
{
    enum class Severity { Error, Warning };
    QString path;
    QString message; //!< a sentence: what is wrong and what to write instead
    Severity severity = Severity::Error;
    bool operator==(const FieldProblem &) const = default;
};

} // namespace assay::models
