// SPDX-License-Identifier: Apache-2.0
#include <models/imports/imported.h>

#include <QRegularExpression>

#include <algorithm>

namespace assay::models {

ImportKind kindOfImport(const ImportSource &file)
{
    if (file.name.endsWith(QLatin1String(".py"), Qt::CaseInsensitive))
        return ImportKind::Pytest;
    static const QRegularExpression stream(
        QStringLiteral("(^|[\\s{,])[\"']?kind[\"']?\\s*:\\s*"
                       "[\"']?ImageStream(List)?[\"']?\\s*($|[,}#])"),
        QRegularExpression::MultilineOption);
    return stream.match(QString::fromUtf8(file.bytes)).hasMatch() ? ImportKind::ImageStream
                                                                  : ImportKind::Packages;
}

QString ImportNote::toLine() const
{
    QString where = file;
    if (line > 0)
        where += QLatin1Char(':') + QString::number(line);
    return where.isEmpty() ? text : where + QLatin1String(": ") + text;
}

bool Imported::isComplete() const
{
    return isReadable() && std::none_of(notes.begin(), notes.end(), [](const ImportNote &note) {
               return note.kind == ImportNote::Kind::Missing;
           });
}

bool Imported::isReadable() const
{
    return std::none_of(notes.begin(), notes.end(), [](const ImportNote &note) {
        return note.kind == ImportNote::Kind::Unreadable;
    });
}

} // namespace assay::models
