// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite.h>

#include <vector>

namespace assay::models {

//! A file that is imported; `name` is told in notes.
struct ImportSource
{
    QString name;
    QByteArray bytes;
};

//! What a file is, by its name and what it says.
enum class ImportKind {
    Pytest,
    ImageStream,
    Packages //!< any list of them
};
ImportKind kindOfImport(const ImportSource &file);

//! One thing that a reader has to know of what was imported.
struct ImportNote
{
    enum class Kind {
        Remark,    //!< nothing is missing
        Skipped,   //!< something was not taken
        Missing,   //!< something that a suite needs has to be filled in
        Unreadable //!< the file is not what it is said to be, and nothing of it was taken
    };
    Kind kind = Kind::Remark;
    QString file;
    int line = 0; //!< from 1; 0: of the file
    QString text; //!< a sentence
    //! "test_images.py:12: sentence"
    QString toLine() const;
    bool operator==(const ImportNote &) const = default;
};

//! All readers want UTF-8 text: a note for each file that is none.
std::vector<ImportNote> notesOfNoText(const std::vector<ImportSource> &files);

//! What was understood of files that somebody wrote for another program.
struct Imported
{
    Suite suite;                   //!< without problems: ask Suite::parse(toYaml()) for them
    std::vector<ImportNote> notes; //!< in file order
    bool isComplete() const;       //!< nothing is missing
    bool isReadable() const;       //!< every file is what it is said to be
};

} // namespace assay::models
