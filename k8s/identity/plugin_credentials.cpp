// SPDX-License-Identifier: Apache-2.0
#include "plugin_credentials.h"

#include <algorithm>

namespace assay::k8s {

static constexpr qint64 renewalMargin = 10'000;

PluginCredentials &PluginCredentials::ofThisThread()
{
    static thread_local PluginCredentials credentials;
    return credentials;
}

static bool isFresh(const PluginCredentials::Kept &kept)
{
    return !kept.renewAt.isValid() || QDateTime::currentDateTimeUtc() < kept.renewAt;
}

std::optional<PluginCredentials::Kept> PluginCredentials::find(const QByteArray &key) const
{
    const auto found = m_kept.constFind(key);
    return found != m_kept.cend() && isFresh(*found) ? std::optional(*found) : std::nullopt;
}

PluginCredentials::Kept PluginCredentials::keep(const QByteArray &key,
                                                const ExecCredential &credential)
{
    m_kept.removeIf([](const auto &entry) { return !isFresh(*entry); });
    Kept kept{credential, credential.expires};
    if (kept.renewAt.isValid()) {
        const qint64 lifetime =
            std::max<qint64>(0, QDateTime::currentDateTimeUtc().msecsTo(kept.renewAt));
        kept.renewAt = kept.renewAt.addMSecs(-std::min(renewalMargin, lifetime / 4));
    }
    m_kept.insert(key, kept);
    return kept;
}

void PluginCredentials::drop(const QByteArray &key, const ExecCredential &refused)
{
    const auto found = m_kept.constFind(key);
    if (found != m_kept.cend() && found->credential == refused)
        m_kept.erase(found);
}

std::shared_ptr<ExecPluginCall>
PluginCredentials::call(const QByteArray &key, const RestConfig &config,
                        const std::shared_ptr<const ProgramFile> &program, const QString &loginPath)
{
    m_calls.removeIf([](const auto &entry) { return entry->expired(); });
    auto shared = m_calls.value(key).lock();
    if (!shared || shared->hasEnded()) {
        shared = std::make_shared<ExecPluginCall>(config, program, loginPath);
        m_calls.insert(key, shared);
    }
    return shared;
}

} // namespace assay::k8s
