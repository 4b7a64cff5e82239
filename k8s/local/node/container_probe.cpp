// SPDX-License-Identifier: Apache-2.0
#include "container_probe.h"

#include "waiting.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace assay::local {

using namespace Qt::StringLiterals;
using Json = nlohmann::json;
using Outcome = sandbox::Node::ProbeOutcome;

static constexpr int mostRedirects = 10; //!< a kubelet's
//! A forwarder takes every connection; where nothing listens behind it, it ends soon.
static constexpr int forwarderMilliseconds = 250;

static int numberIn(const Json &object, const char *key, int fallback)
{
    return object.is_object() && object.contains(key) && object[key].is_number_integer()
               ? object[key].get<int>()
               : fallback;
}

static QString textIn(const Json &object, const char *key)
{
    return object.is_object() && object.contains(key) && object[key].is_string()
               ? QString::fromStdString(object[key].get<std::string>())
               : QString();
}

void ContainerProbe::ask(const Json &probe, const ProbeTarget &target, QObject *context, Done done)
{
    if (probe.contains("httpGet"))
        askHttp(probe, target, context, std::move(done));
    else
        askTcp(probe, target, context, std::move(done));
}

namespace {

//! One HTTP probe with its redirects.
class HttpAsking : public QObject
{
public:
    HttpAsking(QNetworkAccessManager &network, QObject *context, ContainerProbe::Done done)
        : QObject(context)
        , m_network(network)
        , m_done(std::move(done))
    {
        m_timeout.setSingleShot(true);
        connect(&m_timeout, &QTimer::timeout, this, [this] {
            end({false, m_asked + ": context deadline exceeded (Client.Timeout exceeded while "
                                  "awaiting headers)"});
        });
    }
    ~HttpAsking() override { drop(); }

    //! `asked` and `peer` are for the words: what a kubelet would say.
    void begin(const QUrl &url, const Json &headers, const QString &asked, const QString &peer,
               int seconds)
    {
        m_headers = headers;
        m_asked = "Get \"" + asked.toStdString() + "\"";
        m_peer = peer.toStdString();
        m_timeout.start(seconds * 1000);
        get(url);
    }

private:
    void get(const QUrl &url)
    {
        QNetworkRequest request(url);
        request.setRawHeader("User-Agent", "kube-probe/1.30");
        request.setRawHeader("Accept", "*/*");
        request.setRawHeader("Connection", "close");
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        for (const Json &header : m_headers)
            request.setRawHeader(textIn(header, "name").toUtf8(), textIn(header, "value").toUtf8());
        m_reply = m_network.get(request);
        m_reply->ignoreSslErrors(); // as a kubelet does
        // The status is the answer; a body may have no end.
        connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpAsking::answered);
        connect(m_reply, &QNetworkReply::finished, this, &HttpAsking::answered);
    }

    void answered()
    {
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 0) {
            if (m_reply->isFinished())
                end({false, failure()});
            return;
        }
        const QUrl to = m_reply->url().resolved(
            m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl());
        const bool redirected =
            status >= 300 && status < 400 && status != 304 && m_reply->hasRawHeader("Location");
        if (redirected && to.host() == m_reply->url().host()) {
            if (++m_redirects >= mostRedirects) {
                end({false, m_asked + ": stopped after 10 redirects"});
                return;
            }
            drop();
            get(to);
            return;
        }
        if (status >= 200 && status < 400)
            end({true, {}});
        else
            end({false, "HTTP probe failed with statuscode: " + std::to_string(status)});
    }

    //! The published port is answered by a forwarder, which takes a connection before, and without,
    //! a server behind it: ended without an answer is what "refused" is on a cluster.
    std::string failure() const
    {
        switch (m_reply->error()) {
        case QNetworkReply::ConnectionRefusedError:
        case QNetworkReply::RemoteHostClosedError:
        case QNetworkReply::UnknownNetworkError:
        case QNetworkReply::TemporaryNetworkFailureError:
            return m_asked + ": dial tcp " + m_peer + ": connect: connection refused";
        default:
            return m_asked + ": " + m_reply->errorString().toStdString();
        }
    }

    void drop()
    {
        if (!m_reply)
            return;
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply = nullptr;
    }

    void end(const Outcome &outcome)
    {
        drop();
        m_timeout.stop();
        deleteLater();
        const auto done = std::move(m_done);
        done(outcome);
    }

    QNetworkAccessManager &m_network;
    ContainerProbe::Done m_done;
    QPointer<QNetworkReply> m_reply;
    QTimer m_timeout;
    Json m_headers;
    std::string m_asked;
    std::string m_peer;
    int m_redirects = 0;
};

} // namespace

