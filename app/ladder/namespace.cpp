// SPDX-License-Identifier: Apache-2.0
#include "ladder.h"
#include "name_owner.h"

#include <models/cluster/namespace_limits.h>

#include <QCoreApplication>

namespace assay::app {

using models::ErrorType;
using models::Json;
using models::ValidationError;
using namespace Qt::StringLiterals;

struct NamespaceText
{
    Q_DECLARE_TR_FUNCTIONS(NamespaceText)
};

using ErrorKind = k8s::Error::Kind;

static ValidationError stoppedClimbing()
{
    return {ErrorType::CancelledError, NamespaceText::tr("Stopped on request.")};
}

static QString namespaceRung()
{
    return NamespaceText::tr("Namespace");
}

static NamespaceFinding foundNamespace(const Ladder &ladder, const QString &nameSpace,
                                       const Json &object)
{
    NamespaceFinding finding;
    finding.exists = models::textAt(object, {"status", "phase"}) != "Terminating"_L1;
    if (finding.exists)
        ladder.pass(namespaceRung(),
                    NamespaceText::tr("%1 exists; it is used and left alone.").arg(nameSpace));
    else
        ladder.warn(namespaceRung(), NamespaceText::tr("%1 is being deleted.").arg(nameSpace),
                    NamespaceText::tr("A validation waits until it is gone."));
    return finding;
}

//! On OpenShift: the project of that name, or the right to ask for it. None where there is neither.
static QCoro::Task<std::optional<NamespaceFinding>> findProject(LadderPtr ladder, QString nameSpace)
{
    const auto mayRequest =
        ladder->client->create(k8s::Resource::selfSubjectAccessReviews(), {},
                               accessReview(u"create"_s, k8s::Resource::projectRequests(), {}, {}));
    // Who may not look at a namespace may look at the project of that name, if it is theirs.
    const auto project = ladder->client->get(k8s::Resource::projects(), {}, nameSpace);
    co_await ladder->wait(mayRequest.get());
    co_await ladder->wait(project.get());
    NamespaceFinding finding;
    if (project->result()) {
        finding.exists = true;
        ladder->pass(
            namespaceRung(),
            NamespaceText::tr("The project %1 exists; it is used and left alone.").arg(nameSpace));
        co_return finding;
    }
    if (!readAccess(*mayRequest).allowed)
        co_return std::nullopt;
    finding.projectRequest = true;
    ladder->pass(namespaceRung(),
                 NamespaceText::tr("%1 does not exist; the project is requested for the "
                                   "validation and deleted after it.")
                     .arg(nameSpace));
    co_return finding;
}

//! Is the namespace there, or how would it come to be?
static QCoro::Task<NamespaceFinding> findNamespace(LadderPtr ladder, NamespaceNeeds needs)
{
    const auto found = ladder->client->get(k8s::Resource::namespaces(), {}, needs.nameSpace);
    const auto mayCreate =
        ladder->client->create(k8s::Resource::selfSubjectAccessReviews(), {},
                               accessReview(u"create"_s, k8s::Resource::namespaces(), {}, {}));
    co_await ladder->wait(found.get());
    co_await ladder->wait(mayCreate.get());
    NamespaceFinding finding;
    if (ladder->stopped()) {
        finding.error = stoppedClimbing();
        co_return finding;
    }
    if (found->result())
        co_return foundNamespace(*ladder, needs.nameSpace, *found->result());
    const ErrorKind kind = found->result().error().kind;
    if (kind != ErrorKind::NotFound && kind != ErrorKind::Forbidden) {
        finding.error = toValidationError(
            found->result().error(),
            NamespaceText::tr("Cannot look at namespace %1").arg(needs.nameSpace));
        co_return finding;
    }
    if (kind == ErrorKind::NotFound && readAccess(*mayCreate).allowed) {
        ladder->pass(namespaceRung(),
                     NamespaceText::tr("%1 does not exist; it is made for the validation and "
                                       "deleted after it.")
                         .arg(needs.nameSpace));
        co_return finding;
    }
    if (needs.cluster.openShift) {
        const auto project = co_await findProject(ladder, needs.nameSpace);
        if (project)
            co_return *project;
    }
    if (kind == ErrorKind::Forbidden) {
        // It may be there all the same: then the rights in it decide.
        ladder->warn(namespaceRung(),
                     NamespaceText::tr("Whether %1 exists may not be asked.").arg(needs.nameSpace),
                     NamespaceText::tr("If it does not exist, ask for a namespace of your own."));
        co_return finding;
    }
    finding.error = ladder->fail(
        ErrorType::PermissionError, namespaceRung(),
        NamespaceText::tr("The namespace %1 does not exist, and user %2 may not make it.")
            .arg(needs.nameSpace, ladder->client->config().userName),
        NamespaceText::tr("Ask the cluster's administrator for it, or choose a namespace that "
                          "exists."));
    co_return finding;
}

static QCoro::Task<Rung> climbQuotas(LadderPtr ladder, NamespaceNeeds needs)
{
    const auto quotas = ladder->client->list(k8s::Resource::resourceQuotas(), needs.nameSpace);
    const auto ranges = ladder->client->list(k8s::Resource::limitRanges(), needs.nameSpace);
    co_await ladder->wait(quotas.get());
    co_await ladder->wait(ranges.get());
    if (ladder->stopped())
        co_return stoppedClimbing();
    const QString name = NamespaceText::tr("Quotas and limits");
    if (!quotas->result() && !ranges->result()) {
        ladder->warn(
            name, NamespaceText::tr("They may not be looked at."),
            NamespaceText::tr("If one stands in the way, creating the workbench says so."));
        co_return std::nullopt;
    }
    const Json &podSpec = models::at(needs.notebook, {"spec", "template", "spec"});
    const QStringList reasons = models::blockedBy(quotas->result() ? *quotas->result() : Json(),
                                                  ranges->result() ? *ranges->result() : Json(),
                                                  podSpec, needs.persistentVolumeClaim);
    if (!reasons.isEmpty())
        co_return ladder->fail(
            ErrorType::ClusterError, name, reasons.join(u' '),
            NamespaceText::tr("Free what is used, have the limit raised, or set \"resources\" or "
                              "\"storage\" in the suite."));
    ladder->pass(name,
                 NamespaceText::tr("None of namespace %1 stands in the way.").arg(needs.nameSpace));
    co_return std::nullopt;
}

//! A kind as people know it where this runs: on an engine there are containers and volumes.
static QString inWords(const QString &kind)
{
    return QCoreApplication::translate("ObjectKind", kind.toUtf8().constData());
}

//! Objects that the workbench would collide with: its own, and those its controller makes.
static QCoro::Task<Rung> climbNames(LadderPtr ladder, NamespaceNeeds needs)
{
    const QString claimName = models::textAt(needs.persistentVolumeClaim, {"metadata", "name"});
    const std::pair<k8s::Resource, QString> taken[] = {
        {k8s::Resource::notebooks(), needs.notebookName},
        {k8s::Resource::statefulSets(), needs.notebookName},
        {k8s::Resource::persistentVolumeClaims(),
         claimName.isEmpty() ? needs.notebookName : claimName}};
    std::vector<k8s::JobPtr<k8s::ApiJob>> looks;
    for (const auto &[resource, object] : taken)
        looks.push_back(ladder->client->get(resource, needs.nameSpace, object));
    QStringList clashes;
    std::vector<Json> found;
    for (std::size_t i = 0; i < std::size(taken); ++i) {
        co_await ladder->wait(looks[i].get());
        if (ladder->stopped())
            co_return stoppedClimbing();
        if (!looks[i]->result())
            continue;
        clashes << NamespaceText::tr("A %1 named %2 is already in namespace %3.")
                       .arg(inWords(taken[i].first.kind), taken[i].second, needs.nameSpace);
        found.push_back(*looks[i]->result());
    }
    clashes.removeDuplicates();
    const QString name = NamespaceText::tr("Name is free");
    const auto owner = co_await ownerOf(ladder, needs.nameSpace, std::move(found));
    if (owner)
        co_return ladder->fail(ErrorType::ClusterError, name,
                               clashes.join(u' ') + u' ' + owner->toText(), owner->advice());
    if (!clashes.isEmpty())
        co_return ladder->fail(ErrorType::ClusterError, name, clashes.join(u' '),
                               NamespaceText::tr("Delete it, or choose another notebook_name."));
    ladder->pass(name, NamespaceText::tr("Nothing named %1 is in namespace %2.")
                           .arg(needs.notebookName, needs.nameSpace));
    co_return std::nullopt;
}

static QCoro::Task<Rung> climbStorage(LadderPtr ladder, NamespaceNeeds needs)
{
    const QString name = NamespaceText::tr("Storage class");
    const QString wanted =
        models::textAt(needs.persistentVolumeClaim, {"spec", "storageClassName"});
    if (wanted.isEmpty()) {
        if (needs.cluster.defaultStorageClass)
            ladder->pass(name, NamespaceText::tr("The cluster's default one is used."));
        else
            ladder->warn(name, NamespaceText::tr("The cluster has no default storage class."),
                         NamespaceText::tr("Set \"storage: {class: …}\" in the suite, or the "
                                           "volume may stay unbound."));
        co_return std::nullopt;
    }
    const auto found = ladder->client->get(k8s::Resource::storageClasses(), {}, wanted);
    co_await ladder->wait(found.get());
    if (ladder->stopped())
        co_return stoppedClimbing();
    if (!found->result() && found->result().error().kind == ErrorKind::NotFound)
        ladder->warn(name, NamespaceText::tr("The cluster has no storage class “%1”.").arg(wanted),
                     NamespaceText::tr("Correct \"storage: {class: …}\" in the suite, or the "
                                       "volume stays unbound."));
    else
        ladder->pass(name, wanted);
    co_return std::nullopt;
}

QCoro::Task<NamespaceFinding> climbNamespace(LadderPtr ladder, NamespaceNeeds needs)
{
    NamespaceFinding finding = co_await findNamespace(ladder, needs);
    if (!finding.error && !finding.projectRequest)
        finding.error = co_await climbRights(ladder, needs.nameSpace, needs.makesSecret);
    if (!finding.error && !needs.notebookName.isEmpty())
        finding.error = co_await climbNames(ladder, needs);
    if (!finding.error)
        finding.error = co_await climbQuotas(ladder, needs);
    if (!finding.error)
        finding.error = co_await climbStorage(ladder, needs);
    co_return finding;
}

} // namespace assay::app
