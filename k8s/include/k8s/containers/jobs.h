// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>
#include <k8s/containers/container.h>
#include <k8s/containers/image.h>
#include <k8s/logs/log_time.h>

#include <optional>

namespace assay::containers {

using k8s::Error;
using k8s::Job;
using k8s::JobPtr;
using k8s::Result;

//! What a request that only has to succeed says.
struct Done
{
};

//! One request, one answer.
template<class T>
class Answer : public Job
{
public:
    //! Valid once finished.
    const Result<T> &result() const { return m_result; }

protected:
    using Job::Job;
    Result<T> m_result = tl::unexpected(Error());
};

//! A command in a container, whose output can be held back.
class CommandJob : public k8s::ExecJob
{
    Q_OBJECT
public:
    //! While it is on hold its output stays with the engine, and there with the command, which
    //! waits; what is here already is delivered nevertheless.
    virtual void setOnHold(bool onHold) = 0;

protected:
    using ExecJob::ExecJob;
};

//! An image on its way. The result is what the engine has then: a pull that ended and left no image
//! is an error (Protocol). A refusal by the registry is Unauthorized, Forbidden or NotFound where
//! it is one, else Invalid, with the engine's words.
class PullJob : public Answer<ImageDetails>
{
    Q_OBJECT
public:
    const PullProgress &progress() const { return m_progress; }

Q_SIGNALS:
    void progressed(const assay::containers::PullProgress &progress);

protected:
    using Answer::Answer;
    PullProgress m_progress;
};

//! A container's output from its start, frame by frame.
class ContainerLog : public Job
{
    Q_OBJECT
public:
    //! No value: the log was read to its end (the container ended, or it was not followed).
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    //! Bytes as the container wrote them: mostly a line with its end, perhaps half of one, never
    //! more than 1 MiB. `time` is when the engine took them, where it says so (Podman 4.3: whole
    //! seconds). Bytes of one line may come in several signals; only the last has the line's end.
    void received(assay::containers::LogSource source, const QByteArray &bytes,
                  const std::optional<assay::k8s::LogTime> &time);

protected:
    using Job::Job;
    std::optional<Error> m_error;
};

//! What happens to the containers of a label, from now on. Reconnects by itself, without end; it
//! finishes by abort() only. No event is delivered twice; whether one was missed while the engine
//! was away nobody can tell: look at the containers after resumed().
class EventFeed : public Job
{
    Q_OBJECT
public:
    //! Is the engine being listened to now? What happened before it was is delivered then.
    bool isOpen() const { return m_open; }
    //! Why not, where it was lost or could not be opened.
    const std::optional<Error> &lastError() const { return m_lastError; }

Q_SIGNALS:
    void opened(); //!< for the first time
    void happened(const assay::containers::ContainerEvent &event);
    void interrupted(const assay::k8s::Error &error); //!< it will be opened again
    void resumed();

protected:
    using Job::Job;
    bool m_open = false;
    std::optional<Error> m_lastError;
};

} // namespace assay::containers
