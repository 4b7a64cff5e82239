// SPDX-License-Identifier: Apache-2.0
#include "ticket_cause.h"

#include "base/signal_names.h"
#include "report_text.h"

#include <models/words/fault_words.h>

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

const Diagnosis *diagnosisOf(const ReportedTest &test)
{
    return test.record && test.record->diagnosis() ? &test.record->diagnosis()->diagnosis : nullptr;
}

const PreflightCheck *failedRung(const ReportedTest &test)
{
    if (!test.record || !test.record->transitions().empty())
        return nullptr;
    const auto &rungs = test.record->preflight();
    const auto found = std::find_if(rungs.rbegin(), rungs.rend(), [](const auto &rung) {
        return rung.result == PreflightCheck::Result::Failed;
    });
    return found == rungs.rend() ? nullptr : &*found;
}

namespace {

constexpr int kernelsKill = 9; //!< SIGKILL

//! The first sentence of what ended a test, and the others: what may be done about it.
struct Sentences
{
    QString first, others;
};

Sentences sentencesOf(const QString &text)
{
    static const QRegularExpression end(uR"(^(.{12,}?[.!?])\s+(?=[A-Z"“]))"_s);
    const QString one = text.simplified();
    const auto match = end.match(one);
    return match.hasMatch() ? Sentences{match.captured(1).chopped(1), one.mid(match.capturedEnd())}
                            : Sentences{one, {}};
}

//! What a long sentence lists, as rights that lack, is no headline.
QString withoutList(const QString &sentence)
{
    constexpr qsizetype headline = 120;
    const qsizetype list = sentence.indexOf(": "_L1);
    return sentence.size() > headline && list > 0 ? sentence.left(list) : sentence;
}

//! Its record has no verdict.
bool isCutOff(const ReportedTest &test)
{
    return test.record && !test.record->isFinished() && !test.record->verdict();
}

//! The message is all that is known of why there is no verdict: what it ends with is advice.
bool isMessageAll(const ReportedTest &test)
{
    return errorOf(test) && !diagnosisOf(test) && outcomeOf(test) == Outcome::Inconclusive;
}

//! The only import that did not pass; null: none, or several.
const PackageVerificationResult *onlyImport(const ReportedTest &test)
{
    const PackageVerificationResult *only = nullptr;
    if (!test.record)
        return nullptr;
    for (const PackageVerificationResult &result : test.record->results()) {
        if (result.outcome == PackageOutcome::Passed)
            continue;
        if (only)
            return nullptr;
        only = &result;
    }
    return only;
}

//! The kernel ended every import that failed: both the limit and the import can be another.
bool isShortOfMemory(const ReportedTest &test)
{
    if (!test.record || diagnosisOf(test))
        return false;
    const auto &results = test.record->results();
    const auto hasFailed = [](const auto &result) {
        return result.outcome == PackageOutcome::Failed;
    };
    return std::any_of(results.begin(), results.end(), hasFailed) &&
           std::all_of(results.begin(), results.end(), [&](const auto &result) {
               return !hasFailed(result) ||
                      (result.failure == ImportFailure::Killed &&
                       result.errorMessage.value_or(QString()).contains(signalName(kernelsKill)));
           });
}

//! Its time ran out, or it failed.
bool isOfACell(const ReportedTest &test)
{
    const auto error = errorOf(test);
    if (!error || !test.record || error->type != ErrorType::CommandTimeoutError)
        return error && error->type == ErrorType::CellError;
    const auto &cells = test.record->cells();
    return std::any_of(cells.begin(), cells.end(), [](const CellResult &cell) {
        return cell.outcome == CellOutcome::TimedOut;
    });
}

//! The rung that says all: what its message ends with is told as what to do.
const PreflightCheck *tellingRung(const ReportedTest &test)
{
    const PreflightCheck *rung = diagnosisOf(test) ? nullptr : failedRung(test);
    return rung && !rung->advice.isEmpty() && headlineOf(test).endsWith(rung->advice) ? rung
                                                                                      : nullptr;
}

QString whoeverSetUpTheWay()
{
    return ReportText::tr("Whoever set up the way to the cluster can mend this, in the kubeconfig; "
                          "it says nothing about the image.");
}

} // namespace

QString ticketHeadline(const ReportedTest &test)
{
    if (isMessageAll(test))
        return withoutList(sentencesOf(errorOf(test)->message).first);
    const PreflightCheck *rung = tellingRung(test);
    if (!rung)
        return headlineOf(test);
    const QString first = sentencesOf(rung->detail).first;
    return first.endsWith(u'.') ? first.chopped(1) : first;
}

//! What a container died of while a package was imported says more than which one was.
QString ticketCause(const ReportedTest &test)
{
    const auto error = errorOf(test);
    const PackageVerificationResult *import = onlyImport(test);
    if (!error || (import && !diagnosisOf(test)) || tellingRung(test))
        return {};
    if (isMessageAll(test)) {
        const QString first = sentencesOf(error->message).first;
        return withoutList(first) == first ? QString() : first;
    }
    return import && error->type == ErrorType::ExecOnPodError && import->errorMessage
               ? *import->errorMessage
               : error->message;
}

