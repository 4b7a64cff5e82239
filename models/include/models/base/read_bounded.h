// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

namespace assay::models {

//! What a file, a device or a pipe holds, and no more of it than shows that it is too large; "-" is
//! standard input. A pipe is read until it ends. The error is a sentence that begins with the path.
tl::expected<QByteArray, QString> readBounded(const QString &path, qint64 mostBytes);

//! The same for the end of something as long as it likes to be, within `mostRead`.
tl::expected<QByteArray, QString> readEnd(const QString &path, qint64 mostBytes, qint64 mostRead);

} // namespace assay::models
