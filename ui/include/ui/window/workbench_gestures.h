// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/left_run.h>

#include <QObject>

class QWidget;

namespace assay::ui {

class KeptStrip;
class WindowActions;

//! What a person wants with workbenches that no run is at work on any more: kept, or left behind.
class WorkbenchGestures : public QObject
{
    Q_OBJECT
public:
    WorkbenchGestures(const WindowActions &actions, KeptStrip *strip, QObject *parent);

    //! What earlier runs left on the cluster in use, as the cluster confirmed it.
    void setLeft(const std::vector<models::LeftRun> &left);
    //! Whether a command line can be opened in a terminal here.
    void setTerminal(bool available);
    //! The kubeconfig that commands have to name; empty: none has to.
    void setKubeconfig(const QString &path);

Q_SIGNALS:
    void leftoversRequested();                       //!< to see what earlier runs left
    void cleanRequested(const QStringList &folders); //!< of runs
    void terminalRequested(const QString &line);
    //! The page of the workbench that the run of this folder left, in the browser.
    void pageRequested(const QString &folder);

private:
    KeptStrip *m_strip;
};

} // namespace assay::ui
