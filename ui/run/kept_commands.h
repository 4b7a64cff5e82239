// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "shell_commands.h"

#include <QDialog>

class QTabWidget;

namespace assay::ui {

//! The command lines that read a workbench, enter it and reach its page, each to be copied, or
//! opened in a terminal where there is one.
class KeptCommands : public QDialog
{
    Q_OBJECT
public:
    KeptCommands(const models::RunRecord &record, const QString &kubeconfig, bool terminal,
                 QWidget *parent = nullptr);

Q_SIGNALS:
    void terminalRequested(const QString &line);

private:
    void addPage(const QString &client, const std::vector<ShellCommand> &commands);
    QTabWidget *m_pages;
    bool m_terminal;
};

} // namespace assay::ui
