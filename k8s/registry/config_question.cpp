// SPDX-License-Identifier: Apache-2.0
#include <k8s/registry/config_question.h>

#include "base/failure.h"
#include "base/json_decode.h"
#include "base/text.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr qint64 longestAnswer = 4 << 20;
static constexpr std::size_t mostPlatforms = 16;
static constexpr char manifestTypes[] = "application/vnd.oci.image.manifest.v1+json, "
                                        "application/vnd.oci.image.index.v1+json, "
                                        "application/vnd.docker.distribution.manifest.v2+json, "
                                        "application/vnd.docker.distribution.manifest.list.v2+json";

//! On this computer nobody listens in between.
static bool isHere(const QString &host)
{
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

static QString wordAt(const nlohmann::json &json, const char *key)
{
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() && found->is_string()
               ? QString::fromStdString(found->get_ref<const std::string &>())
               : QString();
}

//! What a challenge ("Bearer realm="…",service="…"") says of a name.
static QString parameterOf(const QString &challenge, const QString &name)
{
    const QRegularExpression parameter(u"\\b%1=\"([^\"]*)\""_s.arg(name),
                                       QRegularExpression::CaseInsensitiveOption);
    return parameter.match(challenge).captured(1);
}

static Error::Kind kindOfFailure(const QNetworkReply &reply)
{
    switch (reply.error()) {
    case QNetworkReply::SslHandshakeFailedError:
        return Error::Kind::Tls;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return Error::Kind::Timeout;
    default:
        return Error::Kind::Connection;
    }
}

//! One request after the other: the manifest, a token where one is asked for, the manifest again,
//! and those that an index lists.
class ConfigQuestionRun final : public ConfigQuestion
{
public:
    ConfigQuestionRun(const QString &image, std::optional<RegistryLogin> login,
                      std::chrono::milliseconds within);
    ~ConfigQuestionRun() override { drop(); }

private:
    using Handler = void (ConfigQuestionRun::*)(int status, const QByteArray &body);

    void doAbort() override;
    void begin();
    void askNext();
    void send(const QUrl &url, const QByteArray &authorization, Handler handler);
    void answered(QNetworkReply *reply, Handler handler);
    void onManifest(int status, const QByteArray &body);
    void onToken(int status, const QByteArray &body);
    void onChallenge();
    void read(const nlohmann::json &manifest);
    QByteArray basic() const;
    void drop();
    void fail(Error::Kind kind, const QString &why, int status = 0);

    const QString m_image;
    const std::optional<RegistryLogin> m_login;
    QNetworkAccessManager m_network;
    QTimer m_clock;
    QNetworkReply *m_reply = nullptr;
    QString m_host;
    QString m_repository;
    QStringList m_digests; //!< to be asked for
    QStringList m_configs;
    QByteArray m_authorization;
    QString m_challenge;
    bool m_isIndexRead = false;
};

ConfigQuestionRun::ConfigQuestionRun(const QString &image, std::optional<RegistryLogin> login,
                                     std::chrono::milliseconds within)
    : m_image(image)
    , m_login(std::move(login))
{
    m_clock.setSingleShot(true);
    connect(&m_clock, &QTimer::timeout, this, [this, within] {
        fail(Error::Kind::Timeout, Text::tr("it did not answer within %1 s")
                                       .arg(QString::number(double(within.count()) / 1000)));
    });
    m_clock.start(within);
    QMetaObject::invokeMethod(
        this, [this] { begin(); }, Qt::QueuedConnection);
}

void ConfigQuestionRun::begin()
{
    if (isFinished())
        return;
    static const QRegularExpression whole(
        u"\\A([^/@\\s]+)/([^@\\s]+?)(?::[^/@:]*)?@(sha256:[0-9a-f]{64})\\z"_s);
    const auto match = whole.match(m_image);
    if (!match.hasMatch())
        return fail(Error::Kind::Invalid,
                    Text::tr("it names no image of a registry by its digest"));
    m_host = match.captured(1);
    m_repository = match.captured(2);
    m_digests << match.captured(3);
    if (m_host == u"docker.io")
        m_host = u"registry-1.docker.io"_s;
    askNext();
}

void ConfigQuestionRun::askNext()
{
    QUrl url;
    url.setAuthority(m_host);
    url.setScheme(isHere(url.host()) ? u"http"_s : u"https"_s);
    url.setPath(u"/v2/%1/manifests/%2"_s.arg(m_repository, m_digests.constFirst()));
    send(url, m_authorization, &ConfigQuestionRun::onManifest);
}

void ConfigQuestionRun::send(const QUrl &url, const QByteArray &authorization, Handler handler)
{
    QNetworkRequest request(url);
    // A redirection would take the authorization along.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setRawHeader("Accept", QByteArray(manifestTypes) + ", application/json;q=0.5");
    if (!authorization.isEmpty())
        request.setRawHeader("Authorization", authorization);
    m_reply = m_network.get(request);
    QNetworkReply *reply = m_reply;
    connect(reply, &QNetworkReply::readyRead, this, [this, reply] {
        if (reply->bytesAvailable() > longestAnswer)
            fail(Error::Kind::Protocol, Text::tr("its answer is longer than any manifest"));
    });
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, handler] { answered(reply, handler); });
}

