// SPDX-License-Identifier: Apache-2.0
#include <models/image/import_proof.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"
#include "base/signal_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::models {

using namespace Qt::StringLiterals;
using Outcome = ImportProof::Outcome;

namespace {

struct ProofText
{
    Q_DECLARE_TR_FUNCTIONS(ImportProof)
};

// The script keeps to smaller limits; these hold against an image that prints lines of its own.
constexpr int pathCap = 4096;
constexpr int errorCap = 4096;
constexpr int versionCap = 100;
constexpr int killed = 9;

qint64 countAt(const Json &line, const char *key)
{
    const Json &value = at(line, {key});
    return value.is_number_integer() ? value.get<qint64>() : -1;
}

ImportProof proofFrom(const Json &line)
{
    ImportProof proof;
    proof.package = textAt(line, {"name"});
    proof.outcome =
        enumFromString<Outcome>(textAt(line, {"outcome"})).value_or(ImportProof::Outcome::Ended);
    proof.file = textAt(line, {"file"}).left(pathCap);
    proof.version = textAt(line, {"version"}).left(versionCap);
    proof.error = textAt(line, {"error"}).left(errorCap);
    reading::read(line, "status", proof.status);
    reading::read(line, "seconds", proof.seconds);
    if (!std::isfinite(proof.seconds) || proof.seconds < 0)
        proof.seconds = 0;
    return proof;
}

} // namespace

QString toString(ImportProof::Outcome outcome)
{
    return enumeratorName(outcome);
}

QByteArray importProofRequest(const QByteArray &token, const QStringList &packages,
                              int timeoutSeconds, bool alone)
{
    Json names = Json::array();
    for (const QString &package : packages)
        names.push_back(package);
    const Json request{{"token", token.toStdString()},
                       {"names", names},
                       {"seconds", timeoutSeconds},
                       {"alone", alone}};
    return QByteArray::fromStdString(request.dump());
}

ImportProofs importProofsFrom(const QByteArray &standardOutput, const QByteArray &token,
                              const QStringList &packages)
{
    ImportProofs proofs;
    const QByteArray marker = "ASSAY-IMPORT " + token + ' ';
    for (qsizetype from = 0, end; (end = standardOutput.indexOf('\n', from)) >= 0; from = end + 1) {
        const QByteArrayView printed = QByteArrayView(standardOutput).sliced(from, end - from);
        if (!printed.startsWith(marker))
            continue;
        const auto line = parseBounded(printed.sliced(marker.size()));
        if (!line || !line->is_object())
            continue;
        if (const Json &memory = at(*line, {"memory"}); memory.is_object()) {
            proofs.memory = {countAt(memory, "limit"), countAt(memory, "peak"),
                             countAt(memory, "kills")};
            proofs.whole = true;
            continue;
        }
        const ImportProof proof = proofFrom(*line);
        const bool known =
            std::any_of(proofs.imports.begin(), proofs.imports.end(),
                        [&proof](const ImportProof &one) { return one.package == proof.package; });
        if (!known && packages.contains(proof.package))
            proofs.imports.push_back(proof);
    }
    return proofs;
}

static void takePlace(PackageVerificationResult &r, const ImportProof &proof,
                      const QStringList &volumes)
{
    const bool foretold = r.location && r.location->origin == proof.file;
    if (!proof.file.isEmpty() && !foretold) {
        const bool onVolume = isBelow(proof.file, volumes);
        // What was foretold is not what was loaded: the image has it as well.
        const bool inImage = r.location && r.location->inImage;
        r.location = ModuleLocation{proof.file, onVolume, !onVolume || inImage};
        // Then a distribution that gives another file is not what was loaded, either.
        if (!proof.version.isEmpty() && proof.version != r.version) {
            r.version = proof.version;
            r.distribution.clear();
        }
    }
    if (r.version.isEmpty())
        r.version = proof.version;
}

