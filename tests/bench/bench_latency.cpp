// SPDX-License-Identifier: Apache-2.0
// bench_latency KUBECONFIG PEER SAMPLES: so many validations of each kind (an image that cannot be
// pulled, one that crashes, one that gets ready), one after the other and without a grace. Prints
// for each "KIND OURS_MS PEER_MS": from the decisive event's arrival at a bare watch to the fact in
// the record (the verdict, or the change to Ready), and to a loop that asks once a second. PEER is
// poll_peer.py.
#include <app/cluster/cancellation.h>
#include <app/validation/flow.h>

#include "cluster/namespace_leases.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <chrono>
#include <cstdio>

using namespace assay;
using namespace Qt::StringLiterals;

namespace {

struct Kind
{
    const char *name;
    const char *image;
};
constexpr Kind kinds[] = {
    {"pull", "minimal:2099.9"}, {"crash", "broken:2025.1"}, {"ready", "minimal:2025.1"}};

qint64 now()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

//! One sample after the other.
class Samples : public QObject
{
public:
    Samples(const k8s::RestConfig &config, const app::ClusterFacts &cluster, QProcess *peer,
            int each)
        : m_config(config)
        , m_cluster(cluster)
        , m_peer(peer)
        , m_left(each * static_cast<int>(std::size(kinds)))
    {
        QObject::connect(peer, &QProcess::readyReadStandardOutput, this, [this] {
            if (m_peer->canReadLine())
                take(m_peer->readLine());
        });
        next();
    }

private:
    void next()
    {
        if (m_left-- == 0)
            return QCoreApplication::exit(0);
        m_kind = kinds[static_cast<std::size_t>(m_left) % std::size(kinds)];
        m_told = 0;
        m_run = std::make_shared<app::Validation>();
        m_run->client = std::make_shared<k8s::Client>(m_config);
        m_run->leases = std::make_shared<app::NamespaceLeases>();
        m_run->cancellation = std::make_shared<app::Cancellation>();
        m_run->cluster = m_cluster;
        auto &c = m_run->configuration;
        c.id = u"latency"_s;
        c.nameSpace = u"test-latency-%1"_s.arg(m_left);
        c.notebookName = u"bench"_s;
        c.customImage = u"sandbox.local/workbench/"_s + QLatin1String(m_kind.image);
        c.packagesToVerify = {u"json"_s};
        c.resources = {{"requests", {{"cpu", "10m"}, {"memory", "16Mi"}}}};
        m_run->patience.grace = std::chrono::milliseconds(0);
        m_run->keep = app::Keep::Always; // the peer has to see the pod, too
        m_run->journal =
            std::move(*models::RunJournal::create(m_folder.path(), u"sample-%1"_s.arg(m_left)));
        m_run->onFact = [this](const models::Fact &fact) { take(fact); };
        m_peer->write(QByteArray(m_kind.name) + ' ' + c.nameSpace.toUtf8() + " bench-0\n");
        app::validate(m_run);
    }

    void take(const models::Fact &fact)
    {
        const auto *change = std::get_if<models::StateChanged>(&fact.body);
        const bool isReady = change && change->transition.to == models::NotebookStatus::Ready;
        if (m_told == 0 && (isReady || std::holds_alternative<models::Verdict>(fact.body)))
            m_told = now();
        if (std::holds_alternative<models::RunFinished>(fact.body)) {
            m_finished = true;
            conclude();
        }
    }

    void take(const QByteArray &line)
    {
        const QByteArrayList parts = line.trimmed().split(' ');
        m_event = parts.value(0).toLongLong();
        m_polled = parts.value(1).toLongLong();
        conclude();
    }

    void conclude()
    {
        if (!m_finished || m_polled == 0)
            return;
        std::printf("%s %.2f %.2f\n", m_kind.name, static_cast<double>(m_told - m_event) / 1e6,
                    static_cast<double>(m_polled - m_event) / 1e6);
        std::fflush(stdout);
        m_finished = false;
        m_polled = 0;
        QTimer::singleShot(0, this, [this] { next(); });
    }

    const k8s::RestConfig m_config;
    const app::ClusterFacts m_cluster;
    QProcess *const m_peer;
    QTemporaryDir m_folder;
    int m_left;
    Kind m_kind = kinds[0];
    std::shared_ptr<app::Validation> m_run;
    qint64 m_told = 0, m_event = 0, m_polled = 0;
    bool m_finished = false;
};

int failWith(const QString &why)
{
    std::fprintf(stderr, "bench_latency: %s\n", qPrintable(why));
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    application.setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    const QStringList arguments = QCoreApplication::arguments();
    const auto kubeconfig = k8s::Kubeconfig::load(arguments.value(1));
    const auto config = kubeconfig
                            ? kubeconfig->restConfig()
                            : k8s::Result<k8s::RestConfig>(tl::unexpected(kubeconfig.error()));
    if (!config)
        return failWith(config.error().message);
    QProcess peer;
    peer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    peer.start(u"python3"_s, {arguments.value(2), arguments.value(1)});
    std::unique_ptr<Samples> samples;
    const auto client = std::make_shared<k8s::Client>(*config);
    QTimer::singleShot(0, &application, [&] {
        app::probeCluster(client, std::make_shared<app::Cancellation>())
            .then([&](const tl::expected<app::ClusterFacts, models::ValidationError> &facts) {
                if (!facts)
                    return QCoreApplication::exit(failWith(facts.error().message));
                samples =
                    std::make_unique<Samples>(*config, *facts, &peer, arguments.value(3).toInt());
            });
    });
    const int status = QCoreApplication::exec();
    peer.closeWriteChannel();
    peer.waitForFinished();
    return status;
}
