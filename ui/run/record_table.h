// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/record_models.h>

#include <QStackedWidget>

class QLabel;
class QTableView;

namespace assay::ui {

//! A table over one part of the record, or, where it has no rows, a sentence that says why.
class RecordTable : public QStackedWidget
{
    Q_OBJECT
public:
    //! Takes the model over. `name` is the table's accessible name, `objectName` the view's.
    RecordTable(models::RecordTableModel *model, const QString &objectName, const QString &name,
                QWidget *parent = nullptr);

    QTableView *view() const { return m_view; }
    models::RecordTableModel *model() const { return m_model; }
    void setTest(const QString &testId);
    void setEmptyText(const QString &text);
    //! The view keeps to the newest row while it stands at the end.
    void setFollowing(bool on);
    //! Columns as shares of the average character's width; the last column takes the rest.
    void setColumnWidths(const std::vector<int> &characters);

Q_SIGNALS:
    //! Double click or Enter.
    void activated(int row);

private:
    void refresh();
    models::RecordTableModel *m_model;
    QTableView *m_view;
    QLabel *m_empty;
    bool m_following = false;
    bool m_atEnd = true;
};

} // namespace assay::ui
