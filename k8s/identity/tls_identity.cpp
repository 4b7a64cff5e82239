// SPDX-License-Identifier: Apache-2.0
#include "tls_identity.h"

#include "base/failure.h"

#include "base/text.h"

#include <QSslError>

using namespace Qt::StringLiterals;

namespace assay::k8s {

Result<QList<QSslCertificate>> readCertificates(const QByteArray &pem, const QString &origin)
{
    QList<QSslCertificate> certificates = QSslCertificate::fromData(pem, QSsl::Pem);
    if (certificates.isEmpty() || certificates.first().isNull())
        return unusable(Text::tr("%1 holds no PEM certificate. It must contain a block that "
                                 "begins with -----BEGIN CERTIFICATE-----.")
                            .arg(origin));
    return certificates;
}

Result<QSslKey> readPrivateKey(const QByteArray &pem, const QString &origin)
{
    if (!pem.contains("-----BEGIN ") || !pem.contains("PRIVATE KEY-----"))
        return unusable(Text::tr("%1 holds no PEM private key. It must contain a block such as "
                                 "-----BEGIN PRIVATE KEY-----.")
                            .arg(origin));
    if (pem.contains("BEGIN ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED"))
        return unusable(Text::tr("%1 is protected by a password. Name a key without one, e.g. "
                                 "made by: openssl pkey -in KEY -out PLAIN_KEY")
                            .arg(origin));
    // A PKCS#8 block does not say in its header which kind it holds, and QSslKey wants to be told.
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    return unusable(Text::tr("The private key in %1 could not be read: it is damaged, or neither "
                             "an RSA nor an EC key.")
                        .arg(origin));
}

Result<QSslConfiguration> makeSslConfiguration(const RestConfig &config)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(config.insecureSkipTlsVerify ? QSslSocket::VerifyNone
                                                       : QSslSocket::VerifyPeer);
    if (!config.certificateAuthority.isEmpty()) {
        auto authorities = readCertificates(
            config.certificateAuthority,
            Text::tr("The certificate authority of cluster “%1”").arg(config.clusterName));
        if (!authorities)
            return tl::unexpected(std::move(authorities.error()));
        tls.setCaCertificates(*authorities);
    }
    if (config.clientCertificate.isEmpty() != config.clientKey.isEmpty())
        return unusable(config.clientKey.isEmpty()
                            ? Text::tr("User “%1” has a client certificate but no client key.")
                                  .arg(config.userName)
                            : Text::tr("User “%1” has a client key but no client certificate.")
                                  .arg(config.userName));
    if (!config.clientCertificate.isEmpty()) {
        auto chain =
            readCertificates(config.clientCertificate,
                             Text::tr("The client certificate of user “%1”").arg(config.userName));
        if (!chain)
            return tl::unexpected(std::move(chain.error()));
        auto key = readPrivateKey(config.clientKey,
                                  Text::tr("The client key of user “%1”").arg(config.userName));
        if (!key)
            return tl::unexpected(std::move(key.error()));
        tls.setLocalCertificateChain(*chain);
        tls.setPrivateKey(*key);
    }
    return tls;
}

QString describeTlsErrors(const QList<QSslError> &errors, const RestConfig &config)
{
    if (errors.isEmpty())
        return {};
    const QString host =
        config.tlsServerName.isEmpty() ? config.server.host() : config.tlsServerName;
    QString detail;
    for (const QSslError &error : errors) {
        const QSslCertificate certificate = error.certificate();
        switch (error.error()) {
        case QSslError::HostNameMismatch: {
            QStringList names = certificate.subjectAlternativeNames().values();
            if (names.isEmpty())
                names = certificate.subjectInfo(QSslCertificate::CommonName);
            return Text::tr("The server's certificate is for %1, not for %2 (host name mismatch). "
                            "Use one of those names as the server's address, or set "
                            "tls-server-name.")
                .arg(names.join(u", "_s), host);
        }
        case QSslError::CertificateExpired:
            return Text::tr("The server's certificate expired on %1. Compare this machine's clock; "
                            "if it is right, the cluster needs a new certificate.")
                .arg(certificate.expiryDate().toUTC().toString(Qt::ISODate));
        case QSslError::CertificateNotYetValid:
            return Text::tr("The server's certificate is not valid before %1. Compare this "
                            "machine's clock.")
                .arg(certificate.effectiveDate().toUTC().toString(Qt::ISODate));
        case QSslError::SelfSignedCertificate:
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::UnableToGetIssuerCertificate:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::CertificateUntrusted:
        case QSslError::CertificateSignatureFailed:
        case QSslError::InvalidCaCertificate:
        case QSslError::NoError:
            if (detail.isEmpty() && error.error() != QSslError::NoError)
                detail = Text::tr("The server's certificate is self-signed or from an unknown "
                                  "certificate authority. The certificate-authority of cluster "
                                  "“%1” in the kubeconfig must be the one that signed it.")
                             .arg(config.clusterName);
            break;
        default:
            if (detail.isEmpty())
                detail = Text::tr("The server's certificate was not accepted: %1.")
                             .arg(error.errorString());
        }
    }
    return detail;
}

} // namespace assay::k8s
