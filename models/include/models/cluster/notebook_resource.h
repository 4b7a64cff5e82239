// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/custom_image_test_configuration.h>

namespace assay::models {

enum class NotebookStatus { Created, PodPending, PodRunning, Ready, Failed, Deleted };

QString toString(NotebookStatus status); //!< "Created", "PodPending", …

//! The Notebook that a validation creates (the data model's entity 2).
struct NotebookResource
{
    QString name;
    QString nameSpace;
    QString image;
    QString podName;       //!< name + "-0" until the real pod is known; long names get another
    QString containerName; //!< = name
    NotebookStatus status = NotebookStatus::Created;

    static NotebookResource fromConfiguration(const CustomImageTestConfiguration &configuration);
    bool operator==(const NotebookResource &) const = default;
};

void to_json(Json &j, const NotebookResource &n);
void from_json(const Json &j, NotebookResource &n);

} // namespace assay::models
