// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/workbench_look.h>

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace assay::ui {

//! The workbenches of a namespace, or of all, by cause; those that are ready come last. A search
//! reduces them to what has its words in namespace, name or cause.
class WorkbenchList : public QWidget
{
    Q_OBJECT
public:
    explicit WorkbenchList(QWidget *parent = nullptr);

    //! Whether there is a cluster in which a namespace could be chosen.
    void setLive(bool live);
    void setNameSpaces(const QStringList &nameSpaces, const QString &current);
    //! What was chosen before stays so where it is still there.
    void show(const std::vector<models::WorkbenchDiagnosis> &found);
    void choose(const QString &name); //!< as nameOf() has it
    void clear();
    QString nameSpace() const; //!< empty: everywhere
    bool anyPod() const;

Q_SIGNALS:
    void searchRequested();
    void workbenchChosen(const assay::models::WorkbenchDiagnosis &found);
    void groupChosen(const assay::models::DiagnosisGroup &group);

private:
    void fill();
    QTreeWidgetItem *addGroup(const models::DiagnosisGroup &group, std::size_t index);
    bool matches(const models::WorkbenchDiagnosis &one) const;
    void choosePlace();
    QString currentName() const;

    std::vector<models::WorkbenchDiagnosis> m_found;
    std::vector<models::DiagnosisGroup> m_groups; //!< over m_found
    QComboBox *m_nameSpaces;
    QCheckBox *m_anyPod;
    QLineEdit *m_search;
    QTreeWidget *m_tree;
    QString m_there; //!< the namespace that was asked for last
    bool m_filling = false;
};

} // namespace assay::ui
