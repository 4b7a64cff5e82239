// SPDX-License-Identifier: Apache-2.0
#include "places.h"

#include "cluster/cluster_choice.h"
#include "output/terminal.h"

#include <models/record/local_verdicts.h>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

Places::Places(std::vector<ClusterOptions> options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_manifests(models::LocalVerdicts::defaultPath())
{
}

Places::~Places() = default;

QStringList Places::sameNames() const
{
    QStringList problems;
    for (auto one = m_clusters.begin(); one != m_clusters.end(); ++one) {
        const auto isNamed = [one](const auto &other) {
            return other.contextName == one->contextName;
        };
        if (std::none_of(m_clusters.begin(), one, isNamed))
            continue;
        // Who gave the name can give another; a context's is that of its kubeconfig.
        const auto given =
            std::find_if(m_options.rbegin(), m_options.rend(), [one](const ClusterOptions &other) {
                return !other.name.isEmpty() && other.name == one->contextName;
            });
        const QString where = given == m_options.rend() ? u"KUBECONFIG:"_s + one->contextName
                              : given->context.isEmpty()
                                  ? given->kubeconfig
                                  : given->kubeconfig + u':' + given->context;
        problems << tr("Two clusters are called %1: give one of them another NAME, as in --cluster "
                       "NAME=%2.")
                        .arg(one->contextName, where);
    }
    return problems;
}

QStringList Places::sameServers() const
{
    QStringList problems;
    for (auto one = m_clusters.begin(); one != m_clusters.end(); ++one) {
        const auto twin = std::find_if(m_clusters.begin(), one, [one](const auto &other) {
            return serverKey(other) == serverKey(*one);
        });
        if (twin != one)
            problems << tr("--context %1 and --context %2 are the same cluster, %3: what one of "
                           "them leaves there would stand in the other's way. Leave out --keep, or "
                           "one of the two.")
                            .arg(twin->contextName, one->contextName, serverKey(*one));
    }
    return problems;
}

QStringList Places::choose()
{
    m_unusable.clear();
    m_clusters.clear();
    for (const ClusterOptions &options : m_options) {
        if (options.sandbox || options.local)
            continue;
        const auto config = chooseCluster(options);
        if (config)
            m_clusters.push_back(*config);
        else if (!m_unusable.contains(config.error().message))
            m_unusable << config.error().message;
    }
    return m_unusable.isEmpty() ? sameNames() : m_unusable;
}

bool Places::wants(bool ClusterOptions::*kind) const
{
    return std::any_of(m_options.begin(), m_options.end(),
                       [kind](const auto &options) { return options.*kind; });
}

void Places::open()
{
    if (std::any_of(m_options.begin(), m_options.end(),
                    [](const auto &options) { return !options.sandbox && !options.local; }))
        m_manifests.learn();
    proceed();
}

void Places::proceed()
{
    if (wants(&ClusterOptions::sandbox) && !m_host)
        startSandbox();
    else if (wants(&ClusterOptions::local) && !m_localHost)
        startLocal();
    else
        Q_EMIT opened();
}

void Places::startSandbox()
{
    m_host = std::make_unique<SandboxHost>();
    connect(m_host.get(), &SandboxHost::failed, this,
            [this](const QString &why) { Q_EMIT failed(why, false); });
    connect(m_host.get(), &SandboxHost::confinementKnown, this, &Places::confinementKnown);
    connect(m_host.get(), &SandboxHost::started, this,
            [this](const QString &path) { add(sandboxConfig(path), m_sandboxName); });
    m_host->start({});
}

void Places::startLocal()
{
    local::LocalCluster::Options options;
    for (const ClusterOptions &place : m_options) {
        if (!place.local)
            continue;
        options.wish.engine = place.engineAt.isEmpty() ? place.engine : place.engineAt;
        m_engineGiven = place.engine;
    }
    options.wish.patience = patienceWithBusyEngine;
    options.keepsContainers = m_keepsContainers;
    m_localHost = std::make_unique<LocalHost>();
    connect(m_localHost.get(), &LocalHost::failed, this,
            [this](const k8s::Error &error) { Q_EMIT failed(error.message, false); });
    connect(m_localHost.get(), &LocalHost::started, this,
            [this](const QString &path, const LocalEngine &engine) {
                m_engine = engine;
                m_engine->given = m_engineGiven;
                add(localConfig(path, engine), m_localName);
            });
    m_localHost->start(options);
}

void Places::add(const k8s::Result<k8s::RestConfig> &config, QString &name)
{
    if (!config) {
        Q_EMIT failed(config.error().message, true);
        return;
    }
    name = config->contextName;
    m_clusters.push_back(*config);
    if (const QStringList same = sameNames(); !same.isEmpty())
        Q_EMIT failed(same.constFirst(), true);
    else
        proceed();
}

void Places::close()
{
    // Where it did not start there is nothing to end.
    if (!m_engine) {
        Q_EMIT closed({});
        return;
    }
    connect(m_localHost.get(), &LocalHost::stopped, this, &Places::closed);
    m_localHost->stop();
}

QStringList complaintsOf(const TestSelection &selection)
{
    QStringList complaints = selection.errors;
    for (const QString &refusal : selection.refusals)
        complaints << (selection.placed.contains(refusal) ? refusal : fromAssay(refusal));
    return complaints;
}

} // namespace assay::app
