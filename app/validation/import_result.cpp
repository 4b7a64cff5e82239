// SPDX-License-Identifier: Apache-2.0
#include "import_result.h"

#include <QCoreApplication>

namespace assay::app {

using models::ImportFailure;
using models::PackageOutcome;
using models::PackageVerificationResult;

namespace {

struct ResultText
{
    Q_DECLARE_TR_FUNCTIONS(ResultText)
};

constexpr int switchingProtocols = 101;
constexpr int killedStatus = 128 + 9;

const k8s::ExecOutput &outputOf(const k8s::ExecJob &job)
{
    return job.result() ? *job.result() : job.partial();
}

} // namespace

bool wasKilled(const k8s::ExecJob &job)
{
    return job.result() && job.result()->started && job.result()->exitCode == killedStatus;
}

bool saysWhatBecameOfIt(const k8s::ExecJob &job)
{
    if (job.result())
        return !wasKilled(job) &&
               (job.result()->started || models::isMissingProgram(job.result()->runtimeMessage));
    switch (job.result().error().kind) {
    case k8s::Error::Kind::Connection:
    case k8s::Error::Kind::NotFound:
    case k8s::Error::Kind::Invalid:
    case k8s::Error::Kind::Server:
        return false;
    default:
        return true;
    }
}

static PackageVerificationResult bare(const QString &package, const k8s::ExecJob *job)
{
    PackageVerificationResult result;
    result.packageName = package;
    result.commandExecuted = PackageVerificationResult::commandFor(package);
    if (!job)
        return result;
    const k8s::ExecOutput &output = outputOf(*job);
    result.executionTimeSeconds = static_cast<double>(output.elapsedMilliseconds) / 1000;
    result.standardOutput = QString::fromUtf8(output.standardOutput);
    result.standardError = QString::fromUtf8(output.standardError);
    return result;
}

PackageVerificationResult unknownImport(const QString &package, const k8s::ExecJob *job,
                                        const QString &because)
{
    PackageVerificationResult result = bare(package, job);
    result.outcome = PackageOutcome::Inconclusive;
    result.failure = ImportFailure::NotExecuted;
    result.errorMessage = ResultText::tr("ExecOnPodError: %1").arg(because);
    result.advice = ResultText::tr("This says nothing about the image. Run the test again once the "
                                   "cause is gone.");
    return result;
}

PackageVerificationResult importThatEndedTheContainer(const QString &package,
                                                      const k8s::ExecJob &job,
                                                      const models::Diagnosis &end)
{
    PackageVerificationResult result = bare(package, &job);
    result.outcome = PackageOutcome::Failed;
    result.failure = ImportFailure::Killed;
    if (job.result())
        result.exitCode = job.result()->exitCode;
    result.errorMessage =
        ResultText::tr("The workbench's container ended while %1 was imported. %2")
            .arg(package, end.summary);
    result.advice = end.advice;
    return result;
}

PackageVerificationResult interpretExec(const QString &package, const k8s::ExecJob &job,
                                        int timeoutSeconds, const models::Inventory *inventory)
{
    const k8s::ExecOutput &output = outputOf(job);
    if (job.result())
        return models::interpretImport(
            package, output.started, output.exitCode, QString::fromUtf8(output.standardOutput),
            output.started ? QString::fromUtf8(output.standardError) : output.runtimeMessage,
            static_cast<double>(output.elapsedMilliseconds) / 1000, inventory);
    const k8s::Error &error = job.result().error();
    // A server that never took the command up is not the import's doing.
    if (error.kind != k8s::Error::Kind::Timeout || error.httpStatus != switchingProtocols)
        return unknownImport(package, &job, error.message);
    PackageVerificationResult result = bare(package, &job);
    result.outcome = PackageOutcome::Failed;
    result.failure = ImportFailure::TimedOut;
    result.errorMessage = ResultText::tr(
        "CommandTimeoutError: the import did not end within %n second(s)", nullptr, timeoutSeconds);
    result.advice =
        ResultText::tr("Find out what the import waits for, or raise timeout_command. "
                       "The command may still be running in the container. An import that "
                       "leaves a process behind which holds its output open looks the "
                       "same.");
    return result;
}

} // namespace assay::app
