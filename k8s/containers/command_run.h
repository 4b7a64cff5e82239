// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine_link.h"
#include "exchange.h"
#include "frames.h"
#include "request_answer.h"

#include <k8s/containers/jobs.h>

#include <QElapsedTimer>
#include <QTimer>

namespace assay::containers {

//! A program in a container: the engine is told of it, its output is read to the end, and then the
//! engine is asked how it ended, for it may call one ended that runs, with exit code 0.
class CommandRun final : public CommandJob
{
    Q_OBJECT
public:
    CommandRun(std::shared_ptr<EngineLink> link, const ContainerCommand &command);
    void setOnHold(bool onHold) override;

private:
    void doAbort() override;
    void create(const ContainerCommand &command);
    void start(const QString &id);
    void onBytes(const QByteArray &bytes);
    void onFrame(const Frame &frame);
    void deliver(LogSource source, const QByteArray &bytes);
    void onOutputEnded();
    void askHowItEnded();
    void onTold(const nlohmann::json &told);
    void askWhetherContainerRuns(int exitCode, std::chrono::milliseconds patience);
    void conclude(int exitCode);
    void fail(const Error &error);
    void letGo();
    Error makeError(Error::Kind kind, const QString &message) const;

    const std::shared_ptr<EngineLink> m_link;
    const QString m_containerId;
    const QByteArray m_input;
    const qint64 m_outputCap;
    const std::chrono::milliseconds m_patience;
    QString m_path;
    QTimer m_deadline;
    QElapsedTimer m_elapsed;
    QElapsedTimer m_sinceOutput;
    AnswerPtr<nlohmann::json> m_question;
    ExchangePtr m_exchange;
    FrameReader m_frames;
    RuntimeWords m_words;
    std::chrono::milliseconds m_pause; //!< before the same is asked again
};

} // namespace assay::containers
