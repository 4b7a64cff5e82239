// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QBasicTimer>
#include <QFile>
#include <QHash>
#include <QObject>

#include <memory>
#include <vector>

namespace assay::ui {

struct LogText;

//! A log file on disk, by line. It keeps one offset for every 64 lines, reads what is asked for,
//! and follows a file that grows. Indexing happens in slices of a few milliseconds between events.
class LogDocument : public QObject
{
    Q_OBJECT
public:
    explicit LogDocument(QObject *parent = nullptr);

    //! Starts over with another file; empty: none. It need not exist yet.
    void setPath(const QString &path);
    const QString &path() const { return m_file; }
    //! The file may have grown: goes on from where indexing stopped. A file that has become
    //! shorter is read anew.
    void poll();

    //! Lines indexed so far; a last line without a newline counts.
    qint64 lineCount() const;
    bool isIndexing() const { return m_timer.isActive(); }
    //! Bytes in the longest line so far: what a horizontal scroll bar has to reach.
    qint64 longestLine() const { return m_longest; }
    //! The line as a terminal shows it: no escape sequences or control characters, what a carriage
    //! return wrote over left out, tabs as spaces, at most maxLineLength characters. Empty beyond
    //! the end.
    QString line(qint64 number) const;
    //! The same with its colours.
    LogText styled(qint64 number) const;
    //! Lines `first` up to, not including, `last`, at most lineCount().
    QStringList lines(qint64 first, qint64 last) const;

    //! The line that the byte at `offset` belongs to; lineCount() where that is not indexed yet.
    qint64 lineAt(qint64 offset) const;

    static constexpr int maxLineLength = 16 * 1024;
    //! What line() does to bytes of the file.
    static QString clean(const QByteArray &bytes);

Q_SIGNALS:
    void reset();
    void grew();    //!< lineCount() is another
    void indexed(); //!< the end of the file, as it is now, was reached

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    static constexpr qint64 linesPerBlock = 64;
    bool indexSome();
    using Block = std::shared_ptr<const std::vector<LogText>>;
    Block block(qint64 number) const;

    QString m_file;
    mutable QFile m_reader;
    QBasicTimer m_timer;
    std::vector<qint64> m_blocks; //!< offset of line 64·i
    qint64 m_newlines = 0;
    qint64 m_indexedTo = 0;
    qint64 m_lineStart = 0;
    qint64 m_longest = 0;
    mutable QHash<qint64, Block> m_cache;
};

} // namespace assay::ui
