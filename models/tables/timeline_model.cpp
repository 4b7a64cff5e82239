// SPDX-License-Identifier: Apache-2.0
#include <models/tables/record_models.h>

#include <models/words/timeline_text.h>

using namespace Qt::StringLiterals;

namespace assay::models {

TimelineModel::TimelineModel(Workspace *workspace, QObject *parent)
    : RecordTableModel(workspace, parent)
{
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : shownRows();
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int TimelineModel::wantedRows() const
{
    return static_cast<int>(m_lines.size());
}

void TimelineModel::indexFacts(int from, int to)
{
    if (from == 0)
        m_lines.clear();
    for (int i = from; i < to; ++i) {
        // They have panes of their own, or say what the next fact says, and would hide the rest.
        const FactBody &body = record()->facts()[static_cast<std::size_t>(i)].body;
        if (!std::holds_alternative<PodSnapshot>(body) &&
            !std::holds_alternative<RequestMade>(body) &&
            !std::holds_alternative<ObjectAttempted>(body))
            m_lines.push_back(i);
    }
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !record())
        return {};
    const int number = m_lines[static_cast<std::size_t>(index.row())];
    const Fact &fact = record()->facts()[static_cast<std::size_t>(number)];
    const TimelineText text = timelineText(fact.body);
    if (role == ToneRole)
        return static_cast<int>(text.tone);
    if (role == TextRole || role == Qt::ToolTipRole)
        return text.detail.isEmpty() ? text.what : QString(text.what + ": "_L1 + text.detail);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return fact.at.toLocalTime().toString(u"HH:mm:ss.zzz"_s);
    case What:
        return text.what;
    case Detail:
        return text.detail.simplified();
    }
    return {};
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case What:
        return tr("What");
    case Detail:
        return tr("Detail");
    }
    return {};
}

} // namespace assay::models
