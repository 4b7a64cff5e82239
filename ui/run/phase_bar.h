// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

#include <QWidget>

namespace assay::ui {

//! The steps of the flow, from preflight to clean-up, with how long each took.
class PhaseBar : public QWidget
{
    Q_OBJECT
public:
    explicit PhaseBar(QWidget *parent = nullptr);

    //! `checksImage`: the test asks for checks or cells, so that a run that is still to come has
    //! the step for them. A record says for itself whether it has.
    void showRun(const models::RunRecord *record, bool active, const QDateTime &now,
                 bool checksImage);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Progress { Waiting, Running, Done, Broken, Skipped };
    struct Step
    {
        models::Phase phase;
        Progress progress = Progress::Waiting;
        double seconds = -1;
    };
    QString stepText(const Step &step) const;
    std::vector<Step> m_steps;
};

} // namespace assay::ui
