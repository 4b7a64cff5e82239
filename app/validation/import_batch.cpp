// SPDX-License-Identifier: Apache-2.0
#include "import_batch.h"

#include "container_script.h"
#include "import_result.h"

#include <models/cluster/pod_facts.h>

#include <algorithm>

namespace assay::app {

//! So often may the container end before nothing more is tried in it.
static constexpr int mostEnds = 2;
//! So often is the cluster given time to say what became of a container that stopped answering.
static constexpr int mostLooks = 3;
//! For an inventory that lasts longer than every import.
static constexpr std::chrono::seconds inventoryPatience(10);

using models::PackageVerificationResult;
using namespace Qt::StringLiterals;

ImportBatch::ImportBatch(std::shared_ptr<Validation> run, PodVigil *vigil, LogCollector *logs)
    : m_run(std::move(run))
    , m_vigil(vigil)
    , m_logs(logs)
    , m_packages(m_run->configuration.packagesToVerify)
    , m_volumes(models::claimMountsOf(m_run->record.pod(), m_run->configuration.notebookName))
    , m_imports(static_cast<std::size_t>(m_packages.size()))
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
    m_outage.setSingleShot(true);
    connect(&m_outage, &QTimer::timeout, this, [this] {
        giveUp(m_vigil->isBlind() ? tr("Nothing was heard from the API server any more.")
                                  : tr("The workbench's container ended and was not ready again "
                                       "in time."));
    });
    connect(vigil, &PodVigil::changed, this, &ImportBatch::look);
    // What was lost already is looked at from the event loop: a job never ends where it began.
    QMetaObject::invokeMethod(this, &ImportBatch::look, Qt::QueuedConnection);
}

void ImportBatch::takeInventory()
{
    const auto request = std::move(m_inventoryRequest);
    m_inventoryPatience.stop();
    m_run->append(request->taken());
    m_inventory = request->taken().inventory;
    record();
}

static bool isElsewhere(models::Fault fault)
{
    return fault == models::Fault::Node || fault == models::Fault::Cluster;
}

void ImportBatch::look()
{
    if (isFinished())
        return;
    if (m_vigil->isLost())
        return giveUp(tr("The pod was deleted from outside."));
    // What ends from then on is the confirmation's matter.
    if (m_proofs)
        return;
    if (m_vigil->ends() > m_ends) {
        // Who removed it, or lost sight of it, did that to whatever was imported just then.
        if (isElsewhere(m_vigil->end()->fault))
            return giveUp(m_vigil->end()->summary);
        takeContainersEnd();
    }
    if (m_ends > mostEnds)
        return giveUp(tr("The workbench's container ended again and again."));
    startMore();
}

void ImportBatch::takeContainersEnd()
{
    m_ends = m_vigil->ends();
    std::vector<int> struck;
    for (int i = 0; i < m_packages.size(); ++i) {
        Import &import = m_imports[static_cast<std::size_t>(i)];
        if (import.state == Import::State::Running || import.state == Import::State::Settling)
            struck.push_back(i);
        import.alone = true;
    }
    m_crowdedEnds += struck.size() > 1;
    for (const int index : struck) {
        Import &import = m_imports[static_cast<std::size_t>(index)];
        import.endedUnder = true;
        import.culprit = struck.size() == 1;
        if (import.culprit)
            import.end = m_vigil->end();
        // Its connection should end by now, and need not.
        if (import.state == Import::State::Running)
            settleLater(index);
    }
}

int ImportBatch::next() const
{
    int active = 0;
    for (const Import &import : m_imports) {
        const bool isActive =
            import.state == Import::State::Running || import.state == Import::State::Settling;
        if (isActive && import.alone)
            return -1;
        active += isActive;
    }
    int lonely = -1;
    for (int i = 0; i < m_packages.size(); ++i) {
        const Import &import = m_imports[static_cast<std::size_t>(i)];
        if (import.state != Import::State::Queued)
            continue;
        if (!import.alone)
            return active < m_run->importsAtOnce ? i : -1;
        if (lonely < 0)
            lonely = i;
    }
    return active == 0 ? lonely : -1;
}

void ImportBatch::startMore()
{
    for (int index = next(); index >= 0; index = next()) {
        if (!m_vigil->isUsable())
            return waitUntilUsable();
        m_outage.stop();
        start(index);
    }
}

void ImportBatch::waitUntilUsable()
{
    if (!m_outage.isActive())
        m_outage.start(m_vigil->isBlind() ? m_run->patience.connection : m_run->patience.restart);
}

