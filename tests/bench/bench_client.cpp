// SPDX-License-Identifier: Apache-2.0
// What the client costs; each mode ends by itself and is measured from outside (bench_spawn).
//   bench_client watch KUBECONFIG NAMESPACE COUNT      until so many changes of pods were seen
//   bench_client logs KUBECONFIG NAMESPACE POD FILE    a container's whole log to a file
//   bench_client exec KUBECONFIG NAMESPACE POD COUNT AT_ONCE    "true" so often
//   bench_client rest KUBECONFIG SECONDS NAMESPACE…    watches pods, notebooks and events in each,
//                            then prints "CONNECTIONS RSS_KIB CPU_MS_PER_S" over so many seconds
#include <k8s/client.h>
#include <k8s/watch/reflector.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTimer>

#include <cstdio>

#include <malloc.h>
#include <sys/resource.h>

using namespace assay;
using namespace Qt::StringLiterals;

static int failWith(const QString &why)
{
    std::fprintf(stderr, "bench_client: %s\n", qPrintable(why));
    return 1;
}

static int watch(k8s::Client &client, const QStringList &arguments)
{
    const int wanted = arguments.value(1).toInt();
    const auto reflector = client.watch(k8s::Resource::pods(), arguments.value(0));
    int seen = 0;
    QObject::connect(reflector.get(), &k8s::Reflector::upserted, reflector.get(), [&] {
        if (++seen == wanted)
            QCoreApplication::exit(0);
    });
    return QCoreApplication::exec();
}

static int logs(k8s::Client &client, const QStringList &arguments)
{
    QFile file(arguments.value(2));
    if (!file.open(QIODevice::WriteOnly))
        return failWith(file.errorString());
    k8s::LogOptions options;
    options.container = u"main"_s;
    const auto log = client.logs(arguments.value(0), arguments.value(1), options);
    QObject::connect(log.get(), &k8s::LogStream::data, log.get(),
                     [&file](const QByteArray &bytes) { file.write(bytes); });
    QObject::connect(log.get(), &k8s::LogStream::finished, log.get(),
                     [&log] { QCoreApplication::exit(log->error() ? 1 : 0); });
    return QCoreApplication::exec();
}

static int execute(k8s::Client &client, const QStringList &arguments)
{
    int toStart = arguments.value(2).toInt();
    int running = 0;
    bool failed = false;
    std::vector<k8s::JobPtr<k8s::ExecJob>> jobs;
    std::function<void()> next = [&] {
        if (toStart == 0) {
            if (running == 0)
                QCoreApplication::exit(failed ? 1 : 0);
            return;
        }
        --toStart;
        ++running;
        jobs.push_back(client.exec(arguments.value(0), arguments.value(1),
                                   {.container = u"main"_s, .command = {u"true"_s}}));
        k8s::ExecJob *job = jobs.back().get();
        QObject::connect(job, &k8s::Job::finished, job, [&, job] {
            failed |= !job->result() || job->result()->exitCode != 0;
            --running;
            next();
        });
    };
    for (int i = arguments.value(3).toInt(); i > 0; --i)
        next();
    return QCoreApplication::exec();
}

static double cpuMilliseconds()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_usec) / 1000;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

static int sockets()
{
    int count = 0;
    for (const QFileInfo &file : QDir(u"/proc/self/fd"_s).entryInfoList(QDir::System | QDir::Files))
        count += file.symLinkTarget().contains(u"socket:"_s) ? 1 : 0;
    return count;
}

static long residentKib()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArrayList lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toLong();
    }
    return 0;
}

static int rest(k8s::Client &client, const QStringList &arguments)
{
    const int seconds = arguments.value(0).toInt();
    std::vector<std::shared_ptr<k8s::Reflector>> reflectors;
    int unsynced = 0;
    double before = 0;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        std::printf("%d %ld %.2f\n", sockets(), residentKib(),
                    (cpuMilliseconds() - before) / seconds);
        QCoreApplication::exit(0);
    });
    for (const QString &nameSpace : arguments.mid(1)) {
        for (const auto &resource :
             {k8s::Resource::pods(), k8s::Resource::notebooks(), k8s::Resource::events()}) {
            reflectors.push_back(client.watch(resource, nameSpace));
            ++unsynced;
            k8s::Reflector *reflector = reflectors.back().get();
            QObject::connect(reflector, &k8s::Reflector::stateChanged, &timer, [&, reflector] {
                if (reflector->state() != k8s::Reflector::State::Synced || --unsynced > 0)
                    return;
                before = cpuMilliseconds();
                timer.start(seconds * 1000);
            });
        }
    }
    return QCoreApplication::exec();
}

int main(int argc, char **argv)
{
    ::mallopt(M_ARENA_MAX, 1); // as the program does
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const auto kubeconfig = k8s::Kubeconfig::load(arguments.value(2));
    if (!kubeconfig)
        return failWith(kubeconfig.error().message);
    const auto config = kubeconfig->restConfig();
    if (!config)
        return failWith(config.error().message);
    k8s::Client client(*config);
    const QString mode = arguments.value(1);
    if (mode == u"watch")
        return watch(client, arguments.mid(3));
    if (mode == u"logs")
        return logs(client, arguments.mid(3));
    if (mode == u"exec")
        return execute(client, arguments.mid(3));
    if (mode == u"rest")
        return rest(client, arguments.mid(3));
    return failWith(u"which mode?"_s);
}
