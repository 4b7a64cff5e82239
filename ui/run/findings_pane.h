// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>

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
    explicit FindingsPane(models::Workspace *workspace, QWidget *parent = nullptr);

    //! Brings the first tab to the front in which something went wrong.
    void setTest(const QString &testId);
    void refresh();

Q_SIGNALS:
    void packageActivated(const QString &package);

private:
    struct Count
    {
        qsizetype all = 0, failed = 0, open = 0;
    };
    void showCount(QWidget *tab, const QString &title, const Count &count);
    void explainEmpty(const models::CustomImageTestConfiguration &configuration,
                      const models::Workspace::Run *run);

    models::Workspace *m_workspace;
    QString m_testId;
    RecordTable *m_packages;
    RecordDetails *m_checks;
    RecordDetails *m_cells;
};

} // namespace assay::ui
