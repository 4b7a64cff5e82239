// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models::classification {

//! How grave a line says that it is, whatever logger wrote it.
enum class Level { None, Info, Warning, Error, Fatal };

//! A line as a person would read it: without colours, control characters, what was written over,
//! and the time stamps and stream names of whatever collected it. Cut after some thousand
//! characters.
QString shownLine(QStringView raw);

//! By the marks of Jupyter, klog, nginx, supervisord, Python, logfmt and JSON loggers; Level::None
//! where the line bears none.
Level levelOf(const QString &line);

//! What a logger's record says: "message: error" of a line of JSON or logfmt, any other line as it
//! is.
QString messageIn(const QString &line);

} // namespace assay::models::classification
