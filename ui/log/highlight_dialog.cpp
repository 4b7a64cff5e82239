// SPDX-License-Identifier: Apache-2.0
#include "highlight_dialog.h"

#include "look/badge.h"
#include "look/icons.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

QIcon colorSample(const HighlightColors &colors, const QFont &font, int size, double ratio)
{
    QPixmap picture(QSize(size, size) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(colors.ground);
    QPainter painter(&picture);
    painter.setFont(font);
    painter.setPen(colors.ink);
    painter.drawText(QRect(0, 0, size, size), Qt::AlignCenter, u"a"_s);
    return picture;
}

QToolButton *ruleOption(const QString &name, const QString &text, const QString &tip, bool on)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setText(text);
    button->setCheckable(true);
    button->setChecked(on);
    button->setAutoRaise(true);
    button->setAccessibleName(tip);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

HighlightDialog::HighlightDialog(const std::vector<HighlightRule> &rules, QWidget *parent)
    : QDialog(parent)
    , m_column(new QVBoxLayout)
    , m_none(plainLabel(tr("Nothing stands out yet. Add a text that matters to you, such as a "
                           "name or a number: every log shows it in its colour.")))
    , m_problem(plainLabel())
    , m_add(new QPushButton(icon(Symbol::Add), tr("&Add rule")))
{
    setObjectName(u"highlightDialog"_s);
    setWindowTitle(tr("Highlight in logs"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_none->setObjectName(u"highlightNone"_s);
    m_none->setWordWrap(true);
    m_problem->setObjectName(u"highlightProblem"_s);
    m_problem->setWordWrap(true);
    setTextRole(m_none, ColorRole::Muted);
    setTextRole(m_problem, ColorRole::Failed);
    m_add->setObjectName(u"highlightAdd"_s);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({{}, unusedHighlightColor(allRules())});
        rowsChanged();
        m_rows.back().text->setFocus(Qt::OtherFocusReason);
    });
    layOut();
    for (const HighlightRule &rule : rules)
        addRow(rule);
    rowsChanged();
    tell();
    if (!m_rows.empty())
        m_rows.front().text->setFocus(Qt::OtherFocusReason);
}

void HighlightDialog::layOut()
{
    const int em = fontMetrics().height();
    auto *rows = new QWidget;
    m_column->setContentsMargins({});
    m_column->setSpacing(em / 4);
    m_column->addStretch(1);
    rows->setLayout(m_column);
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(rows);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon(icon(Symbol::Close));
    // Enter in a rule ends its typing, not the dialog.
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    m_add->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *below = new QHBoxLayout;
    below->addWidget(m_add);
    below->addStretch(1);
    below->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_none);
    column->addWidget(area, 1);
    column->addWidget(m_problem);
    column->addLayout(below);
    resize(em * 32, em * 18);
}

void HighlightDialog::addRow(const HighlightRule &rule)
{
    const int em = fontMetrics().height();
    Row row{
        new QWidget,
        new QComboBox,
        new QLineEdit(rule.query.text),
        ruleOption(u"highlightExpression"_s, u".*"_s,
                   tr("The text is an expression (RE2): [0-9]{3}ms"), rule.query.isExpression),
        ruleOption(u"highlightCase"_s, tr("Aa"), tr("Capital letters and small ones differ"),
                   rule.query.matchCase),
        ruleOption(u"highlightWords"_s, tr("ab|"), tr("Whole words only"), rule.query.wholeWords),
        new QToolButton};
    row.color->setObjectName(u"highlightColor"_s);
    row.color->setAccessibleName(tr("Colour"));
    for (int color = 0; color < highlightColorCount; ++color)
        row.color->addItem(highlightColorName(color));
    row.color->setCurrentIndex(rule.color);
    row.text->setObjectName(u"highlightText"_s);
    row.text->setPlaceholderText(tr("Text that stands out"));
    row.text->setMinimumWidth(em * 8);
    row.remove->setObjectName(u"highlightRemove"_s);
    row.remove->setIcon(icon(Symbol::Remove));
    row.remove->setAutoRaise(true);
    row.remove->setFocusPolicy(Qt::TabFocus);
    auto *line = new QHBoxLayout(row.widget);
    line->setContentsMargins({});
    line->setSpacing(em / 4);
    line->addWidget(row.color);
    line->addWidget(row.text, 1);
    for (QToolButton *button : {row.expression, row.matchCase, row.wholeWords, row.remove})
        line->addWidget(button);
    connect(row.color, &QComboBox::currentIndexChanged, this, &HighlightDialog::tell);
    connect(row.text, &QLineEdit::textChanged, this, &HighlightDialog::tell);
    for (QToolButton *button : {row.expression, row.matchCase, row.wholeWords})
        connect(button, &QToolButton::toggled, this, &HighlightDialog::tell);
    connect(row.remove, &QToolButton::clicked, this,
            [this, widget = row.widget] { removeRow(widget); });
    m_column->insertWidget(int(m_rows.size()), row.widget);
    // At once, so that it can be given the keyboard.
    row.widget->show();
    m_rows.push_back(row);
}

