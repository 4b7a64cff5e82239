// SPDX-License-Identifier: Apache-2.0
#include "import_rows.h"

#include <utility>

namespace assay::ui {

void ImportRows::setTexts(QStringList texts)
{
    beginResetModel();
    m_texts = std::move(texts);
    m_chosen.assign(std::size_t(m_texts.size()), true);
    m_count = int(m_texts.size());
    endResetModel();
}

std::vector<std::size_t> ImportRows::chosen() const
{
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < m_chosen.size(); ++row) {
        if (m_chosen[row])
            rows.push_back(row);
    }
    return rows;
}

int ImportRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_texts.size());
}

QVariant ImportRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return m_texts.at(index.row());
    if (role == Qt::CheckStateRole)
        return m_chosen[std::size_t(index.row())] ? Qt::Checked : Qt::Unchecked;
    return {};
}

bool ImportRows::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const auto row = std::size_t(index.row());
    const bool chosen = value.toInt() == Qt::Checked;
    if (m_chosen[row] == chosen)
        return true;
    m_chosen[row] = chosen;
    m_count += chosen ? 1 : -1;
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    return true;
}

Qt::ItemFlags ImportRows::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
           Qt::ItemNeverHasChildren;
}

} // namespace assay::ui
