// SPDX-License-Identifier: Apache-2.0
#include "run_log.h"

#include <models/record/run_journal.h>

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

constexpr qint64 block = 1 << 20;

struct LogText
{
    Q_DECLARE_TR_FUNCTIONS(RunLogText)
};

void openToAppend(QFile &file, const QString &path)
{
    file.setFileName(path);
    file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered);
}

//! As much of the bytes as fits, up to the end of a line where there is one.
qsizetype beginningThatFits(const QByteArray &bytes, qint64 room)
{
    if (bytes.size() <= room)
        return bytes.size();
    return room > 0 ? bytes.lastIndexOf('\n', room - 1) + 1 : 0;
}

} // namespace

RunJournal::Log &RunJournal::logOf(const QString &container, int attempt)
{
    const QString name = logFileName(container, attempt);
    std::shared_ptr<Log> &log = m_logs[name];
    if (!log) {
        log = std::make_shared<Log>();
        log->name = name;
        openToAppend(log->file, m_folder + u'/' + name);
    }
    return *log;
}

LogSegment RunJournal::appendLog(const QString &container, int attempt, const QByteArray &bytes)
{
    Log &log = logOf(container, attempt);
    LogSegment segment{container, attempt, log.name, log.file.pos(), 0, {}};
    const auto failed = [&segment](const QFile &file) {
        segment.problem = LogText::tr("The log could not be written: %1.").arg(file.errorString());
    };
    QByteArray rest = bytes;
    if (!log.isPutAside) {
        const qsizetype fits = beginningThatFits(bytes, m_logLimit / 2 - log.file.pos());
        if (fits > 0 && !write(log.file, bytes.left(fits))) {
            failed(log.file);
            return segment;
        }
        segment.length = fits;
        rest = bytes.mid(fits);
        if (rest.isEmpty())
            return segment;
        log.isPutAside = true;
        segment.problem = LogText::tr("This log has reached %1 bytes: of what follows only the end "
                                      "is kept.")
                              .arg(m_logLimit / 2);
    }
    if (!putAside(log, rest))
        failed(log.newer);
    return segment;
}

bool RunJournal::putAside(Log &log, const QByteArray &bytes)
{
    const QString path = m_folder + u'/' + log.name;
    bool written = true;
    for (qsizetype from = 0; from < bytes.size();) {
        if (!log.newer.isOpen())
            openToAppend(log.newer, path + u".end"_s);
        // What is over goes into the next part: together they keep to the limit.
        const qint64 room = std::max<qint64>(m_logLimit / 4 - log.newer.pos(), 1);
        const QByteArray part = bytes.mid(from, qsizetype(room));
        written = write(log.newer, part) && written;
        from += part.size();
        if (part.size() < room)
            break;
        log.newer.close();
        QFile::remove(path + u".end-1"_s);
        QFile::rename(path + u".end"_s, path + u".end-1"_s);
    }
    log.aside += bytes.size();
    return written;
}

std::optional<LogSegment> RunJournal::endLog(const QString &container, int attempt)
{
    Log &log = logOf(container, attempt);
    if (!std::exchange(log.isPutAside, false))
        return std::nullopt;
    log.newer.close();
    const QString path = m_folder + u'/' + log.name;
    QFile parts[] = {QFile(path + u".end-1"_s), QFile(path + u".end"_s)};
    qint64 kept = 0;
    for (QFile &part : parts)
        kept += part.open(QIODevice::ReadOnly) ? part.size() : 0;
    const qint64 missing = std::exchange(log.aside, 0) - kept;
    LogSegment segment{container, attempt, log.name, log.file.pos(), 0, {}};
    if (missing > 0)
        segment.problem = LogText::tr("%1 bytes in the middle of this log were left out, because "
                                      "of one log no more than %2 bytes are kept.")
                              .arg(missing)
                              .arg(m_logLimit);
    bool good = true;
    if (missing > 0) {
        const QByteArray gap =
            "[assay: " + QByteArray::number(missing) + " bytes of this log were left out here]\n";
        good = write(log.file, gap);
    }
    for (QFile &part : parts) {
        while (good && part.isOpen() && !part.atEnd())
            good = write(log.file, part.read(block));
        part.remove();
    }
    segment.length = log.file.pos() - segment.offset;
    if (!good)
        segment.problem =
            LogText::tr("The log could not be written: %1.").arg(log.file.errorString());
    return segment;
}

} // namespace assay::models
