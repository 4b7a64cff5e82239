// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::models {

//! Installs what is embedded for the application that is running: the English plurals ("1 package",
//! "2 packages"), in every locale, since the texts in the code know one form only. Each program
//! calls it at the application's start, by Q_COREAPP_STARTUP_FUNCTION.
void installTranslations();

} // namespace assay::models
