// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "field_problems.h"

#include <QRegularExpression>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QToolButton;

namespace assay::ui {

//! Edits a list of texts: add, change, remove, reorder.
class EntriesEditor : public QWidget
{
    Q_OBJECT
public:
    struct Texts
    {
        QString field;       //!< object names: the list's is this, "new.FIELD", "add.FIELD", …
        QString name;        //!< accessible name of the list: "Packages to verify"
        QString help;        //!< of the list
        QString newName;     //!< accessible name of the line that adds: "Package to add"
        QString placeholder; //!< of that line
        QString newHelp;
        QString addName;    //!< "Add the package"
        QString removeName; //!< "Remove the selected packages"
        //! What stands between several that are added at once; empty: the line is one, with its
        //! blanks.
        QRegularExpression separator;
        int lines = 5; //!< that the list shows
    };

    explicit EntriesEditor(const Texts &texts, QWidget *parent = nullptr);

    QStringList entries() const;
    void setEntries(const QStringList &entries);
    //! Adds those that are not there.
    void addEntries(const QStringList &entries);
    //! Marks entries by their place; the text is the entry's tooltip.
    void setProblems(const EntryProblems &problems);

Q_SIGNALS:
    void edited();

private:
    void addTyped();
    void removeSelected();
    void appendItem(const QString &text);
    QRegularExpression m_separator;
    QListWidget *m_list;
    QLineEdit *m_new;
    QToolButton *m_remove;
    bool m_filling = false;
};

} // namespace assay::ui
