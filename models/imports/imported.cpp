// SPDX-License-Identifier: Apache-2.0
#include <models/imports/imported.h>

#include <algorithm>

namespace assay::models {

QString ImportNote::toLine() const
{
    QString where = file;
    if (line > 0)
        where += QLatin1Char(':') + QString::number(line);
    return where.isEmpty() ? text : where + QLatin1String(": ") + text;
}

bool Imported::isComplete() const
{
    return std::none_of(notes.begin(), notes.end(), [](const ImportNote &note) {
        return note.kind == ImportNote::Kind::Missing;
    });
}

} // namespace assay::models
