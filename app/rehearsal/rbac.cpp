// SPDX-License-Identifier: Apache-2.0
#include "rbac.h"

#include "cluster/manifests.h"

#include <QSet>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *accountName = "assay";

Json rule(const char *group, const std::vector<std::string> &resources,
          const std::vector<std::string> &verbs)
{
    return {{"apiGroups", Json::array({group})}, {"resources", resources}, {"verbs", verbs}};
}

//! The object that a Role or RoleBinding of the name begins as.
Json rbacObject(const char *kind, const QString &nameSpace, const QString &name)
{
    return {{"apiVersion", "rbac.authorization.k8s.io/v1"},
            {"kind", kind},
            {"metadata", {{"name", name}, {"namespace", nameSpace}}}};
}

Json roleBinding(const QString &nameSpace, const QString &name, const QString &accountNamespace)
{
    Json binding = rbacObject("RoleBinding", nameSpace, name);
    binding["roleRef"] = {
        {"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", name}};
    binding["subjects"] = Json::array(
        {Json{{"kind", "ServiceAccount"}, {"name", accountName}, {"namespace", accountNamespace}}});
    return binding;
}

//! What the flow asks of the namespace that a test is in.
Json runnerRules(const QString &nameSpace, bool makesSecret)
{
    Json itself = rule("", {"namespaces"}, {"get"});
    itself["resourceNames"] = Json::array({nameSpace});
    Json rules = Json::array(
        {itself, rule("kubeflow.org", {"notebooks"}, {"get", "list", "watch", "create", "delete"}),
         rule("apps", {"statefulsets"}, {"get"}), rule("", {"pods"}, {"get", "list", "watch"}),
         rule("", {"pods/log"}, {"get"}),
         // A WebSocket is opened with GET; from Kubernetes 1.35 create is asked for as well.
         rule("", {"pods/exec"}, {"get", "create"}), rule("", {"events"}, {"list", "watch"}),
         rule("", {"persistentvolumeclaims"}, {"get", "create", "delete"}),
         rule("", {"resourcequotas", "limitranges"}, {"list"}),
         rule("metrics.k8s.io", {"pods"}, {"get"})});
    if (makesSecret)
        rules.push_back(rule("", {"secrets"}, {"get", "create", "delete"}));
    return rules;
}

} // namespace

std::vector<Json> rbacFor(const std::vector<models::CustomImageTestConfiguration> &tests,
                          bool ownPullSecret)
{
    std::vector<Json> objects;
    QMap<QString, bool> nameSpaces;           // whether a Secret is made in it
    QMap<QString, QSet<QString>> readSecrets; // by namespace
    for (const auto &test : tests) {
        const bool makes = makesPullSecret(test, ownPullSecret);
        nameSpaces[test.nameSpace] = nameSpaces.value(test.nameSpace) || makes;
        if (makes && !ownPullSecret)
            readSecrets[test.pullSecret.section(u'/', 0, 0)] << test.pullSecret.section(u'/', 1);
    }
    if (tests.empty())
        return objects;
    const QString &home = tests.front().nameSpace;
    objects.push_back({{"apiVersion", "v1"},
                       {"kind", "ServiceAccount"},
                       {"metadata", {{"name", accountName}, {"namespace", home}}}});
    for (auto it = nameSpaces.cbegin(); it != nameSpaces.cend(); ++it) {
        const QString name = u"assay-runner"_s;
        Json role = rbacObject("Role", it.key(), name);
        role["rules"] = runnerRules(it.key(), it.value());
        objects.push_back(role);
        objects.push_back(roleBinding(it.key(), name, home));
    }
    for (auto it = readSecrets.cbegin(); it != readSecrets.cend(); ++it) {
        const QString name = u"assay-pull-secrets"_s;
        QStringList names(it.value().begin(), it.value().end());
        names.sort();
        Json read = rule("", {"secrets"}, {"get"});
        for (const QString &secret : names)
            read["resourceNames"].push_back(secret);
        Json role = rbacObject("Role", it.key(), name);
        role["rules"] = Json::array({read});
        objects.push_back(role);
        objects.push_back(roleBinding(it.key(), name, home));
    }
    return objects;
}

} // namespace assay::app
