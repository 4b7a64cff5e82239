// SPDX-License-Identifier: Apache-2.0
#include "workbench_view.h"

#include "look/badge.h"
#include "look/elided_label.h"
#include "look/table_menu.h"
#include "look/wording.h"
#include "run/explanation_of_workbench.h"
#include "run/what_happened_card.h"

#include <ui/timeline/state_machine_view.h>

#include <QComboBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr int uidRole = Qt::UserRole;
constexpr int warningRole = Qt::UserRole + 1;
constexpr int atRole = Qt::UserRole + 2; //!< QDateTime

QPlainTextEdit *readOnlyText(const QString &objectName, const QString &name)
{
    auto *text = new QPlainTextEdit;
    text->setObjectName(objectName);
    text->setAccessibleName(name);
    text->setReadOnly(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setFrameShape(QFrame::NoFrame);
    return text;
}

//! The reader's place stays; at the end, the end stays in sight.
void renew(QPlainTextEdit *text, const QString &now)
{
    if (text->toPlainText() == now)
        return;
    QScrollBar *bar = text->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    const int place = bar->value();
    text->setPlainText(now);
    bar->setValue(atEnd ? bar->maximum() : place);
}

QString nameOf(const models::ContainerLog &log)
{
    return log.previous ? WorkbenchView::tr("%1, the start before").arg(displayText(log.container))
                        : displayText(log.container);
}

} // namespace

WorkbenchView::WorkbenchView(QWidget *parent)
    : QWidget(parent)
    , m_pages(new QStackedWidget)
    , m_hint(plainLabel())
    , m_name(new ElidedLabel)
    , m_missed(plainLabel())
    , m_states(new StateMachineView)
    , m_card(new WhatHappenedCard)
    , m_tabs(new QTabWidget)
    , m_events(new QTreeWidget)
    , m_logPage(new QWidget)
    , m_containers(new QComboBox)
    , m_log(readOnlyText(u"workbenchLog"_s, tr("Log")))
    , m_objects(readOnlyText(u"workbenchObjects"_s, tr("Objects")))
{
    const int em = fontMetrics().height();
    m_hint->setObjectName(u"workbenchHint"_s);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setMargin(em * 2);
    setTextRole(m_hint, ColorRole::Muted);
    m_name->setObjectName(u"workbenchName"_s);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.2);
    large.setBold(true);
    m_name->setFont(large);
    m_missed->setObjectName(u"workbenchMissed"_s);
    setTextRole(m_missed, ColorRole::Failed);
    m_card->setActionsEnabled(false, false);
    setUpEvents();
    m_containers->setObjectName(u"workbenchContainer"_s);
    m_containers->setAccessibleName(tr("Container"));

    auto *logColumn = new QVBoxLayout(m_logPage);
    logColumn->setContentsMargins({});
    logColumn->addWidget(m_containers, 0, Qt::AlignLeft);
    logColumn->addWidget(m_log, 1);
    m_tabs->setObjectName(u"workbenchTabs"_s);
    m_tabs->addTab(m_events, tr("Events"));
    m_tabs->addTab(m_logPage, tr("Log"));
    m_tabs->addTab(m_objects, tr("Objects"));
    auto *parts = new QSplitter(Qt::Vertical);
    parts->addWidget(m_card);
    parts->addWidget(m_tabs);
    parts->setChildrenCollapsible(false);
    parts->setSizes({em * 20, em * 15});
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->addWidget(m_name);
    column->addWidget(m_missed);
    column->addWidget(m_states);
    column->addWidget(parts, 1);
    m_pages->addWidget(m_hint);
    m_pages->addWidget(content);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins({});
    all->addWidget(m_pages);
    m_states->setFindingsShown(false);
    // The card and the list beside it say how wide it is.
    m_states->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_states->setMinimumWidth(em * 20);
    m_seconds.setInterval(std::chrono::seconds(1));
    connect(&m_seconds, &QTimer::timeout, this, &WorkbenchView::refreshStates);
    connect(m_states, &StateMachineView::stateActivated, this, &WorkbenchView::goToState);
    connect(m_containers, &QComboBox::activated, this, &WorkbenchView::showLog);
    connect(m_card, &WhatHappenedCard::proofActivated, this, &WorkbenchView::goTo);
    connect(&Theme::instance(), &Theme::changed, this, &WorkbenchView::colourWarnings);
}

