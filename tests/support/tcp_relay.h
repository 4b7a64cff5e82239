// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <utility>
#include <vector>

namespace assay::tests {

//! A network that can be cut: passes bytes between its clients and one server.
class TcpRelay : public QObject
{
    Q_OBJECT
public:
    explicit TcpRelay(const QUrl &server)
    {
        // Below the ports that connections are given, so that none takes it while nobody listens.
        auto *random = QRandomGenerator::global();
        while (
            !m_listener.listen(QHostAddress::LocalHost, quint16(random->bounded(20'000, 32'000))))
            continue;
        connect(&m_listener, &QTcpServer::newConnection, this, [this, server] {
            QTcpSocket *near = m_listener.nextPendingConnection();
            ++m_accepted;
            auto *far = new QTcpSocket(near);
            m_pairs.push_back({near, far});
            connect(near, &QTcpSocket::readyRead, this, [=, this] { pass(near, far); });
            connect(far, &QTcpSocket::readyRead, this, [=, this] { pass(far, near); });
            connect(near, &QTcpSocket::bytesWritten, this, [=, this] { pass(far, near); });
            connect(far, &QTcpSocket::connected, this, [=, this] { pass(near, far); });
            connect(near, &QTcpSocket::disconnected, this, [=, this] { drop(near, far); });
            connect(far, &QTcpSocket::disconnected, this, [=] {
                near->write(far->readAll());
                near->disconnectFromHost();
            });
            far->setReadBufferSize(1 << 20);
            far->connectToHost(server.host(), quint16(server.port(443)));
        });
    }

    quint16 port() const { return m_listener.serverPort(); }

    //! Resets every connection that is open; new ones are accepted.
    void cut()
    {
        for (const auto &[near, far] : std::exchange(m_pairs, {})) {
            if (!near)
                continue;
            m_cuts += near->state() == QAbstractSocket::ConnectedState;
            drop(near, far);
        }
    }
    int cuts() const { return m_cuts; }
    int accepted() const { return m_accepted; } //!< connections so far
    //! How often bytes were passed on, both ways together.
    int passed() const { return m_passed; }
    //! As a server does that is started anew: resets every connection, then nobody listens, and
    //! then again at the same port.
    void refuseFor(std::chrono::milliseconds time)
    {
        if (!m_listener.isListening())
            return;
        const quint16 at = port();
        m_listener.close();
        cut();
        QTimer::singleShot(time, this,
                           [this, at] { m_listener.listen(QHostAddress::LocalHost, at); });
    }
    //! While frozen nothing passes, and no one is told.
    void setFrozen(bool frozen)
    {
        m_frozen = frozen;
        for (const auto &[near, far] : m_pairs) {
            if (!near || frozen)
                continue;
            pass(near, far);
            pass(far, near);
        }
    }

private:
    void drop(QTcpSocket *near, QTcpSocket *far)
    {
        near->disconnect(this);
        far->disconnect(this);
        near->abort();
        far->abort();
        near->deleteLater();
    }
    void pass(QTcpSocket *from, QTcpSocket *to)
    {
        if (m_frozen || from->bytesAvailable() == 0 ||
            to->state() != QAbstractSocket::ConnectedState || to->bytesToWrite() > 1 << 20)
            return;
        to->write(from->readAll());
        ++m_passed;
    }

    QTcpServer m_listener;
    std::vector<std::pair<QPointer<QTcpSocket>, QTcpSocket *>> m_pairs;
    int m_cuts = 0;
    int m_accepted = 0;
    int m_passed = 0;
    bool m_frozen = false;
};

} // namespace assay::tests
