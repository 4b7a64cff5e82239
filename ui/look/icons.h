// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>
#include <ui/look/theme.h>

#include <QIcon>

namespace assay::ui {

enum class Symbol {
    Run,
    RunSelected,
    RunFailed,
    Stop,
    Export,
    Open,
    Save,
    Add,
    Duplicate,
    Remove,
    Close,
    Copy,
    Previous,
    Next,
    Problem,
    Warning
};

//! Drawn from paths in the theme's colours when it is painted: sharp at any scale, right in any
//! theme, and nothing to load.
QIcon icon(Symbol symbol);
//! The same for a test's state: a shape of its own for each, so that colour is never alone.
QIcon icon(models::TestState state);
void paintState(QPainter *painter, const QRectF &box, models::TestState state, const QColor &color);

ColorRole colorRoleFor(models::TestState state);

} // namespace assay::ui
