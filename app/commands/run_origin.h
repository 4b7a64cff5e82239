// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output/ci_job.h"

#include <models/record/fact.h>
#include <models/report/report.h>

#include <QObject>
#include <QTimer>

class QProcess;

namespace assay::app {

//! Finds out from what a run is made: the commit of the suite's repository and whether the suite is
//! as that has it (git is asked, and not waited for longer than five seconds), the CI job, and what
//! was typed. What cannot be found out is left out.
class OriginFinder : public QObject
{
    Q_OBJECT
public:
    explicit OriginFinder(const CiJob &job, QObject *parent = nullptr);
    ~OriginFinder() override;

    //! Puts what is known without git into the report of a test that did not begin.
    void tell(models::ReportedTest &test, const QMap<QString, QString> &labels) const;

    //! Answered by found(), once, from the event loop.
    void find(const QString &suite);

Q_SIGNALS:
    void found(const assay::models::RunOrigin &origin);

private:
    void conclude();
    void letGo();

    models::RunOrigin m_origin;
    QString m_commitOfJob;
    QProcess *m_git = nullptr; //!< while it is under way
    QTimer m_limit;
};

//! What "git status --porcelain=v2 --branch" says of one file.
void readGitStatus(const QByteArray &status, models::RunOrigin &origin);

} // namespace assay::app
