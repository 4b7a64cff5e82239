// SPDX-License-Identifier: Apache-2.0
#include "phase_bar.h"

#include "asked_checks.h"
#include "look/icons.h"

#include <models/base/duration.h>
#include <models/words/phase_words.h>

#include <ui/look/theme.h>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::Phase;

namespace {

constexpr std::array phases = {Phase::Preflight,      Phase::Create,     Phase::WaitForReady,
                               Phase::VerifyPackages, Phase::CheckImage, Phase::Collect,
                               Phase::CleanUp};

//! The phase in which a run that did not pass went wrong.
std::optional<Phase> brokenPhase(const models::RunRecord &record)
{
    if (!record.verdict() || record.verdict()->outcome == models::Outcome::Passed)
        return {};
    if (std::any_of(record.results().begin(), record.results().end(),
                    [](const auto &r) { return r.outcome != models::PackageOutcome::Passed; }))
        return Phase::VerifyPackages;
    // Collecting comes after what went wrong, so it is never the culprit.
    std::optional<Phase> last;
    for (const auto &[phase, at] : record.phases())
        if (phase != Phase::Collect && phase != Phase::CleanUp)
            last = phase;
    return last;
}

} // namespace

PhaseBar::PhaseBar(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"phaseBar"_s);
    setAccessibleName(tr("Steps of the validation"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    showRun(nullptr, false, {}, false);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PhaseBar::showRun(const models::RunRecord *record, bool active, const QDateTime &now,
                       bool checksImage)
{
    if (record && !record->isEmpty()) {
        const auto &begun = record->phases();
        checksImage = asksBeyondImports(record->configuration()) ||
                      std::any_of(begun.begin(), begun.end(),
                                  [](const auto &step) { return step.first == Phase::CheckImage; });
    }
    m_steps.clear();
    m_ended.reset();
    m_tidy = record && record->created().empty();
    if (record && record->verdict())
        m_ended = models::stateAfter(*record);
    for (const Phase phase : phases)
        if (phase != Phase::CheckImage || checksImage)
            m_steps.push_back({phase});
    if (record) {
        const auto &begun = record->phases();
        const std::optional<Phase> broken = brokenPhase(*record);
        for (size_t i = 0; i < begun.size(); ++i) {
            Step &step = *std::find_if(m_steps.begin(), m_steps.end(), [&](const Step &known) {
                return known.phase == begun[i].first;
            });
            const bool last = i + 1 == begun.size();
            const QDateTime end = last ? (active && !record->isFinished() ? now : record->lastAt())
                                       : begun[i + 1].second;
            const double seconds = double(begun[i].second.msecsTo(end)) / 1000;
            step.seconds = std::max(0.0, step.seconds) + std::max(0.0, seconds);
            step.progress = last && active && !record->isFinished() ? Progress::Running
                            : broken == step.phase                  ? Progress::Broken
                                                                    : Progress::Done;
        }
        if (record->isFinished())
            for (Step &step : m_steps)
                if (step.progress == Progress::Waiting)
                    step.progress = Progress::Skipped;
    }
    QStringList words;
    for (const Step &step : m_steps)
        words << titleOf(step.phase) + ": "_L1 + stepText(step);
    const QString description = words.join(", "_L1);
    if (!active || accessibleDescription().isEmpty())
        setAccessibleDescription(description);
    update();
}

QString PhaseBar::stepText(const Step &step) const
{
    switch (step.progress) {
    case Progress::Waiting:
        return u"–"_s;
    case Progress::Skipped:
        if (m_tidy && step.phase == Phase::CleanUp)
            return tr("not needed");
        return tr("not reached");
    default:
        return models::formatDuration(step.seconds);
    }
}

QSize PhaseBar::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 44, em * 9 / 5};
}

QSize PhaseBar::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 26, em * 9 / 5};
}

QRectF PhaseBar::stepRect(size_t index) const
{
    const double em = fontMetrics().height();
    const double margin = em * 0.5, gap = em * 0.35;
    const double count = double(m_steps.size());
    const double width = (this->width() - 2 * margin - gap * (count - 1)) / count;
    return {margin + double(index) * (width + gap), 0, width, double(height())};
}

ColorRole PhaseBar::roleOf(const Step &step) const
{
    switch (step.progress) {
    case Progress::Running:
        return ColorRole::Running;
    case Progress::Done:
        return ColorRole::Passed;
    case Progress::Broken:
        // As the badge and the list have it.
        return colorRoleFor(m_ended.value_or(models::TestState::Failed));
    case Progress::Waiting:
    case Progress::Skipped:
        break;
    }
    return ColorRole::Border;
}

void PhaseBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double em = fontMetrics().height();
    for (size_t i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        const QRectF column = stepRect(i);
        const QColor color = themeColor(roleOf(step));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(column.left(), em * 0.1, column.width(), em * 0.25),
                                em * 0.12, em * 0.12);
        QRectF line(column.left(), em * 0.45, column.width(), em * 1.2);
        const bool broken = step.progress == Progress::Broken;
        if (broken) {
            const double side = em * 0.8;
            paintState(&painter, {line.left(), line.center().y() - side / 2, side, side},
                       m_ended.value_or(models::TestState::Failed), color);
            line.setLeft(line.left() + side + em * 0.25);
        }
        QFont nameFont = font();
        nameFont.setBold(step.progress == Progress::Running || broken);
        painter.setFont(nameFont);
        painter.setPen(themeColor(step.seconds >= 0 ? ColorRole::Text : ColorRole::Muted));
        const QFontMetricsF metrics(nameFont);
        const QString name = metrics.elidedText(titleOf(step.phase), Qt::ElideRight, line.width());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, name);
        line.setLeft(line.left() + metrics.horizontalAdvance(name) + em * 0.4);
        painter.setFont(font());
        painter.setPen(themeColor(ColorRole::Muted));
        // Half a time would be another time.
        const QString time = stepText(step);
        if (QFontMetricsF(font()).horizontalAdvance(time) <= line.width())
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, time);
    }
    if (hasFocus() && size_t(m_focus) < m_steps.size()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(themeColor(ColorRole::Accent), em * 0.1, Qt::DotLine));
        painter.drawRect(stepRect(size_t(m_focus)).adjusted(-1, 1, 1, -1));
    }
}

void PhaseBar::mousePressEvent(QMouseEvent *event)
{
    for (size_t i = 0; i < m_steps.size(); ++i)
        if (stepRect(i).contains(event->position())) {
            m_focus = int(i);
            update();
            Q_EMIT phaseActivated(m_steps[i].phase);
            return;
        }
}

void PhaseBar::keyPressEvent(QKeyEvent *event)
{
    m_focus = std::clamp(m_focus, 0, int(m_steps.size()) - 1);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        m_focus = std::clamp(m_focus + (event->key() == Qt::Key_Left ? -1 : 1), 0,
                             int(m_steps.size()) - 1);
        return update();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        Q_EMIT phaseActivated(m_steps[size_t(m_focus)].phase);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool PhaseBar::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (size_t i = 0; i < m_steps.size(); ++i)
            if (stepRect(i).contains(help->pos()))
                QToolTip::showText(help->globalPos(),
                                   titleOf(m_steps[i].phase) + ": "_L1 + stepText(m_steps[i]),
                                   this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

} // namespace assay::ui
