// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <string>
#include <string_view>
#include <vector>

namespace assay::sandbox {

//! What one run of a container has written: lines with their times. The oldest half goes when it
//! grows too large, as a kubelet rotates. Lines keep their number.
class LogBuffer : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t Cap = 128 * 1024 * 1024;

    //! Whole lines, without the last newline.
    void append(std::string_view lines);
    void close();
    bool isClosed() const { return m_closed; }

    qint64 firstLine() const { return m_first; }
    qint64 endLine() const { return m_first + static_cast<qint64>(m_times.size()); }
    //! Without its newline; `line` is between the two above.
    std::string_view line(qint64 line) const;
    qint64 time(qint64 line) const; //!< milliseconds since the epoch

Q_SIGNALS:
    void grown();
    void closed();

private:
    std::string m_bytes;
    std::vector<std::size_t> m_ends; //!< of each line in m_bytes
    std::vector<qint64> m_times;
    qint64 m_first = 0;
    bool m_closed = false;
};

} // namespace assay::sandbox
