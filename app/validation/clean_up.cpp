// SPDX-License-Identifier: Apache-2.0
#include "cluster/origin.h"
#include "run/await.h"
#include "steps.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace assay::app {

using models::Json;
using models::ObjectDeleted;
using models::ObjectRef;
using namespace Qt::StringLiterals;

bool isNamespace(const ObjectRef &ref)
{
    return ref.kind == "Namespace"_L1 || ref.kind == "Project"_L1;
}

k8s::Resource resourceOf(const ObjectRef &ref)
{
    if (ref.kind == "Project"_L1)
        return k8s::Resource::projects();
    if (ref.kind == "Namespace"_L1)
        return k8s::Resource::namespaces();
    if (ref.kind == "PersistentVolumeClaim"_L1)
        return k8s::Resource::persistentVolumeClaims();
    if (ref.kind == "Pod"_L1)
        return k8s::Resource::pods();
    if (ref.kind == "Secret"_L1)
        return k8s::Resource::secrets();
    return k8s::Resource::notebooks();
}

namespace {

using Answer = k8s::Result<Json>;
using Request = std::function<k8s::JobPtr<k8s::ApiJob>()>;

struct CleanUpText
{
    Q_DECLARE_TR_FUNCTIONS(CleanUpText)
};

QCoro::Task<> pauseFor(std::shared_ptr<Validation> run, std::chrono::milliseconds time)
{
    const k8s::JobPtr<Delay> delay(new Delay(time));
    co_await awaitCleaning(run, delay.get());
}

// An object whose creation was sent but never answered may be there all the same. It is ours only
// if it carries this run's label. Without a uid afterwards, there is nothing to delete.
QCoro::Task<> findUnanswered(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state,
                             QElapsedTimer clock)
{
    const QString label = runLabelOf(state->manifests.nameSpace);
    for (ObjectRef &ref : state->attempted) {
        if (!ref.uid.isEmpty())
            continue;
        const Request look = [run, ref] {
            return run->client->get(resourceOf(ref), ref.nameSpace, ref.name);
        };
        const Answer found = co_await insist(run, clock, look);
        if (found && ref.kind == "Project"_L1) {
            // A project carries no label of ours: whose it is cannot be told.
            run->append(models::ObjectCreated{ref, {}, false});
            run->append(ObjectDeleted{
                ref, ObjectDeleted::Result::Failed,
                CleanUpText::tr("It was asked for and no answer came. If it was not there before, "
                                "delete it.")});
        } else if (found) {
            if (label.isEmpty() || runLabelOf(*found) != label)
                continue;
            ref.uid = refOf(*found).uid;
            run->append(models::ObjectCreated{ref, {}, false});
            if (isNamespace(ref))
                run->leases->created(ref);
        } else if (found.error().kind != k8s::Error::Kind::NotFound) {
            run->append(models::ObjectCreated{ref, {}, false});
            run->append(ObjectDeleted{
                ref, ObjectDeleted::Result::Failed,
                CleanUpText::tr("It was asked for, no answer came, and it cannot be looked up: %1")
                    .arg(found.error().message)});
        }
    }
    std::erase_if(state->attempted, [](const ObjectRef &ref) { return ref.uid.isEmpty(); });
}

//! How long the same finalizers have kept what is going, and whether that was said.
struct Hold
{
    QString holders;
    QElapsedTimer since;
    bool isSaid = false;

