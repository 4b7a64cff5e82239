// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec_process.h"
#include "store/json.h"

#include <QObject>

#include <functional>

namespace assay::sandbox {

//! What runs containers: the part of the Container Runtime Interface that a kubelet needs. All
//! words in messages are the runtime's own.
class Node : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    struct Capacity
    {
        std::string cpu;
        std::string memory;
        int pods = 110;
    };
    virtual Capacity capacity() const = 0;

    struct PullOutcome
    {
        bool succeeded = false;
        qint64 sizeBytes = 0;
        double seconds = 0; //!< in scripted time
        std::string error;  //!< "rpc error: code = NotFound desc = …"
    };
    virtual void pull(const std::string &image, QObject *context,
                      std::function<void(const PullOutcome &)> done) = 0;
    virtual bool hasImage(const std::string &image) const = 0;
    //! "host/repository@sha256:…" of an image that is there.
    virtual std::string imageId(const std::string &image) const = 0;

    struct ContainerConfig
    {
        std::string image;
        std::string podName;
        std::string podUid;
        std::string containerName;
        std::vector<std::pair<std::string, std::string>> environment;
    };
    //! Returns its id. `output` and `exited` follow from the event loop, not inside this call.
    virtual std::string start(const ContainerConfig &config) = 0;
    //! Asks it to end, and ends it when the grace is over; `exited` follows.
    virtual void stop(const std::string &id, int graceMilliseconds) = 0;

    enum class ProbeKind { Startup, Readiness, Liveness };
    struct ProbeOutcome
    {
        bool succeeded = false;
        std::string message; //!< "HTTP probe failed with statuscode: 503"
    };
    //! `probe` is the core/v1 Probe, ports by number.
    virtual void probe(const std::string &id, ProbeKind kind, const Json &probe,
                       const std::string &podIp, QObject *context,
                       std::function<void(const ProbeOutcome &)> done) = 0;

    //! Not started yet.
    virtual std::unique_ptr<ExecProcess> exec(const std::string &id,
                                              const std::vector<std::string> &command) = 0;

Q_SIGNALS:
    //! Whole lines, without the last newline.
    void output(const std::string &id, const std::string &lines);
    //! `reason` is Completed, Error or OOMKilled.
    void exited(const std::string &id, int exitCode, const std::string &reason);
};

} // namespace assay::sandbox
