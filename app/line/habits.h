// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::app {

//! What Assay has for an option of kubectl, podman, pytest or pip that `verb` has not; empty where
//! nothing is known.
QString habitOfOption(const QString &verb, const QString &option);
//! What Assay has for a command of theirs: "run", "history prune"; empty where nothing is known.
QString habitOfCommand(const QString &command);
//! What a word for a format is called here: "md" for "markdown"; else the word.
QString formatMeant(const QString &word);

} // namespace assay::app
