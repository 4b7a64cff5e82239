// SPDX-License-Identifier: Apache-2.0
#include "certificate.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <memory>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

//! The server's thread may still give back what OpenSSL keeps for it when the process, which waited
//! for it, takes OpenSSL down: it is left to the system instead.
static void leaveOpenSslToTheSystem()
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}
Q_COREAPP_STARTUP_FUNCTION(leaveOpenSslToTheSystem)

namespace assay::sandbox {

template<auto Free>
struct Deleter
{
    template<class T>
    void operator()(T *pointer) const
    {
        Free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

static QByteArray contents(const Memory &memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return QByteArray(data, size);
}

static bool addExtension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

static Certificate makeCertificate(const QByteArray &commonName, EVP_PKEY *key)
{
    Certificate certificate(X509_new());
    if (!certificate)
        return {};
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()),
                            QRandomGenerator::system()->generate64() >> 1);
    constexpr long day = 24 * 60 * 60;
    // Clocks that differ a little between a container and its host must not matter.
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365 * day);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME *name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(commonName.constData()), -1,
                               -1, 0);
    return certificate;
}

static QByteArray toPem(X509 *certificate)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    return PEM_write_bio_X509(memory.get(), certificate) == 1 ? contents(memory) : QByteArray();
}

std::optional<ServerIdentity> makeServerIdentity()
{
    const Key authorityKey(EVP_EC_gen("P-256"));
    const Key serverKey(EVP_EC_gen("P-256"));
    if (!authorityKey || !serverKey)
        return std::nullopt;

    const Certificate authority = makeCertificate("Assay sandbox CA", authorityKey.get());
    const Certificate server = makeCertificate("127.0.0.1", serverKey.get());
    if (!authority || !server)
        return std::nullopt;
    X509 *ca = authority.get();
    X509 *leaf = server.get();
    X509_set_issuer_name(ca, X509_get_subject_name(ca));
    X509_set_issuer_name(leaf, X509_get_subject_name(ca));
    const bool made =
        addExtension(ca, ca, NID_basic_constraints, "critical,CA:TRUE") &&
        addExtension(ca, ca, NID_key_usage, "critical,keyCertSign,digitalSignature") &&
        addExtension(ca, ca, NID_subject_key_identifier, "hash") &&
        addExtension(leaf, ca, NID_basic_constraints, "critical,CA:FALSE") &&
        addExtension(leaf, ca, NID_key_usage, "critical,digitalSignature") &&
        addExtension(leaf, ca, NID_ext_key_usage, "serverAuth") &&
        addExtension(leaf, ca, NID_authority_key_identifier, "keyid") &&
        addExtension(leaf, ca, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost") &&
        X509_sign(ca, authorityKey.get(), EVP_sha256()) > 0 &&
        X509_sign(leaf, authorityKey.get(), EVP_sha256()) > 0;
    if (!made)
        return std::nullopt;

    const Memory keyMemory(BIO_new(BIO_s_mem()));
    // The traditional form: QSslKey does not read an EC key in PKCS #8 with every back end.
    if (PEM_write_bio_PrivateKey_traditional(keyMemory.get(), serverKey.get(), nullptr, nullptr, 0,
                                             nullptr, nullptr) != 1)
        return std::nullopt;
    return ServerIdentity{toPem(ca), toPem(leaf), contents(keyMemory)};
}

} // namespace assay::sandbox
