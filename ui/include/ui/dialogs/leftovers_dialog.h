// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/left_run.h>

#include <QDialog>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace assay::ui {

//! What earlier runs left on the cluster in use, by the run that each comes from; what is ticked
//! can be deleted.
class LeftoversDialog : public QDialog
{
    Q_OBJECT
public:
    explicit LeftoversDialog(QWidget *parent = nullptr);

    //! The cluster is being asked; empty where none is in use. `elsewhere` is a sentence on what is
    //! not to be seen here, and how it is.
    void beginLooking(const QString &cluster, const QString &elsewhere = {});
    void showFound(const std::vector<models::LeftRun> &left, const QString &problem);
    void beginDeleting();
    //! Why something is still there; empty: all that was ticked is gone. What is left is shown by
    //! the next showFound().
    void endDeleting(const QStringList &problems);

Q_SIGNALS:
    void lookRequested();
    void deleteRequested(const QStringList &folders); //!< of the runs that are ticked
    void openRequested(const QString &folder);        //!< the record of a run

private:
    void addRun(const models::LeftRun &left);
    void clearTree();
    void refreshButtons();
    QStringList ticked() const;

    QLabel *m_title;
    QTreeWidget *m_tree;
    QLabel *m_conclusion;
    QPushButton *m_delete;
    QPushButton *m_open;
    QPushButton *m_again;
    QStringList m_spared; //!< folders of runs that were unticked
    QString m_elsewhere;
    bool m_hasCluster = false;
    bool m_busy = false;
    bool m_problemsTold = false; //!< of the last deletion; they stay until the next
};

} // namespace assay::ui
