// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/failures/server_evidence.h>
#include <models/image/import_proof.h>
#include <models/image/requirement.h>
#include <models/image/workbench_checks.h>

using namespace assay::models;
using namespace assay::fuzz;

static void readInventory(const QByteArray &printed)
{
    const auto inventory = inventoryFrom(printed);
    if (!inventory) {
        require(isPlain(inventory.error()));
        return;
    }
    inventory->summary();
    for (const Distribution &distribution : inventory->distributions) {
        const Distribution *found = inventory->distribution(distribution.name);
        require(found && normalizedDistributionName(found->name) ==
                             normalizedDistributionName(distribution.name));
        for (const QString &module : distribution.imports)
            inventory->providersOf(module);
        const CheckResult result = checkRequirement(distribution.name, &*inventory, {});
        require(result.name == distribution.name);
    }
    for (const ModulePlace &place : inventory->modules)
        require(inventory->placeOf(place.name) != nullptr);
    Inventory again;
    from_json(Json(*inventory), again);
    require(again == *inventory);
}

static void readProofs(const QByteArray &printed)
{
    const QStringList packages{QStringLiteral("numpy"), QStringLiteral("yaml")};
    const ImportProofs proofs = importProofsFrom(printed, "token", packages);
    require(proofs.imports.size() <= 2);
    PackageVerificationResult result;
    result.packageName = packages.first();
    for (const ImportProof &proof : proofs.imports) {
        require(packages.contains(proof.package));
        PackageVerificationResult proved = result;
        applyProof(proved, proof, {QStringLiteral("/opt")}, 60);
    }
    explainKill(result, proofs.memory, QStringLiteral("512Mi"));
}

static void readChecks(const QByteArray &printed)
{
    const QStringList asked = knownWorkbenchChecks();
    const auto results = workbenchChecksFrom(printed, asked);
    require(!results || results->size() == std::size_t(asked.size()));
}

//! The first byte chooses the program whose line is read; with its highest bit, the rest is what
//! stands in the line, else all that was printed.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const char *markers[] = {"ASSAY-INVENTORY ", "ASSAY-IMPORT token ", "ASSAY-CHECKS ",
                             "ASSAY-SERVER "};
    QByteArray printed = bytesOf(data + 1, size - 1);
    if (data[0] & 128)
        printed = '\n' + QByteArray(markers[data[0] % 4]) + printed + '\n';
    switch (data[0] % 4) {
    case 0:
        readInventory(printed);
        break;
    case 1:
        readProofs(printed);
        break;
    case 2:
        readChecks(printed);
        break;
    default:
        for (const QString &answer : serverAnswersFrom(printed))
            require(!answer.isEmpty());
    }
    return 0;
}
