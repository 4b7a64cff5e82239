// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log_buffer.h"
#include "store/json.h"
#include "store/pace.h"
#include <sandbox/node/node.h>

#include <QTimer>

#include <vector>

namespace assay::sandbox {

class Prober;

//! One container of a pod, as a kubelet brings it up and keeps it up: pull, start, probe, restart
//! with back-off; in the kubelet's own reasons, messages and events.
class ContainerWorker : public QObject
{
    Q_OBJECT
public:
    struct Setting
    {
        Node *node = nullptr;
        Pace pace;
        Json container; //!< of the pod's spec
        bool isInit = false;
        std::string restartPolicy;
        std::string podName, nameSpace, podUid, podIp;
        Json pod;
        //! The environment, or why it cannot be made ("secret \"x\" not found").
        std::function<std::string(std::vector<std::pair<std::string, std::string>> &)> environment;
    };
    ContainerWorker(Setting setting, QObject *parent);
    ~ContainerWorker() override;

    void begin();
    //! For good: no restart follows.
    void terminate(double graceSeconds);

    const std::string &name() const { return m_name; }
    Json status(const std::string &waitingReason) const; //!< core/v1 ContainerStatus
    bool isReady() const { return m_ready; }
    bool isRunning() const { return m_state.contains("running"); }
    //! The runtime is about to answer whether it runs.
    bool isStarting() const { return m_isStarting; }
    //! It ended and will not be restarted.
    bool isDone() const { return m_done; }
    //! -1 while it has not ended.
    int exitCode() const;
    std::string id() const { return m_id; }

    //! Null where there is no such run.
    std::shared_ptr<LogBuffer> log(bool previous) const;
    //! "trying and failing to pull image": why there is no log yet; empty where there is one.
    std::string waitingText() const;

Q_SIGNALS:
    void changed();
    void normal(const std::string &reason, const std::string &message);
    void warning(const std::string &reason, const std::string &message);

private:
    void pull();
    void found(bool present);
    void start();
    void started(const Node::StartOutcome &outcome);
    void fail(const std::string &reason, const std::string &message);
    void backOffPull();
    void startProbes();
    void probe(Node::ProbeKind kind, const char *field);
    void setReady(bool ready);
    void exited(int exitCode, const std::string &reason, const std::string &message = {});
    void restartLater();
    void setWaiting(const std::string &reason, const std::string &message);
    int nextBackOff();
    std::string description() const; //!< "NAME pod=POD_NS(UID)"

    Setting m_setting;
    std::string m_name;
    std::string m_image;
    std::string m_id;
    Json m_state = Json::object(); //!< empty: waiting for its turn
    Json m_lastState = Json::object();
    int m_restarts = 0;
    bool m_ready = false;
    bool m_started = false;
    bool m_everStarted = false;
    bool m_done = false;
    bool m_terminating = false;
    bool m_isStarting = false; //!< the runtime has not answered yet
    int m_backOffSeconds = 0;  //!< 0: none yet
    std::string m_pullError;
    QTimer m_timer; //!< until the next try
    std::shared_ptr<LogBuffer> m_log;
    std::shared_ptr<LogBuffer> m_previousLog;
    std::vector<Prober *> m_probers;
};

} // namespace assay::sandbox
