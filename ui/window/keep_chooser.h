// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QComboBox;

namespace assay::ui {

//! What becomes of what a run created: its data is "never", "on-failure" or "always".
QComboBox *makeKeepChooser(const QString &keep);

} // namespace assay::ui
