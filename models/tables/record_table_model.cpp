// SPDX-License-Identifier: Apache-2.0
#include <models/tables/record_table_model.h>

#include <algorithm>

namespace assay::models {

RecordTableModel::RecordTableModel(ShownRun *shown, const QStringList &headings, QObject *parent)
    : QAbstractTableModel(parent)
    , m_shown(shown)
    , m_headings(headings)
{
    connect(shown, &ShownRun::changed, this, &RecordTableModel::showAll);
    connect(shown, &ShownRun::grew, this, &RecordTableModel::showNew);
}

int RecordTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int RecordTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headings.size());
}

QVariant RecordTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return cell(index.row(), index.column(), role);
}

QVariant RecordTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return m_headings.value(section);
}

const RunRecord &RecordTableModel::record() const
{
    static const RunRecord none;
    return m_run ? m_run->record : none;
}

bool RecordTableModel::hasEnded() const
{
    return !m_run || !m_run->active || m_run->record.verdict();
}

void RecordTableModel::indexFacts(int, int) {}

std::optional<RecordTableModel::Times> RecordTableModel::timesOf(int) const
{
    return {};
}

bool RecordTableModel::isOf(int row, const TimeSlice &slice) const
{
    const std::optional<Times> times = timesOf(row);
    return !times || slice.touches(times->first, times->second);
}

std::optional<std::pair<int, int>> RecordTableModel::rowsChangedBy(const Fact &) const
{
    return {};
}

void RecordTableModel::showAll()
{
    beginResetModel();
    m_run = m_shown->run();
    m_facts = static_cast<int>(record().facts().size());
    indexFacts(0, m_facts);
    m_rows = wantedRows();
    endResetModel();
}

void RecordTableModel::showNew()
{
    // Another run has begun meanwhile; the table is told of that next.
    if (m_run != m_shown->run())
        return;
    const auto run = m_run;
    const auto &facts = record().facts();
    const int from = m_facts;
    m_facts = static_cast<int>(facts.size());
    indexFacts(from, m_facts);
    const int before = m_rows;
    const int wanted = wantedRows();
    int first = before;
    int last = -1;
    for (int i = from; i < m_facts; ++i) {
        if (const auto rows = rowsChangedBy(facts[static_cast<std::size_t>(i)])) {
            first = std::min(first, rows->first);
            last = std::max(last, std::min(rows->second, before - 1));
        }
    }
    if (wanted > before) {
        beginInsertRows({}, before, wanted - 1);
        m_rows = wanted;
        endInsertRows();
    }
    // Whoever was told of the rows may have begun another run.
    if (first <= last && m_run == run)
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

} // namespace assay::models
