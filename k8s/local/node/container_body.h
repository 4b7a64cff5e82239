// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sandbox/node/node.h>

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace assay::local {

using Json = nlohmann::json;

//! What a container gets where its pod does not say, and what the engine can do.
struct ContainerDefaults
{
    qint64 userId = 0;  //!< as OpenShift gives one: above all that an image knows
    qint64 groupId = 0; //!< of volumes, as fsGroup
    bool limitsMemory = true;
    bool limitsCpu = true;
    bool limitsPids = true;
    QString owner;        //!< value of the label assay.owner: which process started it
    QString network = {}; //!< of the engine; empty: the engine's choice
};

//! A container of a pod as an engine is asked for it.
struct ContainerBody
{
    //! Why this computer cannot run it; empty: it can.
    QString refusal;
    Json body;              //!< of POST /containers/create; its Image is left to the caller
    QString user;           //!< "UID:GID"
    QStringList volumes;    //!< to be there before
    QStringList podVolumes; //!< those of them that end with the pod
    //! Mount points of the volumes, with their owner and mode, to be unpacked at "/".
    QByteArray folders;
    QMap<QString, QString> labels;
};

//! As admission on OpenShift would let it run (restricted-v2): an arbitrary user in group 0, no
//! capability, no new privileges; volumes empty and for the group to write.
ContainerBody containerBody(const sandbox::Node::ContainerConfig &config,
                            const ContainerDefaults &defaults);

//! The volume of a claim.
QString claimVolume(const QString &owner, const std::string &nameSpace, const std::string &claim);

} // namespace assay::local
