// SPDX-License-Identifier: Apache-2.0
#include "icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

namespace assay::ui {

using models::TestState;

namespace {

//! Draws into a box of 16 by 16 units.
class DrawnIcon : public QIconEngine
{
public:
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const double side = std::min(rect.width(), rect.height());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(QRectF(rect).center() - QPointF(side / 2, side / 2));
        painter->scale(side / 16, side / 16);
        draw(painter, mode);
        painter->restore();
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

protected:
    virtual void draw(QPainter *painter, QIcon::Mode mode) const = 0;
};

QPen stroke(const QColor &color, double width = 1.5)
{
    return QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

QPainterPath triangle(double x, double y, double width, double height)
{
    QPainterPath path(QPointF(x, y));
    path.lineTo(x + width, y + height / 2);
    path.lineTo(x, y + height);
    path.closeSubpath();
    return path;
}

//! What starts and ends runs is coloured, so that it is found at a glance.
void drawRunSymbol(QPainter *p, Symbol symbol, const QColor &color)
{
    p->setPen(stroke(color));
    if (symbol != Symbol::RunSelected)
        p->setBrush(color);
    if (symbol == Symbol::Stop) {
        p->drawRoundedRect(QRectF(3.5, 3.5, 9, 9), 1, 1);
        return;
    }
    if (symbol != Symbol::RunFailed) {
        p->drawPath(triangle(4, 2.5, 9.5, 11));
        return;
    }
    p->drawPath(triangle(2, 2.5, 8, 10));
    p->setBrush(Qt::NoBrush);
    p->drawLine(QPointF(10.5, 10), QPointF(14.5, 14));
    p->drawLine(QPointF(14.5, 10), QPointF(10.5, 14));
}

//! The others are lines in the pen that is set.
void drawLineSymbol(QPainter *p, Symbol symbol)
{
    switch (symbol) {
    case Symbol::Export:
        p->drawPolyline(QPolygonF{{2.5, 9.5}, {2.5, 13.5}, {13.5, 13.5}, {13.5, 9.5}});
        p->drawLine(QPointF(8, 10), QPointF(8, 2.5));
        p->drawPolyline(QPolygonF{{5, 5.5}, {8, 2.5}, {11, 5.5}});
        break;
    case Symbol::Open:
        p->drawPolyline(QPolygonF{{2, 13}, {2, 3.5}, {6.5, 3.5}, {8, 5.5}, {13, 5.5}, {13, 7.5}});
        p->drawPolygon(QPolygonF{{2, 13}, {4.5, 7.5}, {15, 7.5}, {12.5, 13}});
        break;
    case Symbol::Save:
        p->drawPolygon(QPolygonF{{2.5, 2.5}, {11, 2.5}, {13.5, 5}, {13.5, 13.5}, {2.5, 13.5}});
        p->drawRect(QRectF(5, 9, 6, 4.5));
        p->drawRect(QRectF(5.5, 2.5, 4, 3));
        break;
    case Symbol::Add:
        p->drawLine(QPointF(8, 3), QPointF(8, 13));
        p->drawLine(QPointF(3, 8), QPointF(13, 8));
        break;
    case Symbol::Duplicate:
    case Symbol::Copy:
        p->drawRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.2, 1.2);
        p->drawPolyline(QPolygonF{{10.5, 2.5}, {2.5, 2.5}, {2.5, 10.5}});
        break;
    case Symbol::Remove:
        p->drawLine(QPointF(3, 8), QPointF(13, 8));
        break;
    case Symbol::Close:
        p->drawLine(QPointF(4, 4), QPointF(12, 12));
        p->drawLine(QPointF(12, 4), QPointF(4, 12));
        break;
    case Symbol::Previous:
        p->drawPolyline(QPolygonF{{3.5, 10}, {8, 5.5}, {12.5, 10}});
        break;
    case Symbol::Next:
        p->drawPolyline(QPolygonF{{3.5, 6}, {8, 10.5}, {12.5, 6}});
        break;
    default:
        break;
    }
}

class SymbolIcon : public DrawnIcon
{
public:
    explicit SymbolIcon(Symbol symbol) : m_symbol(symbol) {}
    QIconEngine *clone() const override { return new SymbolIcon(m_symbol); }

protected:
    void draw(QPainter *p, QIcon::Mode mode) const override
    {
        const bool off = mode == QIcon::Disabled;
        const auto color = [off](ColorRole role) {
            return off ? blended(themeColor(ColorRole::Window), themeColor(ColorRole::Text), 0.35)
                       : themeColor(role);
        };
        p->setBrush(Qt::NoBrush);
        switch (m_symbol) {
        case Symbol::Run:
        case Symbol::RunSelected:
            drawRunSymbol(p, m_symbol, color(ColorRole::Passed));
            break;
        case Symbol::RunFailed:
        case Symbol::Stop:
            drawRunSymbol(p, m_symbol, color(ColorRole::Failed));
            break;
        case Symbol::Problem:
            paintState(p, QRectF(1, 1, 14, 14), TestState::Failed, color(ColorRole::Failed));
            break;
        case Symbol::Warning:
            paintState(p, QRectF(1, 1, 14, 14), TestState::Invalid, color(ColorRole::Warning));
            break;
        default:
            p->setPen(stroke(
                color(mode == QIcon::Selected ? ColorRole::HighlightedText : ColorRole::Text)));
            drawLineSymbol(p, m_symbol);
        }
    }

private:
    Symbol m_symbol;
};

class StateIcon : public DrawnIcon
{
public:
    explicit StateIcon(TestState state) : m_state(state) {}
    QIconEngine *clone() const override { return new StateIcon(m_state); }

protected:
    void draw(QPainter *p, QIcon::Mode mode) const override
    {
        const ColorRole role =
            mode == QIcon::Selected ? ColorRole::HighlightedText : colorRoleFor(m_state);
        paintState(p, QRectF(1, 1, 14, 14), m_state, themeColor(role));
    }

private:
    TestState m_state;
};

//! What stands on the disc or in the ring of a state, in the pen that is set.
void drawMark(QPainter *p, TestState state)
{
    switch (state) {
    case TestState::Passed:
        p->drawPolyline(QPolygonF{{4.8, 8.3}, {7.1, 10.6}, {11.3, 5.8}});
        break;
    case TestState::Failed:
        p->drawLine(QPointF(5.5, 5.5), QPointF(10.5, 10.5));
        p->drawLine(QPointF(10.5, 5.5), QPointF(5.5, 10.5));
        break;
    case TestState::Inconclusive: {
        QPainterPath mark(QPointF(5.8, 6.3));
        mark.cubicTo(5.8, 3.4, 10.4, 3.5, 10.2, 6.4);
        mark.cubicTo(10.1, 7.9, 8, 8.0, 8, 9.5);
        p->drawPath(mark);
        p->drawPoint(QPointF(8, 12));
        break;
    }
    case TestState::Queued:
        p->drawPolyline(QPolygonF{{8, 4.8}, {8, 8}, {10.4, 9.4}});
        break;
    case TestState::Cancelled:
        p->drawLine(QPointF(5, 8), QPointF(11, 8));
        break;
    case TestState::Invalid:
        p->drawLine(QPointF(8, 6.2), QPointF(8, 9.3));
        p->drawPoint(QPointF(8, 11.8));
        break;
    case TestState::Running:
    case TestState::NotRun:
        break;
    }
}

} // namespace

ColorRole colorRoleFor(TestState state)
{
    switch (state) {
    case TestState::Invalid:
        return ColorRole::Warning;
    case TestState::Queued:
        return ColorRole::Queued;
    case TestState::Running:
        return ColorRole::Running;
    case TestState::Passed:
        return ColorRole::Passed;
    case TestState::Failed:
        return ColorRole::Failed;
    case TestState::Inconclusive:
        return ColorRole::Inconclusive;
    case TestState::NotRun:
    case TestState::Cancelled:
        break;
    }
    return ColorRole::Muted;
}

void paintState(QPainter *p, const QRectF &box, TestState state, const QColor &color)
{
    p->save();
    p->setRenderHint(QPainter::Antialiasing);
    p->translate(box.topLeft());
    p->scale(box.width() / 16, box.height() / 16);
    const QRectF disc(1, 1, 14, 14);
    const QRectF ring = disc.adjusted(1, 1, -1, -1);
    // What lies on a filled shape must stand out from it whatever the colour is.
    const QColor inner = color.lightness() > 140 ? QColor(0x0E, 0x12, 0x16) : QColor(Qt::white);
    switch (state) {
    case TestState::Passed:
    case TestState::Failed:
    case TestState::Inconclusive:
        p->setPen(Qt::NoPen);
        p->setBrush(color);
        p->drawEllipse(disc);
        p->setPen(stroke(inner, 1.9));
        p->setBrush(Qt::NoBrush);
        break;
    case TestState::Running:
        p->setPen(stroke(blended(themeColor(ColorRole::Card), color, 0.3), 2));
        p->setBrush(Qt::NoBrush);
        p->drawEllipse(ring);
        p->setPen(stroke(color, 2));
        p->drawArc(ring, 90 * 16, -220 * 16);
        break;
    case TestState::Queued:
    case TestState::NotRun:
    case TestState::Cancelled:
        p->setPen(stroke(color, 1.5));
        p->setBrush(Qt::NoBrush);
        p->drawEllipse(ring);
        break;
    case TestState::Invalid:
        p->setPen(stroke(color, 1.5));
        p->setBrush(color);
        p->drawPolygon(QPolygonF{{8, 2}, {14.5, 13.5}, {1.5, 13.5}});
        p->setPen(stroke(inner, 1.7));
        break;
    }
    drawMark(p, state);
    p->restore();
}

QIcon icon(Symbol symbol)
{
    return QIcon(new SymbolIcon(symbol));
}

QIcon icon(TestState state)
{
    return QIcon(new StateIcon(state));
}

} // namespace assay::ui
