// SPDX-License-Identifier: Apache-2.0
#include "clean_local.h"

#include "clean.h"
#include "cluster/awaiting.h"

#include <local/local_facts.h>

#include "output/terminal.h"

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

void CleanLocal::say(const QString &line) const
{
    if (!m_command.json)
        Terminal(Terminal::Stream::Out) << line << '\n';
}

void CleanLocal::end(int status)
{
    printCleanReport(m_command, m_report, status);
    Q_EMIT finished(status);
}

CleanLocal::CleanLocal(CleanCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { end(130); });
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
                   const std::vector<containers::Volume> &volumes)
{
    using State = CleanItem::State;
    std::vector<Left> left;
    const auto note = [this](const models::ObjectRef &ref, const QMap<QString, QString> &labels,
                             State state) {
        m_report.items.push_back({ref, labels.value(u"assay.run"_s), state, false});
    };
    for (const auto &container : all) {
        if (!local::isOwner(container.labels.value(u"assay.owner"_s)))
            continue;
        const QString text =
            tr("container %1 (%2, run %3)")
                .arg(container.name, container.image, container.labels.value(u"assay.run"_s));
        const models::ObjectRef ref{{}, u"Container"_s, {}, container.name, container.id};
        // An image that was made from a container of Assay's hands its labels on to whatever is
        // made from it.
        if (!container.name.startsWith(u"assay-"_s)) {
            note(ref, container.labels, State::NotKnown);
            say(tr("Has Assay's labels under a name that Assay gives nothing, so it stays: %1")
                    .arg(text));
            continue;
        }
        switch (ownerOf(container.labels, all)) {
        case Owner::Runs:
            note(ref, container.labels, State::InUse);
            say(tr("In use by an Assay that runs: %1").arg(text));
            break;
        case Owner::Elsewhere:
            note(ref, container.labels, State::NotKnown);
            say((local::placeOfThisProcess().isEmpty()
                     ? tr("Perhaps in use by an Assay whose processes have numbers of their own, "
                          "as in a container, so clean there: %1")
                     : tr("Perhaps in use by an Assay outside of this container, so clean there: "
                          "%1"))
                    .arg(text));
            break;
        case Owner::Gone:
            note(ref, container.labels, State::Left);
            left.push_back({ref, text, false});
            break;
        }
    }
    for (const auto &volume : volumes) {
        // Asked for by their label; not every engine keeps to that.
        if (!local::isOwner(volume.labels.value(u"assay.owner"_s)) ||
            !volume.name.startsWith(u"assay-"_s) || ownerOf(volume.labels, all) != Owner::Gone)
            continue;
        const models::ObjectRef ref{{}, u"Volume"_s, {}, volume.name, {}};
        note(ref, volume.labels, State::Left);
        left.push_back({ref, tr("volume %1").arg(volume.name), true});
    }
    return left;
}

QCoro::Task<> CleanLocal::look(QPointer<CleanLocal> clean)
{
    const auto never = std::make_shared<Cancellation>();
    const auto fail = [&clean](const QString &why) {
        clean->m_report.problems << why;
        Terminal(Terminal::Stream::Err) << u"assay: "_s << why << '\n';
        clean->end(3);
    };
    containers::EngineWish wish;
    wish.engine = clean->m_command.cluster.engine;
    const auto search = containers::findEngine(wish);
    co_await untilFinished(never, search.get());
    if (!clean)
        co_return;
    if (!search->result()) {
        fail(search->result().error().message);
        co_return;
    }
    clean->m_report.place = search->result()->version.text();
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
        co_return;
    }
    const auto left = clean->leftOf(*found->result(), *volumes->result());
    for (const Left &one : left)
        clean->say(one.text);
    if (left.empty()) {
        clean->say(tr("Earlier runs left nothing on %1.").arg(clean->m_report.place));
        clean->end(0);
        co_return;
    }
    if (const auto refused = refusalToDelete(clean->m_command)) {
        clean->end(*refused);
        co_return;
    }
    co_await remove(clean, left);
}

QCoro::Task<> CleanLocal::remove(QPointer<CleanLocal> clean, std::vector<Left> left)
{
    const auto never = std::make_shared<Cancellation>();
    containers::EngineClient *client = clean->m_client.get();
    int status = 0;
    for (const Left &one : left) {
        const auto job = one.isVolume ? client->removeVolume(one.ref.name)
                                      : client->removeContainer(one.ref.uid);
        co_await untilFinished(never, job.get());
        if (!clean)
            co_return;
        if (job->result()) {
            clean->m_report.noteGone(one.ref);
            continue;
        }
        const QString why = job->result().error().message;
        clean->say(tr("Still there: %1: %2").arg(one.text, why));
        clean->m_report.problems << one.ref.toString() + u": "_s + why;
        status = 3;
    }
    if (status == 0)
        clean->say(tr("All of it is gone."));
    clean->end(status);
}

} // namespace assay::app
