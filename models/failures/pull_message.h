// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

namespace assay::models::classification {

//! What one registry answered, or what went wrong on the node, while an image was fetched.
struct PullAttempt
{
    QString from; //!< the mirror; empty for the image's own registry
    QString text; //!< the error with its chain of causes, without the image's name
    bool operator==(const PullAttempt &) const = default;
};

//! A pull error in a kubelet's, containerd's, CRI-O's or Docker's words, taken apart: what the
//! image's own registry answered comes first, mirrors follow. Empty where the message says only
//! that the kubelet waits. The image's name is left out, for it may hold any word.
std::vector<PullAttempt> readPullMessage(const QString &message, const QString &image);

} // namespace assay::models::classification