void ImportBatch::start(int index)
{
    Import &import = m_imports[static_cast<std::size_t>(index)];
    ++import.attempts;
    import.state = Import::State::Running;
    import.hadCompany = import.endedUnder = import.culprit = false;
    import.looks = 0;
    for (Import &other : m_imports) {
        if (&other == &import || other.state != Import::State::Running)
            continue;
        import.hadCompany = other.hadCompany = true;
    }
    const QStringList argv = PackageVerificationResult::argvFor(m_packages[index]);
    k8s::ExecOptions options;
    options.container = m_run->configuration.notebookName;
    options.command.assign(argv.begin(), argv.end());
    // The data model wants every execution time below the timeout.
    options.deadline =
        std::chrono::seconds(m_run->configuration.timeoutCommand) - std::chrono::milliseconds(100);
    import.job = m_run->client->exec(m_run->configuration.nameSpace,
                                     m_run->record.notebook().podName, options);
    connect(import.job.get(), &k8s::Job::finished, this, [this, index] { take(index); });
}

void ImportBatch::recordCommand(int index)
{
    const k8s::ExecJob &job = *m_imports[static_cast<std::size_t>(index)].job;
    const auto &output = job.result() ? *job.result() : job.partial();
    m_run->append(models::CommandExecuted{
        .argv = PackageVerificationResult::argvFor(m_packages[index]),
        .container = m_run->configuration.notebookName,
        .seconds = static_cast<double>(output.elapsedMilliseconds) / 1000,
        .exitCode = job.result() && output.started ? std::optional(output.exitCode) : std::nullopt,
        .standardOutput = QString::fromUtf8(output.standardOutput),
        .standardError = QString::fromUtf8(output.standardError),
        .problem = job.result() ? output.runtimeMessage : job.result().error().message});
}

void ImportBatch::take(int index)
{
    Import &import = m_imports[static_cast<std::size_t>(index)];
    recordCommand(index);
    if (saysWhatBecameOfIt(*import.job)) {
        import.state = Import::State::Ended;
        startMore();
        return record();
    }
    import.state = Import::State::Settling;
    settleLater(index);
}

void ImportBatch::settleLater(int index)
{
    const int attempt = m_imports[static_cast<std::size_t>(index)].attempts;
    const auto &job = m_imports[static_cast<std::size_t>(index)].job;
    // A connection is lost for many reasons; whoever was killed or turned away may have been in a
    // container that has ended.
    const bool onlyLost = job->isFinished() && !job->result() &&
                          job->result().error().kind == k8s::Error::Kind::Connection;
    const auto time =
        onlyLost ? std::min(pauseAfterLoss, m_run->patience.settling) : m_run->patience.settling;
    QTimer::singleShot(time, this, [this, index, attempt] {
        if (!isFinished() && m_imports[static_cast<std::size_t>(index)].attempts == attempt)
            settle(index);
    });
}

void ImportBatch::settle(int index)
{
    Import &import = m_imports[static_cast<std::size_t>(index)];
    if (import.state == Import::State::Running) {
        // The container that it ran in is no more.
        import.job->disconnect(this);
        import.job->abort();
        recordCommand(index);
    } else if (import.state != Import::State::Settling) {
        return;
    }
    // What the container wrote last has come by now.
    if (import.end)
        import.end = models::withLogEvidence(*import.end, m_vigil->history(),
                                             m_logs->lastWords(import.end->container, linesOfLog));
    // A probe that fails is faster than the word that the container has ended.
    if (wasKilled(*import.job) && !import.endedUnder && !m_vigil->isReady() &&
        ++import.looks < mostLooks)
        return settleLater(index);
    const bool killedBesideOthers =
        import.hadCompany && !import.endedUnder && wasKilled(*import.job);
    const bool again =
        import.endedUnder ? !import.culprit : killedBesideOthers || !wasKilled(*import.job);
    if (again && import.attempts < mostAttempts) {
        import.alone |= killedBesideOthers;
        import.state = Import::State::Queued;
    } else {
        import.state = Import::State::Ended;
    }
    startMore();
    record();
}

void ImportBatch::giveUp(const QString &because)
{
    m_outage.stop();
    for (int i = 0; i < m_packages.size(); ++i) {
        Import &import = m_imports[static_cast<std::size_t>(i)];
        if (import.state == Import::State::Ended || import.culprit) {
            import.state = Import::State::Ended;
            continue;
        }
        if (import.state == Import::State::Running) {
            import.job->disconnect(this);
            import.job->abort();
            recordCommand(i);
        }
        import.state = Import::State::Ended;
        import.notKnown = because;
    }
    if (!m_proofs)
        m_gaveUp = because;
    if (m_inventoryRequest) {
        m_inventoryRequest->disconnect(this);
        m_inventoryRequest.reset();
        m_inventoryPatience.stop();
        m_run->append(models::InventoryTaken{
            .inventory = {},
            .seconds = 0,
            .problem = tr("What the image holds could not be listed: %1").arg(because)});
    }
    record();
}

