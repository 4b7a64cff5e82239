// SPDX-License-Identifier: Apache-2.0
#include "time_track.h"

#include "look/wording.h"

#include <models/base/duration.h>
#include <models/words/phase_words.h>

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::Phase;

namespace {

constexpr std::array steps = {Phase::Preflight,      Phase::Create,     Phase::WaitForReady,
                              Phase::VerifyPackages, Phase::CheckImage, Phase::Collect,
                              Phase::CleanUp};
constexpr double zoomStep = 1.5;
constexpr double shortest = 0.02; //!< seconds from edge to edge
constexpr qsizetype longestCause = 600;

} // namespace

TimeTrack::TimeTrack(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"timeTrack"_s);
    setAccessibleName(tr("Timeline of the validation"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    showRun(nullptr, false, {}, false);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimeTrack::showRun(const models::RunRecord *record, bool active, const QDateTime &now,
                        bool checksImage)
{
    const bool wasZoomed = isZoomed();
    const double before = m_spans.seconds();
    const auto count = [this] {
        return spans(Lane::Work).size() + spans(Lane::States).size() + spans(Lane::Steps).size();
    };
    const size_t known = count();
    m_spans.read(record, active, now);
    m_active = active;
    m_ended = record && record->isFinished();
    m_tidy = record && record->created().empty();
    m_checksImage = checksImage;
    m_coming.clear();
    if (isComing())
        for (const Phase phase : steps)
            if (phase != Phase::CheckImage || checksImage) {
                TimeSpan step;
                step.name = models::titleOf(phase);
                step.from = double(m_coming.size());
                step.to = step.from + 1;
                step.opens = phase;
                m_coming.push_back(step);
            }
    // Another run is shown whole; one that grows stays as far as it was looked into.
    if (!wasZoomed || m_spans.seconds() < before || isComing()) {
        m_from = 0;
        m_to = wholeLength();
    }
    if (!chosen())
        m_focus = {};
    m_hover = spanAt(m_hover) ? m_hover : std::nullopt;
    if (!active || known != count() || accessibleDescription().isEmpty())
        describe();
    update();
}

double TimeTrack::wholeLength() const
{
    return isComing() ? double(std::max<size_t>(1, m_coming.size()))
                      : std::max(m_spans.seconds(), shortest);
}

const std::vector<TimeSpan> &TimeTrack::spans(Lane lane) const
{
    return lane == Lane::Steps && isComing() ? m_coming : m_spans.of(lane);
}

const TimeSpan *TimeTrack::spanAt(const std::optional<Place> &place) const
{
    if (!place || size_t(place->index) >= spans(place->lane).size())
        return nullptr;
    return &spans(place->lane)[size_t(place->index)];
}

const TimeSpan *TimeTrack::chosen() const
{
    return spanAt(m_focus);
}

QString TimeTrack::textOf(const TimeSpan &span) const
{
    using models::formatDuration;
    if (isComing())
        return tr("%1: not begun").arg(span.name);
    QString place;
    if (span.isMoment() && !span.open)
        place = tr("after %1").arg(formatDuration(span.from));
    else if (span.open)
        place = tr("for %1 so far, since %2")
                    .arg(formatDuration(span.to - span.from), formatDuration(span.from));
    else
        place = tr("%1, from %2 to %3")
                    .arg(formatDuration(span.to - span.from), formatDuration(span.from),
                         formatDuration(span.to));
    QString text = displayText(span.name) + u'\n' + place;
    if (!span.cause.isEmpty())
        text += u'\n' + displayText(span.cause.left(longestCause)).trimmed();
    return text;
}

QString TimeTrack::description() const
{
    const auto &begun = m_spans.of(Lane::Steps);
    QStringList words;
    for (const Phase phase : steps) {
        double seconds = -1;
        for (const TimeSpan &step : begun)
            if (std::get<Phase>(step.opens) == phase)
                seconds = std::max(seconds, 0.0) + step.to - step.from;
        if (seconds < 0 && phase == Phase::CheckImage && !m_checksImage)
            continue;
        const QString time = seconds >= 0                        ? models::formatDuration(seconds)
                             : !m_ended                          ? u"–"_s
                             : m_tidy && phase == Phase::CleanUp ? tr("not needed")
                                                                 : tr("not reached");
        words << models::titleOf(phase) + ": "_L1 + time;
    }
    QString text = words.join(", "_L1);
    if (isComing())
        return text;
    const auto &work = m_spans.of(Lane::Work);
    const auto wrong = std::count_if(work.begin(), work.end(),
                                     [](const TimeSpan &span) { return span.isWrong(); });
    text += u". "_s + tr("%n pieces of work on the axis", nullptr, int(work.size()));
    if (wrong > 0)
        text += ", "_L1 + tr("%n of them went wrong", nullptr, int(wrong));
    return text + u". "_s +
           tr("Arrow keys choose, plus and minus zoom, 0 shows all, Return opens the proof.");
}

void TimeTrack::describe()
{
    // News do not talk over the piece that was chosen.
    if (!m_told)
        setAccessibleDescription(description());
}

QSize TimeTrack::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 44, em * 33 / 8};
}

