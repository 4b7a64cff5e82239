// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

class QWidget;

namespace assay::tests {

// What is wrong with a window as it stands there, a line for each fault: which widget, what it says
// and what is wrong with it. Empty: nothing.

//! Texts that are cut off or elided and say the rest nowhere, widgets that lie over one another or
//! outside of what holds them, horizontal scroll bars of what is not named in `mayScroll`.
QStringList faultsOfLayout(const QWidget &window, const QStringList &mayScroll);
//! Widgets that are for the mouse alone, or that have no name for a screen reader; the keys of
//! those named in `operatedElsewhere` go to another widget.
QStringList faultsOfReach(const QWidget &window, const QStringList &operatedElsewhere = {});
//! Texts that are painted in less than 4.5:1; what is disabled may be paler.
QStringList faultsOfContrast(QWidget &window);

} // namespace assay::tests
