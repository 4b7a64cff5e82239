// SPDX-License-Identifier: Apache-2.0
#include <ui/timeline/state_machine_view.h>

#include "look/wording.h"

#include <models/base/duration.h>
#include <models/words/outcome_words.h>

#include <ui/look/theme.h>

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::NotebookStatus;

namespace {

constexpr std::array mainRow = {NotebookStatus::Created, NotebookStatus::PodPending,
                                NotebookStatus::PodRunning, NotebookStatus::Ready};
constexpr int pulseMs = 60;

} // namespace

StateMachineView::StateMachineView(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"stateMachine"_s);
    setAccessibleName(tr("Notebook state machine"));
    setAccessibleDescription(description());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_findings = findingsOf(nullptr);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updatePulse();
        update();
    });
    m_clock.start();
}

void StateMachineView::showRun(const models::RunRecord *record, bool active, const QDateTime &now)
{
    const std::optional<Status> before = m_current;
    m_transitions.clear();
    m_seconds.clear();
    m_lit.clear();
    m_edges.clear();
    m_current.reset();
    m_active = active;
    m_findings = findingsOf(record);
    if (record) {
        m_transitions = record->transitions();
        const auto &created = record->created();
        const bool exists =
            !m_transitions.empty() ||
            std::any_of(created.begin(), created.end(), [](const models::ObjectCreated &c) {
                return c.object.kind == "Notebook"_L1;
            });
        if (exists) {
            m_current = record->notebook().status;
            m_seconds = record->secondsInStates(now);
            m_lit.insert(NotebookStatus::Created);
        }
        for (const models::Transition &t : m_transitions) {
            m_lit.insert({t.from, t.to});
            m_edges.insert({t.from, t.to});
        }
    }
    if (m_current != before || !active)
        setAccessibleDescription(description());
    updatePulse();
    update();
}

void StateMachineView::setFindingsShown(bool shown)
{
    m_showsFindings = shown;
    m_focus = 0;
    updateGeometry();
    update();
}

QString StateMachineView::timeText(Status status) const
{
    if (!isLit(status) || !m_seconds.contains(status) || status == NotebookStatus::Deleted)
        return {};
    return models::formatDuration(m_seconds.value(status));
}

QString StateMachineView::stateText(Status status) const
{
    QStringList lines{models::toString(status)};
    switch (status) {
    case NotebookStatus::Created:
        lines << tr("The Notebook was created; its pod does not exist yet.");
        break;
    case NotebookStatus::PodPending:
        lines << tr("The pod exists but its containers do not all run yet.");
        break;
    case NotebookStatus::PodRunning:
        lines << tr("All containers run; the readiness probe has not succeeded yet.");
        break;
    case NotebookStatus::Ready:
        lines << tr("The pod is ready: commands can run in it.");
        break;
    case NotebookStatus::Failed:
        lines << tr("The pod did not become ready.");
        break;
    case NotebookStatus::Deleted:
        lines << tr("The Notebook is gone.");
        break;
    }
    for (const models::Transition &t : m_transitions) {
        if (t.to != status)
            continue;
        QString line =
            tr("%1 from %2").arg(t.at.toLocalTime().toString(u"HH:mm:ss.zzz"_s), wordFor(t.from));
        if (!t.because.isEmpty())
            line += ": "_L1 + displayText(t.because);
        lines << line;
    }
    return lines.join(u'\n');
}

QString StateMachineView::description() const
{
    if (!m_current)
        return tr("The notebook has not been created.");
    QString text = tr("The notebook is in state %1.").arg(models::toString(*m_current));
    QStringList walked;
    for (const Status status :
         {NotebookStatus::Created, NotebookStatus::PodPending, NotebookStatus::PodRunning,
          NotebookStatus::Ready, NotebookStatus::Failed, NotebookStatus::Deleted}) {
        const QString time = timeText(status);
        if (isLit(status))
            walked << (time.isEmpty() ? models::toString(status)
                                      : tr("%1 for %2").arg(models::toString(status), time));
    }
    text += u' ' + tr("Path: %1.").arg(walked.join(", "_L1));
    return m_findings.outcome ? text + u' ' + m_findings.text + u'.' : text;
}

QSize StateMachineView::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 44, em * 4};
}

QSize StateMachineView::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {int(em * (2 + 4 * columns())), em * 4};
}

double StateMachineView::columns() const
{
    return m_showsFindings ? 6 : 5;
}

