// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>

#include <QTimer>

#include <chrono>

namespace assay::k8s {

//! Finishes after a time.
class Delay : public Job
{
    Q_OBJECT
public:
    explicit Delay(std::chrono::milliseconds time)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &Delay::finish);
        m_timer.start(time);
    }

protected:
    void doAbort() override { m_timer.stop(); }

private:
    QTimer m_timer;
};

} // namespace assay::k8s
