// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/left_run.h>

#include <QObject>

class QWidget;

namespace assay::ui {

class KeptStrip;
class SuiteFiles;
class WindowActions;

//! What a person wants with workbenches that no run is at work on: kept, left behind, or others';
//! and with files that were dropped on the window.
class WorkbenchGestures : public QObject
{
    Q_OBJECT
public:
    WorkbenchGestures(const WindowActions &actions, KeptStrip *strip, SuiteFiles *suites,
                      QWidget *window);

    //! What earlier runs left on the cluster in use, as the cluster confirmed it.
    void setLeft(const std::vector<models::LeftRun> &left);
    //! The runs of these folders are being cleaned up, until setLeft() says what is left.
    void setDeleting(const QStringList &folders);
    //! Whether a command line can be opened in a terminal here.
    void setTerminal(bool available);
    //! The kubeconfig that commands have to name; empty: none has to.
    void setKubeconfig(const QString &path);
    //! Asks what is to become of unsaved changes first.
    void openSuite(const QString &path);

Q_SIGNALS:
    void leftoversRequested();                       //!< to see what earlier runs left
    void cleanRequested(const QStringList &folders); //!< of runs
    void terminalRequested(const QString &line);
    //! The page of the workbench that the run of this folder left, in the browser.
    void pageRequested(const QString &folder);
    void workbenchesRequested(); //!< to see those of the cluster in use, whoever made them
    void filesDropped(const QStringList &paths); //!< files and folders

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    KeptStrip *m_strip;
    SuiteFiles *m_suites;
};

} // namespace assay::ui
