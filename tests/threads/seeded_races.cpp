// SPDX-License-Identifier: Apache-2.0
// seeded_races slot | window | process | nowhere: a program with one race, in the place named, that
// the thread sanitizer must find; "process" is the slot's, after a process was begun;
// "nowhere" does the same as all of them and hands everything over.

#include <app/engine/engine.h>
#include <k8s/base/hand_over.h>
#include <models/tables/workspace.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QThread>

using namespace assay;
using namespace Qt::StringLiterals;

//! Lives in a thread of its own.
class Counter : public QObject
{
    Q_OBJECT
public:
    int count() const { return m_count; }

public Q_SLOTS:
    void add() { ++m_count; }

private:
    int m_count = 0;
};

class Asker : public QObject
{
    Q_OBJECT
Q_SIGNALS:
    void asked();
};

//! A thread with one object in it, which is gone with it.
template<class Object>
class Elsewhere
{
public:
    Elsewhere()
    {
        object->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, object, &QObject::deleteLater);
        m_thread.start();
    }
    ~Elsewhere()
    {
        m_thread.quit();
        m_thread.wait();
    }
    Object *const object = new Object;

private:
    QThread m_thread;
};

static bool until(const std::function<bool()> &condition)
{
    QElapsedTimer patience;
    patience.start();
    while (!condition() && !patience.hasExpired(60'000))
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return condition();
}

static bool beginAProcess()
{
    QProcess process;
    process.start(u"true"_s, {});
    return until([&process] { return process.state() == QProcess::NotRunning; }) &&
           process.error() == QProcess::UnknownError;
}

//! A queued call is right; to read what it writes is not.
static bool raceInASlot(bool seeded, bool withProcess)
{
    Asker asker;
    Elsewhere<Counter> elsewhere;
    Counter *counter = elsewhere.object;
    if (withProcess && !beginAProcess())
        return false;
    if (seeded) {
        QObject::connect(&asker, &Asker::asked, counter, &Counter::add);
        Q_EMIT asker.asked();
        QElapsedTimer patience;
        patience.start();
        while (counter->count() == 0 && !patience.hasExpired(60'000))
            QThread::yieldCurrentThread();
        return counter->count() == 1;
    }
    int counted = 0;
    QObject home;
    k8s::handOver(counter, [counter, &home, &counted] {
        counter->add();
        k8s::handOver(&home, [count = counter->count(), &counted] { counted = count; });
    });
    return until([&counted] { return counted == 1; });
}

//! The engine's signal writes what the window reads, in the engine's thread.
static bool raceWithTheWindow(bool seeded)
{
    models::Workspace workspace;
    Elsewhere<app::Engine> elsewhere;
    app::Engine *engine = elsewhere.object;
    bool done = false;
    QObject home;
    const auto act = [&workspace] { workspace.setQueued({u"alpha"_s}); };
    if (seeded)
        QObject::connect(engine, &app::Engine::clusterProbed, &workspace, act,
                         Qt::DirectConnection);
    k8s::handOverEach(engine, &app::Engine::clusterProbed, &home, [&](const auto &...) {
        if (!seeded)
            act();
        done = true;
    });
    k8s::RestConfig nobody;
    nobody.server = QUrl(u"https://127.0.0.1:1"_s);
    k8s::handOver(engine, [engine, nobody] { engine->probe(nobody); });
    // What Qt's own library does with it, isQueued() for one, goes unseen.
    workspace.setQueued({u"beta"_s});
    return until([&done] { return done; }) && workspace.isQueued(u"alpha"_s);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString place = arguments.value(1);
    const bool right = place == u"slot"      ? raceInASlot(true, false)
                       : place == u"process" ? raceInASlot(true, true)
                       : place == u"window"  ? raceWithTheWindow(true)
                                             : raceInASlot(false, true) && raceWithTheWindow(false);
    return right ? 0 : 1;
}

#include "seeded_races.moc"
