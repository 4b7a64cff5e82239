// SPDX-License-Identifier: Apache-2.0
#include "cluster/namespace_leases.h"
#include "cluster/origin.h"
#include "run/await.h"
#include "steps.h"

#include "ladder/ladder.h"
#include "ladder/name_owner.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace assay::app {

using models::ErrorType;
using models::Json;
using models::ObjectRef;
using models::ValidationError;
using namespace Qt::StringLiterals;

struct CreateText
{
    Q_DECLARE_TR_FUNCTIONS(CreateText)
};

ObjectRef refOf(const Json &object)
{
    return {.apiVersion = models::textAt(object, {"apiVersion"}),
            .kind = models::textAt(object, {"kind"}),
            .nameSpace = models::textAt(object, {"metadata", "namespace"}),
            .name = models::textAt(object, {"metadata", "name"}),
            .uid = models::textAt(object, {"metadata", "uid"})};
}

StepResult admissionError(const k8s::Error &refusal, const QString &nameSpace, const QString &what)
{
    if (refusal.kind != k8s::Error::Kind::Forbidden)
        return {};
    const auto causes = refusal.status ? refusal.status->causes : std::vector<k8s::StatusCause>();
    const bool terminating = std::any_of(causes.begin(), causes.end(), [](const auto &cause) {
        return cause.reason == "NamespaceTerminating"_L1;
    });
    if (terminating || refusal.message.contains("because it is being terminated"_L1))
        return ValidationError{
            ErrorType::ClusterError,
            CreateText::tr("%1: namespace %2 was deleted from outside just now. Run the test again "
                           "once it is gone.")
                .arg(what, nameSpace)};
    if (refusal.message.contains("exceeded quota"_L1))
        return ValidationError{ErrorType::ClusterError, what + u": "_s + refusal.message};
    return {};
}

//! Written down before it is asked for, so that no crash in between leaves anything unknown. What
//! cannot be written down must not be asked for.
static StepResult recordAttempt(Validation &run, FlowState &state, const ObjectRef &ref)
{
    if (!run.append(models::ObjectAttempted{ref}))
        return ValidationError{
            ErrorType::InternalError,
            CreateText::tr("%1 was not created, because it cannot be recorded: %2 Make room there, "
                           "or choose another folder with --output or XDG_STATE_HOME.")
                .arg(ref.toString(), run.journal->writeError())};
    state.attempted.push_back(ref);
    return std::nullopt;
}

// A namespace of that name that is still going away takes nothing new: wait until it is gone.
static QCoro::Task<StepResult> waitWhileTerminating(std::shared_ptr<Validation> run)
{
    const QString &nameSpace = run->configuration.nameSpace;
    QElapsedTimer clock;
    clock.start();
    bool said = false;
    while (true) {
        const auto job = run->client->get(k8s::Resource::namespaces(), {}, nameSpace);
        co_await await(run, job.get());
        if (run->cancellation->isRequested())
            co_return cancelledError();
        // Whoever may not look finds out by creating.
        if (!job->result() ||
            models::textAt(*job->result(), {"status", "phase"}) != "Terminating"_L1)
            co_return std::nullopt;
        if (clock.elapsed() > run->patience.terminating.count()) {
            co_return ValidationError{
                ErrorType::ClusterError,
                CreateText::tr(
                    "Namespace %1 is being deleted and does not go away. See what holds it with "
                    "\"kubectl describe namespace %1\", or choose another namespace.")
                    .arg(nameSpace)};
        }
        if (!said)
            run->append(models::Note{
                CreateText::tr("Namespace %1 is still being deleted: waiting until it is gone.")
                    .arg(nameSpace)});
        said = true;
        const k8s::JobPtr<Delay> delay(new Delay(std::chrono::milliseconds(500)));
        co_await await(run, delay.get());
    }
}

static Json withLease(Json object, const Lease &lease)
{
    object["metadata"]["annotations"][leaseAnnotation] = lease.toJson();
    return object;
}

//! A namespace that another run made is told that it has a guest, so that its maker does not delete
//! it in between. False: it is on its way out.
static QCoro::Task<bool> joinNamespace(std::shared_ptr<Validation> run,
                                       std::shared_ptr<FlowState> state)
{
    const QString &nameSpace = run->configuration.nameSpace;
    if (run->leases->isOurs(nameSpace))
        co_return true;
    const auto look = run->client->get(k8s::Resource::namespaces(), {}, nameSpace);
    co_await await(run, look.get());
    if (!look->result())
        co_return look->result().error().kind != k8s::Error::Kind::NotFound;
    if (!isAssays(*look->result()))
        co_return true;
    const auto isGoing = [](const Json &object) {
        return !models::at(object, {"metadata", "deletionTimestamp"}).is_null();
    };
    if (isGoing(*look->result()))
        co_return false;
    const QString runId = run->record.runId();
    const Json patch{
        {"metadata", {{"annotations", {{guestAnnotation(runId), Lease::ofRun(runId).toJson()}}}}}};
    const auto job = run->client->mergePatch(k8s::Resource::namespaces(), {}, nameSpace, patch);
    co_await await(run, job.get());
    state->isGuest = job->result().has_value();
    if (!job->result())
        co_return job->result().error().kind != k8s::Error::Kind::NotFound;
    if (isGoing(*job->result()))
        co_return false;
    if (const auto lease = Lease::of(*look->result()))
        run->append(models::Note{
            CreateText::tr("Namespace %1 was made by Assay and is %2: it is used and left alone.")
                .arg(nameSpace, lease->toText(QDateTime::currentDateTimeUtc()))});
    co_return true;
}

