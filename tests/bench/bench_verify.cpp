// SPDX-License-Identifier: Apache-2.0
// bench_verify KUBECONFIG IMAGE PACKAGE…: one validation; prints, on the line "assay WALL_MS
// CPU_MS", the time from Ready to the verdict and the processor time that this process took in it.
// Then runs the peer on the same pod, a shell loop of kubectl exec over the same packages, and
// prints the same of it as "kubectl WALL_MS CPU_MS". Cleans up behind both.
#include <app/cluster/cancellation.h>
#include <app/validation/flow.h>

#include "cluster/namespace_leases.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

using namespace assay;
using namespace Qt::StringLiterals;

extern char **environ;

static double milliseconds(const rusage &usage)
{
    const auto of = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_usec) / 1000;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

static double cpuNow()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return milliseconds(usage);
}

// As a shell script does it: one kubectl after the other.
static void runPeer(const QString &kubeconfig, const app::Validation &run)
{
    const QString script =
        u"for p in %1; do kubectl --kubeconfig '%2' -n %3 exec %4 -c %5 -- python -c \"import $p\" || true; done"_s
            .arg(run.configuration.packagesToVerify.join(u' '), kubeconfig,
                 run.configuration.nameSpace, run.record.notebook().podName,
                 run.configuration.notebookName);
    QByteArray text = script.toLocal8Bit();
    char shell[] = "bash", flag[] = "-c";
    char *argv[] = {shell, flag, text.data(), nullptr};
    QElapsedTimer clock;
    clock.start();
    pid_t pid = 0;
    if (posix_spawnp(&pid, "bash", nullptr, nullptr, argv, environ) != 0)
        return;
    rusage usage = {};
    wait4(pid, nullptr, 0, &usage);
    std::printf("kubectl %lld %.1f\n", static_cast<long long>(clock.elapsed()),
                milliseconds(usage));
    std::fflush(stdout);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    application.setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    const QStringList arguments = application.arguments();
    if (arguments.size() < 4)
        return 2;
    const auto kubeconfig = k8s::Kubeconfig::load(arguments[1]);
    const auto config = kubeconfig
                            ? kubeconfig->restConfig()
                            : k8s::Result<k8s::RestConfig>(tl::unexpected(kubeconfig.error()));
    if (!config) {
        std::fprintf(stderr, "%s\n", qPrintable(config.error().message));
        return 2;
    }
    QTemporaryDir folder;
    auto run = std::make_shared<app::Validation>();
    run->client = std::make_shared<k8s::Client>(*config);
    run->leases = std::make_shared<app::NamespaceLeases>();
    run->cancellation = std::make_shared<app::Cancellation>();
    run->configuration.id = u"bench"_s;
    run->configuration.nameSpace = u"test-bench-verify"_s;
    run->configuration.notebookName = u"bench"_s;
    run->configuration.customImage = arguments[2];
    run->configuration.packagesToVerify = arguments.mid(3);
    run->configuration.resources = {{"requests", {{"cpu", "100m"}, {"memory", "64Mi"}}}};
    run->journal = std::move(*models::RunJournal::create(folder.path(), u"bench"_s));
    QElapsedTimer clock;
    double cpu = 0;
    run->onFact = [&](const models::Fact &fact) {
        if (const auto *change = std::get_if<models::StateChanged>(&fact.body)) {
            if (change->transition.to == models::NotebookStatus::Ready) {
                clock.start();
                cpu = cpuNow();
            }
        } else if (std::holds_alternative<models::Verdict>(fact.body) && clock.isValid()) {
            std::printf("assay %lld %.1f\n", static_cast<long long>(clock.elapsed()),
                        cpuNow() - cpu);
            std::fflush(stdout);
            runPeer(arguments[1], *run);
        } else if (std::holds_alternative<models::RunFinished>(fact.body)) {
            QTimer::singleShot(0, QCoreApplication::instance(), [] { QCoreApplication::exit(0); });
        }
    };
    QTimer::singleShot(0, QCoreApplication::instance(), [run] {
        app::probeCluster(run->client, run->cancellation)
            .then([run](const tl::expected<app::ClusterFacts, models::ValidationError> &facts) {
                if (!facts) {
                    std::fprintf(stderr, "%s\n", qPrintable(facts.error().message));
                    QCoreApplication::exit(3);
                    return;
                }
                run->cluster = *facts;
                app::validate(run);
            });
    });
    return QCoreApplication::exec();
}
