// SPDX-License-Identifier: Apache-2.0
#include <models/suite/custom_image_test_configuration.h>

#include <models/suite/configuration_fields.h>

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
    j = Json::object();
    for (const ConfigurationField &field : configurationFields()) {
        if (field.presence != ConfigurationField::Presence::Optional || !hasDefault(field, c))
            j[field.name] = valueOf(field, c);
    }
}

void from_json(const Json &j, CustomImageTestConfiguration &c)
{
    c = {};
    for (const ConfigurationField &field : configurationFields())
        setValue(field, at(j, {field.name}), c);
}

} // namespace assay::models
