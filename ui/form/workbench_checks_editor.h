// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QCheckBox;
class QVBoxLayout;

namespace assay::ui {

//! Which workbench checks a test asks for: one box a check, with a sentence on what it finds out,
//! behind one for each profile. What a profile asks for is ticked, and unticking it takes it away.
//! A name that is no check (a file may hold one) is a box too, until it is unchecked.
class WorkbenchChecksEditor : public QWidget
{
    Q_OBJECT
public:
    explicit WorkbenchChecksEditor(QWidget *parent = nullptr);

    //! In the order in which they were given; what was checked since comes last.
    const QStringList &checks() const { return m_checks; }
    void setChecks(const QStringList &checks);

Q_SIGNALS:
    void edited();

private:
    QCheckBox *addBox(const QString &name, const QString &title, const QString &sentence);
    void check(const QString &name, bool on);
    QString profileOf(const QString &name) const;
    void showBoxes();
    QStringList m_checks;
    QStringList m_offered; //!< whatever the list says: profiles and known checks
    QVBoxLayout *m_column;
    QHash<QString, QCheckBox *> m_boxes;
    bool m_filling = false;
};

} // namespace assay::ui