static void fail(PackageVerificationResult &r, ImportFailure failure, const QString &message,
                 const QString &advice)
{
    r.importSuccessful = false;
    r.outcome = PackageOutcome::Failed;
    r.failure = failure;
    r.errorMessage = message;
    r.advice = advice;
}

void applyProof(PackageVerificationResult &r, const ImportProof &proof, const QStringList &volumes,
                int timeoutSeconds)
{
    const QString remark = ProofText::tr("\"%1\" ended with status 0 all the same, but the import "
                                         "was not seen to end when it was made again.")
                               .arg(r.commandExecuted);
    switch (proof.outcome) {
    case Outcome::Proved:
        r.confirmed = true;
        return takePlace(r, proof, volumes);
    case Outcome::Ended: {
        const QString how =
            proof.error.isEmpty() ? ProofText::tr("exit status %1").arg(proof.status) : proof.error;
        return fail(
            r, ImportFailure::EndedPython,
            ProofText::tr("ExecOnPodError: python ended before the import did (%1)").arg(how),
            ProofText::tr("Importing %1 ends Python, so that nothing after it is run: "
                          "look in it for os._exit, sys.exit, or a program that is not "
                          "under if __name__ == \"__main__\".")
                .arg(r.packageName));
    }
    case Outcome::Raised:
        return fail(r, ImportFailure::Exception,
                    proof.error.isEmpty() ? ProofText::tr("The import raised an exception.")
                                          : proof.error,
                    remark);
    case Outcome::Killed:
        return fail(r, ImportFailure::Killed,
                    ProofText::tr("The import was ended by %1 (exit status %2).")
                        .arg(signalName(proof.status - 128))
                        .arg(proof.status),
                    remark);
    case Outcome::TimedOut:
        return fail(r, ImportFailure::TimedOut,
                    ProofText::tr("CommandTimeoutError: the import did not end within %n second(s)",
                                  nullptr, timeoutSeconds),
                    remark);
    }
}

void withoutProof(PackageVerificationResult &r, const QString &because)
{
    r.importSuccessful = false;
    r.outcome = PackageOutcome::Inconclusive;
    r.failure = ImportFailure::NotExecuted;
    r.errorMessage = ProofText::tr("ExecOnPodError: the command ended with status 0, but whether "
                                   "the import came to its end could not be found out. %1")
                         .arg(because)
                         .trimmed();
    r.advice = ProofText::tr("This says nothing about the image. Run the test again once the cause "
                             "is gone.");
}

QString binaryQuantity(qint64 bytes)
{
    static constexpr std::array units{'K', 'M', 'G', 'T'};
    if (bytes < 1024)
        return QString::number(bytes);
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (value /= 1024; value >= 1024 && unit + 1 < units.size(); value /= 1024)
        ++unit;
    // Down, so that what is below a limit is not shown as the limit itself.
    const double tenths = std::floor(value * 10) / 10;
    return QString::number(tenths) + QLatin1Char(units.at(unit)) + u'i';
}

void explainKill(PackageVerificationResult &r, const ContainerMemory &memory,
                 const QString &podLimit)
{
    const bool byKill = r.failure == ImportFailure::Killed && r.outcome == PackageOutcome::Failed &&
                        r.errorMessage && r.errorMessage->contains(signalName(killed));
    const QString limit = memory.limit > 0 ? binaryQuantity(memory.limit) : podLimit;
    if (!byKill || limit.isEmpty())
        return;
    QString why =
        memory.limit > 0 && memory.peak >= 0
            ? ProofText::tr("Memory is the likely cause: the container's limit is %1, and the most "
                            "that it has used is %2.")
                  .arg(limit, binaryQuantity(memory.peak))
            : ProofText::tr("Memory is the likely cause: the container's limit is %1.").arg(limit);
    if (memory.kills > 0)
        why +=
            u' ' +
            ProofText::tr("The kernel has ended processes in it for that: %1.").arg(memory.kills);
    *r.errorMessage += u' ' + why;
    r.advice = ProofText::tr("Raise the memory limit under \"resources\", or make the import "
                             "lighter.");
}

} // namespace assay::models
