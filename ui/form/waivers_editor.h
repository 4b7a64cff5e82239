// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/startup_log_policy.h>

#include <QWidget>

class QTableWidget;
class QToolButton;

namespace assay::ui {

//! Edits the waivers of a log policy: what may stay in the log, until which day, and why. A day
//! that is none yet stays as it was typed.
class WaiversEditor : public QWidget
{
    Q_OBJECT
public:
    using Waivers = std::vector<models::StartupLogPolicy::Waiver>;
    using Rows = QList<QStringList>; //!< text, day, reason

    explicit WaiversEditor(QWidget *parent = nullptr);

    Waivers waivers() const;
    void setWaivers(const Waivers &waivers);
    Rows rows() const;
    void setRows(const Rows &rows);
    bool hasUnreadableDay() const; //!< one was typed that is no day
    //! Marks rows by their place; the text is their tooltip.
    void setProblems(const QMap<int, QString> &problems);

Q_SIGNALS:
    void edited();

private:
    void appendRow(const QStringList &cells);
    QTableWidget *m_table;
    QToolButton *m_remove;
    bool m_filling = false;
};

} // namespace assay::ui
