// SPDX-License-Identifier: Apache-2.0
#include "access_review.h"

namespace assay::sandbox {

bool isReview(const ResourceType &type)
{
    return type.group == "authorization.k8s.io" || type.group == "authentication.k8s.io";
}

Json answerReview(const ResourceType &type, Json review)
{
    if (!review.is_object())
        review = Json::object();
    review["apiVersion"] = type.apiVersion();
    review["kind"] = type.kind;
    if (!review.contains("metadata"))
        review["metadata"] = Json::object();
    const Json all = Json::array({"*"});
    if (type.kind == "SelfSubjectAccessReview") {
        review["status"] = {{"allowed", true}, {"reason", "the sandbox has one user"}};
    } else if (type.kind == "SelfSubjectRulesReview") {
        const Json rule = {{"verbs", all}, {"apiGroups", all}, {"resources", all}};
        const Json paths = {{"verbs", all}, {"nonResourceURLs", all}};
        review["status"] = {{"resourceRules", Json::array({rule})},
                            {"nonResourceRules", Json::array({paths})},
                            {"incomplete", false}};
    } else {
        const Json groups = Json::array({"system:masters", "system:authenticated"});
        review["status"] = {{"userInfo", {{"username", "sandbox"}, {"groups", groups}}}};
    }
    return review;
}

} // namespace assay::sandbox
