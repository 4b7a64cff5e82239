// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "time_spans.h"

#include <QWidget>

namespace assay::ui {

//! A run on one axis of time: the steps of the flow, the states of the notebook, and below them
//! pulls, imports, checks, cells and warnings. It can be zoomed (Ctrl and the wheel, + and -; 0
//! shows all again) and moved; each piece can be chosen by mouse and by keyboard, says how long it
//! took and why, and opens what proves it; a drag (where it is zoomed, with Shift) chooses a range
//! of time. Before a run it shows the steps to come.
class TimeTrack : public QWidget
{
    Q_OBJECT
public:
    using Lane = TimeSpan::Lane;

    explicit TimeTrack(QWidget *parent = nullptr);

    //! Null: nothing has run. `checksImage`: the test asks for checks or cells, so that a run that
    //! is still to come has the step for them. A record says for itself whether it has.
    void showRun(const models::RunRecord *record, bool active, const QDateTime &now,
                 bool checksImage);

    const std::vector<TimeSpan> &spans(Lane lane) const;
    QRectF spanRect(Lane lane, int index) const; //!< where it is drawn; may lie outside
    const TimeSpan *chosen() const;              //!< where the keyboard is; null: nowhere
    //! What a tooltip says: name, length and place, cause.
    QString textOf(const TimeSpan &span) const;
    double visibleFrom() const { return m_from; } //!< seconds
    double visibleTo() const { return m_to; }
    //! It is framed; nothing: no part is.
    void markRange(const std::optional<std::pair<double, double>> &seconds);
    bool isZoomed() const { return m_to - m_from < wholeLength(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated(const assay::ui::TimeSpan &span);
    void rangeChosen(double from, double to); //!< seconds since the run began

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Place
    {
        Lane lane = Lane::Steps;
        int index = 0;
        bool operator==(const Place &) const = default;
    };
    bool isComing() const { return m_spans.isEmpty(); }
    double wholeLength() const;
    double xOf(double seconds) const;
    double secondsAt(double x) const;
    QRectF laneRect(Lane lane) const;
    std::optional<Place> placeAt(const QPointF &point) const;
    const TimeSpan *spanAt(const std::optional<Place> &place) const;
    void showPart(double from, double to);
    void zoom(double factor, double around);
    void goAlong(int steps);
    void goToLane(int lanes);
    void choose(const Place &place);
    QString description() const;
    void describe();

    void paintSpan(QPainter &painter, const Place &place) const;
    void paintAxis(QPainter &painter) const;
    void paintRange(QPainter &painter) const;
    void paintCulprit(QPainter &painter, const QRectF &line, QRectF *taken) const;

    TimeSpans m_spans;
    std::vector<TimeSpan> m_coming; //!< the steps, while nothing has run
    bool m_told = false;            //!< the keyboard is in it, and chose a piece
    bool m_checksImage = false;
    bool m_active = false;
    bool m_ended = false;
    bool m_tidy = false; //!< nothing was created, so nothing is to be cleaned up
    double m_from = 0, m_to = 1;
    Place m_focus;
    std::optional<Place> m_hover;
    std::optional<QPointF> m_pressed;
    double m_pressedFrom = 0; //!< what was first to be seen when the mouse was pressed
    bool m_dragging = false;
    bool m_choosesRange = false; //!< the drag does
    std::optional<std::pair<double, double>> m_range;
};

} // namespace assay::ui
