// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

namespace assay::models::classification {

//! One of the API server's objections to an object: "spec.containers[0].image: Required value".
struct FieldError
{
    QString field;   //!< the path, without a dot in front: "spec.containers[0].image"
    QString problem; //!< "Invalid value", "Required value", "Forbidden", …
    QString detail;  //!< what follows: "must be in the ranges: [1000680000, 1000689999]"
    bool operator==(const FieldError &) const = default;
};

//! A refusal without what controllers wrap around it: "create Pod … failed error: ", "pods "x" is
//! forbidden: ", the JSON of a Status.
QString admissionRefusal(const QString &message);

//! The field errors of a refusal, in its order; one that is said twice counts once. What says that
//! a security rule may not be used by the pod's account is no error of a field.
std::vector<FieldError> readFieldErrors(const QString &refusal);

} // namespace assay::models::classification
