// SPDX-License-Identifier: Apache-2.0
#include "phase_bar.h"

#include "asked_checks.h"

#include <models/base/duration.h>
#include <models/words/phase_words.h>

#include <ui/look/theme.h>

#include <QPainter>

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
        return tr("not needed");
    default:
        return models::formatDuration(step.seconds);
    }
}

QSize PhaseBar::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 44, em * 3};
}

QSize PhaseBar::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 30, em * 3};
}

void PhaseBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double em = fontMetrics().height();
    const double margin = em * 0.5, gap = em * 0.35;
    const double count = double(m_steps.size());
    const double width = (this->width() - 2 * margin - gap * (count - 1)) / count;
    for (size_t i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        const QRectF column(margin + double(i) * (width + gap), 0, width, height());
        ColorRole role = ColorRole::Border;
        if (step.progress == Progress::Running)
            role = ColorRole::Running;
        else if (step.progress == Progress::Done)
            role = ColorRole::Passed;
        else if (step.progress == Progress::Broken)
            role = ColorRole::Failed;
        const QRectF bar(column.left(), em * 0.15, column.width(), em * 0.3);
        painter.setPen(Qt::NoPen);
        painter.setBrush(themeColor(role));
        painter.drawRoundedRect(bar, em * 0.15, em * 0.15);

        QFont nameFont = font();
        nameFont.setBold(step.progress == Progress::Running || step.progress == Progress::Broken);
        painter.setFont(nameFont);
        const bool begun = step.seconds >= 0;
        painter.setPen(themeColor(begun ? ColorRole::Text : ColorRole::Muted));
        const QRectF nameBox(column.left(), em * 0.6, column.width(), em * 1.15);
        painter.drawText(nameBox, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(nameFont).elidedText(titleOf(step.phase), Qt::ElideRight,
                                                            column.width()));
        painter.setFont(font());
        painter.setPen(themeColor(ColorRole::Muted));
        painter.drawText(QRectF(column.left(), em * 1.7, column.width(), em * 1.15),
                         Qt::AlignLeft | Qt::AlignVCenter, stepText(step));
    }
}

} // namespace assay::ui
