// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>

#include <QAbstractTableModel>
#include <QTimer>

namespace assay::models {

//! How a test stands, as shown by an icon and a word.
enum class TestState { Invalid, NotRun, Queued, Running, Passed, Failed, Inconclusive, Cancelled };
QString toString(TestState state); //!< translated, for people
//! How a test stands after a run that nobody adds to any more.
TestState stateAfter(const RunRecord &record);

//! The suite's tests with their live status: one row a test.
class TestsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Status, Duration, ColumnCount };
    enum Role {
        IdRole = Qt::UserRole, //!< QString
        StateRole,             //!< TestState as int
        DetailRole,            //!< QString: one line, "Waiting for the pod to be ready", …
        FailuresRole,          //!< QString, to find a test by: what did not pass, one line each
        SecondsRole            //!< double, for sorting; -1: not run
    };

    explicit TestsModel(Workspace *workspace, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    TestState stateOf(const QString &testId) const;
    //! What is to be said beside the state: "Edited since this run", where the verdict is of
    //! another configuration than the suite has now; "Before: Failed", where the run was stopped.
    QString remarkOf(const QString &testId) const;
    //! Refreshes the durations of what is running. It comes by itself each second while something
    //! runs.
    void tick(const QDateTime &now);

private:
    void refreshRows();
    void setIds(const QStringList &ids);
    void refreshRow(const QString &testId);
    void refreshAll();
    QString detailOf(const QString &testId) const;
    QString endOf(const QString &testId) const;
    double secondsOf(const QString &testId) const;
    Workspace *m_workspace;
    QStringList m_ids;           //!< the rows, as the views know them
    QHash<QString, int> m_rowOf; //!< each id
    QDateTime m_now;
    QTimer m_seconds; //!< while something runs
};

} // namespace assay::models
