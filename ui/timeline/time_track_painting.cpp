// SPDX-License-Identifier: Apache-2.0
// How a run is drawn on its axis of time.
#include "time_track.h"

#include "look/icons.h"
#include "look/wording.h"

#include <models/base/duration.h>

#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

//! The seconds between two marks of the axis, so that a label has room beside the next.
double tickStep(double secondsPerLabel)
{
    for (const double step : {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0,
                              30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0})
        if (step >= secondsPerLabel)
            return step;
    return std::ceil(secondsPerLabel / 7200) * 7200;
}

//! As many decimals as tell one mark from the next.
QString axisText(double at, double step)
{
    if (step >= 1)
        return models::formatDuration(at);
    return TimeTrack::tr("%1 s").arg(at, 0, 'f', step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3);
}

struct Tint
{
    QColor fill, ink;
};

//! Colour only where something is decided.
Tint tintOf(ColorRole role)
{
    if (role == ColorRole::Muted)
        return {blended(themeColor(ColorRole::Window), themeColor(ColorRole::Muted), 0.28),
                themeColor(ColorRole::Text)};
    return {themeColor(role), themeColor(ColorRole::OnStatus)};
}

} // namespace

void TimeTrack::paintSpan(QPainter &painter, const Place &place) const
{
    const TimeSpan &span = *spanAt(place);
    const double em = fontMetrics().height();
    const QRectF whole = laneRect(place.lane);
    const QRectF box = spanRect(place.lane, place.index) & whole;
    if (box.isEmpty())
        return;
    const auto [fill, ink] = tintOf(span.role);
    const double round = std::min({em * 0.15, box.width() / 2, box.height() / 2});
    if (isComing()) {
        painter.setPen(QPen(themeColor(ColorRole::Border), 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), round, round);
    } else {
        const bool hovered = m_hover == place;
        painter.setPen(hovered ? QPen(themeColor(ColorRole::Text), 1) : QPen(Qt::NoPen));
        painter.setBrush(fill);
        painter.drawRoundedRect(box, round, round);
    }
    if (box.height() < em * 0.9)
        return;
    QRectF room = box.adjusted(em * 0.25, 0, -em * 0.2, 0);
    QFont words = font();
    words.setBold(span.isWrong() && place.lane == Lane::Steps);
    const QFontMetricsF metrics(words);
    const QString name = displayText(span.name);
    const QString time = isComing() ? QString() : models::formatDuration(span.to - span.from);
    const double side = em * 0.7;
    const double mark = words.bold() ? side + em * 0.25 : 0;
    const QString some = metrics.elidedText(name, Qt::ElideRight, room.width() - mark);
    if (some != name && room.width() - mark < em * 5)
        return; // two letters are no name: it is said over the piece
    painter.setPen(isComing() ? themeColor(ColorRole::Muted) : ink);
    painter.setFont(words);
    if (mark > 0) {
        // A shape beside the colour.
        paintState(&painter, {room.left(), room.center().y() - side / 2, side, side},
                   span.role == ColorRole::Failed ? models::TestState::Failed
                                                  : models::TestState::Inconclusive,
                   ink);
        room.setLeft(room.left() + mark);
    }
    const QString both = time.isEmpty() ? name : name + u' ' + time;
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.horizontalAdvance(both) <= room.width() ? both : some);
}

