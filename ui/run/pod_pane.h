// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

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
    explicit PodPane(models::ShownRun *shown, QWidget *parent = nullptr);

    //! Marks the reason that the pod's status gives, or else where it speaks of a container or of a
    //! type of condition. False where it does neither.
    bool showField(const QString &name, const QString &reason);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    QWidget *makeResources();
    void showUsage(const models::RunRecord &record);
    void showPod(const models::Json &pod);
    models::ShownRun *m_shown;
    QStackedWidget *m_pages;
    QSplitter *m_splitter;
    RecordTable *m_resources;
    QLabel *m_unmeasured; //!< why no use was measured
    QPlainTextEdit *m_text;
    QLabel *m_empty;
};

} // namespace assay::ui
