// SPDX-License-Identifier: Apache-2.0
#include "support/real_proxy.h"

#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;

namespace assay::tests {

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

RealProxy::~RealProxy()
{
    m_process.kill();
    m_process.waitForFinished();
}

bool RealProxy::isInstalled(const QString &program)
{
    return !QStandardPaths::findExecutable(program).isEmpty();
}

bool RealProxy::startHttp(const QByteArray &more)
{
    m_port = freePort();
    QFile file(m_folder.filePath(u"tinyproxy.conf"_s));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("Listen 127.0.0.1\nPort " + QByteArray::number(m_port) +
               "\nTimeout 600\nMaxClients 50\nLogLevel Info\n" + more);
    file.close();
    return start(u"tinyproxy"_s, {u"-d"_s, u"-c"_s, file.fileName()});
}

bool RealProxy::startSocks(const QStringList &more)
{
    m_port = freePort();
    return start(u"microsocks"_s,
                 QStringList{u"-i"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port)} + more);
}

bool RealProxy::start(const QString &program, const QStringList &arguments)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(program, arguments);
    return QTest::qWaitFor([this] {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_port);
        return socket.waitForConnected(100);
    });
}

QByteArray RealProxy::log()
{
    m_log += m_process.readAll();
    return m_log;
}

} // namespace assay::tests
