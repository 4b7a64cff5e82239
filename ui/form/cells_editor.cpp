// SPDX-License-Identifier: Apache-2.0
#include "cells_editor.h"

#include "look/badge.h"
#include "look/icons.h"
#include "look/wording.h"

#include <models/image/notebook_cell.h>

#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

QToolButton *smallButton(const QString &name, Symbol symbol)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setIcon(icon(symbol));
    button->setAutoRaise(true);
    return button;
}

} // namespace

CellBox::CellBox(const QString &entry, QWidget *parent)
    : QWidget(parent)
    , m_entry(entry)
    , m_title(new QLabel)
    , m_text(new QPlainTextEdit(entry))
    , m_problem(plainLabel())
    , m_up(smallButton(u"cellUp"_s, Symbol::Previous))
    , m_down(smallButton(u"cellDown"_s, Symbol::Next))
    , m_remove(smallButton(u"removeCell"_s, Symbol::Remove))
{
    const int em = fontMetrics().height();
    m_title->setTextFormat(Qt::PlainText);
    setTextRole(m_title, ColorRole::Muted);
    m_text->setObjectName(u"cell"_s);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(u"import numpy\nnumpy.zeros(3).sum()"_s);
    m_problem->setObjectName(u"cellProblem"_s);
    setTextRole(m_problem, ColorRole::Failed);
    m_problem->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(em / 5);
    row->addWidget(m_title, 1);
    row->addWidget(m_up);
    row->addWidget(m_down);
    row->addWidget(m_remove);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 6);
    column->addLayout(row);
    column->addWidget(m_text);
    column->addWidget(m_problem);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        m_entry = m_text->toPlainText();
        fitHeight();
        refresh();
        Q_EMIT edited();
    });
    connect(m_up, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(1); });
    connect(m_remove, &QToolButton::clicked, this, &CellBox::removeRequested);
    fitHeight();
}

void CellBox::fitHeight()
{
    const int lines = std::clamp(m_text->blockCount(), 2, 14);
    const bool isFile = models::namesNotebookFile(m_entry.trimmed());
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * (isFile ? 1 : lines) +
                           fontMetrics().height());
}

void CellBox::setNumber(int number, int count)
{
    m_number = number;
    m_up->setEnabled(number > 1);
    m_down->setEnabled(number < count);
    refresh();
}

void CellBox::refresh()
{
    const bool isFile = models::namesNotebookFile(m_entry.trimmed());
    const QString title =
        isFile ? tr("%1: notebook file").arg(m_number) : tr("%1: code").arg(m_number);
    m_title->setText(title);
    m_text->setAccessibleName(isFile ? tr("Notebook file %1").arg(m_number)
                                     : tr("Code of cell %1").arg(m_number));
    const std::pair<QToolButton *, QString> buttons[] = {
        {m_up, tr("Move cell %1 up").arg(m_number)},
        {m_down, tr("Move cell %1 down").arg(m_number)},
        {m_remove, tr("Remove cell %1").arg(m_number)}};
    for (const auto &[button, text] : buttons) {
        button->setAccessibleName(text);
        button->setToolTip(text);
    }
}

void CellBox::setProblem(const EntryProblem &problem)
{
    m_problem->setText(displayText(problem.text));
    setTextRole(m_problem, problem.isError ? ColorRole::Failed : ColorRole::Warning);
    m_problem->setVisible(!problem.text.isEmpty());
    m_text->setAccessibleDescription(problem.text);
}

CellsEditor::CellsEditor(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout)
{
    const int em = fontMetrics().height();
    auto *code = new QPushButton(icon(Symbol::Add), tr("Add code"));
    code->setObjectName(u"addCell"_s);
    code->setAccessibleName(tr("Add a cell of code"));
    code->setToolTip(tr("Python code. All cells run in one interpreter, in this order, and the "
                        "first that raises ends them."));
    auto *file = new QPushButton(icon(Symbol::Open), tr("Add notebook file…"));
    file->setObjectName(u"addNotebookFile"_s);
    file->setAccessibleName(tr("Add a notebook file"));
    file->setToolTip(tr("Run the code cells of an .ipynb file"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(em / 3);
    buttons->addWidget(code);
    buttons->addWidget(file);
    buttons->addStretch(1);
    m_column->setSpacing(em / 3);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 3);
    column->addLayout(m_column);
    column->addLayout(buttons);
    setFocusProxy(code);
    connect(code, &QPushButton::clicked, this, [this] {
        addCell({});
        m_boxes.last()->editor()->setFocus();
    });
    connect(file, &QPushButton::clicked, this, &CellsEditor::fileRequested);
}

QStringList CellsEditor::cells() const
{
    QStringList entries;
    for (const CellBox *box : m_boxes)
        entries << box->entry();
    return entries;
}

CellBox *CellsEditor::appendBox(const QString &entry)
{
    auto *box = new CellBox(entry);
    m_boxes << box;
    m_column->addWidget(box);
    connect(box, &CellBox::edited, this, &CellsEditor::edited);
    connect(box, &CellBox::moveRequested, this, [this, box](int by) { move(box, by); });
    connect(box, &CellBox::removeRequested, this, [this, box] {
        m_boxes.removeOne(box);
        m_column->removeWidget(box);
        box->hide();
        box->deleteLater();
        number();
        Q_EMIT edited();
    });
    return box;
}

void CellsEditor::setCells(const QStringList &cells)
{
    // What is being typed stays where it is.
    if (cells == this->cells())
        return;
    qDeleteAll(m_boxes);
    m_boxes.clear();
    for (const QString &entry : cells)
        appendBox(entry);
    number();
}

void CellsEditor::addCell(const QString &entry)
{
    appendBox(entry);
    number();
    Q_EMIT edited();
}

void CellsEditor::move(CellBox *box, int by)
{
    const qsizetype from = m_boxes.indexOf(box), to = from + by;
    if (to < 0 || to >= m_boxes.size())
        return;
    m_boxes.move(from, to);
    m_column->removeWidget(box);
    m_column->insertWidget(int(to), box);
    number();
    Q_EMIT edited();
}

void CellsEditor::number()
{
    for (qsizetype i = 0; i < m_boxes.size(); ++i)
        m_boxes[i]->setNumber(int(i) + 1, int(m_boxes.size()));
}

void CellsEditor::setProblems(const EntryProblems &problems)
{
    for (qsizetype i = 0; i < m_boxes.size(); ++i)
        m_boxes[i]->setProblem(problems.value(int(i)));
}

} // namespace assay::ui
