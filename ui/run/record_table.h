// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/record_models.h>

#include <QStackedWidget>

#include <functional>

class QLabel;
class QTableView;

namespace assay::ui {

//! A table over one part of the record, or, where it has no rows, a sentence that says why. Rows of
//! another time than the one that is kept to are hidden.
class RecordTable : public QStackedWidget
{
    Q_OBJECT
public:
    //! Takes the model over. `name` is the table's accessible name, `objectName` the view's.
    RecordTable(models::RecordTableModel *model, const QString &objectName, const QString &name,
                QWidget *parent = nullptr);

    QTableView *view() const { return m_view; }
    models::RecordTableModel *model() const { return m_model; }
    //! Says why there are no rows, of the run that is shown.
    void setEmptyText(const std::function<QString(const models::ShownRun &)> &text);
    //! Says what activated() does, in the menu of a row and at the pointer.
    void setLink(const QString &words);
    //! The view keeps to the newest row while it stands at the end.
    void setFollowing(bool on);
    //! Makes the row the chosen one, in view.
    void select(int row);
    //! Columns as shares of the average character's width; the last column takes the rest.
    void setColumnWidths(const std::vector<int> &characters);
    //! The column's texts differ at their ends: what is cut from them is their middle.
    void elideInTheMiddle(int column);
    //! The column takes the rest, in the last one's place.
    void setWidest(int column);

Q_SIGNALS:
    //! Double click, Enter, or the link of the menu.
    void activated(int row);

private:
    void setUpView(const QString &objectName, const QString &name);
    void setUpMenu();
    void refresh();
    void keepToSlice(int first, int last);
    bool hasShownRows() const;
    void explainEmpty();
    models::RecordTableModel *m_model;
    QTableView *m_view;
    QLabel *m_empty;
    std::function<QString(const models::ShownRun &)> m_emptyText;
    bool m_following = false;
    bool m_atEnd = true;
};

} // namespace assay::ui