QSize TimeTrack::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 26, em * 33 / 8};
}

double TimeTrack::xOf(double seconds) const
{
    const double margin = fontMetrics().height() * 0.5;
    return margin + (seconds - m_from) / (m_to - m_from) * (width() - 2 * margin);
}

double TimeTrack::secondsAt(double x) const
{
    const double margin = fontMetrics().height() * 0.5;
    return m_from + (x - margin) / std::max(1.0, width() - 2 * margin) * (m_to - m_from);
}

QRectF TimeTrack::laneRect(Lane lane) const
{
    const double em = fontMetrics().height(), margin = em * 0.5;
    const double wide = width() - 2 * margin;
    switch (lane) {
    case Lane::Steps:
        return {margin, em * 0.1, wide, em};
    case Lane::States:
        return {margin, em * 1.16, wide, em * 0.34};
    case Lane::Work:
        break;
    }
    return {margin, em * 1.56, wide, em * 1.2};
}

QRectF TimeTrack::spanRect(Lane lane, int index) const
{
    const TimeSpan &span = spans(lane)[size_t(index)];
    const QRectF whole = laneRect(lane);
    const double left = xOf(span.from);
    if (span.isMoment())
        return {left - 1.5, whole.top(), 3, whole.height()};
    // A pixel apart, and never too narrow to be seen.
    const double wide = std::max(2.0, xOf(span.to) - left - 1);
    const double high = whole.height() / span.rows;
    const double gap = span.rows > 1 && high > 3 ? 1 : 0;
    return {left, whole.top() + span.row * high, wide, high - gap};
}

std::optional<TimeTrack::Place> TimeTrack::placeAt(const QPointF &point) const
{
    std::optional<Place> best;
    double nearest = fontMetrics().height() * 0.25;
    for (const Lane lane : TimeSpans::lanes) {
        const QRectF whole = laneRect(lane);
        if (point.y() < whole.top() - 1 || point.y() > whole.bottom() + 1)
            continue;
        for (int i = 0; i < int(spans(lane).size()); ++i) {
            const QRectF box = spanRect(lane, i);
            if (point.y() < box.top() - 1 || point.y() > box.bottom() + 1)
                continue;
            const double off = std::max({box.left() - point.x(), point.x() - box.right(), 0.0});
            // Of two that are as near, the smaller one is meant, and a moment lies on top.
            const bool moment = spans(lane)[size_t(i)].isMoment();
            if (off < nearest || (off <= nearest && moment)) {
                nearest = off;
                best = Place{lane, i};
            }
        }
    }
    return best;
}

void TimeTrack::showPart(double from, double to)
{
    const double whole = wholeLength();
    const double length = std::clamp(to - from, std::min(shortest, whole), whole);
    m_from = std::clamp(from, 0.0, whole - length);
    m_to = m_from + length;
    update();
}

void TimeTrack::zoom(double factor, double around)
{
    if (isComing())
        return;
    const double length =
        std::clamp((m_to - m_from) / factor, std::min(shortest, wholeLength()), wholeLength());
    const double share = (around - m_from) / (m_to - m_from);
    showPart(around - share * length, around + (1 - share) * length);
}

void TimeTrack::choose(const Place &place)
{
    m_focus = place;
    const TimeSpan *span = chosen();
    if (!span)
        return;
    // What is chosen is to be seen, as much of it as there is room for.
    const double length = m_to - m_from;
    if (span->to > m_to)
        showPart(std::min(span->from, span->to - length),
                 std::min(span->from, span->to - length) + length);
    if (span->from < m_from || span->from > m_to)
        showPart(span->from, span->from + length);
    m_told = hasFocus();
    setAccessibleDescription(textOf(*span));
    const QRect box = spanRect(place.lane, place.index).toAlignedRect();
    const QPoint below(std::clamp(box.left(), 0, width()), height());
    QToolTip::showText(mapToGlobal(below), textOf(*span).toHtmlEscaped().replace(u'\n', "<br>"_L1),
                       this, box);
    update();
}

void TimeTrack::goAlong(int by)
{
    const auto &lane = spans(m_focus.lane);
    std::vector<int> order(lane.size());
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = int(i);
    std::stable_sort(order.begin(), order.end(),
                     [&lane](int a, int b) { return lane[size_t(a)].from < lane[size_t(b)].from; });
    const auto here = std::find(order.begin(), order.end(), m_focus.index) - order.begin();
    const auto to = std::clamp<qsizetype>(here + by, 0, qsizetype(order.size()) - 1);
    if (!order.empty())
        choose({m_focus.lane, order[size_t(to)]});
}