static void say(QObject *context, ContainerProbe::Done done, const std::string &message)
{
    QTimer::singleShot(0, context, [done = std::move(done), message] {
        done({message.empty(), message});
    });
}

void ContainerProbe::askHttp(const Json &probe, const ProbeTarget &target, QObject *context,
                             Done done)
{
    const Json &get = probe["httpGet"];
    const int port = numberIn(get, "port", 0);
    const QString scheme = textIn(get, "scheme").toLower() == "https"_L1 ? u"https"_s : u"http"_s;
    const QString path = textIn(get, "path");
    const QString peer = QString::fromStdString(target.podIp) + u':' + QString::number(port);
    const QString asked = scheme + u"://"_s + peer + (path.startsWith(u'/') ? path : u'/' + path);
    const int outerPort = target.ports.value(port);
    if (outerPort == 0) {
        say(context, std::move(done),
            "Get \"" + asked.toStdString() + "\": dial tcp " + peer.toStdString() +
                ": connect: connection refused");
        return;
    }
    m_network.setProxy(QNetworkProxy::NoProxy);
    const QUrl url(scheme + u"://"_s + target.host + u':' + QString::number(outerPort) +
                   (path.startsWith(u'/') ? path : u'/' + path));
    const Json headers = get.value("httpHeaders", Json::array());
    auto *asking = new HttpAsking(m_network, context, std::move(done));
    asking->begin(url, headers, asked, peer, std::max(1, numberIn(probe, "timeoutSeconds", 1)));
}

void ContainerProbe::askTcp(const Json &probe, const ProbeTarget &target, QObject *context,
                            Done done)
{
    const int port = probe.contains("tcpSocket") ? numberIn(probe["tcpSocket"], "port", 0) : 0;
    const int outerPort = target.ports.value(port);
    if (port == 0) {
        say(context, std::move(done), "this kind of probe cannot be asked on this computer");
        return;
    }
    const std::string refused =
        "dial tcp " + target.podIp + ":" + std::to_string(port) + ": connect: connection refused";
    auto *socket = new QTcpSocket(context);
    const auto end = [socket, done = std::move(done)](const std::string &message) {
        socket->disconnect();
        socket->abort();
        socket->deleteLater();
        done({message.empty(), message});
    };
    connect(socket, &QTcpSocket::disconnected, context, [end, refused] { end(refused); });
    connect(socket, &QTcpSocket::errorOccurred, context, [end, refused] { end(refused); });
    connect(socket, &QTcpSocket::connected, socket, [socket, end] {
        QTimer::singleShot(forwarderMilliseconds, socket, [end] { end({}); });
    });
    socket->setProxy(QNetworkProxy::NoProxy);
    socket->connectToHost(target.host, static_cast<quint16>(outerPort));
}

QCoro::Task<> probeByCommand(containers::EngineClient *client, QString containerId, Json probe,
                             QPointer<QObject> context, ContainerProbe::Done done)
{
    containers::ContainerCommand command;
    command.containerId = containerId;
    for (const Json &word : probe["exec"].value("command", Json::array()))
        command.arguments << QString::fromStdString(word.get<std::string>());
    command.deadline = std::chrono::seconds(std::max(1, numberIn(probe, "timeoutSeconds", 1)));
    const auto job = client->exec(command);
    co_await ended(job.get());
    if (!context)
        co_return;
    const auto &result = job->result();
    Outcome outcome;
    outcome.succeeded = result && result->started && result->exitCode == 0;
    if (!result)
        outcome.message =
            "command \"" + command.arguments.join(u' ').toStdString() + "\" timed out";
    else if (!result->started)
        outcome.message = result->runtimeMessage.toStdString();
    else
        outcome.message = (result->standardOutput + result->standardError).toStdString();
    done(outcome);
}

} // namespace assay::local
