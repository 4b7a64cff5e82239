// SPDX-License-Identifier: Apache-2.0
#include "timeline_text.h"

#include <models/base/duration.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(TimelineModel)

public:
    static QString phase(Phase phase)
    {
        switch (phase) {
        case Phase::Preflight:
            return tr("Check the cluster");
        case Phase::Create:
            return tr("Create the objects");
        case Phase::WaitForReady:
            return tr("Wait for the pod to be ready");
        case Phase::VerifyPackages:
            return tr("Import the packages");
        case Phase::CheckImage:
            return tr("Check what else the suite wants");
        case Phase::Collect:
            return tr("Collect logs and events");
        case Phase::CleanUp:
            break;
        }
        return tr("Clean up");
    }

    static QString deleted(ObjectDeleted::Result result)
    {
        switch (result) {
        case ObjectDeleted::Result::Deleted:
            return tr("Deleted");
        case ObjectDeleted::Result::AlreadyGone:
            return tr("Was gone already");
        case ObjectDeleted::Result::Kept:
            return tr("Kept");
        case ObjectDeleted::Result::Failed:
            break;
        }
        return tr("Could not be deleted");
    }

    static QString outcome(Outcome outcome)
    {
        switch (outcome) {
        case Outcome::Passed:
            return tr("Passed");
        case Outcome::Failed:
            return tr("Failed");
        case Outcome::Inconclusive:
            return tr("Inconclusive");
        case Outcome::Cancelled:
            break;
        }
        return tr("Cancelled");
    }
};

QString withReason(const QString &text, const QString &reason)
{
    return reason.isEmpty() ? text : text + ": "_L1 + reason;
}

