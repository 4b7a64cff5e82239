// SPDX-License-Identifier: Apache-2.0
#include "process_group.h"

#include <QProcess>

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::sandbox {

// The shell's own parent is gone at once, so that the program does not wait for a child that it
// knows nothing of. A word says that the program has ended; the end without a word, that whoever
// held the pipe has.
static constexpr int lifeline = 3;
static const char script[] = "{ read -r word <&3 || kill -9 0; } &";

//! A pipe, and what is to be known between fork and exec, where nothing may be allocated.
class ProcessGroup::Guard
{
public:
    Guard()
    {
        if (::pipe2(m_pipe, O_CLOEXEC) != 0)
            return;
        // No place of it is the one that the shell reads from.
        for (int &end : m_pipe) {
            const int high = ::fcntl(end, F_DUPFD_CLOEXEC, lifeline + 1);
            ::close(end);
            end = high;
        }
        ::posix_spawn_file_actions_init(&m_actions);
        ::posix_spawn_file_actions_addopen(&m_actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addopen(&m_actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addopen(&m_actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_adddup2(&m_actions, m_pipe[0], lifeline);
    }
    ~Guard()
    {
        if (m_pipe[0] < 0)
            return;
        ::posix_spawn_file_actions_destroy(&m_actions);
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

    void release() const { [[maybe_unused]] const auto written = ::write(m_pipe[1], "\n", 1); }
    //! In the child, which becomes the program next.
    void watch() const
    {
        ::setsid();
        // What whoever started this program left open is nothing for what runs there.
        ::close_range(lifeline, ~0U, CLOSE_RANGE_CLOEXEC);
        if (m_pipe[0] < 0)
            return;
        char shell[] = "/bin/sh";
        char option[] = "-c";
        char *const words[] = {shell, option, const_cast<char *>(script), nullptr};
        char *const surroundings[] = {nullptr};
        pid_t started = 0;
        if (::posix_spawn(&started, shell, &m_actions, nullptr, words, surroundings) == 0)
            ::waitpid(started, nullptr, 0);
    }

private:
    int m_pipe[2] = {-1, -1};
    posix_spawn_file_actions_t m_actions = {};
};

ProcessGroup::ProcessGroup(QProcess &process)
    : m_process(process)
    , m_guard(std::make_shared<Guard>())
{
    process.setChildProcessModifier([guard = m_guard] { guard->watch(); });
}

ProcessGroup::~ProcessGroup()
{
    if (!m_guard)
        return;
    kill();
    // It holds the pipe too, and may be kept until the program has ended.
    m_process.setChildProcessModifier({});
}

void ProcessGroup::kill()
{
    if (const qint64 leader = m_process.processId(); leader > 0)
        ::kill(-pid_t(leader), SIGKILL);
}

void ProcessGroup::release()
{
    m_guard->release();
    m_process.setChildProcessModifier({});
    m_guard.reset();
}

} // namespace assay::sandbox
