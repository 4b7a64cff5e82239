// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/inventory.h>

namespace assay::models {

//! How the import of one package ended. Inconclusive is never a pass and never blamed on the image.
enum class PackageOutcome { Passed, Failed, Inconclusive };
QString toString(PackageOutcome outcome); //!< "passed", "failed", "inconclusive"

//! What kind of failure it was, where it can be told apart.
enum class ImportFailure {
    None,
    NotInstalled,         //!< ModuleNotFoundError naming the requested module
    MissingDependency,    //!< ModuleNotFoundError naming another one
    MissingSharedLibrary, //!< ImportError "cannot open shared object file"
    Exception,            //!< anything else that the import raised
    Killed,               //!< exit status above 128
    TimedOut,             //!< CommandTimeoutError
    NoPython,             //!< the runtime found no python to run
    NotExecuted,          //!< exec was refused or lost: the outcome is Inconclusive
    EndedPython           //!< Python ended, with status 0, before the import statement did
};
QString toString(ImportFailure failure); //!< the enumerator's own name

//! Where the image's Python loads a package from.
struct ModuleLocation
{
    QString origin;        //!< a path, or "built-in" or "frozen"
    bool onVolume = false; //!< below a mounted volume, so not from the image
    bool inImage = true;   //!< the image has it, too or only
    bool operator==(const ModuleLocation &) const = default;
};

//! The outcome of one import (the data model's entity 3).
struct PackageVerificationResult
{
    QString packageName;
    bool importSuccessful = false;
    std::optional<QString> errorMessage; //!< the traceback's last line
    QString commandExecuted;             //!< python -c "import X"
    double executionTimeSeconds = 0;
    std::optional<QString> podLogs; //!< tail of the pod's log, on failure

    PackageOutcome outcome = PackageOutcome::Failed;
    ImportFailure failure = ImportFailure::None;
    int exitCode = -1; //!< -1: none arrived
    QString standardOutput;
    QString standardError;
    QString advice; //!< what to do, in a sentence or two; empty on success

    // From the inventory; empty where there is none, or where no distribution gives the package.
    QString version;      //!< of the distribution that gives it, or its own word
    QString distribution; //!< its name
    std::optional<ModuleLocation> location;

    bool confirmed = false; //!< another process heard that the import statement ended

    //! "Found on the volume at /x, not in the image."; empty where it comes from the image.
    QString locationRemark() const;

    //! The seed's rules, as sentences; empty where all hold. `timeoutSeconds` is timeout_command.
    QStringList violations(int timeoutSeconds) const;

    static QString commandFor(const QString &package);  //!< python -c "import X"
    static QStringList argvFor(const QString &package); //!< {"python", "-c", "import X"}
    bool operator==(const PackageVerificationResult &) const = default;
};

//! Whether a runtime's refusal of a command means that the image lacks the program, and not that
//! the container was gone or the node unable.
bool isMissingProgram(const QString &runtimeMessage);

//! What a finished command says of an import: pure, over exit status and output.
//! `exitCode` above 128 is a signal; `started` false means that the runtime did not start it. With
//! an inventory, the advice on a missing package says what the image has instead.
PackageVerificationResult interpretImport(const QString &package, bool started, int exitCode,
                                          const QString &standardOutput,
                                          const QString &standardError, double seconds,
                                          const Inventory *inventory = nullptr);

//! Whether a path is one of the folders or below one.
bool isBelow(const QString &path, const QStringList &folders);

//! Adds version, distribution and location. `volumes` are the paths at which claims are mounted.
void addInventory(PackageVerificationResult &result, const Inventory &inventory,
                  const QStringList &volumes);

//! The import name to write for a distribution name that is not importable ("scikit-learn" gives
//! "sklearn", "Pillow" gives "PIL"); empty where none is known.
QString importNameFor(const QString &distribution);

void to_json(Json &j, const PackageVerificationResult &r);
void from_json(const Json &j, PackageVerificationResult &r);

} // namespace assay::models
