// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/notebook_resource.h>

#include "base/json_reading.h"

#include <array>

namespace assay::models {

using namespace Qt::StringLiterals;

static constexpr std::array allStatuses{NotebookStatus::Created,    NotebookStatus::PodPending,
                                        NotebookStatus::PodRunning, NotebookStatus::Ready,
                                        NotebookStatus::Failed,     NotebookStatus::Deleted};

QString toString(NotebookStatus status)
{
    switch (status) {
    case NotebookStatus::Created:
        return u"Created"_s;
    case NotebookStatus::PodPending:
        return u"PodPending"_s;
    case NotebookStatus::PodRunning:
        return u"PodRunning"_s;
    case NotebookStatus::Ready:
        return u"Ready"_s;
    case NotebookStatus::Failed:
        return u"Failed"_s;
    case NotebookStatus::Deleted:
        return u"Deleted"_s;
    }
    return {};
}

std::optional<NotebookStatus> notebookStatusFromString(const QString &name)
{
    for (const NotebookStatus status : allStatuses) {
        if (toString(status) == name)
            return status;
    }
    return std::nullopt;
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
    n.status = notebookStatusFromString(textAt(j, {"status"})).value_or(NotebookStatus::Created);
}

} // namespace assay::models
