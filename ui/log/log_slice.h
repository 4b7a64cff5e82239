// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

namespace assay::ui {

class LogDocument;

//! The lines of a log, the first and the one after the last, that were written in that piece of the
//! run's time; two equal numbers where none was. A record knows to the second when lines came:
//! those of a second that lies in it in part are among them.
std::pair<qint64, qint64> linesDuring(const models::TimeSlice &slice,
                                      const models::RunRecord &record, const QString &file,
                                      const LogDocument &log);

//! When the lines of a log came. What was read of a record before is not read again.
class LineTimes
{
public:
    using Time = std::pair<qint64, QString>; //!< the first line that came then, and local time

    //! In order. `file` is the record's name of the log.
    const std::vector<Time> &read(const models::RunRecord &record, const QString &file,
                                  const LogDocument &log);

private:
    QString m_path;
    size_t m_read = 0; //!< facts
    std::vector<Time> m_times;
};

} // namespace assay::ui
