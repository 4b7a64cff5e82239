// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <QString>

namespace assay::ui {

QString label(models::NotebookStatus status);
QString label(models::Phase phase);
QString label(models::Outcome outcome);

//! Text from outside for the screen: no control characters but newlines, no direction overrides.
QString displayText(const QString &text);

} // namespace assay::ui
