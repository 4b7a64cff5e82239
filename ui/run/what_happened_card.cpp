// SPDX-License-Identifier: Apache-2.0
#include "what_happened_card.h"

#include "look/flow_layout.h"
#include "look/icons.h"
#include "look/wording.h"
#include "look/wrapped_label.h"
#include "proof_row.h"
#include "shell_commands.h"
#include "unknown_report.h"

#include <models/words/fault_words.h>

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

void copyText(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

void setRole(QWidget *widget, ColorRole role)
{
    QPalette colors = widget->palette();
    colors.setColor(QPalette::WindowText, themeColor(role));
    widget->setPalette(colors);
}

} // namespace

WhatHappenedCard::WhatHappenedCard(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"whatHappened"_s);
    setAccessibleName(tr("What happened"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);

    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(content);
    const int em = fontMetrics().height();
    column->setContentsMargins(em * 3 / 4, em / 2, em * 3 / 4, em / 2);
    column->setSpacing(em / 2);
    makeTop(column);
    m_who = new WrappedLabel;
    m_who->setObjectName(u"whatHappenedWho"_s);
    column->addWidget(m_who);
    makeAdvice(column);
    makeActions(column);
    m_rest = new QWidget;
    m_texts = new QVBoxLayout(m_rest);
    m_texts->setContentsMargins({});
    m_texts->setSpacing(em * 2 / 5);
    column->addWidget(m_rest);
    column->addStretch(1);
    setWidget(content);
    connect(&Theme::instance(), &Theme::changed, this, &WhatHappenedCard::rebuild);
}

void WhatHappenedCard::makeTop(QVBoxLayout *column)
{
    const int em = fontMetrics().height();
    m_top = new QWidget;
    auto *top = new QHBoxLayout(m_top);
    top->setContentsMargins({});
    top->setSpacing(em / 2);
    m_icon = new QLabel;
    m_headline = new WrappedLabel;
    m_headline->setObjectName(u"whatHappenedHeadline"_s);
    QFont bold = font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.12);
    m_headline->setFont(bold);
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addWidget(m_headline, 1);
    column->addWidget(m_top);
}

//! What is to be done, on as few lines as there can be, while the rest is folded away.
void WhatHappenedCard::makeAdvice(QVBoxLayout *column)
{
    m_folded = new QWidget;
    auto *row = new QHBoxLayout(m_folded);
    row->setContentsMargins({});
    row->setSpacing(fontMetrics().height() / 2);
    auto *heading = new QLabel(tr("What to do"));
    heading->setTextFormat(Qt::PlainText);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    m_foldedAdvice = new WrappedLabel;
    m_foldedAdvice->setObjectName(u"whatHappenedAdvice"_s);
    row->addWidget(heading, 0, Qt::AlignTop);
    row->addWidget(m_foldedAdvice, 1);
    m_folded->hide();
    column->addWidget(m_folded);
}

QPushButton *WhatHappenedCard::addAction(const QString &name, const QString &text)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    m_actions->layout()->addWidget(button);
    return button;
}

void WhatHappenedCard::makeActions(QVBoxLayout *column)
{
    m_actions = new QWidget;
    auto *flow = new FlowLayout(m_actions);
    flow->setContentsMargins({});
    flow->setSpacing(fontMetrics().height() / 3);
    m_copyTicket = addAction(u"whatHappenedCopy"_s, tr("Copy for a ticket"));
    m_copyTicket->setToolTip(tr("Copy verdict, cause, proof, image and place as Markdown, without "
                                "secrets: what \"assay report RUN --format ticket\" prints"));
    m_reportUnknown = addAction(u"whatHappenedUnknown"_s, tr("Report this as unknown"));
    m_reportUnknown->setToolTip(tr("Copy what was said, without names and secrets, for whoever "
                                   "teaches Assay what it means"));
    m_reportUnknown->hide();
    m_commands = addAction(u"whatHappenedCommands"_s, tr("Commands"));
    m_commandMenu = new QMenu(m_commands);
    m_commandMenu->setObjectName(u"whatHappenedCommandMenu"_s);
    m_commandMenu->setToolTipsVisible(true);
    m_commands->setMenu(m_commandMenu);
    m_runAgain = addAction(u"whatHappenedRun"_s, tr("Run again"));
    m_edit = addAction(u"whatHappenedEdit"_s, tr("Edit test"));
    m_more = addAction(u"whatHappenedMore"_s, tr("More"));
    m_more->setCheckable(true);
    m_more->hide();
    column->addWidget(m_actions);
    connect(m_copyTicket, &QPushButton::clicked, this, &WhatHappenedCard::ticketRequested);
    connect(m_reportUnknown, &QPushButton::clicked, this, [this] { copyText(m_unknownReport); });
    connect(m_runAgain, &QPushButton::clicked, this, &WhatHappenedCard::runAgainRequested);
    connect(m_edit, &QPushButton::clicked, this, &WhatHappenedCard::editRequested);
    connect(m_more, &QPushButton::toggled, this, [this](bool on) {
        m_unfolded = on;
        refreshFolds();
        Q_EMIT foldChanged();
    });
}

