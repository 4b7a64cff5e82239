// SPDX-License-Identifier: Apache-2.0
#include "import_batch.h"

#include "container_script.h"

#include <models/pod_facts.h>

namespace assay::app {

//! For an inventory that lasts longer than every import.
static constexpr std::chrono::seconds inventoryPatience(10);

using models::ImportFailure;
using models::PackageOutcome;
using models::PackageVerificationResult;

ImportBatch::ImportBatch(std::shared_ptr<Validation> run, std::function<QString()> logTail)
    : m_run(std::move(run))
    , m_logTail(std::move(logTail))
    , m_packages(m_run->configuration.packagesToVerify)
    , m_volumes(models::claimMountsOf(m_run->record.pod(), m_run->configuration.notebookName))
    , m_jobs(static_cast<std::size_t>(m_packages.size()))
    , m_ended(static_cast<std::size_t>(m_packages.size()))
    , m_attempts(static_cast<std::size_t>(m_packages.size()))
{
    m_inventoryRequest.reset(new InventoryRequest(*m_run));
    connect(m_inventoryRequest.get(), &k8s::Job::finished, this, &ImportBatch::takeInventory);
    m_inventoryPatience.setSingleShot(true);
    connect(&m_inventoryPatience, &QTimer::timeout, this, [this] {
        m_inventoryRequest.reset();
        m_run->append(
            models::InventoryTaken{.inventory = {},
                                   .seconds = 0,
                                   .problem = tr("What the image holds was not listed in time.")});
        record();
    });
    startMore();
}

void ImportBatch::takeInventory()
{
    const auto request = std::move(m_inventoryRequest);
    m_inventoryPatience.stop();
    m_run->append(request->taken());
    m_inventory = request->taken().inventory;
    record();
}

void ImportBatch::startMore()
{
    while (m_next < m_packages.size() && m_running < m_run->importsAtOnce) {
        ++m_running;
        start(m_next++);
    }
}

void ImportBatch::start(int index)
{
    if (isFinished())
        return;
    const auto at = static_cast<std::size_t>(index);
    ++m_attempts[at];
    const QStringList argv = PackageVerificationResult::argvFor(m_packages[index]);
    k8s::ExecOptions options;
    options.container = m_run->configuration.notebookName;
    options.command.assign(argv.begin(), argv.end());
    // The data model wants every execution time below the timeout.
    options.deadline =
        std::chrono::seconds(m_run->configuration.timeoutCommand) - std::chrono::milliseconds(100);
    m_jobs[at] = m_run->client->exec(m_run->configuration.nameSpace,
                                     m_run->record.notebook().podName, options);
    connect(m_jobs[at].get(), &k8s::Job::finished, this, [this, index] { take(index); });
}

void ImportBatch::take(int index)
{
    const auto at = static_cast<std::size_t>(index);
    const QString &package = m_packages[index];
    auto job = std::move(m_jobs[at]);
    const auto &output = job->result() ? *job->result() : job->partial();
    m_run->append(models::CommandExecuted{
        .argv = PackageVerificationResult::argvFor(package),
        .container = m_run->configuration.notebookName,
        .seconds = static_cast<double>(output.elapsedMilliseconds) / 1000,
        .exitCode = job->result() && output.started ? std::optional(output.exitCode) : std::nullopt,
        .standardOutput = QString::fromUtf8(output.standardOutput),
        .standardError = QString::fromUtf8(output.standardError),
        .problem = job->result() ? output.runtimeMessage : job->result().error().message});
    // An import can be made twice, and a lost connection says nothing about it.
    const bool lost = !job->result() && job->result().error().kind == k8s::Error::Kind::Connection;
    if (lost && m_attempts[at] < mostAttempts) {
        QTimer::singleShot(pauseAfterLoss, this, [this, index] { start(index); });
        return;
    }
    m_ended[at] = std::move(job);
    --m_running;
    startMore();
    record();
}

void ImportBatch::record()
{
    if (m_inventoryRequest) {
        if (m_running == 0 && m_next == m_packages.size() && !m_inventoryPatience.isActive())
            m_inventoryPatience.start(inventoryPatience);
        return;
    }
    while (m_recorded < m_packages.size()) {
        const auto job = std::move(m_ended[static_cast<std::size_t>(m_recorded)]);
        if (!job)
            return;
        m_run->append(models::PackageVerified{interpret(m_packages[m_recorded], *job)});
        ++m_recorded;
    }
    finish();
}

PackageVerificationResult ImportBatch::interpret(const QString &package,
                                                 const k8s::ExecJob &job) const
{
    const auto &output = job.result() ? *job.result() : job.partial();
    const double seconds = static_cast<double>(output.elapsedMilliseconds) / 1000;
    const QString out = QString::fromUtf8(output.standardOutput);
    const QString err = QString::fromUtf8(output.standardError);
    PackageVerificationResult result;
    if (job.result()) {
        result = models::interpretImport(package, output.started, output.exitCode, out,
                                         output.started ? err : output.runtimeMessage, seconds,
                                         m_inventory ? &*m_inventory : nullptr);
    } else {
        const k8s::Error &error = job.result().error();
        result.packageName = package;
        result.commandExecuted = PackageVerificationResult::commandFor(package);
        result.executionTimeSeconds = seconds;
        result.standardOutput = out;
        result.standardError = err;
        if (error.kind == k8s::Error::Kind::Timeout) {
            result.outcome = PackageOutcome::Failed;
            result.failure = ImportFailure::TimedOut;
            result.errorMessage =
                tr("CommandTimeoutError: the import did not end within %n second(s)", nullptr,
                   m_run->configuration.timeoutCommand);
            result.advice = tr("Find out what the import waits for, or raise timeout_command. The "
                               "command may still be running in the container.");
        } else {
            result.outcome = PackageOutcome::Inconclusive;
            result.failure = ImportFailure::NotExecuted;
            result.errorMessage = tr("ExecOnPodError: %1").arg(error.message);
            result.advice = tr("This says nothing about the image. Run the test again once the "
                               "cause is gone.");
        }
    }
    if (m_inventory)
        models::addInventory(result, *m_inventory, m_volumes);
    if (!result.importSuccessful) {
        const QString tail = m_logTail();
        if (!tail.isEmpty())
            result.podLogs = tail;
    }
    return result;
}

void ImportBatch::doAbort()
{
    for (auto &job : m_jobs) {
        if (job)
            job->disconnect(this);
    }
    m_jobs.clear();
    if (m_inventoryRequest)
        m_inventoryRequest->disconnect(this);
    m_inventoryRequest.reset();
    m_inventoryPatience.stop();
}

} // namespace assay::app
