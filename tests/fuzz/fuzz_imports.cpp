// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/image/requirement.h>
#include <models/imports/image_stream.h>
#include <models/imports/package_list.h>
#include <models/imports/pytest_file.h>

using namespace assay::models;
using namespace assay::fuzz;

static void readNotes(const std::vector<ImportNote> &notes)
{
    for (const ImportNote &note : notes)
        require(!note.text.isEmpty() && note.line >= 0);
}

//! What was understood is a suite that is written and read.
static void readImported(const Imported &imported)
{
    readNotes(imported.notes);
    const Suite again = Suite::parse(imported.suite.toYaml());
    require(again.tests.size() == imported.suite.tests.size());
    const PytestExport exported = exportPytest(imported.suite);
    readNotes(exported.notes);
}

static void readRequirement(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    if (const auto requirement = Requirement::parse(text)) {
        const auto again = Requirement::parse(requirement->name + requirement->specifier);
        require(again && *again == *requirement);
        satisfies(QStringLiteral("1.2.3"), requirement->specifier);
    } else {
        require(!requirement.error().isEmpty());
    }
    satisfies(text.section(u'\n', 0, 0), text.section(u'\n', 1));
}

//! The first byte says for which program the rest was written. What stands behind a byte 255 is
//! another file.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray all = bytesOf(data + 1, size - 1);
    const qsizetype end = all.indexOf('\xff');
    const ImportSource file{QStringLiteral("one"), all.left(end)};
    const ImportSource other{QStringLiteral("two"), end < 0 ? QByteArray() : all.mid(end + 1)};
    switch (data[0] % 4) {
    case 0: {
        const PackageList list = readPackageList(
            file, [&other](const QString &) -> std::optional<QByteArray> { return other.bytes; });
        readNotes(list.notes);
        for (const ListedPackage &package : list.packages)
            require(!package.distribution.isEmpty() && !package.module.isEmpty());
        break;
    }
    case 1:
        readImported(importPytest(file, {other}));
        break;
    case 2:
        readImported(importImageStreams({file}, {other}));
        break;
    default:
        readRequirement(all);
    }
    return 0;
}
