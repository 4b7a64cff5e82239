// SPDX-License-Identifier: Apache-2.0
#include "exec_credential.h"

#include "base/failure.h"
#include "base/json_decode.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace assay::k8s {

QByteArray execInfo(const RestConfig &config)
{
    const ExecPlugin &plugin = *config.execPlugin;
    nlohmann::json info = {{"apiVersion", plugin.apiVersion.toStdString()},
                           {"kind", "ExecCredential"},
                           {"spec", {{"interactive", false}}}};
    if (plugin.provideClusterInfo) {
        nlohmann::json cluster = {{"server", config.server.toString().toStdString()}};
        if (!config.tlsServerName.isEmpty())
            cluster["tls-server-name"] = config.tlsServerName.toStdString();
        if (config.insecureSkipTlsVerify)
            cluster["insecure-skip-tls-verify"] = true;
        if (!config.certificateAuthority.isEmpty())
            cluster["certificate-authority-data"] =
                config.certificateAuthority.toBase64().toStdString();
        if (!config.proxyUrl.isEmpty())
            cluster["proxy-url"] = config.proxyUrl.toStdString();
        if (!plugin.clusterConfig.isEmpty())
            cluster["config"] = decodeJson(plugin.clusterConfig).value_or(nullptr);
        info["spec"]["cluster"] = std::move(cluster);
    }
    return QByteArray::fromStdString(
        info.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

static QString credentialText(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string()
               ? QString::fromStdString(found->get_ref<const std::string &>())
               : QString();
}

Result<ExecCredential> readExecCredential(const QByteArray &output, const RestConfig &config)
{
    const QString subject = Text::tr("The program “%1”, which signs user “%2” in,")
                                .arg(config.execPlugin->command, config.userName);
    const Decoded decoded = decodeJson(output);
    if (!decoded || !decoded->is_object())
        return unusable(
            Text::tr("%1 printed something that is not an ExecCredential in JSON.").arg(subject));
    const nlohmann::json &json = *decoded;
    const QString kind = credentialText(json, "kind");
    const QString version = credentialText(json, "apiVersion");
    if (kind != u"ExecCredential" || version != config.execPlugin->apiVersion)
        return unusable(Text::tr("%1 printed “%2” of “%3”; the kubeconfig says ExecCredential of "
                                 "“%4”. Is the program older or newer than the kubeconfig?")
                            .arg(subject, excerpt(kind.toUtf8(), 60), excerpt(version.toUtf8(), 60),
                                 config.execPlugin->apiVersion));
    const auto status = json.find("status");
    if (status == json.end() || !status->is_object())
        return unusable(Text::tr("%1 printed an ExecCredential without a status.").arg(subject));
    ExecCredential credential;
    credential.token = credentialText(*status, "token").toUtf8();
    credential.certificate = credentialText(*status, "clientCertificateData").toUtf8();
    credential.key = credentialText(*status, "clientKeyData").toUtf8();
    if (credential.certificate.isEmpty() != credential.key.isEmpty())
        return unusable(
            Text::tr("%1 printed a client certificate or its key, but not both.").arg(subject));
    if (credential.token.isEmpty() && credential.key.isEmpty())
        return unusable(
            Text::tr("%1 printed neither a token nor a client certificate.").arg(subject));
    const auto expiry = status->find("expirationTimestamp");
    if (expiry != status->end() && !expiry->is_null()) {
        credential.expires = QDateTime::fromString(credentialText(*status, "expirationTimestamp"),
                                                   Qt::ISODateWithMs);
        if (!credential.expires.isValid())
            return unusable(
                Text::tr("%1 printed an expirationTimestamp that is not a time.").arg(subject));
    }
    return credential;
}

} // namespace assay::k8s
