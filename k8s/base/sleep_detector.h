// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/sleep_clocks.h>

#include <QTimer>

namespace assay::k8s {

//! Notices that the machine was suspended, or the process stopped. The other end may have given up
//! a connection meanwhile, and nobody told this one: it would be silent for ever.
class SleepDetector : public QObject
{
    Q_OBJECT
public:
    explicit SleepDetector(SleepWatch watch);

Q_SIGNALS:
    void woke();

private:
    void look();

    const SleepWatch m_watch;
    SleepClocks m_last;
    QTimer m_timer;
};

} // namespace assay::k8s
