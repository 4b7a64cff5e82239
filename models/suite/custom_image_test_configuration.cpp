// SPDX-License-Identifier: Apache-2.0
#include <models/suite/custom_image_test_configuration.h>

#include "base/json_reading.h"

#include <algorithm>

namespace assay::models {

bool hasErrors(const std::vector<FieldProblem> &problems)
{
    return std::any_of(problems.begin(), problems.end(), [](const FieldProblem &problem) {
        return problem.severity == FieldProblem::Severity::Error;
    });
}

void to_json(Json &j, const CustomImageTestConfiguration &c)
{
    j = Json{{"id", c.id},
             {"namespace", c.nameSpace},
             {"notebook_name", c.notebookName},
             {"custom_image", c.customImage},
             {"packages_to_verify", c.packagesToVerify},
             {"timeout_pod_ready", c.timeoutPodReady},
             {"timeout_command", c.timeoutCommand},
             {"auth_annotations", reading::toObject(c.authAnnotations)}};
    if (!c.installedPackages.isEmpty())
        j["installed_packages"] = c.installedPackages;
    if (c.gpuRequired)
        j["gpu_required"] = true;
    if (!c.notebookCells.isEmpty())
        j["notebook_cells"] = c.notebookCells;
    if (!c.workbenchChecks.isEmpty())
        j["workbench_checks"] = c.workbenchChecks;
    if (!c.logPolicy.isEmpty())
        j["log_policy"] = c.logPolicy;
    if (!c.resources.is_null())
        j["resources"] = c.resources;
    if (!c.storage.is_null())
        j["storage"] = c.storage;
    if (!c.templateOverride.is_null())
        j["template"] = c.templateOverride;
}

void from_json(const Json &j, CustomImageTestConfiguration &c)
{
    c = {};
    reading::read(j, "id", c.id);
    reading::read(j, "namespace", c.nameSpace);
    reading::read(j, "notebook_name", c.notebookName);
    reading::read(j, "custom_image", c.customImage);
    reading::read(j, "packages_to_verify", c.packagesToVerify);
    reading::read(j, "timeout_pod_ready", c.timeoutPodReady);
    reading::read(j, "timeout_command", c.timeoutCommand);
    reading::read(j, "auth_annotations", c.authAnnotations);
    reading::read(j, "installed_packages", c.installedPackages);
    reading::read(j, "gpu_required", c.gpuRequired);
    reading::read(j, "notebook_cells", c.notebookCells);
    reading::read(j, "workbench_checks", c.workbenchChecks);
    if (const Json &policy = at(j, {"log_policy"}); policy.is_object())
        c.logPolicy = policy.get<StartupLogPolicy>();
    c.resources = at(j, {"resources"});
    c.storage = at(j, {"storage"});
    c.templateOverride = at(j, {"template"});
}

} // namespace assay::models
