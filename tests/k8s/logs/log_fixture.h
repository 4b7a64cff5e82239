// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>
#include <k8s/log_follower.h>

#include <QSignalSpy>
#include <QTest>
#include <QUrlQuery>

#include <nlohmann/json.hpp>

namespace assay::tests {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using nlohmann::json;

inline constexpr int patience = 20'000;

struct Line
{
    QByteArray time;
    QByteArray text; //!< with its line end
};

//! The pod's status as the tests need it.
inline QByteArray podWith(const json &state, int restartCount = 0, const json &lastState = {},
                          const char *list = "containerStatuses", const char *uid = "u1")
{
    const json status = {{"name", "main"},
                         {"restartCount", restartCount},
                         {"state", state},
                         {"lastState", lastState.is_null() ? json::object() : lastState}};
    const json pod = {{"kind", "Pod"},
                      {"metadata", {{"name", "p"}, {"uid", uid}}},
                      {"status", {{list, json::array({status})}}}};
    return QByteArray::fromStdString(pod.dump());
}
inline const json running = {{"running", json::object()}};
inline const json ended = {{"terminated", {{"exitCode", 0}}}};

inline QByteArray at(int second, const QByteArray &fraction = {})
{
    return "2026-01-01T00:00:" + QByteArray::number(second).rightJustified(2, '0') +
           (fraction.isEmpty() ? QByteArray() : '.' + fraction) + 'Z';
}

//! An API server with one pod and one log, and a follower of it whose words are written down.
class LogFixture : public QObject
{
protected:
    void setUp();
    void tearDown();

    //! Lines as the server sends them, from the second of `since` on.
    QByteArray body(const QByteArray &since = {}) const
    {
        QByteArray bytes;
        for (const Line &line : m_log) {
            if (since.isEmpty() || line.time.left(19) >= since.left(19))
                bytes += line.time + ' ' + line.text;
        }
        return bytes;
    }
    QByteArray text() const
    {
        QByteArray bytes;
        for (const Line &line : m_log)
            bytes += line.text;
        return bytes;
    }
    static QByteArray since(const ScriptedServer::Request &request)
    {
        return QUrlQuery(QUrl::fromEncoded(request.target))
            .queryItemValue(u"sinceTime"_s, QUrl::FullyDecoded)
            .toLatin1();
    }
    static QByteArray plain(const QByteArray &bytes)
    {
        return ScriptedServer::response(200, bytes, "text/plain");
    }
    //! The log is handed to `onLog` with the number of the request, from 0; the pod is `m_pod`.
    void serve(std::function<void(int, const ScriptedServer::Request &, QSslSocket *)> onLog);
    JobPtr<LogFollower> follow(LogFollowOptions options = {.container = u"main"_s})
    {
        m_heard.clear();
        m_notes.clear();
        JobPtr<LogFollower> follower(
            new LogFollower(*m_client, u"n"_s, u"p"_s, options, m_timings));
        connect(follower.get(), &LogFollower::lines, this, [this](const auto &bytes, const auto &) {
            m_heard += bytes;
            m_pieces.append(bytes);
        });
        connect(follower.get(), &LogFollower::gap, this, [this](const auto &from, const auto &to) {
            m_notes.append(
                u"gap %1 %2 at %3"_s
                    .arg(from ? logTimeText(*from) : u"-"_s, to ? logTimeText(*to) : u"-"_s)
                    .arg(m_heard.count('\n')));
        });
        connect(follower.get(), &LogFollower::interrupted, this,
                [this](const Error &error) { m_notes.append(toString(error.kind)); });
        return follower;
    }
    static bool isOver(const Job &job)
    {
        // qWaitFor sleeps 10 ms between events, and server and client live in this thread.
        QSignalSpy finished(&job, &Job::finished);
        return job.isFinished() || finished.wait(patience);
    }
    QByteArrayList logTargets() const
    {
        QByteArrayList targets;
        for (const auto &request : m_server->requests()) {
            if (request.target.contains("/log?"))
                targets.append(request.target.mid(request.target.indexOf('?') + 1));
        }
        return targets;
    }

    TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Client> m_client;
    LogFollowTimings m_timings;
    std::vector<Line> m_log;
    QByteArray m_pod;
    QByteArray m_heard;
    QByteArrayList m_pieces;
    QStringList m_notes;
};

inline void LogFixture::setUp()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    RestConfig config;
    config.server = m_server->url();
    config.certificateAuthority = m_tls.read(u"ca.crt"_s);
    m_client = std::make_unique<Client>(config);
    m_timings = {};
    m_timings.firstDelay = 1ms;
    m_timings.longestDelay = 20ms;
    m_timings.settle = 500ms;
    m_pieces.clear();
    m_pod = podWith(ended);
    m_log = {{at(1, "1"), "first\n"},
             {at(1, "25"), "with a carriage return\r\n"},
             {at(1, "25"), "\n"},
             {at(1, "25"), "\n"},
             {at(2), QByteArray("\xff\xfe not UTF-8 \0 and a nul\n", 25)},
             {at(2, "000000001"), "2026-01-01T00:00:02Z a time of its own\n"},
             {at(4, "5"), "last, without a line end"}};
}

inline void LogFixture::tearDown()
{
    m_client.reset();
    m_server.reset();
}

inline void
LogFixture::serve(std::function<void(int, const ScriptedServer::Request &, QSslSocket *)> onLog)
{
    auto number = std::make_shared<int>(0);
    m_server->setHandler([this, number, onLog](const ScriptedServer::Request &request,
                                               QSslSocket *socket) {
        if (request.target.contains("/log?"))
            onLog((*number)++, request, socket);
        else
            socket->write(m_pod.startsWith("HTTP") ? m_pod : ScriptedServer::response(200, m_pod));
    });
}

} // namespace assay::tests
