// SPDX-License-Identifier: Apache-2.0
#include "time_spans.h"

#include "look/icons.h"

#include <models/tables/tests_model.h>
#include <models/words/check_words.h>
#include <models/words/outcome_words.h>
#include <models/words/phase_words.h>

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <numeric>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::Phase;

namespace {

struct SpanWords
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::SpanWords)
};

//! The step in which a run that did not pass went wrong.
std::optional<Phase> brokenStep(const models::RunRecord &record)
{
    if (!record.verdict() || record.verdict()->outcome == models::Outcome::Passed)
        return {};
    if (std::any_of(record.results().begin(), record.results().end(),
                    [](const auto &r) { return r.outcome != models::PackageOutcome::Passed; }))
        return Phase::VerifyPackages;
    // Collecting comes after what went wrong, so it is never the culprit.
    std::optional<Phase> last;
    for (const auto &[phase, at] : record.phases())
        if (phase != Phase::Collect && phase != Phase::CleanUp)
            last = phase;
    return last;
}

ColorRole roleOfTone(models::Tone tone)
{
    switch (tone) {
    case models::Tone::Good:
        return ColorRole::Passed;
    case models::Tone::Bad:
        return ColorRole::Failed;
    case models::Tone::Warning:
        return ColorRole::Inconclusive;
    case models::Tone::Neutral:
    case models::Tone::Muted:
        break;
    }
    return ColorRole::Muted;
}

ColorRole roleOfState(models::NotebookStatus status)
{
    switch (status) {
    case models::NotebookStatus::Ready:
        return ColorRole::Passed;
    case models::NotebookStatus::Failed:
        return ColorRole::Failed;
    default:
        return ColorRole::Running;
    }
}

//! "412 MB", where the kubelet tells it.
QString pulledSize(const QString &message)
{
    static const QRegularExpression size(u"Image size: (\\d+) bytes"_s);
    const auto match = size.match(message);
    return match.hasMatch() ? QLocale::c().formattedDataSize(match.captured(1).toLongLong(), 1,
                                                             QLocale::DataSizeSIFormat)
                            : QString();
}

EvidenceTarget momentOf(const QDateTime &at)
{
    return {EvidenceTarget::Kind::Moment, {}, {}, -1, at};
}

} // namespace

double TimeSpans::secondsAt(const QDateTime &at) const
{
    // A clock that was set back gives no times before the run.
    return std::max(0.0, double(m_start.msecsTo(at)) / 1000);
}

void TimeSpans::read(const models::RunRecord *record, bool active, const QDateTime &now)
{
    const size_t known = record ? record->facts().size() : 0;
    if (record != m_record || known < m_read || (record && record->runId() != m_runId) ||
        (known > 0 && record->startedAt() != m_start))
        *this = {};
    m_record = record;
    if (known == 0)
        return;
    m_runId = record->runId();
    m_start = record->startedAt();
    const bool goesOn = active && !record->isFinished();
    m_seconds = secondsAt(goesOn ? std::max(now, record->lastAt()) : record->lastAt());
    readSteps(*record, goesOn);
    readStates(*record, goesOn);
    const bool grew = m_read < known;
    for (; m_read < known; ++m_read)
        readFact(record->facts()[m_read]);
    for (const size_t pull : std::as_const(m_pulls))
        if (TimeSpan &span = work()[pull]; span.open) {
            span.to = m_seconds;
            span.open = goesOn;
        }
    if (grew) {
        placeCells();
        placeRows();
    }
}

void TimeSpans::readSteps(const models::RunRecord &record, bool goesOn)
{
    std::vector<TimeSpan> &steps = m_spans[size_t(Lane::Steps)];
    steps.clear();
    const auto &begun = record.phases();
    const std::optional<Phase> broken = brokenStep(record);
    for (size_t i = 0; i < begun.size(); ++i) {
        const auto &[phase, at] = begun[i];
        TimeSpan step;
        step.name = models::titleOf(phase);
        step.from = secondsAt(at);
        step.to = i + 1 < begun.size() ? secondsAt(begun[i + 1].second) : m_seconds;
        step.open = goesOn && i + 1 == begun.size();
        step.opens = phase;
        if (step.open) {
            step.role = ColorRole::Running;
        } else if (broken == phase) {
            // As the badge and the list have it.
            step.role = colorRoleFor(models::stateAfter(record));
            if (record.verdict()->error)
                step.cause = record.verdict()->error->message;
        }
        steps.push_back(step);
    }
}

