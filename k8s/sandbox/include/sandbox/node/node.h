// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sandbox/node/exec_process.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace assay::sandbox {

//! What runs containers: the part of the Container Runtime Interface that a kubelet needs. All
//! words in messages are the runtime's own. What is asked for is answered by `done`, from the event
//! loop and never inside the call, and not at all once `context` is gone.
class Node : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    using Json = nlohmann::json;

    struct Capacity
    {
        std::string cpu;
        std::string memory;
        int pods = 110;
        std::string name = "sandbox-node";
        std::string runtime = "scripted://1.0"; //!< name and version, as a node's status has it
        std::string system = "Assay sandbox";   //!< its osImage
        std::string kernel = "6.1.0-scripted";
        std::string architecture = "amd64"; //!< as Go spells it
    };
    virtual Capacity capacity() const = 0;

    struct PullOutcome
    {
        bool succeeded = false;
        qint64 sizeBytes = 0;
        double seconds = 0; //!< in scripted time
        std::string error;  //!< "rpc error: code = NotFound desc = …"
    };
    using Pulled = std::function<void(const PullOutcome &)>;
    virtual void pull(const std::string &image, QObject *context, Pulled done) = 0;
    using Found = std::function<void(bool present)>;
    virtual void findImage(const std::string &image, QObject *context, Found done) = 0;
    //! "host/repository@sha256:…" of an image that was found or pulled.
    virtual std::string imageId(const std::string &image) const = 0;
    //! "linux/arm64", of an image that was found or pulled; empty: not known.
    virtual std::string imagePlatform(const std::string &image) const
    {
        Q_UNUSED(image)
        return {};
    }

    struct ContainerConfig
    {
        std::string image;
        std::string podName;
        std::string podUid;
        std::string containerName;
        std::vector<std::pair<std::string, std::string>> environment;
        Json pod;               //!< the v1 Pod as it was when its worker began
        Json container;         //!< this one in the pod's spec
        double memoryLimit = 0; //!< bytes; 0: none
        double cpuLimit = 0;    //!< cores; 0: none
    };
    struct StartOutcome
    {
        //! Empty: it could not be created, and `error` says why.
        std::string id;
        //! With an id: it was created and its command could not be started.
        std::string error;
        bool runs() const { return !id.empty() && error.empty(); }
    };
    //! `output` and `exited` follow after `done`. A container whose context has gone meanwhile is
    //! ended by the node.
    using Started = std::function<void(const StartOutcome &)>;
    virtual void start(const ContainerConfig &config, QObject *context, Started done) = 0;
    //! Asks it to end, and ends it when the grace is over; `exited` follows.
    virtual void stop(const std::string &id, int graceMilliseconds) = 0;
    //! The claim is gone: what was stored for it may go as well.
    virtual void forgetClaim(const std::string &nameSpace, const std::string &claim)
    {
        Q_UNUSED(nameSpace)
        Q_UNUSED(claim)
    }
    //! The pod is gone, with what it had for itself alone.
    virtual void forgetPod(const std::string &uid) { Q_UNUSED(uid) }

    enum class ProbeKind { Startup, Readiness, Liveness };
    struct ProbeOutcome
    {
        bool succeeded = false;
        std::string message; //!< "HTTP probe failed with statuscode: 503"
    };
    //! `probe` is the core/v1 Probe, ports by number.
    using Probed = std::function<void(const ProbeOutcome &)>;
    virtual void probe(const std::string &id, ProbeKind kind, const Json &probe,
                       const std::string &podIp, QObject *context, Probed done) = 0;

    //! Not started yet.
    virtual std::unique_ptr<ExecProcess> exec(const std::string &id,
                                              const std::vector<std::string> &command) = 0;

Q_SIGNALS:
    //! Whole lines, without the last newline.
    void output(const std::string &id, const std::string &lines);
    //! `reason` is Completed, Error or OOMKilled.
    void exited(const std::string &id, int exitCode, const std::string &reason);
    //! Why the runtime does not answer; empty: it does, as it does at first.
    void readinessChanged(const std::string &problem);
};

} // namespace assay::sandbox
