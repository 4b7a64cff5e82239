// SPDX-License-Identifier: Apache-2.0
#include <models/tables/images_model.h>

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct AgeText
{
    Q_DECLARE_TR_FUNCTIONS(AgeText)
};

constexpr qint64 minute = 60, hour = 60 * minute, day = 24 * hour;
constexpr int shownDigits = 12; //!< of a digest, as podman and docker list it

} // namespace

QString ageText(const QDateTime &created, const QDateTime &now)
{
    if (!created.isValid())
        return {};
    const qint64 seconds = created.secsTo(now);
    if (seconds < minute)
        return AgeText::tr("just now");
    if (seconds < hour)
        return AgeText::tr("%n minute(s) ago", "", int(seconds / minute));
    if (seconds < 2 * day)
        return AgeText::tr("%n hour(s) ago", "", int(seconds / hour));
    if (seconds < 60 * day)
        return AgeText::tr("%n day(s) ago", "", int(seconds / day));
    return created.toLocalTime().toString(u"yyyy-MM-dd"_s);
}

void ImagesModel::setImages(std::vector<LocalImage> images)
{
    std::stable_sort(images.begin(), images.end(), [](const LocalImage &a, const LocalImage &b) {
        return a.created != b.created ? a.created > b.created : a.name < b.name;
    });
    beginResetModel();
    m_images = std::move(images);
    endResetModel();
}

int ImagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_images.size());
}

int ImagesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ImagesModel::text(const LocalImage &image, Column column) const
{
    switch (column) {
    case Name:
        return image.name;
    case Size:
        return QLocale::c().formattedDataSize(image.size, 1, QLocale::DataSizeSIFormat);
    case Age:
        return ageText(image.created, QDateTime::currentDateTimeUtc());
    case Digest:
        return image.id.section(u':', -1).left(shownDigits);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ImagesModel::sortKey(const LocalImage &image, Column column) const
{
    switch (column) {
    case Size:
        return image.size;
    case Age:
        // The youngest is the smallest age.
        return -image.created.toMSecsSinceEpoch();
    default:
        return text(image, column);
    }
}

QVariant ImagesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LocalImage &image = m_images[std::size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(image, column);
    case Qt::ToolTipRole:
        return column == Name     ? image.name
               : column == Digest ? image.id
               : column == Age    ? image.created.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)
                                  : QString();
    case Qt::TextAlignmentRole:
        return column == Size ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case NameRole:
        return image.name;
    case SortRole:
        return sortKey(image, column);
    case SearchRole:
        return QString(image.name + u'\n' + image.id);
    default:
        return {};
    }
}

QVariant ImagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == Size)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Name:
        return tr("Image");
    case Size:
        return tr("Size");
    case Age:
        return tr("Made");
    case Digest:
        return tr("Digest");
    default:
        return {};
    }
}

} // namespace assay::models
