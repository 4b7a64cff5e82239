// SPDX-License-Identifier: Apache-2.0
#include "log_buffer.h"

#include <QDateTime>

namespace assay::sandbox {

void LogBuffer::append(std::string_view lines)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    while (true) {
        const auto end = std::min(lines.find('\n'), lines.size());
        m_bytes.append(lines.substr(0, end));
        m_ends.push_back(m_bytes.size());
        m_times.push_back(now);
        if (end == lines.size())
            break;
        lines.remove_prefix(end + 1);
    }
    // A line of nothing takes memory, too.
    const std::size_t ofLines = m_ends.size() * (sizeof(std::size_t) + sizeof(qint64));
    if (m_bytes.size() + ofLines > Cap && m_ends.size() > 1) {
        const std::size_t half = m_ends.size() / 2;
        const std::size_t cut = m_ends[half - 1];
        m_bytes.erase(0, cut);
        m_ends.erase(m_ends.begin(), m_ends.begin() + static_cast<qint64>(half));
        m_times.erase(m_times.begin(), m_times.begin() + static_cast<qint64>(half));
        for (std::size_t &position : m_ends)
            position -= cut;
        m_first += static_cast<qint64>(half);
    }
    Q_EMIT grown();
}

void LogBuffer::close()
{
    if (m_closed)
        return;
    m_closed = true;
    Q_EMIT closed();
}

std::string_view LogBuffer::line(qint64 line) const
{
    const auto index = static_cast<std::size_t>(line - m_first);
    const std::size_t begin = index == 0 ? 0 : m_ends[index - 1];
    return std::string_view(m_bytes).substr(begin, m_ends[index] - begin);
}

qint64 LogBuffer::time(qint64 line) const
{
    return m_times[static_cast<std::size_t>(line - m_first)];
}

} // namespace assay::sandbox
