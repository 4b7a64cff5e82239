// SPDX-License-Identifier: Apache-2.0
#include "log_pane.h"

#include "find_bar.h"
#include "highlight_dialog.h"
#include "log_levels.h"
#include "log_memory.h"
#include "look/badge.h"
#include "look/wording.h"

#include <ui/log/log_view.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

LogPane::LogPane(models::ShownRun *shown, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_view(new LogView(&m_document))
    , m_find(new FindBar(m_view))
    , m_errors(new LogStepper(m_view, this))
    , m_proof(new LogStepper(m_view, this))
    , m_level(new LogSearch(&m_document, this))
    , m_chooser(new QComboBox)
    , m_levels(new QComboBox)
    , m_follow(new QCheckBox(tr("Follow")))
    , m_more(new QToolButton)
    , m_status(new QLabel)
    , m_empty(plainLabel())
    , m_pages(new QStackedWidget)
{
    setUpChoosers();
    m_status->setObjectName(u"logStatus"_s);
    m_status->setTextFormat(Qt::PlainText);
    setTextRole(m_status, ColorRole::Muted);
    m_empty->setObjectName(u"logEmpty"_s);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(fontMetrics().height());
    setTextRole(m_empty, ColorRole::Muted);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);
    layOut();
    listen();
    refresh();
}

void LogPane::setUpChoosers()
{
    m_chooser->setObjectName(u"logChooser"_s);
    m_chooser->setAccessibleName(tr("Container"));
    // It may be cut where it stands.
    connect(m_chooser, &QComboBox::currentTextChanged, this, [this](const QString &name) {
        m_chooser->setToolTip(
            tr("%1: the container, and for one that restarted the attempt, whose log is shown")
                .arg(name)
                .toHtmlEscaped());
    });
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_chooser->setMinimumWidth(fontMetrics().height() * 6);
    m_chooser->setMaximumWidth(fontMetrics().height() * 14);
    m_levels->setObjectName(u"logLevel"_s);
    m_levels->setAccessibleName(tr("Least level that is shown"));
    m_levels->setToolTip(tr("Hides lines that are of less concern"));
    m_levels->addItem(tr("All levels"), int(LogLevel::Usual));
    m_levels->addItem(tr("Warnings"), int(LogLevel::Warning));
    m_levels->addItem(tr("Errors"), int(LogLevel::Error));
    m_follow->setObjectName(u"logFollow"_s);
    m_follow->setAccessibleName(tr("Follow the log"));
    m_follow->setToolTip(tr("Keep to the end of the log as it grows"));
    m_follow->setChecked(true);
    m_more->setObjectName(u"logMore"_s);
    m_more->setText(u"⋯"_s);
    m_more->setAccessibleName(tr("More for this log"));
    m_more->setToolTip(m_more->accessibleName());
    m_more->setAutoRaise(true);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::TabFocus);
    m_more->setMenu(makeMenu());
}

QMenu *LogPane::makeMenu()
{
    auto *menu = new QMenu(m_more);
    QAction *wrap = menu->addAction(tr("&Wrap long lines"));
    wrap->setObjectName(u"logWrap"_s);
    wrap->setCheckable(true);
    connect(wrap, &QAction::toggled, m_view, &LogView::setWrapping);
    m_times = menu->addAction(tr("&Times"));
    m_times->setObjectName(u"logTimes"_s);
    m_times->setToolTip(tr("The second by which a line had come, beside its number"));
    m_times->setCheckable(true);
    connect(m_times, &QAction::toggled, this, &LogPane::showTimes);
    menu->addSeparator();
    menu->addAction(tr("&Next error\te"), this, [this] { goToError(true); });
    menu->addAction(tr("&Previous error\tShift+E"), this, [this] { goToError(false); });
    menu->addSeparator();
    addMarking(menu);
    menu->addSeparator();
    menu->addAction(tr("&Copy\tCtrl+C"), m_view, &LogView::copy);
    menu->addAction(tr("&Save as…"), this,
                    [this] {
                        if (!m_document.path().isEmpty())
                            Q_EMIT saveRequested(m_document.path(),
                                                 QFileInfo(m_document.path()).fileName());
                    })
        ->setObjectName(u"logSave"_s);
    return menu;
}

