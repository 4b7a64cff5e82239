// SPDX-License-Identifier: Apache-2.0
#include "notice_strip.h"

#include "icons.h"
#include "wording.h"
#include "wrapped_label.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

NoticeStrip::NoticeStrip(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_text(new WrappedLabel)
    , m_buttons(new QHBoxLayout)
{
    setObjectName(name);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_text->setObjectName(name + "Text"_L1);
    const int em = fontMetrics().height();
    auto *close = new QToolButton;
    close->setObjectName(name + "Close"_L1);
    close->setIcon(icon(Symbol::Close));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Dismiss the message"));
    close->setToolTip(close->accessibleName());
    m_buttons->setSpacing(em / 3);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(em * 3 / 4, em / 4, em / 2, em / 4);
    row->setSpacing(em / 2);
    row->addWidget(m_text, 1);
    row->addLayout(m_buttons);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &NoticeStrip::dismiss);
    hide();
}

void NoticeStrip::say(const QString &text, const QList<Choice> &choices)
{
    m_text->setWrappedText(displayText(text));
    setAccessibleName(displayText(text));
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Choice &choice : choices) {
        auto *button = new QPushButton(choice.text);
        button->setObjectName(choice.name);
        button->setAccessibleName(choice.text);
        m_buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, choice] {
            if (!choice.stays)
                dismiss();
            choice.take();
        });
    }
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void NoticeStrip::dismiss()
{
    hide();
}

} // namespace assay::ui
