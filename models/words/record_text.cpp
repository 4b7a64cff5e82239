// SPDX-License-Identifier: Apache-2.0
#include <models/words/record_text.h>

#include <models/words/check_words.h>
#include <models/words/phase_words.h>

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

class RecordText
{
    Q_DECLARE_TR_FUNCTIONS(RecordText)

public:
    static QString waiting(const RunRecord &record)
    {
        switch (record.notebook().status) {
        case NotebookStatus::Created:
            return tr("Waiting for the pod to appear");
        case NotebookStatus::PodPending: {
            const auto &events = record.events();
            if (!events.empty() && events.back().reason == QLatin1String("Pulling"))
                return tr("Pulling the image");
            return tr("Waiting for the containers to start");
        }
        case NotebookStatus::PodRunning:
            return doingIn(Phase::WaitForReady);
        case NotebookStatus::Ready:
            return tr("The pod is ready");
        case NotebookStatus::Failed:
            return tr("The pod failed");
        case NotebookStatus::Deleted:
            break;
        }
        return tr("The notebook was deleted");
    }

    static QString importing(const RunRecord &record)
    {
        const QStringList &packages = record.configuration().packagesToVerify;
        const auto &results = record.results();
        for (qsizetype i = 0; i < packages.size(); ++i) {
            const bool done = std::any_of(results.begin(), results.end(), [&](const auto &result) {
                return result.packageName == packages[i];
            });
            if (!done)
                return tr("Importing %1 (%2 of %3)")
                    .arg(packages[i], QString::number(i + 1), QString::number(packages.size()));
        }
        return doingIn(Phase::VerifyPackages);
    }

    static QString running(const RunRecord &record)
    {
        if (!record.phase())
            return tr("Starting");
        switch (*record.phase()) {
        case Phase::WaitForReady:
            return waiting(record);
        case Phase::VerifyPackages:
            return importing(record);
        case Phase::Preflight:
        case Phase::Create:
        case Phase::CheckImage:
        case Phase::Collect:
        case Phase::CleanUp:
            break;
        }
        return doingIn(*record.phase());
    }

    static QString category(PodFailureCategory category)
    {
        switch (category) {
        case PodFailureCategory::ImagePullError:
            return tr("Image could not be pulled");
        case PodFailureCategory::CrashLoop:
            return tr("Container crashed");
        case PodFailureCategory::InvalidImage:
            return tr("Image name is invalid");
        case PodFailureCategory::Timeout:
            return tr("Pod was not ready in time");
        case PodFailureCategory::ResourceConstraints:
            return tr("Cluster has no room for the pod");
        case PodFailureCategory::Unknown:
            break;
        }
        return {};
    }

    //! What stands between the first quotes of a message.
    static QString quoted(const QString &message) { return message.section(u'\'', 1, 1); }

    static QString importFailure(const PackageVerificationResult &result)
    {
        const QString &name = result.packageName;
        const QString message = result.errorMessage.value_or(QString()).simplified();
        switch (result.failure) {
        case ImportFailure::NotInstalled:
            return tr("%1 is not installed").arg(name);
        case ImportFailure::MissingDependency:
            if (const QString missing = quoted(message); !missing.isEmpty())
                return tr("%1 needs %2, which is not installed").arg(name, missing);
            break;
        case ImportFailure::MissingSharedLibrary:
            // "ImportError: libcudart.so.12: cannot open shared object file: No such file …"
            if (const QString library = message.section(u": "_s, 1, 1); !library.isEmpty())
                return tr("%1 needs the library %2, which is not in the image").arg(name, library);
            break;
        case ImportFailure::Killed:
            return tr("The import of %1 was killed").arg(name);
        case ImportFailure::TimedOut:
            return tr("The import of %1 took too long").arg(name);
        case ImportFailure::NoPython:
            return tr("The image has no Python that could import %1").arg(name);
        case ImportFailure::EndedPython:
            return tr("%1 ends Python while it is imported").arg(name);
        case ImportFailure::Exception:
            if (!message.isEmpty())
                return tr("%1 cannot be imported: %2").arg(name, message);
            break;
        case ImportFailure::None:
        case ImportFailure::NotExecuted:
            break;
        }
        return tr("%1 cannot be imported").arg(name);
    }

    template<class Result>
    static auto has(decltype(Result::outcome) outcome)
    {
        return [outcome](const Result &result) { return result.outcome == outcome; };
    }

    static bool hasFailed(const CellResult &cell)
    {
        return cell.outcome == CellOutcome::Failed || cell.outcome == CellOutcome::TimedOut;
    }

