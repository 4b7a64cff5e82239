// SPDX-License-Identifier: Apache-2.0
#include <models/words/check_words.h>

#include <models/image/workbench_checks.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

class CheckWords
{
    Q_DECLARE_TR_FUNCTIONS(CheckWords)
};

} // namespace

QString titleOf(const CheckResult &check)
{
    const bool hasTitle = check.group == CheckGroup::Workbench || check.group == CheckGroup::Gpu;
    const QString title = hasTitle ? titleOfWorkbenchCheck(check.name) : QString();
    return title.isEmpty() ? check.name : title;
}

QString titleInSentence(const CheckResult &check)
{
    const QString title = titleOf(check).simplified();
    return title == check.name ? title : CheckWords::tr("“%1”").arg(title);
}

QString wordFor(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return CheckWords::tr("Passed");
    case CheckOutcome::Failed:
        return CheckWords::tr("Failed");
    case CheckOutcome::Inconclusive:
        break;
    }
    return CheckWords::tr("Inconclusive");
}

QString wordFor(CellOutcome outcome)
{
    switch (outcome) {
    case CellOutcome::Passed:
        return CheckWords::tr("Passed");
    case CellOutcome::Failed:
        return CheckWords::tr("Failed");
    case CellOutcome::TimedOut:
        return CheckWords::tr("Timed out");
    case CellOutcome::NotRun:
        return CheckWords::tr("Not run");
    case CellOutcome::Inconclusive:
        break;
    }
    return CheckWords::tr("Inconclusive");
}

Tone toneOf(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return Tone::Good;
    case CheckOutcome::Failed:
        return Tone::Bad;
    case CheckOutcome::Inconclusive:
        break;
    }
    return Tone::Warning;
}

Tone toneOf(CellOutcome outcome)
{
    switch (outcome) {
    case CellOutcome::Passed:
        return Tone::Good;
    case CellOutcome::Failed:
    case CellOutcome::TimedOut:
        return Tone::Bad;
    case CellOutcome::NotRun:
        return Tone::Muted;
    case CellOutcome::Inconclusive:
        break;
    }
    return Tone::Warning;
}

} // namespace assay::models