    qint64 lasts(const QString &now)
    {
        if (now != holders || !since.isValid()) {
            holders = now;
            since.start();
        }
        return holders.isEmpty() ? 0 : since.elapsed();
    }
};

//! A workbench that takes its time to end, which nobody would see otherwise.
void sayThatItEnds(Validation &run, const Json &pod)
{
    const Json &grace = models::at(pod, {"metadata", "deletionGracePeriodSeconds"});
    if (!grace.is_number_integer() || grace < 1 || grace > 86'400)
        return;
    run.append(models::Note{CleanUpText::tr(
        "The workbench does not end at once when it is told to: it has %n second(s) for that.",
        nullptr, grace.get<int>())});
}

// Nothing: it is gone. Otherwise why it is not. What goes no sooner than another that stays
// (`holder`) is looked at once.
QCoro::Task<std::optional<QString>> waitUntilGone(std::shared_ptr<Validation> run,
                                                  QElapsedTimer clock, ObjectRef ref,
                                                  std::optional<ObjectRef> holder)
{
    std::chrono::milliseconds pause(150);
    const std::chrono::milliseconds silence = run->patience.held / 5;
    QElapsedTimer waiting;
    waiting.start();
    Hold hold;
    bool endIsSaid = false;
    const Request look = [run, ref] {
        return run->client->get(resourceOf(ref), ref.nameSpace, ref.name);
    };
    while (true) {
        const Answer found = co_await insist(run, clock, look);
        if (!found && found.error().kind == k8s::Error::Kind::NotFound)
            co_return std::nullopt;
        // With the project goes the right to look at it.
        if (!found && ref.kind == "Project"_L1 && found.error().kind == k8s::Error::Kind::Forbidden)
            co_return std::nullopt;
        if (!found)
            co_return CleanUpText::tr("Whether it is gone cannot be looked up: %1")
                .arg(found.error().message);
        if (refOf(*found).uid != ref.uid)
            co_return std::nullopt;
        if (run->cancellation->isAbandoned())
            co_return CleanUpText::tr("Its deletion is under way; nobody waited for it.");
        if (holder)
            co_return CleanUpText::tr("It was told to go, and goes once %1 is gone.")
                .arg(holder->toString());
        QString holders;
        // What goes at once is not asked for more.
        if (waiting.elapsed() > silence.count())
            holders = co_await whoHolds(run, clock, ref, *found);
        const qint64 lasts = hold.lasts(holders);
        if (lasts > run->patience.held.count())
            co_return CleanUpText::tr("It is still there: it waits for %1. Once that is taken off, "
                                      "it goes by itself.")
                .arg(holders);
        if (holders.isEmpty() && ref.kind == "Pod"_L1 && waiting.elapsed() > silence.count() &&
            !std::exchange(endIsSaid, true))
            sayThatItEnds(*run, *found);
        if (!holders.isEmpty() && !std::exchange(hold.isSaid, true))
            run->append(models::Note{
                CleanUpText::tr("%1 was told to go and waits for %2, which whoever set it has to "
                                "take off.")
                    .arg(ref.toString(), holders)});
        if (clock.elapsed() > run->patience.cleanUp.count())
            co_return holders.isEmpty()
                ? CleanUpText::tr("It was told to go and is still there.")
                : CleanUpText::tr("It is still there: it waits for %1.").arg(holders);
        co_await pauseFor(run, pause);
        pause = std::min(pause * 3 / 2, std::chrono::milliseconds(1500));
    }
}

//! What the refusal of a deletion means; nothing: it is going all the same.
std::optional<ObjectDeleted> endOf(const ObjectRef &ref, const k8s::Error &refusal)
{
    switch (refusal.kind) {
    case k8s::Error::Kind::NotFound:
        return ObjectDeleted{ref, ObjectDeleted::Result::AlreadyGone, {}};
    case k8s::Error::Kind::Conflict:
        // A namespace being deleted already answers so, too; waiting tells them apart.
        if (isNamespace(ref))
            return std::nullopt;
        return ObjectDeleted{
            ref, ObjectDeleted::Result::AlreadyGone,
            CleanUpText::tr("Another object of that name is there now; it was left alone.")};
    default:
        return ObjectDeleted{ref, ObjectDeleted::Result::Failed, refusal.message};
    }
}

// Tells it to go. Nothing: the request was taken, or nothing was there.
QCoro::Task<std::optional<ObjectDeleted>> askToGo(std::shared_ptr<Validation> run,
                                                  QElapsedTimer clock, ObjectRef ref)
{
    const Request remove = [run, ref] {
        return run->client->remove(resourceOf(ref), ref.nameSpace, ref.name, ref.uid);
    };
    const Answer answer = co_await insist(run, clock, remove);
    co_return answer ? std::nullopt : endOf(ref, answer.error());
}

void recordEnd(Validation &run, const ObjectRef &ref, const std::optional<QString> &problem)
{
    run.append(
        ObjectDeleted{ref, problem ? ObjectDeleted::Result::Failed : ObjectDeleted::Result::Deleted,
                      problem.value_or(QString())});
}

void leaveOnce(const Validation &run, FlowState &state)
{
    if (std::exchange(state.inNamespace, false))
        state.departure = run.leases->leave(run.configuration.nameSpace);
}

//! It is gone already: clean-up is under way for the second time.
bool isSettled(const Validation &run, const ObjectRef &ref)
{
    const auto &ends = run.record.deleted();
    return std::any_of(ends.begin(), ends.end(), [&ref](const ObjectDeleted &end) {
        return end.object == ref && (end.result == ObjectDeleted::Result::Deleted ||
                                     end.result == ObjectDeleted::Result::AlreadyGone);
    });
}

bool isNotebook(const ObjectRef &ref)
{
    return ref.kind == "Notebook"_L1;
}

//! Who finds the name taken learns that no run is at work there any more; where that is not heard,
//! the lease says it after two minutes.
QCoro::Task<> sayKept(std::shared_ptr<Validation> run, ObjectRef claim)
{
    Lease lease = Lease::ofRun(run->record.runId());
    lease.kept = lease.renewed;
    lease.since = run->record.startedAt();
    const Json patch{
        {"metadata", {{"uid", claim.uid}, {"annotations", {{leaseAnnotation, lease.toJson()}}}}}};
    const auto job = run->client->mergePatch(resourceOf(claim), claim.nameSpace, claim.name, patch);
    co_await awaitCleaning(run, job.get());
}

QCoro::Task<> keep(std::shared_ptr<Validation> run, std::vector<ObjectRef> objects)
{
    for (const ObjectRef &ref : objects)
        run->append(ObjectDeleted{ref, ObjectDeleted::Result::Kept, CleanUpText::tr("As asked.")});
    if (!objects.empty())
        run->leases->keep(run->configuration.nameSpace);
    for (const ObjectRef &ref : objects) {
        if (ref.kind == "PersistentVolumeClaim"_L1)
            co_await sayKept(run, ref);
    }
}

//! Tells each to go, in this order. Those that have to be waited for.
QCoro::Task<std::vector<ObjectRef>> askAllToGo(std::shared_ptr<Validation> run,
                                               std::shared_ptr<FlowState> state,
                                               QElapsedTimer clock, std::vector<ObjectRef> objects)
{
    std::vector<ObjectRef> going;
    bool notebookStays = false;
    for (const ObjectRef &ref : objects) {
        // A claim in use would hang half deleted.
        if (notebookStays) {
            run->append(
                ObjectDeleted{ref, ObjectDeleted::Result::Failed,
                              CleanUpText::tr("The Notebook that uses it could not be deleted.")});
            continue;
        }
        const auto ended = co_await askToGo(run, clock, ref);
        if (!ended) {
            going.push_back(ref);
            continue;
        }
        run->append(*ended);
        if (!isNotebook(ref))
            continue;
        if (ended->result == ObjectDeleted::Result::AlreadyGone && state->observer)
            state->observer->deleted();
        notebookStays = ended->result == ObjectDeleted::Result::Failed;
    }
    co_return going;
}

//! The Notebook that stays, if it does: what it owns and uses stays as long.
QCoro::Task<std::optional<ObjectRef>> removeAll(std::shared_ptr<Validation> run,
                                                std::shared_ptr<FlowState> state,
                                                QElapsedTimer clock, std::vector<ObjectRef> objects)
{
    const std::vector<ObjectRef> going = co_await askAllToGo(run, state, clock, std::move(objects));
    std::optional<ObjectRef> staying;
    for (const ObjectRef &ref : going) {
        const auto problem = co_await waitUntilGone(run, clock, ref, staying);
        recordEnd(*run, ref, problem);
        if (isNotebook(ref) && problem)
            staying = ref;
        if (!isNotebook(ref) || problem)
            continue;
        if (state->observer)
            state->observer->deleted();
        if (run->record.pod().is_null())
            continue;
        // Not made by us, but there because of us, and the claim waits for it.
        ObjectRef pod = refOf(run->record.pod());
        pod.kind = u"Pod"_s;
        const std::optional<ObjectRef> nothing;
        const auto podProblem = co_await waitUntilGone(run, clock, pod, nothing);
        if (podProblem)
            run->append(ObjectDeleted{pod, ObjectDeleted::Result::Failed, *podProblem});
    }
    co_return staying;
}

//! Another run that said it uses the namespace, and is still heard of; a sentence.
std::optional<QString> guestIn(const Json &nameSpace, const QSet<QString> &ours)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const Lease &guest : Lease::guestsOf(nameSpace)) {
        if (guest.isLive(now) && !ours.contains(runLabel(guest.run)))
            return CleanUpText::tr("It is %1. \"assay clean\" deletes it afterwards.")
                .arg(guest.toText(now));
    }
    return std::nullopt;
}

