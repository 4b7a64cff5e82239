// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/error.h>

#include <QObject>

#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace assay::k8s {

//! Something under way that ends exactly once: by itself, by its deadline, or by abort().
//! It never ends inside the call that started it; `finished` comes from the event loop.
class Job : public QObject
{
    Q_OBJECT
public:
    ~Job() override;

    bool isFinished() const { return m_finished; }
    //! Ends it with Error::Kind::Cancelled; without effect once finished. `finished` is emitted
    //! before this returns.
    void abort();

Q_SIGNALS:
    void finished();

protected:
    explicit Job(QObject *parent = nullptr);
    //! Subclasses: release what is held and set the result to `Cancelled`; do not emit.
    virtual void doAbort() = 0;
    //! Subclasses: the result is set; emits `finished` unless it was emitted before.
    void finish();

private:
    friend struct JobDeleter;
    void discard();
    bool m_finished = false;
};

//! Ends an unfinished job without a signal and deletes it later, so that a job may be let go of
//! inside its own signals, and whoever lets go of it hears no more of it.
struct JobDeleter
{
    void operator()(Job *job) const;
};
template<class J>
using JobPtr = std::unique_ptr<J, JobDeleter>;

//! One request with one JSON answer.
class ApiJob : public Job
{
    Q_OBJECT
public:
    //! Valid once finished: the decoded body, or why there is none.
    const Result<nlohmann::json> &result() const;
    //! The decoded body, of which null stays behind; only where result() has one. What is large is
    //! not held twice so.
    nlohmann::json take();

protected:
    explicit ApiJob(QObject *parent = nullptr);
    ~ApiJob() override;
    std::unique_ptr<Result<nlohmann::json>> m_result;
};

//! What a command left behind.
struct ExecOutput
{
    QByteArray standardOutput;
    QByteArray standardError;
    bool truncated = false; //!< an output passed the cap; what is kept is its beginning
    int exitCode = -1;      //!< from channel 3; 0 for Success
    QString runtimeMessage; //!< channel 3's message where the command could not be started
    bool started = true;    //!< false: the runtime could not start it (no such program …)
    qint64 elapsedMilliseconds = 0;
};

//! A command in a container, over the pods/exec subresource (WebSocket, v5.channel.k8s.io or v4).
class ExecJob : public Job
{
    Q_OBJECT
public:
    using Output = ExecOutput;
    //! A value means that channel 3 delivered a status. A connection that ends without one is an
    //! error (Connection), never success; the deadline is Timeout.
    const Result<Output> &result() const { return m_result; }
    //! What had arrived when it ended, also when result() is an error.
    const Output &partial() const { return m_partial; }

Q_SIGNALS:
    void standardOutput(const QByteArray &bytes);
    void standardError(const QByteArray &bytes);

protected:
    explicit ExecJob(QObject *parent = nullptr);
    Result<Output> m_result;
    Output m_partial;
};

//! A container's log as a stream of whole bytes, in order.
class LogStream : public Job
{
    Q_OBJECT
public:
    //! No value: the server ended the stream (container ended, or not following).
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void data(const QByteArray &bytes);

protected:
    explicit LogStream(QObject *parent = nullptr);
    std::optional<Error> m_error;
};

} // namespace assay::k8s
