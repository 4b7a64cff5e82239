// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/form/objects_text.h>

namespace assay::app {

//! What `assay manifest` prints of a test where no cluster is asked, line by line beside what the
//! template makes of it.
ui::ObjectsText objectsText(const models::CustomImageTestConfiguration &configuration);

} // namespace assay::app
