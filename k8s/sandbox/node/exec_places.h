// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>

#include <deque>

namespace assay::sandbox {

class HostProcess;

//! How many commands run at one time: each is a process of this machine, and a few hundred of them
//! would take its memory. Those beyond begin in their order as others end.
class ExecPlaces
{
public:
    //! There are none before this.
    void open(int places);
    //! Lets it begin, now or later.
    void enter(HostProcess *process);
    //! It has ended, or will not begin.
    void leave(HostProcess *process);

private:
    void fill();
    int m_free = 0;
    std::deque<QPointer<HostProcess>> m_waiting;
};

} // namespace assay::sandbox
