// SPDX-License-Identifier: Apache-2.0
#include "plugin_approvals.h"

#include <models/base/read_bounded.h>
#include <models/base/write_whole.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

namespace assay::app {

using k8s::ExecPluginPolicy;
using namespace Qt::StringLiterals;

struct ApprovalText
{
    Q_DECLARE_TR_FUNCTIONS(ApprovalText)
};

PluginApprovals::PluginApprovals(QString file) : m_file(std::move(file)) {}

QString PluginApprovals::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           u"/assay/exec-plugins.json"_s;
}

static constexpr qint64 mostOfTheFile = 4 << 20;

static QJsonArray allowedPlugins(const QString &path)
{
    const auto bytes = models::readBounded(path, mostOfTheFile, models::Sources::RegularFiles);
    return QJsonDocument::fromJson(bytes.value_or(QByteArray()))
        .object()
        .value(u"allowed"_s)
        .toArray();
}

bool PluginApprovals::isAllowed(const QByteArray &hash) const
{
    const QJsonArray allowed = allowedPlugins(m_file);
    for (const auto &entry : allowed) {
        if (!hash.isEmpty() && entry[u"hash"_s].toString() == QLatin1StringView(hash))
            return true;
    }
    return false;
}

std::optional<QString> PluginApprovals::remember(const k8s::ExecPluginRequest &request) const
{
    QJsonArray allowed = allowedPlugins(m_file);
    allowed.append(QJsonObject{{u"hash"_s, QString::fromLatin1(request.hash)},
                               {u"command"_s, k8s::commandLine(request)},
                               {u"kubeconfig"_s, request.kubeconfig},
                               {u"user"_s, request.userName},
                               {u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}});
    const QByteArray text = QJsonDocument(QJsonObject{{u"allowed"_s, allowed}}).toJson();
    QDir().mkpath(QFileInfo(m_file).path());
    const auto problem = models::writeWhole(m_file, text, models::Readers::OwnerOnly);
    if (!problem)
        return {};
    return ApprovalText::tr("%1 You will be asked again next time.").arg(*problem);
}

ExecPluginPolicy unattendedPluginPolicy(bool allowAll)
{
    return [allowAll](const k8s::ExecPluginRequest &request, const auto &decide) {
        if (allowAll || PluginApprovals().isAllowed(request.hash)) {
            decide({});
            return;
        }
        const QString environment =
            request.environmentNames.isEmpty()
                ? QString()
                : ApprovalText::tr("It sets these environment variables: %1. ")
                      .arg(request.environmentNames.join(u", "_s));
        decide(ApprovalText::tr("The kubeconfig %1 asks to run: %2. %3If you know where that file "
                                "comes from, allow it with --allow-exec-plugin, or once and for "
                                "all in the dashboard.")
                   .arg(request.kubeconfig, k8s::commandLine(request), environment));
    };
}

} // namespace assay::app
