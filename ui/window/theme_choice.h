// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::ui {

class WindowActions;
class WindowSettings;

//! Takes up the theme that is remembered, and each that is chosen from now on. `settings` must
//! outlive the actions.
void offerThemes(const WindowActions &actions, WindowSettings *settings);

} // namespace assay::ui