void WhatHappenedCard::showExplanation(const Explanation &explanation,
                                       const models::RunRecord *record)
{
    if (explanation == m_explanation)
        return;
    m_explanation = explanation;
    const bool told = record && !record->isEmpty();
    m_copyTicket->setVisible(told && record->verdict());
    m_unknownReport = told ? unknownReport(*record, m_clusterVersion) : QString();
    m_reportUnknown->setVisible(!m_unknownReport.isEmpty());
    m_runAgain->setText(told ? tr("Run again") : tr("Run"));
    m_runAgain->setAccessibleName(m_runAgain->text());
    refreshRun();
    refreshCommands(told ? record : nullptr);
    rebuild();
}

void WhatHappenedCard::setActionsEnabled(bool run, bool edit)
{
    m_mayRun = run;
    refreshRun();
    m_edit->setVisible(edit);
    m_runAgain->setVisible(edit);
}

void WhatHappenedCard::refreshRun()
{
    m_runAgain->setEnabled(m_mayRun && m_explanation.cannotRun.isEmpty());
    m_runAgain->setToolTip(m_explanation.cannotRun);
    m_runAgain->setAccessibleDescription(m_explanation.cannotRun);
}

void WhatHappenedCard::setCompact(bool on)
{
    if (on == m_compact)
        return;
    m_compact = on;
    const int em = fontMetrics().height();
    // A strip has no height to give away.
    widget()->layout()->setContentsMargins(em * 3 / 4, on ? em / 4 : em / 2, em * 3 / 4,
                                           on ? em / 4 : em / 2);
    widget()->layout()->setSpacing(on ? em / 4 : em / 2);
    refreshFolds();
}

void WhatHappenedCard::refreshFolds()
{
    if (m_facts)
        m_facts->setVisible(m_factsOpen);
    fitTexts();
    // Nothing is folded away for which there is room.
    const bool folds = m_compact && (m_unfolded || neededHeight(true) > viewport()->height());
    m_more->setVisible(folds);
    m_more->setText(m_unfolded ? tr("Less") : tr("More"));
    m_more->setAccessibleName(m_more->text());
    m_rest->setVisible(!folds || m_unfolded);
    m_folded->setVisible(folds && !m_unfolded && !m_explanation.advice.isEmpty());
}

int WhatHappenedCard::room() const
{
    const QMargins margins = widget()->layout()->contentsMargins();
    return viewport()->width() - margins.left() - margins.right();
}

int WhatHappenedCard::neededHeight(bool withRest) const
{
    const QMargins margins = widget()->layout()->contentsMargins();
    const int spacing = widget()->layout()->spacing();
    int height = margins.top() + margins.bottom() + m_top->heightForWidth(room()) + spacing +
                 m_actions->heightForWidth(room());
    if (!m_explanation.whoCanMend.isEmpty())
        height += spacing + m_who->heightForWidth(room());
    if (!withRest && !m_explanation.advice.isEmpty())
        height += spacing + m_folded->heightForWidth(room());
    if (withRest && m_texts->count() > 0)
        height += spacing + (m_texts->hasHeightForWidth() ? m_texts->totalHeightForWidth(room())
                                                          : m_texts->totalSizeHint().height());
    return height;
}

void WhatHappenedCard::refreshCommands(const models::RunRecord *record)
{
    m_commandMenu->clear();
    m_commands->setVisible(record);
    if (!record)
        return;
    const auto add = [this](QMenu *menu, const std::vector<ShellCommand> &commands) {
        for (const ShellCommand &command : commands) {
            QAction *action = menu->addAction(displayText(command.title));
            action->setToolTip(command.line.toHtmlEscaped());
            connect(action, &QAction::triggered, this, [command] { copyText(command.line); });
        }
    };
    if (record->start().sandbox) {
        m_commandMenu->addAction(tr("The sandbox is inside of Assay: no other program reaches it"))
            ->setEnabled(false);
        return;
    }
    m_commandMenu->addSection(tr("Copy for a terminal"));
    for (const QString &client : {u"kubectl"_s, u"oc"_s})
        add(m_commandMenu->addMenu(client), clusterCommands(*record, client));
    add(m_commandMenu->addMenu(u"podman"_s), podmanCommands(*record));
}

void WhatHappenedCard::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    refreshFolds();
}

void WhatHappenedCard::fitTexts()
{
    const auto fit = [room = room()](QWidget *text) {
        // The layout reckons with its own width, in which the text would need fewer lines. A label
        // reckons with the minimum that it was given.
        text->setMinimumHeight(0);
        if (text->hasHeightForWidth() || text->layout())
            text->setMinimumHeight(std::max(0, text->heightForWidth(room)));
    };
    fit(m_top);
    fit(m_who);
    fit(m_folded);
    fit(m_actions);
    for (int i = 0; i < m_texts->count(); ++i)
        if (QWidget *text = m_texts->itemAt(i)->widget();
            text && (qobject_cast<QLabel *>(text) || qobject_cast<ProofRow *>(text)))
            fit(text);
}