//! Creates the namespace, or finds it there. `joined` becomes false where it is on its way out.
static QCoro::Task<StepResult> makeNamespace(std::shared_ptr<Validation> run,
                                             std::shared_ptr<FlowState> state,
                                             std::shared_ptr<bool> joined)
{
    const QString &nameSpace = run->configuration.nameSpace;
    const Lease lease = Lease::ofRun(run->record.runId());
    const Json object = withLease(state->manifests.nameSpace, lease);
    const StepResult unrecorded = recordAttempt(*run, *state, refOf(object));
    if (unrecorded)
        co_return unrecorded;
    const auto job = run->client->create(k8s::Resource::namespaces(), {}, object);
    co_await await(run, job.get());
    if (job->result()) {
        ObjectRef &ref = state->attempted.back();
        ref = refOf(*job->result());
        ref.kind = u"Namespace"_s;
        ref.apiVersion = u"v1"_s;
        run->leases->created(
            ref, std::make_shared<LeaseKeeper>(run->client, ref, lease, run->patience.lease));
        run->append(
            models::ObjectCreated{ref, run->journal->writeManifest(u"namespace"_s, object), false});
        co_return std::nullopt;
    }
    const k8s::Error &refusal = job->result().error();
    if (refusal.kind == k8s::Error::Kind::AlreadyExists ||
        refusal.kind == k8s::Error::Kind::Forbidden) {
        // It is there, or must be: then the next request says so.
        state->attempted.pop_back();
        if (refusal.kind == k8s::Error::Kind::AlreadyExists) {
            *joined = co_await joinNamespace(run, state);
            if (*joined)
                run->append(models::ObjectCreated{refOf(object), {}, true});
        }
        co_return std::nullopt;
    }
    if (refusal.kind == k8s::Error::Kind::Cancelled)
        co_return cancelledError();
    co_return toValidationError(refusal,
                                CreateText::tr("Namespace %1 cannot be created").arg(nameSpace));
}

static QCoro::Task<StepResult> createNamespace(std::shared_ptr<Validation> run,
                                               std::shared_ptr<FlowState> state)
{
    constexpr int mostTries = 3;
    const QString &nameSpace = run->configuration.nameSpace;
    for (int i = 0; i < mostTries; ++i) {
        StepResult error = co_await waitWhileTerminating(run);
        if (error)
            co_return error;
        if (!std::exchange(state->inNamespace, true))
            run->leases->enter(nameSpace, runLabel(run->record.runId()));
        const auto joined = std::make_shared<bool>(true);
        error = co_await makeNamespace(run, state, joined);
        if (run->cancellation->isRequested() && !error)
            error = cancelledError();
        if (error || *joined)
            co_return error;
    }
    co_return ValidationError{
        ErrorType::ClusterError,
        CreateText::tr("Namespace %1 comes and goes: others create and delete it. Choose another "
                       "namespace.")
            .arg(nameSpace)};
}

QCoro::Task<ValidationError> nameTaken(std::shared_ptr<Validation> run, ObjectRef ref)
{
    const LadderPtr ladder = ladderOf(run);
    std::vector<Json> found;
    const std::vector<ObjectRef> looks{
        ref, {u"v1"_s, u"PersistentVolumeClaim"_s, ref.nameSpace, ref.name, {}}};
    for (const ObjectRef &look : looks) {
        const auto job = run->client->get(resourceOf(look), look.nameSpace, look.name);
        co_await await(run, job.get());
        if (job->result())
            found.push_back(*job->result());
    }
    const auto owner = co_await ownerOf(ladder, ref.nameSpace, std::move(found));
    const QString what = CreateText::tr("%1 cannot be created").arg(ref.toString());
    co_return ValidationError{
        ErrorType::ClusterError,
        owner ? CreateText::tr("%1: one of that name is already there. %2 %3")
                    .arg(what, owner->toText(), owner->advice())
              : what + CreateText::tr(": one of that name is already there. Delete it, or choose "
                                      "another notebook_name.")};
}

