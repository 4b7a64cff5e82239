// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "container_worker.h"
#include "store/event_recorder.h"
#include "store/registry.h"

namespace assay::sandbox {

//! One pod on the node: its volumes, its containers in order, its status, its end.
class PodWorker : public QObject
{
    Q_OBJECT
public:
    struct Setting
    {
        Registry *registry = nullptr;
        Node *node = nullptr;
        EventRecorder *events = nullptr;
        Pace pace;
        std::string nodeIp;
        std::string podIp;
    };
    PodWorker(const Json &pod, Setting setting, QObject *parent);

    const std::string &uid() const { return m_uid; }
    //! The pod is being deleted, with this grace.
    void terminate(double graceSeconds);
    //! Null where there is none.
    ContainerWorker *container(const std::string &name) const;

private:
    void begin();
    std::string missingVolume() const;
    void startNext();
    void containerChanged();
    void publish();
    Json conditions(const Json &previous) const;
    std::string phase() const;
    bool isInitialized() const;
    bool isReady() const;
    std::string resolveEnvironment(const Json &container,
                                   std::vector<std::pair<std::string, std::string>> &result) const;
    ObjectPtr current() const;

    Setting m_setting;
    Json m_pod;
    std::string m_nameSpace;
    std::string m_name;
    std::string m_uid;
    std::string m_startTime;
    bool m_sandboxReady = false;
    bool m_terminating = false;
    std::vector<ContainerWorker *> m_initContainers;
    std::vector<ContainerWorker *> m_containers;
    std::size_t m_startedInit = 0;
    bool m_mainStarted = false;
};

} // namespace assay::sandbox
