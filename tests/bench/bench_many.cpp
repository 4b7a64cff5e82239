// SPDX-License-Identifier: Apache-2.0
// bench_many SUITE JOBS FOLDER: `assay run --sandbox SUITE --jobs JOBS` in this process, its
// reports and runs in FOLDER; ends with its status. Prints, as the last line of its output, "many
// WALL_MS CPU_MS COMMANDS_CPU_MS PEAK_KIB CONNECTIONS": commands are what the sandbox runs for an
// exec, and what they cost is not in CPU_MS; connections, the most at one time.
#include "commands/headless_run.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

#include <cstdio>

#include <malloc.h>
#include <sys/resource.h>

using namespace assay;
using namespace Qt::StringLiterals;

static double cpuMilliseconds(const rusage &usage)
{
    const auto of = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_usec) / 1000;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

//! Both ends of each connection are in this process.
static int connections()
{
    int sockets = 0;
    for (const QFileInfo &file : QDir(u"/proc/self/fd"_s).entryInfoList(QDir::System | QDir::Files))
        sockets += file.symLinkTarget().contains(u"socket:"_s) ? 1 : 0;
    return sockets / 2;
}

int main(int argc, char **argv)
{
    ::mallopt(M_ARENA_MAX, 1); // as the program does
    QCoreApplication application(argc, argv);
    application.setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 4)
        return 2;
    app::RunCommand command;
    command.choice.suites = {arguments[1]};
    command.jobs = arguments[2].toInt();
    command.output = arguments[3];
    command.places = {{.sandbox = true}};

    int most = 0;
    QTimer sampling;
    QObject::connect(&sampling, &QTimer::timeout, &sampling,
                     [&most] { most = std::max(most, connections()); });
    sampling.start(500);
    QElapsedTimer clock;
    clock.start();
    app::HeadlessRun run(command);
    QObject::connect(
        &run, &app::HeadlessRun::finished, &application,
        [](int status) { QCoreApplication::exit(status); }, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&run, &app::HeadlessRun::start, Qt::QueuedConnection);
    const int status = QCoreApplication::exec();

    rusage self = {}, children = {};
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    std::printf("many %lld %.0f %.0f %ld %d\n", static_cast<long long>(clock.elapsed()),
                cpuMilliseconds(self), cpuMilliseconds(children), self.ru_maxrss, most);
    return status;
}
