// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace assay::tests {

//! tinyproxy or microsocks, listening on 127.0.0.1.
class RealProxy
{
public:
    ~RealProxy();

    //! `more` are further lines of tinyproxy's configuration. False where it does not listen soon.
    bool startHttp(const QByteArray &more = {});
    bool startSocks(const QStringList &more = {});
    static bool isInstalled(const QString &program);

    quint16 port() const { return m_port; }
    //! All that it has said so far.
    QByteArray log();

private:
    bool start(const QString &program, const QStringList &arguments);

    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_log;
    quint16 m_port = 0;
};

//! A port of 127.0.0.1 on which nothing listens.
quint16 freePort();

} // namespace assay::tests
