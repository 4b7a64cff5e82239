// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classification.h"

namespace assay::models::classification {

//! A ConfigMap or Secret whose keys a container sees as files.
struct MountedObject
{
    QString kind; //!< "ConfigMap", "Secret"
    QString name;
    QString path; //!< the file that is spoken of, or the folder where it is mounted
};

//! What a file that `text` names comes from; nothing where it names none that the template mounts.
std::optional<MountedObject> mountedFileIn(const QString &text, const PodHistory &history,
                                           const Container &container);

//! What is mounted into one of the folders in which Jupyter looks for its settings.
std::optional<MountedObject> mountedSettings(const PodHistory &history, const Container &container);

} // namespace assay::models::classification
