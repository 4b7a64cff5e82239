// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/notebook_resource.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"

namespace assay::models {

using namespace Qt::StringLiterals;

QString toString(NotebookStatus status)
{
    return enumeratorName(status);
}

NotebookResource NotebookResource::fromConfiguration(const CustomImageTestConfiguration &c)
{
    return {.name = c.notebookName,
            .nameSpace = c.nameSpace,
            .image = c.customImage,
            .podName = c.notebookName + u"-0"_s,
            .containerName = c.notebookName,
            .status = NotebookStatus::Created};
}

void to_json(Json &j, const NotebookResource &n)
{
    j = Json{{"name", n.name},
             {"namespace", n.nameSpace},
             {"image", n.image},
             {"pod_name", n.podName},
             {"container_name", n.containerName},
             {"status", toString(n.status)}};
}

void from_json(const Json &j, NotebookResource &n)
{
    n = {};
    reading::read(j, "name", n.name);
    reading::read(j, "namespace", n.nameSpace);
    reading::read(j, "image", n.image);
    reading::read(j, "pod_name", n.podName);
    reading::read(j, "container_name", n.containerName);
    n.status =
        enumFromString<NotebookStatus>(textAt(j, {"status"})).value_or(NotebookStatus::Created);
}

} // namespace assay::models
