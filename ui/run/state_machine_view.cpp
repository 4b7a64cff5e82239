// SPDX-License-Identifier: Apache-2.0
#include <ui/run/state_machine_view.h>

#include "look/wording.h"

#include <models/base/duration.h>
#include <models/words/outcome_words.h>

#include <ui/look/theme.h>

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::NotebookStatus;

namespace {

constexpr std::array mainRow = {NotebookStatus::Created, NotebookStatus::PodPending,
                                NotebookStatus::PodRunning, NotebookStatus::Ready,
                                NotebookStatus::Deleted};
constexpr int pulseMs = 60;
constexpr double pulsePeriodMs = 1400;

//! Edges that are always drawn; the others appear when they are walked.
bool isMainEdge(NotebookStatus from, NotebookStatus to)
{
    using S = NotebookStatus;
    return (from == S::Created && to == S::PodPending) ||
           (from == S::PodPending && (to == S::PodRunning || to == S::Failed)) ||
           (from == S::PodRunning && (to == S::Ready || to == S::Failed)) ||
           (from == S::Ready && to == S::Deleted);
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
    const QPointF tip = path.pointAtPercent(1);
    const double length = path.length();
    const QPointF before = path.pointAtPercent(path.percentAtLength(std::max(0.0, length - size)));
    const double angle = std::atan2(tip.y() - before.y(), tip.x() - before.x());
    const auto corner = [&](double turn) {
        const double a = angle + std::numbers::pi + turn;
        return tip + QPointF(std::cos(a), std::sin(a)) * size;
    };
    return QPolygonF{tip, corner(0.45), corner(-0.45)};
}

} // namespace

StateMachineView::StateMachineView(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"stateMachine"_s);
    setAccessibleName(tr("Notebook state machine"));
    setAccessibleDescription(description());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    m_clock.start();
}

void StateMachineView::showRun(const models::RunRecord *record, bool active, const QDateTime &now)
{
    const std::optional<Status> before = m_current;
    m_transitions.clear();
    m_seconds.clear();
    m_lit.clear();
    m_edges.clear();
    m_current.reset();
    m_active = active;
    if (record) {
        m_transitions = record->transitions();
        const auto &created = record->created();
        const bool exists =
            !m_transitions.empty() ||
            std::any_of(created.begin(), created.end(), [](const models::ObjectCreated &c) {
                return c.object.kind == "Notebook"_L1;
            });
        if (exists) {
            m_current = record->notebook().status;
            m_seconds = record->secondsInStates(now);
            m_lit.insert(NotebookStatus::Created);
        }
        for (const models::Transition &t : m_transitions) {
            m_lit.insert({t.from, t.to});
            m_edges.insert({t.from, t.to});
        }
    }
    if (m_current != before || !active)
        setAccessibleDescription(description());
    updatePulse();
    update();
}

QString StateMachineView::timeText(Status status) const
{
    if (!isLit(status) || !m_seconds.contains(status) || status == NotebookStatus::Deleted)
        return {};
    return models::formatDuration(m_seconds.value(status));
}

QString StateMachineView::stateText(Status status) const
{
    QStringList lines{models::toString(status)};
    switch (status) {
    case NotebookStatus::Created:
        lines << tr("The Notebook was created; its pod does not exist yet.");
        break;
    case NotebookStatus::PodPending:
        lines << tr("The pod exists but its containers do not all run yet.");
        break;
    case NotebookStatus::PodRunning:
        lines << tr("All containers run; the readiness probe has not succeeded yet.");
        break;
    case NotebookStatus::Ready:
        lines << tr("The pod is ready: commands can run in it.");
        break;
    case NotebookStatus::Failed:
        lines << tr("The pod did not become ready.");
        break;
    case NotebookStatus::Deleted:
        lines << tr("The Notebook is gone.");
        break;
    }
    for (const models::Transition &t : m_transitions) {
        if (t.to != status)
            continue;
        QString line =
            tr("%1 from %2").arg(t.at.toLocalTime().toString(u"HH:mm:ss.zzz"_s), wordFor(t.from));
        if (!t.because.isEmpty())
            line += ": "_L1 + displayText(t.because);
        lines << line;
    }
    return lines.join(u'\n');
}

