// SPDX-License-Identifier: Apache-2.0
#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::ExecServer;
using assay::tests::ScriptedServer;
using assay::tests::TlsMaterial;

static constexpr int patience = 10'000;

//! Who the server is told that we are.
class IdentityTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void signsInWithNameAndPassword();
    void tokenWinsOverPassword();
    void actsAsSomeoneElse();
    void actsAsSomeoneElseInExec();
    void readsATokenFileThatChanges();

private:
    RestConfig config(const QUrl &server) const
    {
        RestConfig config;
        config.server = server;
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        return config;
    }
    static ScriptedServer::Handler yes()
    {
        return [](const auto &, QSslSocket *socket) {
            socket->write(ScriptedServer::response(200, "{}"));
        };
    }
    static bool get(Client &client)
    {
        const auto job = client.getRaw(u"/version"_s);
        return QTest::qWaitFor([&job] { return job->isFinished(); }, patience) && job->result();
    }
    static RestConfig acting(RestConfig config)
    {
        config.token = "t";
        config.impersonation.user = u"jürgen"_s;
        config.impersonation.uid = u"42"_s;
        config.impersonation.groups = {u"system:masters"_s, u"b"_s};
        config.impersonation.extra = {{u"scopes"_s, {u"view"_s, u"edit"_s}},
                                      {u"acme.com/%project"_s, {u"x"_s}}};
        return config;
    }
    static QByteArrayList impersonation(const ScriptedServer::Request &request)
    {
        QByteArrayList lines;
        for (const QByteArray &line : request.headerLines) {
            if (line.startsWith("Impersonate-"))
                lines.append(line);
        }
        std::sort(lines.begin(), lines.end());
        return lines;
    }
    //! What acting() must look like on the wire, without what else a request has.
    static QByteArrayList expectedImpersonation()
    {
        return {"Impersonate-Extra-acme.com%2F%25project: x",
                "Impersonate-Extra-scopes: edit",
                "Impersonate-Extra-scopes: view",
                "Impersonate-Group: b",
                "Impersonate-Group: system:masters",
                "Impersonate-Uid: 42",
                "Impersonate-User: j\xc3\xbcrgen"};
    }

    TlsMaterial m_tls;
};

void IdentityTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
}

void IdentityTest::signsInWithNameAndPassword()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler(yes());
    RestConfig basic = config(server.url());
    basic.username = u"ann"_s;
    basic.password = u"p:ä"_s;
    Client client(basic);
    QVERIFY(get(client));
    QCOMPARE(server.requests()[0].headers["authorization"],
             "Basic " + QByteArray("ann:p:\xc3\xa4").toBase64());
}

void IdentityTest::tokenWinsOverPassword()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler(yes());
    RestConfig both = config(server.url());
    both.username = u"ann"_s;
    both.token = "t";
    Client client(both);
    QVERIFY(get(client));
    QCOMPARE(server.requests()[0].headers["authorization"], QByteArray("Bearer t"));
}

void IdentityTest::actsAsSomeoneElse()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler(yes());
    Client client(acting(config(server.url())));
    QVERIFY(get(client));
    QCOMPARE(impersonation(server.requests()[0]), expectedImpersonation());
    QCOMPARE(server.requests()[0].headers["authorization"], QByteArray("Bearer t"));
}

void IdentityTest::actsAsSomeoneElseInExec()
{
    // The handshake is answered with a refusal; what it asked for is what counts.
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler([](const auto &, QSslSocket *socket) {
        socket->write(
            ScriptedServer::response(403, ScriptedServer::status(403, "Forbidden", "no")));
    });
    Client client(acting(config(server.url())));
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(job->isFinished(), patience);
    QVERIFY(server.requests()[0].headers.contains("upgrade"));
    QCOMPARE(impersonation(server.requests()[0]), expectedImpersonation());
}

void IdentityTest::readsATokenFileThatChanges()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler(yes());
    const auto write = [this](const QByteArray &text) {
        QFile file(m_tls.path(u"token"_s));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    RestConfig fromFile = config(server.url());
    fromFile.token = "fallback";
    fromFile.tokenFile = m_tls.path(u"token"_s);
    Client client(fromFile);
    QVERIFY(get(client));
    QVERIFY(write("one\n"));
    QVERIFY(get(client));
    QVERIFY(write("two\n"));
    QVERIFY(get(client));
    QVERIFY(write(""));
    QVERIFY(get(client));
    QVERIFY(QFile::remove(m_tls.path(u"token"_s)));
    QVERIFY(get(client));
    QByteArrayList seen;
    for (const auto &request : server.requests())
        seen.append(request.headers["authorization"].mid(7));
    QCOMPARE(seen, (QByteArrayList{"fallback", "one", "two", "two", "two"}));
}

QTEST_GUILESS_MAIN(IdentityTest)
#include "tst_identity.moc"
