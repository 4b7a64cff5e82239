// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::ui {

class WindowActions;
class WindowSettings;

//! Shows how many tests go side by side, as it is remembered, and takes up what is chosen from now
//! on. `settings` must outlive the actions.
void offerJobs(const WindowActions &actions, WindowSettings *settings);

} // namespace assay::ui
