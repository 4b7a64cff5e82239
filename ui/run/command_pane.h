// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

#include <QWidget>

class QPlainTextEdit;

namespace assay::ui {

class RecordTable;

//! The commands that ran in the pod, and the transcript of the one that is chosen.
class CommandPane : public QWidget
{
    Q_OBJECT
public:
    explicit CommandPane(models::ShownRun *shown, QWidget *parent = nullptr);

    //! Chooses the newest command that imported the package. False where none did.
    bool showImportOf(const QString &package);

private:
    void showCommand(int row);
    void markError(); //!< in the transcript
    models::ShownRun *m_shown;
    RecordTable *m_table;
    QPlainTextEdit *m_transcript;
};

} // namespace assay::ui
