// SPDX-License-Identifier: Apache-2.0
#include <sandbox/cluster.h>

#include "api/api_server.h"
#include "api/seed_objects.h"
#include "controllers/garbage_collector.h"
#include "controllers/namespace_controller.h"
#include "controllers/notebook_controller.h"
#include "controllers/scheduler.h"
#include "controllers/statefulset_controller.h"
#include "http/certificate.h"
#include "http/exchange.h"
#include "http/http_server.h"
#include "node/scripted_node.h"
#include "store/temporary_folder.h"

#include <QDir>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QThread>

// Outside every namespace, as Qt wants it.
static void initializeSandboxResources()
{
    Q_INIT_RESOURCE(sandbox);
}

namespace assay::sandbox {

using namespace Qt::StringLiterals;

static Pace paceOf(const Cluster::Options &options)
{
    return {options.speed, options.backOffSeconds, options.eagerProbeMilliseconds,
            options.podSetupSeconds};
}

//! Everything that runs; made by start() in the cluster's own thread, gone with stop().
struct Machinery
{
    Machinery(std::unique_ptr<Node> ownNode, const Cluster::Options &options,
              const ServerIdentity &identity, const QByteArray &token, FaultList &faults)
        : pace(paceOf(options))
        , registry(store)
        , node(std::move(ownNode))
        , namespaces(registry, identity.authority.toStdString(), nullptr)
        , collector(registry, nullptr)
        , binder(registry, nullptr)
        , notebooks(registry, nullptr)
        , sets(registry, pace, nullptr)
        , scheduler(registry, pace, nullptr)
        , kubelet(registry, *node, pace)
        , api(registry, kubelet, faults, token, pace)
    {
        createSeedObjects(registry);
        QObject::connect(&http, &HttpServer::requested, &api, &ApiServer::handle);
    }

    Pace pace;
    ObjectStore store;
    Registry registry;
    std::unique_ptr<Node> node;
    NamespaceController namespaces;
    GarbageCollector collector;
    VolumeBinder binder;
    NotebookController notebooks;
    StatefulSetController sets;
    Scheduler scheduler;
    Kubelet kubelet;
    ApiServer api;
    HttpServer http; // last, so that connections end first
};

class Cluster::Private
{
public:
    explicit Private(Cluster *cluster) : owner(cluster) {}

    Cluster *const owner;
    std::unique_ptr<TemporaryFolder> temporary;
    QString kubeconfigPath;
    QByteArray token;
    quint16 port = 0;
    FaultList faults;
    std::unique_ptr<Machinery> machinery;

    //! Runs it in the cluster's thread, where all its objects live, and waits for it.
    template<class Function>
    static auto inThreadOf(const Cluster *cluster, Function function)
    {
        using Result = decltype(function());
        auto *object = const_cast<Cluster *>(cluster);
        if (object->thread() == QThread::currentThread() || !object->thread()->isRunning())
            return function();
        if constexpr (std::is_void_v<Result>) {
            QMetaObject::invokeMethod(object, function, Qt::BlockingQueuedConnection);
        } else {
            Result result;
            QMetaObject::invokeMethod(object, function, Qt::BlockingQueuedConnection, &result);
            return result;
        }
    }

    std::optional<QString> start(const Options &options);
    std::optional<QString> writeKubeconfig(const QString &directory, const QByteArray &authority);
};

Cluster::Cluster(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this))
{
    initializeSandboxResources();
}

Cluster::~Cluster()
{
    stop();
}

std::optional<QString> Cluster::start(const Options &options)
{
    return Private::inThreadOf(this, [&] { return d->start(options); });
}

