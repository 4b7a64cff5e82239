// SPDX-License-Identifier: Apache-2.0
#include "find_bar.h"

#include "look/badge.h"
#include "look/escape_guard.h"
#include "look/icons.h"

#include <ui/log/log_document.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

FindBar::FindBar(LogView *view, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_search(view->document())
    , m_field(new QLineEdit)
    , m_status(new QLabel)
{
    const int em = fontMetrics().height();
    m_field->setObjectName(u"findField"_s);
    m_field->setAccessibleName(tr("Find in the log"));
    m_field->setPlaceholderText(tr("Find in log"));
    m_field->setToolTip(tr("Enter finds the next occurrence, Shift+Enter the previous (Ctrl+F)"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(em * 9);
    m_field->setMaximumWidth(em * 16);
    EscapeGuard::install(m_field, [this] {
        m_field->clear();
        m_view->setFocus();
    });
    m_status->setObjectName(u"findStatus"_s);
    m_status->setTextFormat(Qt::PlainText);
    setTextRole(m_status, ColorRole::Muted);
    const auto button = [this](const QString &name, Symbol symbol, const QString &text,
                               bool backwards) {
        auto *b = new QToolButton;
        b->setObjectName(name);
        b->setIcon(icon(symbol));
        b->setAutoRaise(true);
        b->setAccessibleName(text);
        b->setToolTip(text);
        connect(b, &QToolButton::clicked, this,
                [this, backwards] { find(backwards ? Step::Previous : Step::Next); });
        return b;
    };
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(em / 4);
    row->addWidget(m_status);
    row->addWidget(m_field);
    row->addWidget(
        button(u"findPrevious"_s, Symbol::Previous, tr("Previous occurrence (Shift+F3)"), true));
    row->addWidget(button(u"findNext"_s, Symbol::Next, tr("Next occurrence (F3)"), false));

    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, [this] { find(Step::Refine); });
    connect(&m_search, &LogSearch::found, this,
            [this](const LogView::Position &at, int length, bool wrapped) {
                m_match = at;
                m_matchLength = length;
                m_view->setFollowing(false);
                m_view->showMatch(at, length);
                m_status->setText(wrapped ? tr("Continued from the other end")
                                          : tr("Line %1").arg(at.line + 1));
            });
    connect(&m_search, &LogSearch::notFound, this, [this] { m_status->setText(tr("Not found")); });
    connect(view->document(), &LogDocument::reset, this, [this] {
        m_match.reset();
        m_status->clear();
    });
}

void FindBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void FindBar::findNext()
{
    find(Step::Next);
}

void FindBar::findPrevious()
{
    find(Step::Previous);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(key->modifiers().testFlag(Qt::ShiftModifier) ? Step::Previous : Step::Next);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::find(Step step)
{
    const QString text = m_field->text();
    m_view->setHighlight(text);
    if (text.isEmpty()) {
        m_search.cancel();
        m_match.reset();
        m_status->clear();
        return;
    }
    m_status->setText(tr("Searching…"));
    LogView::Position from = m_view->cursor();
    // The cursor stands behind what was found; a longer text, and a step back, begin before it.
    const bool atMatch =
        m_match && from == LogView::Position{m_match->line, m_match->column + m_matchLength};
    if (atMatch && step != Step::Next)
        from = *m_match;
    m_search.start(text, from, step == Step::Previous);
}

} // namespace assay::ui