QRectF StateMachineView::rectAt(double column, double line) const
{
    const double em = fontMetrics().height();
    const double margin = em * 0.5;
    const double gap = std::clamp((width() - em * 40) / (columns() - 1), em * 0.8, em * 3);
    const double nodeWidth = (width() - 2 * margin - (columns() - 1) * gap) / columns();
    return {margin + column * (nodeWidth + gap), em * (0.5 + line * 2), nodeWidth,
            line == 0 ? em * 1.55 : em * 1.3};
}

QRectF StateMachineView::stateRect(Status status) const
{
    if (status == NotebookStatus::Failed)
        return rectAt(1.5, 1);
    if (status == NotebookStatus::Deleted)
        return rectAt(columns() - 1, 0);
    const auto place = std::find(mainRow.begin(), mainRow.end(), status) - mainRow.begin();
    return rectAt(double(place), 0);
}

QRectF StateMachineView::findingsRect() const
{
    return rectAt(columns() - 2, 0);
}

QRectF StateMachineView::nodeRect(const Node &node) const
{
    const auto *status = std::get_if<Status>(&node);
    return status ? stateRect(*status) : findingsRect();
}

QPainterPath StateMachineView::edgePath(Status from, Status to) const
{
    const QRectF a = stateRect(from), b = stateRect(to);
    const double em = fontMetrics().height();
    const double pad = em * 0.12;
    QPainterPath path;
    if (to == NotebookStatus::Failed) {
        const double side = a.center().x() < b.center().x() ? -1 : 1;
        const double elbow = std::clamp(a.center().x() + side * -1 * em * 0.6, a.left() + em * 0.6,
                                        a.right() - em * 0.6);
        const double inset = from == NotebookStatus::Created || from == NotebookStatus::Ready
                                 ? b.height() * 0.24
                                 : 0;
        path.moveTo(elbow, a.bottom() + pad);
        path.lineTo(elbow, b.center().y() + inset);
        path.lineTo(side < 0 ? b.left() - pad : b.right() + pad, b.center().y() + inset);
    } else if (from == NotebookStatus::Failed) {
        path.moveTo(a.right() + pad, a.center().y() + a.height() * 0.3);
        path.lineTo(b.center().x(), a.center().y() + a.height() * 0.3);
        path.lineTo(b.center().x(), b.bottom() + pad);
    } else if (from == NotebookStatus::Ready && to == NotebookStatus::PodRunning) {
        const double y = a.bottom() - a.height() * 0.2;
        path.moveTo(a.left() - pad, y);
        path.lineTo(b.right() + pad, y);
    } else if (to == NotebookStatus::Deleted && from != NotebookStatus::Ready) {
        path.moveTo(a.center().x(), a.top());
        path.lineTo(a.center().x(), em * 0.12);
        path.lineTo(b.center().x(), em * 0.12);
        path.lineTo(b.center().x(), b.top());
    } else {
        path.moveTo(a.right() + pad, a.center().y());
        path.lineTo(b.left() - pad, b.center().y());
    }
    return path;
}

void StateMachineView::updatePulse()
{
    if (m_active && m_current && isVisible() && !Theme::instance().reducesMotion()) {
        if (!m_pulse.isActive())
            m_pulse.start(pulseMs, this);
    } else {
        m_pulse.stop();
    }
}

void StateMachineView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_pulse.timerId() || !m_current)
        return QWidget::timerEvent(event);
    const int em = fontMetrics().height();
    update(stateRect(*m_current).toAlignedRect().adjusted(-em, -em, em, em));
}

void StateMachineView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updatePulse();
}

void StateMachineView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    updatePulse();
}

