// SPDX-License-Identifier: Apache-2.0
#include <ui/dialogs/ladder_dialog.h>

#include "look/badge.h"
#include "look/icons.h"
#include "look/wording.h"
#include "look/wrapped_label.h"

#include <models/words/ladder_text.h>

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

using Result = models::PreflightCheck::Result;

static QIcon iconOf(Result result)
{
    switch (result) {
    case Result::Passed:
        return icon(models::TestState::Passed);
    case Result::Failed:
        return icon(models::TestState::Failed);
    case Result::Warning:
        break;
    }
    return icon(Symbol::Warning);
}

static QString spoken(Result result)
{
    switch (result) {
    case Result::Passed:
        return LadderDialog::tr("holds");
    case Result::Failed:
        return LadderDialog::tr("does not hold");
    case Result::Warning:
        return LadderDialog::tr("deserves a look");
    }
    return {};
}

LadderDialog::LadderDialog(QWidget *parent)
    : QDialog(parent)
    , m_title(new WrappedLabel)
    , m_conclusion(plainLabel())
    , m_area(new QScrollArea)
{
    setObjectName(u"ladderDialog"_s);
    setWindowTitle(tr("Check the cluster"));
    const int em = fontMetrics().height();
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(u"ladderTitle"_s);
    m_conclusion->setObjectName(u"ladderConclusion"_s);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setAccessibleName(tr("Steps"));

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    // The style's own is black on black in the dark.
    buttons->button(QDialogButtonBox::Close)->setIcon(icon(Symbol::Close));
    m_again = buttons->addButton(tr("Check again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(u"ladderAgain"_s);
    m_copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(u"ladderCopy"_s);
    m_copy->setIcon(icon(Symbol::Copy));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(m_again, &QPushButton::clicked, this, &LadderDialog::againRequested);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(models::ladderText(m_checks)); });

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addWidget(m_area, 1);
    column->addWidget(m_conclusion);
    column->addWidget(buttons);
    resize(em * 56, em * 34);
}

void LadderDialog::begin(const QString &cluster)
{
    m_checks.clear();
    m_firstFailed = nullptr;
    m_title->setWrappedText(
        tr("What a validation needs of the cluster “%1”").arg(displayText(cluster)));
    m_conclusion->setText(tr("Checking…"));
    setTextRole(m_conclusion, ColorRole::Muted);
    m_again->setEnabled(false);
    m_copy->setEnabled(false);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    m_rows = new QGridLayout;
    const int em = fontMetrics().height();
    m_rows->setHorizontalSpacing(em / 2);
    m_rows->setVerticalSpacing(em / 3);
    m_rows->setColumnStretch(2, 1);
    column->addLayout(m_rows);
    column->addStretch(1);
    m_area->setWidget(page);
}

void LadderDialog::add(const models::PreflightCheck &check)
{
    m_checks.push_back(check);
    addRow(check);
}

void LadderDialog::keepPlain(QLabel *label) const
{
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
}

void LadderDialog::addRow(const models::PreflightCheck &check)
{
    const int row = m_rows->rowCount();
    const int em = fontMetrics().height();
    auto *mark = new QLabel;
    mark->setPixmap(iconOf(check.result).pixmap(QSize(em, em), devicePixelRatioF()));
    mark->setAccessibleName(spoken(check.result));
    mark->setAlignment(Qt::AlignTop);
    m_rows->addWidget(mark, row, 0);
    if (check.result == Result::Failed && !m_firstFailed)
        m_firstFailed = mark;
    auto *name = new QLabel(displayText(check.name));
    keepPlain(name);
    name->setWordWrap(true);
    // Its height is that of the width that it gets, and not of a narrower one.
    name->setFixedWidth(em * 14);
    m_rows->addWidget(name, row, 1);
    auto *detail = new WrappedLabel(displayText(check.detail));
    keepPlain(detail);
    setTextRole(detail, check.result == Result::Passed ? ColorRole::Muted : ColorRole::Text);
    // One cell, so that advice stands closer to what it is about than to the next step.
    auto *said = new QVBoxLayout;
    said->setSpacing(em / 6);
    said->addWidget(detail);
    m_rows->addLayout(said, row, 2);
    if (!check.advice.isEmpty()) {
        auto *advice = new WrappedLabel(u"→ "_s + displayText(check.advice));
        keepPlain(advice);
        advice->setObjectName(u"ladderAdvice"_s);
        said->addWidget(advice);
    }
}

void LadderDialog::end()
{
    m_conclusion->setText(models::ladderConclusion(m_checks));
    setTextRole(m_conclusion, m_firstFailed ? ColorRole::Failed : ColorRole::Passed);
    m_again->setEnabled(true);
    m_copy->setEnabled(true);
    if (m_firstFailed)
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_firstFailed)
                    return;
                m_area->widget()->adjustSize();
                m_area->ensureWidgetVisible(m_firstFailed, 0, m_area->height() / 3);
            },
            Qt::QueuedConnection);
}

} // namespace assay::ui
