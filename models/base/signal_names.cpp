// SPDX-License-Identifier: Apache-2.0
#include "signal_names.h"

namespace assay::models {

using namespace Qt::StringLiterals;

// Linux's numbers, whatever this program runs on: the containers run on Linux.
QString signalName(int signal)
{
    switch (signal) {
    case 1:
        return u"SIGHUP"_s;
    case 2:
        return u"SIGINT"_s;
    case 3:
        return u"SIGQUIT"_s;
    case 4:
        return u"SIGILL (illegal instruction)"_s;
    case 5:
        return u"SIGTRAP"_s;
    case 6:
        return u"SIGABRT (abort)"_s;
    case 7:
        return u"SIGBUS (bus error)"_s;
    case 8:
        return u"SIGFPE (arithmetic error)"_s;
    case 9:
        return u"SIGKILL"_s;
    case 11:
        return u"SIGSEGV (segmentation fault)"_s;
    case 13:
        return u"SIGPIPE"_s;
    case 14:
        return u"SIGALRM"_s;
    case 15:
        return u"SIGTERM"_s;
    case 24:
        return u"SIGXCPU"_s;
    case 31:
        return u"SIGSYS (forbidden system call)"_s;
    default:
        return u"signal %1"_s.arg(signal);
    }
}

} // namespace assay::models
