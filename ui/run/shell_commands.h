// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

namespace assay::ui {

//! A command line that looks at, or repeats, what a run did, for a person to copy.
struct ShellCommand
{
    QString title;
    QString line;
};

//! With the run's own context, namespace and names; `client` is "kubectl" or "oc". What is left on
//! the cluster comes with the command that removes it.
std::vector<ShellCommand> clusterCommands(const models::RunRecord &record, const QString &client);
//! The same image on this computer, with the import that failed where one did.
std::vector<ShellCommand> podmanCommands(const models::RunRecord &record);
//! A word of a POSIX shell's command line.
QString shellWord(const QString &text);

} // namespace assay::ui
