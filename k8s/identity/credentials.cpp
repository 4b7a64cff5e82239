// SPDX-License-Identifier: Apache-2.0
#include "credentials.h"

#include "base/failure.h"
#include "base/logging.h"
#include "base/text.h"
#include "id_token.h"
#include "kubeconfig_entries.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::k8s {

Credentials::Credentials(const RestConfig &config) : m_config(config) {}

void Credentials::withIdentity(QObject *context, Ready ready)
{
    if (!m_config.execPlugin)
        return ready(fromKubeconfig());
    const bool fresh =
        m_credential && (!m_renewAt.isValid() || QDateTime::currentDateTimeUtc() < m_renewAt);
    if (fresh && !m_run)
        return ready(fromPlugin());
    m_waiting.push_back({context, std::move(ready)});
    if (!m_run)
        askPlugin();
}

bool Credentials::renew(quint64 generation)
{
    if (!m_config.execPlugin)
        return false;
    if (generation == m_generation && m_credential) {
        qCDebug(identityLog) << "the server refused what the plugin gave; it is asked again";
        PluginCredentials::ofThisThread().drop(m_key, *m_credential);
        m_credential.reset();
    }
    return true;
}

void Credentials::askPlugin()
{
    m_run.reset(new ExecPluginRun(m_config));
    connect(m_run.get(), &ExecPluginRun::ended, this, &Credentials::onPluginEnded);
    m_run->start();
}

void Credentials::onPluginEnded()
{
    const auto given = m_run->result();
    m_key = m_run->key();
    m_run.reset();
    qCDebug(identityLog).noquote()
        << "the credential plugin"
        << (given ? u"gave credentials"_s : u"failed: "_s + toString(given.error().kind));
    Result<Identity> identity;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (given) {
        m_credential = given->credential;
        m_renewAt = given->renewAt;
        ++m_generation;
        identity = fromPlugin();
    } else if (m_credential && m_credential->expires.isValid() && now < m_credential->expires) {
        // It was asked in good time; what there is still holds.
        identity = fromPlugin();
    } else {
        m_credential.reset();
        identity = tl::unexpected(given.error());
    }
    // The last of them may be the end of this object.
    const auto waiting = std::exchange(m_waiting, {});
    for (const Waiting &one : waiting) {
        if (one.context)
            one.ready(identity);
    }
}

static bool isHeaderSafe(const QByteArray &token)
{
    return std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

static tl::unexpected<Error> illegalToken(const RestConfig &config)
{
    return unusable(Text::tr("The token of user “%1” holds characters that no token has (spaces, "
                             "line breaks or others).")
                        .arg(config.userName));
}

Result<Identity> Credentials::fromPlugin() const
{
    Identity identity;
    identity.generation = m_generation;
    identity.certificate = m_credential->certificate;
    identity.key = m_credential->key;
    if (m_credential->token.isEmpty())
        return identity;
    if (!isHeaderSafe(m_credential->token))
        return illegalToken(m_config);
    identity.authorization = "Bearer " + m_credential->token;
    return identity;
}

Result<QByteArray> Credentials::bearerToken()
{
    QByteArray token = m_config.token;
    if (!m_config.tokenFile.isEmpty()) {
        const auto read = readSmallFile(
            m_config.tokenFile, Text::tr("The token file of user “%1”").arg(m_config.userName));
        // A file that is just being replaced must not end a session that has a good token.
        if (read && !read->trimmed().isEmpty())
            m_lastToken = read->trimmed();
        if (!m_lastToken.isEmpty())
            token = m_lastToken;
        if (!read && token.isEmpty())
            return tl::unexpected(read.error());
    }
    if (!isHeaderSafe(token))
        return illegalToken(m_config);
    if (m_config.tokenExpires.isValid() && isExpired(m_config.tokenExpires))
        return tl::unexpected(expiredIdToken(m_config));
    return token;
}

Result<Identity> Credentials::fromKubeconfig()
{
    auto token = bearerToken();
    if (!token)
        return tl::unexpected(std::move(token.error()));
    Identity identity;
    if (!token->isEmpty())
        identity.authorization = "Bearer " + *token;
    else if (!m_config.username.isEmpty() || !m_config.password.isEmpty())
        identity.authorization =
            "Basic " + (m_config.username + u':' + m_config.password).toUtf8().toBase64();
    return identity;
}

} // namespace assay::k8s
