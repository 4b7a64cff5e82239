// SPDX-License-Identifier: Apache-2.0
#include "support/credential_plugin.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace assay::tests {

static const char version[] = "client.authentication.k8s.io/v1";

CredentialPlugin::CredentialPlugin()
{
    script("call=$(wc -l < \"$d/calls\")\n"
           "while [ -e \"$d/hold\" ]; do sleep 0.02; done\n"
           "cat \"$d/answer-$call\"\n");
}

k8s::ExecPlugin CredentialPlugin::plugin() const
{
    k8s::ExecPlugin plugin;
    plugin.apiVersion = QString::fromLatin1(version);
    plugin.command = path(u"plugin"_s);
    plugin.kubeconfig = path(u"config"_s);
    return plugin;
}

void CredentialPlugin::script(const QByteArray &lines)
{
    write(u"plugin"_s,
          "#!/bin/sh\nd='" + m_folder.path().toUtf8() +
              "'\nprintf %s \"$$\" > \"$d/pid\"\n"
              "printf %s \"$KUBERNETES_EXEC_INFO\" > \"$d/info\"\n"
              "printf %s \"$EXTRA\" > \"$d/extra\"\n"
              "[ $# = 0 ] || printf '%s\\n' \"$@\" > \"$d/arguments\"\n"
              "echo >> \"$d/calls\"\n" +
              lines,
          true);
}

void CredentialPlugin::answer(int call, const QByteArray &text)
{
    write(u"answer-%1"_s.arg(call), text);
}

void CredentialPlugin::answer(int call, const nlohmann::json &json)
{
    answer(call, QByteArray::fromStdString(json.dump()));
}

void CredentialPlugin::hold()
{
    write(u"hold"_s, {});
}

void CredentialPlugin::letGo()
{
    QFile::remove(path(u"hold"_s));
}

QByteArray CredentialPlugin::read(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString CredentialPlugin::loginShell()
{
    write(u"shell"_s,
          "#!/bin/sh\necho Welcome\necho asked >> '" + m_folder.path().toUtf8() +
              "/shells'\n[ \"$1\" = -lc ] || exit 1\nPATH='" + m_folder.path().toUtf8() +
              "':\"$PATH\"\neval \"$2\"\necho Bye\n",
          true);
    return path(u"shell"_s);
}

void CredentialPlugin::write(const QString &name, const QByteArray &text, bool executable)
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(file.fileName()));
    if (executable)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

nlohmann::json CredentialPlugin::token(const char *token, const QDateTime &expires)
{
    nlohmann::json json = {
        {"apiVersion", version}, {"kind", "ExecCredential"}, {"status", {{"token", token}}}};
    if (expires.isValid())
        json["status"]["expirationTimestamp"] = expires.toString(Qt::ISODateWithMs).toStdString();
    return json;
}

nlohmann::json CredentialPlugin::certificate(const QByteArray &certificate, const QByteArray &key)
{
    return {{"apiVersion", version},
            {"kind", "ExecCredential"},
            {"status",
             {{"clientCertificateData", certificate.toStdString()},
              {"clientKeyData", key.toStdString()}}}};
}

} // namespace assay::tests