void ConfigQuestionRun::answered(QNetworkReply *reply, Handler handler)
{
    m_reply = nullptr;
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0)
        return fail(kindOfFailure(*reply), plain(reply->errorString()));
    m_challenge = QString::fromUtf8(reply->rawHeader("WWW-Authenticate"));
    (this->*handler)(status, reply->read(longestAnswer));
}

QByteArray ConfigQuestionRun::basic() const
{
    return m_login && !m_login->user.isEmpty()
               ? "Basic " + (m_login->user + u':' + m_login->password).toUtf8().toBase64()
               : QByteArray();
}

void ConfigQuestionRun::onChallenge()
{
    if (m_challenge.startsWith("Bearer "_L1, Qt::CaseInsensitive)) {
        QUrl realm(parameterOf(m_challenge, u"realm"_s));
        const bool isPlain = realm.scheme() != u"https";
        if (!realm.isValid() || (isPlain && !isHere(realm.host())))
            return fail(Error::Kind::Protocol,
                        Text::tr("it names a token service that is not to be trusted"));
        QUrlQuery query(realm);
        query.addQueryItem(u"service"_s, parameterOf(m_challenge, u"service"_s));
        query.addQueryItem(u"scope"_s, u"repository:%1:pull"_s.arg(m_repository));
        realm.setQuery(query);
        return send(realm, basic(), &ConfigQuestionRun::onToken);
    }
    const QByteArray authorization = basic();
    if (!m_challenge.startsWith("Basic "_L1, Qt::CaseInsensitive) || authorization.isEmpty())
        return fail(Error::Kind::Unauthorized, Text::tr("it wants a login"), 401);
    m_authorization = authorization;
    askNext();
}

void ConfigQuestionRun::onToken(int status, const QByteArray &body)
{
    const Decoded json = decodeJson(body);
    QString token = json ? wordAt(*json, "token") : QString();
    if (token.isEmpty() && json)
        token = wordAt(*json, "access_token");
    if (status != 200 || token.isEmpty())
        return fail(Error::Kind::Unauthorized, Text::tr("it gives no token"), status);
    m_authorization = "Bearer " + token.toUtf8();
    askNext();
}

void ConfigQuestionRun::onManifest(int status, const QByteArray &body)
{
    if (status == 401 && m_authorization.isEmpty())
        return onChallenge();
    if (status != 200)
        return fail(status >= 400 ? kindOf(status, {}) : Error::Kind::Protocol,
                    Text::tr("it answers with HTTP status %1").arg(status), status);
    const QString digest =
        u"sha256:"_s +
        QString::fromLatin1(QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex());
    const Decoded manifest = decodeJson(body);
    if (!manifest || digest != m_digests.constFirst())
        return fail(Error::Kind::Protocol,
                    Text::tr("what it gives is not the manifest of this digest"));
    m_digests.removeFirst();
    read(*manifest);
    if (isFinished())
        return;
    if (!m_digests.isEmpty())
        return askNext();
    m_result = m_configs;
    drop();
    finish();
}

void ConfigQuestionRun::read(const nlohmann::json &manifest)
{
    if (manifest.is_object() && manifest.contains("config")) {
        if (const QString digest = wordAt(manifest["config"], "digest"); !digest.isEmpty())
            m_configs << digest;
        return;
    }
    if (!manifest.is_object() || !manifest.contains("manifests") ||
        !manifest["manifests"].is_array() || std::exchange(m_isIndexRead, true))
        return fail(Error::Kind::Protocol, Text::tr("what it gives is no manifest of an image"));
    static const QRegularExpression digests(u"\\Asha256:[0-9a-f]{64}\\z"_s);
    for (const nlohmann::json &one : manifest["manifests"]) {
        const QString digest = wordAt(one, "digest");
        if (std::size_t(m_digests.size()) < mostPlatforms && digests.match(digest).hasMatch())
            m_digests << digest;
    }
}

void ConfigQuestionRun::drop()
{
    m_clock.stop();
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void ConfigQuestionRun::fail(Error::Kind kind, const QString &why, int status)
{
    Error error;
    error.kind = kind;
    error.httpStatus = status;
    error.message = Text::tr("The registry cannot be asked for %1: %2.").arg(m_image, why);
    m_result = tl::unexpected(error);
    drop();
    finish();
}

void ConfigQuestionRun::doAbort()
{
    Error error;
    error.kind = Error::Kind::Cancelled;
    error.message = Text::tr("Cancelled.");
    m_result = tl::unexpected(error);
    drop();
}

JobPtr<ConfigQuestion> askConfig(const QString &image, const std::optional<RegistryLogin> &login,
                                 std::chrono::milliseconds within)
{
    return JobPtr<ConfigQuestion>(new ConfigQuestionRun(image, login, within));
}

} // namespace assay::k8s
