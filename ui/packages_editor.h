// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLineEdit;
class QListWidget;
class QToolButton;

namespace assay::ui {

//! Edits a list of package names: add one or several, change, remove, reorder.
class PackagesEditor : public QWidget
{
    Q_OBJECT
public:
    explicit PackagesEditor(QWidget *parent = nullptr);

    QStringList packages() const;
    void setPackages(const QStringList &packages);
    //! Marks entries by their place; the text is the entry's tooltip.
    void setProblems(const QMap<int, QString> &problems);

Q_SIGNALS:
    void edited();

private:
    void addTyped();
    void removeSelected();
    void appendItem(const QString &name);
    QListWidget *m_list;
    QLineEdit *m_new;
    QToolButton *m_remove;
    bool m_filling = false;
};

} // namespace assay::ui
