// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

#include <QWidget>

namespace assay::ui {

class ElidedLabel;

//! Says which piece of the run's time the panes below it keep to, and leaves it. Hidden while all
//! of the run is shown.
class SliceChip : public QWidget
{
    Q_OBJECT
public:
    explicit SliceChip(models::ShownRun *shown, QWidget *parent = nullptr);

private:
    void refresh();
    models::ShownRun *m_shown;
    ElidedLabel *m_text;
};

} // namespace assay::ui
