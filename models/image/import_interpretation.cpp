// SPDX-License-Identifier: Apache-2.0
#include <models/image/package_verification_result.h>

#include "base/signal_names.h"
#include "import_doctor.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(ImportText)
};

//! How Python reported the exception that ended it.
struct RaisedException
{
    QString line;  //!< "ImportError: libGL.so.1: cannot open …"
    QString block; //!< that line and everything printed after it
};
} // namespace

static QString lastLineOf(const QString &text)
{
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (auto it = lines.crbegin(); it != lines.crend(); ++it) {
        if (const QString line = it->trimmed(); !line.isEmpty())
            return line;
    }
    return {};
}

//! Interpreters print tracebacks of errors in finalizers, exit functions and threads, too: those
//! are not why the import failed.
static bool announcesUnrelatedTraceback(const QString &line)
{
    return line.startsWith(u"Exception ignored in"_s) || line.startsWith(u"Error in atexit"_s) ||
           line.startsWith(u"Exception in thread"_s);
}

static std::optional<RaisedException> exceptionIn(const QString &standardError)
{
    static const QRegularExpression exceptionLine(u"^[A-Za-z_][\\w.]*(:|$)"_s);
    const QStringList lines = standardError.split(u'\n');

    qsizetype header = -1;
    for (qsizetype i = lines.size() - 1; i >= 0 && header < 0; --i) {
        const bool unrelated = i > 0 && announcesUnrelatedTraceback(lines.at(i - 1));
        if (lines.at(i).startsWith(u"Traceback (most recent call last)"_s) && !unrelated)
            header = i;
    }
    // What the compiler refuses, such as `import a-b`, comes without that header.
    if (header < 0 && !standardError.contains(u"SyntaxError"_s))
        return std::nullopt;

    for (qsizetype i = header + 1; i < lines.size(); ++i) {
        if (!exceptionLine.match(lines.at(i)).hasMatch())
            continue;
        RaisedException raised{lines.at(i).trimmed(), lines.mid(i).join(u'\n')};
        // Some libraries start their message with an empty line.
        for (qsizetype k = i + 1; raised.line.endsWith(u':') && k < lines.size(); ++k) {
            if (const QString more = lines.at(k).trimmed(); !more.isEmpty())
                raised.line += u' ' + more;
        }
        return raised;
    }
    return std::nullopt;
}

static void explainMissingModule(PackageVerificationResult &r, const QString &module,
                                 const Inventory *inventory)
{
    const bool requested = module == r.packageName || r.packageName.startsWith(module + u'.');
    r.failure = requested ? ImportFailure::NotInstalled : ImportFailure::MissingDependency;
    if (requested) {
        r.advice = adviceForMissing(r.packageName, module, inventory);
        return;
    }
    r.advice = module.startsWith(r.packageName + u'.')
                   ? ImportText::tr("%1 is there but incomplete: its part %2 is missing. "
                                    "Install it again in the image.")
                         .arg(r.packageName, module)
                   : ImportText::tr("%1 is there, but it needs %2. ").arg(r.packageName, module) +
                         installAdvice(module);
}

static void explainException(PackageVerificationResult &r, const RaisedException &raised,
                             const Inventory *inventory)
{
    static const QRegularExpression missingModule(
        u"^ModuleNotFoundError: No module named '?([\\w.]+)'?"_s);
    static const QRegularExpression missingLibrary(
        u"([^\\s/:'\"]+\\.so[\\w.]*): cannot open shared object file"_s);

    if (const auto match = missingModule.match(raised.line); match.hasMatch()) {
        explainMissingModule(r, match.captured(1), inventory);
        return;
    }
    if (const auto match = missingLibrary.match(raised.block); match.hasMatch()) {
        r.failure = ImportFailure::MissingSharedLibrary;
        r.advice = ImportText::tr("The image lacks the system library %1: install the operating "
                                  "system's package that holds it.")
                       .arg(match.captured(1));
        return;
    }
    r.failure = ImportFailure::Exception;
    if (raised.line.startsWith(u"SyntaxError"_s)) {
        r.advice = ImportText::tr("Python could not read the code: check that %1 supports the "
                                  "image's Python version.")
                       .arg(r.packageName);
    } else {
        r.advice = ImportText::tr("%1 is installed, but importing it raises an error: run \"%2\" "
                                  "in the image and follow the traceback.")
                       .arg(r.packageName, r.commandExecuted);
    }
}

