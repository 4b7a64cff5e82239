// SPDX-License-Identifier: Apache-2.0
#pragma once

class QAbstractItemView;

namespace assay::ui {

//! Gives a table or a tree with columns a context menu, by mouse and by the Menu key: the view's
//! own actions(), then what copies the cell, the rows and all that is shown, with tabs between
//! cells.
void addTableMenu(QAbstractItemView *view);

} // namespace assay::ui