//! Nothing: it is going. Otherwise why it stays, or what else became of it.
QCoro::Task<std::optional<ObjectDeleted>> tellNamespaceToGo(std::shared_ptr<Validation> run,
                                                            QElapsedTimer clock, ObjectRef ref,
                                                            QSet<QString> ours)
{
    constexpr int mostTries = 5;
    const Request look = [run, ref] {
        return run->client->get(resourceOf(ref), ref.nameSpace, ref.name);
    };
    for (int i = 0; i < mostTries; ++i) {
        const Answer found = co_await insist(run, clock, look);
        if (!found && found.error().kind == k8s::Error::Kind::NotFound)
            co_return ObjectDeleted{ref, ObjectDeleted::Result::AlreadyGone, {}};
        const Json none;
        const Json &nameSpace = found ? *found : none;
        if (found && !models::at(nameSpace, {"metadata", "deletionTimestamp"}).is_null())
            co_return std::nullopt;
        if (const auto guest = guestIn(nameSpace, ours))
            co_return ObjectDeleted{ref, ObjectDeleted::Result::Kept, *guest};
        const auto held = co_await whatHolds(run, clock, ref.name, ours);
        if (held)
            co_return ObjectDeleted{ref, ObjectDeleted::Result::Kept, *held};
        // Whoever comes in after that look changes the namespace first: see joinNamespace(). A
        // project has no version of its own.
        const QString version = ref.kind == "Namespace"_L1
                                    ? models::textAt(nameSpace, {"metadata", "resourceVersion"})
                                    : QString();
        const Request remove = [run, ref, version] {
            return run->client->remove(resourceOf(ref), ref.nameSpace, ref.name, ref.uid,
                                       k8s::Propagation::Background, version);
        };
        const Answer answer = co_await insist(run, clock, remove);
        if (answer)
            co_return std::nullopt;
        if (answer.error().kind != k8s::Error::Kind::Conflict || version.isEmpty())
            co_return endOf(ref, answer.error());
    }
    co_return ObjectDeleted{ref, ObjectDeleted::Result::Kept,
                            CleanUpText::tr("Others keep changing it.")};
}

