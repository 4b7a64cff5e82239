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

QString textOf(const ResourceUsage::Container &container, int column)
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

ContainerResourcesModel::ContainerResourcesModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(shown,
                       {tr("Container"), tr("CPU used"), tr("CPU requested"), tr("CPU limit"),
                        tr("Memory used"), tr("Memory requested"), tr("Memory limit")},
                       parent)
{
    showAll();
}

int ContainerResourcesModel::wantedRows() const
{
    const auto &usage = record().resourceUsage();
    return usage ? static_cast<int>(usage->containers.size()) : 0;
}

std::optional<std::pair<int, int>> ContainerResourcesModel::rowsChangedBy(const Fact &fact) const
{
    if (!std::holds_alternative<ResourceUsageSeen>(fact.body))
        return {};
    return std::pair(0, shownRows() - 1);
}

QVariant ContainerResourcesModel::cell(int row, int column, int role) const
{
    const auto &containers = record().resourceUsage()->containers;
    // Seen twice with fewer containers the second time: the row is empty until the table is reset.
    if (static_cast<std::size_t>(row) >= containers.size())
        return {};
    const ResourceUsage::Container &container = containers[static_cast<std::size_t>(row)];
    const QString text = textOf(container, column);
    if (role == ToneRole)
        return static_cast<int>(Tone::Neutral);
    if (role == Qt::TextAlignmentRole && column != Container)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role == Qt::ToolTipRole)
        return column == CpuUsed ? container.cpu : column == MemoryUsed ? container.memory : text;
    if (role == TextRole) {
        QStringList cells;
        for (int each = 0; each < ColumnCount; ++each) {
            const QString part = textOf(container, each);
            cells << (part.isEmpty() ? none : part);
        }
        return cells.join(u'\t');
    }
    if (role != Qt::DisplayRole)
        return {};
    return text.isEmpty() ? none : text;
}

} // namespace assay::models
