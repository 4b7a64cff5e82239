// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::app {

//! What makes a shell, "bash", "zsh" or "fish", complete the verbs and options of verbs().
QString completionFor(const QString &shell);

} // namespace assay::app
