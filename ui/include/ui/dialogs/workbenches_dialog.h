// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/workbench_look.h>

#include <QDialog>

class QLabel;
class QPushButton;

namespace assay::ui {

class WorkbenchList;
class WorkbenchView;

//! What was found among workbenches.
struct WorkbenchesFound
{
    QString nameSpace = {};      //!< empty: everywhere
    QStringList nameSpaces = {}; //!< that can be chosen, as far as they are known
    std::vector<models::WorkbenchDiagnosis> found = {};
    QStringList unseen = {}; //!< what could not be looked at, a sentence each
    QString problem = {};    //!< why nothing could be looked at
};

//! Workbenches that others made: those that are not ready by cause, and one of them as it stands,
//! from a cluster or from files. Nothing here changes anything.
class WorkbenchesDialog : public QDialog
{
    Q_OBJECT
public:
    explicit WorkbenchesDialog(QWidget *parent = nullptr);

    void beginCluster(const QString &cluster); //!< empty: none is in use
    void beginFiles(const QString &names);
    void beginSearch();
    void showFound(const WorkbenchesFound &found);
    //! The one that was chosen, each time that it changed.
    void showLook(const models::WorkbenchLook &look);
    //! Why the one that was chosen cannot be seen at present.
    void showMissed(const QString &problem);

Q_SIGNALS:
    //! Empty: everywhere. `anyPod`: also pods that do not say that they are workbenches.
    void searchRequested(const QString &nameSpace, bool anyPod);
    void chosen(const assay::models::WorkbenchDiagnosis &found);
    void left(); //!< nobody looks at one any more

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void showGroup(const models::DiagnosisGroup &group);
    void begin(const QString &title, const QString &remark);
    void remarks(const QString &text, bool isProblem);

    QLabel *m_title;
    WorkbenchList *m_list;
    WorkbenchView *m_view;
    QLabel *m_remarks;
    QPushButton *m_again;
    QPushButton *m_copy;
    bool m_isLive = true;
    std::optional<models::WorkbenchDiagnosis> m_chosen;
};

} // namespace assay::ui
