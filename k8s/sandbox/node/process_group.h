// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

class QProcess;

namespace assay::sandbox {

//! A program that leads a session and a process group of its own, all of which is killed where this
//! object ends first, also where that is because this program is killed. bubblewrap does not see to
//! it: what it has cloned waits for a word of it for ever where bubblewrap itself is killed before
//! it has said that, and a signal that the terminal sends to both ends only bubblewrap.
class ProcessGroup
{
public:
    //! Of a process that is not started yet.
    explicit ProcessGroup(QProcess &process);
    //! Kills what still runs.
    ~ProcessGroup();
    ProcessGroup(const ProcessGroup &) = delete;
    ProcessGroup &operator=(const ProcessGroup &) = delete;

    //! Now, all of it.
    void kill();
    //! The program has ended by itself; what it left in its group may stay.
    void release();

private:
    class Guard;
    QProcess &m_process;
    std::shared_ptr<Guard> m_guard;
};

} // namespace assay::sandbox
