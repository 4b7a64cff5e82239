// SPDX-License-Identifier: Apache-2.0
#include "clean_local.h"

#include "clean.h"
#include "cluster/awaiting.h"

#include <local/local_facts.h>

#include "output/terminal.h"

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

static void say(const QString &line)
{
    Terminal(Terminal::Stream::Out) << line << '\n';
}

CleanLocal::CleanLocal(CleanCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { Q_EMIT finished(130); });
}

void CleanLocal::start()
{
    look(this);
}

//! Processes in containers have numbers of their own: of one in another container, the engine says
//! whether that runs; of one outside of ours, nobody does.
CleanLocal::Owner CleanLocal::ownerOf(const QMap<QString, QString> &labels,
                                      const std::vector<containers::ContainerSummary> &all)
{
    const QString owner = labels.value(u"assay.owner"_s);
    if (const auto alive = local::isAlive(owner))
        return *alive ? Owner::Runs : Owner::Gone;
    const QString container = local::containerOfOwner(owner);
    if (container.isEmpty())
        return Owner::Elsewhere;
    const bool runs = std::any_of(all.begin(), all.end(), [&container](const auto &one) {
        return one.id.startsWith(container) && one.status == containers::ContainerStatus::Running;
    });
    return runs ? Owner::Runs : Owner::Gone;
}

std::vector<CleanLocal::Left>
CleanLocal::leftOf(const std::vector<containers::ContainerSummary> &all,
                   const std::vector<containers::Volume> &volumes) const
{
    std::vector<Left> left;
    for (const auto &container : all) {
        if (!container.labels.contains(u"assay.owner"_s))
            continue;
        const QString text =
            tr("container %1 (%2, run %3)")
                .arg(container.name, container.image, container.labels.value(u"assay.run"_s));
        switch (ownerOf(container.labels, all)) {
        case Owner::Runs:
            say(tr("In use by an Assay that runs: %1").arg(text));
            break;
        case Owner::Elsewhere:
            say(tr("Perhaps in use by an Assay outside of this container, so clean there: %1")
                    .arg(text));
            break;
        case Owner::Gone:
            left.push_back({container.id, text, false});
            break;
        }
    }
    for (const auto &volume : volumes) {
        if (ownerOf(volume.labels, all) == Owner::Gone)
            left.push_back({volume.name, tr("volume %1").arg(volume.name), true});
    }
    return left;
}

QCoro::Task<> CleanLocal::look(QPointer<CleanLocal> clean)
{
    const auto never = std::make_shared<Cancellation>();
    const auto fail = [](const QString &why) {
        Terminal(Terminal::Stream::Err) << u"assay: "_s << why << '\n';
    };
    containers::EngineWish wish;
    wish.engine = clean->m_command.cluster.engine;
    const auto search = containers::findEngine(wish);
    co_await untilFinished(never, search.get());
    if (!clean)
        co_return;
    if (!search->result()) {
        fail(search->result().error().message);
        Q_EMIT clean->finished(3);
        co_return;
    }
    clean->m_service = search->result()->service;
    clean->m_client = std::make_unique<containers::EngineClient>(search->result()->address);
    containers::EngineClient *client = clean->m_client.get();
    const auto found = client->containers({});
    const auto volumes = client->volumes({u"assay.owner"_s});
    co_await untilFinished(never, found.get());
    co_await untilFinished(never, volumes.get());
    if (!clean)
        co_return;
    if (!found->result() || !volumes->result()) {
        fail((found->result() ? volumes->result().error() : found->result().error()).message);
        Q_EMIT clean->finished(3);
        co_return;
    }
    const auto left = clean->leftOf(*found->result(), *volumes->result());
    for (const Left &one : left)
        say(one.text);
    if (left.empty()) {
        say(tr("Earlier runs left nothing on %1.").arg(search->result()->version.text()));
        Q_EMIT clean->finished(0);
        co_return;
    }
    if (const auto refused = refusalToDelete(clean->m_command.yes)) {
        Q_EMIT clean->finished(*refused);
        co_return;
    }
    int status = 0;
    for (const Left &one : left) {
        const auto job =
            one.isVolume ? client->removeVolume(one.name) : client->removeContainer(one.name);
        co_await untilFinished(never, job.get());
        if (!clean)
            co_return;
        if (!job->result()) {
            say(tr("Still there: %1: %2").arg(one.text, job->result().error().message));
            status = 3;
        }
    }
    if (status == 0)
        say(tr("All of it is gone."));
    Q_EMIT clean->finished(status);
}

} // namespace assay::app