void LogPane::addMarking(QMenu *menu)
{
    menu->addAction(tr("&Mark or unmark the line\tm"), m_view, &LogView::toggleMark)
        ->setObjectName(u"logMark"_s);
    menu->addAction(tr("Next mar&k\tu"), m_view, [this] { m_view->goToMark(true); });
    menu->addAction(tr("Pre&vious mark\tShift+U"), m_view, [this] { m_view->goToMark(false); });
    menu->addAction(tr("&Highlight rules…"), this, &LogPane::editHighlights)
        ->setObjectName(u"logHighlights"_s);
}

void LogPane::layOut()
{
    const int em = fontMetrics().height();
    auto *row = new QHBoxLayout;
    row->setContentsMargins(em / 3, em / 5, em / 3, em / 5);
    row->setSpacing(em / 4);
    row->addWidget(m_chooser);
    row->addWidget(m_find, 1);
    row->addWidget(m_more);
    auto *below = new QHBoxLayout;
    below->setContentsMargins(em / 3, em / 8, em / 3, em / 8);
    below->setSpacing(em / 2);
    below->addWidget(m_follow);
    below->addWidget(m_find->shownLines());
    below->addWidget(m_levels);
    below->addStretch(1);
    below->addWidget(m_find->status());
    below->addWidget(m_status);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_pages, 1);
    column->addLayout(below);
}

void LogPane::listen()
{
    connect(m_follow, &QCheckBox::toggled, m_view, &LogView::setFollowing);
    connect(m_view, &LogView::followingChanged, m_follow, &QCheckBox::setChecked);
    connect(m_view, &LogView::errorRequested, this, &LogPane::goToError);
    listenToMarks();
    connect(m_chooser, &QComboBox::activated, this, [this] {
        m_userChose = true;
        m_wanted.reset();
        showChosen();
    });
    connect(m_levels, &QComboBox::currentIndexChanged, this, &LogPane::chooseLevel);
    connect(m_find, &FindBar::filterChanged, this, &LogPane::divideLater);
    connect(m_level, &LogSearch::progressed, this, &LogPane::divideLater);
    // A log that grows quickly is not divided anew for each block.
    m_filterLater.setSingleShot(true);
    m_filterLater.setInterval(60);
    connect(&m_filterLater, &QTimer::timeout, this, [this] {
        applyFilter();
        showTimes();
    });
    connect(m_proof, &LogStepper::arrived, this, [this] { wantedFound(true); });
    connect(m_proof, &LogStepper::notFound, this, [this] { wantedFound(false); });
    connect(&m_document, &LogDocument::grew, this, [this] {
        const qint64 count = m_document.lineCount();
        const QString lines =
            count == 1 ? tr("1 line") : tr("%1 lines").arg(QLocale().toString(count));
        m_status->setText(m_document.isIndexing() ? tr("Reading… %1").arg(lines) : lines);
        explainEmpty();
    });
    connect(&m_document, &LogDocument::reset, this, [this] { m_status->clear(); });
    connect(m_shown, &models::ShownRun::changed, this, &LogPane::showRun);
    connect(m_shown, &models::ShownRun::grew, this, &LogPane::refresh);
    connect(m_shown, &models::ShownRun::sliceChanged, this, &LogPane::applyFilter);
    connect(&m_document, &LogDocument::grew, this, [this] {
        if (m_shown->slice() || m_times->isChecked())
            divideLater();
    });
}

void LogPane::listenToMarks()
{
    connect(m_view, &LogView::marksChanged, this, [this] {
        log_memory::setMarks(m_document.path(), m_view->marks());
        if (m_find->onlyMarked())
            applyFilter();
    });
    // After the view has let go of what it knew of the file before.
    connect(&m_document, &LogDocument::reset, this, [this] {
        if (!m_document.path().isEmpty())
            m_view->setMarks(log_memory::marks(m_document.path()));
    });
    connect(&m_document, &LogDocument::grew, this, [this] {
        if (m_find->onlyMarked())
            divideLater();
    });
    connect(m_view, &LogView::highlightRequested, this, &LogPane::highlight);
    m_rules = log_memory::rules();
    m_view->setHighlights(std::make_shared<Highlights>(m_rules));
}

