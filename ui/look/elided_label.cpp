// SPDX-License-Identifier: Apache-2.0
#include "elided_label.h"

#include "wrapped_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace assay::ui {

ElidedLabel::ElidedLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ElidedLabel::sizeHint() const
{
    const QString text = withShortDigests(this->text());
    return {fontMetrics().horizontalAdvance(text) + 2, fontMetrics().height()};
}

void ElidedLabel::setShortest(int characters)
{
    m_shortest = characters;
    updateGeometry();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), fontMetrics().averageCharWidth() * m_shortest),
            fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(withShortDigests(text()), Qt::ElideMiddle, width()));
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const bool whole = sizeHint().width() <= width() && withShortDigests(text()) == text();
        QString tip = toolTip();
        if (!whole)
            tip = tip.isEmpty() ? text().toHtmlEscaped() : text().toHtmlEscaped() + "<br>"_L1 + tip;
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), tip, this);
        return true;
    }
    return QLabel::event(event);
}

} // namespace assay::ui