QString StateMachineView::description() const
{
    if (!m_current)
        return tr("The notebook has not been created.");
    QString text = tr("The notebook is in state %1.").arg(models::toString(*m_current));
    QStringList walked;
    for (const Status status :
         {NotebookStatus::Created, NotebookStatus::PodPending, NotebookStatus::PodRunning,
          NotebookStatus::Ready, NotebookStatus::Failed, NotebookStatus::Deleted}) {
        const QString time = timeText(status);
        if (isLit(status))
            walked << (time.isEmpty() ? models::toString(status)
                                      : tr("%1 for %2").arg(models::toString(status), time));
    }
    return text + u' ' + tr("Path: %1.").arg(walked.join(", "_L1));
}

QSize StateMachineView::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 44, em * 8};
}

QSize StateMachineView::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 30, em * 8};
}

QRectF StateMachineView::stateRect(Status status) const
{
    const double em = fontMetrics().height();
    const double margin = em * 0.5;
    const double count = double(mainRow.size());
    const double nodeWidth =
        std::min(em * 8.5, (width() - 2 * margin - (count - 1) * em * 1.4) / count);
    const double nodeHeight = em * 2.8;
    const double gap = std::min(em * 7, (width() - 2 * margin - count * nodeWidth) / (count - 1));
    const auto at = [&](double column, double line) {
        return QRectF(margin + column * (nodeWidth + gap),
                      em * 0.7 + line * (nodeHeight + em * 1.1), nodeWidth, nodeHeight);
    };
    if (status == NotebookStatus::Failed)
        return at(1.5, 1);
    const auto place = std::find(mainRow.begin(), mainRow.end(), status) - mainRow.begin();
    return at(double(place), 0);
}

QPainterPath StateMachineView::edgePath(Status from, Status to) const
{
    const QRectF a = stateRect(from), b = stateRect(to);
    const double em = fontMetrics().height();
    const double pad = em * 0.12;
    QPainterPath path;
    if (to == NotebookStatus::Failed) {
        const double side = a.center().x() < b.center().x() ? -1 : 1;
        const double elbow = std::clamp(a.center().x() + side * -1 * em * 0.6, a.left() + em * 0.6,
                                        a.right() - em * 0.6);
        const double inset = from == NotebookStatus::Created || from == NotebookStatus::Ready
                                 ? b.height() * 0.24
                                 : 0;
        path.moveTo(elbow, a.bottom() + pad);
        path.lineTo(elbow, b.center().y() + inset);
        path.lineTo(side < 0 ? b.left() - pad : b.right() + pad, b.center().y() + inset);
    } else if (from == NotebookStatus::Failed) {
        path.moveTo(a.right() + pad, a.center().y() + a.height() * 0.3);
        path.lineTo(b.center().x(), a.center().y() + a.height() * 0.3);
        path.lineTo(b.center().x(), b.bottom() + pad);
    } else if (from == NotebookStatus::Ready && to == NotebookStatus::PodRunning) {
        const double y = a.bottom() - a.height() * 0.2;
        path.moveTo(a.left() - pad, y);
        path.lineTo(b.right() + pad, y);
    } else if (to == NotebookStatus::Deleted && from != NotebookStatus::Ready) {
        path.moveTo(a.center().x(), a.top() - pad);
        path.lineTo(a.center().x(), em * 0.25);
        path.lineTo(b.center().x(), em * 0.25);
        path.lineTo(b.center().x(), b.top() - pad);
    } else {
        path.moveTo(a.right() + pad, a.center().y());
        path.lineTo(b.left() - pad, b.center().y());
    }
    return path;
}

