// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine_link.h"
#include "exchange.h"
#include "frames.h"

#include <k8s/containers/jobs.h>

namespace assay::containers {

//! GET of a container's log, frame by frame, without the times that each frame begins with. A log
//! that was followed is read once more when it has ended: what Podman's follower lost on the way is
//! in it.
class LogFrames final : public ContainerLog
{
    Q_OBJECT
public:
    LogFrames(std::shared_ptr<EngineLink> link, const QString &id,
              const ContainerLogOptions &options);

private:
    void doAbort() override;
    void open(bool follow);
    void onBytes(const QByteArray &bytes);
    void onFrame(const Frame &frame);
    void onEnded();
    void fail(const Error &error);

    const std::shared_ptr<EngineLink> m_link;
    const QString m_id;
    const ContainerLogOptions m_options;
    ExchangePtr m_exchange;
    FrameReader m_frames;
    std::optional<k8s::LogTime> m_time; //!< of the frame that comes in pieces
    bool m_follows = false;
    qint64 m_delivered[2] = {0, 0}; //!< bytes of each source
    qint64 m_toSkip[2] = {0, 0};    //!< when it is read again
};

} // namespace assay::containers
