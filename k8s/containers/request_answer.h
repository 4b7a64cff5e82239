// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/failure.h"
#include "base/json_decode.h"
#include "engine_link.h"
#include "exchange.h"
#include "text.h"

#include <k8s/base/hand_over.h>
#include <k8s/containers/jobs.h>

#include <QElapsedTimer>

#include <functional>

namespace assay::containers {

//! Bytes of an answer that is read at once.
inline constexpr qsizetype longestAnswer = 16 << 20;

//! What is made of one answer.
template<class T>
struct AnswerReader
{
    //! Of the JSON of an answer, null where it has no body.
    std::function<Result<T>(const nlohmann::json &)> decode = {};
    //! Of a refusal: what it comes to. Left out: the same error.
    std::function<Result<T>(const Error &)> refused = {};
    //! Is the request to be sent again a moment later?
    std::function<bool(const Error &)> isPassing = {};
};

//! One request, read whole. `call.within` is the clock of all of it.
template<class T>
class RequestAnswer final : public Answer<T>
{
public:
    RequestAnswer(std::shared_ptr<EngineLink> link, HttpCall call, AnswerReader<T> reader)
        : m_link(std::move(link))
        , m_call(std::move(call))
        , m_reader(std::move(reader))
    {
        m_since.start();
        send();
    }

private:
    using Answer<T>::m_result;

    void doAbort() override
    {
        m_result =
            tl::unexpected(m_exchange->makeError(Error::Kind::Cancelled, Text::tr("Cancelled.")));
        m_exchange.reset();
    }

    void send()
    {
        m_body.clear();
        m_exchange.reset(new Exchange(m_link, m_call));
        QObject::connect(
            m_exchange.get(), &Exchange::received, this, [this](const QByteArray &bytes) {
                m_body += bytes;
                if (m_body.size() > longestAnswer)
                    fail(m_exchange->makeError(Error::Kind::Protocol,
                                               Text::tr("%1 answered with more than %2 MiB.")
                                                   .arg(m_link->engineText())
                                                   .arg(longestAnswer >> 20)));
            });
        QObject::connect(m_exchange.get(), &Exchange::ended, this, [this] { onEnded(); });
        m_exchange->start();
    }

    void onEnded()
    {
        if (!m_exchange->error())
            return read();
        const Error error = *m_exchange->error();
        const auto left = m_call.within - std::chrono::milliseconds(m_since.elapsed());
        if (m_reader.isPassing && m_reader.isPassing(error) && left > pause) {
            m_call.within = left - pause;
            m_since.restart();
            QTimer::singleShot(pause, this, [this] {
                if (!this->isFinished())
                    send();
            });
            return;
        }
        fail(error);
    }

    void read()
    {
        if (m_body.trimmed().isEmpty())
            return conclude(m_reader.decode({}));
        k8s::decodeJsonAsync(m_body, this, [this](k8s::Decoded &decoded) {
            if (this->isFinished())
                return;
            if (decoded)
                return conclude(m_reader.decode(*decoded));
            fail(m_exchange->makeError(Error::Kind::Protocol,
                                       Text::tr("%1 answered “%2”, which is no JSON; if that goes "
                                                "on, restart it.")
                                           .arg(m_link->engineText(), k8s::excerpt(m_body, 80))));
        });
    }

    void conclude(Result<T> result)
    {
        if (!result && result.error().request.isEmpty())
            result.error().request = m_exchange->makeError({}, {}).request;
        m_result = std::move(result);
        m_exchange.reset();
        this->finish();
    }

    void fail(const Error &error)
    {
        conclude(m_reader.refused ? m_reader.refused(error) : tl::unexpected(error));
    }

    static constexpr std::chrono::milliseconds pause{100};
    const std::shared_ptr<EngineLink> m_link;
    HttpCall m_call;
    const AnswerReader<T> m_reader;
    ExchangePtr m_exchange;
    QElapsedTimer m_since;
    QByteArray m_body;
};

template<class T>
using AnswerPtr = JobPtr<Answer<T>>;

template<class T>
AnswerPtr<T> ask(const std::shared_ptr<EngineLink> &link, HttpCall call, AnswerReader<T> reader)
{
    if (call.within.count() == 0)
        call.within = link->requestTimeout;
    return AnswerPtr<T>(new RequestAnswer<T>(link, std::move(call), std::move(reader)));
}

//! A request that only has to succeed, or whose purpose is met: by a status of these.
AnswerPtr<Done> askDone(const std::shared_ptr<EngineLink> &link, HttpCall call,
                        std::function<bool(const Error &)> isMet = {});

} // namespace assay::containers