void TimeSpans::readStates(const models::RunRecord &record, bool goesOn)
{
    using Status = models::NotebookStatus;
    std::vector<TimeSpan> &states = m_spans[size_t(Lane::States)];
    states.clear();
    const auto add = [&](Status status, double from, const QString &because) {
        if (!states.empty())
            states.back().to = from;
        TimeSpan state;
        state.name = models::wordFor(status);
        state.cause = because;
        state.from = from;
        state.to = status == Status::Deleted ? from : m_seconds;
        state.role = status == Status::Deleted ? ColorRole::Muted : roleOfState(status);
        state.opens = status;
        states.push_back(state);
    };
    const auto &transitions = record.transitions();
    for (const models::Fact &fact : record.facts()) {
        const auto *created = std::get_if<models::ObjectCreated>(&fact.body);
        if (created && created->object.kind == "Notebook"_L1) {
            add(Status::Created, secondsAt(fact.at), created->object.toString());
            break;
        }
        if (std::holds_alternative<models::StateChanged>(fact.body))
            break;
    }
    for (const models::Transition &t : transitions)
        add(t.to, secondsAt(t.at), t.because);
    if (!states.empty() && !states.back().isMoment())
        states.back().open = goesOn;
}

//! Whatever becomes of the pod ends the pull of its images, told or not.
void TimeSpans::endPulls(double at)
{
    for (const size_t pull : std::as_const(m_pulls))
        if (TimeSpan &span = work()[pull]; span.open) {
            span.to = at;
            span.open = false;
        }
}

void TimeSpans::readFact(const models::Fact &fact)
{
    const double at = secondsAt(fact.at);
    if (const auto *seen = std::get_if<models::EventSeen>(&fact.body)) {
        readEvent(seen->event, at);
    } else if (const auto *command = std::get_if<models::CommandExecuted>(&fact.body)) {
        readCommand(*command, at);
    } else if (const auto *package = std::get_if<models::PackageVerified>(&fact.body)) {
        readPackage(package->result, at);
    } else if (const auto *cell = std::get_if<models::CellExecuted>(&fact.body)) {
        readCell(cell->result, at);
    } else if (const auto *check = std::get_if<models::CheckMade>(&fact.body)) {
        readCheck(check->result, at);
    } else if (const auto *changed = std::get_if<models::StateChanged>(&fact.body)) {
        if (changed->transition.to != models::NotebookStatus::PodPending)
            endPulls(at);
    } else if (const auto *taken = std::get_if<models::InventoryTaken>(&fact.body)) {
        if (taken->seconds <= 0)
            return;
        TimeSpan span;
        span.name = SpanWords::tr("List what is installed");
        span.cause = taken->problem;
        span.from = std::max(0.0, at - taken->seconds);
        span.to = at;
        span.opens = momentOf(fact.at);
        work().push_back(span);
    }
}

void TimeSpans::readCheck(const models::CheckResult &result, double at)
{
    const std::pair<int, QString> key(int(result.group), result.name);
    const int place = m_checks.value(key, int(m_checks.size()));
    m_checks.insert(key, place);
    TimeSpan mark;
    mark.name = SpanWords::tr("Check %1: %2")
                    .arg(models::titleInSentence(result), models::wordInLine(result.outcome));
    mark.cause = result.detail;
    mark.from = mark.to = at;
    mark.role = roleOfTone(models::toneOf(result.outcome));
    mark.opens = EvidenceTarget{EvidenceTarget::Kind::Check, {}, {}, place, {}};
    work().push_back(mark);
}

void TimeSpans::readEvent(const models::KubernetesEvent &event, double at)
{
    const EvidenceTarget target{EvidenceTarget::Kind::Event, event.uid, {}, -1, {}};
    if (event.reason == "Pulling"_L1) {
        if (const auto known = m_pulls.constFind(event.container);
            known != m_pulls.constEnd() && work()[*known].open)
            return;
        m_pulls.insert(event.container, work().size());
        TimeSpan pull;
        pull.name = event.container.isEmpty() ? SpanWords::tr("Pull")
                                              : SpanWords::tr("Pull for %1").arg(event.container);
        pull.cause = event.message;
        pull.from = pull.to = at;
        pull.open = true;
        pull.role = ColorRole::Running;
        pull.opens = target;
        work().push_back(pull);
        return;
    }
    const bool ends =
        event.reason == "Pulled"_L1 || event.reason == "Failed"_L1 || event.reason == "BackOff"_L1;
    if (ends && m_pulls.contains(event.container)) {
        TimeSpan &span = work()[m_pulls.take(event.container)];
        if (span.open)
            span.to = at;
        span.open = false;
        span.cause = event.message;
        span.opens = target;
        if (event.isWarning())
            span.role = ColorRole::Failed;
        else if (const QString size = pulledSize(event.message); !size.isEmpty())
            //: what was pulled, and how much: Pull for nb, 412 MB
            span.name = SpanWords::tr("%1, %2").arg(span.name, size);
        m_events.insert(event.uid);
        return;
    }
    if (!event.isWarning() || m_events.contains(event.uid))
        return;
    m_events.insert(event.uid);
    TimeSpan mark;
    mark.name = SpanWords::tr("Warning: %1").arg(event.reason);
    mark.cause = event.message;
    mark.from = mark.to = at;
    mark.role = ColorRole::Warning;
    mark.opens = target;
    work().push_back(mark);
}

