// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>
#include <models/words/tone.h>

#include <QAbstractTableModel>

namespace assay::models {

//! A table over one part of the selected test's record: it follows the workspace and shows the
//! rows of the test that setTest() named. The base of the tables below.
class RecordTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        ToneRole = Qt::UserRole /*!< Tone as int */,
        TextRole /*!< whole text of the row */
    };

    RecordTableModel(Workspace *workspace, QObject *parent);

    void setTest(const QString &testId);
    const QString &testId() const { return m_testId; }

protected:
    const RunRecord *record() const;
    //! How many rows the record gives now.
    virtual int wantedRows() const = 0;
    //! Facts `from` up to, not including, `to` are new; all of them from 0 where another record is
    //! shown. For tables that keep an index of their own; it is called before wantedRows().
    virtual void indexFacts(int from, int to);
    //! First and last of the rows that were there already and that the fact changes; nothing: none.
    virtual std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const;
    int shownRows() const { return m_rows; }
    //! The run is over, well or not: what has not come will not come.
    bool hasEnded() const;

private:
    void showAll();
    void showNew(int from, int to);
    Workspace *m_workspace;
    QString m_testId;
    int m_rows = 0;
};

//! package, result, version, time, detail. Packages not verified yet are rows too ("waiting").
class PackageResultsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Package, Result, Version, Time, Detail, ColumnCount };
    explicit PackageResultsModel(Workspace *workspace, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    int wantedRows() const override;
    std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const override;
};

//! last seen, type, reason, object, message (with count).
class EventsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { LastSeen, Type, Reason, Object, Message, ColumnCount };
    explicit EventsModel(Workspace *workspace, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    int wantedRows() const override;
    std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const override;
};

//! command, exit status, time; ToneRole Bad for failures. The transcript is TextRole.
class CommandsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Command, ExitStatus, Time, ColumnCount };
    explicit CommandsModel(Workspace *workspace, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    int wantedRows() const override;
};

//! method, path, status, time, size of each request to the API server; in the order they ended.
class RequestsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Started, Method, Path, Status, Time, Size, ColumnCount };
    explicit RequestsModel(Workspace *workspace, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    int wantedRows() const override;
};

//! Everything that happened, one line a fact that a person can read: time, what, detail.
class TimelineModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Time, What, Detail, ColumnCount };
    explicit TimelineModel(Workspace *workspace, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    int wantedRows() const override;
    void indexFacts(int from, int to) override;

private:
    std::vector<int> m_lines; //!< index of the fact that each row shows
};

} // namespace assay::models
