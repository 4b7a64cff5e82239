// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_client.h>

#include <QCoro/QCoroTask>
#include <QMap>
#include <QNetworkAccessManager>
#include <QPointer>

#include <functional>
#include <nlohmann/json.hpp>
#include <sandbox/node/node.h>

namespace assay::local {

//! Where a probe asks.
struct ProbeTarget
{
    QString host = QStringLiteral("127.0.0.1");
    QMap<int, int> ports; //!< of this host, by the container's
    std::string podIp;    //!< for the words
};

//! Asks a container over HTTP or TCP as a kubelet does, from outside, through the published port or
//! at its address: what is bound to the container's own localhost does not answer here.
class ContainerProbe : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const sandbox::Node::ProbeOutcome &)>;
    using QObject::QObject;

    //! `probe` holds httpGet or tcpSocket. `done` is not called once `context` is gone.
    void ask(const nlohmann::json &probe, const ProbeTarget &target, QObject *context, Done done);

private:
    void askHttp(const nlohmann::json &probe, const ProbeTarget &target, QObject *context,
                 Done done);
    void askTcp(const nlohmann::json &probe, const ProbeTarget &target, QObject *context,
                Done done);

    QNetworkAccessManager m_network;
};

//! A probe that is a command in the container.
QCoro::Task<> probeByCommand(containers::EngineClient *client, QString containerId,
                             nlohmann::json probe, QPointer<QObject> context,
                             ContainerProbe::Done done);

} // namespace assay::local
