// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/logs/log_time.h>

#include <QByteArray>
#include <QByteArrayView>

#include <deque>

namespace assay::k8s {

//! Takes "2026-01-31T12:00:00.5Z " (RFC 3339, up to nine decimals, any offset, one space) off the
//! front of `text`; leaves it as it is where there is none.
std::optional<LogTime> takeLogTime(QByteArrayView &text);

//! A line of a log, or a piece of one that is too long to be held.
struct LogLine
{
    std::optional<LogTime> time;
    QByteArray text; //!< with its line end, where it has one
};

//! Cuts the bytes of a log with timestamps into lines and takes the timestamps off.
class LogLineSplitter
{
public:
    void append(const QByteArray &bytes);
    //! The next line that has come whole.
    std::optional<LogLine> next();
    //! What came after the last line end.
    std::optional<LogLine> rest();
    void clear();

private:
    std::optional<LogLine> take(qsizetype size);

    QByteArray m_bytes;
    qsizetype m_start = 0;
    qsizetype m_scanned = 0;
    std::optional<LogTime> m_time; //!< of the line whose first pieces have been taken
    LogTime m_partTime = {};       //!< of the newest part of it
    bool m_inLine = false;
};

//! Knows what of a log was delivered, and tells, when it is read again, which lines are new.
class LogPosition
{
public:
    enum class Age {
        Old,  //!< delivered before
        New,  //!< comes right after what was delivered
        Later //!< new, but the last line that was delivered did not come before it
    };

    void delivered(const LogLine &line);
    //! Time of the last line delivered that has one.
    std::optional<LogTime> last() const;
    //! What to ask the server for, so that the last line is in it; empty: everything.
    QString since() const;

    //! The log is read again, from since().
    void rewind();
    //! The age of its next line. After New or Later, all that follows is New.
    Age judge(const LogLine &line);
    //! The last line that was delivered has been seen again, or there was none.
    bool caughtUp() const { return m_caughtUp; }

private:
    struct Key
    {
        LogTime time;
        size_t hash;
        bool operator==(const Key &) const = default;
    };
    static Key keyOf(const LogLine &line);

    std::deque<Key> m_recent; //!< the last ones delivered, oldest first
    qsizetype m_untimed = 0;  //!< delivered before any line with a time
    bool m_caughtUp = true;
    int m_copies = 0; //!< of the last line, still to be seen again
    bool m_seen = false;
    qsizetype m_untimedToSkip = 0;
};

} // namespace assay::k8s