//! The first piece of work that went wrong is named on the axis; `taken` is where.
void TimeTrack::paintCulprit(QPainter &painter, const QRectF &line, QRectF *taken) const
{
    const auto &work = spans(Lane::Work);
    const auto wrong =
        std::find_if(work.begin(), work.end(), [](const TimeSpan &span) { return span.isWrong(); });
    if (wrong == work.end() || wrong->from > m_to || wrong->to < m_from)
        return;
    const double em = fontMetrics().height(), side = em * 0.7;
    const QFontMetricsF metrics(font());
    QString text = displayText(wrong->name);
    if (!wrong->isMoment())
        text += u' ' + models::formatDuration(wrong->to - wrong->from);
    text = metrics.elidedText(text, Qt::ElideRight, line.width() / 3);
    const double wide = metrics.horizontalAdvance(text) + side + em * 0.3;
    const double middle = xOf((wrong->from + wrong->to) / 2);
    const double left =
        std::clamp(middle - wide / 2, line.left(), std::max(line.left(), line.right() - wide));
    const QColor color = themeColor(wrong->role);
    paintState(&painter, {left, line.center().y() - side / 2, side, side},
               wrong->role == ColorRole::Failed ? models::TestState::Failed
                                                : models::TestState::Inconclusive,
               color);
    painter.setPen(color);
    painter.drawText(QRectF(left + side + em * 0.3, line.top(), wide, line.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
    *taken = QRectF(left - em * 0.5, line.top(), wide + em, line.height());
}

void TimeTrack::paintAxis(QPainter &painter) const
{
    const double em = fontMetrics().height();
    const QRectF work = laneRect(Lane::Work);
    const QRectF line(work.left(), work.bottom(), work.width(), em * 1.15);
    painter.setFont(font());
    QRectF taken;
    paintCulprit(painter, line, &taken);
    const double step = tickStep(em * 6 / std::max(1.0, work.width()) * (m_to - m_from));
    const QFontMetricsF metrics(font());
    for (double i = std::ceil(m_from / step); i * step <= m_to; ++i) {
        const double at = i * step, x = xOf(at);
        painter.setPen(QPen(themeColor(ColorRole::Border), 1));
        painter.drawLine(QPointF(x, line.top()), QPointF(x, line.top() + em * 0.2));
        const QString text = axisText(at, step);
        const double wide = metrics.horizontalAdvance(text);
        const QRectF box(std::clamp(x - wide / 2, line.left(), line.right() - wide), line.top(),
                         wide + 1, line.height());
        if (box.intersects(taken))
            continue;
        painter.setPen(themeColor(ColorRole::Muted));
        painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    if (isZoomed()) {
        // Which part of the whole is seen.
        const double whole = wholeLength(), y = height() - em * 0.1;
        painter.setPen(QPen(themeColor(ColorRole::Border), em * 0.1));
        painter.drawLine(QPointF(line.left(), y), QPointF(line.right(), y));
        painter.setPen(QPen(themeColor(ColorRole::Accent), em * 0.12));
        painter.drawLine(QPointF(line.left() + m_from / whole * line.width(), y),
                         QPointF(line.left() + m_to / whole * line.width(), y));
    }
}

//! A frame, so that all of it can be read as before.
void TimeTrack::paintRange(QPainter &painter) const
{
    if (!m_range || isComing())
        return;
    const double em = fontMetrics().height();
    const double pen = em * 0.12;
    const double end = width() - pen;
    const double left = std::clamp(xOf(m_range->first) - pen, pen, end);
    const double right = std::clamp(xOf(m_range->second) + pen, left, end);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(themeColor(ColorRole::Accent), pen));
    painter.drawRoundedRect(
        QRectF(QPointF(left, pen / 2), QPointF(right, laneRect(Lane::Work).bottom() + pen)), pen,
        pen);
}

void TimeTrack::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Lane lane : TimeSpans::lanes) {
        // Moments lie over what goes on.
        for (const bool moments : {false, true})
            for (int i = 0; i < int(spans(lane).size()); ++i)
                if (spans(lane)[size_t(i)].isMoment() == moments)
                    paintSpan(painter, {lane, i});
    }
    if (!isComing())
        paintAxis(painter);
    paintRange(painter);
    if (hasFocus() && chosen()) {
        const double em = fontMetrics().height();
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(themeColor(ColorRole::Accent), em * 0.1, Qt::DotLine));
        painter.drawRect(spanRect(m_focus.lane, m_focus.index).adjusted(-1.5, -1.5, 1.5, 1.5) &
                         QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

} // namespace assay::ui
