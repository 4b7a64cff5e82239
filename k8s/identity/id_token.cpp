// SPDX-License-Identifier: Apache-2.0
#include "id_token.h"

#include "base/failure.h"
#include "base/json_decode.h"
#include "base/text.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::k8s {

tl::expected<QDateTime, QString> idTokenExpiry(const QString &token)
{
    const tl::unexpected<QString> noJwt(Text::tr("is no JSON Web Token"));
    const QStringList parts = token.split(u'.');
    if (parts.size() != 3)
        return noJwt;
    const auto payload = QByteArray::fromBase64Encoding(
        parts[1].toLatin1(),
        QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!payload)
        return noJwt;
    const auto claims = decodeJson(payload.decoded);
    if (!claims || !claims->is_object())
        return noJwt;
    const auto expiry = claims->find("exp");
    if (expiry == claims->end())
        return tl::unexpected(Text::tr("does not say when it expires"));
    double seconds = std::nan("");
    if (expiry->is_number())
        seconds = expiry->get<double>();
    else if (expiry->is_string())
        seconds = QString::fromStdString(expiry->get_ref<const std::string &>()).toDouble();
    // Up to the year 9999.
    if (!(seconds > 0) || seconds > 253'402'300'799.0)
        return tl::unexpected(Text::tr("does not say when it expires"));
    return QDateTime::fromSecsSinceEpoch(qint64(seconds), Qt::UTC);
}

bool isExpired(const QDateTime &expires)
{
    return QDateTime::currentDateTimeUtc().addSecs(10) >= expires;
}

static QString whatToDo(const RestConfig &config)
{
    return Text::tr("Assay asks no identity provider for another one: sign in again, or run "
                    "“kubectl get namespaces --context %1” once, which does where there is a "
                    "refresh-token.")
        .arg(config.contextName);
}

Error expiredIdToken(const RestConfig &config)
{
    return configurationError(
        Text::tr("The id-token of user “%1” expired on %2 UTC. %3")
            .arg(config.userName, config.tokenExpires.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s),
                 whatToDo(config)));
}

std::optional<Error> readAuthProvider(const KubeconfigUser &user, RestConfig &config)
{
    const QString &name = config.userName;
    const AuthProvider &provider = *user.authProvider;
    if (provider.name == u"gcp" || provider.name == u"azure")
        return configurationError(
            Text::tr("User “%1” gets its credentials from the auth-provider “%2”, which Kubernetes "
                     "removed in 1.26; sign in again with a current version of the tool that wrote "
                     "this, so that it writes a token or an exec plugin.")
                .arg(name, provider.name));
    if (provider.name != u"oidc")
        return configurationError(
            Text::tr("User “%1” gets its credentials from the auth-provider “%2”; the only one "
                     "that Kubernetes knows is “oidc”.")
                .arg(name, provider.name));
    if (user.exec)
        return configurationError(Text::tr("User “%1” has both an auth-provider and an exec "
                                           "plugin; remove one of them.")
                                      .arg(name));
    for (const QString &key : {u"idp-issuer-url"_s, u"client-id"_s}) {
        if (provider.config.value(key).isEmpty())
            return configurationError(Text::tr("The auth-provider of user “%1” has no %2, without "
                                               "which kubectl does not take its id-token either.")
                                          .arg(name, key));
    }
    if (!user.token.isEmpty() || !user.tokenFile.isEmpty() || !user.username.isEmpty())
        return {};
    const QString token = provider.config.value(u"id-token"_s);
    if (token.isEmpty())
        return configurationError(Text::tr("The auth-provider of user “%1” has no id-token. %2")
                                      .arg(name, whatToDo(config)));
    const auto expires = idTokenExpiry(token);
    if (!expires)
        return configurationError(Text::tr("The id-token of user “%1” %2. %3")
                                      .arg(name, expires.error(), whatToDo(config)));
    config.tokenExpires = *expires;
    if (isExpired(*expires))
        return expiredIdToken(config);
    config.token = token.toUtf8();
    return {};
}

} // namespace assay::k8s
