// SPDX-License-Identifier: Apache-2.0
#include "fact_requests.h"

#include "decode.h"

using namespace Qt::StringLiterals;

namespace assay::containers {

static Error cancelled()
{
    Error error;
    error.kind = Error::Kind::Cancelled;
    error.message = Text::tr("Cancelled.");
    return error;
}

AnswerPtr<Done> askDone(const std::shared_ptr<EngineLink> &link, HttpCall call,
                        std::function<bool(const Error &)> isMet)
{
    AnswerReader<Done> reader;
    reader.decode = [](const nlohmann::json &) { return Done(); };
    reader.refused = [isMet = std::move(isMet)](const Error &error) -> Result<Done> {
        if (isMet && isMet(error))
            return Done();
        return tl::unexpected(error);
    };
    return ask<Done>(link, std::move(call), std::move(reader));
}

//! From the event loop, and not at all once the job is over.
static void onceNegotiated(Job *job, const std::shared_ptr<EngineLink> &link,
                           std::function<void(const std::optional<Error> &)> then)
{
    QMetaObject::invokeMethod(
        job,
        [job, link, then = std::move(then)] {
            if (job->isFinished())
                return;
            link->whenNegotiated(job, [job, then](const std::optional<Error> &error) {
                if (!job->isFinished())
                    then(error);
            });
        },
        Qt::QueuedConnection);
}

Negotiation::Negotiation(std::shared_ptr<EngineLink> link) : m_link(std::move(link))
{
    onceNegotiated(this, m_link, [this](const std::optional<Error> &error) {
        if (error)
            m_result = tl::unexpected(*error);
        else
            m_result = *m_link->version();
        finish();
    });
}

void Negotiation::doAbort()
{
    m_result = tl::unexpected(cancelled());
}

InfoAnswer::InfoAnswer(std::shared_ptr<EngineLink> link) : m_link(std::move(link))
{
    onceNegotiated(this, m_link, [this](const std::optional<Error> &error) {
        if (error)
            fail(*error);
        else
            ask();
    });
}

void InfoAnswer::ask()
{
    const bool isPodman = m_link->version()->kind == EngineKind::Podman;
    HttpCall call;
    call.method = "GET";
    // Podman's own API has versions of its own, and takes any from this on.
    call.path = isPodman ? u"/v4.0.0/libpod/info"_s : u"/info"_s;
    call.versioned = !isPodman;
    m_question = containers::ask<nlohmann::json>(
        m_link, std::move(call),
        {[](const nlohmann::json &json) -> Result<nlohmann::json> { return json; }});
    connect(m_question.get(), &Job::finished, this, [this] {
        if (m_question->result())
            take(*m_question->result());
        else
            fail(m_question->result().error());
    });
}

void InfoAnswer::take(const nlohmann::json &info)
{
    if (!info.is_object())
        return fail(notAnAnswer(Text::tr("%1 says nothing of itself.").arg(m_link->engineText())));
    m_result =
        m_link->version()->kind == EngineKind::Podman ? decodePodmanInfo(info) : decodeInfo(info);
    m_question.reset();
    finish();
}

void InfoAnswer::fail(const Error &error)
{
    m_result = tl::unexpected(error);
    m_question.reset();
    finish();
}

void InfoAnswer::doAbort()
{
    m_result = tl::unexpected(cancelled());
    m_question.reset();
}

} // namespace assay::containers
