// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

class QFileDevice;

namespace assay::models {

enum class Readers {
    AsUmaskSays, //!< what a person named
    OwnerOnly    //!< what lies in our own folders
};

//! Writes a file that the user named; on failure says which and why in a sentence. A regular file,
//! and one that is not there yet, is written whole or not at all; so is the file that a symbolic
//! link leads to. Where no other can be put in its place, what a person named is written itself,
//! once there is room for all of it. Anything else (a device, a pipe, /dev/stdout and the like) is
//! never replaced: it is opened and written to, which for a pipe waits a moment for its
//! reader.
std::optional<QString> writeWhole(const QString &path, const QByteArray &bytes,
                                  Readers readers = Readers::AsUmaskSays);

//! Writes all of it, through the file's buffer too. Why that was not possible, in the system's
//! words; empty on success.
QString problemOfWriting(QFileDevice &file, const QByteArray &bytes);

} // namespace assay::models
