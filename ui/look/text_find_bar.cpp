// SPDX-License-Identifier: Apache-2.0
#include "text_find_bar.h"

#include "badge.h"
#include "icons.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

TextFindBar::TextFindBar(QPlainTextEdit *text, const QString &prefix, const QString &fieldName,
                         const QString &placeholder, QWidget *parent)
    : QWidget(parent)
    , m_text(text)
    , m_field(new QLineEdit)
    , m_result(plainLabel())
{
    setObjectName(prefix + "FindBar"_L1);
    m_field->setObjectName(prefix + "Find"_L1);
    m_field->setAccessibleName(fieldName);
    m_field->setPlaceholderText(placeholder);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(m_field, 1);
    const auto button = [&](const QString &name, Symbol symbol, const QString &words, auto slot) {
        auto *made = new QToolButton;
        made->setObjectName(prefix + name);
        made->setIcon(icon(symbol));
        made->setAutoRaise(true);
        made->setAccessibleName(words);
        made->setToolTip(words);
        row->addWidget(made);
        connect(made, &QToolButton::clicked, this, slot);
    };
    button(u"FindPrevious"_s, Symbol::Previous, tr("Previous occurrence"), [this] { find(false); });
    button(u"FindNext"_s, Symbol::Next, tr("Next occurrence"), [this] { find(true); });
    row->addWidget(m_result);
    button(u"FindClose"_s, Symbol::Close, tr("Close"), [this] {
        hide();
        m_text->setFocus();
    });
    connect(m_field, &QLineEdit::returnPressed, this, [this] { find(true); });
    hide();
}

void TextFindBar::focusField()
{
    show();
    if (const QString chosen = m_text->textCursor().selectedText();
        !chosen.isEmpty() && !chosen.contains(QChar::ParagraphSeparator))
        m_field->setText(chosen);
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void TextFindBar::find(bool forward)
{
    const QString text = m_field->text();
    if (text.isEmpty())
        return focusField();
    const QTextDocument::FindFlags flags =
        forward ? QTextDocument::FindFlags() : QTextDocument::FindBackward;
    QTextCursor found = m_text->document()->find(text, m_text->textCursor(), flags);
    const bool again = found.isNull();
    if (again) {
        QTextCursor from(m_text->document());
        from.movePosition(forward ? QTextCursor::Start : QTextCursor::End);
        found = m_text->document()->find(text, from, flags);
    }
    m_result->setText(found.isNull() ? tr("Not found")
                      : !again       ? QString()
                      : forward      ? tr("From the top")
                                     : tr("From the end"));
    if (!found.isNull())
        m_text->setTextCursor(found);
}

} // namespace assay::ui
