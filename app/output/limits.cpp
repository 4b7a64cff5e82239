// SPDX-License-Identifier: Apache-2.0
#include "limits.h"

#include <QCoreApplication>

#include <csignal>
#include <sys/resource.h>

namespace assay::app {

namespace {

struct LimitsText
{
    Q_DECLARE_TR_FUNCTIONS(LimitsText)
};

//! What one test has open with its threads, sockets and files, and as much again. Below that the
//! event loops abort instead of failing.
constexpr rlim_t leastOpenFiles = 100;

constexpr rlim_t enoughOpenFiles = 4096;

} // namespace

std::optional<QString> problemOfLimits()
{
    std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit files = {};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0)
        return std::nullopt;
    if (files.rlim_cur < enoughOpenFiles) {
        struct rlimit wanted = files;
        wanted.rlim_cur = qMin(files.rlim_max, enoughOpenFiles);
        if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0)
            files = wanted;
    }
    if (files.rlim_cur >= leastOpenFiles)
        return std::nullopt;
    return LimitsText::tr("No more than %1 files may be open here (ulimit -n), and Assay needs %2: "
                          "raise the limit.")
        .arg(files.rlim_cur)
        .arg(leastOpenFiles);
}

} // namespace assay::app