void LogPane::setRules(const std::vector<HighlightRule> &rules)
{
    if (rules == m_rules)
        return;
    m_rules = rules;
    m_view->setHighlights(std::make_shared<Highlights>(m_rules));
    log_memory::setRules(m_rules);
}

void LogPane::editHighlights()
{
    if (!m_highlights) {
        m_highlights = new HighlightDialog(m_rules, this);
        connect(m_highlights, &HighlightDialog::rulesChanged, this, &LogPane::setRules);
    }
    m_highlights->show();
    m_highlights->raise();
    m_highlights->activateWindow();
}

void LogPane::highlight(const QString &text)
{
    std::vector<HighlightRule> rules = m_rules;
    const bool had = std::erase_if(rules, [&text](const HighlightRule &rule) {
                         return rule.query.text == text && !rule.query.isExpression;
                     }) > 0;
    // The dialog says that there are too many, and is where one can be removed.
    if (!had && rules.size() >= mostHighlightRules)
        return editHighlights();
    if (!had)
        rules.push_back({{text, false, true, false}, unusedHighlightColor(rules)});
    const bool open = !m_highlights.isNull();
    delete m_highlights;
    setRules(rules);
    if (open)
        editHighlights();
}

void LogPane::goToError(bool next)
{
    m_errors->setMatcher(linesOf(LogLevel::Error));
    m_errors->step(next ? LogStepper::Step::Next : LogStepper::Step::Previous);
}

bool LogPane::showLine(const QString &container, const QString &text)
{
    refresh();
    const auto &run = m_shown->run();
    if (!run)
        return false;
    Wanted wanted;
    for (const bool own : {true, false}) {
        for (int i = m_chooser->count(); i-- > 0;) {
            const QString file = m_chooser->itemData(i).toString();
            const auto &logs = run->record.logs();
            const auto log = std::find_if(logs.begin(), logs.end(),
                                          [&](const auto &l) { return l.file == file; });
            if (log != logs.end() && (log->container == container) == own)
                wanted.choices.push_back(i);
        }
    }
    // What is quoted may be shortened, and lack what stood before it in its line.
    const QString line = text.trimmed().section(u'\n', 0, 0);
    constexpr qsizetype part = 48;
    wanted.texts = {line};
    if (line.size() > part)
        wanted.texts << line.left(part) << line.right(part);
    if (wanted.choices.empty() || line.isEmpty())
        return false;
    m_wanted = wanted;
    m_userChose = true;
    lookForWanted();
    return true;
}

void LogPane::lookForWanted()
{
    m_chooser->setCurrentIndex(m_wanted->choices[m_wanted->choice]);
    showChosen();
    m_view->setFollowing(false);
    m_view->showMatch({0, 0}, 0);
    // Another matcher each time, so that the search begins anew.
    m_proof->setMatcher(nullptr);
    m_proof->setMatcher(
        LogMatcher::make({m_wanted->texts[m_wanted->text], false, true, false}).value_or(nullptr));
    // The last of them: the one that ended the program.
    m_proof->step(LogStepper::Step::Previous);
}

void LogPane::wantedFound(bool found)
{
    if (!m_wanted)
        return;
    if (found) {
        m_view->setMarkedLine(m_view->cursor().line);
        m_wanted.reset();
        return;
    }
    if (++m_wanted->choice == m_wanted->choices.size()) {
        m_wanted->choice = 0;
        if (++m_wanted->text == m_wanted->texts.size()) {
            m_wanted.reset();
            return;
        }
    }
    lookForWanted();
}

void LogPane::showRun()
{
    m_userChose = false;
    m_wanted.reset();
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
    m_levels->setEnabled(m_document.lineCount() > 0);
    m_more->setEnabled(m_document.lineCount() > 0);
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
