// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pod_worker.h"

#include <map>

namespace assay::sandbox {

//! Runs the pods that are bound to its node, and answers for their logs and commands.
class Kubelet : public QObject
{
    Q_OBJECT
public:
    Kubelet(Registry &registry, Node &node, Pace pace, QObject *parent = nullptr);

    //! The log of a container. Null where the pod has no node yet. Throws ApiError in the words of
    //! the kubelet.
    std::shared_ptr<LogBuffer> log(const std::string &nameSpace, const std::string &pod,
                                   const std::string &container, bool previous) const;
    //! The command, not yet started. Throws ApiError.
    std::unique_ptr<ExecProcess> exec(const std::string &nameSpace, const std::string &pod,
                                      const std::string &container,
                                      const std::vector<std::string> &command) const;

private:
    void registerNode();
    void tellReadiness(const std::string &problem);
    void handle(const Change &change);
    ContainerWorker *find(const Json &pod, const std::string &container) const;

    Registry &m_registry;
    Node &m_node;
    const std::string m_name; //!< of the node
    EventRecorder m_events;
    Pace m_pace;
    std::map<std::string, PodWorker *> m_pods; //!< by uid
    int m_addresses = 1;
};

} // namespace assay::sandbox
