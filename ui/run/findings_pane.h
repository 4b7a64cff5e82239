// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

#include <QTabWidget>

namespace assay::ui {

class RecordDetails;
class RecordTable;

//! What was found out about the image: the packages that were imported, the checks that were made
//! and the notebook cells that were run. A tab says how many there are and whether one went wrong.
class FindingsPane : public QTabWidget
{
    Q_OBJECT
public:
    explicit FindingsPane(models::ShownRun *shown, QWidget *parent = nullptr);

Q_SIGNALS:
    void packageActivated(const QString &package);

private:
    struct Count
    {
        qsizetype all = 0, failed = 0, open = 0;
    };
    void showCount(QWidget *tab, const QString &title, const Count &count);
    void refresh();
    //! Brings the first tab to the front in which something went wrong.
    void chooseTab();
    void explainEmpty();

    models::ShownRun *m_shown;
    QString m_testId; //!< whose findings the tab was chosen for
    RecordTable *m_packages;
    RecordDetails *m_checks;
    RecordDetails *m_cells;
};

} // namespace assay::ui
