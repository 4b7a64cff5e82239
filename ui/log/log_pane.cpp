// SPDX-License-Identifier: Apache-2.0
#include "log_pane.h"

#include "find_bar.h"
#include "look/badge.h"
#include "look/wording.h"

#include <ui/log/log_view.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

LogPane::LogPane(models::ShownRun *shown, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_view(new LogView(&m_document))
    , m_find(new FindBar(m_view))
    , m_chooser(new QComboBox)
    , m_follow(new QCheckBox(tr("Follow")))
    , m_status(new QLabel)
    , m_empty(plainLabel())
    , m_pages(new QStackedWidget)
{
    const int em = fontMetrics().height();
    m_chooser->setObjectName(u"logChooser"_s);
    m_chooser->setAccessibleName(tr("Container"));
    m_chooser->setToolTip(tr("The container, and for one that restarted the attempt, whose log is "
                             "shown"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_follow->setObjectName(u"logFollow"_s);
    m_follow->setAccessibleName(tr("Follow the log"));
    m_follow->setToolTip(tr("Keep to the end of the log as it grows"));
    m_follow->setChecked(true);
    m_status->setObjectName(u"logStatus"_s);
    m_status->setTextFormat(Qt::PlainText);
    setTextRole(m_status, ColorRole::Muted);
    m_empty->setObjectName(u"logEmpty"_s);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(em);
    setTextRole(m_empty, ColorRole::Muted);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);

    auto *row = new QHBoxLayout;
    row->setContentsMargins(em / 3, em / 5, em / 3, em / 5);
    row->setSpacing(em / 2);
    row->addWidget(m_chooser);
    row->addWidget(m_follow);
    row->addWidget(m_status);
    row->addStretch(1);
    row->addWidget(m_find);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_pages, 1);

    connect(m_follow, &QCheckBox::toggled, m_view, &LogView::setFollowing);
    connect(m_view, &LogView::followingChanged, m_follow, &QCheckBox::setChecked);
    connect(m_chooser, &QComboBox::activated, this, [this] {
        m_userChose = true;
        showChosen();
    });
    connect(&m_document, &LogDocument::grew, this, [this] {
        const qint64 count = m_document.lineCount();
        const QString lines =
            count == 1 ? tr("1 line") : tr("%1 lines").arg(QLocale().toString(count));
        m_status->setText(m_document.isIndexing() ? tr("Reading… %1").arg(lines) : lines);
        explainEmpty();
    });
    connect(&m_document, &LogDocument::reset, this, [this] { m_status->clear(); });
    connect(shown, &models::ShownRun::changed, this, &LogPane::showRun);
    connect(shown, &models::ShownRun::grew, this, &LogPane::refresh);
    refresh();
}

void LogPane::showRun()
{
    m_userChose = false;
    m_chooser->clear();
    m_document.setPath({});
    m_view->setFollowing(true);
    refresh();
}

void LogPane::refresh()
{
    const auto &run = m_shown->run();
    refreshChooser(run ? &run->record : nullptr);
    m_document.poll();
    explainEmpty();
}

void LogPane::refreshChooser(const models::RunRecord *record)
{
    if (!record)
        return;
    const std::vector<models::LogFile> &logs = record->logs();
    for (const models::LogFile &log : logs) {
        if (log.file.isEmpty() || m_chooser->findData(log.file) >= 0)
            continue;
        const QString container = displayText(log.container);
        m_chooser->addItem(
            log.attempt == 0 ? container : tr("%1, attempt %2").arg(container).arg(log.attempt + 1),
            log.file);
        // The newest log of the notebook's own container is what explains most.
        const bool own = log.container == record->notebook().containerName;
        if (!m_userChose && (own || m_document.path().isEmpty())) {
            m_chooser->setCurrentIndex(m_chooser->count() - 1);
            showChosen();
        }
    }
}

void LogPane::showChosen()
{
    const QString path = QDir(m_shown->run()->folder).filePath(m_chooser->currentData().toString());
    if (path == m_document.path())
        return;
    m_document.setPath(path);
    m_view->setFollowing(true);
}

void LogPane::explainEmpty()
{
    m_chooser->setVisible(m_chooser->count() > 0);
    m_pages->setCurrentWidget(m_document.lineCount() > 0 ? static_cast<QWidget *>(m_view)
                                                         : m_empty);
    m_find->setEnabled(m_document.lineCount() > 0);
    m_follow->setEnabled(m_document.lineCount() > 0);
    const auto &run = m_shown->run();
    if (m_shown->testId().isEmpty())
        return m_empty->setText(tr("Choose a test to see the logs of its newest run."));
    if (!run)
        return m_empty->setText(
            tr("This test has not run yet. Its containers' logs appear here while it runs."));
    QStringList reasons;
    for (const models::LogFile &log : run->record.logs())
        if (!log.problem.isEmpty())
            reasons << displayText(log.container + ": "_L1 + log.problem);
    if (!reasons.isEmpty())
        m_empty->setText(tr("There is no log.") + u'\n' + reasons.join(u'\n'));
    else if (run->active)
        m_empty->setText(tr("No container has written anything yet."));
    else
        m_empty->setText(tr("No container of this run wrote anything, or none was started."));
}

void LogPane::focusFind()
{
    m_find->focusField();
}

} // namespace assay::ui
