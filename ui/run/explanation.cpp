// SPDX-License-Identifier: Apache-2.0
#include "explanation.h"

#include "asked_checks.h"
#include "explanation_of_checks.h"
#include "look/wording.h"

#include <models/base/duration.h>
#include <models/words/fault_words.h>
#include <models/words/known_failures.h>
#include <models/words/problem_words.h>
#include <models/words/record_text.h>
#include <models/words/timeline_text.h>

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::Outcome;
using models::Phase;
using models::RunRecord;
using models::TestState;

namespace {

struct ExplanationText
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::ExplanationText)
};

QStringList errorsOf(const std::vector<models::FieldProblem> &problems)
{
    QStringList errors;
    for (const models::FieldProblem &p : problems)
        if (p.severity == models::FieldProblem::Severity::Error)
            errors << displayText(models::problemText(p));
    return errors;
}

QString cannotRunYet()
{
    return ExplanationText::tr("The configuration has problems, so this test cannot run yet.");
}

void explainIdle(Explanation &e, const models::CustomImageTestConfiguration &c, TestState state,
                 const QStringList &errors)
{
    if (state == TestState::Queued) {
        e.headline = ExplanationText::tr("Waiting for its turn.");
        e.paragraphs << ExplanationText::tr("It starts as soon as what it runs on is ready and the "
                                            "tests before it have made room.");
        return;
    }
    if (!errors.isEmpty()) {
        e.state = TestState::Invalid;
        e.headline = cannotRunYet();
        e.cannotRun = e.headline;
        e.paragraphs = errors;
        e.advice = ExplanationText::tr("Correct the marked fields on the Configuration page.");
        return;
    }
    e.headline = ExplanationText::tr("This test has not run yet.");
    const QString packages =
        ExplanationText::tr("%n packages", nullptr, static_cast<int>(c.packagesToVerify.size()));
    e.paragraphs << ExplanationText::tr(
                        "A run creates notebook %1 in namespace %2, waits up to %3 for its pod, "
                        "imports %4 in it, and cleans up.")
                        .arg(displayText(c.notebookName), displayText(c.nameSpace),
                             models::formatDuration(c.timeoutPodReady), packages);
    if (asksBeyondImports(c))
        e.paragraphs << ExplanationText::tr(
            "After the imports it makes the checks, and runs the notebook cells, "
            "that the test asks for.");
    e.advice = ExplanationText::tr(
        "Start it with Run selected (Ctrl+Shift+R), or every test with Run all (F5).");
}

EvidenceTarget targetOf(const models::Evidence &proof, const models::Diagnosis &diagnosis)
{
    using Kind = models::Evidence::Kind;
    const QString subject = proof.source.section(u' ', 1);
    switch (proof.kind) {
    case Kind::LogLine:
        return {EvidenceTarget::Kind::Log, subject.isEmpty() ? diagnosis.container : subject,
                proof.text};
    case Kind::Event:
        return {EvidenceTarget::Kind::Event, proof.reference, proof.text};
    case Kind::ContainerState:
    case Kind::Condition:
        return {EvidenceTarget::Kind::PodField, subject,
                proof.text.section(QRegularExpression(u"[^A-Za-z]"_s), 0, 0)};
    case Kind::Answer:
        return {EvidenceTarget::Kind::Request};
    }
    return {};
}

//! What says most comes first: the program's own words, and where it did not end, what the cluster
//! did rather than the state that this led to.
int weightOf(const models::Evidence &proof, const models::Diagnosis &diagnosis)
{
    using Kind = models::Evidence::Kind;
    using Category = models::PodFailureCategory;
    if (proof.kind == Kind::LogLine)
        return 0;
    const bool ended = diagnosis.category == Category::CrashLoop;
    return !ended && proof.kind == Kind::Event ? 1 : 2;
}

void addDiagnosis(Explanation &e, const RunRecord &record)
{
    explainDiagnosis(e, record.diagnosis()->diagnosis);
}

