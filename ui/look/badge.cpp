// SPDX-License-Identifier: Apache-2.0
#include "badge.h"

#include "icons.h"

#include <QPainter>

namespace assay::ui {

Badge::Badge(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    setFont(bold);
    const int em = fontMetrics().height();
    setContentsMargins(em * 2 / 3, em / 6, em * 2 / 3, em / 6);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Badge::setState(const QString &text, models::TestState state)
{
    setBadge(text, colorRoleFor(state));
    m_state = state;
    const int em = fontMetrics().height();
    setContentsMargins(em * 3 / 2, em / 6, em * 2 / 3, em / 6);
}

void Badge::setBadge(const QString &text, ColorRole role)
{
    m_role = role;
    m_state.reset();
    setText(text);
    setVisible(!text.isEmpty());
    update();
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(themeColor(m_role));
    const double radius = std::min(height() / 2.0, fontMetrics().height() * 0.5);
    painter.drawRoundedRect(QRectF(rect()), radius, radius);
    // Muted is for text on a surface; the surface's own colour is what stands out from it.
    const QColor over =
        themeColor(m_role == ColorRole::Muted ? ColorRole::Card : ColorRole::OnStatus);
    if (m_state) {
        const double em = fontMetrics().height(), side = em * 0.8;
        paintState(&painter, {em * 0.5, (height() - side) / 2, side, side}, *m_state, over);
    }
    painter.setPen(over);
    painter.drawText(contentsRect(), Qt::AlignCenter, text());
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void setTextRole(QWidget *widget, ColorRole role)
{
    const auto apply = [widget, role] {
        QPalette palette = widget->palette();
        palette.setColor(QPalette::WindowText, themeColor(role));
        widget->setPalette(palette);
    };
    apply();
    QObject::connect(&Theme::instance(), &Theme::changed, widget, apply);
}

} // namespace assay::ui
