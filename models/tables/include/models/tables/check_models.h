// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/record_models.h>

namespace assay::models {

//! about, check, result, detail: what a suite asks for beyond imports, in the order of the record.
//! TextRole is all of a check: its detail, its evidence and what to do.
class ChecksModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { About, Check, Result, Detail };
    explicit ChecksModel(ShownRun *shown, QObject *parent = nullptr);

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const override;
};

//! cell, result, time, detail: the notebook cells that were to be run. TextRole is all of a cell:
//! code, output, error and traceback.
class CellsModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column { Cell, Result, Time, Detail };
    explicit CellsModel(ShownRun *shown, QObject *parent = nullptr);

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const override;
};

//! container, and used, requested and limit of its CPU and memory. What is used is written as
//! `kubectl top` writes it ("12m", "340Mi"), the rest in the pod's own words; the tooltip of a
//! used amount is what the cluster said.
class ContainerResourcesModel : public RecordTableModel
{
    Q_OBJECT
public:
    enum Column {
        Container,
        CpuUsed,
        CpuRequested,
        CpuLimit,
        MemoryUsed,
        MemoryRequested,
        MemoryLimit,
        ColumnCount
    };
    explicit ContainerResourcesModel(ShownRun *shown, QObject *parent = nullptr);

protected:
    QVariant cell(int row, int column, int role) const override;
    int wantedRows() const override;
    std::optional<std::pair<int, int>> rowsChangedBy(const Fact &fact) const override;
};

} // namespace assay::models
