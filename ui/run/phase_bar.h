// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>
#include <ui/look/theme.h>

#include <QWidget>

namespace assay::ui {

//! The steps of the flow, from preflight to clean-up, with how long each took. Each can be chosen.
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

Q_SIGNALS:
    void phaseActivated(assay::models::Phase phase);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum class Progress { Waiting, Running, Done, Broken, Skipped };
    struct Step
    {
        models::Phase phase;
        Progress progress = Progress::Waiting;
        double seconds = -1;
    };
    QString stepText(const Step &step) const;
    QRectF stepRect(size_t index) const;
    ColorRole roleOf(const Step &step) const;
    std::vector<Step> m_steps;
    std::optional<models::TestState> m_ended; //!< how, where it is over
    bool m_tidy = false; //!< nothing was created, so nothing is to be cleaned up
    int m_focus = 0;
};

} // namespace assay::ui
