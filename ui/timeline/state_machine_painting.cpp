// SPDX-License-Identifier: Apache-2.0
// How the state machine is drawn.
#include <ui/timeline/state_machine_view.h>

#include "look/icons.h"

#include <models/words/outcome_words.h>
#include <ui/look/theme.h>

#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::NotebookStatus;

namespace {

constexpr double pulsePeriodMs = 1400;

//! Edges that are always drawn; the others appear when they are walked.
bool isMainEdge(NotebookStatus from, NotebookStatus to)
{
    using S = NotebookStatus;
    return (from == S::Created && to == S::PodPending) ||
           (from == S::PodPending && (to == S::PodRunning || to == S::Failed)) ||
           (from == S::PodRunning && (to == S::Ready || to == S::Failed));
}

ColorRole roleFor(models::Outcome outcome)
{
    switch (outcome) {
    case models::Outcome::Passed:
        return ColorRole::Passed;
    case models::Outcome::Failed:
        return ColorRole::Failed;
    case models::Outcome::Inconclusive:
        return ColorRole::Inconclusive;
    case models::Outcome::Cancelled:
        break;
    }
    return ColorRole::Running;
}

ColorRole roleFor(NotebookStatus status)
{
    switch (status) {
    case NotebookStatus::Ready:
        return ColorRole::Passed;
    case NotebookStatus::Failed:
        return ColorRole::Failed;
    case NotebookStatus::Deleted:
        return ColorRole::Muted;
    default:
        return ColorRole::Running;
    }
}

QPolygonF arrowHead(const QPainterPath &path, double size)
{
    // As the last piece of the path runs, however short that is.
    const QPointF tip = path.elementAt(path.elementCount() - 1);
    const QPointF before = path.elementAt(path.elementCount() - 2);
    const double angle = std::atan2(tip.y() - before.y(), tip.x() - before.x());
    const auto corner = [&](double turn) {
        const double a = angle + std::numbers::pi + turn;
        return tip + QPointF(std::cos(a), std::sin(a)) * size;
    };
    return QPolygonF{tip, corner(0.45), corner(-0.45)};
}

} // namespace

