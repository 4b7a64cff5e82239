// SPDX-License-Identifier: Apache-2.0
#include "find_bar.h"

#include "look/badge.h"
#include "look/escape_guard.h"
#include "look/icons.h"

#include <ui/log/log_document.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

static constexpr int linesWithMarks = -2; //!< among the numbers of lines around a hit

FindBar::FindBar(LogView *view, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_stepper(view)
    , m_field(new QLineEdit)
    , m_status(new QLabel)
    , m_expression(option(u"findExpression"_s, u".*"_s,
                          tr("The text is an expression (RE2): [0-9]{3}ms"), u"Alt+X"_s))
    , m_case(
          option(u"findCase"_s, tr("Aa"), tr("Capital letters and small ones differ"), u"Alt+C"_s))
    , m_words(option(u"findWords"_s, tr("ab|"), tr("Whole words only"), u"Alt+W"_s))
    , m_only(new QComboBox)
{
    const int em = fontMetrics().height();
    m_field->setObjectName(u"findField"_s);
    m_field->setAccessibleName(tr("Find in the log"));
    m_field->setPlaceholderText(tr("Find in log"));
    m_field->setToolTip(tr("Enter finds the next occurrence, Shift+Enter the previous (Ctrl+F)"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(em * 6);
    EscapeGuard::install(m_field, [this] {
        m_field->clear();
        m_view->setFocus();
    });
    m_status->setObjectName(u"findStatus"_s);
    m_status->setTextFormat(Qt::PlainText);
    setTextRole(m_status, ColorRole::Muted);
    m_only->setObjectName(u"findOnly"_s);
    m_only->setAccessibleName(tr("Lines that are shown"));
    m_only->setToolTip(tr("All of the log, or only what was found with the lines around it"));
    m_only->addItem(tr("All lines"), -1);
    m_only->addItem(tr("Only hits"), 0);
    m_only->addItem(tr("Hits ±3"), 3);
    m_only->addItem(tr("Hits ±10"), 10);
    m_only->addItem(tr("Marked lines"), linesWithMarks);
    layOut();

    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::look);
    for (QToolButton *button : {m_expression, m_case, m_words})
        connect(button, &QToolButton::toggled, this, &FindBar::look);
    connect(m_only, &QComboBox::currentIndexChanged, this, &FindBar::filterChanged);
    connect(&m_stepper, &LogStepper::arrived, this, &FindBar::tell);
    connect(&m_stepper, &LogStepper::notFound, this, &FindBar::tell);
    connect(&m_stepper.search(), &LogSearch::progressed, this, [this] {
        tell();
        if (context())
            Q_EMIT filterChanged();
    });
    connect(view->document(), &LogDocument::reset, this, &FindBar::tell);
}

void FindBar::layOut()
{
    const int em = fontMetrics().height();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(em / 6);
    row->addWidget(m_field, 1);
    row->addWidget(m_expression);
    row->addWidget(m_case);
    row->addWidget(m_words);
    row->addWidget(stepButton(u"findPrevious"_s, false, tr("Previous occurrence (Shift+F3)")));
    row->addWidget(stepButton(u"findNext"_s, true, tr("Next occurrence (F3)")));
}

QToolButton *FindBar::option(const QString &name, const QString &text, const QString &tip,
                             const QString &key)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setText(text);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setAccessibleName(tip);
    button->setToolTip(tr("%1 (%2)").arg(tip, key));
    button->setShortcut(QKeySequence(key));
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QToolButton *FindBar::stepButton(const QString &name, bool next, const QString &tip)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setIcon(icon(next ? Symbol::Next : Symbol::Previous));
    button->setAutoRaise(true);
    button->setAccessibleName(tip);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    connect(button, &QToolButton::clicked, this,
            [this, next] { find(next ? Step::Next : Step::Previous); });
    return button;
}

std::optional<int> FindBar::context() const
{
    const int lines = m_only->currentData().toInt();
    return lines < 0 || !search().matcher() ? std::nullopt : std::optional(lines);
}

bool FindBar::onlyMarked() const
{
    return m_only->currentData().toInt() == linesWithMarks;
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

void FindBar::look()
{
    const LogQuery query{m_field->text(), m_expression->isChecked(), m_case->isChecked(),
                         m_words->isChecked()};
    if (query == m_query)
        return;
    m_query = query;
    const auto matcher = LogMatcher::make(query);
    m_view->setHighlight(matcher.value_or(nullptr));
    m_stepper.setMatcher(matcher.value_or(nullptr));
    if (matcher)
        find(Step::Refine);
    else
        say(query.text.isEmpty() ? QString() : matcher.error(), !query.text.isEmpty());
    Q_EMIT filterChanged();
}

void FindBar::find(Step step)
{
    if (!search().matcher())
        return;
    m_stepper.step(step);
    tell();
}

void FindBar::tell()
{
    const LogSearch &found = search();
    if (!found.matcher())
        return;
    const QLocale locale;
    const auto count = qint64(found.hits().size());
    // More may come: of what grows, and of what is being searched.
    const QString all =
        locale.toString(count) + (found.isRunning() || found.isFull() ? u"+"_s : QString());
    if (count == 0)
        return say(found.isRunning() ? tr("Searching…") : tr("Not found"));
    if (m_stepper.place() < 0)
        return say(tr("%1 hits").arg(all));
    const QString place = tr("%1 of %2").arg(locale.toString(m_stepper.place() + 1), all);
    say(m_stepper.wentAround() ? tr("%1, from the other end").arg(place) : place);
}

void FindBar::say(const QString &words, bool wrong)
{
    m_status->setText(wrong ? tr("No expression") : words);
    m_status->setToolTip(wrong ? words.toHtmlEscaped() : QString());
    m_status->setAccessibleDescription(words);
    QPalette colors = m_status->palette();
    colors.setColor(QPalette::WindowText, themeColor(wrong ? ColorRole::Failed : ColorRole::Muted));
    if (colors != m_status->palette())
        m_status->setPalette(colors);
}

} // namespace assay::ui
