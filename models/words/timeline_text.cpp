// SPDX-License-Identifier: Apache-2.0
#include <models/words/timeline_text.h>

#include <models/base/duration.h>
#include <models/words/check_words.h>
#include <models/words/container_words.h>
#include <models/words/outcome_words.h>
#include <models/words/phase_words.h>
#include <models/words/place_words.h>
#include <models/words/record_text.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

class TimelineWords
{
    Q_DECLARE_TR_FUNCTIONS(TimelineWords)
};

QString withReason(const QString &text, const QString &reason)
{
    return reason.isEmpty() ? text : text + ": "_L1 + reason;
}

struct Describe
{
    TimelineText operator()(const RunStarted &f) const
    {
        return {TimelineWords::tr("Run started"), f.configuration.customImage, Tone::Neutral};
    }
    TimelineText operator()(const PhaseStarted &f) const
    {
        return {TimelineWords::tr("Step"), titleOf(f.phase), Tone::Muted};
    }
    TimelineText operator()(const PreflightCheck &f) const
    {
        const QString detail = f.advice.isEmpty() ? f.detail : f.detail + u' ' + f.advice;
        return {TimelineWords::tr("Check"), withReason(f.name, detail.trimmed()), toneOf(f.result),
                f.result != PreflightCheck::Result::Passed};
    }
    TimelineText operator()(const Note &f) const
    {
        return {TimelineWords::tr("Note"), f.text, Tone::Neutral, true};
    }
    TimelineText operator()(const NotRecorded &f) const
    {
        return {TimelineWords::tr("Not recorded"),
                TimelineWords::tr("The record of this run is not whole. %1").arg(f.problem),
                Tone::Warning, true};
    }
    TimelineText operator()(const ObjectCreated &f) const
    {
        return {f.existed ? TimelineWords::tr("Found") : TimelineWords::tr("Created"),
                objectInWords(f.object), Tone::Neutral};
    }
    TimelineText operator()(const ObjectDeleted &f) const
    {
        return {wordFor(f.result), withReason(objectInWords(f.object), f.detail), toneOf(f.result),
                f.result == ObjectDeleted::Result::Failed ||
                    f.result == ObjectDeleted::Result::Kept};
    }
    TimelineText operator()(const StateChanged &f) const
    {
        const NotebookStatus to = f.transition.to;
        return {TimelineWords::tr("State"), withReason(wordFor(to), f.transition.because),
                toneOf(to), true};
    }
    TimelineText operator()(const PodSnapshot &f) const
    {
        return {TimelineWords::tr("Pod"), textAt(f.pod, {"status", "phase"}), Tone::Muted};
    }
    TimelineText operator()(const EventSeen &f) const
    {
        return {TimelineWords::tr("Event"), f.event.toLine(),
                f.event.isWarning() ? Tone::Warning : Tone::Neutral};
    }
    TimelineText operator()(const LogSegment &f) const
    {
        if (!f.problem.isEmpty())
            return {TimelineWords::tr("Log"), withReason(f.container, f.problem), Tone::Warning};
        return {TimelineWords::tr("Log"),
                TimelineWords::tr("%1: %2 bytes").arg(f.container, QString::number(f.length)),
                Tone::Muted};
    }
    TimelineText operator()(const ObjectAttempted &f) const
    {
        return {TimelineWords::tr("Creating"), objectInWords(f.object), Tone::Muted};
    }
    TimelineText operator()(const RequestMade &f) const
    {
        return {TimelineWords::tr("Request"), withReason(f.method + u' ' + f.path, f.error),
                f.error.isEmpty() ? Tone::Muted : Tone::Warning};
    }
    TimelineText operator()(const CommandExecuted &f) const
    {
        if (!f.exitCode)
            return {TimelineWords::tr("Command"), withReason(commandLine(f.argv), f.problem),
                    Tone::Warning};
        return {
            TimelineWords::tr("Command"),
            TimelineWords::tr("%1: exit status %2 after %3")
                .arg(commandLine(f.argv), QString::number(*f.exitCode), formatDuration(f.seconds)),
            *f.exitCode == 0 ? Tone::Neutral : Tone::Bad};
    }
    TimelineText operator()(const InventoryTaken &f) const
    {
        if (!f.inventory)
            return {TimelineWords::tr("Inventory"), f.problem, Tone::Warning, true};
        const auto count = static_cast<int>(f.inventory->distributions.size());
        return {TimelineWords::tr("Inventory"),
                withReason(f.inventory->summary() + u", "_s +
                               TimelineWords::tr("%n package(s) installed", nullptr, count),
                           f.problem),
                Tone::Neutral, true};
    }
    TimelineText operator()(const PackageVerified &f) const
    {
        const PackageVerificationResult &result = f.result;
        const QString text =
            result.outcome == PackageOutcome::Passed
                ? withReason(
                      TimelineWords::tr("%1 imports after %2")
                          .arg(result.packageName, formatDuration(result.executionTimeSeconds)),
                      result.locationRemark())
                : withReason(result.packageName, result.errorMessage.value_or(QString()));
        return {TimelineWords::tr("Package"), text, toneOf(result.outcome), true};
    }
    TimelineText operator()(const CheckMade &f) const
    {
        //: a check, and how it came out: numpy>=1.26 passed
        const QString text =
            TimelineWords::tr("%1 %2").arg(titleInSentence(f.result), wordInLine(f.result.outcome));
        return {TimelineWords::tr("Check"), withReason(text, f.result.detail),
                toneOf(f.result.outcome), true};
    }
    TimelineText operator()(const CellExecuted &f) const
    {
        const CellResult &result = f.result;
        const QString text =
            result.outcome == CellOutcome::Passed
                ? TimelineWords::tr("%1 ran in %2").arg(result.name, formatDuration(result.seconds))
                : withReason(
                      //: a notebook cell, and how it came out: cell 3 timed out
                      TimelineWords::tr("%1 %2").arg(result.name, wordInLine(result.outcome)),
                      result.errorMessage);
        return {TimelineWords::tr("Cell"), text, toneOf(result.outcome), true};
    }
    TimelineText operator()(const ResourceUsageSeen &f) const
    {
        QStringList used;
        for (const ResourceUsage::Container &container : f.usage.containers) {
            if (f.usage.measured)
                used << TimelineWords::tr("%1 uses %2 CPU and %3 of memory")
                            .arg(container.name, container.cpu, container.memory);
        }
        return {TimelineWords::tr("Resources"),
                used.isEmpty() ? f.usage.problem : used.join(u", "_s), Tone::Neutral};
    }
    TimelineText operator()(const ImageResolved &f) const
    {
        if (f.formerId.isEmpty())
            return {TimelineWords::tr("Image"),
                    TimelineWords::tr("%1 is %2").arg(f.image, f.imageId), Tone::Neutral};
        return {TimelineWords::tr("Image"), movedTag(f), Tone::Warning, true};
    }
    TimelineText operator()(const ClusterSeen &f) const
    {
        return {TimelineWords::tr("Cluster"), textOf(f), Tone::Neutral};
    }
    TimelineText operator()(const NodeSeen &f) const
    {
        return {TimelineWords::tr("Node"), textOf(f), Tone::Neutral};
    }
    TimelineText operator()(const PodDiagnosed &f) const
    {
        return {TimelineWords::tr("Diagnosis"), f.diagnosis.summary, Tone::Bad};
    }
    TimelineText operator()(const Verdict &f) const
    {
        return {TimelineWords::tr("Verdict"),
                withReason(wordFor(f.outcome), f.error ? f.error->message : QString()),
                toneOf(f.outcome), true};
    }
    TimelineText operator()(const RunFinished &f) const
    {
        return {TimelineWords::tr("Run finished"),
                TimelineWords::tr("after %1").arg(formatDuration(f.durationSeconds)), Tone::Muted};
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
