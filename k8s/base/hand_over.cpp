// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/hand_over.h>

#include "thread_sanitizer.h"

#include <QCoreApplication>
#include <QEvent>
#include <QRunnable>
#include <QThread>
#include <QThreadPool>

namespace assay::k8s {

namespace {

//! An event that no object knows: it acts when Qt destroys it, which is right after it was
//! delivered. So it needs nothing of its receiver, and nothing that Qt allocates passes between the
//! threads but itself.
class Parcel : public QEvent
{
public:
    Parcel(QObject *receiver, std::function<void()> function)
        : QEvent(kind())
        , m_receiver(receiver)
        , m_function(std::move(function))
    {
    }
    // The compiler begins a destructor by writing to the object: before it can be told that that is
    // right.
    ASSAY_UNSEEN_BY_THREAD_SANITIZER ~Parcel() override
    {
        taken(this);
        deliver();
    }

private:
    static QEvent::Type kind()
    {
        static const auto registered = QEvent::Type(QEvent::registerEventType());
        return registered;
    }
    void deliver()
    {
        // What is thrown away with its receiver, its thread or the application is not delivered.
        if (m_receiver && m_receiver->thread() == QThread::currentThread() &&
            !QCoreApplication::closingDown())
            m_function();
    }

    QPointer<QObject> m_receiver;
    std::function<void()> m_function;
};

class Task : public QRunnable
{
public:
    explicit Task(std::function<void()> work) : m_work(std::move(work)) {}
    void run() override
    {
        taken(this);
        m_work();
    }

private:
    std::function<void()> m_work;
};

} // namespace

void handOver(QObject *receiver, std::function<void()> function)
{
    // A widget throws away what was posted to it before it counts as gone.
    Q_ASSERT(!receiver->isWidgetType());
    auto *parcel = new Parcel(receiver, std::move(function));
    given(parcel);
    QCoreApplication::postEvent(receiver, parcel);
}

void inThreadPool(std::function<void()> work)
{
    auto *task = new Task(std::move(work));
    given(task);
    QThreadPool::globalInstance()->start(task);
}

} // namespace assay::k8s