    //! Of several failures the one that weighs most, and how many there are besides.
    static QString failures(const RunRecord &record)
    {
        const auto &results = record.results();
        const auto &checks = record.checks();
        const auto &cells = record.cells();
        const auto importFailed = has<PackageVerificationResult>(PackageOutcome::Failed);
        const auto checkFailed = has<CheckResult>(CheckOutcome::Failed);
        const auto imports = std::count_if(results.begin(), results.end(), importFailed);
        const auto failedChecks = std::count_if(checks.begin(), checks.end(), checkFailed);
        const auto failedCells = std::count_if(cells.begin(), cells.end(), hasFailed);
        if (imports > 0) {
            const QString words =
                imports == 1
                    ? importFailure(*std::find_if(results.begin(), results.end(), importFailed))
                    : tr("%1 of %n packages could not be imported", nullptr,
                         static_cast<int>(results.size()))
                          .arg(imports);
            return withOthers(words, failedChecks + failedCells);
        }
        if (failedChecks > 0) {
            const QString words =
                failedChecks == 1
                    ? tr("Check failed: %1")
                          .arg(titleInSentence(
                              *std::find_if(checks.begin(), checks.end(), checkFailed)))
                    : tr("%1 of %n checks failed", nullptr, static_cast<int>(checks.size()))
                          .arg(failedChecks);
            return withOthers(words, failedCells);
        }
        const auto cell = std::find_if(cells.begin(), cells.end(), hasFailed);
        return cell == cells.end()
                   ? QString()
                   : tr("%1 failed: %2").arg(cell->name, cell->errorMessage.simplified());
    }

    //! Beside what a headline names.
    static QString withOthers(const QString &headline, std::ptrdiff_t others)
    {
        return others > 0 ? tr("%1, and %n more failure(s)", nullptr, static_cast<int>(others))
                                .arg(headline)
                          : headline;
    }

    //! What there was no answer about.
    static QString open(const RunRecord &record)
    {
        QStringList names;
        for (const PackageVerificationResult &result : record.results()) {
            if (result.outcome == PackageOutcome::Inconclusive)
                names.append(result.packageName);
        }
        for (const CheckResult &check : record.checks()) {
            if (check.outcome == CheckOutcome::Inconclusive)
                names.append(titleInSentence(check));
        }
        for (const CellResult &cell : record.cells()) {
            if (cell.outcome == CellOutcome::Inconclusive)
                names.append(cell.name);
        }
        return names.isEmpty() ? QString()
                               : tr("No answer about %1").arg(names.join(QLatin1String(", ")));
    }

    static QString passed(const RunRecord &record)
    {
        const auto count = record.results().size();
        const QString packages =
            count == 1 ? tr("Its package imports") : tr("All %1 packages import").arg(count);
        const auto more = record.checks().size() + record.cells().size();
        return more == 0   ? packages
               : more == 1 ? tr("%1, and 1 more check passed").arg(packages)
                           : tr("%1, and %2 more checks passed").arg(packages).arg(more);
    }

    static QString ended(const RunRecord &record)
    {
        if (!record.verdict())
            return tr("The record ends before the run did");
        if (record.verdict()->outcome == Outcome::Passed)
            return passed(record);
        if (record.verdict()->outcome == Outcome::Cancelled)
            return tr("Stopped before it was done");
        if (record.diagnosis()) {
            const Diagnosis &diagnosis = record.diagnosis()->diagnosis;
            // Records from before the catalogue have the category only.
            const QString words = diagnosis.cause.isEmpty() ? category(diagnosis.category)
                                                            : diagnosis.cause.simplified();
            return words.isEmpty() ? diagnosis.summary.simplified() : words;
        }
        for (const QString &words : {failures(record), open(record)}) {
            if (!words.isEmpty())
                return words;
        }
        return record.verdict()->error ? record.verdict()->error->message.simplified() : QString();
    }
};

} // namespace

QString objectInWords(const ObjectRef &object)
{
    // What a kind is called where it is none of Kubernetes is the installed words' business.
    ObjectRef told = object;
    told.kind = QCoreApplication::translate("ObjectKind", object.kind.toUtf8().constData());
    return told.toString();
}

QStringList failuresOf(const RunRecord &record)
{
    QStringList failures;
    for (const PackageVerificationResult &result : record.results()) {
        if (result.outcome != PackageOutcome::Passed)
            failures << result.packageName + u' ' + result.errorMessage.value_or(QString());
    }
    for (const CheckResult &check : record.checks()) {
        if (check.outcome != CheckOutcome::Passed)
            failures << QStringList{titleOf(check.group), titleOf(check), check.name, check.detail}
                            .join(u' ');
    }
    for (const CellResult &cell : record.cells()) {
        if (cell.outcome != CellOutcome::Passed && cell.outcome != CellOutcome::NotRun)
            failures << cell.name + u' ' + cell.errorMessage;
    }
    if (record.diagnosis())
        failures << toString(record.diagnosis()->diagnosis.category) + u' ' +
                        record.diagnosis()->diagnosis.reason;
    if (record.verdict() && record.verdict()->error)
        failures << toString(record.verdict()->error->type) + u' ' +
                        record.verdict()->error->message;
    return failures;
}

QString activityOf(const RunRecord &record)
{
    return RecordText::running(record);
}

QString importFailureInWords(const PackageVerificationResult &result)
{
    return RecordText::importFailure(result);
}

QString endingOf(const RunRecord &record)
{
    return RecordText::ended(record);
}

} // namespace assay::models
