// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/manifests.h"
#include "cluster/namespace_leases.h"
#include "lease_keeper.h"
#include "run/log_collector.h"
#include "run/notebook_observer.h"
#include "run/pod_vigil.h"

#include <QElapsedTimer>

namespace assay::app {

//! What the steps of one flow hand on to each other.
struct FlowState
{
    Manifests manifests;
    models::Json pullSecret = nullptr; //!< type and data of that in `manifests`; in no record
    bool projectRequest = false;       //!< the namespace is made by asking OpenShift for a project
    bool dryRunDone = false;           //!< the API server would take the objects
    bool inNamespace = false;          //!< a lease on the namespace is held
    std::optional<NamespaceLeases::Departure> departure; //!< how the lease ended
    bool isGuest = false; //!< of a namespace that another process made, which was told so
    std::unique_ptr<LeaseKeeper> claimLease;  //!< while the claim is used
    std::vector<models::ObjectRef> attempted; //!< create was sent, whatever came back; in order
    std::unique_ptr<NotebookObserver> observer;
    std::unique_ptr<LogCollector> logs;
    std::shared_ptr<PodVigil> vigil; //!< while commands run in the pod; never outlives the observer
    bool importEndedContainer = false; //!< and it is known which
    int crowdedEnds = 0;               //!< of the container, while several packages were imported
    std::optional<models::Diagnosis> diagnosis;
    double secondsSaved = 0;
    std::vector<models::NotebookCell> cells; //!< read before anything is created
};

using StepResult = std::optional<models::ValidationError>; //!< none: go on

QCoro::Task<StepResult> preflight(std::shared_ptr<Validation> run,
                                  std::shared_ptr<FlowState> state);
//! Finds the credentials that the manifests' pull secret stands for, before anything is created.
QCoro::Task<StepResult> readPullSecret(std::shared_ptr<Validation> run,
                                       std::shared_ptr<FlowState> state);
QCoro::Task<StepResult> createObjects(std::shared_ptr<Validation> run,
                                      std::shared_ptr<FlowState> state);
QCoro::Task<StepResult> waitUntilReady(std::shared_ptr<Validation> run,
                                       std::shared_ptr<FlowState> state);
QCoro::Task<StepResult> verifyPackages(std::shared_ptr<Validation> run,
                                       std::shared_ptr<FlowState> state);
//! What the suite wants beyond the imports: installed packages, the workbench itself, its log,
//! cells.
QCoro::Task<StepResult> checkImage(std::shared_ptr<Validation> run,
                                   std::shared_ptr<FlowState> state);
//! The workbench check starts_offline: the same workbench beside the first, without a network.
QCoro::Task<> checkOfflineStart(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state);
//! Where no package is named: what the image itself lists, for remarks and what pip makes of it.
QCoro::Task<> lookAround(std::shared_ptr<Validation> run);
//! Two results of one image as one: what failed before what could not be found out.
StepResult combined(const StepResult &first, const StepResult &second);
//! Where it runs on a cluster: that this is the image that passed, or failed, on this computer.
QCoro::Task<> tellSameImage(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state);
//! Where it does not: what tellSameImage() says later. After the verdict.
void rememberLocally(const Validation &run);
//! A digest that only a container engine knows, in a suite for a cluster.
void warnOfLocalDigest(Validation &run);
QCoro::Task<> collect(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state);
//! A 403 that is no matter of rights; none where it is one.
StepResult admissionError(const k8s::Error &refusal, const QString &nameSpace, const QString &what);
//! Has the API server check the objects as if it created them. Not before their namespace exists.
QCoro::Task<StepResult> dryRun(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state);
//! What is said where an object of that name is there already, with the run whose it is.
QCoro::Task<models::ValidationError> nameTaken(std::shared_ptr<Validation> run,
                                               models::ObjectRef ref);
//! What was found out in the container so far (`error`, if anything failed), seen together with
//! what became of the pod meanwhile.
QCoro::Task<StepResult> confirmWorkbench(std::shared_ptr<Validation> run,
                                         std::shared_ptr<FlowState> state, StepResult error);
//! Asks again, after pauses that grow, while the answer is one that may change by itself
//! (Error::isTransient), for as long as the connection may be gone.
QCoro::Task<k8s::Result<models::Json>>
askUntilAnswered(std::shared_ptr<Validation> run,
                 std::function<k8s::JobPtr<k8s::ApiJob>()> request);
//! The same for a clean-up that began at `since`: for as long as that may take, and also after a
//! cancellation, until it is abandoned.
QCoro::Task<k8s::Result<models::Json>> insist(std::shared_ptr<Validation> run, QElapsedTimer since,
                                              std::function<k8s::JobPtr<k8s::ApiJob>()> request);
//! What in the namespace did not come from these runs (their labels), or why it cannot be told: a
//! sentence about the namespace. Nothing where all of it may be deleted with it.
QCoro::Task<std::optional<QString>> whatHolds(std::shared_ptr<Validation> run, QElapsedTimer clock,
                                              QString nameSpace, QSet<QString> runs);
//! Which finalizers that are not Kubernetes' own keep what was told to go, in words; of a namespace
//! also those of what is in it. Empty: none.
QCoro::Task<QString> whoHolds(std::shared_ptr<Validation> run, QElapsedTimer clock,
                              models::ObjectRef ref, models::Json object);
//! Where the run is local: that its container engine is gone; none where it answers.
QCoro::Task<StepResult> lossOfEngine(std::shared_ptr<Validation> run);
//! Who took the namespace or the Notebook away; none where both are there.
QCoro::Task<StepResult> lossOf(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state);
//! The same for a pod that is gone: always an error.
QCoro::Task<StepResult> explainLoss(std::shared_ptr<Validation> run,
                                    std::shared_ptr<FlowState> state);
QCoro::Task<> cleanUp(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state);
//! The part of it that a later clean-up repeats: what was attempted, if it is ours, goes.
QCoro::Task<> deleteObjects(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state);
//! Where even that could not be done: what may be there is recorded as left, each with why.
void giveUpCleaning(Validation &run, FlowState &state, const QString &why);
bool isNamespace(const models::ObjectRef &ref); //!< or a project
k8s::Resource resourceOf(const models::ObjectRef &ref);

std::shared_ptr<const struct Ladder> ladderOf(const std::shared_ptr<Validation> &run);
models::ObjectRef refOf(const models::Json &object);
models::ValidationError cancelledError();

} // namespace assay::app
