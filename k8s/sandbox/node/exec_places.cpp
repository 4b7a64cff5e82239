// SPDX-License-Identifier: Apache-2.0
#include "exec_places.h"

#include "host_process.h"

namespace assay::sandbox {

void ExecPlaces::enter(HostProcess *process)
{
    if (m_free == 0) {
        m_waiting.emplace_back(process);
        return;
    }
    --m_free;
    process->begin();
}

void ExecPlaces::leave(HostProcess *process)
{
    if (std::erase(m_waiting, process) > 0)
        return;
    ++m_free;
    fill();
}

void ExecPlaces::open(int places)
{
    m_free += places;
    fill();
}

void ExecPlaces::fill()
{
    while (m_free > 0 && !m_waiting.empty()) {
        const QPointer<HostProcess> next = m_waiting.front();
        m_waiting.pop_front();
        if (!next)
            continue;
        --m_free;
        next->begin();
    }
}

} // namespace assay::sandbox
