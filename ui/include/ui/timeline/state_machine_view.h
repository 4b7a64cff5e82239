// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QWidget>

#include <set>
#include <variant>

namespace assay::ui {

//! The notebook's state machine on one line, with what was found out once it was ready: states
//! light up as they are entered and edges as they are walked, each state says how long the notebook
//! was in it. Each can be chosen by mouse and by keyboard. It holds what it shows and no record.
class StateMachineView : public QWidget
{
    Q_OBJECT
public:
    using Status = models::NotebookStatus;
    using Edge = std::pair<Status, Status>;

    explicit StateMachineView(QWidget *parent = nullptr);

    //! Null: nothing has run. `active`: the run goes on, so the current state pulses.
    void showRun(const models::RunRecord *record, bool active, const QDateTime &now);

    //! Whether what is found out of a ready notebook is drawn: nothing is of a workbench that is
    //! only looked at.
    void setFindingsShown(bool shown);

    //! Nothing before the Notebook exists.
    std::optional<Status> currentState() const { return m_current; }
    bool isPulsing() const { return m_pulse.isActive(); }
    bool isLit(Status status) const { return m_lit.contains(status); }
    bool isLit(Status from, Status to) const { return m_edges.contains({from, to}); }
    //! "11 s"; empty where the state was never entered.
    QString timeText(Status status) const;
    //! What a tooltip says over a state: how it was entered, when and because of what.
    QString stateText(Status status) const;
    //! The same path in words, as a screen reader gets it.
    QString description() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    QRectF stateRect(Status status) const; //!< where a state is drawn
    //! Where it is drawn what the imports, checks and cells came to, between Ready and Deleted.
    QRectF findingsRect() const;
    //! "4 imports passed", "1 import failed"; what is to come where nothing was found out yet.
    QString findingsText() const { return m_findings.text; }
    //! What is drawn of it: "2 failed" where there is no room for more.
    QString drawnFindingsText() const;

Q_SIGNALS:
    void stateActivated(assay::ui::StateMachineView::Status status);
    void findingsActivated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Findings
    {
        QString text;
        std::optional<models::Outcome> outcome; //!< nothing: not begun
        bool ended = false;
        QString brief = {}; //!< of the same, where there is no room for it
    };
    using Node = std::variant<Status, std::monostate>; //!< a state, or what was found out
    static Findings findingsOf(const models::RunRecord *record);
    std::vector<Node> nodes() const; //!< from left to right
    std::optional<Node> nodeAt(const QPointF &point) const;
    QString nodeText(const Node &node) const;
    void activate(const Node &node);
    QRectF nodeRect(const Node &node) const;
    double columns() const; //!< the main row, what was found out, and Deleted
    QRectF rectAt(double column, double line) const;
    void paintFindings(QPainter &painter) const;
    QFont findingsFont() const;
    double findingsRoom() const; //!< of its text, in pixels
    void paintArrow(QPainter &painter, const QPainterPath &path, bool walked,
                    const QColor &color) const;
    void paintEdge(QPainter &painter, Status from, Status to) const;
    void paintState(QPainter &painter, Status status) const;
    QPainterPath edgePath(Status from, Status to) const;
    void updatePulse();

    std::vector<models::Transition> m_transitions;
    QMap<Status, double> m_seconds;
    std::set<Status> m_lit;
    std::set<Edge> m_edges;
    std::optional<Status> m_current;
    bool m_active = false;
    bool m_showsFindings = true;
    Findings m_findings;
    int m_focus = 0; //!< among nodes()
    QBasicTimer m_pulse;
    QElapsedTimer m_clock;
};

} // namespace assay::ui
