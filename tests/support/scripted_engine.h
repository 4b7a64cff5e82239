// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_client.h>

#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

namespace assay::tests {

//! A container engine in the test's own thread whose answers the test writes byte by byte, so that
//! it can misbehave in any way. Unless it is told otherwise it says that it is Podman 4.3.1, to GET
//! /version: what answers GET /_ping is as old as to know nothing of it.
class ScriptedEngine : public QObject
{
    Q_OBJECT
public:
    struct Request
    {
        QByteArray method;
        QByteArray target; //!< path and query as they came
        QByteArray head;
        QByteArray body;

        //! The path without the version of the API.
        QByteArray path() const;
    };
    //! Writes an answer to the socket, now or later; a socket left alone is silence.
    using Handler = std::function<void(const Request &, QLocalSocket *)>;

    ScriptedEngine();

    containers::EngineAddress address() const { return {m_server.fullServerName(), {}}; }
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    //! What it answers to everything but GET /version and GET /_ping.
    void answer(const QByteArray &bytes);
    void setVersion(const QByteArray &json) { m_version = json; }
    //! What it answers to GET /version, and to GET /_ping, whole; empty: silence.
    void setVersionAnswer(const QByteArray &bytes) { m_versionAnswer = bytes; }
    //! And closes the connection then.
    void closeAfterVersion(bool closes) { m_closesAfterVersion = closes; }
    //! What the head of its answer to GET /_ping says: "Server: Libpod/4.3.1 (linux)\r\n".
    void setPing(const QByteArray &fields) { m_ping = fields; }
    //! But those for the version and GET /_ping.
    const std::vector<Request> &requests() const { return m_requests; }
    int versionsAsked() const { return m_versionsAsked; }
    int connections() const { return m_open; }
    //! No one can connect from here on.
    void stop() { m_server.close(); }

    static QByteArray podmanVersion(const QByteArray &version = "4.3.1");
    static QByteArray dockerVersion(const QByteArray &api = "1.41",
                                    const QByteArray &least = "1.12");
    static QByteArray response(int status, const QByteArray &body,
                               const QByteArray &contentType = "application/json");
    static QByteArray chunkedHead(const QByteArray &contentType = "application/json");
    static QByteArray chunk(const QByteArray &bytes);
    static QByteArray lastChunk() { return "0\r\n\r\n"; }
    //! The head of a stream that ends with the connection, as both engines send it for a command.
    static QByteArray hijacked(bool upgraded);
    static QByteArray frame(int stream, const QByteArray &bytes);
    //! Writes one byte in each turn of the event loop, and closes the connection then if `close`.
    static void writeSlowly(QLocalSocket *socket, const QByteArray &bytes, bool close = false);

private:
    void onConnection();
    void onBytes(QLocalSocket *socket, QByteArray &buffer);

    QTemporaryDir m_folder;
    QLocalServer m_server;
    Handler m_handler;
    QByteArray m_version = podmanVersion();
    std::optional<QByteArray> m_versionAnswer;
    QByteArray m_ping;
    bool m_closesAfterVersion = false;
    std::vector<Request> m_requests;
    int m_versionsAsked = 0;
    int m_open = 0;
};

static constexpr int enginePatience = 30'000;

//! Not QTest::qWaitFor(), which sleeps between two turns of the event loop.
inline bool ended(const k8s::Job &job)
{
    QSignalSpy finished(&job, &k8s::Job::finished);
    return job.isFinished() || finished.wait(enginePatience);
}

//! Waits for the answer; Cancelled where none came in time.
template<class T>
k8s::Result<T> answerOf(k8s::JobPtr<containers::Answer<T>> job)
{
    if (!ended(*job))
        job->abort();
    return job->result();
}

template<class T>
k8s::Error errorOf(k8s::JobPtr<containers::Answer<T>> job)
{
    const auto result = answerOf<T>(std::move(job));
    k8s::Error none;
    none.message = QStringLiteral("no error");
    none.httpStatus = -1;
    return result ? none : result.error();
}

} // namespace assay::tests
