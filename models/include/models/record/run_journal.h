// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

#include <QFile>

#include <memory>
#include <tl/expected.hpp>

namespace assay::models {

//! Writes a run to its folder as it happens: run.jsonl (one fact a line, flushed each; what tells
//! of an object to be created and of the verdict is on the disk itself before anything follows),
//! logs/*.log, manifests/*.yaml or *.json.
class RunJournal
{
public:
    //! Bytes that are kept of one log: half from its beginning, at least a quarter from its end.
    static constexpr qint64 logLimit = 256LL << 20;

    //! Makes the folder `root`/`runId`. The error is a sentence.
    static tl::expected<std::unique_ptr<RunJournal>, QString> create(const QString &root,
                                                                     const QString &runId);
    //! Goes on with a run that was read back and whose writer is gone; see isLive().
    static tl::expected<std::unique_ptr<RunJournal>, QString> resume(const QString &folder,
                                                                     qint64 lastSequence);
    //! Whether a process is still writing it.
    static bool isLive(const QString &folder);
    ~RunJournal();

    const QString &folder() const { return m_folder; }

    //! Stamps the fact with the next sequence number and the time, writes it, and returns it.
    //! A disk that is full does not end a run: see writeError().
    Fact append(FactBody body);
    //! Adds bytes to a log file; returns the segment to be recorded (not yet appended). Beyond half
    //! of the limit its length is 0: what comes then is put aside, and of that only the end kept.
    LogSegment appendLog(const QString &container, int attempt, const QByteArray &bytes);
    //! Joins what was put aside to the log file, as when nothing more will come; the segment to be
    //! recorded says how much is missing before it. Nothing where nothing was put aside.
    std::optional<LogSegment> endLog(const QString &container, int attempt);
    void setLogLimit(qint64 bytes) { m_logLimit = bytes; }
    //! Writes a manifest; returns its name relative to the folder.
    QString writeManifest(const QString &name, const Json &object);

    //! Whether the newest fact stands in run.jsonl, whole.
    bool holdsNewestFact() const { return !m_torn; }
    //! The first thing that could not be written; empty where all is well.
    const QString &writeError() const { return m_writeError; }

    //! $XDG_STATE_HOME/assay/runs (~/.local/state/assay/runs).
    static QString defaultRoot();
    //! A folder of this user in the system's place for temporary files, where runs are listed while
    //! defaultRoot() cannot be written. Made where it is not there; empty where that cannot be, or
    //! it is somebody else's.
    static QString refugeRoot();
    //! Everywhere that runs may be found: the default, and the refuge where there is one.
    static QStringList roots();
    //! The first of the two that can be written; the default where neither can.
    static QString writableRoot();
    //! Sorts by time, holds the test's id, unique: "20251030T101500Z-sdg_hub_image-3f9c".
    static QString newRunId(const QString &testId, const QDateTime &at);

private:
    struct Log;
    RunJournal();
    bool write(QFile &file, const QByteArray &bytes);
    bool sync();
    //! Whether who looks for the run finds what is written: a file that was removed is written
    //! without an error.
    bool isInPlace();
    Log &logOf(const QString &container, int attempt);
    bool putAside(Log &log, const QByteArray &bytes);
    QString m_folder;
    QFile m_facts;
    QMap<QString, std::shared_ptr<Log>> m_logs; //!< by their files' names
    qint64 m_logLimit = logLimit;
    qint64 m_sequence = 0;
    bool m_torn = false; //!< the last line was not written whole
    QString m_writeError;
};

//! A stored run, read back.
struct StoredRun
{
    QString folder;
    RunRecord record;
    QStringList problems; //!< a torn last line, lines that are no facts; said, not fatal

    //! The error is a sentence: no such folder, no run.jsonl in it, nothing readable.
    static tl::expected<StoredRun, QString> load(const QString &folder);
    //! Folders of runs under `root`, newest first.
    static QStringList list(const QString &root);
};

} // namespace assay::models
