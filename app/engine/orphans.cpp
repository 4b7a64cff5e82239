// SPDX-License-Identifier: Apache-2.0
#include "orphans.h"

#include "cluster/awaiting.h"
#include "cluster/origin.h"
#include "left_behind.h"
#include "validation/steps.h"

#include <models/base/duration.h>

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <map>

namespace assay::app {

using models::Json;
using models::ObjectRef;
using namespace Qt::StringLiterals;

namespace {

struct OrphansText
{
    Q_DECLARE_TR_FUNCTIONS(Orphans)
};

using Found = std::map<QString, Orphans>; // by the run's label

void take(Found &found, const k8s::Resource &resource, const Json &list, const QSet<QString> &known)
{
    for (const Json &item : models::listAt(list, {"items"})) {
        const QString run = runLabelOf(item);
        ObjectRef ref = refOf(item);
        if (run.isEmpty() || ref.uid.isEmpty() || known.contains(ref.uid) ||
            !models::at(item, {"metadata", "deletionTimestamp"}).is_null())
            continue;
        // The items of a list do not say what they are.
        ref.kind = resource.kind;
        ref.apiVersion = resource.apiVersion();
        Orphans &orphans = found[run];
        orphans.run = run;
        orphans.objects.push_back(ref);
        const auto made = QDateTime::fromString(
            models::textAt(item, {"metadata", "creationTimestamp"}), Qt::ISODate);
        if (made.isValid() && (!orphans.since.isValid() || made < orphans.since))
            orphans.since = made;
        const auto lease = Lease::of(item);
        if (lease && (!orphans.lease || orphans.lease->renewed < lease->renewed))
            orphans.lease = lease;
    }
}

//! Of which kinds one sentence tells why they cannot be looked at, in the order of their first.
struct Unseen
{
    QString why;
    QStringList kinds;
};

void note(std::vector<Unseen> &all, const QString &kind, const QString &why)
{
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&why](const Unseen &unseen) { return unseen.why == why; });
    if (same == all.end())
        all.push_back({why, {kind}});
    else if (!same->kinds.contains(kind))
        same->kinds << kind;
}

} // namespace

bool isOfNobody(const k8s::Error &error)
{
    return error.status && error.status->message.contains("system:anonymous"_L1);
}

QString Orphans::toText(const QDateTime &now) const
{
    const QString age =
        models::formatDuration(static_cast<double>(std::max<qint64>(0, since.msecsTo(now))) / 1000);
    return lease ? OrphansText::tr("made %1 ago, %2").arg(age, lease->toText(now))
                 : OrphansText::tr("made %1 ago by run %2, without a lease").arg(age, run);
}

QCoro::Task<OrphanSearch> findOrphans(std::shared_ptr<k8s::Client> client,
                                      std::shared_ptr<Cancellation> cancellation,
                                      QStringList nameSpaces, QSet<QString> known)
{
    k8s::ListOptions ours;
    ours.labelSelector = u"app.kubernetes.io/managed-by=assay"_s;
    // In the order in which a run makes them.
    const std::vector<k8s::Resource> resources{
        k8s::Resource::namespaces(), k8s::Resource::secrets(),
        k8s::Resource::persistentVolumeClaims(), k8s::Resource::notebooks()};
    OrphanSearch search;
    Found found;
    std::vector<Unseen> unseen;
    for (const k8s::Resource &resource : resources) {
        QStringList places{QString()};
        while (!places.isEmpty() && !search.failure) {
            const QString place = places.takeFirst();
            const auto job = client->list(resource, place, ours);
            co_await untilFinished(cancellation, job.get());
            if (job->result()) {
                take(found, resource, *job->result(), known);
                continue;
            }
            const k8s::Error &error = job->result().error();
            const bool isForbidden =
                error.kind == k8s::Error::Kind::Forbidden && !isOfNobody(error);
            const bool narrower =
                isForbidden && place.isEmpty() && resource.namespaced && !nameSpaces.isEmpty();
            if (narrower)
                places = nameSpaces;
            else if (isForbidden)
                note(unseen, resource.plural, error.message);
            else if (error.kind != k8s::Error::Kind::NotFound)
                search.failure = error;
        }
    }
    for (const Unseen &one : unseen)
        search.unseen << one.kinds.join(u", "_s) + u": "_s + one.why;
    for (auto &[run, orphans] : found)
        search.all.push_back(std::move(orphans));
    std::stable_partition(search.all.begin(), search.all.end(), [](const Orphans &orphans) {
        return std::none_of(orphans.objects.begin(), orphans.objects.end(), isNamespace);
    });
    co_return search;
}

QCoro::Task<QStringList> cleanOrphans(std::shared_ptr<k8s::Client> client,
                                      std::shared_ptr<Cancellation> cancellation, Orphans orphans)
{
    // Their own record is elsewhere or lost; this one lasts as long as the deletion.
    const QTemporaryDir folder;
    auto journal = models::RunJournal::create(folder.path(), u"orphans"_s);
    if (!journal)
        co_return QStringList{journal.error()};
    models::RunRecord record;
    models::RunStarted start;
    start.runId = orphans.run;
    start.configuration.nameSpace = orphans.objects.front().nameSpace.isEmpty()
                                        ? orphans.objects.front().name
                                        : orphans.objects.front().nameSpace;
    record.append((*journal)->append(start));
    co_return co_await cleanObjects(client, cancellation, std::move(*journal), std::move(record),
                                    std::move(orphans.objects));
}

} // namespace assay::app
