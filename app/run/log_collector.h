// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook_observer.h"

#include <k8s/log_follower.h>

#include <QTimer>

namespace assay::app {

//! Of a log's end, that are read for what they say of a failure, and told with it.
inline constexpr int linesOfLog = 100;

//! Follows the log of every container of the notebook's pod, each start of it, into the run
//! folder, as they come up.
class LogCollector : public QObject
{
    Q_OBJECT
public:
    LogCollector(std::shared_ptr<Validation> run, NotebookObserver *observer);

    //! The end of a container's newest log, at most the last `lines` lines.
    QString tail(const QString &container, int lines) const;
    //! The same of the newest start that has ended and whose log was read: what a container that
    //! was started again wrote before. Where there is none, of the newest that has ended and of
    //! whose log something was read. Nothing: it is not known what it wrote.
    std::optional<QString> lastWords(const QString &container, int lines) const;
    //! No log of a container that has ended is still being read.
    bool isSettled() const;
    //! What has come and is not in the record yet is put there.
    void flush();
    void stop();

Q_SIGNALS:
    void settled();

private:
    struct Source
    {
        QString podUid;
        QString container;
        int attempt = 0;
        k8s::JobPtr<k8s::LogFollower> follower;
        QByteArray tail; //!< until a later start's is read
        bool ended = false;
        bool containerRuns = false;
        bool incomplete = false;                      //!< some of its lines cannot be had
        std::optional<models::LogSegment> unrecorded; //!< its bytes are on disk
        QString problem;                              //!< the last that was recorded
    };
    void look();
    std::shared_ptr<Source> find(const QString &container, int attempt) const;
    void follow(const QString &container, int attempt, bool replaced);
    void finish(Source &source);
    Source *newestRead(const QString &container) const;
    void forgetBefore(const Source &read);
    void take(Source &source, const QByteArray &bytes);
    void add(Source &source, const models::LogSegment &segment);
    void flush(Source &source);
    //! Its log is read no further.
    void leave(Source &source);
    //! Nothing more will come of it.
    void close(Source &source);
    static QString gapText(const std::optional<k8s::LogTime> &from,
                           const std::optional<k8s::LogTime> &to);
    void note(Source &source, const QString &problem);

    Validation &m_run;
    NotebookObserver *m_observer;
    std::vector<std::shared_ptr<Source>> m_sources;
    QString m_podUid;
    QTimer m_pause; //!< after a flush: what comes meanwhile becomes one fact
    bool m_stopped = false;
};

//! Finishes when the collector is settled, or after a time.
class LogsSettled : public k8s::Job
{
    Q_OBJECT
public:
    LogsSettled(LogCollector *collector, std::chrono::milliseconds atMost);

protected:
    void doAbort() override;

private:
    LogCollector *m_collector;
    QTimer m_timer;
};

} // namespace assay::app
