// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>
#include <models/tables/tests_model.h>

#include <QAbstractTableModel>

#include <optional>

namespace assay::models {

//! The same tests on several clusters: tests down, clusters across, each cell how the test stands
//! there while its run goes on, and how it ended. Of a run that has ended only that is kept.
class GridModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        StateRole = Qt::UserRole, //!< TestState as int, of a cell; nothing of a test's name
        FolderRole                //!< QString: of a run that has ended; else empty
    };
    struct Counts
    {
        int passed = 0, failed = 0, inconclusive = 0, cancelled = 0;
        int open = 0; //!< that run, or wait
    };

    //! A run that is over, as it is shown.
    struct Ended
    {
        QString testId, context, folder;
        TestState state = TestState::Queued;
        QString ending;
        double seconds = -1; //!< from its start to its last fact; -1: it did not begin
        QDateTime at;        //!< of its start

        static Ended of(const RunRecord &record, const QString &context, const QString &folder);
    };

    using QAbstractTableModel::QAbstractTableModel;

    //! Runs from disk, in place of what was there: tests and clusters in their order. Of several of
    //! one test on one cluster the newest stands. Where there is none, the test was not run.
    void show(const std::vector<Ended> &runs);

    //! Every test waits on every cluster.
    void begin(const QStringList &testIds, const QStringList &contexts);
    void beginRun(const QString &testId, const QString &context, const QString &folder);
    void appendFacts(const QString &testId, const QString &context, const std::vector<Fact> &facts);
    //! Why a test could not begin there; where `testId` is empty, why none of them can.
    void refuse(const QString &testId, const QString &context, const QString &why);
    //! Nothing more comes: what waits still does not run.
    void end();

    Counts counts() const;
    //! How many run or wait on all clusters but that one.
    int openCount(const QString &exceptOn = {}) const;
    //! "Passed on 2 of 3 clusters", the clusters' names where it did not; for a cell its ending.
    QString sentenceFor(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override; //!< the name, then each cluster
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Cell
    {
        TestState state = TestState::Queued;
        QString folder;
        QString ending;                  //!< once it has ended, or why it did not begin
        double seconds = -1;             //!< from its start to its last fact; -1: none
        std::optional<RunRecord> record; //!< while it runs
    };
    //! Null where there is none.
    Cell *cellOf(const QString &testId, const QString &context);
    const Cell *cellAt(const QModelIndex &index) const;
    void changed(const QString &testId, const QString &context);
    static QString textOf(const Cell &cell);

    QStringList m_tests;
    QStringList m_contexts;
    std::vector<std::vector<Cell>> m_rows;
};

} // namespace assay::models
