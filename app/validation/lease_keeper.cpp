// SPDX-License-Identifier: Apache-2.0
#include "lease_keeper.h"

#include "steps.h"

namespace assay::app {

using models::Json;

LeaseKeeper::LeaseKeeper(std::shared_ptr<k8s::Client> client, models::ObjectRef object, Lease lease,
                         std::chrono::milliseconds every)
    : m_client(std::move(client))
    , m_object(std::move(object))
    , m_lease(std::move(lease))
{
    connect(&m_timer, &QTimer::timeout, this, &LeaseKeeper::renew);
    m_timer.start(every);
}

void LeaseKeeper::renew()
{
    if (m_job && !m_job->isFinished())
        return;
    m_lease.renewed = QDateTime::currentDateTimeUtc();
    // The uid is a precondition: another object of that name is not ours to touch.
    const Json patch{
        {"metadata",
         {{"uid", m_object.uid}, {"annotations", {{leaseAnnotation, m_lease.toJson()}}}}}};
    m_job = m_client->mergePatch(resourceOf(m_object), m_object.nameSpace, m_object.name, patch);
    connect(m_job.get(), &k8s::Job::finished, this, [this] {
        if (m_job->result())
            return;
        switch (m_job->result().error().kind) {
        case k8s::Error::Kind::Forbidden:
        case k8s::Error::Kind::NotFound:
        case k8s::Error::Kind::Conflict:
        case k8s::Error::Kind::Cancelled:
            m_timer.stop();
            break;
        default:
            break;
        }
    });
}

} // namespace assay::app
