// SPDX-License-Identifier: Apache-2.0
#include <models/package_verification_result.h>

#include "json_reading.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct ResultText
{
    Q_DECLARE_TR_FUNCTIONS(ResultText)
};
} // namespace

static constexpr std::array allOutcomes{PackageOutcome::Passed, PackageOutcome::Failed,
                                        PackageOutcome::Inconclusive};
static constexpr std::array allFailures{ImportFailure::None,
                                        ImportFailure::NotInstalled,
                                        ImportFailure::MissingDependency,
                                        ImportFailure::MissingSharedLibrary,
                                        ImportFailure::Exception,
                                        ImportFailure::Killed,
                                        ImportFailure::TimedOut,
                                        ImportFailure::NoPython,
                                        ImportFailure::NotExecuted};

QString toString(PackageOutcome outcome)
{
    switch (outcome) {
    case PackageOutcome::Passed:
        return u"passed"_s;
    case PackageOutcome::Failed:
        return u"failed"_s;
    case PackageOutcome::Inconclusive:
        return u"inconclusive"_s;
    }
    return {};
}

QString toString(ImportFailure failure)
{
    switch (failure) {
    case ImportFailure::None:
        return u"None"_s;
    case ImportFailure::NotInstalled:
        return u"NotInstalled"_s;
    case ImportFailure::MissingDependency:
        return u"MissingDependency"_s;
    case ImportFailure::MissingSharedLibrary:
        return u"MissingSharedLibrary"_s;
    case ImportFailure::Exception:
        return u"Exception"_s;
    case ImportFailure::Killed:
        return u"Killed"_s;
    case ImportFailure::TimedOut:
        return u"TimedOut"_s;
    case ImportFailure::NoPython:
        return u"NoPython"_s;
    case ImportFailure::NotExecuted:
        return u"NotExecuted"_s;
    }
    return {};
}

QString PackageVerificationResult::commandFor(const QString &package)
{
    return u"python -c \"import "_s + package + u'"';
}

QStringList PackageVerificationResult::argvFor(const QString &package)
{
    return {u"python"_s, u"-c"_s, u"import "_s + package};
}

QStringList PackageVerificationResult::violations(int timeoutSeconds) const
{
    QStringList broken;
    if (!importSuccessful && errorMessage.value_or(QString()).isEmpty())
        broken << ResultText::tr("error_message is missing although the import failed.");
    if (importSuccessful && errorMessage)
        broken << ResultText::tr("error_message is set although the import succeeded.");
    if (importSuccessful != (outcome == PackageOutcome::Passed))
        broken << ResultText::tr("import_successful and the outcome \"%1\" contradict each other.")
                      .arg(toString(outcome));
    if (executionTimeSeconds < 0)
        broken << ResultText::tr("execution_time_seconds is negative.");
    if (failure != ImportFailure::TimedOut && executionTimeSeconds >= timeoutSeconds)
        broken << ResultText::tr("execution_time_seconds is %1, which is not less than the "
                                 "timeout of %2 s.")
                      .arg(executionTimeSeconds)
                      .arg(timeoutSeconds);
    if (commandExecuted != commandFor(packageName))
        broken << ResultText::tr("command_executed must be %1.").arg(commandFor(packageName));
    return broken;
}

void to_json(Json &j, const PackageVerificationResult &r)
{
    j = Json{{"package_name", r.packageName},
             {"import_successful", r.importSuccessful},
             {"error_message", r.errorMessage},
             {"command_executed", r.commandExecuted},
             {"execution_time_seconds", r.executionTimeSeconds},
             {"pod_logs", r.podLogs},
             {"outcome", toString(r.outcome)},
             {"failure", toString(r.failure)},
             {"exit_code", r.exitCode},
             {"stdout", r.standardOutput},
             {"stderr", r.standardError},
             {"advice", r.advice}};
}

void from_json(const Json &j, PackageVerificationResult &r)
{
    r = {};
    reading::read(j, "package_name", r.packageName);
    reading::read(j, "import_successful", r.importSuccessful);
    reading::read(j, "error_message", r.errorMessage);
    reading::read(j, "command_executed", r.commandExecuted);
    reading::read(j, "execution_time_seconds", r.executionTimeSeconds);
    reading::read(j, "pod_logs", r.podLogs);
    reading::read(j, "exit_code", r.exitCode);
    reading::read(j, "stdout", r.standardOutput);
    reading::read(j, "stderr", r.standardError);
    reading::read(j, "advice", r.advice);
    r.outcome = r.importSuccessful ? PackageOutcome::Passed : PackageOutcome::Failed;
    for (const PackageOutcome outcome : allOutcomes) {
        if (toString(outcome) == textAt(j, {"outcome"}))
            r.outcome = outcome;
    }
    for (const ImportFailure failure : allFailures) {
        if (toString(failure) == textAt(j, {"failure"}))
            r.failure = failure;
    }
}

} // namespace assay::models
