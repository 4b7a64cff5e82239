// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workspace.h>

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;

namespace assay::ui {

//! The pod as it was last seen.
class PodPane : public QWidget
{
    Q_OBJECT
public:
    explicit PodPane(models::Workspace *workspace, QWidget *parent = nullptr);

    void setTest(const QString &testId);
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    models::Workspace *m_workspace;
    QString m_testId;
    QStackedWidget *m_pages;
    QPlainTextEdit *m_text;
    QLabel *m_empty;
};

} // namespace assay::ui
