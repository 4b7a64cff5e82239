// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

namespace assay::ui {

//! A value as block YAML, for people to read and to edit. Keys keep the order that they have.
QString toYamlText(const models::Json &value);

} // namespace assay::ui