static void explainSignal(PackageVerificationResult &r)
{
    const int signal = r.exitCode - 128;
    r.failure = ImportFailure::Killed;
    r.errorMessage = ImportText::tr("The import was ended by %1 (exit status %2).")
                         .arg(signalName(signal))
                         .arg(r.exitCode);
    if (signal == 9) {
        r.advice = ImportText::tr("This is most often the memory limit: raise the memory limit "
                                  "under \"resources\", or make the import lighter.");
    } else if (signal == 4) {
        r.advice = ImportText::tr("A compiled part uses instructions that the node's processor "
                                  "lacks: install a build for a more general processor.");
    } else {
        r.advice = ImportText::tr("A compiled part of %1, or of what it needs, crashed: check "
                                  "that its binary packages fit the image's Python and system.")
                       .arg(r.packageName);
    }
}

static bool runtimeFoundNoProgram(int exitCode, const QString &standardError)
{
    return (exitCode == 126 || exitCode == 127) &&
           (standardError.contains(u"executable file not found"_s) ||
            standardError.contains(u"no such file or directory"_s) ||
            standardError.contains(u"permission denied"_s));
}

bool isMissingProgram(const QString &runtimeMessage)
{
    const auto says = [&runtimeMessage](const QString &words) {
        return runtimeMessage.contains(words, Qt::CaseInsensitive);
    };
    return says(u"executable file"_s) ||
           (says(u"python"_s) && (says(u"no such file or directory"_s) || says(u"not found"_s) ||
                                  says(u"permission denied"_s) || says(u"exec format error"_s) ||
                                  says(u"not a directory"_s) || says(u"is a directory"_s)));
}

//! Without what each program on the way put around it.
static QString wordsOfRuntime(const QString &message)
{
    static const QRegularExpression words(
        u"exec: \"[^\"]*\": (?:executable file not found in \\$PATH|permission denied|"
        "no such file or directory)"_s);
    const auto match = words.match(message);
    return match.hasMatch() ? match.captured() : message;
}

static QString firstNonEmpty(std::initializer_list<QString> texts)
{
    for (const QString &text : texts) {
        if (!text.isEmpty())
            return text;
    }
    return {};
}

PackageVerificationResult interpretImport(const QString &package, bool started, int exitCode,
                                          const QString &standardOutput,
                                          const QString &standardError, double seconds,
                                          const Inventory *inventory)
{
    PackageVerificationResult r;
    r.packageName = package;
    r.commandExecuted = PackageVerificationResult::commandFor(package);
    r.executionTimeSeconds = seconds;
    r.exitCode = exitCode;
    r.standardOutput = standardOutput;
    r.standardError = standardError;

    if (!started && !isMissingProgram(standardError)) {
        r.outcome = PackageOutcome::Inconclusive;
        r.failure = ImportFailure::NotExecuted;
        r.errorMessage =
            ImportText::tr("ExecOnPodError: the command could not be started in the container. %1")
                .arg(lastLineOf(standardError))
                .trimmed();
        r.advice = ImportText::tr("This says nothing about the image. Run the test again once the "
                                  "cause is gone.");
    } else if (!started || runtimeFoundNoProgram(exitCode, standardError)) {
        r.failure = ImportFailure::NoPython;
        r.errorMessage = firstNonEmpty({wordsOfRuntime(lastLineOf(standardError)),
                                        wordsOfRuntime(lastLineOf(standardOutput)),
                                        ImportText::tr("There is no program \"python\".")});
        r.advice = ImportText::tr("The container runtime found no program \"python\": install "
                                  "Python, or put its environment's bin folder on the image's "
                                  "PATH.");
    } else if (exitCode < 0) {
        r.outcome = PackageOutcome::Inconclusive;
        r.failure = ImportFailure::NotExecuted;
        r.errorMessage = ImportText::tr("No exit status arrived, so it is not known whether %1 "
                                        "can be imported.")
                             .arg(package);
        r.advice = ImportText::tr("Run the test again; if this stays, check the connection to "
                                  "the cluster and the right to exec into pods.");
    } else if (exitCode == 0) {
        r.importSuccessful = true;
        r.outcome = PackageOutcome::Passed;
    } else if (exitCode > 128) {
        explainSignal(r);
    } else if (const auto raised = exceptionIn(standardError)) {
        r.errorMessage = raised->line;
        explainException(r, *raised, inventory);
    } else {
        r.failure = ImportFailure::Exception;
        r.errorMessage = firstNonEmpty(
            {lastLineOf(standardError), lastLineOf(standardOutput),
             ImportText::tr("Python ended with status %1 and said nothing.").arg(exitCode)});
        r.advice = ImportText::tr("Python ended with status %1 without a traceback: run \"%2\" in "
                                  "the image to see why.")
                       .arg(exitCode)
                       .arg(r.commandExecuted);
    }
    return r;
}

} // namespace assay::models