void StateMachineView::paintEdge(QPainter &painter, Status from, Status to) const
{
    const bool walked = isLit(from, to);
    if (!walked && !isMainEdge(from, to))
        return;
    const double em = fontMetrics().height();
    const QPainterPath path = edgePath(from, to);
    const QColor color = walked ? themeColor(roleFor(to)) : themeColor(ColorRole::Border);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, walked ? em * 0.14 : em * 0.09,
                        walked ? Qt::SolidLine : Qt::DashLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.setPen(QPen(color, em * 0.06, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(color);
    painter.drawPolygon(arrowHead(path, em * 0.5));
}

void StateMachineView::paintState(QPainter &painter, Status status) const
{
    const double em = fontMetrics().height();
    const QRectF box = stateRect(status);
    const bool lit = isLit(status);
    const bool current = m_current == status;
    const QColor color = themeColor(roleFor(status));
    const QColor card = themeColor(ColorRole::Card);
    const double radius = em * 0.6;

    if (current) {
        // A halo: steady when the run is over, breathing while it goes on.
        const double phase = double(m_clock.elapsed()) / pulsePeriodMs * 2 * std::numbers::pi;
        const double breath = m_pulse.isActive() ? 0.5 - 0.5 * std::cos(phase) : 0.5;
        QColor halo = color;
        halo.setAlphaF(float(0.15 + 0.3 * breath));
        painter.setPen(QPen(halo, em * 0.38));
        painter.setBrush(Qt::NoBrush);
        const double out = em * 0.16;
        painter.drawRoundedRect(box.adjusted(-out, -out, out, out), radius + out, radius + out);
    }
    QPen outline(lit ? color : themeColor(ColorRole::Border), em * (current ? 0.14 : 0.09));
    if (!lit)
        outline.setStyle(Qt::DashLine);
    painter.setPen(outline);
    painter.setBrush(lit ? blended(card, color, 0.12) : card);
    painter.drawRoundedRect(box, radius, radius);

    const QString time = timeText(status);
    QFont bold = font();
    bold.setBold(current);
    painter.setFont(bold);
    painter.setPen(themeColor(lit ? ColorRole::Text : ColorRole::Muted));
    const QFontMetricsF metrics(bold);
    const QString name =
        metrics.elidedText(wordFor(status), Qt::ElideRight, box.width() - em * 0.6);
    if (time.isEmpty()) {
        painter.drawText(box, Qt::AlignCenter, name);
        return;
    }
    painter.drawText(box.adjusted(0, em * 0.3, 0, -box.height() / 2), Qt::AlignCenter, name);
    painter.setFont(font());
    painter.setPen(themeColor(current ? ColorRole::Text : ColorRole::Muted));
    painter.drawText(box.adjusted(0, box.height() / 2, 0, -em * 0.35), Qt::AlignCenter, time);
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
    for (const S status : all)
        paintState(painter, status);
}

void StateMachineView::updatePulse()
{
    if (m_active && m_current && isVisible()) {
        if (!m_pulse.isActive())
            m_pulse.start(pulseMs, this);
    } else {
        m_pulse.stop();
    }
}

void StateMachineView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_pulse.timerId() || !m_current)
        return QWidget::timerEvent(event);
    const int em = fontMetrics().height();
    update(stateRect(*m_current).toAlignedRect().adjusted(-em, -em, em, em));
}

void StateMachineView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updatePulse();
}

void StateMachineView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    updatePulse();
}

bool StateMachineView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    for (const Status status :
         {NotebookStatus::Created, NotebookStatus::PodPending, NotebookStatus::PodRunning,
          NotebookStatus::Ready, NotebookStatus::Failed, NotebookStatus::Deleted}) {
        if (!stateRect(status).contains(help->pos()))
            continue;
        // Escaped: a tooltip that looks like HTML would be read as HTML.
        QToolTip::showText(help->globalPos(),
                           "<p style='white-space:pre-wrap'>"_L1 +
                               stateText(status).toHtmlEscaped() + "</p>"_L1,
                           this);
        return true;
    }
    QToolTip::hideText();
    event->ignore();
    return true;
}

} // namespace assay::ui
