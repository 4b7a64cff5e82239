// SPDX-License-Identifier: Apache-2.0
#include <models/base/duration.h>
#include <models/tables/record_models.h>

#include <QLocale>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace assay::models {

RequestsModel::RequestsModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(
          shown, {tr("Started"), tr("Method"), tr("Path"), tr("Status"), tr("Time"), tr("Size")},
          parent)
{
    showAll();
}

int RequestsModel::wantedRows() const
{
    return static_cast<int>(record().requests().size());
}

//! What a person reads: without the percent signs.
static QString readablePath(const QString &path)
{
    return QString(QUrl::fromPercentEncoding(path.toUtf8())).simplified();
}

std::optional<RequestsModel::Times> RequestsModel::timesOf(int row) const
{
    const RequestMade &request = record().requests()[static_cast<std::size_t>(row)];
    return Times(request.startedAt, request.startedAt.addMSecs(request.milliseconds));
}

QVariant RequestsModel::cell(int row, int column, int role) const
{
    const RequestMade &request = record().requests()[static_cast<std::size_t>(row)];
    const QString status =
        request.httpStatus == 0 ? tr("No answer") : QString::number(request.httpStatus);
    if (role == Qt::TextAlignmentRole && (column == Time || column == Size))
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
    switch (column) {
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

} // namespace assay::models
