// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/worker_thread.h>

#include "thread_sanitizer.h"

#include <QCoreApplication>
#include <QEvent>

namespace assay::k8s {

//! A job, its request, the attempt of it, the answer, the connections: each is let go of by the one
//! before. Qt does not tell whether anything still waits, and a round without anything costs
//! nothing.
static constexpr int mostDeep = 32;

void deleteAllThatWaits()
{
    for (int round = 0; round < mostDeep; ++round)
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void WorkerThread::take(QObject *object)
{
    object->moveToThread(this);
    connect(this, &WorkerThread::loopEnded, object, &QObject::deleteLater, Qt::DirectConnection);
}

void WorkerThread::join()
{
    wait();
    taken(this);
}

void WorkerThread::run()
{
    exec();
    Q_EMIT loopEnded();
    deleteAllThatWaits();
    given(this);
}

} // namespace assay::k8s
