// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>

#include <QWidget>

class QPlainTextEdit;

namespace assay::ui {

class RecordTable;

//! The commands that ran in the pod, and the transcript of the one that is chosen.
class CommandPane : public QWidget
{
    Q_OBJECT
public:
    explicit CommandPane(models::Workspace *workspace, QWidget *parent = nullptr);

    void setTest(const QString &testId);
    //! Chooses the newest command that imported the package. False where none did.
    bool showImportOf(const QString &package);
    void refresh();

private:
    void showCommand(int row);
    models::Workspace *m_workspace;
    QString m_testId;
    RecordTable *m_table;
    QPlainTextEdit *m_transcript;
};

} // namespace assay::ui