void WorkbenchView::setUpEvents()
{
    m_events->setObjectName(u"workbenchEvents"_s);
    m_events->setAccessibleName(tr("Events"));
    m_events->setHeaderLabels({tr("Last seen"), tr("Reason"), tr("Object"), tr("Message")});
    m_events->setRootIsDecorated(false);
    m_events->setUniformRowHeights(true);
    m_events->setAllColumnsShowFocus(true);
    addTableMenu(m_events);
    for (int column = 0; column < 3; ++column)
        m_events->header()->resizeSection(column, fontMetrics().height() * 8);
}

void WorkbenchView::showHint(const QString &text)
{
    m_hint->setText(text);
    m_explanation = {};
    m_pages->setCurrentIndex(0);
}

void WorkbenchView::explain(const QString &name, const Explanation &explanation)
{
    m_explanation = explanation;
    m_missed->hide();
    m_name->setText(displayText(name));
    m_card->showExplanation(explanation, nullptr);
    m_tabs->setVisible(!m_isGroup);
    m_states->hide();
    m_pages->setCurrentIndex(1);
}

void WorkbenchView::showFound(const models::WorkbenchDiagnosis &found)
{
    m_isGroup = false;
    explain(models::nameOf(found), explainWorkbench(found));
    showStates({}, false);
    showEvents({});
    showLogs({});
    m_objects->clear();
}

void WorkbenchView::showLook(const models::WorkbenchLook &look, bool isLive)
{
    m_isGroup = false;
    explain(models::nameOf(look.found), explainWorkbench(look.found));
    showStates(look, isLive);
    showEvents(look.events);
    showLogs(look.logs);
    renew(m_objects, displayText(look.yaml));
}

void WorkbenchView::showStates(const models::WorkbenchLook &look, bool isLive)
{
    m_way = {};
    m_lookedAt = look.at;
    qint64 number = 0;
    if (look.createdAt.isValid())
        m_way.append({++number, look.createdAt,
                      models::ObjectCreated{{{}, u"Notebook"_s, {}, {}, {}}, {}, false}});
    for (const models::Transition &state : look.states)
        m_way.append({++number, state.at, models::StateChanged{state}});
    using Status = models::NotebookStatus;
    const Status now = look.states.empty() ? Status::Created : look.states.back().to;
    m_goesOn = isLive && !m_way.isEmpty() && now != Status::Ready && now != Status::Failed;
    refreshStates();
    m_states->setVisible(!m_way.isEmpty());
    if (m_goesOn && isVisible())
        m_seconds.start();
    else
        m_seconds.stop();
}

void WorkbenchView::refreshStates()
{
    m_states->showRun(m_way.isEmpty() ? nullptr : &m_way, m_goesOn,
                      m_goesOn ? QDateTime::currentDateTimeUtc() : m_lookedAt);
}

void WorkbenchView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_goesOn)
        m_seconds.start();
}

void WorkbenchView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_seconds.stop();
}

//! What was said of it then: what failed is proved, the rest was told by events.
void WorkbenchView::goToState(models::NotebookStatus status)
{
    m_tabs->setCurrentWidget(m_events);
    for (const models::Transition &state : m_way.transitions()) {
        if (state.to != status)
            continue;
        for (int i = 0; i < m_events->topLevelItemCount(); ++i) {
            QTreeWidgetItem *row = m_events->topLevelItem(i);
            if (row->data(0, atRole).toDateTime() >= state.at)
                return m_events->setCurrentItem(row);
        }
    }
}

void WorkbenchView::showGroup(const models::DiagnosisGroup &group)
{
    m_isGroup = true;
    explain(group.cause, explainGroup(group));
}

void WorkbenchView::showMissed(const QString &problem)
{
    m_missed->setText(displayText(problem));
    m_missed->show();
}

QString WorkbenchView::text() const
{
    return m_pages->currentIndex() == 0 ? QString()
                                        : m_name->text() + u'\n' + m_explanation.toText();
}

