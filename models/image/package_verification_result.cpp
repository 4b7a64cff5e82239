// SPDX-License-Identifier: Apache-2.0
#include <models/image/package_verification_result.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct ResultText
{
    Q_DECLARE_TR_FUNCTIONS(ResultText)
};
} // namespace

QString toString(PackageOutcome outcome)
{
    return enumeratorName(outcome).toLower();
}

QString toString(ImportFailure failure)
{
    return enumeratorName(failure);
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

bool isBelow(const QString &path, const QStringList &folders)
{
    return std::any_of(folders.begin(), folders.end(), [&](const QString &folder) {
        return path == folder || path.startsWith(folder.endsWith(u'/') ? folder : folder + u'/');
    });
}

void addInventory(PackageVerificationResult &result, const Inventory &inventory,
                  const QStringList &volumes)
{
    const ModulePlace *place = inventory.placeOf(result.packageName);
    if (place && !place->origin.isEmpty()) {
        const bool onVolume = isBelow(place->origin, volumes);
        const bool hidden =
            std::any_of(place->elsewhere.begin(), place->elsewhere.end(),
                        [&](const QString &path) { return !isBelow(path, volumes); });
        result.location = ModuleLocation{place->origin, onVolume, !onVolume || hidden};
    } else if (!result.importSuccessful) {
        // Of what is not there, a distribution that shares a namespace with it says nothing.
        return;
    }
    const auto providers = inventory.providersOf(result.packageName);
    // Several may share a namespace: then none of them is the package's own.
    if (providers.size() != 1)
        return;
    result.distribution = providers.front()->name;
    result.version = providers.front()->version;
}

QString PackageVerificationResult::locationRemark() const
{
    if (!location || !location->onVolume)
        return {};
    return location->inImage
               ? ResultText::tr("Loaded from the volume at %1, which hides what the image has.")
                     .arg(location->origin)
               : ResultText::tr("Found on the volume at %1, not in the image.")
                     .arg(location->origin);
}

static Json textOrNone(const QString &text)
{
    return text.isEmpty() ? Json(nullptr) : Json(text);
}

void to_json(Json &j, const PackageVerificationResult &r)
{
    Json location = nullptr;
    if (r.location)
        location = {{"origin", r.location->origin},
                    {"on_volume", r.location->onVolume},
                    {"in_image", r.location->inImage}};
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
             {"advice", r.advice},
             {"version", textOrNone(r.version)},
             {"distribution", textOrNone(r.distribution)},
             {"location", location},
             {"confirmed", r.confirmed}};
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
    reading::read(j, "version", r.version);
    reading::read(j, "distribution", r.distribution);
    reading::read(j, "confirmed", r.confirmed);
    if (const Json &location = at(j, {"location"}); location.is_object()) {
        r.location.emplace();
        reading::read(location, "origin", r.location->origin);
        reading::read(location, "on_volume", r.location->onVolume);
        reading::read(location, "in_image", r.location->inImage);
    }
    r.outcome = enumFromString<PackageOutcome>(textAt(j, {"outcome"}))
                    .value_or(r.importSuccessful ? PackageOutcome::Passed : PackageOutcome::Failed);
    r.failure = enumFromString<ImportFailure>(textAt(j, {"failure"})).value_or(r.failure);
}

} // namespace assay::models
