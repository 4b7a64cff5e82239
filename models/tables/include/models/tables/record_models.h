// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/record_table_model.h>
#include <models/words/tone.h>

#include <QHash>

namespace assay::models {

//! package, result, version, time, detail. Packages not verified yet are rows too ("waiting").
class PackageResultsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Package, Result, Version, Time, Detail };
    explicit PackageResultsModel(ShownRun *shown, QObject *parent = nullptr);

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const override;
};

//! last seen, type, reason, object, message (with count).
class EventsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { LastSeen, Type, Reason, Object, Message };
    explicit EventsModel(ShownRun *shown, QObject *parent = nullptr);

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<Times> timesOf(int row) const override;
    void indexFacts(int from, int to) override;
    std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const override;

private:
    //! By uid, when the run heard of it first and last: the cluster's clock may be another.
    QHash<QString, Times> m_heard;
};

//! command, exit status, time; ToneRole Bad for failures. The transcript is TextRole.
class CommandsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Command, ExitStatus, Time };
    explicit CommandsModel(ShownRun *shown, QObject *parent = nullptr);

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<Times> timesOf(int row) const override;
    void indexFacts(int from, int to) override;

private:
    std::vector<QDateTime> m_ends; //!< of each command
};

//! method, path, status, time, size of each request to the API server; in the order they ended.
class RequestsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Started, Method, Path, Status, Time, Size };
    explicit RequestsModel(ShownRun *shown, QObject *parent = nullptr);

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<Times> timesOf(int row) const override;
};

//! Everything that happened, one line a fact that a person can read: time, what, detail.
class TimelineModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Time, What, Detail };
    explicit TimelineModel(ShownRun *shown, QObject *parent = nullptr);
    //! The row of what happened then, or next; of the last where nothing did. -1: no rows.
    int rowAt(const QDateTime &at) const;

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<Times> timesOf(int row) const override;
    void indexFacts(int from, int to) override;

private:
    std::vector<int> m_lines; //!< index of the fact that each row shows
};

} // namespace assay::models
