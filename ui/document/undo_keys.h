// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QWidget;

namespace assay::ui {

//! Every text field has an undo of its own and takes its keys. In `page` they are the window's: one
//! history for all that edits the suite.
class UndoKeys : public QObject
{
    Q_OBJECT
public:
    explicit UndoKeys(QWidget *page);
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *m_page;
};

} // namespace assay::ui
