// SPDX-License-Identifier: Apache-2.0
#include "ladder.h"

#include <QCoreApplication>
#include <QSslCertificate>

namespace assay::app {

using models::ErrorType;
using models::Json;
using namespace Qt::StringLiterals;

struct IdentityText
{
    Q_DECLARE_TR_FUNCTIONS(IdentityText)
};

//! Who the credentials say they are, for a server that does not tell.
static QString claimedUser(const k8s::RestConfig &config)
{
    if (!config.token.isEmpty()) {
        const QByteArrayList parts = config.token.split('.');
        if (parts.size() != 3)
            return {};
        const auto claims =
            models::parseBounded(QByteArray::fromBase64(parts[1], QByteArray::Base64UrlEncoding));
        return claims ? models::textAt(*claims, {"sub"}) : QString();
    }
    const auto chain = QSslCertificate::fromData(config.clientCertificate, QSsl::Pem);
    return chain.isEmpty() ? QString()
                           : chain.first().subjectInfo(QSslCertificate::CommonName).value(0);
}

//! What is known of the end of the credentials' life.
static QString expiryText(const k8s::RestConfig &config)
{
    const auto chain = QSslCertificate::fromData(config.clientCertificate, QSsl::Pem);
    if (chain.isEmpty())
        return {};
    return IdentityText::tr(" The client certificate is valid until %1.")
        .arg(chain.first().expiryDate().toUTC().toString(u"yyyy-MM-dd"));
}

//! The user's name and groups as the server sees them; empty where it does not say.
static QCoro::Task<QString> askWhoIAm(LadderPtr ladder)
{
    // v1 came with Kubernetes 1.28, v1beta1 with 1.27; OpenShift has its own from the start.
    for (const auto &version : {u"v1"_s, u"v1beta1"_s}) {
        const k8s::Resource reviews{u"authentication.k8s.io"_s, version, u"selfsubjectreviews"_s,
                                    u"SelfSubjectReview"_s, false};
        const Json question{{"apiVersion", reviews.apiVersion()}, {"kind", reviews.kind}};
        const auto review = ladder->client->create(reviews, {}, question);
        co_await ladder->wait(review.get());
        if (review->result()) {
            const Json &user = models::at(*review->result(), {"status", "userInfo"});
            QStringList groups;
            for (const Json &group : models::listAt(user, {"groups"}))
                groups << group.get<QString>();
            const QString name = models::textAt(user, {"username"});
            co_return groups.isEmpty()
                ? name
                : IdentityText::tr("%1 (groups: %2)").arg(name, groups.join(u", "_s));
        }
        if (review->result().error().kind != k8s::Error::Kind::NotFound)
            co_return QString();
    }
    const k8s::Resource users{u"user.openshift.io"_s, u"v1"_s, u"users"_s, u"User"_s, false};
    const auto self = ladder->client->get(users, {}, u"~"_s);
    co_await ladder->wait(self.get());
    co_return self->result() ? models::textAt(*self->result(), {"metadata", "name"}) : QString();
}

QCoro::Task<Rung> climbIdentity(LadderPtr ladder)
{
    const auto &config = ladder->client->config();
    // Every authenticated user may ask this; /version would answer anyone.
    const auto review =
        ladder->client->create(k8s::Resource::selfSubjectAccessReviews(), {},
                               accessReview(u"get"_s, k8s::Resource::pods(), {}, u"default"_s));
    co_await ladder->wait(review.get());
    const QString name = IdentityText::tr("Credentials");
    if (!review->result()) {
        const k8s::Error &error = review->result().error();
        if (error.kind == k8s::Error::Kind::Cancelled)
            co_return models::ValidationError{ErrorType::CancelledError,
                                              IdentityText::tr("Stopped on request.")};
        // Whoever may not even ask is known all the same, but for those who are taken for nobody.
        const bool isNobody = error.status && error.status->message.contains("system:anonymous"_L1);
        if (error.kind != k8s::Error::Kind::Forbidden || isNobody)
            co_return ladder->fail(toValidationError(error, {}).type, name, error.message, {});
    }
    ladder->pass(name, IdentityText::tr("The server accepts them.") + expiryText(config));

    const QString known = co_await askWhoIAm(ladder);
    const QString who = IdentityText::tr("Who am I");
    const QString claimed = claimedUser(config);
    if (!known.isEmpty())
        ladder->pass(who, known);
    else if (!claimed.isEmpty())
        ladder->pass(who, IdentityText::tr("%1, as the credentials say; this server does not tell.")
                              .arg(claimed));
    else
        ladder->pass(who, IdentityText::tr("User “%1” of the kubeconfig; this server does not tell "
                                           "what it calls it.")
                              .arg(config.userName));
    if (ladder->stopped())
        co_return models::ValidationError{ErrorType::CancelledError,
                                          IdentityText::tr("Stopped on request.")};
    co_return std::nullopt;
}

} // namespace assay::app
