// SPDX-License-Identifier: Apache-2.0
#include "image_pull.h"

#include "base/failure.h"
#include "decode.h"
#include "filters.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::containers {

//! Images have at most 127.
static constexpr std::size_t mostLayers = 1000;

//! Of a layer, so that a sum of them stays one.
static qint64 bytesOf(const nlohmann::json &detail, std::string_view key)
{
    return std::clamp<qint64>(numberOf(detail, key), 0, qint64(1) << 50);
}

PullReference pullReference(const QString &reference)
{
    if (const auto at = reference.indexOf(u'@'); at >= 0) {
        PullReference whole = pullReference(reference.left(at));
        return {whole.name, reference.mid(at + 1)};
    }
    const auto colon = reference.lastIndexOf(u':');
    // The colon before a slash is that of a port.
    if (colon < 0 || reference.indexOf(u'/', colon) >= 0)
        return {reference, u"latest"_s};
    return {reference.left(colon), reference.mid(colon + 1)};
}

static QByteArray loginHeader(const RegistryLogin &login)
{
    nlohmann::json json{{"username", login.user.toStdString()},
                        {"password", login.password.toStdString()},
                        {"serveraddress", login.server.toStdString()}};
    if (!login.identityToken.isEmpty())
        json = {{"identitytoken", login.identityToken.toStdString()},
                {"serveraddress", login.server.toStdString()}};
    return QByteArray::fromStdString(
               json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))
        .toBase64(QByteArray::Base64UrlEncoding);
}

ImagePull::ImagePull(std::shared_ptr<EngineLink> link, const QString &reference,
                     const PullOptions &options)
    : m_link(std::move(link))
    , m_reference(pullReference(reference))
{
    HttpCall call;
    call.method = "POST";
    call.path = u"/images/create"_s;
    call.query = {{u"fromImage"_s, queryValue(m_reference.name)},
                  {u"tag"_s, queryValue(m_reference.tag)}};
    if (!options.platform.isEmpty())
        call.query.addQueryItem(u"platform"_s, queryValue(options.platform));
    if (options.login)
        call.headers.append({"X-Registry-Auth", loginHeader(*options.login)});
    call.within = options.deadline;
    call.silence = options.silence;
    m_exchange.reset(new Exchange(m_link, std::move(call)));
    connect(m_exchange.get(), &Exchange::received, this, &ImagePull::onBytes);
    connect(m_exchange.get(), &Exchange::ended, this, &ImagePull::onEnded);
    m_exchange->start();
}

void ImagePull::onBytes(const QByteArray &bytes)
{
    takePieces(
        m_lines, bytes, [this] { return !isFinished(); },
        [this](const QByteArray &line) { onLine(line); });
    if (!isFinished() && m_lines.isTooLong())
        fail(m_exchange->makeError(
            Error::Kind::Protocol,
            Text::tr("%1 sent a line of more than 1 MiB while it pulled an image.")
                .arg(m_link->engineText())));
}

void ImagePull::onLine(const QByteArray &line)
{
    const k8s::Decoded told = k8s::decodeJson(line);
    if (!told || !told->is_object())
        return fail(m_exchange->makeError(
            Error::Kind::Protocol, Text::tr("%1 sent a line that is no JSON while it pulled an "
                                            "image: %2")
                                       .arg(m_link->engineText(), k8s::excerpt(line))));
    QString words = textOf(*told, "error");
    if (words.isEmpty())
        words = textOf(fieldOf(*told, "errorDetail"), "message");
    if (words.isEmpty())
        return onProgress(*told);
    Error error = m_exchange->makeError(Error::Kind::Invalid, {});
    error.status = k8s::Status();
    error.status->message = k8s::plain(words);
    fail(refusalOf(error));
}