//! Sentences on imports that did not succeed; the advice of the first that has one.
void addPackages(Explanation &e, const RunRecord &record)
{
    for (const models::PackageVerificationResult &r : record.results()) {
        if (r.outcome == models::PackageOutcome::Passed)
            continue;
        e.evidence.push_back({ExplanationText::tr("import %1").arg(displayText(r.packageName)),
                              displayText(r.errorMessage.value_or(
                                  ExplanationText::tr("no answer from the cluster"))),
                              {},
                              {EvidenceTarget::Kind::Package, r.packageName}});
        if (r.outcome == models::PackageOutcome::Failed && e.whoCanMend.isEmpty())
            e.whoCanMend = models::whoCanMend(models::Fault::Image);
        if (e.advice.isEmpty())
            e.advice = displayText(r.advice);
    }
}

void explainActive(Explanation &e, const RunRecord &record)
{
    e.state = TestState::Running;
    const auto &c = record.configuration();
    if (record.diagnosis() && !record.verdict()) {
        e.headline = displayText(record.diagnosis()->diagnosis.summary);
        addDiagnosis(e, record);
        return;
    }
    const Phase phase = record.phase().value_or(Phase::Preflight);
    e.headline = phase == Phase::CheckImage ? headlineWhileChecking(record)
                                            : displayText(models::activityOf(record)) + u'.';
    if (phase == Phase::WaitForReady)
        e.paragraphs
            << ExplanationText::tr(
                   "At most %1, not counting the time in which the image is pulled. A cause "
                   "that cannot heal ends the wait early.")
                   .arg(models::formatDuration(c.timeoutPodReady));
    if (!record.transitions().empty() && !record.transitions().back().because.isEmpty())
        e.paragraphs << ExplanationText::tr("Last seen: %1")
                            .arg(displayText(record.transitions().back().because));
}

void explainPass(Explanation &e, const RunRecord &record)
{
    const QMap<models::NotebookStatus, double> seconds = record.secondsInStates(record.lastAt());
    const double untilReady = seconds.value(models::NotebookStatus::Created) +
                              seconds.value(models::NotebookStatus::PodPending) +
                              seconds.value(models::NotebookStatus::PodRunning);
    e.state = TestState::Passed;
    e.headline = ExplanationText::tr("The image works: %1.").arg(passedInWords(record));
    e.paragraphs << ExplanationText::tr("The pod was ready after %1, the verdict came after %2.")
                        .arg(models::formatDuration(untilReady),
                             models::formatDuration(record.verdict()->durationSeconds));
}

//! As many as a headline holds.
QString namesOf(const QStringList &names)
{
    constexpr qsizetype most = 4;
    return names.size() <= most ? names.join(", "_L1)
                                : ExplanationText::tr("%1 and %2 more")
                                      .arg(names.mid(0, most).join(", "_L1))
                                      .arg(names.size() - most);
}

//! The first that says most: packages, why no pod came up, checks and cells, the error.
QString failedHeadline(const RunRecord &record, const QString &error)
{
    QStringList failed, words;
    for (const models::PackageVerificationResult &r : record.results()) {
        if (r.outcome != models::PackageOutcome::Failed)
            continue;
        failed << displayText(r.packageName);
        words << displayText(models::importFailureInWords(r));
    }
    if (failed.size() == 1)
        return words.front() + u'.';
    if (!failed.isEmpty())
        return ExplanationText::tr("%1 of %n packages cannot be imported: %2.", nullptr,
                                   static_cast<int>(record.configuration().packagesToVerify.size()))
            .arg(QString::number(failed.size()), namesOf(failed));
    if (record.diagnosis())
        return displayText(record.diagnosis()->diagnosis.summary);
    if (const QString failure = failedInWords(record); !failure.isEmpty())
        return failure;
    return error.isEmpty() ? ExplanationText::tr("The validation failed.") : error;
}

