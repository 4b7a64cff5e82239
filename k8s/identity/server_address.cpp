// SPDX-License-Identifier: Apache-2.0
#include "server_address.h"

#include "base/failure.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace assay::k8s {

QString shownAddress(const QString &text)
{
    QString shown = text;
    if (const qsizetype at = shown.lastIndexOf(u'@'); at >= 0) {
        const qsizetype slashes = shown.indexOf(u"//"_s);
        const qsizetype begin = slashes >= 0 && slashes < at ? slashes + 2 : 0;
        shown.replace(begin, at - begin, u"…"_s);
    }
    constexpr qsizetype most = 120;
    return shown.size() > most ? shown.left(most) + u'…' : shown;
}

static QUrl withoutQuery(const QUrl &url)
{
    return url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment);
}

Result<ServerAddress> readServer(const QString &text, const QString &cluster)
{
    if (text.isEmpty())
        return unusable(Text::tr("Cluster “%1” has no server address.").arg(cluster));
    QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    const bool web = scheme == u"https" || scheme == u"http";
    const bool hasScheme = web || text.contains(u"//"_s);
    if (!hasScheme) {
        url = QUrl(u"http://"_s + text, QUrl::StrictMode);
        if (!url.path().isEmpty() && url.path() != u"/")
            url = QUrl();
    }
    if (!url.isValid() || url.host().isEmpty() || (hasScheme && !web))
        return unusable(Text::tr("The server of cluster “%1” is “%2”, which is not an address such "
                                 "as https://host:6443.")
                            .arg(cluster, shownAddress(text)));
    if (!url.userInfo().isEmpty())
        return unusable(Text::tr("The server address of cluster “%1” holds a user name or a "
                                 "password; credentials belong to the user.")
                            .arg(cluster));
    return ServerAddress{withoutQuery(url), hasScheme};
}

} // namespace assay::k8s
