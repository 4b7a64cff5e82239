// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "container_node.h"

#include <QPointer>

namespace assay::local {

struct ContainerNode::Running
{
    std::string id; //!< as the kubelet knows it: "podman://…"
    QString engineId;
    QString name; //!< for people
    ContainerConfig config;
    ProbeTarget target;
    containers::JobPtr<containers::ContainerLog> log;
    QByteArray half[2]; //!< a line that has no end yet
    bool isConcluded = false;
    bool isStopping = false;
    bool isKilledByOthers = false;
};

//! Something that must end before the node may go.
class ContainerNode::UnderWay
{
public:
    explicit UnderWay(ContainerNode *node) : m_node(node) { ++node->m_underWay; }
    ~UnderWay()
    {
        if (m_node && --m_node->m_underWay == 0)
            Q_EMIT m_node->settled();
    }
    Q_DISABLE_COPY_MOVE(UnderWay)

private:
    QPointer<ContainerNode> m_node;
};

} // namespace assay::local