//! A registry's refusal, in whichever words the engine passed it on.
Error ImagePull::refusalOf(Error error) const
{
    using Kind = Error::Kind;
    static const struct
    {
        QRegularExpression pattern;
        Kind kind;
    } known[] = {
        // Docker Hub and Docker say the same of what does not exist and of what is not shown.
        {QRegularExpression(u"manifest unknown|name unknown|repository name not known|"
                            "repository .* not found|manifest for .* not found|no such image"_s,
                            QRegularExpression::CaseInsensitiveOption),
         Kind::NotFound},
        {QRegularExpression(u"unauthorized|authentication required|no basic auth credentials|"
                            "invalid username/password"_s,
                            QRegularExpression::CaseInsensitiveOption),
         Kind::Unauthorized},
        {QRegularExpression(u"\\bdenied\\b|forbidden"_s, QRegularExpression::CaseInsensitiveOption),
         Kind::Forbidden},
        {QRegularExpression(u"connection refused|no such host|i/o timeout|TLS handshake|x509"_s),
         Kind::Invalid},
    };
    const QString words = error.status ? error.status->message : QString();
    if (words.isEmpty())
        return error;
    error.kind = Kind::Invalid;
    for (const auto &[pattern, kind] : known) {
        if (pattern.match(words).hasMatch()) {
            error.kind = kind;
            break;
        }
    }
    const bool isDigest = m_reference.tag.contains(u':');
    error.message = Text::tr("%1 could not pull %2: %3")
                        .arg(m_link->engineText(),
                             m_reference.name + (isDigest ? u'@' : u':') + m_reference.tag, words);
    return error;
}

void ImagePull::onProgress(const nlohmann::json &told)
{
    const QString id = textOf(told, "id");
    const QString status = k8s::plain(textOf(told, "status"));
    const nlohmann::json &detail = fieldOf(told, "progressDetail");
    if (!status.isEmpty())
        m_progress.text = id.isEmpty() ? status : id + u": "_s + status;
    const bool isThere = status == u"Pull complete" || status == u"Already exists" ||
                         status == u"Download complete" || status == u"Skipped";
    const bool isBeingLoaded = status == u"Downloading" || status.startsWith(u"Copying");
    // The tag has a line of its own ("1.0: Pulling from …"), and so has the image at its end.
    if (!id.isEmpty() &&
        (isThere || isBeingLoaded || status == u"Pulling fs layer" || status == u"Waiting")) {
        if (m_layers.size() >= mostLayers && !m_layers.contains(id))
            return;
        Layer &layer = m_layers[id];
        if (isBeingLoaded) {
            layer.bytes = std::max(layer.bytes, bytesOf(detail, "current"));
            layer.totalBytes = std::max(layer.totalBytes, bytesOf(detail, "total"));
        }
        layer.isThere = layer.isThere || isThere;
        if (layer.isThere)
            layer.bytes = layer.totalBytes;
    }
    m_progress.bytes = m_progress.totalBytes = 0;
    m_progress.layers = 0;
    m_progress.totalLayers = int(m_layers.size());
    for (const auto &[name, layer] : m_layers) {
        m_progress.bytes += layer.bytes;
        m_progress.totalBytes += layer.totalBytes;
        m_progress.layers += layer.isThere;
    }
    Q_EMIT progressed(m_progress);
}

void ImagePull::onEnded()
{
    if (m_exchange->error()) {
        const Error error = *m_exchange->error();
        return fail(error.status ? refusalOf(error) : error);
    }
    if (const QByteArray rest = m_lines.rest(); !rest.isEmpty()) {
        onLine(rest);
        if (isFinished())
            return;
    }
    HttpCall call;
    call.method = "GET";
    const bool isDigest = m_reference.tag.contains(u':');
    call.path =
        u"/images/%1%2%3/json"_s.arg(m_reference.name, isDigest ? u"@"_s : u":"_s, m_reference.tag);
    m_question = ask<ImageDetails>(m_link, std::move(call), {decodeImage});
    connect(m_question.get(), &Job::finished, this, [this] {
        m_result = m_question->result();
        if (!m_result && m_result.error().kind == Error::Kind::NotFound) {
            m_result.error().kind = Error::Kind::Protocol;
            m_result.error().message =
                Text::tr("%1 pulled %2, reported no error and does not have it.")
                    .arg(m_link->engineText(), m_reference.name);
        }
        m_question.reset();
        m_exchange.reset();
        finish();
    });
}

void ImagePull::fail(const Error &error)
{
    m_result = tl::unexpected(error);
    m_exchange.reset();
    finish();
}

void ImagePull::doAbort()
{
    m_result =
        tl::unexpected(m_exchange->makeError(Error::Kind::Cancelled, Text::tr("Cancelled.")));
    m_question.reset();
    m_exchange.reset();
}

} // namespace assay::containers
