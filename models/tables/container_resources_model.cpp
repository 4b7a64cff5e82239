// SPDX-License-Identifier: Apache-2.0
#include <models/tables/check_models.h>

#include <models/base/quantity.h>

#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

const QString none = u"–"_s;

//! As kubectl top rounds them; what is no quantity stays in its own words.
QString cpuInUse(const QString &quantity)
{
    const auto cores = parseQuantity(quantity);
    return cores ? QString::number(std::ceil(*cores * 1000 - 1e-6), 'f', 0) + u'm' : quantity;
}

QString memoryInUse(const QString &quantity)
{
    const auto bytes = parseQuantity(quantity);
    return bytes ? QString::number(std::floor(*bytes / (1 << 20)), 'f', 0) + "Mi"_L1 : quantity;
}

QString cell(const ResourceUsage::Container &container, int column)
{
    using Model = ContainerResourcesModel;
    switch (column) {
    case Model::Container:
        return container.name;
    case Model::CpuUsed:
        return cpuInUse(container.cpu);
    case Model::CpuRequested:
        return container.cpuRequest;
    case Model::CpuLimit:
        return container.cpuLimit;
    case Model::MemoryUsed:
        return memoryInUse(container.memory);
    case Model::MemoryRequested:
        return container.memoryRequest;
    case Model::MemoryLimit:
        return container.memoryLimit;
    }
    return {};
}

} // namespace

ContainerResourcesModel::ContainerResourcesModel(Workspace *workspace, QObject *parent)
    : RecordTableModel(workspace, parent)
{
}

int ContainerResourcesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : shownRows();
}

int ContainerResourcesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int ContainerResourcesModel::wantedRows() const
{
    const RunRecord *shown = record();
    return shown && shown->resourceUsage()
               ? static_cast<int>(shown->resourceUsage()->containers.size())
               : 0;
}

std::optional<std::pair<int, int>> ContainerResourcesModel::rowsChangedBy(const Fact &fact) const
{
    if (!std::holds_alternative<ResourceUsageSeen>(fact.body))
        return {};
    return std::pair(0, shownRows() - 1);
}

QVariant ContainerResourcesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !record())
        return {};
    const auto &containers = record()->resourceUsage()->containers;
    // Seen twice with fewer containers the second time: the row is empty until the table is reset.
    if (static_cast<std::size_t>(index.row()) >= containers.size())
        return {};
    const ResourceUsage::Container &container = containers[static_cast<std::size_t>(index.row())];
    const QString text = cell(container, index.column());
    if (role == ToneRole)
        return static_cast<int>(Tone::Neutral);
    if (role == Qt::TextAlignmentRole && index.column() != Container)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role == Qt::ToolTipRole)
        return index.column() == CpuUsed      ? container.cpu
               : index.column() == MemoryUsed ? container.memory
                                              : text;
    if (role == TextRole) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column) {
            const QString part = cell(container, column);
            cells << (part.isEmpty() ? none : part);
        }
        return cells.join(u'\t');
    }
    if (role != Qt::DisplayRole)
        return {};
    return text.isEmpty() ? none : text;
}

QVariant ContainerResourcesModel::headerData(int section, Qt::Orientation orientation,
                                             int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Container:
        return tr("Container");
    case CpuUsed:
        return tr("CPU used");
    case CpuRequested:
        return tr("CPU requested");
    case CpuLimit:
        return tr("CPU limit");
    case MemoryUsed:
        return tr("Memory used");
    case MemoryRequested:
        return tr("Memory requested");
    case MemoryLimit:
        return tr("Memory limit");
    }
    return {};
}

} // namespace assay::models
