// SPDX-License-Identifier: Apache-2.0
#include "left_behind.h"

#include "cluster/awaiting.h"
#include "cluster/namespace_leases.h"
#include "cluster/origin.h"
#include "validation/steps.h"

namespace assay::app {

using models::Json;
using models::ObjectDeleted;
using models::ObjectRef;
using namespace Qt::StringLiterals;

std::vector<LeftBehind> leftBehind(const QStringList &roots, const QString &server)
{
    std::vector<LeftBehind> all;
    QStringList folders;
    for (const QString &root : roots)
        folders += models::StoredRun::list(root);
    for (const QString &folder : folders) {
        if (models::RunJournal::isLive(folder))
            continue;
        auto run = models::StoredRun::load(folder);
        if (!run || run->record.start().server != server)
            continue;
        LeftBehind left;
        left.objects = run->record.leftovers();
        for (const ObjectRef &object : run->record.unanswered())
            left.objects.push_back(object);
        if (left.objects.empty())
            continue;
        const auto &deleted = run->record.deleted();
        left.kept = std::any_of(deleted.begin(), deleted.end(), [&left](const ObjectDeleted &fact) {
            // A namespace also stays for what others keep in it.
            return fact.result == ObjectDeleted::Result::Kept && !isNamespace(fact.object) &&
                   std::find(left.objects.begin(), left.objects.end(), fact.object) !=
                       left.objects.end();
        });
        left.run = std::move(*run);
        all.push_back(std::move(left));
    }
    // A namespace goes only once nothing is in it that another run has to take away.
    std::stable_partition(all.begin(), all.end(), [](const LeftBehind &left) {
        return std::none_of(left.objects.begin(), left.objects.end(), isNamespace);
    });
    return all;
}

QCoro::Task<std::optional<k8s::Error>> confirm(std::shared_ptr<k8s::Client> client,
                                               std::shared_ptr<Cancellation> cancellation,
                                               LeftBehind *left)
{
    const QString label = runLabel(left->run.record.runId());
    std::vector<ObjectRef> there;
    for (const ObjectRef &object : left->objects) {
        const auto job = client->get(resourceOf(object), object.nameSpace, object.name);
        co_await untilFinished(cancellation, job.get());
        if (!job->result()) {
            const k8s::Error &error = job->result().error();
            const bool gone =
                error.kind == k8s::Error::Kind::NotFound ||
                (object.kind == "Project"_L1 && error.kind == k8s::Error::Kind::Forbidden);
            if (!gone)
                co_return error;
            continue;
        }
        const QString uid = refOf(*job->result()).uid;
        const bool ours =
            object.uid.isEmpty() ? runLabelOf(*job->result()) == label : object.uid == uid;
        if (!ours)
            continue;
        there.push_back(object);
        there.back().uid = uid;
    }
    left->objects = there;
    co_return std::nullopt;
}

void noteGone(const LeftBehind &before, const LeftBehind &now)
{
    const auto &facts = before.run.record.facts();
    std::unique_ptr<models::RunJournal> journal;
    for (const ObjectRef &object : before.objects) {
        const bool isThere =
            std::any_of(now.objects.begin(), now.objects.end(), [&object](const ObjectRef &one) {
                return one.kind == object.kind && one.nameSpace == object.nameSpace &&
                       one.name == object.name;
            });
        // What was never answered has no uid, and is looked for by its label next time, too.
        if (isThere || object.uid.isEmpty())
            continue;
        if (!journal) {
            auto resumed = models::RunJournal::resume(before.run.folder, facts.back().sequence);
            if (!resumed)
                return;
            journal = std::move(*resumed);
        }
        journal->append(ObjectDeleted{object, ObjectDeleted::Result::AlreadyGone, {}});
    }
}

//! What was asked for without an answer was made all the same: only so is what it owns known as
//! ours, and its deletion told as failed.
static void noteFound(Validation &run, const ObjectRef &object)
{
    const auto &created = run.record.created();
    if (std::none_of(created.begin(), created.end(), [&object](const models::ObjectCreated &made) {
            return made.object == object;
        }))
        run.append(models::ObjectCreated{object, {}, false});
}

QCoro::Task<QStringList> cleanObjects(std::shared_ptr<k8s::Client> client,
                                      std::shared_ptr<Cancellation> cancellation,
                                      std::unique_ptr<models::RunJournal> journal,
                                      models::RunRecord record, std::vector<ObjectRef> objects)
{
    auto run = std::make_shared<Validation>();
    run->client = client;
    run->leases = std::make_shared<NamespaceLeases>();
    run->cancellation = cancellation;
    run->configuration = record.configuration();
    run->journal = std::move(journal);
    run->record = std::move(record);
    const auto before = run->record.deleted().size();
    for (const ObjectRef &object : objects)
        noteFound(*run, object);

    auto state = std::make_shared<FlowState>();
    state->attempted = objects;
    // Who died in a namespace of another run is not waited for until its lease has run out.
    state->isGuest = std::none_of(objects.begin(), objects.end(), isNamespace);
    for (const ObjectRef &object : objects) {
        if (!isNamespace(object))
            continue;
        run->leases->enter(object.name, runLabel(run->record.runId()));
        run->leases->created(object);
        state->inNamespace = true;
    }
    co_await deleteObjects(run, state);

    // What could not be deleted may have gone with its namespace.
    const auto stays = run->record.leftovers();
    QStringList problems;
    const auto &deleted = run->record.deleted();
    for (auto i = before; i < deleted.size(); ++i) {
        const bool stayed = deleted[i].result == ObjectDeleted::Result::Failed ||
                            deleted[i].result == ObjectDeleted::Result::Kept;
        if (stayed && std::find(stays.begin(), stays.end(), deleted[i].object) != stays.end())
            problems << deleted[i].object.toString() + u": "_s + deleted[i].detail;
    }
    co_return problems;
}

QCoro::Task<QStringList> cleanLeftBehind(std::shared_ptr<k8s::Client> client,
                                         std::shared_ptr<Cancellation> cancellation,
                                         LeftBehind left)
{
    const auto &facts = left.run.record.facts();
    auto journal = models::RunJournal::resume(left.run.folder, facts.back().sequence);
    if (!journal)
        co_return QStringList{journal.error()};
    co_return co_await cleanObjects(client, cancellation, std::move(*journal),
                                    std::move(left.run.record), std::move(left.objects));
}

} // namespace assay::app
