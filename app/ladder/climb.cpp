// SPDX-License-Identifier: Apache-2.0
#include "climb.h"

#include "cluster/awaiting.h"
#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "cluster/manifests.h"

#include <QCoreApplication>
#include <QSslCertificate>

namespace assay::app {

using models::PreflightCheck;
using namespace Qt::StringLiterals;

struct ClimbText
{
    Q_DECLARE_TR_FUNCTIONS(ClimbText)
};

//! How the user signs in, without what it signs in with.
static QString credentialsText(const k8s::RestConfig &config)
{
    QStringList ways;
    if (!config.clientCertificate.isEmpty())
        ways << ClimbText::tr("a client certificate");
    if (!config.tokenFile.isEmpty())
        ways << ClimbText::tr("the token in %1").arg(config.tokenFile);
    else if (!config.token.isEmpty() && config.tokenExpires.isValid())
        ways << ClimbText::tr("an id-token that expires on %1 UTC")
                    .arg(config.tokenExpires.toUTC().toString(u"yyyy-MM-dd HH:mm"_s));
    else if (!config.token.isEmpty())
        ways << ClimbText::tr("a token");
    else if (!config.username.isEmpty())
        ways << ClimbText::tr("a user name and a password");
    else if (config.execPlugin)
        ways << ClimbText::tr("what the program %1 gives").arg(config.execPlugin->command);
    const QString signsIn =
        ways.isEmpty() ? ClimbText::tr("nothing: the server will take it for an anonymous user")
                       : ways.join(ClimbText::tr(" and "));
    if (config.impersonation.user.isEmpty())
        return signsIn;
    return ClimbText::tr("%1, and acts as “%2”").arg(signsIn, config.impersonation.user);
}

void tellRemarks(const QStringList &remarks,
                 const std::function<void(const PreflightCheck &)> &tell)
{
    for (const QString &remark : remarks)
        tell({ClimbText::tr("Kubeconfig"), PreflightCheck::Result::Warning, remark, {}});
}

k8s::Result<k8s::RestConfig>
climbKubeconfig(const ClusterOptions &options,
                const std::function<void(const PreflightCheck &)> &tell)
{
    const auto kubeconfig = loadKubeconfig(options);
    if (!kubeconfig) {
        tell({ClimbText::tr("Kubeconfig"),
              PreflightCheck::Result::Failed,
              kubeconfig.error().message,
              {}});
        return tl::unexpected(kubeconfig.error());
    }
    tell({ClimbText::tr("Kubeconfig"), PreflightCheck::Result::Passed, kubeconfig->path(), {}});
    auto config = chooseContext(*kubeconfig, options);
    QStringList remarks = config ? config->remarks : kubeconfig->remarks();
    // What stops the context is said as that.
    if (!config)
        remarks.removeIf(
            [&](const QString &remark) { return remark.startsWith(config.error().message); });
    tellRemarks(remarks, tell);
    if (!config) {
        tell(
            {ClimbText::tr("Context"), PreflightCheck::Result::Failed, config.error().message, {}});
        return config;
    }
    tell({ClimbText::tr("Context"),
          PreflightCheck::Result::Passed,
          ClimbText::tr("%1: cluster “%2” at %3, user “%4”, namespace %5")
              .arg(config->contextName, config->clusterName,
                   config->server.toDisplayString(QUrl::RemoveUserInfo), config->userName,
                   config->defaultNamespace),
          {}});
    tell({ClimbText::tr("User"),
          PreflightCheck::Result::Passed,
          ClimbText::tr("“%1” signs in with %2.").arg(config->userName, credentialsText(*config)),
          {}});
    return config;
}

static void tellVersion(const Ladder &ladder, const ClusterFacts &facts)
{
    const QString name = ClimbText::tr("Kubernetes");
    QString what = facts.version;
    if (facts.openShift)
        what += ClimbText::tr(", OpenShift");
    if (facts.openDataHub)
        what += ClimbText::tr(", with the controllers of Open Data Hub");
    const QStringList parts = facts.version.split(u'.');
    const int minor = parts.value(1).toInt();
    if (parts.value(0) == "v1"_L1 && minor > 0 && minor < 20)
        ladder.warn(name, what,
                    ClimbText::tr("Assay knows Kubernetes from 1.20 on; what it says of an older "
                                  "one may be wrong."));
    else
        ladder.pass(name, what);
}

//! The same ladder, saying of each rung which namespace it is about.
static LadderPtr aboutNamespace(const LadderPtr &ladder, const QString &nameSpace)
{
    Ladder named = *ladder;
    named.tell = [tell = ladder->tell, nameSpace](PreflightCheck check) {
        check.name = ClimbText::tr("%1: %2").arg(nameSpace, check.name);
        tell(check);
    };
    return std::make_shared<const Ladder>(std::move(named));
}

static QCoro::Task<Rung> climbAll(LadderPtr ladder, std::shared_ptr<k8s::Client> client,
                                  std::shared_ptr<Cancellation> cancellation, ClimbPlan plan)
{
    Rung error = co_await climbConnection(ladder);
    if (!error)
        error = co_await climbIdentity(ladder);
    if (error)
        co_return error;
    const auto facts = co_await probeCluster(client, cancellation);
    if (!facts) {
        ladder->fail(facts.error().type, ClimbText::tr("Kubernetes"), facts.error().message, {});
        co_return facts.error();
    }
    tellVersion(*ladder, *facts);
    error = checkNotebookApi(*ladder, *facts);
    if (error)
        co_return error;

    std::vector<models::CustomImageTestConfiguration> tests = plan.tests;
    QStringList nameSpaces = plan.nameSpaces;
    if (tests.empty() && nameSpaces.isEmpty())
        nameSpaces << client->config().defaultNamespace;
    // Without a test, what the template asks for is what quotas are compared with.
    for (const QString &nameSpace : nameSpaces) {
        models::CustomImageTestConfiguration standIn;
        standIn.nameSpace = nameSpace;
        tests.push_back(standIn);
    }
    std::vector<NamespaceNeeds> questions;
    for (const auto &test : tests) {
        const Manifests manifests = renderManifests(test, {}, *facts, 1);
        questions.push_back({test.nameSpace, test.notebookName, manifests.notebook,
                             manifests.persistentVolumeClaim, *facts, test,
                             !manifests.pullSecret.is_null()});
    }
    for (const auto &question : questions) {
        const LadderPtr named =
            questions.size() > 1 ? aboutNamespace(ladder, question.nameSpace) : ladder;
        if (!question.notebookName.isEmpty()) {
            const Rung unmet = checkImageNeeds(*named, question.test, question.notebook, *facts);
            if (unmet && !error)
                error = unmet;
        }
        const NamespaceFinding finding = co_await climbNamespace(named, question);
        if (finding.error && !error)
            error = finding.error;
        if (cancellation->isRequested())
            break;
    }
    co_return error;
}

QCoro::Task<Rung> climb(std::shared_ptr<k8s::Client> client,
                        std::shared_ptr<Cancellation> cancellation, ClimbPlan plan,
                        std::function<void(const PreflightCheck &)> tell)
{
    Ladder rungs;
    rungs.client = client;
    rungs.wait = [cancellation](k8s::Job *job) { return untilFinished(cancellation, job); };
    rungs.stopped = [cancellation] { return cancellation->isRequested(); };
    rungs.tell = std::move(tell);
    const LadderPtr ladder = std::make_shared<const Ladder>(std::move(rungs));
    Rung error;
    try {
        error = co_await climbAll(ladder, client, cancellation, plan);
    } catch (...) {
        error = internalError(ClimbText::tr("while the cluster was checked"));
        ladder->fail(error->type, ClimbText::tr("Assay"), error->message, {});
    }
    co_return error;
}

} // namespace assay::app
