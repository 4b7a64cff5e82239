// SPDX-License-Identifier: Apache-2.0
#include <models/words/known_failures.h>

#include <models/suite/known_failure.h>

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

struct KnownFailureWords
{
    Q_DECLARE_TR_FUNCTIONS(KnownFailureWords)
};

//! What failed, a text each that holds the whole of its cause: only where each of them is known is
//! the failure known.
QStringList causesOf(const RunRecord &record)
{
    QStringList causes;
    for (const PackageVerificationResult &result : record.results()) {
        if (result.outcome == PackageOutcome::Failed)
            causes << result.packageName + u' ' + result.errorMessage.value_or(QString());
    }
    for (const CheckResult &check : record.checks()) {
        if (check.outcome == CheckOutcome::Failed)
            causes << QStringList{check.name, check.detail}.join(u' ') + u' ' +
                          check.evidence.join(u' ');
    }
    for (const CellResult &cell : record.cells()) {
        if (cell.outcome == CellOutcome::Failed || cell.outcome == CellOutcome::TimedOut)
            causes << cell.name + u' ' + cell.errorMessage;
    }
    if (record.diagnosis()) {
        const Diagnosis &diagnosis = record.diagnosis()->diagnosis;
        QStringList parts{diagnosis.rule, diagnosis.reason, diagnosis.cause, diagnosis.summary};
        for (const Evidence &evidence : diagnosis.evidence)
            parts << evidence.text;
        causes << parts.join(u' ');
    }
    if (causes.isEmpty() && record.verdict() && record.verdict()->error)
        causes << record.verdict()->error->message;
    return causes;
}

KnownFailureFinding judged(const KnownFailure &known, const RunRecord &record)
{
    using Kind = KnownFailureFinding::Kind;
    const QString until = known.until.toString(Qt::ISODate);
    if (record.verdict()->outcome == Outcome::Passed)
        return {Kind::Gone,
                KnownFailureWords::tr("Its known failure is gone (%1): remove known_failure "
                                      "from the test.")
                    .arg(known.reason)};
    const QStringList causes = causesOf(record);
    const auto other = std::find_if(causes.begin(), causes.end(), [&known](const QString &cause) {
        return !cause.simplified().contains(known.text, Qt::CaseInsensitive);
    });
    if (other != causes.end())
        return {Kind::OtherCause,
                KnownFailureWords::tr("This is not the failure that is known (\"%1\", %2).")
                    .arg(known.text, known.reason)};
    if (record.startedAt().toUTC().date() > known.until)
        return {Kind::Expired,
                KnownFailureWords::tr(
                    "This failure was known until %1 (%2), which is over: mend it, or "
                    "write a later day.")
                    .arg(until, known.reason)};
    return {Kind::Known,
            KnownFailureWords::tr("This failure is known until %1: %2").arg(until, known.reason)};
}

} // namespace

KnownFailureFinding knownFailureOf(const RunRecord &record)
{
    const auto known = KnownFailure::of(record.configuration().knownFailure);
    if (!known || !record.verdict())
        return {};
    const Outcome outcome = record.verdict()->outcome;
    const auto &error = record.verdict()->error;
    // What could not be found out is not known, and a wrong configuration never excused.
    if ((outcome != Outcome::Passed && outcome != Outcome::Failed) ||
        (error && error->type == ErrorType::ConfigurationError))
        return {};
    return judged(*known, record);
}

bool isKnownFailure(const RunRecord &record)
{
    return knownFailureOf(record).kind == KnownFailureFinding::Kind::Known;
}

} // namespace assay::models
