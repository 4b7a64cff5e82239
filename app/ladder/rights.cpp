// SPDX-License-Identifier: Apache-2.0
#include "ladder.h"

#include <QCoreApplication>

namespace assay::app {

using models::ErrorType;
using models::ValidationError;
using namespace Qt::StringLiterals;

struct RightsText
{
    Q_DECLARE_TR_FUNCTIONS(RightsText)
};

struct Right
{
    QString verb;
    k8s::Resource resource;
    QString subresource;
    bool required;
};

static std::vector<Right> neededRights(bool makesSecret)
{
    using R = k8s::Resource;
    std::vector<Right> rights{
        {u"create"_s, R::notebooks(), {}, true},
        {u"delete"_s, R::notebooks(), {}, true},
        {u"watch"_s, R::notebooks(), {}, true},
        {u"list"_s, R::pods(), {}, true},
        {u"watch"_s, R::pods(), {}, true},
        // A WebSocket is opened with GET; from Kubernetes 1.35 create is asked for as well.
        {u"get"_s, R::pods(), u"exec"_s, true},
        {u"create"_s, R::pods(), u"exec"_s, true},
        {u"create"_s, R::persistentVolumeClaims(), {}, true},
        {u"delete"_s, R::persistentVolumeClaims(), {}, true},
        {u"get"_s, R::pods(), u"log"_s, false},
        {u"watch"_s, R::events(), {}, false}};
    if (makesSecret) {
        for (const QString &verb : {u"create"_s, u"delete"_s})
            rights.push_back({verb, R::secrets(), {}, true});
    }
    return rights;
}

static QString rightText(const Right &right)
{
    QString what = right.resource.plural;
    if (!right.subresource.isEmpty())
        what += u'/' + right.subresource;
    return right.verb + u' ' + what;
}

QCoro::Task<Rung> climbRights(LadderPtr ladder, QString nameSpace, bool makesSecret)
{
    const auto rights = neededRights(makesSecret);
    std::vector<k8s::JobPtr<k8s::ApiJob>> reviews;
    for (const Right &right : rights)
        reviews.push_back(ladder->client->create(
            k8s::Resource::selfSubjectAccessReviews(), {},
            accessReview(right.verb, right.resource, right.subresource, nameSpace)));
    std::vector<AccessAnswer> answers;
    for (const auto &review : reviews) {
        co_await ladder->wait(review.get());
        if (ladder->stopped())
            co_return ValidationError{ErrorType::CancelledError,
                                      RightsText::tr("Stopped on request.")};
        answers.push_back(readAccess(*review));
        if (answers.back().error)
            co_return toValidationError(*answers.back().error,
                                        RightsText::tr("Cannot ask what is allowed"));
    }
    QStringList missing;
    std::size_t lastMissing = 0;
    for (std::size_t i = 0; i < rights.size(); ++i) {
        if (!answers[i].allowed && rights[i].required) {
            missing << rightText(rights[i]);
            lastMissing = i;
        }
    }
    for (std::size_t i = 0; i < rights.size(); ++i) {
        const QString name = RightsText::tr("May %1").arg(rightText(rights[i]));
        const QString detail = RightsText::tr("Not allowed in namespace %1. %2")
                                   .arg(nameSpace, answers[i].reason)
                                   .trimmed();
        if (answers[i].allowed)
            ladder->pass(name);
        else if (!rights[i].required)
            ladder->warn(name, detail,
                         RightsText::tr("A validation can do without, but shows less."));
        else
            ladder->fail(
                ErrorType::PermissionError, name, detail,
                // One remedy for all of them, so it is said once.
                i == lastMissing
                    ? RightsText::tr("Ask the cluster's administrator for what is missing; "
                                     "the role “edit” of a namespace usually holds it, and "
                                     "\"assay manifest --rbac\" prints one that does.")
                    : QString());
    }
    if (missing.isEmpty())
        co_return std::nullopt;
    co_return ValidationError{
        ErrorType::PermissionError,
        RightsText::tr(
            "The user %1 may not do what the validation needs in namespace %2: %3. Ask the "
            "cluster's administrator for these rights, or choose another context.")
            .arg(ladder->client->config().userName, nameSpace, missing.join(u", "_s))};
}

} // namespace assay::app
