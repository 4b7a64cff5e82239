// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProxyStyle>

namespace assay::ui {

//! A tab bar's property, true where many tabs are to be seen side by side.
constexpr const char *tightTabs = "tightTabs";

//! Fusion, with lines around what can be typed into and ticked that can be seen: Fusion's are
//! darker than the window, which in a dark one is no line at all.
class OutlinedStyle : public QProxyStyle
{
    Q_OBJECT
public:
    OutlinedStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    //! What a box has no room for ends in an ellipsis.
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                            QPainter *painter, const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override;
};

} // namespace assay::ui
