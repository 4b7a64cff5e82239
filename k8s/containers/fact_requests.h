// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "request_answer.h"

namespace assay::containers {

//! Who the engine is, as its first answer tells.
class Negotiation final : public Answer<EngineVersion>
{
public:
    explicit Negotiation(std::shared_ptr<EngineLink> link);

private:
    void doAbort() override;
    const std::shared_ptr<EngineLink> m_link;
};

//! GET /info, and what only Podman's own API says.
class InfoAnswer final : public Answer<EngineInfo>
{
public:
    explicit InfoAnswer(std::shared_ptr<EngineLink> link);

private:
    void doAbort() override;
    void askPodman();
    void conclude(const nlohmann::json &libpod);
    void fail(const Error &error);

    const std::shared_ptr<EngineLink> m_link;
    AnswerPtr<nlohmann::json> m_question;
    nlohmann::json m_info;
};

} // namespace assay::containers
