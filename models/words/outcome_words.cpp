// SPDX-License-Identifier: Apache-2.0
#include <models/words/outcome_words.h>

#include <QCoreApplication>

namespace assay::models {

namespace {

struct OutcomeWords
{
    Q_DECLARE_TR_FUNCTIONS(OutcomeWords)

public:
    QString word;
    QString inLine;
    Tone tone = Tone::Warning;

    static OutcomeWords of(Outcome outcome)
    {
        switch (outcome) {
        case Outcome::Passed:
            return {tr("Passed"), tr("passed"), Tone::Good};
        case Outcome::Failed:
            return {tr("Failed"), tr("failed"), Tone::Bad};
        case Outcome::Cancelled:
            return {tr("Cancelled"), tr("cancelled"), Tone::Warning};
        case Outcome::Inconclusive:
            break;
        }
        return {tr("Inconclusive"), tr("inconclusive"), Tone::Warning};
    }

    static OutcomeWords of(PackageOutcome outcome)
    {
        switch (outcome) {
        case PackageOutcome::Passed:
            return of(Outcome::Passed);
        case PackageOutcome::Failed:
            return of(Outcome::Failed);
        case PackageOutcome::Inconclusive:
            break;
        }
        return of(Outcome::Inconclusive);
    }

    static OutcomeWords of(CheckOutcome outcome)
    {
        switch (outcome) {
        case CheckOutcome::Passed:
            return of(Outcome::Passed);
        case CheckOutcome::Failed:
            return of(Outcome::Failed);
        case CheckOutcome::Inconclusive:
            break;
        }
        return of(Outcome::Inconclusive);
    }

    static OutcomeWords of(CellOutcome outcome)
    {
        switch (outcome) {
        case CellOutcome::Passed:
            return of(Outcome::Passed);
        case CellOutcome::Failed:
            return of(Outcome::Failed);
        case CellOutcome::TimedOut:
            return {tr("Timed out"), tr("timed out"), Tone::Bad};
        case CellOutcome::NotRun:
            return {tr("Not run"), tr("not run"), Tone::Muted};
        case CellOutcome::Inconclusive:
            break;
        }
        return of(Outcome::Inconclusive);
    }

    static OutcomeWords of(PreflightCheck::Result result)
    {
        switch (result) {
        case PreflightCheck::Result::Passed:
            return of(Outcome::Passed);
        case PreflightCheck::Result::Failed:
            return of(Outcome::Failed);
        case PreflightCheck::Result::Warning:
            break;
        }
        return {tr("Warning"), tr("warning"), Tone::Warning};
    }

    static OutcomeWords of(ObjectDeleted::Result result)
    {
        switch (result) {
        case ObjectDeleted::Result::Deleted:
            return {tr("Deleted"), {}, Tone::Neutral};
        case ObjectDeleted::Result::AlreadyGone:
            return {tr("Was gone already"), {}, Tone::Neutral};
        case ObjectDeleted::Result::Kept:
            return {tr("Kept"), {}, Tone::Neutral};
        case ObjectDeleted::Result::Failed:
            break;
        }
        return {tr("Could not be deleted"), {}, Tone::Warning};
    }

    static OutcomeWords of(NotebookStatus status)
    {
        switch (status) {
        case NotebookStatus::Created:
            return {tr("Created"), {}, Tone::Neutral};
        case NotebookStatus::PodPending:
            return {tr("Pod pending"), {}, Tone::Neutral};
        case NotebookStatus::PodRunning:
            return {tr("Pod running"), {}, Tone::Neutral};
        case NotebookStatus::Ready:
            return {tr("Ready"), {}, Tone::Good};
        case NotebookStatus::Failed:
            return {tr("Failed"), {}, Tone::Bad};
        case NotebookStatus::Deleted:
            break;
        }
        return {tr("Deleted"), {}, Tone::Neutral};
    }
};

} // namespace

QString wordFor(Outcome outcome)
{
    return OutcomeWords::of(outcome).word;
}

QString wordFor(PackageOutcome outcome)
{
    return OutcomeWords::of(outcome).word;
}

QString wordFor(CheckOutcome outcome)
{
    return OutcomeWords::of(outcome).word;
}

QString wordFor(CellOutcome outcome)
{
    return OutcomeWords::of(outcome).word;
}

QString wordFor(PreflightCheck::Result result)
{
    return OutcomeWords::of(result).word;
}

QString wordFor(ObjectDeleted::Result result)
{
    return OutcomeWords::of(result).word;
}

QString wordFor(NotebookStatus status)
{
    return OutcomeWords::of(status).word;
}

QString wordInLine(Outcome outcome)
{
    return OutcomeWords::of(outcome).inLine;
}

QString wordInLine(PackageOutcome outcome)
{
    return OutcomeWords::of(outcome).inLine;
}

QString wordInLine(CheckOutcome outcome)
{
    return OutcomeWords::of(outcome).inLine;
}

QString wordInLine(CellOutcome outcome)
{
    return OutcomeWords::of(outcome).inLine;
}

QString wordInLine(PreflightCheck::Result result)
{
    return OutcomeWords::of(result).inLine;
}

Tone toneOf(Outcome outcome)
{
    return OutcomeWords::of(outcome).tone;
}

Tone toneOf(PackageOutcome outcome)
{
    return OutcomeWords::of(outcome).tone;
}

Tone toneOf(CheckOutcome outcome)
{
    return OutcomeWords::of(outcome).tone;
}

Tone toneOf(CellOutcome outcome)
{
    return OutcomeWords::of(outcome).tone;
}

Tone toneOf(PreflightCheck::Result result)
{
    return OutcomeWords::of(result).tone;
}

Tone toneOf(ObjectDeleted::Result result)
{
    return OutcomeWords::of(result).tone;
}

Tone toneOf(NotebookStatus status)
{
    return OutcomeWords::of(status).tone;
}

} // namespace assay::models
