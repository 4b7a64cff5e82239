// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QDateTime>

#include <vector>

namespace assay::models {

//! An image that a container engine of this computer has, under one of its names.
struct LocalImage
{
    QString name;      //!< in full: "localhost/my-image:latest"
    QString id;        //!< "sha256:…", the digest of its configuration
    qint64 size = 0;   //!< bytes, unpacked
    QDateTime created; //!< UTC; invalid: not told
};

//! "just now", "3 hours ago", "5 days ago"; beyond two months the date. Empty where it is not told.
QString ageText(const QDateTime &created, const QDateTime &now);

//! The images of a container engine, to choose one to be tried. What was made last stands first.
class ImagesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Size, Age, Digest, ColumnCount };
    enum Role {
        NameRole = Qt::UserRole, //!< in full
        SortRole,                //!< what a column is sorted by
        SearchRole               //!< the name and the digest
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setImages(std::vector<LocalImage> images);
    const std::vector<LocalImage> &images() const { return m_images; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QVariant sortKey(const LocalImage &image, Column column) const;
    QString text(const LocalImage &image, Column column) const;
    std::vector<LocalImage> m_images;
};

} // namespace assay::models
