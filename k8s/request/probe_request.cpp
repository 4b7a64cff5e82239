// SPDX-License-Identifier: Apache-2.0
#include "probe_request.h"

#include "base/failure.h"
#include "base/text.h"
#include "request_failure.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QSslCertificate>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::k8s {

static constexpr auto probeDeadline = 10s;

static CertificateInfo infoOf(const QSslCertificate &certificate)
{
    CertificateInfo info;
    info.subject = certificate.subjectDisplayName();
    info.issuer = certificate.issuerDisplayName();
    info.names = certificate.subjectAlternativeNames().values();
    info.names.sort();
    info.validUntil = certificate.expiryDate().toUTC();
    return info;
}

static QNetworkReply::NetworkError replyErrorOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return QNetworkReply::ConnectionRefusedError;
    case QAbstractSocket::RemoteHostClosedError:
        return QNetworkReply::RemoteHostClosedError;
    case QAbstractSocket::HostNotFoundError:
        return QNetworkReply::HostNotFoundError;
    case QAbstractSocket::SocketTimeoutError:
        return QNetworkReply::TimeoutError;
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return QNetworkReply::ProxyAuthenticationRequiredError;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return QNetworkReply::SslHandshakeFailedError;
    default:
        return QNetworkReply::UnknownNetworkError;
    }
}

ConnectionProbe::ConnectionProbe(QObject *parent) : Job(parent) {}

ProbeRequest::ProbeRequest(std::shared_ptr<Transport> transport) : m_transport(std::move(transport))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { onFailed(QNetworkReply::TimeoutError, {}); });
    m_deadline.start(probeDeadline);
    m_clock.start();
    QMetaObject::invokeMethod(this, &ProbeRequest::lookUp, Qt::QueuedConnection);
}

ProbeRequest::~ProbeRequest()
{
    release();
}

void ProbeRequest::doAbort()
{
    release();
}

void ProbeRequest::release()
{
    m_deadline.stop();
    if (m_lookUp >= 0)
        QHostInfo::abortHostLookup(m_lookUp);
    m_lookUp = -1;
    if (QSslSocket *socket = std::exchange(m_socket, nullptr)) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
}

void ProbeRequest::pass(Stage stage, const QString &detail)
{
    m_steps.push_back({stage, detail, std::nullopt, m_clock.restart()});
}

void ProbeRequest::fail(Error error)
{
    m_steps.push_back({m_stage, {}, std::move(error), m_clock.elapsed()});
    release();
    finish();
}

void ProbeRequest::onFailed(QNetworkReply::NetworkError code, const QString &wrong)
{
    if (isFinished())
        return;
    if (m_stage == Stage::Tls)
        readChain();
    fail(networkError(code, wrong, m_tlsErrors, m_transport->config(), m_transport->proxy()));
}

void ProbeRequest::lookUp()
{
    if (isFinished())
        return;
    const QString host = m_transport->config().server.host();
    if (const auto fault = m_transport->proxyFault())
        return fail(*fault);
    if (const ProxyChoice &proxy = m_transport->proxy(); !proxy.name.isEmpty()) {
        pass(Stage::Name,
             Text::tr("%1 is for the proxy %2 to find (%3).").arg(host, proxy.name, proxy.origin));
        open();
        return;
    }
    if (!QHostAddress(host).isNull()) {
        pass(Stage::Name, Text::tr("%1 is an address.").arg(host));
        open();
        return;
    }
    m_lookUp = QHostInfo::lookupHost(host, this, [this, host](const QHostInfo &found) {
        m_lookUp = -1;
        if (isFinished())
            return;
        if (found.error() != QHostInfo::NoError || found.addresses().isEmpty())
            return onFailed(QNetworkReply::HostNotFoundError, found.errorString());
        QStringList addresses;
        for (const QHostAddress &address : found.addresses())
            addresses.append(address.toString());
        pass(Stage::Name, Text::tr("%1 is %2.").arg(host, addresses.join(u", "_s)));
        open();
    });
}

void ProbeRequest::open()
{
    const RestConfig &config = m_transport->config();
    m_stage = Stage::Connection;
    const auto tls = m_transport->tls();
    if (!tls)
        return fail(tls.error());
    m_socket = new QSslSocket;
    m_socket->setProxy(m_transport->proxy().proxy);
    m_socket->setSslConfiguration(*tls);
    const bool plainHttp = config.server.scheme() == u"http";
    connect(m_socket, &QSslSocket::connected, this, &ProbeRequest::onConnected);
    connect(m_socket, &QSslSocket::encrypted, this, &ProbeRequest::onEncrypted);
    connect(m_socket, &QSslSocket::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    connect(m_socket, &QSslSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        onFailed(replyErrorOf(error), m_socket->errorString());
    });
    const QString host = config.server.host();
    const auto port = quint16(config.server.port(plainHttp ? 80 : 443));
    if (plainHttp)
        m_socket->connectToHost(host, port);
    else if (config.tlsServerName.isEmpty())
        m_socket->connectToHostEncrypted(host, port);
    else
        m_socket->connectToHostEncrypted(host, port, config.tlsServerName);
}

void ProbeRequest::onConnected()
{
    pass(Stage::Connection, Text::tr("%1 answers.").arg(hostPort(m_transport->config())));
    m_stage = Stage::Tls;
    if (m_transport->config().server.scheme() == u"http") {
        pass(Stage::Tls, Text::tr("The server's address is http, so nothing is encrypted."));
        release();
        finish();
    }
}

void ProbeRequest::onEncrypted()
{
    readChain();
    const QString protocol =
        m_socket->sessionProtocol() == QSsl::TlsV1_3 ? u"TLS 1.3"_s : u"TLS 1.2"_s;
    pass(Stage::Tls,
         m_transport->config().insecureSkipTlsVerify
             ? Text::tr("%1, but the server's certificate is not verified "
                        "(insecure-skip-tls-verify).")
                   .arg(protocol)
             : Text::tr("%1, and the server's certificate is the one that the kubeconfig expects.")
                   .arg(protocol));
    release();
    finish();
}

void ProbeRequest::readChain()
{
    for (const QSslCertificate &certificate : m_socket->peerCertificateChain())
        m_chain.push_back(infoOf(certificate));
}

} // namespace assay::k8s
