// SPDX-License-Identifier: Apache-2.0
// What the inspections of a window share.
#pragma once

#include <QRect>
#include <QString>

#include <vector>

class QWidget;

namespace assay::tests {

QString wordsOf(const QWidget *widget);
//! For a message: its class, its object's name and some of its words.
QString nameOf(const QWidget *widget);
//! Parts of Qt's own widgets, which stand and fall with them.
bool isInner(const QWidget *widget);
//! Those that are seen, but for what belongs to other windows or is a part of Qt's own widgets.
std::vector<QWidget *> shownIn(const QWidget &window);
//! The part of a widget that what holds it shows.
QRect seenPart(const QWidget &window, const QWidget *widget);

} // namespace assay::tests
