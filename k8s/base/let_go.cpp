// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/let_go.h>

#include <QProcess>

#include <mutex>
#include <set>
#include <utility>

namespace assay::k8s {

namespace {

//! Those that have not ended. Where no event loop runs any more, they stay: here, so that they do
//! not count as forgotten.
class Ending
{
public:
    static Ending &all()
    {
        // Longer than whatever ends at the end of the program.
        static auto *const all = new Ending;
        return *all;
    }
    void add(QObject *process)
    {
        const std::lock_guard lock(m_mutex);
        m_processes.insert(process);
    }
    void remove(QObject *process)
    {
        const std::lock_guard lock(m_mutex);
        m_processes.erase(process);
    }

private:
    std::mutex m_mutex; // they live in several threads
    std::set<QObject *> m_processes;
};

} // namespace

QProcess *letGo(QProcess *&process, const QObject *listener)
{
    QProcess *gone = std::exchange(process, nullptr);
    if (!gone)
        return nullptr;
    gone->disconnect(listener);
    Ending::all().add(gone);
    // At once, whichever thread deletes it.
    QObject::connect(
        gone, &QObject::destroyed, gone, [](QObject *object) { Ending::all().remove(object); },
        Qt::DirectConnection);
    if (gone->state() == QProcess::NotRunning) {
        gone->deleteLater();
        return nullptr;
    }
    // Also of what could not be started.
    QObject::connect(gone, &QProcess::stateChanged, gone, [gone](QProcess::ProcessState state) {
        if (state == QProcess::NotRunning)
            gone->deleteLater();
    });
    return gone;
}

} // namespace assay::k8s
