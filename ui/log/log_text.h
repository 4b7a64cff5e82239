// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace assay::ui {

//! A part of a line in a colour that the program asked for.
struct LogSpan
{
    qsizetype start = 0; //!< characters
    qsizetype length = 0;
    int color = -1; //!< 0 to 15, of a terminal's; -1: the usual one
    bool bold = false;
    bool operator==(const LogSpan &) const = default;
};

//! A line of a log as a terminal would show it.
struct LogText
{
    QString text;
    std::vector<LogSpan> spans; //!< by place; what lies between them is as usual
};

//! Bytes of a line without its newline. A carriage return begins the line anew, as progress bars
//! do; colours become spans; tabs become spaces; what else moves or hides is left out. At most
//! `longest` characters, the last of which is an ellipsis where there are more.
LogText textOf(const QByteArray &bytes, qsizetype longest);

//! The same lines without escape sequences.
std::string withoutEscapes(std::string_view lines);

//! One of a terminal's sixteen colours, readable in the theme in use.
QColor terminalColor(int color);

} // namespace assay::ui