//! State and headline, and what belongs right under it. `error` is the verdict's, to show.
void explainOutcome(Explanation &e, const RunRecord &record, const QString &error)
{
    switch (record.verdict()->outcome) {
    case Outcome::Passed:
        explainPass(e, record);
        break;
    case Outcome::Failed:
        e.state = TestState::Failed;
        e.headline = failedHeadline(record, error);
        break;
    case Outcome::Inconclusive:
        e.state = TestState::Inconclusive;
        e.headline =
            error.isEmpty() ? ExplanationText::tr("No verdict on the image was possible.") : error;
        // Where it is known who can mend it, that sentence says so too.
        if (!record.diagnosis() ||
            models::whoCanMend(record.diagnosis()->diagnosis.fault).isEmpty())
            e.paragraphs << ExplanationText::tr(
                "This says nothing about the image: the cluster or the connection "
                "stood in the way.");
        break;
    case Outcome::Cancelled:
        e.state = TestState::Cancelled;
        e.headline = ExplanationText::tr("The run was stopped before a verdict.");
        break;
    }
}

//! What the preflight found wrong may be why: what failed before what is only doubtful.
void addPreflight(Explanation &e, const RunRecord &record)
{
    using Result = models::PreflightCheck::Result;
    for (const Result result : {Result::Failed, Result::Warning}) {
        for (const models::Fact &fact : record.facts()) {
            const auto *check = std::get_if<models::PreflightCheck>(&fact.body);
            if (!check || check->result != result)
                continue;
            const models::TimelineText line = models::timelineText(fact.body);
            e.evidence.push_back({displayText(check->name),
                                  displayText(check->detail),
                                  {},
                                  {EvidenceTarget::Kind::Moment,
                                   {},
                                   u"%1: %2"_s.arg(line.what, line.detail),
                                   -1,
                                   fact.at}});
            if (e.advice.isEmpty())
                e.advice = displayText(check->advice);
        }
    }
}

void addInventory(Explanation &e, const RunRecord &record)
{
    const auto &taken = record.inventory();
    if (!taken)
        return;
    if (taken->inventory)
        e.facts << displayText(taken->inventory->summary()) + u'.';
    if (!taken->problem.isEmpty())
        e.facts << displayText(taken->problem);
}

bool isSaidByFindings(const RunRecord &record)
{
    const auto failed = [](const auto &results, auto outcome) {
        return std::any_of(results.begin(), results.end(),
                           [outcome](const auto &r) { return r.outcome == outcome; });
    };
    return failed(record.results(), models::PackageOutcome::Failed) ||
           failed(record.checks(), models::CheckOutcome::Failed) ||
           failed(record.cells(), models::CellOutcome::Failed);
}

//! What the verdict says, without the advice of the step that failed: it stands under "What to do".
QString errorOf(const RunRecord &record)
{
    const auto &error = record.verdict()->error;
    QString text = error ? error->message : QString();
    for (const models::Fact &fact : record.facts()) {
        const auto *check = std::get_if<models::PreflightCheck>(&fact.body);
        if (check && check->result == models::PreflightCheck::Result::Failed &&
            !check->advice.isEmpty() && text.endsWith(u' ' + check->advice))
            text.chop(check->advice.size() + 1);
    }
    return displayText(text);
}

void explainVerdict(Explanation &e, const RunRecord &record)
{
    const models::Verdict &verdict = *record.verdict();
    const QString error = errorOf(record);
    explainOutcome(e, record, error);
    if (const QString known = models::knownFailureOf(record).sentence; !known.isEmpty())
        e.paragraphs << displayText(known);
    if (verdict.error && verdict.outcome != Outcome::Cancelled) {
        e.facts << ExplanationText::tr("Error: %1.").arg(models::toString(verdict.error->type));
        // Said unless the headline has it: by itself, or by the names of what failed.
        if (!error.isEmpty() && error != e.headline && !isSaidByFindings(record))
            e.paragraphs << error;
    }
    if (record.diagnosis())
        addDiagnosis(e, record);
    addPackages(e, record);
    addChecks(e, record);
    addCells(e, record);
    if (const QString failure = failedInWords(record); !failure.isEmpty() && failure != e.headline)
        e.paragraphs << failure;
    if (verdict.outcome != Outcome::Passed)
        addPreflight(e, record);
    addInventory(e, record);
    addImage(e, record);
    for (const models::PackageVerificationResult &r : record.results()) {
        if (const QString remark = r.locationRemark(); !remark.isEmpty())
            e.remarks << displayText(r.packageName + u": "_s + remark);
    }
    if (verdict.secondsSaved >= 1)
        e.facts << ExplanationText::tr("Told %1 before the deadline.")
                       .arg(models::formatDuration(verdict.secondsSaved));
}

} // namespace

