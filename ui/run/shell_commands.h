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
//! What can be done with the workbench of a run while it is still there: look at it, read it, enter
//! it, reach its page. `client` as above, `kubeconfig` the file that is not found by itself.
std::vector<ShellCommand> keptCommands(const models::RunRecord &record, const QString &client,
                                       const QString &kubeconfig = {});
//! The same where a container engine of this computer runs it, by its own command; empty where the
//! record names no container.
std::vector<ShellCommand> keptContainerCommands(const models::RunRecord &record);
//! "podman" or "docker": whose command keptContainerCommands() takes; empty for a cluster.
QString engineClient(const models::RunRecord &record);
//! Where its page is once its port is forwarded: "http://localhost:8888/notebook/ns/nb/".
QString forwardedPage(const models::RunRecord &record);
//! A word of a POSIX shell's command line.
QString shellWord(const QString &text);

} // namespace assay::ui
