// SPDX-License-Identifier: Apache-2.0
#include <models/base/duration.h>
#include <models/tables/record_models.h>

#include <QLocale>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace assay::models {

RequestsModel::RequestsModel(Workspace *workspace, QObject *parent)
    : RecordTableModel(workspace, parent)
{
}

int RequestsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : shownRows();
}

int RequestsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int RequestsModel::wantedRows() const
{
    return record() ? static_cast<int>(record()->requests().size()) : 0;
}

//! What a person reads: without the percent signs.
static QString readablePath(const QString &path)
{
    return QString(QUrl::fromPercentEncoding(path.toUtf8())).simplified();
}

QVariant RequestsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !record())
        return {};
    const RequestMade &request = record()->requests()[static_cast<std::size_t>(index.row())];
    const QString status =
        request.httpStatus == 0 ? tr("No answer") : QString::number(request.httpStatus);
    if (role == Qt::TextAlignmentRole && (index.column() == Time || index.column() == Size))
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role == ToneRole) {
        // That something is not there, or not any more, is mostly what was hoped for.
        if (request.httpStatus == 404)
            return static_cast<int>(Tone::Muted);
        if (request.httpStatus >= 400 || request.httpStatus == 0)
            return static_cast<int>(Tone::Bad);
        return static_cast<int>(request.error.isEmpty() ? Tone::Neutral : Tone::Muted);
    }
    if (role == TextRole || role == Qt::ToolTipRole) {
        const QString line =
            u"%1 %2 → %3"_s.arg(request.method, readablePath(request.path), status);
        return request.error.isEmpty() ? line : QString(line + u'\n' + request.error);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Started:
        return request.startedAt.toLocalTime().toString(u"HH:mm:ss.zzz"_s);
    case Method:
        return request.method;
    case Path:
        return readablePath(request.path);
    case Status:
        return status;
    case Time:
        return request.milliseconds < 1000 ? tr("%1 ms").arg(request.milliseconds)
                                           : formatDuration(double(request.milliseconds) / 1000);
    case Size:
        return QLocale::c().formattedDataSize(request.bytes, 1, QLocale::DataSizeTraditionalFormat);
    }
    return {};
}

QVariant RequestsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Started:
        return tr("Started");
    case Method:
        return tr("Method");
    case Path:
        return tr("Path");
    case Status:
        return tr("Status");
    case Time:
        return tr("Time");
    case Size:
        return tr("Size");
    }
    return {};
}

} // namespace assay::models
