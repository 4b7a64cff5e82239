// SPDX-License-Identifier: Apache-2.0
#include <models/tables/record_models.h>

#include <models/words/timeline_text.h>

using namespace Qt::StringLiterals;

namespace assay::models {

TimelineModel::TimelineModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(shown, {tr("Time"), tr("What"), tr("Detail")}, parent)
{
    showAll();
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
        const FactBody &body = record().facts()[static_cast<std::size_t>(i)].body;
        const auto *segment = std::get_if<LogSegment>(&body);
        const bool isLogChunk = segment && segment->problem.isEmpty();
        if (!isLogChunk && !std::holds_alternative<PodSnapshot>(body) &&
            !std::holds_alternative<RequestMade>(body) &&
            !std::holds_alternative<ObjectAttempted>(body))
            m_lines.push_back(i);
    }
}

int TimelineModel::rowAt(const QDateTime &at) const
{
    const int rows = rowCount();
    for (int row = 0; row < rows; ++row) {
        const int number = m_lines[static_cast<std::size_t>(row)];
        if (record().facts()[static_cast<std::size_t>(number)].at >= at)
            return row;
    }
    return rows - 1;
}

std::optional<TimelineModel::Times> TimelineModel::timesOf(int row) const
{
    const int number = m_lines[static_cast<std::size_t>(row)];
    const QDateTime &at = record().facts()[static_cast<std::size_t>(number)].at;
    return Times(at, at);
}

QVariant TimelineModel::cell(int row, int column, int role) const
{
    const int number = m_lines[static_cast<std::size_t>(row)];
    const Fact &fact = record().facts()[static_cast<std::size_t>(number)];
    const TimelineText text = timelineText(fact.body);
    if (role == ToneRole)
        return static_cast<int>(text.tone);
    if (role == TextRole || role == Qt::ToolTipRole)
        return text.detail.isEmpty() ? text.what : QString(text.what + ": "_L1 + text.detail);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Time:
        return fact.at.toLocalTime().toString(u"HH:mm:ss.zzz"_s);
    case What:
        return text.what;
    case Detail:
        return text.detail.simplified();
    }
    return {};
}

} // namespace assay::models
