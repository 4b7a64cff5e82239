// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <QDialog>
#include <QPointer>

class QGridLayout;
class QLabel;
class QPushButton;
class QScrollArea;

namespace assay::ui {

class WrappedLabel;

//! What a validation needs of the cluster, step by step as the steps are found out: ticked or not,
//! with the reason and the remedy.
class LadderDialog : public QDialog
{
    Q_OBJECT
public:
    explicit LadderDialog(QWidget *parent = nullptr);

    //! Empties it; `cluster` is what is looked at.
    void begin(const QString &cluster);
    void add(const models::PreflightCheck &check);
    void end();

Q_SIGNALS:
    void againRequested();

private:
    void addRow(const models::PreflightCheck &check);
    void keepPlain(QLabel *label) const;

    WrappedLabel *m_title;
    QLabel *m_conclusion;
    QScrollArea *m_area;
    QGridLayout *m_rows = nullptr;
    QPushButton *m_again;
    QPushButton *m_copy;
    QPointer<QWidget> m_firstFailed;
    std::vector<models::PreflightCheck> m_checks;
};

} // namespace assay::ui