WrappedLabel *WhatHappenedCard::addText(const QString &text, ColorRole role, bool bold)
{
    auto *label = new WrappedLabel(text);
    setRole(label, role);
    if (bold) {
        QFont strong = label->font();
        strong.setBold(true);
        label->setFont(strong);
    }
    m_texts->addWidget(label);
    label->show();
    return label;
}

void WhatHappenedCard::addFix()
{
    const models::Fix fix = m_explanation.fix;
    if (fix.text.isEmpty())
        return;
    const QString where = models::whereItBelongs(fix.kind);
    const int em = fontMetrics().height();
    auto *heading = new QWidget;
    auto *row = new QHBoxLayout(heading);
    row->setContentsMargins({});
    auto *words = new WrappedLabel(where);
    setRole(words, ColorRole::Muted);
    auto *copy = new QPushButton(icon(Symbol::Copy), tr("Copy"));
    copy->setObjectName(u"whatHappenedCopyFix"_s);
    copy->setAccessibleName(tr("Copy these lines"));
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this, [fix] { copyText(fix.text + u'\n'); });
    row->addWidget(words, 1);
    row->addWidget(copy);
    m_texts->addWidget(heading);
    heading->show();
    WrappedLabel *lines = addText(displayText(fix.text), ColorRole::Text);
    lines->setObjectName(u"whatHappenedFix"_s);
    lines->setAccessibleDescription(where);
    lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    lines->setAutoFillBackground(true);
    lines->setBackgroundRole(QPalette::AlternateBase);
    lines->setMargin(em / 2);
}

void WhatHappenedCard::addAdvice()
{
    if (m_explanation.advice.isEmpty())
        return;
    addText(tr("What to do"), ColorRole::Text, true);
    addText(m_explanation.advice, ColorRole::Text)->setObjectName(u"whatHappenedAdvice"_s);
    addFix();
}

void WhatHappenedCard::addProofs()
{
    if (m_explanation.evidence.empty())
        return;
    addText(tr("What proves it"), ColorRole::Text, true);
    bool first = true;
    for (const Explanation::Proof &proof : m_explanation.evidence) {
        auto *row = new ProofRow(proof, std::exchange(first, false));
        connect(row, &ProofRow::activated, this,
                [this, target = proof.target] { Q_EMIT proofActivated(target); });
        m_texts->addWidget(row);
        row->show();
    }
}

void WhatHappenedCard::addFacts()
{
    m_facts = nullptr;
    const QStringList &facts = m_explanation.facts;
    if (facts.isEmpty())
        return;
    auto *fold = new QToolButton;
    fold->setObjectName(u"whatHappenedFacts"_s);
    fold->setText(tr("Facts"));
    fold->setToolTip(tr("Types, versions and digests, for whoever looks closer"));
    fold->setAccessibleName(tr("Facts"));
    fold->setAutoRaise(true);
    fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fold->setFocusPolicy(Qt::StrongFocus);
    fold->setCheckable(true);
    fold->setChecked(m_factsOpen);
    fold->setArrowType(m_factsOpen ? Qt::DownArrow : Qt::RightArrow);
    m_texts->addWidget(fold, 0, Qt::AlignLeft);
    fold->show();
    WrappedLabel *text = addText(facts.join(u'\n'), ColorRole::Muted);
    text->setObjectName(u"whatHappenedFactsText"_s);
    m_facts = text;
    connect(fold, &QToolButton::toggled, this, [this, fold](bool on) {
        m_factsOpen = on;
        fold->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
        refreshFolds();
    });
}

void WhatHappenedCard::rebuild()
{
    while (QLayoutItem *item = m_texts->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const Explanation &e = m_explanation;
    const int em = fontMetrics().height();
    m_icon->setPixmap(icon(e.state).pixmap(QSize(em * 5 / 4, em * 5 / 4), devicePixelRatioF()));
    m_icon->setAccessibleName(e.stateWord.isEmpty() ? models::toString(e.state) : e.stateWord);
    m_headline->setWrappedText(e.headline);
    m_who->setWrappedText(e.whoCanMend);
    setRole(m_who, ColorRole::Muted);
    m_who->setVisible(!e.whoCanMend.isEmpty());
    m_foldedAdvice->setWrappedText(e.advice);
    for (const QString &paragraph : e.paragraphs)
        addText(paragraph, ColorRole::Text)->setObjectName(u"whatHappenedText"_s);
    addAdvice();
    addProofs();
    for (const QString &remark : e.remarks)
        addText(remark, ColorRole::Muted)->setObjectName(u"whatHappenedRemark"_s);
    addFacts();
    setAccessibleDescription(e.toText());
    refreshFolds();
}

} // namespace assay::ui