std::optional<QString> Cluster::Private::start(const Options &options)
{
    if (machinery)
        return std::nullopt;
    QString directory = options.dataDirectory;
    if (directory.isEmpty()) {
        TemporaryFolder::sweep();
        temporary = std::make_unique<TemporaryFolder>();
        if (!temporary->problem().isEmpty())
            return u"no folder for the sandbox can be made in %1: %2. TMPDIR names another place"_s
                .arg(QDir::tempPath(), temporary->problem());
        directory = temporary->path();
    } else if (!QDir().mkpath(directory)) {
        return u"%1: cannot be created"_s.arg(directory);
    }
    std::unique_ptr<Node> node;
    try {
        node = options.node
                   ? options.node()
                   : std::make_unique<ScriptedNode>(ImageCatalog::load(options.imagesFile),
                                                    paceOf(options), directory + u"/scratch"_s);
    } catch (const std::exception &error) {
        return QString::fromUtf8(error.what());
    }
    const auto identity = makeServerIdentity();
    if (!identity)
        return u"no certificate could be generated"_s;
    QByteArray random(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(random.begin(), random.end());
    token = random.toHex();

    if (const auto *scripted = qobject_cast<ScriptedNode *>(node.get()))
        QObject::connect(scripted, &ScriptedNode::confinementKnown, owner,
                         &Cluster::confinementKnown);
    auto made = std::make_unique<Machinery>(std::move(node), options, *identity, token, faults);
    if (auto problem = made->http.listen(*identity, options.port))
        return problem;
    port = made->http.port();
    if (auto problem = writeKubeconfig(directory, identity->authority))
        return problem;
    machinery = std::move(made);
    return std::nullopt;
}

std::optional<QString> Cluster::Private::writeKubeconfig(const QString &directory,
                                                         const QByteArray &authority)
{
    const QByteArray config = "apiVersion: v1\n"
                              "kind: Config\n"
                              "clusters:\n"
                              "- name: sandbox\n"
                              "  cluster:\n"
                              "    server: https://127.0.0.1:" +
                              QByteArray::number(port) +
                              "\n    certificate-authority-data: " + authority.toBase64() +
                              "\ncontexts:\n"
                              "- name: sandbox\n"
                              "  context: {cluster: sandbox, user: sandbox, namespace: default}\n"
                              "current-context: sandbox\n"
                              "users:\n"
                              "- name: sandbox\n"
                              "  user:\n"
                              "    token: " +
                              token + "\n";
    kubeconfigPath = directory + u"/kubeconfig"_s;
    QSaveFile file(kubeconfigPath);
    if (!file.open(QIODevice::WriteOnly))
        return u"%1: %2"_s.arg(kubeconfigPath, file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    // A commit alone would put an empty file there where the disk is full.
    if (file.write(config) != config.size() || !file.flush() || !file.commit())
        return u"%1: %2"_s.arg(kubeconfigPath, file.errorString());
    return std::nullopt;
}

void Cluster::stop()
{
    Private::inThreadOf(this, [this] {
        if (!d->machinery)
            return;
        d->machinery.reset();
        QFile::remove(d->kubeconfigPath);
        d->temporary.reset();
        d->port = 0;
    });
}

QString Cluster::kubeconfigPath() const
{
    return Private::inThreadOf(this, [this] { return d->kubeconfigPath; });
}

quint16 Cluster::port() const
{
    return Private::inThreadOf(this, [this] { return d->port; });
}

QByteArray Cluster::token() const
{
    return Private::inThreadOf(this, [this] { return d->token; });
}

void Cluster::inject(const Fault &fault)
{
    Private::inThreadOf(this, [&] { d->faults.add(fault); });
}

void Cluster::clearFaults()
{
    Private::inThreadOf(this, [this] { d->faults.clear(); });
}

QStringList Cluster::requests() const
{
    return Private::inThreadOf(
        this, [this] { return d->machinery ? d->machinery->api.requests() : QStringList(); });
}

int Cluster::count(const QString &plural) const
{
    return Private::inThreadOf(this, [&] {
        int result = 0;
        for (const ResourceType &type : resourceTypes()) {
            if (d->machinery && type.plural == plural.toStdString())
                result += static_cast<int>(d->machinery->store.list(type).size());
        }
        return result;
    });
}

void Cluster::dropConnections()
{
    Private::inThreadOf(this, [this] {
        if (d->machinery)
            d->machinery->http.dropConnections();
    });
}

} // namespace assay::sandbox
