// SPDX-License-Identifier: Apache-2.0
#include "interrupts.h"

#include <QSocketNotifier>

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace assay::app {

// A handler may do next to nothing: it writes a byte, and the event loop reads it.
static int s_pipe[2] = {-1, -1};

static volatile std::sig_atomic_t s_count = 0;

static void handleSignal(int signal)
{
    // A terminal that is closed is told by its shell and by the kernel, and systemd sends SIGHUP
    // behind SIGTERM: nobody asks twice by that.
    if (signal == SIGHUP && s_count > 0)
        return;
    // Whoever asks twice is not made to wait for an event loop that may hang.
    s_count = s_count + 1;
    if (s_count == 2)
        ::alarm(Interrupts::secondsToEnd);
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(s_pipe[0], &byte, 1);
}

static void handleAlarm(int)
{
    ::_exit(130);
}

static void install(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // The terminal was closed, or the connection to it was lost. Who started this with nohup meant
    // it to go on.
    struct sigaction before = {};
    sigaction(SIGHUP, nullptr, &before);
    if (before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, nullptr);
    // Not taken back: what is destroyed at the end may hang as well.
    action.sa_handler = handleAlarm;
    sigaction(SIGALRM, &action, nullptr);
}

Interrupts::Interrupts(QObject *parent) : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s_pipe) != 0)
        return;
    m_notifier = new QSocketNotifier(s_pipe[1], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(s_pipe[1], &byte, 1) == 1)
            Q_EMIT interrupted();
    });
    install(handleSignal);
}

QString Interrupts::sentence()
{
    return tr("Stopping: what was created is being deleted. Interrupt once more to leave it "
              "behind.");
}

Interrupts::~Interrupts()
{
    install(SIG_DFL);
    for (int &end : s_pipe) {
        ::close(end);
        end = -1;
    }
}

} // namespace assay::app
