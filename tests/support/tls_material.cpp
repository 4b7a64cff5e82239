// SPDX-License-Identifier: Apache-2.0
#include "support/tls_material.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>

using namespace Qt::StringLiterals;

namespace assay::tests {

static constexpr const char *script = R"sh(
set -e
cd "$1"
exec >/dev/null 2>&1
ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
authority() {
    ec "$1.key"
    openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 2 -out "$1.crt"
}
# leaf NAME SUBJECT-ALTERNATIVE-NAMES DAYS
leaf() {
    [ -e "$1.key" ] || ec "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    printf 'subjectAltName=%s\n' "$2" > "$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days "$3" \
        -extfile "$1.ext" -out "$1.crt"
}
authority ca
authority other-ca
leaf server IP:127.0.0.1,DNS:localhost 2
leaf expired IP:127.0.0.1,DNS:localhost -1
leaf elsewhere DNS:elsewhere.example 2
leaf client DNS:client 2
leaf client-2 DNS:client 2
openssl genrsa -out rsa-pkcs8.key 2048
openssl rsa -in rsa-pkcs8.key -traditional -out rsa-pkcs1.key
openssl pkcs8 -topk8 -nocrypt -in client.key -out ec-pkcs8.key
openssl ecparam -name prime256v1 -genkey -out ec-params.key
openssl genpkey -algorithm ed25519 -out ed25519.key
openssl pkcs8 -topk8 -in client.key -passout pass:secret -out locked.key
)sh";

TlsMaterial::TlsMaterial()
{
    m_valid =
        m_directory.isValid() && QProcess::execute(u"sh"_s, {u"-c"_s, QString::fromLatin1(script),
                                                             u"sh"_s, m_directory.path()}) == 0;
}

QByteArray TlsMaterial::read(const QString &file) const
{
    QFile source(path(file));
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

QSslConfiguration TlsMaterial::server(const QString &name) const
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(QSslCertificate::fromData(read(name + u".crt"_s)));
    tls.setPrivateKey(QSslKey(read(name + u".key"_s), QSsl::Ec));
    // Asked for and not checked: the test looks at what the client showed.
    tls.setPeerVerifyMode(QSslSocket::QueryPeer);
    return tls;
}

} // namespace assay::tests