void TimeSpans::readCommand(const models::CommandExecuted &command, double at)
{
    const QString code = command.argv.value(2);
    const bool isImport = command.argv.size() == 3 && code.startsWith("import "_L1);
    TimeSpan span;
    span.name = isImport ? code : command.argv.join(u' ').left(80);
    span.cause = command.problem;
    span.from = std::max(0.0, at - command.seconds);
    span.to = at;
    span.opens = momentOf(m_start.addMSecs(qint64(at * 1000)));
    if (isImport) {
        const QString package = code.mid(7);
        span.role = !command.exitCode        ? ColorRole::Inconclusive
                    : *command.exitCode == 0 ? ColorRole::Passed
                                             : ColorRole::Failed;
        span.opens = EvidenceTarget{EvidenceTarget::Kind::Package, package, {}, -1, {}};
        m_imports.insert(package, work().size());
    }
    work().push_back(span);
}

void TimeSpans::readPackage(const models::PackageVerificationResult &result, double at)
{
    const auto known = m_imports.constFind(result.packageName);
    if (known == m_imports.constEnd()) {
        TimeSpan span;
        span.name = u"import "_s + result.packageName;
        span.from = std::max(0.0, at - result.executionTimeSeconds);
        span.to = at;
        span.opens = EvidenceTarget{EvidenceTarget::Kind::Package, result.packageName, {}, -1, {}};
        m_imports.insert(result.packageName, work().size());
        work().push_back(span);
    }
    TimeSpan &span = work()[m_imports.value(result.packageName)];
    span.role = roleOfTone(models::toneOf(result.outcome));
    span.cause = result.errorMessage.value_or(result.locationRemark());
}

void TimeSpans::readCell(const models::CellResult &cell, double at)
{
    if (cell.outcome == models::CellOutcome::NotRun)
        return;
    m_cells.push_back({work().size(), at, cell.seconds});
    TimeSpan span;
    span.name = cell.name;
    span.cause = cell.errorMessage;
    span.role = roleOfTone(models::toneOf(cell.outcome));
    span.opens = EvidenceTarget{EvidenceTarget::Kind::Cell, {}, {}, cell.index, {}};
    work().push_back(span);
}

//! Cells are told together once the last has ended, and ran one after the other.
void TimeSpans::placeCells()
{
    double next = m_seconds;
    for (auto cell = m_cells.rbegin(); cell != m_cells.rend(); ++cell) {
        TimeSpan &span = work()[cell->span];
        span.to = std::min(cell->at, next);
        span.from = std::max(0.0, span.to - cell->seconds);
        next = span.from;
    }
}

void TimeSpans::placeRows()
{
    std::vector<size_t> order(work().size());
    std::iota(order.begin(), order.end(), size_t(0));
    std::sort(order.begin(), order.end(), [this](size_t a, size_t b) {
        return std::pair(work()[a].from, a) < std::pair(work()[b].from, b);
    });
    std::vector<double> ends; // of each row
    std::vector<size_t> together;
    double last = 0;
    const auto endGroup = [&] {
        for (const size_t i : together)
            work()[i].rows = std::max(1, int(ends.size()));
        together.clear();
        ends.clear();
    };
    for (const size_t i : order) {
        TimeSpan &span = work()[i];
        if (span.isMoment())
            continue;
        // Facts and what they tell of are written to the millisecond: neighbours may touch.
        const double from = span.from + 0.0015;
        if (from >= last)
            endGroup();
        auto row = std::find_if(ends.begin(), ends.end(), [from](double e) { return e <= from; });
        if (row == ends.end())
            row = ends.insert(ends.end(), span.to);
        *row = span.to;
        span.row = int(row - ends.begin());
        last = together.empty() ? span.to : std::max(last, span.to);
        together.push_back(i);
    }
    endGroup();
}

} // namespace assay::ui