struct Describe
{
    TimelineText operator()(const RunStarted &f) const
    {
        return {Words::tr("Run started"), f.configuration.customImage, Tone::Neutral};
    }
    TimelineText operator()(const PhaseStarted &f) const
    {
        return {Words::tr("Step"), Words::phase(f.phase), Tone::Muted};
    }
    TimelineText operator()(const PreflightCheck &f) const
    {
        const Tone tone = f.result == PreflightCheck::Result::Passed   ? Tone::Good
                          : f.result == PreflightCheck::Result::Failed ? Tone::Bad
                                                                       : Tone::Warning;
        return {Words::tr("Check"), withReason(f.name, f.detail), tone};
    }
    TimelineText operator()(const Note &f) const
    {
        return {Words::tr("Note"), f.text, Tone::Neutral};
    }
    TimelineText operator()(const ObjectCreated &f) const
    {
        return {f.existed ? Words::tr("Found") : Words::tr("Created"), f.object.toString(),
                Tone::Neutral};
    }
    TimelineText operator()(const ObjectDeleted &f) const
    {
        const bool failed = f.result == ObjectDeleted::Result::Failed;
        return {Words::deleted(f.result), withReason(f.object.toString(), f.detail),
                failed ? Tone::Warning : Tone::Neutral};
    }
    TimelineText operator()(const StateChanged &f) const
    {
        const NotebookStatus to = f.transition.to;
        const Tone tone = to == NotebookStatus::Ready    ? Tone::Good
                          : to == NotebookStatus::Failed ? Tone::Bad
                                                         : Tone::Neutral;
        return {Words::tr("State"), withReason(toString(to), f.transition.because), tone};
    }
    TimelineText operator()(const PodSnapshot &f) const
    {
        return {Words::tr("Pod"), textAt(f.pod, {"status", "phase"}), Tone::Muted};
    }
    TimelineText operator()(const EventSeen &f) const
    {
        return {Words::tr("Event"), f.event.toLine(),
                f.event.isWarning() ? Tone::Warning : Tone::Neutral};
    }
    TimelineText operator()(const LogSegment &f) const
    {
        if (!f.problem.isEmpty())
            return {Words::tr("Log"), withReason(f.container, f.problem), Tone::Warning};
        return {Words::tr("Log"),
                Words::tr("%1: %2 bytes").arg(f.container, QString::number(f.length)), Tone::Muted};
    }
    TimelineText operator()(const ObjectAttempted &f) const
    {
        return {Words::tr("Creating"), f.object.toString(), Tone::Muted};
    }
    TimelineText operator()(const RequestMade &f) const
    {
        return {Words::tr("Request"), withReason(f.method + u' ' + f.path, f.error),
                f.error.isEmpty() ? Tone::Muted : Tone::Warning};
    }
    TimelineText operator()(const CommandExecuted &f) const
    {
        if (!f.exitCode)
            return {Words::tr("Command"), withReason(commandLine(f.argv), f.problem),
                    Tone::Warning};
        return {
            Words::tr("Command"),
            Words::tr("%1: exit status %2 after %3")
                .arg(commandLine(f.argv), QString::number(*f.exitCode), formatDuration(f.seconds)),
            *f.exitCode == 0 ? Tone::Neutral : Tone::Bad};
    }
    TimelineText operator()(const InventoryTaken &f) const
    {
        if (!f.inventory)
            return {Words::tr("Inventory"), f.problem, Tone::Warning};
        const auto count = static_cast<int>(f.inventory->distributions.size());
        return {Words::tr("Inventory"),
                withReason(f.inventory->summary() + u", "_s +
                               Words::tr("%n package(s) installed", nullptr, count),
                           f.problem),
                Tone::Neutral};
    }
    TimelineText operator()(const PackageVerified &f) const
    {
        const PackageVerificationResult &result = f.result;
        if (result.outcome == PackageOutcome::Passed)
            return {Words::tr("Package"), Words::tr("%1 imports").arg(result.packageName),
                    Tone::Good};
        return {Words::tr("Package"),
                withReason(result.packageName, result.errorMessage.value_or(QString())),
                result.outcome == PackageOutcome::Failed ? Tone::Bad : Tone::Warning};
    }
    TimelineText operator()(const CheckMade &f) const
    {
        const CheckResult &result = f.result;
        const Tone tone = result.outcome == CheckOutcome::Passed   ? Tone::Good
                          : result.outcome == CheckOutcome::Failed ? Tone::Bad
                                                                   : Tone::Warning;
        return {Words::tr("Check"), withReason(result.name, result.detail), tone};
    }
    TimelineText operator()(const CellExecuted &f) const
    {
        const CellResult &result = f.result;
        switch (result.outcome) {
        case CellOutcome::Passed:
            return {Words::tr("Cell"),
                    Words::tr("%1 ran in %2").arg(result.name, formatDuration(result.seconds)),
                    Tone::Good};
        case CellOutcome::NotRun:
            return {Words::tr("Cell"), Words::tr("%1 was not run").arg(result.name), Tone::Muted};
        case CellOutcome::Inconclusive:
            return {Words::tr("Cell"), withReason(result.name, result.errorMessage), Tone::Warning};
        case CellOutcome::Failed:
        case CellOutcome::TimedOut:
            break;
        }
        return {Words::tr("Cell"), withReason(result.name, result.errorMessage), Tone::Bad};
    }
    TimelineText operator()(const ResourceUsageSeen &f) const
    {
        QStringList used;
        for (const ResourceUsage::Container &container : f.usage.containers) {
            if (f.usage.measured)
                used << Words::tr("%1 uses %2 CPU and %3 of memory")
                            .arg(container.name, container.cpu, container.memory);
        }
        return {Words::tr("Resources"), used.isEmpty() ? f.usage.problem : used.join(u", "_s),
                Tone::Neutral};
    }
    TimelineText operator()(const ImageResolved &f) const
    {
        if (f.formerId.isEmpty())
            return {Words::tr("Image"), Words::tr("%1 is %2").arg(f.image, f.imageId),
                    Tone::Neutral};
        return {Words::tr("Image"),
                Words::tr("%1 is %2, and was %3 before").arg(f.image, f.imageId, f.formerId),
                Tone::Warning};
    }
    TimelineText operator()(const PodDiagnosed &f) const
    {
        return {Words::tr("Diagnosis"), f.diagnosis.summary, Tone::Bad};
    }
    TimelineText operator()(const Verdict &f) const
    {
        const Tone tone = f.outcome == Outcome::Passed   ? Tone::Good
                          : f.outcome == Outcome::Failed ? Tone::Bad
                                                         : Tone::Warning;
        return {Words::tr("Verdict"),
                withReason(Words::outcome(f.outcome), f.error ? f.error->message : QString()),
                tone};
    }
    TimelineText operator()(const RunFinished &f) const
    {
        return {Words::tr("Run finished"),
                Words::tr("after %1").arg(formatDuration(f.durationSeconds)), Tone::Muted};
    }
};

} // namespace

TimelineText timelineText(const FactBody &body)
{
    return std::visit(Describe{}, body);
}

QString commandLine(const QStringList &argv)
{
    const auto needsQuotes = [](const QString &word) {
        for (const QChar c : word) {
            if (!c.isLetterOrNumber() && !u"-_./=:,@%+"_s.contains(c))
                return true;
        }
        return word.isEmpty();
    };
    QStringList words;
    for (QString word : argv) {
        if (needsQuotes(word)) {
            // Inside double quotes the shell still reads these.
            for (const QLatin1String special : {"\\"_L1, "\""_L1, "$"_L1, "`"_L1})
                word.replace(special, "\\"_L1 + special);
            word = u'"' + word + u'"';
        }
        words.append(word);
    }
    return words.join(u' ');
}

} // namespace assay::models
