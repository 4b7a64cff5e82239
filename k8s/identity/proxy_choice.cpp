// SPDX-License-Identifier: Apache-2.0
#include "proxy_choice.h"

#include "base/failure.h"
#include "base/text.h"
#include "server_address.h"

#include <QHostAddress>
#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace assay::k8s {

Result<ProxyChoice> parseProxy(const QString &text, const QString &origin)
{
    const QUrl url(text.contains(u"://"_s) ? text : u"http://"_s + text, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || url.host().isEmpty())
        return unusable(Text::tr("%1 is “%2”, which is not the address of a proxy, such as "
                                 "http://host:3128 or socks5://host:1080.")
                            .arg(origin, shownAddress(text)));
    ProxyChoice choice;
    choice.origin = origin;
    const QString host = url.host();
    const bool http = scheme == u"http";
    if (!http && scheme != u"socks5" && scheme != u"socks5h")
        return unusable(Text::tr("%1 names a proxy of the kind %2://, which is not supported; "
                                 "http:// and socks5:// are. The cluster is not reached past it.")
                            .arg(origin, plain(scheme)));
    const int port = url.port(http ? 80 : 1080);
    choice.proxy = QNetworkProxy(http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy, host,
                                 quint16(port), url.userName(QUrl::FullyDecoded),
                                 url.password(QUrl::FullyDecoded));
    choice.name =
        u"%1://%2:%3"_s
            .arg(http ? u"http"_s : u"socks5"_s, host.contains(u':') ? u'[' + host + u']' : host)
            .arg(port);
    return choice;
}

//! "host:port", "[v6]:port" or a host alone, which may be a v6 address.
static std::pair<QString, QString> splitPort(const QString &entry)
{
    QString host = entry;
    QString port;
    const qsizetype colon = entry.lastIndexOf(u':');
    const bool bracketed = entry.startsWith(u'[');
    const bool hasPort = bracketed ? entry.contains(u"]:"_s) : entry.count(u':') == 1;
    if (hasPort) {
        host = entry.left(colon);
        port = entry.mid(colon + 1);
    }
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    return {host, port};
}

//! What QHostAddress takes for one beyond that ("127.1", "1") is a name for Go.
static QHostAddress ipAddress(const QString &text)
{
    const bool v4 = text.count(u'.') == 3;
    return v4 || text.contains(u':') ? QHostAddress(text) : QHostAddress();
}

static bool excepts(const QString &entry, const QString &host, int serverPort)
{
    if (entry == u"*")
        return true;
    const QHostAddress address = ipAddress(host);
    if (entry.contains(u'/')) {
        const auto subnet = QHostAddress::parseSubnet(entry);
        if (subnet.second >= 0 && !subnet.first.isNull())
            return !address.isNull() && address.isInSubnet(subnet);
    }
    const auto [name, port] = splitPort(entry);
    if (name.isEmpty() || (!port.isEmpty() && port != QString::number(serverPort)))
        return false;
    const QHostAddress other = ipAddress(name);
    if (!other.isNull())
        return !address.isNull() && address.isEqual(other);
    if (!address.isNull())
        return false;
    const QString domain = name.startsWith(u"*."_s) ? name.mid(1) : name;
    if (domain.startsWith(u'.'))
        return host.endsWith(domain);
    return host == domain || host.endsWith(u'.' + domain);
}

static bool goesDirect(const QUrl &server, const QString &noProxy)
{
    const QString host = server.host().toLower();
    if (host == u"localhost" || ipAddress(host).isLoopback())
        return true;
    const int port = server.port(server.scheme() == u"http" ? 80 : 443);
    for (const QString &entry : noProxy.split(u',')) {
        const QString wanted = entry.trimmed().toLower();
        if (!wanted.isEmpty() && excepts(wanted, host, port))
            return true;
    }
    return false;
}

Result<ProxyChoice> chooseProxy(const RestConfig &config, const QProcessEnvironment &environment)
{
    if (!config.proxyUrl.isEmpty())
        return parseProxy(config.proxyUrl,
                          Text::tr("proxy-url of cluster “%1”").arg(config.clusterName));
    const auto variable = [&](const QString &name) -> std::pair<QString, QString> {
        const QString value = environment.value(name);
        return value.isEmpty() ? std::pair(name.toLower(), environment.value(name.toLower()))
                               : std::pair(name, value);
    };
    const auto [name, url] =
        variable(config.server.scheme() == u"http" ? u"HTTP_PROXY"_s : u"HTTPS_PROXY"_s);
    if (url.isEmpty() || goesDirect(config.server, variable(u"NO_PROXY"_s).second))
        return ProxyChoice();
    // Set by a web server from a header that anybody can send (Go refuses it, too).
    if (name == u"HTTP_PROXY" && environment.contains(u"REQUEST_METHOD"_s))
        return unusable(Text::tr("HTTP_PROXY is not used within a CGI program, where it may come "
                                 "from a request."));
    return parseProxy(url, Text::tr("The environment variable %1").arg(name));
}

} // namespace assay::k8s