QString whoseFault(const ReportedTest &test)
{
    const auto error = errorOf(test);
    if (isCutOff(test))
        return ReportText::tr("Nobody's: Assay was ended before it had a verdict, or is still at "
                              "work. This says nothing about the image.");
    if (!error)
        return {};
    if (const Diagnosis *diagnosis = diagnosisOf(test)) {
        const QString who = whoCanMend(diagnosis->fault);
        return who.isEmpty() ? ReportText::tr("Nothing that was seen tells whose fault it is.")
                             : who;
    }
    if (error->fault)
        return whoCanMend(*error->fault);
    if (isShortOfMemory(test))
        return ReportText::tr("Whoever wrote the test can mend this with a higher memory limit, or "
                              "the image's author with an import that needs less.");
    switch (isOfACell(test) ? ErrorType::CellError : error->type) {
    case ErrorType::CellError:
        return outcomeOf(test) == Outcome::Failed
                   ? ReportText::tr("The image's author can mend this, or whoever wrote the cell.")
                   : ReportText::tr(
                         "Nothing could be found out: this says nothing about the image.");
    case ErrorType::ExecOnPodError:
    case ErrorType::CommandTimeoutError:
    case ErrorType::ImageCheckError:
        return outcomeOf(test) == Outcome::Failed
                   ? whoCanMend(Fault::Image)
                   : ReportText::tr(
                         "Nothing could be found out: this says nothing about the image.");
    case ErrorType::ConfigurationError:
        return whoCanMend(Fault::Configuration);
    case ErrorType::KubeconfigError:
        return whoeverSetUpTheWay();
    case ErrorType::ConnectionError:
        return ReportText::tr(
            "The cluster or container engine, or the way to it: this says nothing "
            "about the image.");
    case ErrorType::PermissionError:
        // Before anything was asked of the cluster, it is who asks that was refused.
        return test.record ? whoCanMend(Fault::Cluster) : whoeverSetUpTheWay();
    case ErrorType::ClusterError:
        return whoCanMend(Fault::Cluster);
    case ErrorType::InternalError:
        return ReportText::tr("Assay itself: this says nothing about the image.");
    case ErrorType::CancelledError:
        return ReportText::tr("Nobody's: it was stopped before it was done.");
    case ErrorType::ImagePullError:
    case ErrorType::ContainerCrashError:
    case ErrorType::PodReadinessTimeout:
        break;
    }
    return ReportText::tr("Nothing that was seen tells whose fault it is.");
}

//! Where nothing else is known of what to do.
static QString lastAdvice(const ReportedTest &test)
{
    const auto error = errorOf(test);
    if (!error)
        return {};
    if (isOfACell(test) && error->type == ErrorType::CommandTimeoutError)
        return ReportText::tr("Raise timeout_command (%1 s) in the test, or make the cell shorter.")
            .arg(test.record->configuration().timeoutCommand);
    if (error->type == ErrorType::CellError && outcomeOf(test) == Outcome::Failed)
        return ReportText::tr("Run the cell in a workbench of this image, and correct the image, "
                              "or the cell in the suite.");
    if (error->type == ErrorType::CancelledError)
        return ReportText::tr("Run the test again, with more time where a deadline ended it.");
    if (!test.record)
        return ReportText::tr("\"assay doctor\" with the same cluster says step by step what "
                              "stands in the way.");
    return {};
}

QStringList ticketAdvice(const ReportedTest &test)
{
    QStringList all;
    if (const Diagnosis *diagnosis = diagnosisOf(test))
        all << diagnosis->advice;
    else if (const PreflightCheck *rung = failedRung(test))
        all << rung->advice;
    all.removeAll(QString());
    if (all.isEmpty() && isMessageAll(test))
        all << sentencesOf(errorOf(test)->message).others;
    all.removeAll(QString());
    // What became of an import that nothing is known of is no more than that.
    const bool isKnown = !all.isEmpty();
    if (test.record) {
        for (const PackageVerificationResult &result : test.record->results()) {
            if (result.outcome == PackageOutcome::Failed ||
                (result.outcome == PackageOutcome::Inconclusive && !isKnown))
                all << result.advice;
        }
        for (const CheckResult &check : test.record->checks()) {
            if (check.outcome != CheckOutcome::Passed)
                all << check.advice;
        }
    }
    all.removeAll(QString());
    all.removeDuplicates();
    if (isCutOff(test))
        return {ReportText::tr("Run the test again. What it left on the cluster, \"assay clean\" "
                               "lists and deletes.")};
    if (all.isEmpty())
        all << lastAdvice(test);
    all.removeAll(QString());
    return all;
}

} // namespace assay::models::reporting
