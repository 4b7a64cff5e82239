// SPDX-License-Identifier: Apache-2.0
#include "slice_chip.h"

#include "look/elided_label.h"
#include "look/wording.h"

#include <models/base/duration.h>

#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

SliceChip::SliceChip(models::ShownRun *shown, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_text(new ElidedLabel)
{
    setObjectName(u"slice"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_text->setObjectName(u"sliceText"_s);
    m_text->setTextFormat(Qt::PlainText);
    auto *leave = new QToolButton;
    leave->setObjectName(u"sliceLeave"_s);
    leave->setText(tr("Show the whole run"));
    leave->setToolTip(tr("The panes show all of the run again (Ctrl+0)"));
    const int em = fontMetrics().height();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(em * 3 / 4, em / 8, em / 2, em / 8);
    row->setSpacing(em / 2);
    row->addWidget(m_text, 1);
    row->addWidget(leave);
    connect(leave, &QToolButton::clicked, shown, [shown] { shown->keepTo({}); });
    connect(shown, &models::ShownRun::sliceChanged, this, &SliceChip::refresh);
    refresh();
}

void SliceChip::refresh()
{
    const auto &slice = m_shown->slice();
    setVisible(slice.has_value());
    if (!slice)
        return;
    const QDateTime began = m_shown->run()->record.startedAt();
    const auto after = [&began](const QDateTime &at) {
        return models::formatDuration(double(began.msecsTo(at)) / 1000);
    };
    const QString name = displayText(slice->name);
    const QString times = slice->to.isNull()
                              ? tr("since %1").arg(after(slice->from))
                              : tr("%1 to %2").arg(after(slice->from), after(slice->to));
    m_text->setText(name.isEmpty() ? tr("Only what happened from %1").arg(times)
                                   : tr("Only what happened during “%1”, %2").arg(name, times));
    setAccessibleName(m_text->text());
}

} // namespace assay::ui
