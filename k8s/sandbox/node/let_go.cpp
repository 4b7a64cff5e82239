// SPDX-License-Identifier: Apache-2.0
#include "let_go.h"

#include <QMutex>
#include <QProcess>
#include <QSet>

namespace assay::sandbox {

namespace {

//! Where no event loop runs any more, they stay: here, so that they do not count as forgotten.
class Ending
{
public:
    static Ending &all()
    {
        // Longer than whatever ends at the end of the program.
        static auto *const all = new Ending;
        return *all;
    }
    void add(QProcess *process)
    {
        const QMutexLocker lock(&m_mutex);
        m_processes.insert(process);
    }
    void remove(QProcess *process)
    {
        const QMutexLocker lock(&m_mutex);
        m_processes.remove(process);
    }

private:
    QMutex m_mutex; // they live in several threads
    QSet<QProcess *> m_processes;
};

} // namespace

void letGo(QProcess *process)
{
    if (process->state() == QProcess::NotRunning) {
        delete process;
        return;
    }
    Ending::all().add(process);
    // Also of what could not be started.
    QObject::connect(process, &QProcess::stateChanged, process,
                     [process](QProcess::ProcessState state) {
                         if (state != QProcess::NotRunning)
                             return;
                         Ending::all().remove(process);
                         process->deleteLater();
                     });
    process->kill();
}

} // namespace assay::sandbox