void explainDiagnosis(Explanation &e, const models::Diagnosis &d)
{
    QString what = ExplanationText::tr("Category: %1.").arg(models::toString(d.category));
    if (!d.reason.isEmpty())
        what += u' ' +
                ExplanationText::tr("Reason given by the cluster: %1.").arg(displayText(d.reason));
    if (!d.container.isEmpty())
        what += u' ' + ExplanationText::tr("Container: %1.").arg(displayText(d.container));
    // What to do comes first; the terms are for whoever looks them up.
    e.facts << what;
    e.advice = displayText(d.advice);
    e.whoCanMend = models::whoCanMend(d.fault);
    e.fix = d.fix;
    std::vector<models::Evidence> proofs = d.evidence;
    std::stable_sort(proofs.begin(), proofs.end(), [&d](const auto &a, const auto &b) {
        return weightOf(a, d) < weightOf(b, d);
    });
    for (const models::Evidence &proof : proofs)
        e.evidence.push_back(
            {displayText(proof.source), displayText(proof.text).trimmed(), {}, targetOf(proof, d)});
}

Explanation explain(const models::CustomImageTestConfiguration &configuration,
                    const models::Workspace::Run *run, TestState state,
                    const std::vector<models::FieldProblem> &problems)
{
    Explanation e;
    e.state = state;
    const QStringList errors = errorsOf(problems);
    if (!run || run->record.isEmpty()) {
        if (run && run->active)
            e.headline = ExplanationText::tr("Starting.");
        else
            explainIdle(e, configuration, state, errors);
        return e;
    }
    const RunRecord &record = run->record;
    if (record.verdict())
        explainVerdict(e, record);
    else if (run->active)
        explainActive(e, record);
    else {
        e.state = TestState::Inconclusive;
        e.headline = ExplanationText::tr("The record of this run ends before a verdict.");
        e.paragraphs << ExplanationText::tr(
            "Assay or this computer was stopped while the run went on. What was "
            "seen until then is below.");
        e.advice = ExplanationText::tr("Run the test again.");
    }
    for (const QString &problem : record.notRecorded())
        e.remarks << ExplanationText::tr("The record of this run is not whole: %1")
                         .arg(displayText(problem));
    // Beside a failure they would only keep from it.
    for (const QString &note : record.notes())
        (record.verdict() && record.verdict()->outcome != Outcome::Passed ? e.facts : e.remarks)
            << displayText(note);
    // What it ran with was whole: what it would run with now is not.
    if (!run->active && !errors.isEmpty()) {
        e.cannotRun = cannotRunYet();
        e.remarks << e.cannotRun;
        for (const QString &one : errors) {
            if (!e.headline.contains(one))
                e.remarks << one;
        }
    }
    if (record.isFinished() || !run->active) {
        QStringList left;
        for (const models::ObjectRef &object : record.leftovers())
            left << displayText(models::objectInWords(object));
        if (!left.isEmpty())
            e.remarks << ExplanationText::tr("Left on the cluster: %1.").arg(left.join(", "_L1));
    }
    return e;
}

QString Explanation::toText() const
{
    QStringList lines{headline};
    lines << paragraphs;
    if (!advice.isEmpty())
        lines << ExplanationText::tr("What to do: %1").arg(advice);
    if (!fix.text.isEmpty())
        lines << models::whereItBelongs(fix.kind) << fix.text;
    if (!whoCanMend.isEmpty())
        lines << whoCanMend;
    for (const Proof &proof : evidence) {
        lines << u'[' + proof.source + "] "_L1 + proof.text;
        if (!proof.advice.isEmpty())
            lines << ExplanationText::tr("What to do: %1").arg(proof.advice);
    }
    lines << remarks << facts;
    return lines.join(u'\n') + u'\n';
}

} // namespace assay::ui
