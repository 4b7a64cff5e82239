// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <optional>

namespace assay::containers {

//! Cuts a stream of JSON objects, one a line, into lines.
class JsonLines
{
public:
    static constexpr qsizetype longest = 1 << 20; //!< bytes of a line

    void append(const QByteArray &bytes)
    {
        m_bytes.remove(0, m_start);
        m_scanned -= m_start;
        m_start = 0;
        m_bytes += bytes;
    }
    //! The next line that is not empty, without its end; none where it has not all come yet.
    std::optional<QByteArray> next()
    {
        while (true) {
            const qsizetype end = m_bytes.indexOf('\n', m_scanned);
            m_scanned = end < 0 ? m_bytes.size() : end + 1;
            if (end < 0)
                return {};
            const QByteArray line = m_bytes.mid(m_start, end - m_start).trimmed();
            m_start = end + 1;
            if (!line.isEmpty())
                return line;
        }
    }
    //! What came after the last line's end.
    QByteArray rest() const { return m_bytes.mid(m_start).trimmed(); }
    bool isTooLong() const { return m_bytes.size() - m_start > longest; }

private:
    QByteArray m_bytes;
    qsizetype m_start = 0;
    qsizetype m_scanned = 0;
};

} // namespace assay::containers
