// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace assay::models {
class GridModel;
}

namespace assay::ui {

class ClusterChoice;

//! The same tests on several clusters: first which tests on which clusters, then a grid of how
//! each stands on each. A cell opens the run that it is of.
class GridDialog : public QDialog
{
    Q_OBJECT
public:
    //! `model` outlives the dialog.
    GridDialog(models::GridModel *model, QWidget *parent);

    //! Asks what to run. `selected` are tests among `all`; `current` is the cluster in use, which
    //! is ticked; what people call it, where that is not its name, is `title`. Where there is a
    //! grid of what was run here, that is shown first, and leads there.
    void choose(const QStringList &all, const QStringList &selected, const QStringList &contexts,
                const QString &current, const QString &title = {});
    //! Other tests run: these have to wait.
    void setBusy(bool busy);
    //! The run that was asked for began: its grid is shown.
    void begin();
    //! The model has no more to come.
    void end();
    //! The model holds runs from disk, which `title` names.
    void showStored(const QString &title);
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void runRequested(const QStringList &testIds, const QStringList &contexts);
    void stopRequested();
    void openRequested(const QString &folder); //!< the record of a run

private:
    void layOut();
    void present();
    void showFirstCell();
    void refresh();
    void openCell();

    models::GridModel *m_model;
    QLabel *m_title;
    QStackedWidget *m_pages;
    ClusterChoice *m_choice;
    QTableView *m_table;
    QLabel *m_sentence;   //!< of the cell that is chosen
    QPushButton *m_other; //!< from the choice to the grid, and back
    QPushButton *m_run;
    QPushButton *m_open;
    QPushButton *m_stop;
    QString m_stored; //!< what runs from disk are called; empty: they were asked for here
    bool m_running = false;
    bool m_busy = false;
};

} // namespace assay::ui