bool ImportBatch::endedWell(const Import &import)
{
    return import.state == Import::State::Ended && import.notKnown.isEmpty() && !import.culprit &&
           !import.endedUnder && import.job->result() && import.job->result()->started &&
           import.job->result()->exitCode == 0;
}

bool ImportBatch::endedKilled(const Import &import)
{
    return import.state == Import::State::Ended && import.notKnown.isEmpty() && !import.culprit &&
           !import.endedUnder && wasKilled(*import.job);
}

void ImportBatch::prove()
{
    QStringList passed;
    bool killed = false;
    for (int i = 0; i < m_packages.size(); ++i) {
        const Import &import = m_imports[static_cast<std::size_t>(i)];
        if (endedWell(import))
            passed << m_packages[i];
        killed |= endedKilled(import);
    }
    if (m_proofs || !m_gaveUp.isEmpty() || (passed.isEmpty() && !killed))
        return;
    m_proofs.reset(new ProofRequest(m_run, m_vigil, passed));
    connect(m_proofs.get(), &k8s::Job::finished, this, &ImportBatch::record);
}

void ImportBatch::waitForInventory()
{
    const bool proved = !m_proofs || m_proofs->isFinished();
    if (proved && !m_inventoryPatience.isActive())
        m_inventoryPatience.start(inventoryPatience);
}

void ImportBatch::record()
{
    if (isFinished())
        return;
    const bool allEnded = std::all_of(m_imports.begin(), m_imports.end(), [](const Import &import) {
        return import.state == Import::State::Ended;
    });
    if (allEnded)
        prove();
    if (m_inventoryRequest) {
        if (allEnded)
            waitForInventory();
        return;
    }
    const bool proved = allEnded && (!m_proofs || m_proofs->isFinished());
    while (m_recorded < m_packages.size()) {
        const Import &import = m_imports[static_cast<std::size_t>(m_recorded)];
        const bool known = proved || !(endedWell(import) || endedKilled(import));
        if (import.state != Import::State::Ended || !known)
            return;
        m_run->append(models::PackageVerified{resultOf(m_recorded)});
        ++m_recorded;
    }
    m_vigil->disconnect(this);
    finish();
}

PackageVerificationResult ImportBatch::resultOf(int index) const
{
    const Import &import = m_imports[static_cast<std::size_t>(index)];
    const QString &package = m_packages[index];
    const models::Inventory *inventory = m_inventory ? &*m_inventory : nullptr;
    PackageVerificationResult result;
    if (!import.notKnown.isEmpty())
        result = unknownImport(package, import.job.get(), import.notKnown);
    else if (import.culprit)
        result = importThatEndedTheContainer(package, *import.job, *import.end);
    else if (import.endedUnder)
        result = unknownImport(package, import.job.get(),
                               tr("The workbench's container ended while it was imported."));
    else
        result =
            interpretExec(package, *import.job, m_run->configuration.timeoutCommand, inventory);
    if (m_inventory)
        models::addInventory(result, *m_inventory, m_volumes);
    if (endedWell(import)) {
        if (const auto *proof = m_proofs ? m_proofs->proofOf(package) : nullptr)
            models::applyProof(result, *proof, m_volumes, m_run->configuration.timeoutCommand);
        else
            models::withoutProof(result, m_proofs ? m_proofs->problem() : m_gaveUp);
    }
    models::explainKill(
        result, m_proofs ? m_proofs->memory() : models::ContainerMemory(),
        models::memoryLimitOf(m_run->record.pod(), m_run->configuration.notebookName));
    if (!result.importSuccessful) {
        const QString tail = m_logs->tail(m_run->configuration.notebookName, linesOfLog);
        if (!tail.isEmpty())
            result.podLogs = tail;
    }
    return result;
}

int ImportBatch::crowdedEnds() const
{
    return m_crowdedEnds + (m_proofs ? m_proofs->crowdedEnds() : 0);
}

bool ImportBatch::foundCulprit() const
{
    return std::any_of(m_imports.begin(), m_imports.end(),
                       [](const Import &import) { return import.culprit; });
}

void ImportBatch::doAbort()
{
    m_vigil->disconnect(this);
    for (Import &import : m_imports) {
        if (import.job)
            import.job->disconnect(this);
        import.job.reset();
    }
    if (m_proofs)
        m_proofs->disconnect(this);
    m_proofs.reset();
    if (m_inventoryRequest)
        m_inventoryRequest->disconnect(this);
    m_inventoryRequest.reset();
    m_inventoryPatience.stop();
    m_outage.stop();
}

} // namespace assay::app