void TimeTrack::goToLane(int by)
{
    const TimeSpan *from = chosen();
    for (int lane = int(m_focus.lane) + by;
         from && lane >= 0 && lane < int(TimeSpans::lanes.size()); lane += by) {
        const auto &there = spans(Lane(lane));
        if (there.empty())
            continue;
        // What was at that time, or is nearest to it.
        const double at = (from->from + from->to) / 2;
        const auto off = [at](const TimeSpan &span) {
            return std::max({span.from - at, at - span.to, 0.0});
        };
        const auto nearest =
            std::min_element(there.begin(), there.end(),
                             [&off](const auto &a, const auto &b) { return off(a) < off(b); });
        return choose({Lane(lane), int(nearest - there.begin())});
    }
}

void TimeTrack::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_pressed = event->position();
    m_pressedFrom = m_from;
    m_dragging = false;
    m_choosesRange = !isComing() && (!isZoomed() || (event->modifiers() & Qt::ShiftModifier));
}

void TimeTrack::mouseMoveEvent(QMouseEvent *event)
{
    if (m_pressed) {
        const double moved = event->position().x() - m_pressed->x();
        m_dragging |= std::abs(moved) >= QApplication::startDragDistance();
        if (m_dragging && m_choosesRange) {
            const auto [from, to] =
                std::minmax({secondsAt(m_pressed->x()), secondsAt(event->position().x())});
            m_range = std::pair(from, to);
            update();
        } else if (m_dragging && isZoomed()) {
            const double length = m_to - m_from;
            const double from = m_pressedFrom - moved / std::max(1, width()) * length;
            showPart(from, from + length);
        }
        return;
    }
    const std::optional<Place> hover = placeAt(event->position());
    setCursor(hover ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (hover != m_hover) {
        m_hover = hover;
        update();
    }
}

void TimeTrack::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressed || event->button() != Qt::LeftButton)
        return QWidget::mouseReleaseEvent(event);
    const double pressedAt = secondsAt(m_pressed->x());
    m_pressed.reset();
    if (m_dragging && m_choosesRange) {
        const auto [from, to] = std::minmax({pressedAt, secondsAt(event->position().x())});
        Q_EMIT rangeChosen(std::max(from, 0.0), std::min(to, wholeLength()));
        return;
    }
    const std::optional<Place> place = placeAt(event->position());
    if (m_dragging || !place)
        return;
    m_focus = *place;
    m_told = hasFocus();
    setAccessibleDescription(textOf(*chosen()));
    update();
    Q_EMIT activated(TimeSpan(*chosen()));
}

void TimeTrack::markRange(const std::optional<std::pair<double, double>> &seconds)
{
    // A range that is being drawn is not taken from under the mouse.
    if (seconds == m_range || (m_pressed && m_dragging && m_choosesRange))
        return;
    m_range = seconds;
    update();
}

void TimeTrack::leaveEvent(QEvent *event)
{
    m_hover.reset();
    update();
    QWidget::leaveEvent(event);
}

void TimeTrack::wheelEvent(QWheelEvent *event)
{
    const double turns = event->angleDelta().y() / 120.0;
    if (event->modifiers() & Qt::ControlModifier) {
        zoom(std::pow(zoomStep, turns), secondsAt(event->position().x()));
        return event->accept();
    }
    if (!isZoomed())
        return event->ignore();
    const double by = (turns + event->angleDelta().x() / 120.0) * (m_to - m_from) / 8;
    showPart(m_from - by, m_to - by);
    event->accept();
}

void TimeTrack::keyPressEvent(QKeyEvent *event)
{
    const TimeSpan *span = chosen();
    const double middle =
        span ? std::clamp((span->from + span->to) / 2, m_from, m_to) : (m_from + m_to) / 2;
    const double some = (m_to - m_from) / 4;
    const bool moves = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(zoomStep, middle);
    case Qt::Key_Minus:
        return zoom(1 / zoomStep, middle);
    case Qt::Key_0:
        return showPart(0, wholeLength());
    case Qt::Key_Left:
        return moves ? showPart(m_from - some, m_to - some) : goAlong(-1);
    case Qt::Key_Right:
        return moves ? showPart(m_from + some, m_to + some) : goAlong(1);
    case Qt::Key_Home:
        return goAlong(-int(spans(m_focus.lane).size()));
    case Qt::Key_End:
        return goAlong(int(spans(m_focus.lane).size()));
    case Qt::Key_Up:
        return goToLane(-1);
    case Qt::Key_Down:
        return goToLane(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (span)
            Q_EMIT activated(TimeSpan(*span));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool TimeTrack::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        // Plain text: causes come from the cluster.
        if (const TimeSpan *span = spanAt(placeAt(help->pos())))
            QToolTip::showText(help->globalPos(),
                               textOf(*span).toHtmlEscaped().replace(u'\n', "<br>"_L1), this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        m_told = false;
        describe();
        update();
    }
    return QWidget::event(event);
}

} // namespace assay::ui
