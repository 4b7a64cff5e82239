// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/left_run.h>
#include <models/tables/shown_run.h>

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace assay::ui {

//! Over a run whose workbench is still on the cluster: since when, and what can be done with it.
//! Whether it is there, the cluster has said.
class KeptStrip : public QWidget
{
    Q_OBJECT
public:
    explicit KeptStrip(models::ShownRun *shown, QWidget *parent = nullptr);

    //! What earlier runs left on the cluster in use.
    void setLeft(const std::vector<models::LeftRun> &left);
    //! The runs of these folders are being cleaned up, until it is said anew what is left.
    void setDeleting(const QStringList &folders);
    //! The file that commands have to name; empty: none has to.
    void setKubeconfig(const QString &path) { m_kubeconfig = path; }
    //! Whether a command line can be opened in a terminal here.
    void setTerminal(bool available) { m_terminal = available; }

Q_SIGNALS:
    void deleteRequested(const QString &folder); //!< of the run
    void terminalRequested(const QString &line);
    void pageRequested(const QString &folder);

private:
    void refresh();
    void openCommands();
    const models::LeftRun *shownLeft() const;
    QString words(const models::LeftRun &left) const;

    models::ShownRun *m_shown;
    std::vector<models::LeftRun> m_left;
    QString m_kubeconfig;
    QStringList m_deleting; //!< folders of the runs that are being cleaned up
    bool m_terminal = false;
    QLabel *m_text;
    QPushButton *m_page;
    QPushButton *m_commands;
    QPushButton *m_delete;
    QTimer m_age;
};

} // namespace assay::ui
