// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sandbox/cluster.h>
#include <sandbox/node/node.h>

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSslConfiguration>
#include <QTemporaryDir>
#include <QTest>
// QCOMPARE asks whether JSON converts to each number type, this one included.
#include <QFloat16>

#include <nlohmann/json.hpp>

namespace assay::test {

using Json = nlohmann::json;

//! A started sandbox and a plain client of it.
class Sandbox
{
public:
    using MakeNode = std::function<std::unique_ptr<sandbox::Node>()>;
    //! Ten times as fast as its script says, retrying after a second of that. `node` makes what
    //! runs its containers; empty: they are played.
    explicit Sandbox(double speed = 10, const MakeNode &node = {});

    sandbox::Cluster cluster;

    struct Answer
    {
        int code = 0; //!< 0: the connection ended without an answer
        Json body;    //!< null where it is not JSON
        QByteArray raw;
        QByteArray retryAfter;
        QNetworkReply::NetworkError error = QNetworkReply::NoError;
        std::string reason() const { return body.is_object() ? body.value("reason", "") : ""; }
        std::string message() const { return body.is_object() ? body.value("message", "") : ""; }
    };
    Answer get(const QByteArray &path, int timeoutMilliseconds = 10'000);
    //! One value of the object at that path, null where either is missing.
    Json value(const QByteArray &path, const char *pointer);
    Answer call(const QByteArray &method, const QByteArray &path, const Json &body = {},
                const QByteArray &contentType = "application/json",
                const QByteArray &accept = "application/json");
    //! Sends a DELETE and does not wait for its answer.
    void remove(const QByteArray &path);
    //! A request whose answer is read as it comes.
    QNetworkReply *open(const QByteArray &path);
    QNetworkRequest request(const QByteArray &path) const;
    QSslConfiguration tls() const;

    void createNamespace(const char *name);
    //! A Notebook of that name with one container, and what else its container says.
    Answer createNotebook(const char *nameSpace, const char *name, const char *image,
                          const Json &container = Json::object());

private:
    Answer finish(QNetworkReply *reply, int timeoutMilliseconds);
    QNetworkAccessManager m_network;
};

//! What a watch has delivered so far.
class WatchLog
{
public:
    explicit WatchLog(QNetworkReply *reply);

    const std::vector<Json> &events() const { return m_events; }
    bool isFinished() const { return m_reply->isFinished(); }
    //! "ADDED a", one for each event.
    QStringList summary() const;

private:
    std::unique_ptr<QNetworkReply> m_reply;
    QByteArray m_unparsed;
    std::vector<Json> m_events;
};

struct Run
{
    int exitCode = -1;
    QString output;
    QString errors;
};
//! kubectl against that cluster, to its end.
Run kubectl(const sandbox::Cluster &cluster, const QStringList &arguments,
            const QByteArray &input = {});
std::unique_ptr<QProcess> startKubectl(const sandbox::Cluster &cluster,
                                       const QStringList &arguments);

} // namespace assay::test

namespace QTest {
template<>
inline char *toString(const nlohmann::json &value)
{
    return qstrdup(value.dump().c_str());
}
} // namespace QTest
