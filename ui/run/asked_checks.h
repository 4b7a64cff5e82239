// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/custom_image_test_configuration.h>

namespace assay::ui {

//! What a test asks for beyond imports and cells, as a person reads it: "numpy>=1.26", the titles
//! of workbench checks, "GPU", "start-up log"; empty where it asks for none.
QStringList askedChecks(const models::CustomImageTestConfiguration &configuration);

//! Whether its runs have the step that makes checks and runs cells.
bool asksBeyondImports(const models::CustomImageTestConfiguration &configuration);

} // namespace assay::ui
