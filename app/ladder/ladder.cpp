// SPDX-License-Identifier: Apache-2.0
#include "ladder.h"

#include "cluster/logging.h"

#include <k8s/request/connection_probe.h>

#include <QCoreApplication>

namespace assay::app {

using models::ErrorType;
using models::Json;
using models::PreflightCheck;
using models::ValidationError;
using namespace Qt::StringLiterals;

struct LadderText
{
    Q_DECLARE_TR_FUNCTIONS(LadderText)
};

void Ladder::pass(const QString &name, const QString &detail) const
{
    qCDebug(ladderLog).noquote() << name << "holds";
    tell({name, PreflightCheck::Result::Passed, detail, {}});
}

void Ladder::warn(const QString &name, const QString &detail, const QString &advice) const
{
    qCDebug(ladderLog).noquote() << name << "is doubtful";
    tell({name, PreflightCheck::Result::Warning, detail, advice});
}

ValidationError Ladder::fail(ErrorType type, const QString &name, const QString &detail,
                             const QString &advice) const
{
    qCDebug(ladderLog).noquote() << name << "does not hold";
    tell({name, PreflightCheck::Result::Failed, detail, advice});
    return {type, advice.isEmpty() ? detail : detail + u' ' + advice};
}

Json accessReview(const QString &verb, const k8s::Resource &resource, const QString &subresource,
                  const QString &nameSpace)
{
    Json attributes{{"verb", verb}, {"group", resource.group}, {"resource", resource.plural}};
    if (!nameSpace.isEmpty())
        attributes["namespace"] = nameSpace;
    if (!subresource.isEmpty())
        attributes["subresource"] = subresource;
    return {{"apiVersion", "authorization.k8s.io/v1"},
            {"kind", "SelfSubjectAccessReview"},
            {"spec", {{"resourceAttributes", attributes}}}};
}

AccessAnswer readAccess(const k8s::ApiJob &review)
{
    if (!review.result())
        return {false, {}, review.result().error()};
    const Json &allowed = models::at(*review.result(), {"status", "allowed"});
    return {allowed.is_boolean() && allowed.get<bool>(),
            models::textAt(*review.result(), {"status", "reason"}), std::nullopt};
}

static QString stageName(k8s::ConnectionProbe::Stage stage)
{
    switch (stage) {
    case k8s::ConnectionProbe::Stage::Name:
        return LadderText::tr("Server name");
    case k8s::ConnectionProbe::Stage::Connection:
        return LadderText::tr("Connection");
    case k8s::ConnectionProbe::Stage::Tls:
        return LadderText::tr("TLS");
    }
    return {};
}

static QString chainText(const std::vector<k8s::CertificateInfo> &chain)
{
    QStringList lines;
    for (const auto &certificate : chain) {
        QString line = LadderText::tr("%1, signed by %2, valid until %3")
                           .arg(certificate.subject, certificate.issuer,
                                certificate.validUntil.toString(u"yyyy-MM-dd"));
        if (!certificate.names.isEmpty())
            line += LadderText::tr(", for %1").arg(certificate.names.join(u", "_s));
        lines << line;
    }
    return lines.join(u'\n');
}

Rung checkNotebookApi(const Ladder &ladder, const ClusterFacts &cluster)
{
    const QString name = LadderText::tr("Notebook API");
    if (!cluster.notebookApi)
        return ladder.fail(ErrorType::ClusterError, name,
                           LadderText::tr("The cluster does not know Notebooks (kubeflow.org/v1)."),
                           LadderText::tr("Install Open Data Hub, OpenShift AI or the Kubeflow "
                                          "notebook controller, or choose another cluster."));
    ladder.pass(name, LadderText::tr("The cluster serves kubeflow.org/v1."));
    return std::nullopt;
}

QCoro::Task<Rung> climbConnection(LadderPtr ladder)
{
    const auto probe = ladder->client->probeConnection();
    co_await ladder->wait(probe.get());
    for (const auto &step : probe->steps()) {
        QString detail = step.error ? step.error->message : step.detail;
        const QString name = stageName(step.stage);
        if (step.stage == k8s::ConnectionProbe::Stage::Tls && !probe->chain().empty())
            detail += u'\n' + chainText(probe->chain());
        if (step.error) {
            const ErrorType type = step.error->kind == k8s::Error::Kind::Configuration
                                       ? ErrorType::KubeconfigError
                                       : ErrorType::ConnectionError;
            co_return ladder->fail(type, name, detail, {});
        }
        const bool unsafe =
            step.stage == k8s::ConnectionProbe::Stage::Tls &&
            (ladder->client->config().insecureSkipTlsVerify || probe->chain().empty());
        if (unsafe)
            ladder->warn(name, detail,
                         LadderText::tr("Anyone on the way can read and change what is sent: use "
                                        "https with the cluster's certificate authority."));
        else
            ladder->pass(name, detail);
    }
    if (ladder->stopped())
        co_return ValidationError{ErrorType::CancelledError, LadderText::tr("Stopped on request.")};
    co_return std::nullopt;
}

} // namespace assay::app