void StateMachineView::paintArrow(QPainter &painter, const QPainterPath &path, bool walked,
                                  const QColor &color) const
{
    const double em = fontMetrics().height();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, walked ? em * 0.12 : em * 0.07,
                        walked ? Qt::SolidLine : Qt::DashLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.setPen(QPen(color, em * 0.06, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(color);
    painter.drawPolygon(arrowHead(path, em * 0.38));
}

void StateMachineView::paintEdge(QPainter &painter, Status from, Status to) const
{
    const bool walked = isLit(from, to);
    const bool isEnd = from == NotebookStatus::Ready && to == NotebookStatus::Deleted;
    if (isEnd && m_showsFindings)
        return; // by way of what was found out
    if (!walked && !isMainEdge(from, to) && !isEnd)
        return;
    paintArrow(painter, edgePath(from, to), walked,
               themeColor(walked ? roleFor(to) : ColorRole::Border));
}

void StateMachineView::paintState(QPainter &painter, Status status) const
{
    const double em = fontMetrics().height();
    const QRectF box = stateRect(status);
    const bool lit = isLit(status);
    // When all is over, only what went wrong stands out.
    const bool current = m_current == status && (m_active || status == NotebookStatus::Failed);
    const QColor color = themeColor(roleFor(status));
    const QColor card = themeColor(ColorRole::Card);
    const double radius = em * 0.6;

    if (current) {
        // A halo: steady when the run is over, breathing while it goes on.
        const double phase = double(m_clock.elapsed()) / pulsePeriodMs * 2 * std::numbers::pi;
        const double breath = m_pulse.isActive() ? 0.5 - 0.5 * std::cos(phase) : 0.5;
        QColor halo = color;
        halo.setAlphaF(float(0.15 + 0.3 * breath));
        painter.setPen(QPen(halo, em * 0.3));
        painter.setBrush(Qt::NoBrush);
        const double out = em * 0.12;
        painter.drawRoundedRect(box.adjusted(-out, -out, out, out), radius + out, radius + out);
    }
    QPen outline(lit ? color : themeColor(ColorRole::Border), em * (current ? 0.12 : 0.07));
    if (!lit)
        outline.setStyle(Qt::DashLine);
    painter.setPen(outline);
    painter.setBrush(lit ? blended(card, color, 0.12) : card);
    painter.drawRoundedRect(box, radius, radius);

    QFont words = font();
    words.setBold(current);
    painter.setFont(words);
    painter.setPen(themeColor(lit ? ColorRole::Text : ColorRole::Muted));
    const QFontMetricsF metrics(words);
    const double room = box.width() - em * 0.5;
    const QString time = status == NotebookStatus::Failed ? QString() : timeText(status);
    QString text = wordFor(status);
    // Where there is no room for both, the time is said over the state.
    if (const QString both = text + u' ' + time;
        !time.isEmpty() && metrics.horizontalAdvance(both) <= room)
        text = both;
    painter.drawText(box, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, room));
}

QFont StateMachineView::findingsFont() const
{
    QFont words = font();
    const auto outcome = m_findings.outcome;
    words.setBold(outcome && (roleFor(*outcome) == ColorRole::Failed ||
                              roleFor(*outcome) == ColorRole::Inconclusive));
    return words;
}

double StateMachineView::findingsRoom() const
{
    const double em = fontMetrics().height();
    // Beside the sign, where it has ended.
    return findingsRect().width() - em * (m_findings.ended ? 1.7 : 0.6);
}

QString StateMachineView::drawnFindingsText() const
{
    const QFontMetricsF metrics(findingsFont());
    const bool fits = metrics.horizontalAdvance(m_findings.text) <= findingsRoom();
    const QString &text = fits || m_findings.brief.isEmpty() ? m_findings.text : m_findings.brief;
    return metrics.elidedText(text, Qt::ElideRight, findingsRoom());
}

void StateMachineView::paintFindings(QPainter &painter) const
{
    const double em = fontMetrics().height();
    const QRectF box = findingsRect();
    const bool begun = m_findings.outcome.has_value();
    const ColorRole role = begun ? roleFor(*m_findings.outcome) : ColorRole::Border;
    const QColor color = themeColor(role);
    const bool wrong = role == ColorRole::Failed || role == ColorRole::Inconclusive;
    using S = NotebookStatus;
    const auto arrow = [&](const QRectF &from, const QRectF &to, bool walked, ColorRole tone) {
        QPainterPath path(QPointF(from.right() + em * 0.12, from.center().y()));
        path.lineTo(to.left() - em * 0.12, to.center().y());
        paintArrow(painter, path, walked, themeColor(walked ? tone : ColorRole::Border));
    };
    arrow(stateRect(S::Ready), box, begun, role);
    arrow(box, stateRect(S::Deleted), isLit(S::Ready, S::Deleted), ColorRole::Muted);

    QPen outline(color, em * (wrong ? 0.14 : 0.07));
    if (!begun)
        outline.setStyle(Qt::DashLine);
    painter.setPen(outline);
    painter.setBrush(begun ? blended(themeColor(ColorRole::Card), color, 0.12)
                           : themeColor(ColorRole::Card));
    painter.drawRoundedRect(box, em * (wrong ? 0.2 : 0.6), em * (wrong ? 0.2 : 0.6));
    painter.setFont(findingsFont());
    const QFontMetricsF metrics(findingsFont());
    const QString text = drawnFindingsText();
    QRectF room = box.adjusted(em * 0.3, 0, -em * 0.3, 0);
    if (m_findings.ended) {
        const double side = em * 0.8;
        const double wide =
            std::min(room.width(), metrics.horizontalAdvance(text) + side + em * 0.3);
        const double left = room.center().x() - wide / 2;
        const auto state = *m_findings.outcome == models::Outcome::Passed
                               ? models::TestState::Passed
                           : wrong && role == ColorRole::Failed ? models::TestState::Failed
                                                                : models::TestState::Inconclusive;
        ui::paintState(&painter, {left, room.center().y() - side / 2, side, side}, state, color);
        room.setLeft(left + side + em * 0.3);
    }
    painter.setPen(wrong ? color : themeColor(begun ? ColorRole::Text : ColorRole::Muted));
    painter.drawText(room, m_findings.ended ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignCenter,
                     text);
}

void StateMachineView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    using S = NotebookStatus;
    const std::array all = {S::Created, S::PodPending, S::PodRunning,
                            S::Ready,   S::Failed,     S::Deleted};
    // Walked edges lie over the others.
    for (const bool walked : {false, true})
        for (const S from : all)
            for (const S to : all)
                if (from != to && isLit(from, to) == walked)
                    paintEdge(painter, from, to);
    if (m_showsFindings)
        paintFindings(painter);
    for (const S status : all)
        paintState(painter, status);
    if (hasFocus()) {
        const double em = fontMetrics().height();
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(themeColor(ColorRole::Accent), em * 0.1, Qt::DotLine));
        const double out = em * 0.22;
        painter.drawRect(nodeRect(nodes()[size_t(m_focus)]).adjusted(-out, -out, out, out));
    }
}

} // namespace assay::ui
