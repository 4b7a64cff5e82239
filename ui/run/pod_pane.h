// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QSplitter;
class QStackedWidget;

namespace assay::ui {

class RecordTable;

//! What the pod's containers use and may use, beside the pod as it was last seen.
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
    QWidget *makeResources();
    void showResources(const models::RunRecord &record, bool active);
    void showPod(const models::Json &pod);
    models::Workspace *m_workspace;
    QString m_testId;
    QStackedWidget *m_pages;
    QSplitter *m_splitter;
    RecordTable *m_resources;
    QLabel *m_unmeasured; //!< why no use was measured
    QPlainTextEdit *m_text;
    QLabel *m_empty;
};

} // namespace assay::ui
