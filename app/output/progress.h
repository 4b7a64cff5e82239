// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "terminal.h"

#include <models/report/report.h>

#include <QElapsedTimer>
#include <QMap>
#include <QSet>
#include <QTimer>

namespace assay::app {

//! Tells a person at a terminal how a run goes: a line for each thing worth knowing on stderr,
//! and below it, on a terminal, one live line.
class Progress : public QObject
{
    Q_OBJECT
public:
    //! `total` tests will run.
    Progress(bool terminal, int total);

    void began(const QString &testId);
    //! The attempt before this one was inconclusive; there will be no more than `attempts`.
    void again(const QString &testId, int attempt, int attempts);
    //! A note that several tests of a context have is said once.
    void happened(const QString &testId, const models::Fact &fact, const QString &context = {});
    void ended(const QString &testId);
    void say(const QString &line);
    //! Takes the live line away.
    void close();

private:
    void drawLive();
    void sayAlive();
    //! "a: Pulling the image (75 s), b: …"
    QString underWay() const;
    void eraseLive();
    struct Running
    {
        QElapsedTimer clock;
        QString doing;
    };
    bool m_terminal;
    int m_total;
    int m_done = 0;
    QMap<QString, Running> m_running;
    QTimer m_timer;
    Terminal m_out;
    bool m_liveShown = false;
    QSet<QString> m_notes;     //!< said, with their context
    QElapsedTimer m_sinceSaid; //!< the last line
};

//! The results as text for stdout, a few lines for each test.
QString resultsText(const models::ReportInput &input);

} // namespace assay::app