// One of an engine goes with this process: nobody finds it later, so none is told as kept.
QCoro::Task<> removeNamespace(std::shared_ptr<Validation> run, QElapsedTimer clock, ObjectRef ref,
                              QSet<QString> ours, std::optional<ObjectRef> staying)
{
    const auto ended = co_await tellNamespaceToGo(run, clock, ref, std::move(ours));
    if (ended) {
        if (ended->result != ObjectDeleted::Result::Kept || !run->cluster.local)
            run->append(*ended);
        co_return;
    }
    const auto problem = co_await waitUntilGone(run, clock, ref, staying);
    recordEnd(*run, ref, problem);
}

//! Who only was a guest says so; where that is not heard, it is forgotten after two minutes.
QCoro::Task<> sayGoodbye(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    if (!std::exchange(state->isGuest, false))
        co_return;
    const Json patch{
        {"metadata", {{"annotations", {{guestAnnotation(run->record.runId()), nullptr}}}}}};
    const auto job = run->client->mergePatch(k8s::Resource::namespaces(), {},
                                             run->configuration.nameSpace, patch);
    co_await awaitCleaning(run, job.get());
}

QCoro::Task<> leaveNamespace(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state,
                             QElapsedTimer clock, std::optional<ObjectRef> made,
                             std::optional<ObjectRef> staying)
{
    leaveOnce(*run, *state);
    co_await sayGoodbye(run, state);
    if (!state->departure || !state->departure->made)
        co_return;
    const NamespaceLeases::Departure departure = *state->departure;
    const ObjectRef ref = *departure.made;
    if (!departure.last || departure.kept) {
        if (made && !run->cluster.local) {
            run->append(ObjectDeleted{
                ref, ObjectDeleted::Result::Kept,
                departure.kept
                    ? CleanUpText::tr("It holds what a test was told to keep.")
                    : CleanUpText::tr("Other tests still use it; the last one deletes it.")});
        }
        co_return;
    }
    co_await removeNamespace(run, clock, ref, departure.runs, staying);
}

