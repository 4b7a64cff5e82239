// SPDX-License-Identifier: Apache-2.0
#include "outlined_style.h"

#include <ui/look/theme.h>

#include <QPainter>
#include <QStyleOption>

namespace assay::ui {

using namespace Qt::StringLiterals;

OutlinedStyle::OutlinedStyle() : QProxyStyle(u"Fusion"_s) {}

static void drawOutline(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = Theme::instance();
    // What has the focus has a line of its own.
    if ((!theme.isDark() && !theme.isHighContrast()) || (option->state & QStyle::State_HasFocus))
        return;
    const bool isOff = !(option->state & QStyle::State_Enabled);
    const double strength = theme.isHighContrast() ? 1 : 0.4;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(blended(themeColor(ColorRole::Window), themeColor(ColorRole::Text),
                            isOff ? strength / 2 : strength));
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
}

void OutlinedStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                  QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    switch (element) {
    case PE_FrameLineEdit:
    case PE_Frame:
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
    case PE_PanelButtonCommand:
        drawOutline(option, painter);
        break;
    default:
        break;
    }
}

void OutlinedStyle::drawControl(ControlElement element, const QStyleOption *option,
                                QPainter *painter, const QWidget *widget) const
{
    const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (element != CE_ComboBoxLabel || !box || box->editable)
        return QProxyStyle::drawControl(element, option, painter, widget);
    QStyleOptionComboBox cut = *box;
    int room = subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget).width() - 2;
    if (!cut.currentIcon.isNull())
        room -= cut.iconSize.width() + 4; // as Fusion spaces them
    cut.currentText = cut.fontMetrics.elidedText(cut.currentText, Qt::ElideMiddle, room);
    QProxyStyle::drawControl(element, &cut, painter, widget);
}

void OutlinedStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                       QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox || control == CC_ComboBox)
        drawOutline(option, painter);
}

int OutlinedStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                               const QWidget *widget) const
{
    const int usual = QProxyStyle::pixelMetric(metric, option, widget);
    return metric == PM_TabBarTabHSpace && widget && widget->property(tightTabs).toBool()
               ? usual * 5 / 12
               : usual;
}

} // namespace assay::ui
