// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <array>
#include <atomic>
#include <limits>
#include <mutex>
#include <set>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace assay::test {

//! A unix socket before that of a container engine, which hands on what is said, both ways and to
//! the end of either, until it is cut; and which may refuse in the engine's place. It has threads
//! of its own, since Qt's sockets cannot tell that only one way has ended.
class UnixRelay
{
public:
    //! A request whose first line has `refused` in it ("*": anything) is answered with status 500
    //! and `words`, so many `times`.
    UnixRelay(const QString &path, const QString &engine, const QByteArray &refused = {},
              const QByteArray &words = {}, int times = std::numeric_limits<int>::max())
        : m_path(QFile::encodeName(path))
        , m_engine(QFile::encodeName(engine))
        , m_refused(refused)
        , m_words(words)
        , m_timesLeft(times)
        , m_listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const sockaddr_un address = addressOf(m_path);
        m_isUp = ::bind(m_listening, reinterpret_cast<const sockaddr *>(&address),
                        sizeof(address)) == 0 &&
                 ::listen(m_listening, 64) == 0;
        if (m_isUp)
            m_accepts = std::thread([this] { accept(); });
    }
    ~UnixRelay()
    {
        cut();
        if (m_accepts.joinable())
            m_accepts.join();
        ::close(m_listening);
    }
    UnixRelay(const UnixRelay &) = delete;
    UnixRelay &operator=(const UnixRelay &) = delete;

    bool isUp() const { return m_isUp; }
    //! As an engine that ends: its socket is gone, with all that was open.
    void cut()
    {
        ::unlink(m_path.constData());
        ::shutdown(m_listening, SHUT_RDWR);
        const std::lock_guard guard(m_lock);
        m_isCut = true;
        for (const int open : m_open)
            ::shutdown(open, SHUT_RDWR);
    }

private:
    static sockaddr_un addressOf(const QByteArray &path)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path.constData(), sizeof(address.sun_path));
        return address;
    }

    bool isRefused(const QByteArray &line) const
    {
        qsizetype at = 0;
        for (const QByteArray &part : m_refused.split('*')) {
            at = line.indexOf(part, at);
            if (at < 0)
                return false;
            at += part.size();
        }
        return true;
    }

    bool watch(int one, int other)
    {
        const std::lock_guard guard(m_lock);
        if (!m_isCut)
            m_open.insert({one, other});
        return !m_isCut;
    }

    void accept()
    {
        std::vector<std::thread> pairs;
        while (true) {
            const int client = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0)
                break;
            pairs.emplace_back([this, client] { serve(client); });
        }
        for (std::thread &pair : pairs)
            pair.join();
    }

    void serve(int client)
    {
        const int engine = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = addressOf(m_engine);
        if (watch(client, engine) &&
            ::connect(engine, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0) {
            std::thread back([this, client, engine] { pass(engine, client, false); });
            pass(client, engine, true);
            back.join();
        }
        const std::lock_guard guard(m_lock);
        m_open.erase(client);
        m_open.erase(engine);
        ::close(client);
        ::close(engine);
    }

    void pass(int from, int to, bool requests)
    {
        std::array<char, 65536> bytes;
        while (true) {
            const ssize_t size = ::recv(from, bytes.data(), bytes.size(), 0);
            if (size <= 0)
                break;
            const QByteArray said(bytes.data(), size);
            if (requests && !m_refused.isEmpty() && isRefused(said.left(said.indexOf('\r'))) &&
                m_timesLeft-- > 0) {
                const QByteArray body = "{\"message\":\"" + m_words + "\"}";
                send(from, "HTTP/1.1 500 Internal Server Error\r\nContent-Type: "
                           "application/json\r\nConnection: close\r\nContent-Length: " +
                               QByteArray::number(body.size()) + "\r\n\r\n" + body);
                ::shutdown(from, SHUT_RDWR);
                break;
            }
            if (!send(to, said))
                break;
        }
        ::shutdown(to, SHUT_WR);
    }

    static bool send(int to, const QByteArray &bytes)
    {
        qsizetype sent = 0;
        while (sent < bytes.size()) {
            const ssize_t size = ::send(to, bytes.constData() + sent,
                                        std::size_t(bytes.size() - sent), MSG_NOSIGNAL);
            if (size <= 0)
                return false;
            sent += size;
        }
        return true;
    }

    const QByteArray m_path, m_engine, m_refused, m_words;
    std::atomic<int> m_timesLeft;
    const int m_listening;
    bool m_isUp = false;
    std::thread m_accepts;
    std::mutex m_lock;
    bool m_isCut = false;
    std::set<int> m_open;
};

} // namespace assay::test
