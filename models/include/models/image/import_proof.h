// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/package_verification_result.h>

#include <vector>

namespace assay::models {

//! Whether an import statement came to its end, as another process heard it. The exit status 0 of
//! `python -c "import X"` does not say so: X may have ended Python.
struct ImportProof
{
    enum class Outcome {
        Proved,  //!< the statement ended
        Ended,   //!< Python ended before it did, with `status` where that is known
        Raised,  //!< `error` is what
        Killed,  //!< by a signal: `status` is 128 and more
        TimedOut //!< it did not end within timeout_command
    };
    QString package = {};
    Outcome outcome = Outcome::Ended;
    QString file = {};    //!< real path that it was loaded from; empty: built in, or not proved
    QString version = {}; //!< its __version__; empty where it has none or belongs to Python itself
    QString error = {};   //!< "ValueError: no such device"
    int status = 0;
    double seconds = 0;
};
QString toString(ImportProof::Outcome outcome); //!< the enumerator's own name

//! What the kernel says of a container's memory, in bytes.
struct ContainerMemory
{
    qint64 limit = -1; //!< -1: not told, or there is none
    qint64 peak = -1;  //!< most that was used since the container began; -1: not told
    qint64 kills = -1; //!< processes of it that the kernel ended for want of memory; -1: not told
};

//! What resources/prove_imports.py printed so far.
struct ImportProofs
{
    std::vector<ImportProof> imports; //!< as told; at most one of each name
    ContainerMemory memory;
    bool whole = false; //!< its last line is there
};

//! What the program reads: `alone` has an interpreter for each name.
QByteArray importProofRequest(const QByteArray &token, const QStringList &packages,
                              int timeoutSeconds, bool alone);

//! Lines with the marker and this token; anything may stand around them. Names that were not asked
//! for are left out.
ImportProofs importProofsFrom(const QByteArray &standardOutput, const QByteArray &token,
                              const QStringList &packages);

//! Of a result that passed by its exit status: confirms it, and says where the package was really
//! loaded from and its version, or has it fail. `volumes` as in addInventory(), which comes before.
void applyProof(PackageVerificationResult &result, const ImportProof &proof,
                const QStringList &volumes, int timeoutSeconds);

//! The same where no proof can be had: inconclusive. `because` is why.
void withoutProof(PackageVerificationResult &result, const QString &because);

//! Of an import that SIGKILL ended in a container with a memory limit: that memory is the likely
//! cause, with the limit and, where the kernel tells it, the peak. `podLimit` is the pod's own word
//! ("512Mi"), for where the kernel says nothing. Without effect on other results.
void explainKill(PackageVerificationResult &result, const ContainerMemory &memory,
                 const QString &podLimit);

//! "512Mi", "1.5Gi", "511.9Mi", "900": bytes as a quantity of Kubernetes, to a tenth.
QString binaryQuantity(qint64 bytes);

} // namespace assay::models