void HighlightDialog::removeRow(const QWidget *widget)
{
    const auto row = std::find_if(m_rows.begin(), m_rows.end(),
                                  [widget](const Row &r) { return r.widget == widget; });
    if (row == m_rows.end())
        return;
    row->widget->hide();
    row->widget->deleteLater();
    const auto next = m_rows.erase(row);
    rowsChanged();
    tell();
    // The keyboard goes on where it was.
    if (next != m_rows.end())
        next->remove->setFocus(Qt::OtherFocusReason);
    else if (!m_rows.empty())
        m_rows.back().remove->setFocus(Qt::OtherFocusReason);
    else
        m_add->setFocus(Qt::OtherFocusReason);
}

void HighlightDialog::rowsChanged()
{
    m_none->setVisible(m_rows.empty());
    for (size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i].text->setAccessibleName(tr("Text of rule %1").arg(i + 1));
        m_rows[i].remove->setAccessibleName(tr("Remove rule %1").arg(i + 1));
        m_rows[i].remove->setToolTip(m_rows[i].remove->accessibleName());
    }
    const bool full = m_rows.size() >= mostHighlightRules;
    m_add->setEnabled(!full);
    m_add->setToolTip(
        full
            ? tr("There are %1 rules, which is the most. Remove one first.").arg(mostHighlightRules)
            : QString());
    paintColors();
}

void HighlightDialog::paintColors()
{
    const int size = fontMetrics().height();
    for (const Row &row : m_rows) {
        row.color->setIconSize({size, size});
        for (int color = 0; color < highlightColorCount; ++color)
            row.color->setItemIcon(
                color, colorSample(highlightColors(color), font(), size, devicePixelRatioF()));
    }
}

void HighlightDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        paintColors();
}

HighlightRule HighlightDialog::ruleOf(const Row &row)
{
    return {{row.text->text(), row.expression->isChecked(), row.matchCase->isChecked(),
             row.wholeWords->isChecked()},
            row.color->currentIndex()};
}

std::vector<HighlightRule> HighlightDialog::allRules() const
{
    std::vector<HighlightRule> rules;
    for (const Row &row : m_rows)
        rules.push_back(ruleOf(row));
    return rules;
}

std::vector<HighlightRule> HighlightDialog::rules() const
{
    std::vector<HighlightRule> rules = allRules();
    std::erase_if(rules, [](const HighlightRule &rule) { return rule.query.text.isEmpty(); });
    return rules;
}

void HighlightDialog::tell()
{
    QString problem;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const LogQuery query = ruleOf(m_rows[i]).query;
        const auto matcher = LogMatcher::make(query);
        const QString wrong = matcher || query.text.isEmpty() ? QString() : matcher.error();
        m_rows[i].text->setAccessibleDescription(wrong);
        if (problem.isEmpty() && !wrong.isEmpty())
            problem = tr("Rule %1: %2").arg(i + 1).arg(wrong);
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    Q_EMIT rulesChanged(rules());
}

} // namespace assay::ui
