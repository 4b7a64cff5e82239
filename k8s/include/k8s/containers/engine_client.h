// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_address.h>
#include <k8s/containers/engine_facts.h>
#include <k8s/containers/jobs.h>

#include <QUrlQuery>

#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace assay::containers {

//! Speaks to one container engine (Podman, Docker) over its unix socket, with the API that both
//! share. Lives in the thread that made it; so do its jobs, which end with Cancelled where the
//! client goes first. The version of the API is negotiated by the first request, never pinned.
//!
//! Every request ends within `requestTimeout()` (pulls, commands, logs and stopping: within their
//! own clock), every answer has at most 16 MiB. Error::Kind, beside what k8s/base says: Connection
//! (no engine behind the socket, or it went away), NotFound (no such container, image, volume),
//! Gone (the container does not run, or ended meanwhile), AlreadyExists (that name is taken),
//! Conflict (in use), Invalid (the engine refused what is asked), Configuration (an engine too
//! old), Protocol (an answer that is none). `Error::status` holds the engine's own words:
//! `message`, and as `reason` what Podman calls the cause.
class EngineClient : public QObject
{
    Q_OBJECT
public:
    explicit EngineClient(EngineAddress address, QObject *parent = nullptr);
    ~EngineClient() override;

    const EngineAddress &address() const;
    //! Once a request was answered; what it is called in sentences until then: "the container
    //! engine".
    const std::optional<EngineVersion> &version() const;
    //! What findEngine() was told a moment ago: the engine is not asked again.
    void know(const EngineVersion &version);
    void setRequestTimeout(std::chrono::milliseconds timeout); //!< default 30 s
    std::chrono::milliseconds requestTimeout() const;

    JobPtr<Answer<EngineVersion>> negotiate();
    JobPtr<Answer<EngineInfo>> info();

    JobPtr<Answer<std::vector<ImageSummary>>> images();
    //! By id or full name ("localhost/my-image:latest"): engines disagree about short ones.
    JobPtr<Answer<ImageDetails>> inspectImage(const QString &reference);
    //! A reference without tag and digest is ":latest".
    JobPtr<PullJob> pull(const QString &reference, const PullOptions & = {});

    //! `body` is that of POST /containers/create in Docker's API.
    JobPtr<Answer<CreatedContainer>> createContainer(const QString &name,
                                                     const nlohmann::json &body);
    //! An engine that answers and does not start it is Invalid, with its words; Conflict where a
    //! port of this computer that it was given has been taken since. It runs already: done.
    JobPtr<Answer<Done>> startContainer(const QString &id);
    JobPtr<Answer<ContainerState>> inspectContainer(const QString &id);
    //! Asks it to end (SIGTERM, or the image's signal), and kills it after `grace` (whole seconds).
    //! The job ends when it has ended. Has it already: done.
    JobPtr<Answer<Done>> stopContainer(const QString &id, std::chrono::seconds grace);
    //! Does it not run: Gone.
    JobPtr<Answer<Done>> killContainer(const QString &id,
                                       const QString &signal = QStringLiteral("SIGKILL"));
    //! Kills it if it runs; its anonymous volumes go too. Is it gone already: done.
    JobPtr<Answer<Done>> removeContainer(const QString &id);
    //! Those that have all of these labels ("assay.run" or "assay.run=ID"), whatever their state.
    JobPtr<Answer<std::vector<ContainerSummary>>> containers(const QStringList &labels);

    //! Runs a program and reads its output to the end. The exit code is the engine's word for a
    //! program that it says has ended. A program that cannot be started: `started` is false,
    //! `runtimeMessage` says why, and nothing of it is in the output. The container ended, or did
    //! not run: Gone, whatever exit code was told.
    JobPtr<CommandJob> exec(const ContainerCommand &command);
    //! Of a container that was not started the log is empty and at its end.
    JobPtr<ContainerLog> logs(const QString &id, const ContainerLogOptions & = {});
    //! Labels as for containers(). Nothing that happens after this call is missed.
    JobPtr<EventFeed> events(const QStringList &labels);

    //! Unpacks a tar (`TarArchive`) in the container's file system, which may not run yet.
    JobPtr<Answer<Done>> upload(const QString &id, const QString &folder, const QByteArray &tar);

    JobPtr<Answer<Volume>> createVolume(const QString &name, const QMap<QString, QString> &labels);
    JobPtr<Answer<std::vector<Volume>>> volumes(const QStringList &labels);
    //! Is it gone already: done. In use: Conflict.
    JobPtr<Answer<Done>> removeVolume(const QString &name);

    //! Anything else: the answer's JSON, null where it has no body. `path` begins with "/" and has
    //! no version: "/containers/ID/stats".
    JobPtr<Answer<nlohmann::json>> request(const QByteArray &method, const QString &path,
                                           const QUrlQuery &query = {});
    JobPtr<Answer<nlohmann::json>> request(const QByteArray &method, const QString &path,
                                           const QUrlQuery &query, const nlohmann::json &body);

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace assay::containers
