// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

#include <QListWidget>

namespace assay::ui {

//! What a run noted: what it adapted to, what could not be recorded.
class NotesPane : public QListWidget
{
    Q_OBJECT
public:
    explicit NotesPane(models::ShownRun *shown, QWidget *parent = nullptr);

private:
    void refresh();
    models::ShownRun *m_shown;
};

} // namespace assay::ui