StateMachineView::Findings StateMachineView::findingsOf(const models::RunRecord *record)
{
    using models::Outcome;
    Findings found;
    found.text = tr("Imports");
    if (!record)
        return found;
    const auto count = [](const auto &results, auto outcome) {
        return int(std::count_if(results.begin(), results.end(),
                                 [outcome](const auto &r) { return r.outcome == outcome; }));
    };
    const auto &imports = record->results();
    const auto asked = record->configuration().packagesToVerify.size();
    const int failedImports = count(imports, models::PackageOutcome::Failed);
    const int failedChecks = count(record->checks(), models::CheckOutcome::Failed);
    const int failedCells = count(record->cells(), models::CellOutcome::Failed) +
                            count(record->cells(), models::CellOutcome::TimedOut);
    const int open = count(imports, models::PackageOutcome::Inconclusive) +
                     count(record->checks(), models::CheckOutcome::Inconclusive) +
                     count(record->cells(), models::CellOutcome::Inconclusive);
    found.ended = !imports.empty() && (record->verdict() || record->isFinished());
    if (failedImports > 0)
        found = {tr("%n imports failed", nullptr, failedImports), Outcome::Failed, true,
                 tr("%1 failed").arg(failedImports)};
    else if (failedChecks > 0)
        found = {tr("%n checks failed", nullptr, failedChecks), Outcome::Failed, true,
                 tr("%1 failed").arg(failedChecks)};
    else if (failedCells > 0)
        found = {tr("%n cells failed", nullptr, failedCells), Outcome::Failed, true,
                 tr("%1 failed").arg(failedCells)};
    else if (open > 0)
        found = {tr("%n without an answer", nullptr, open), Outcome::Inconclusive, true,
                 tr("%1 open").arg(open)};
    else if (found.ended && qsizetype(imports.size()) >= asked)
        found = {tr("%n imports passed", nullptr, int(imports.size())), Outcome::Passed, true,
                 tr("%1 passed").arg(imports.size())};
    else if (!imports.empty()) {
        found.ended = false;
        found.outcome = Outcome::Cancelled;
        found.text = tr("%1 of %n imports", nullptr, int(asked)).arg(imports.size());
    }
    return found;
}

std::vector<StateMachineView::Node> StateMachineView::nodes() const
{
    using S = NotebookStatus;
    if (!m_showsFindings)
        return {S::Created, S::PodPending, S::PodRunning, S::Failed, S::Ready, S::Deleted};
    return {S::Created, S::PodPending,    S::PodRunning, S::Failed,
            S::Ready,   std::monostate{}, S::Deleted};
}

std::optional<StateMachineView::Node> StateMachineView::nodeAt(const QPointF &point) const
{
    for (const Node &node : nodes())
        if (nodeRect(node).contains(point))
            return node;
    // An edge stands for the state that it leads to.
    const double em = fontMetrics().height();
    QPainterPathStroker wide;
    wide.setWidth(em * 0.8);
    for (const Edge &edge : m_edges)
        if (wide.createStroke(edgePath(edge.first, edge.second)).contains(point))
            return Node(edge.second);
    return {};
}

QString StateMachineView::nodeText(const Node &node) const
{
    if (const auto *status = std::get_if<Status>(&node)) {
        const QString time = timeText(*status);
        const QString text = stateText(*status);
        return time.isEmpty() ? text : text + u'\n' + tr("It was in it for %1.").arg(time);
    }
    return m_findings.text + u'\n' +
           tr("What importing the packages, the checks and the notebook cells came to.");
}

void StateMachineView::activate(const Node &node)
{
    if (const auto *status = std::get_if<Status>(&node))
        Q_EMIT stateActivated(*status);
    else
        Q_EMIT findingsActivated();
}

void StateMachineView::mousePressEvent(QMouseEvent *event)
{
    const std::optional<Node> node = nodeAt(event->position());
    if (event->button() != Qt::LeftButton || !node)
        return QWidget::mousePressEvent(event);
    const std::vector<Node> all = nodes();
    m_focus = int(std::find(all.begin(), all.end(), *node) - all.begin());
    update();
    activate(*node);
}

void StateMachineView::keyPressEvent(QKeyEvent *event)
{
    const std::vector<Node> all = nodes();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        m_focus =
            std::clamp(m_focus + (event->key() == Qt::Key_Left ? -1 : 1), 0, int(all.size()) - 1);
        setAccessibleDescription(nodeText(all[size_t(m_focus)]));
        return update();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        return activate(all[size_t(m_focus)]);
    default:
        QWidget::keyPressEvent(event);
    }
}

bool StateMachineView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const std::optional<Node> node = nodeAt(help->pos());
        // Plain text: causes come from the cluster.
        if (node)
            QToolTip::showText(help->globalPos(),
                               nodeText(*node).toHtmlEscaped().replace(u'\n', "<br>"_L1), this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::MouseMove)
        setCursor(nodeAt(static_cast<QMouseEvent *>(event)->position()) ? Qt::PointingHandCursor
                                                                        : Qt::ArrowCursor);
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

} // namespace assay::ui