void WorkbenchView::showEvents(const std::vector<models::KubernetesEvent> &events)
{
    m_tabs->setTabText(0, events.empty() ? tr("Events") : tr("Events %1").arg(events.size()));
    const auto *current = m_events->currentItem();
    const QString chosen = current ? current->data(0, uidRole).toString() : QString();
    m_events->clear();
    for (const models::KubernetesEvent &event : events) {
        auto *row = new QTreeWidgetItem(m_events);
        row->setData(0, uidRole, event.uid);
        row->setData(0, atRole, event.lastAt);
        row->setText(0, event.lastAt.toLocalTime().toString(u"MM-dd HH:mm:ss"_s));
        row->setText(1, displayText(event.reason));
        row->setText(2, displayText(event.objectKind + u' ' + event.objectName));
        row->setText(3, displayText(event.count > 1
                                        ? tr("%1 (%2 times)").arg(event.message).arg(event.count)
                                        : event.message));
        for (int column = 0; column < 4; ++column)
            row->setToolTip(column, row->text(column).toHtmlEscaped());
        row->setData(0, warningRole, event.isWarning());
        if (!chosen.isEmpty() && event.uid == chosen)
            m_events->setCurrentItem(row);
    }
    colourWarnings();
    if (chosen.isEmpty())
        m_events->scrollToBottom();
}

void WorkbenchView::colourWarnings()
{
    for (int i = 0; i < m_events->topLevelItemCount(); ++i) {
        QTreeWidgetItem *row = m_events->topLevelItem(i);
        if (row->data(0, warningRole).toBool())
            row->setForeground(1, themeColor(ColorRole::Warning));
    }
}

void WorkbenchView::showLogs(const std::vector<models::ContainerLog> &logs)
{
    const QString chosen = m_containers->currentText();
    m_logs = logs;
    m_containers->clear();
    for (const models::ContainerLog &log : logs)
        m_containers->addItem(nameOf(log));
    m_containers->setCurrentIndex(std::max(m_containers->findText(chosen), logs.empty() ? -1 : 0));
    m_containers->setVisible(!logs.empty());
    showLog();
}

void WorkbenchView::showLog()
{
    const int index = m_containers->currentIndex();
    if (index < 0 || std::size_t(index) >= m_logs.size()) {
        m_log->setPlainText(tr("Nothing of its log is known."));
        return;
    }
    const QString text = m_logs[std::size_t(index)].text;
    renew(m_log, text.isEmpty() ? tr("Nothing is written to this log.") : displayText(text));
}

bool WorkbenchView::findIn(QPlainTextEdit *text, const QString &words)
{
    text->moveCursor(QTextCursor::End);
    if (words.isEmpty() || !text->find(words, QTextDocument::FindBackward))
        return false;
    // Its beginning stays in sight, which of a long line is read first.
    QTextCursor cursor = text->textCursor();
    const int beginning = cursor.selectionStart();
    cursor.setPosition(cursor.selectionEnd());
    cursor.setPosition(beginning, QTextCursor::KeepAnchor);
    text->setTextCursor(cursor);
    return true;
}

void WorkbenchView::goTo(const EvidenceTarget &target)
{
    using Kind = EvidenceTarget::Kind;
    if (m_isGroup)
        return Q_EMIT workbenchRequested(target.name);
    switch (target.kind) {
    case Kind::Event:
        m_tabs->setCurrentWidget(m_events);
        for (int i = m_events->topLevelItemCount(); i-- > 0;) {
            QTreeWidgetItem *row = m_events->topLevelItem(i);
            if (target.name.isEmpty() ? row->text(3).contains(displayText(target.text))
                                      : row->data(0, uidRole).toString() == target.name)
                return m_events->setCurrentItem(row);
        }
        return;
    case Kind::Log:
        m_tabs->setCurrentWidget(m_logPage);
        for (int i = 0; i < m_containers->count(); ++i) {
            if (m_logs[std::size_t(i)].container != target.name)
                continue;
            m_containers->setCurrentIndex(i);
            showLog();
            if (findIn(m_log, displayText(target.text).trimmed()))
                return;
        }
        return;
    case Kind::PodField:
        m_tabs->setCurrentWidget(m_objects);
        if (!findIn(m_objects, target.text))
            findIn(m_objects, target.name);
        return;
    default:
        return;
    }
}

} // namespace assay::ui
