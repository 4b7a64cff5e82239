// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QThread>

namespace assay::k8s {

//! Deletes in this thread what waits to be deleted later, and what that leaves to be deleted later
//! in turn: for the end of a thread, after its event loop. Qt does it once at the end of a QThread,
//! and what is let go of meanwhile stays for ever, with its connections.
void deleteAllThatWaits();

//! A thread with an event loop, and the objects that live there until it ends. To be ended with
//! quit() and join().
class WorkerThread : public QThread
{
    Q_OBJECT
public:
    //! `object` lives there from now on, and is deleted as the thread ends.
    void take(QObject *object);

    //! Waits for the end of it, which somebody has asked for; at once where it was never started.
    //! Whatever the caller does next comes after all that it did.
    void join();

Q_SIGNALS:
    //! In this thread: its event loop has ended, and what lives there is deleted next.
    void loopEnded();

protected:
    void run() override;

private:
    using QThread::wait; // join() tells the thread sanitizer, too
};

} // namespace assay::k8s
