// SPDX-License-Identifier: Apache-2.0
#include "inventory_request.h"

#include "container_script.h"

#include <k8s/base/hand_over.h>

namespace assay::app {

using namespace Qt::StringLiterals;

static constexpr qint64 inventoryCap = 8 << 20;
// Of the names to look for; beyond it, a package is known by its top-level name only.
static constexpr qsizetype namesCap = 1500;

QStringList InventoryRequest::namesFor(const QStringList &packages)
{
    QStringList names;
    qsizetype length = 0;
    for (const QString &package : packages) {
        length += package.size();
        if (length > namesCap)
            break;
        names << package;
    }
    return names;
}

InventoryRequest::InventoryRequest(const Validation &run)
{
    m_exec = callScript(run, {.script = u"inventory.py"_s,
                              .arguments = namesFor(run.configuration.packagesToVerify),
                              .standardInput = {},
                              .deadline = std::chrono::seconds(run.configuration.timeoutCommand),
                              .outputCap = inventoryCap});
    connect(m_exec.get(), &k8s::Job::finished, this, &InventoryRequest::take);
}

void InventoryRequest::take()
{
    const auto exec = std::move(m_exec);
    const k8s::ExecOutput &output = exec->result() ? *exec->result() : exec->partial();
    m_taken.seconds = static_cast<double>(output.elapsedMilliseconds) / 1000;
    if (exec->result()) {
        m_taken.problem = problemOf(output);
    } else {
        m_taken.problem =
            tr("What the image holds could not be listed: %1").arg(exec->result().error().message);
        if (exec->result().error().kind == k8s::Error::Kind::Timeout)
            m_taken.problem += u' ' + tr("The command may still be running in the container.");
    }
    // A list that arrived whole counts, whatever came after it.
    parse(output.standardOutput);
}

QString InventoryRequest::problemOf(const k8s::ExecOutput &output) const
{
    if (!output.started || output.exitCode == 126 || output.exitCode == 127)
        return tr("The image has no program \"python\" on its PATH that can be run, so what it "
                  "holds could not be listed.");
    if (output.exitCode == 0)
        return {};
    const QString last = QString::fromUtf8(output.standardError.trimmed()).section(u'\n', -1);
    return tr("The image's Python ended with status %1 while it listed what is installed. %2")
        .arg(output.exitCode)
        .arg(last.left(300))
        .trimmed();
}

void InventoryRequest::parse(const QByteArray &output)
{
    k8s::inThreadPool<Parsed>(
        this, [output] { return models::inventoryFrom(output); },
        [this](Parsed &parsed) {
            if (isFinished())
                return;
            if (parsed)
                m_taken.inventory = std::move(*parsed);
            else if (m_taken.problem.isEmpty())
                m_taken.problem = parsed.error();
            finish();
        });
}

void InventoryRequest::doAbort()
{
    if (m_exec)
        m_exec->disconnect(this);
    m_exec.reset();
}

} // namespace assay::app