//! On an engine there is nothing but containers and their volumes.
bool hasContainer(const Validation &run)
{
    const Json pod = run.record.pod();
    const Json &statuses = models::listAt(pod, {"status", "containerStatuses"});
    return std::any_of(statuses.begin(), statuses.end(), [](const Json &status) {
        return !models::textAt(status, {"containerID"}).isEmpty();
    });
}

bool shouldKeep(Validation &run)
{
    const auto &verdict = run.record.verdict();
    const bool passed = verdict && verdict->outcome == models::Outcome::Passed;
    const bool asked = run.keep == Keep::Always || (run.keep == Keep::OnFailure && !passed);
    if (!asked || !run.cluster.local || hasContainer(run))
        return asked;
    run.append(models::Note{CleanUpText::tr("Nothing was kept: no container could be made.")});
    return false;
}

} // namespace

QCoro::Task<> cleanUp(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    run->append(models::PhaseStarted{models::Phase::CleanUp});
    if (state->logs)
        state->logs->stop();
    co_await deleteObjects(run, state);
}

QCoro::Task<> deleteObjects(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    QElapsedTimer clock;
    clock.start();
    state->claimLease.reset();
    co_await findUnanswered(run, state, clock);

    std::optional<ObjectRef> made;
    std::vector<ObjectRef> objects; // last made, first deleted
    for (const ObjectRef &ref : state->attempted) {
        if (isNamespace(ref))
            made = ref;
        else if (!isSettled(*run, ref))
            objects.insert(objects.begin(), ref);
    }
    std::optional<ObjectRef> staying;
    if (shouldKeep(*run))
        co_await keep(run, objects);
    else
        staying = co_await removeAll(run, state, clock, objects);
    state->observer.reset();
    co_await leaveNamespace(run, state, clock, made, staying);
}

void giveUpCleaning(Validation &run, FlowState &state, const QString &why)
{
    state.observer.reset();
    leaveOnce(run, state);
    for (const ObjectRef &ref : state.attempted) {
        const auto &created = run.record.created();
        const bool known =
            std::any_of(created.begin(), created.end(),
                        [&ref](const models::ObjectCreated &made) { return made.object == ref; });
        if (!known)
            run.append(models::ObjectCreated{ref, {}, false});
        if (!isSettled(run, ref))
            run.append(ObjectDeleted{ref, ObjectDeleted::Result::Failed, why});
    }
}

} // namespace assay::app
