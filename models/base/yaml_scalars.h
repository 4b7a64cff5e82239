// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>
#include <models/base/yaml.h>

#include <QByteArray>

namespace assay::models::yaml {

//! A value on one line, that can also stand in a list on one line: a word as it is where nothing
//! else could be read of it, else in double quotes.
QByteArray writeScalar(const Json &value);
//! The same in double quotes whatever it holds.
QByteArray writeQuoted(const QString &text);
//! Any value on one line.
QByteArray writeFlow(const Json &value);
//! How a text of several lines is written in block style.
enum class Texts {
    Blocks, //!< as a block of text
    Quoted  //!< in double quotes, on one line
};
QByteArray write(const Json &value, Texts texts);
QByteArray writeMember(const QString &key, const Json &value, int indent, Lists lists, Texts texts);
//! Whether a text has no character that only double quotes can hold.
bool isPrintable(const QString &text);

} // namespace assay::models::yaml
