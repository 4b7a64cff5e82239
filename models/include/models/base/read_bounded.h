// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

class QFile;

namespace assay::models {

enum class Sources {
    Any,         //!< also devices and pipes, as a person names them
    RegularFiles //!< what lies in our own folders: nothing else has been put there by us
};

//! Opens it without waiting for ever: a named pipe that nobody writes to is a problem after two
//! seconds. Empty on success; else why not, as a sentence without its full stop. `first` is what
//! was read of it already.
QString openToRead(QFile &file, const QString &path, QByteArray &first, Sources sources);

//! What a file, a device or a pipe holds, and no more of it than shows that it is too large; "-" is
//! standard input. A pipe is read until it ends. The error is a sentence that begins with the path.
tl::expected<QByteArray, QString> readBounded(const QString &path, qint64 mostBytes,
                                              Sources sources = Sources::Any);

//! The same for the end of something as long as it likes to be, within `mostRead`.
tl::expected<QByteArray, QString> readEnd(const QString &path, qint64 mostBytes, qint64 mostRead);

} // namespace assay::models
