// SPDX-License-Identifier: Apache-2.0
#include "log_slice.h"

#include <ui/log/log_document.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

//! What a container wrote is recorded once a second.
static constexpr qint64 segmentMs = 1'000;

std::pair<qint64, qint64> linesDuring(const models::TimeSlice &slice,
                                      const models::RunRecord &record, const QString &file,
                                      const LogDocument &log)
{
    qint64 from = -1;
    qint64 to = 0;
    QDateTime before = record.startedAt();
    for (const models::Fact &fact : record.facts()) {
        const auto *segment = std::get_if<models::LogSegment>(&fact.body);
        if (!segment || segment->file != file || segment->length <= 0)
            continue;
        if (slice.touches(std::max(before, fact.at.addMSecs(-segmentMs)), fact.at)) {
            if (from < 0)
                from = segment->offset;
            to = std::max(to, segment->offset + segment->length);
        }
        before = fact.at;
    }
    if (from < 0)
        return {0, 0};
    return {log.lineAt(from), std::min(log.lineAt(to - 1) + 1, log.lineCount())};
}

const std::vector<LineTimes::Time> &LineTimes::read(const models::RunRecord &record,
                                                    const QString &file, const LogDocument &log)
{
    const auto &facts = record.facts();
    if (log.path() != m_path || facts.size() < m_read)
        *this = {};
    m_path = log.path();
    for (; m_read < facts.size(); ++m_read) {
        const auto *segment = std::get_if<models::LogSegment>(&facts[m_read].body);
        if (!segment || segment->file != file || segment->length <= 0)
            continue;
        const qint64 line = log.lineAt(segment->offset);
        if (line >= log.lineCount())
            break; // it is not indexed yet
        m_times.emplace_back(line, facts[m_read].at.toLocalTime().toString(u"HH:mm:ss"_s));
    }
    return m_times;
}

} // namespace assay::ui
