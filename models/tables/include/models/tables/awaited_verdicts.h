// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>

namespace assay::models {

//! The tests that were asked for and have had no verdict since: they were stopped, their run broke
//! off, or their turn never came. A cancelled run is no verdict; an inconclusive one is.
class AwaitedVerdicts : public QObject
{
    Q_OBJECT
public:
    explicit AwaitedVerdicts(Workspace *workspace, QObject *parent = nullptr);

    //! A run of these was asked for.
    void await(const QStringList &testIds);
    QStringList tests() const; //!< in the suite's order

private:
    void take(const QString &testId, int from, int to);
    void followSuite();
    Workspace *m_workspace;
    QStringList m_ids;
    QString m_path; //!< of the suite that they are of
};

} // namespace assay::models
