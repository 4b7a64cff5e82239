// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/yaml_scalars.h"

#include <models/base/yaml.h>
#include <models/suite/configuration_fields.h>

#include <QByteArray>

#include <functional>

namespace assay::models {

//! One entry of the list of tests, its dash in a column, its fields in the order in which people
//! read them but for those that `leaveOut` names.
QByteArray writeTest(const CustomImageTestConfiguration &test, int column,
                     const std::function<bool(const ConfigurationField &)> &leaveOut,
                     yaml::Texts texts = yaml::Texts::Blocks);
//! How the value of a field is written: words on one line.
yaml::Lists listsOf(const ConfigurationField &field);
//! Nothing need be said of it in a suite without defaults.
bool isImplied(const ConfigurationField &field, const CustomImageTestConfiguration &test);

} // namespace assay::models
