// SPDX-License-Identifier: Apache-2.0
#include "what_happened_card.h"

#include "look/badge.h"
#include "look/icons.h"
#include "look/wording.h"

#include <models/words/fault_words.h>

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

WhatHappenedCard::WhatHappenedCard(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"whatHappened"_s);
    setAccessibleName(tr("What happened"));
    setWidgetResizable(true);
    setFrameShape(QFrame::StyledPanel);
    // A digest or a path is one word, and may be wider than the card.
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setFocusPolicy(Qt::StrongFocus);

    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(content);
    const int em = fontMetrics().height();
    column->setContentsMargins(em * 3 / 4, em / 2, em * 3 / 4, em / 2);
    column->setSpacing(em / 2);

    m_top = new QWidget;
    auto *top = new QHBoxLayout(m_top);
    top->setContentsMargins({});
    top->setSpacing(em / 2);
    m_icon = new QLabel;
    m_headline = plainLabel();
    m_headline->setObjectName(u"whatHappenedHeadline"_s);
    QFont bold = font();
    bold.setBold(true);
    m_headline->setFont(bold);
    m_copy = new QToolButton;
    m_copy->setObjectName(u"whatHappenedCopy"_s);
    m_copy->setIcon(icon(Symbol::Copy));
    m_copy->setAutoRaise(true);
    m_copy->setAccessibleName(tr("Copy the explanation"));
    m_copy->setToolTip(tr("Copy all of this as text"));
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_explanation.toText()); });
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addWidget(m_headline, 1);
    top->addWidget(m_copy, 0, Qt::AlignTop);
    column->addWidget(m_top);
    m_texts = new QVBoxLayout;
    m_texts->setSpacing(em * 2 / 5);
    column->addLayout(m_texts);
    column->addStretch(1);
    setWidget(content);
    connect(&Theme::instance(), &Theme::changed, this, &WhatHappenedCard::rebuild);
}

void WhatHappenedCard::showExplanation(const Explanation &explanation)
{
    if (explanation == m_explanation)
        return;
    m_explanation = explanation;
    rebuild();
}

void WhatHappenedCard::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fitTexts();
}

void WhatHappenedCard::fitTexts()
{
    const QMargins margins = widget()->layout()->contentsMargins();
    const int room = viewport()->width() - margins.left() - margins.right();
    const auto fit = [room](QWidget *text) {
        const int width = std::max(room, text->minimumSizeHint().width());
        text->setMaximumWidth(width);
        // The layout reckons with its own width, in which the text would need fewer lines. A label
        // reckons with the minimum that it was given.
        text->setMinimumHeight(0);
        text->setMinimumHeight(text->heightForWidth(width));
    };
    fit(m_top);
    for (int i = 0; i < m_texts->count(); ++i)
        if (auto *label = qobject_cast<QLabel *>(m_texts->itemAt(i)->widget()))
            fit(label);
}

QLabel *WhatHappenedCard::addText(const QString &text, ColorRole role, bool bold)
{
    QLabel *label = plainLabel(text);
    QPalette colors = label->palette();
    colors.setColor(QPalette::WindowText, themeColor(role));
    label->setPalette(colors);
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
    addText(where, ColorRole::Muted);
    QLabel *lines = addText(displayText(fix.text), ColorRole::Text);
    lines->setObjectName(u"whatHappenedFix"_s);
    lines->setAccessibleDescription(where);
    lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *copy = new QPushButton(icon(Symbol::Copy), tr("Copy these lines"));
    copy->setObjectName(u"whatHappenedCopyFix"_s);
    connect(copy, &QPushButton::clicked, this,
            [fix] { QGuiApplication::clipboard()->setText(fix.text + u'\n'); });
    m_texts->addWidget(copy, 0, Qt::AlignLeft);
    copy->show();
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
    m_icon->setAccessibleName(models::toString(e.state));
    m_headline->setText(e.headline);
    for (const QString &paragraph : e.paragraphs)
        addText(paragraph, ColorRole::Text)->setObjectName(u"whatHappenedText"_s);
    if (!e.advice.isEmpty()) {
        addText(tr("What to do"), ColorRole::Muted, true);
        addText(e.advice, ColorRole::Text)->setObjectName(u"whatHappenedAdvice"_s);
        addFix();
        if (!e.whoCanMend.isEmpty())
            addText(e.whoCanMend, ColorRole::Text)->setObjectName(u"whatHappenedWho"_s);
    }
    if (!e.evidence.empty()) {
        addText(tr("Evidence"), ColorRole::Muted, true);
        const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        for (const Explanation::Proof &proof : e.evidence) {
            addText(proof.source, ColorRole::Muted);
            QLabel *text = addText(proof.text, ColorRole::Text);
            text->setObjectName(u"whatHappenedEvidence"_s);
            text->setAccessibleDescription(proof.source);
            text->setFont(fixed);
            if (!proof.advice.isEmpty())
                addText(tr("What to do: %1").arg(proof.advice), ColorRole::Text)
                    ->setObjectName(u"whatHappenedAdvice"_s);
        }
    }
    for (const QString &remark : e.remarks)
        addText(remark, ColorRole::Muted)->setObjectName(u"whatHappenedRemark"_s);
    setAccessibleDescription(e.toText());
    fitTexts();
}

} // namespace assay::ui
