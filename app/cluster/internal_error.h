// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

namespace assay::app {

//! What an exception that nobody expected becomes: an error that blames no image. To be called
//! while it is handled, from within a catch block. `where` says what Assay was doing.
models::ValidationError internalError(const QString &where);

} // namespace assay::app
