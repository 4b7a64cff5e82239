// SPDX-License-Identifier: Apache-2.0
#include "proof_request.h"

#include "container_script.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace assay::app {

using namespace Qt::StringLiterals;

//! For Python to start, beside the time of the imports.
static constexpr std::chrono::seconds startOfPython(10);

// Nothing in the image can have it ready.
static QByteArray newToken()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
}

ProofRequest::ProofRequest(std::shared_ptr<Validation> run, PodVigil *vigil,
                           const QStringList &packages)
    : m_run(std::move(run))
    , m_vigil(vigil)
    , m_packages(packages)
    , m_ends(vigil->ends())
{
    m_outage.setSingleShot(true);
    connect(&m_outage, &QTimer::timeout, this, [this] {
        end(m_vigil->isBlind() ? tr("Nothing was heard from the API server any more.")
                               : tr("The workbench's container ended and was not ready again in "
                                    "time."));
    });
    m_settled.setSingleShot(true);
    connect(&m_settled, &QTimer::timeout, this, &ProofRequest::settle);
    connect(vigil, &PodVigil::changed, this, &ProofRequest::look);
    // A job never ends where it began.
    QMetaObject::invokeMethod(this, &ProofRequest::look, Qt::QueuedConnection);
}

void ProofRequest::look()
{
    if (isFinished())
        return;
    if (m_vigil->isLost())
        return end(tr("The pod was deleted from outside."));
    if (m_vigil->ends() > m_ends) {
        m_ends = m_vigil->ends();
        m_crowdedEnds += (m_exec || m_settled.isActive()) && !m_alone && untold().size() > 1;
        m_alone = true;
        // Its connection should end by now, and need not.
        if (m_exec)
            m_settled.start(m_run->patience.settling);
    }
    if (m_exec || m_settled.isActive())
        return;
    if (m_vigil->isUsable())
        send();
    else if (!m_outage.isActive())
        m_outage.start(m_vigil->isBlind() ? m_run->patience.connection : m_run->patience.restart);
}

void ProofRequest::send()
{
    m_outage.stop();
    ++m_attempts;
    m_token = newToken();
    const QStringList names = untold();
    const int timeout = m_run->configuration.timeoutCommand;
    ScriptCall call;
    call.script = u"prove_imports.py"_s;
    call.standardInput = models::importProofRequest(m_token, names, timeout, m_alone);
    call.arguments = QStringList{QString::number(call.standardInput.size())};
    // The program keeps the time of each import, and may make each twice.
    call.deadline =
        startOfPython + 2 * static_cast<int>(names.size()) * std::chrono::seconds(timeout + 1);
    m_exec = callScript(*m_run, call);
    connect(m_exec.get(), &k8s::Job::finished, this, &ProofRequest::take);
}

void ProofRequest::take()
{
    m_settled.stop();
    const auto exec = std::move(m_exec);
    const QByteArray output =
        exec->result() ? exec->result()->standardOutput : exec->partial().standardOutput;
    const auto told = models::importProofsFrom(output, m_token, m_packages);
    m_proofs.insert(m_proofs.end(), told.imports.begin(), told.imports.end());
    m_memory = told.memory;
    if (untold().isEmpty() && (told.whole || !m_packages.isEmpty()))
        return end();
    const models::InterpreterEnd how = endOf(*exec);
    m_problem = how.kind == models::InterpreterEnd::Kind::Exited
                    ? tr("The program that imports them again ended with status %1. %2")
                          .arg(how.exitCode)
                          .arg(how.message)
                          .trimmed()
                    : how.message;
    const bool onlyLost = how.kind == models::InterpreterEnd::Kind::Lost;
    m_settled.start(onlyLost ? std::min(pauseAfterLoss, m_run->patience.settling)
                             : m_run->patience.settling);
}

void ProofRequest::settle()
{
    if (m_exec) {
        // The container that it ran in is no more.
        m_exec->disconnect(this);
        m_exec->abort();
        take();
        m_settled.stop();
        if (isFinished())
            return;
    }
    if (m_attempts >= mostAttempts || m_packages.isEmpty())
        return end(m_problem);
    look();
}

QStringList ProofRequest::untold() const
{
    QStringList names;
    std::copy_if(m_packages.begin(), m_packages.end(), std::back_inserter(names),
                 [this](const QString &package) { return !proofOf(package); });
    return names;
}

const models::ImportProof *ProofRequest::proofOf(const QString &package) const
{
    const auto found =
        std::find_if(m_proofs.begin(), m_proofs.end(),
                     [&package](const auto &proof) { return proof.package == package; });
    return found == m_proofs.end() ? nullptr : &*found;
}

void ProofRequest::end(const QString &problem)
{
    m_problem = problem;
    doAbort();
    finish();
}

void ProofRequest::doAbort()
{
    m_vigil->disconnect(this);
    if (m_exec)
        m_exec->disconnect(this);
    m_exec.reset();
    m_outage.stop();
    m_settled.stop();
}

} // namespace assay::app
