// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::ui {

//! Text from outside for the screen: no control characters but newlines, no direction overrides.
QString displayText(const QString &text);

} // namespace assay::ui