//! OpenShift's way to a namespace for those who may not create one; they become its administrator.
static QCoro::Task<StepResult> requestProject(std::shared_ptr<Validation> run,
                                              std::shared_ptr<FlowState> state)
{
    const QString &nameSpace = run->configuration.nameSpace;
    run->leases->enter(nameSpace, runLabel(run->record.runId()));
    state->inNamespace = true;
    ObjectRef ref{u"project.openshift.io/v1"_s, u"Project"_s, {}, nameSpace, {}};
    const StepResult unrecorded = recordAttempt(*run, *state, ref);
    if (unrecorded)
        co_return unrecorded;
    const Json object{{"apiVersion", "project.openshift.io/v1"},
                      {"kind", "ProjectRequest"},
                      {"metadata", {{"name", nameSpace}}}};
    const auto job = run->client->create(k8s::Resource::projectRequests(), {}, object);
    co_await await(run, job.get());
    if (job->result()) {
        ref.uid = models::textAt(*job->result(), {"metadata", "uid"});
        state->attempted.back() = ref;
        run->leases->created(ref);
        run->append(models::ObjectCreated{
            ref, run->journal->writeManifest(u"projectrequest"_s, object), false});
        // The rights in it came with it, so that they can be asked for only now.
        co_return co_await climbRights(ladderOf(run), nameSpace,
                                       !state->manifests.pullSecret.is_null());
    }
    const k8s::Error &refusal = job->result().error();
    if (refusal.kind == k8s::Error::Kind::Cancelled)
        co_return cancelledError();
    if (refusal.kind == k8s::Error::Kind::AlreadyExists) {
        // Another test of this run was faster.
        state->attempted.pop_back();
        run->append(models::ObjectCreated{ref, {}, true});
        co_return std::nullopt;
    }
    if (refusal.httpStatus >= 400 && refusal.httpStatus < 500)
        state->attempted.pop_back();
    co_return toValidationError(refusal,
                                CreateText::tr("Project %1 cannot be requested").arg(nameSpace));
}

//! `shown` is what is recorded in its place, where it holds what must not be; null: itself.
static QCoro::Task<StepResult> createObject(std::shared_ptr<Validation> run,
                                            std::shared_ptr<FlowState> state,
                                            k8s::Resource resource, const Json *object,
                                            const Json *shown = nullptr)
{
    ObjectRef ref = refOf(*object);
    const StepResult unrecorded = recordAttempt(*run, *state, ref);
    if (unrecorded)
        co_return unrecorded;
    const auto job = run->client->create(resource, run->configuration.nameSpace, *object);
    co_await await(run, job.get());
    if (job->result()) {
        ref.uid = refOf(*job->result()).uid;
        state->attempted.back() = ref;
        run->append(models::ObjectCreated{
            ref, run->journal->writeManifest(ref.kind.toLower(), shown ? *shown : *object), false});
        co_return std::nullopt;
    }
    const k8s::Error &refusal = job->result().error();
    // A clear "no" means that nothing was made; after anything else, clean-up has to look.
    if (refusal.httpStatus >= 400 && refusal.httpStatus < 500)
        state->attempted.pop_back();
    const QString what = CreateText::tr("%1 cannot be created").arg(ref.toString());
    switch (refusal.kind) {
    case k8s::Error::Kind::Cancelled:
        co_return cancelledError();
    case k8s::Error::Kind::Invalid:
        co_return ValidationError{ErrorType::ConfigurationError, what + u": "_s + refusal.message};
    case k8s::Error::Kind::AlreadyExists:
        co_return co_await nameTaken(run, ref);
    default:
        const StepResult ofAdmission = admissionError(refusal, run->configuration.nameSpace, what);
        co_return ofAdmission ? ofAdmission : toValidationError(refusal, what);
    }
}

static QCoro::Task<StepResult> createPullSecret(std::shared_ptr<Validation> run,
                                                std::shared_ptr<FlowState> state)
{
    if (state->manifests.pullSecret.is_null())
        co_return std::nullopt;
    const auto whole = std::make_shared<Json>(state->manifests.pullSecret);
    whole->update(state->pullSecret);
    co_return co_await createObject(run, state, k8s::Resource::secrets(), whole.get(),
                                    &state->manifests.pullSecret);
}

QCoro::Task<StepResult> createObjects(std::shared_ptr<Validation> run,
                                      std::shared_ptr<FlowState> state)
{
    run->append(models::PhaseStarted{models::Phase::Create});
    StepResult error;
    if (state->projectRequest)
        error = co_await requestProject(run, state);
    else
        error = co_await createNamespace(run, state);
    if (error)
        co_return error;
    if (!state->dryRunDone) {
        error = co_await dryRun(run, state);
        if (error)
            co_return error;
    }
    error = co_await createPullSecret(run, state);
    if (error)
        co_return error;
    // The claim first: a pod whose claim is not there yet is turned away by the scheduler.
    const Lease lease = Lease::ofRun(run->record.runId());
    const Json claim = withLease(state->manifests.persistentVolumeClaim, lease);
    error = co_await createObject(run, state, k8s::Resource::persistentVolumeClaims(), &claim);
    if (error)
        co_return error;
    state->claimLease = std::make_unique<LeaseKeeper>(run->client, state->attempted.back(), lease,
                                                      run->patience.lease);
    error =
        co_await createObject(run, state, k8s::Resource::notebooks(), &state->manifests.notebook);
    if (error)
        co_return error;
    state->observer = std::make_unique<NotebookObserver>(run, state->attempted.back().uid);
    co_return std::nullopt;
}

} // namespace assay::app
