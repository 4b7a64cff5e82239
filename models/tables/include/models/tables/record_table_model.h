// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

#include <QAbstractTableModel>

namespace assay::models {

//! A table over one part of the record of the run that is shown. What it announces is what it has:
//! it holds the run until it has told its views of another, whoever is told first.
class RecordTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        ToneRole = Qt::UserRole /*!< Tone as int */,
        TextRole /*!< whole text of the row */
    };

    //! One heading a column. The constructor of each table ends with showAll().
    RecordTableModel(ShownRun *shown, const QStringList &headings, QObject *parent);

    const ShownRun *shown() const { return m_shown; }

    //! Did what the row tells happen in that piece of the run's time? What has no time always did.
    bool isOf(int row, const TimeSlice &slice) const;

    int rowCount(const QModelIndex &parent = {}) const final;
    int columnCount(const QModelIndex &parent = {}) const final;
    QVariant data(const QModelIndex &index, int role) const final;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const final;

protected:
    //! Takes over the run that is shown, with all that it has.
    void showAll();
    //! The record that the rows are of; an empty one where nothing has run.
    const RunRecord &record() const;
    //! How many rows the record gives now.
    virtual int wantedRows() const = 0;
    //! What stands in a cell, of a row that is there.
    virtual QVariant cell(int row, int column, int role) const = 0;
    //! When what a row tells began and ended; nothing: it has no time of its own.
    using Times = std::pair<QDateTime, QDateTime>;
    virtual std::optional<Times> timesOf(int row) const;
    //! Facts `from` up to, not including, `to` are new; all of them from 0 where another record is
    //! shown. For tables that keep an index of their own; it is called before wantedRows().
    virtual void indexFacts(int from, int to);
    //! First and last of the rows that were there already and that the fact changes; nothing: none.
    virtual std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const;
    int shownRows() const { return m_rows; }
    //! The run is over, well or not: what has not come will not come.
    bool hasEnded() const;

private:
    void showNew();
    ShownRun *m_shown;
    const QStringList m_headings;
    std::shared_ptr<const Workspace::Run> m_run;
    int m_facts = 0; //!< of the run, as far as the rows know them
    int m_rows = 0;
};

} // namespace assay::models
