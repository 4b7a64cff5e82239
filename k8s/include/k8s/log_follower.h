// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>
#include <k8s/base/sleep_clocks.h>
#include <k8s/logs/log_follow_options.h>
#include <k8s/logs/log_time.h>

#include <chrono>
#include <memory>
#include <optional>

namespace assay::k8s {

class Client;

//! How patient a LogFollower is.
struct LogFollowTimings
{
    std::chrono::milliseconds firstDelay{250}; //!< after a failure; doubles, with jitter
    std::chrono::milliseconds longestDelay{15'000};
    //! A connection without a byte for so long is taken as dead and opened again.
    std::chrono::milliseconds quiet{90'000};
    //! The status of a pod is behind its containers by no more than this.
    std::chrono::milliseconds settle{2'000};
    SleepWatch sleep; //!< a connection that was slept through is opened again
};

//! Follows the log of one attempt of a container to its end, over as many connections as it takes:
//! every line once, in order. It resumes from the second of the last whole line and leaves out what
//! it delivered already. It ends when the attempt has ended and its log was read to the end, when
//! the pod is gone, or when the server refuses for good; it never gives up because of a bad
//! connection. Asks for the pod itself (needs `get pods`; without, the first proper end of the
//! stream is the end).
class LogFollower final : public Job
{
    Q_OBJECT
public:
    //! The client may go first; then the follower ends with Cancelled.
    LogFollower(Client &client, const QString &nameSpace, const QString &pod,
                const LogFollowOptions &options, const LogFollowTimings &timings = {});
    ~LogFollower() override;

    //! No value: the log was read to its end, or the pod is gone.
    const std::optional<Error> &error() const;

Q_SIGNALS:
    //! Whole lines as bytes, each with its line end, without the kubelet's timestamps; the last
    //! line of an ended container may have no line end. A line of more than 1 MiB comes in pieces.
    //! `last` is the time of the last one; none where the kubelet said none.
    void lines(const QByteArray &bytes, const std::optional<assay::k8s::LogTime> &last);
    //! Lines after `from` and before `to` can no longer be had; no `from`: from the start, no
    //! `to`: to the end.
    void gap(const std::optional<assay::k8s::LogTime> &from,
             const std::optional<assay::k8s::LogTime> &to);
    //! The connection was lost or refused for now; it will be opened again.
    void interrupted(const assay::k8s::Error &error);

private:
    void doAbort() override;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::k8s
