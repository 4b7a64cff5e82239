// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>
#include <ui/look/dialogs.h>

#include <QObject>

class QWidget;

namespace assay::ui {

class SuiteFiles;
class UnsavedWork;

//! Whether the window may close: what is not saved, and what still runs on a cluster, is asked
//! about first. Nothing here waits; the window is closed again once the answer is there.
class ClosingGuard : public QObject
{
    Q_OBJECT
public:
    ClosingGuard(models::Workspace *workspace, SuiteFiles *files, UnsavedWork *unsaved,
                 QWidget *window);

    void setDialogs(Dialogs *dialogs) { m_dialogs = dialogs; }

    //! False: a question was put, and the window closes later or not at all.
    bool mayClose();
    //! See MainWindow.
    void closeUnasked();

Q_SIGNALS:
    void stopRequested();
    void remark(const QString &text);

private:
    void askToStop();
    void stopAndClose();
    void closeIfDone();
    void closeSoon();
    models::Workspace *m_workspace;
    SuiteFiles *m_files;
    UnsavedWork *m_unsaved;
    QWidget *m_window;
    Dialogs *m_dialogs = nullptr;
    bool m_mayDiscard = false; //!< the question about unsaved changes was answered
    bool m_stopping = false;   //!< the window closes when the last run has ended
    bool m_mayAbandon = false; //!< the window closes whatever still runs
    bool m_told = false;       //!< to close, by nobody who could be asked
};

} // namespace assay::ui
