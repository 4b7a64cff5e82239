// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/lease.h"

#include <k8s/client.h>
#include <models/record/fact.h>

#include <QTimer>

#include <memory>

namespace assay::app {

//! Renews the lease that an object carries for as long as it lives; where that is not allowed, or
//! the object is gone, it gives up in silence.
class LeaseKeeper : public QObject
{
    Q_OBJECT
public:
    LeaseKeeper(std::shared_ptr<k8s::Client> client, models::ObjectRef object, Lease lease,
                std::chrono::milliseconds every);

private:
    void renew();

    const std::shared_ptr<k8s::Client> m_client;
    const models::ObjectRef m_object;
    Lease m_lease;
    QTimer m_timer;
    k8s::JobPtr<k8s::ApiJob> m_job;
};

} // namespace assay::app
