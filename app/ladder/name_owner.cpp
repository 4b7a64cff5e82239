// SPDX-License-Identifier: Apache-2.0
#include "name_owner.h"

#include "cluster/origin.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

namespace {

struct OwnerText
{
    Q_DECLARE_TR_FUNCTIONS(OwnerText)
};

std::optional<Lease> leaseOn(const Json &object, const QString &run)
{
    auto lease = Lease::of(object);
    if (lease && runLabel(lease->run) != run)
        lease.reset();
    return lease;
}

} // namespace

bool NameOwner::isLive() const
{
    return lease && lease->isLive(QDateTime::currentDateTimeUtc());
}

QString NameOwner::toText() const
{
    return lease ? OwnerText::tr("It is Assay's own, %1.")
                       .arg(lease->toText(QDateTime::currentDateTimeUtc()))
                 : OwnerText::tr("It is Assay's own, of run %1.").arg(run);
}

QString NameOwner::advice() const
{
    if (lease && !lease->kept.isNull())
        return OwnerText::tr("Nothing is at work there: delete it (\"assay clean\" lists it, the "
                             "window shows it above its test), or choose another notebook_name.");
    return isLive() ? OwnerText::tr("Two runs cannot share a workbench's name: wait until that one "
                                    "has ended, or choose another notebook_name.")
                    : OwnerText::tr("\"assay clean\" lists it, and \"assay clean --orphans\" "
                                    "deletes what no record here knows. Or choose another "
                                    "notebook_name.");
}

QCoro::Task<std::optional<NameOwner>> ownerOf(LadderPtr ladder, QString nameSpace,
                                              std::vector<Json> found)
{
    const auto assays = std::find_if(found.begin(), found.end(), [](const Json &object) {
        return !runLabelOf(object).isEmpty();
    });
    if (assays == found.end())
        co_return std::nullopt;
    NameOwner owner{runLabelOf(*assays), {}};
    for (const Json &object : found) {
        if (!owner.lease)
            owner.lease = leaseOn(object, owner.run);
    }
    if (!owner.lease) {
        const auto look = ladder->client->get(k8s::Resource::namespaces(), {}, nameSpace);
        co_await ladder->wait(look.get());
        if (look->result())
            owner.lease = leaseOn(*look->result(), owner.run);
    }
    co_return owner;
}

} // namespace assay::app
