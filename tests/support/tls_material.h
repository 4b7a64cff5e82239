// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QSslConfiguration>
#include <QTemporaryDir>

namespace assay::tests {

//! Certificates made by the openssl command for one test run: an authority, a server certificate
//! for 127.0.0.1 and localhost, the same expired, one for another name, two client certificates,
//! and keys in every form that a kubeconfig may hold.
class TlsMaterial
{
public:
    TlsMaterial();

    bool isValid() const { return m_valid; }
    QString path(const QString &file) const { return m_directory.filePath(file); }
    QByteArray read(const QString &file) const;
    //! For a server that shows NAME.crt with NAME.key.
    QSslConfiguration server(const QString &name) const;

private:
    QTemporaryDir m_directory;
    bool m_valid = false;
};

} // namespace assay::tests
