// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractListModel>
#include <QStringList>

#include <vector>

namespace assay::ui {

//! What can be taken of a file, each with a box: hundreds of thousands, where the file has them.
class ImportRows : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    //! All are chosen.
    void setTexts(QStringList texts);
    std::vector<std::size_t> chosen() const; //!< rows, in order
    int chosenCount() const { return m_count; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    QStringList m_texts;
    std::vector<bool> m_chosen; //!< by row
    int m_count = 0;            //!< of those that are chosen
};

} // namespace assay::ui
