// SPDX-License-Identifier: Apache-2.0
#include <models/tables/grid_model.h>

#include <models/base/duration.h>
#include <models/words/record_text.h>

namespace assay::models {

using namespace Qt::StringLiterals;

void GridModel::begin(const QStringList &testIds, const QStringList &contexts)
{
    beginResetModel();
    m_tests = testIds;
    m_contexts = contexts;
    m_rows.assign(size_t(testIds.size()), std::vector<Cell>(size_t(contexts.size())));
    endResetModel();
}

GridModel::Ended GridModel::Ended::of(const RunRecord &record, const QString &context,
                                      const QString &folder)
{
    Ended ended;
    ended.testId = record.configuration().id;
    ended.context = context;
    ended.folder = folder;
    ended.state = stateAfter(record);
    ended.ending = endingOf(record);
    ended.seconds = double(record.startedAt().msecsTo(record.lastAt())) / 1000;
    ended.at = record.startedAt();
    return ended;
}

void GridModel::show(const std::vector<Ended> &runs)
{
    QStringList tests, contexts;
    for (const Ended &run : runs) {
        if (!tests.contains(run.testId))
            tests << run.testId;
        if (!contexts.contains(run.context))
            contexts << run.context;
    }
    begin(tests, contexts);
    QHash<QPair<QString, QString>, QDateTime> newest;
    for (const Ended &run : runs) {
        QDateTime &at = newest[{run.testId, run.context}];
        if (at.isValid() && at > run.at)
            continue;
        at = run.at;
        Cell &cell = *cellOf(run.testId, run.context);
        cell = {};
        cell.state = run.state;
        cell.folder = run.folder;
        cell.ending = run.ending;
        cell.seconds = run.seconds;
        changed(run.testId, run.context);
    }
    for (qsizetype row = 0; row < m_tests.size(); ++row)
        for (qsizetype column = 0; column < m_contexts.size(); ++column)
            if (Cell &cell = m_rows[size_t(row)][size_t(column)]; cell.state == TestState::Queued)
                cell.state = TestState::NotRun;
}

GridModel::Cell *GridModel::cellOf(const QString &testId, const QString &context)
{
    const qsizetype row = m_tests.indexOf(testId);
    const qsizetype column = m_contexts.indexOf(context);
    return row < 0 || column < 0 ? nullptr : &m_rows[size_t(row)][size_t(column)];
}

const GridModel::Cell *GridModel::cellAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.column() == 0)
        return nullptr;
    return &m_rows[size_t(index.row())][size_t(index.column() - 1)];
}

void GridModel::changed(const QString &testId, const QString &context)
{
    const QModelIndex cell =
        index(int(m_tests.indexOf(testId)), int(m_contexts.indexOf(context)) + 1);
    Q_EMIT dataChanged(cell, cell);
}

void GridModel::beginRun(const QString &testId, const QString &context, const QString &folder)
{
    Cell *cell = cellOf(testId, context);
    if (!cell)
        return;
    *cell = {};
    cell->state = TestState::Running;
    cell->folder = folder;
    cell->record.emplace();
    changed(testId, context);
}

void GridModel::appendFacts(const QString &testId, const QString &context,
                            const std::vector<Fact> &facts)
{
    Cell *cell = cellOf(testId, context);
    if (!cell || !cell->record)
        return;
    for (const Fact &fact : facts)
        cell->record->append(fact);
    // A verdict is no end: what the run made is still to be deleted.
    if (cell->record->isFinished()) {
        const Ended ended = Ended::of(*cell->record, context, cell->folder);
        cell->state = ended.state;
        cell->ending = ended.ending;
        cell->seconds = ended.seconds;
        cell->record.reset();
    }
    changed(testId, context);
}

void GridModel::refuse(const QString &testId, const QString &context, const QString &why)
{
    const QStringList tests = testId.isEmpty() ? m_tests : QStringList{testId};
    for (const QString &id : tests) {
        Cell *cell = cellOf(id, context);
        if (!cell || cell->state != TestState::Queued)
            continue;
        cell->state = TestState::Inconclusive;
        cell->ending = why;
        changed(id, context);
    }
}

void GridModel::end()
{
    for (qsizetype row = 0; row < m_tests.size(); ++row) {
        for (qsizetype column = 0; column < m_contexts.size(); ++column) {
            Cell &cell = m_rows[size_t(row)][size_t(column)];
            if (cell.state != TestState::Queued && cell.state != TestState::Running)
                continue;
            // Stopped before its turn came, or before its record was whole.
            cell.state = TestState::Cancelled;
            if (cell.ending.isEmpty())
                cell.ending = cell.folder.isEmpty() ? tr("It was stopped before it began.")
                                                    : tr("Its run ended without a verdict.");
            cell.record.reset();
            changed(m_tests[row], m_contexts[column]);
        }
    }
}

GridModel::Counts GridModel::counts() const
{
    Counts counts;
    for (const auto &row : m_rows) {
        for (const Cell &cell : row) {
            switch (cell.state) {
            case TestState::Passed:
                ++counts.passed;
                break;
            case TestState::Failed:
                ++counts.failed;
                break;
            case TestState::Inconclusive:
                ++counts.inconclusive;
                break;
            case TestState::Cancelled:
                ++counts.cancelled;
                break;
            case TestState::NotRun:
                break;
            default:
                ++counts.open;
            }
        }
    }
    return counts;
}

int GridModel::openCount(const QString &exceptOn) const
{
    const qsizetype except = m_contexts.indexOf(exceptOn);
    int count = 0;
    for (const auto &row : m_rows)
        for (size_t column = 0; column < row.size(); ++column)
            if (qsizetype(column) != except &&
                (row[column].state == TestState::Queued || row[column].state == TestState::Running))
                ++count;
    return count;
}

QString GridModel::textOf(const Cell &cell)
{
    const QString word = toString(cell.state);
    return cell.seconds < 0 ? word : tr("%1 %2").arg(word, formatDuration(cell.seconds));
}

QString GridModel::sentenceFor(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const QString &test = m_tests[index.row()];
    if (const Cell *cell = cellAt(index)) {
        const QString place =
            tr("%1 on %2: %3").arg(test, m_contexts[index.column() - 1], textOf(*cell));
        return cell->ending.isEmpty() ? place : tr("%1. %2").arg(place, cell->ending);
    }
    int passed = 0;
    QStringList others;
    const auto &row = m_rows[size_t(index.row())];
    for (size_t i = 0; i < row.size(); ++i) {
        if (row[i].state == TestState::Passed)
            ++passed;
        else
            others << tr("%1 on %2").arg(toString(row[i].state), m_contexts[qsizetype(i)]);
    }
    const QString all = tr("%1: passed on %2 of %3").arg(test).arg(passed).arg(row.size());
    return others.isEmpty() ? all : tr("%1; %2").arg(all, others.join(u", "_s));
}

int GridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_tests.size());
}

int GridModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_contexts.size()) + 1;
}

QVariant GridModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Cell *cell = cellAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return cell ? textOf(*cell) : m_tests[index.row()];
    case Qt::ToolTipRole:
        return sentenceFor(index).toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return sentenceFor(index);
    case StateRole:
        return cell ? QVariant(int(cell->state)) : QVariant();
    case FolderRole:
        return cell && !cell->record ? cell->folder : QString();
    default:
        return {};
    }
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const QString heading = section == 0 ? tr("Test") : m_contexts.value(section - 1);
    return role == Qt::ToolTipRole ? heading.toHtmlEscaped() : heading;
}

} // namespace assay::models
