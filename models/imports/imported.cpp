// SPDX-License-Identifier: Apache-2.0
#include <models/imports/imported.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

namespace assay::models {

namespace {
struct ImportedText
{
    Q_DECLARE_TR_FUNCTIONS(Imported)
};
} // namespace

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

std::vector<ImportNote> notesOfNoText(const std::vector<ImportSource> &files)
{
    std::vector<ImportNote> notes;
    for (const ImportSource &file : files) {
        QStringDecoder decoder(QStringDecoder::Utf8);
        const QString text = decoder(file.bytes);
        if (decoder.hasError() || text.contains(u'\0'))
            notes.push_back({ImportNote::Kind::Unreadable, file.name, 0,
                             ImportedText::tr("It is not UTF-8 text.")});
    }
    return notes;
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
