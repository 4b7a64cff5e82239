// SPDX-License-Identifier: Apache-2.0
#include "identity_files.h"

#include "kubeconfig_entries.h"
#include "tls_identity.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

namespace assay::k8s {

IdentityFiles::IdentityFiles(const RestConfig &config) : m_current(config) {}

//! False also where it could not be read; a file that is just being replaced must not end a
//! session.
static bool readAgain(const QString &file, QByteArray &pem)
{
    if (file.isEmpty())
        return true;
    auto read = readSmallFile(file, file);
    if (!read)
        return false;
    pem = std::move(*read);
    return true;
}

static bool samePems(const RestConfig &a, const RestConfig &b)
{
    return a.certificateAuthority == b.certificateAuthority &&
           a.clientCertificate == b.clientCertificate && a.clientKey == b.clientKey;
}

//! They are written one after the other, and Qt finds out only when it opens a connection.
static bool belongTogether(const QByteArray &certificate, const QByteArray &key)
{
    if (certificate.isEmpty() && key.isEmpty())
        return true;
    const auto bio = [](const QByteArray &pem) {
        return std::unique_ptr<BIO, int (*)(BIO *)>(
            BIO_new_mem_buf(pem.constData(), int(pem.size())), BIO_free);
    };
    const auto noPassword = [](char *, int, int, void *) { return 0; };
    const std::unique_ptr<X509, void (*)(X509 *)> leaf(
        PEM_read_bio_X509(bio(certificate).get(), nullptr, noPassword, nullptr), X509_free);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY *)> secret(
        PEM_read_bio_PrivateKey(bio(key).get(), nullptr, noPassword, nullptr), EVP_PKEY_free);
    return leaf && secret && X509_check_private_key(leaf.get(), secret.get()) == 1;
}

const RestConfig &IdentityFiles::current()
{
    RestConfig now = m_current;
    const bool whole = readAgain(now.certificateAuthorityFile, now.certificateAuthority) &&
                       readAgain(now.clientCertificateFile, now.clientCertificate) &&
                       readAgain(now.clientKeyFile, now.clientKey);
    if (!whole || samePems(now, m_current) || samePems(now, m_refused))
        return m_current;
    if (belongTogether(now.clientCertificate, now.clientKey) && makeSslConfiguration(now))
        m_current = std::move(now);
    else
        m_refused = std::move(now);
    return m_current;
}

} // namespace assay::k8s
