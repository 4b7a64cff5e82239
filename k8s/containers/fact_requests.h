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

//! GET /info, in Podman's own API where it is Podman: it says all that Docker's says, and more.
class InfoAnswer final : public Answer<EngineInfo>
{
public:
    explicit InfoAnswer(std::shared_ptr<EngineLink> link);

private:
    void doAbort() override;
    void ask();
    void take(const nlohmann::json &info);
    void fail(const Error &error);

    const std::shared_ptr<EngineLink> m_link;
    AnswerPtr<nlohmann::json> m_question;
};

} // namespace assay::containers
