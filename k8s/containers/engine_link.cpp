// SPDX-License-Identifier: Apache-2.0
#include "engine_link.h"

#include "base/json_decode.h"
#include "decode.h"
#include "text.h"

using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr qsizetype longestVersion = 1 << 20;

EngineLink::EngineLink(EngineAddress address) : m_address(std::move(address)) {}

EngineLink::~EngineLink() = default;

QString EngineLink::engineText() const
{
    return m_version ? m_version->text()
                     : Text::tr("The container engine at %1").arg(m_address.text());
}

void EngineLink::close()
{
    m_closed = true;
    Q_EMIT closing();
}

void EngineLink::whenNegotiated(QObject *context,
                                std::function<void(const std::optional<Error> &)> then)
{
    if (m_version)
        return then({});
    m_waiting.push_back({context, std::move(then)});
    if (!m_question)
        ask();
}

void EngineLink::ask()
{
    question(u"/_ping"_s, &EngineLink::takePing);
}

void EngineLink::askVersion()
{
    question(u"/version"_s, &EngineLink::takeVersion);
}

void EngineLink::question(const QString &path, void (EngineLink::*then)())
{
    HttpCall call;
    call.method = "GET";
    call.path = path;
    call.versioned = false;
    call.within = requestTimeout;
    m_body.clear();
    m_question.reset(new Exchange(shared_from_this(), std::move(call)));
    connect(m_question.get(), &Exchange::received, this, [this](const QByteArray &bytes) {
        m_body += bytes;
        if (m_body.size() > longestVersion)
            answered(noEngine());
    });
    connect(m_question.get(), &Exchange::ended, this, then);
    m_question->start();
}

void EngineLink::takePing()
{
    // One that was refused says nothing of the engine: what lets some requests through refuses it.
    if (m_question->error() && !m_question->error()->status)
        return answered(m_question->error());
    const auto version =
        versionOfPing(m_question->header("Server"), m_question->header("Api-Version"));
    if (m_question->error() || !version)
        return askVersion();
    if (!*version)
        return answered(version->error());
    m_version = **version;
    answered({});
}

void EngineLink::takeVersion()
{
    if (const auto &error = m_question->error()) {
        Error told = *error;
        if (told.status) {
            const QString &words = told.status->message;
            told.message =
                Text::tr("%1 does not say who it is, but “%2”. Restart it, or say --engine podman, "
                         "docker or unix:///PATH.")
                    .arg(engineText(),
                         words.isEmpty() ? Text::tr("HTTP status %1").arg(told.httpStatus) : words);
        }
        return answered(told);
    }
    const k8s::Decoded decoded = k8s::decodeJson(m_body);
    if (!decoded)
        return answered(noEngine());
    Result<EngineVersion> version = decodeVersion(*decoded);
    if (!version)
        return answered(version.error().kind == Error::Kind::Protocol ? noEngine()
                                                                      : version.error());
    m_version = std::move(*version);
    answered({});
}

Error EngineLink::noEngine() const
{
    return m_question->makeError(Error::Kind::Protocol,
                                 Text::tr("What answers at %1 is no container engine. Say --engine "
                                          "podman, docker or unix:///PATH.")
                                     .arg(m_address.text()));
}

void EngineLink::answered(const std::optional<Error> &error)
{
    const auto self = shared_from_this();
    m_question.reset();
    for (const Waiting &one : std::exchange(m_waiting, {})) {
        if (one.context)
            one.then(error);
    }
}

} // namespace assay::containers
