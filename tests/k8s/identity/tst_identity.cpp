// SPDX-License-Identifier: Apache-2.0
#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QFile>
#include <QNetworkRequest>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
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
    void readsAClientCertificateThatChanges();
    void readsAnAuthorityThatChanges();

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

//! A kubeconfig that names its certificates by their files, all of them copies.
class CertificateFiles
{
public:
    explicit CertificateFiles(const TlsMaterial &tls) : m_tls(tls)
    {
        put(u"ca.crt"_s, u"ca"_s);
        put(u"client.crt"_s, u"cert"_s);
        put(u"client.key"_s, u"key"_s);
    }
    //! Puts what `source` holds into the file `name`.
    bool put(const QString &source, const QString &name)
    {
        const QByteArray bytes = m_tls.read(source);
        QFile file(path(name));
        return !bytes.isEmpty() && file.open(QIODevice::WriteOnly) &&
               file.write(bytes) == bytes.size();
    }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    Result<RestConfig> config(const QUrl &server) const
    {
        const QByteArray yaml =
            "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
            "clusters: [{name: c, cluster: {certificate-authority: ca, server: '" +
            server.toEncoded() +
            "'}}]\nusers: [{name: u, user: {client-certificate: cert, client-key: key}}]\n";
        const auto file = Kubeconfig::parse(yaml, m_folder.path(), u"test"_s);
        return file ? file->restConfig() : tl::unexpected(file.error());
    }

private:
    const TlsMaterial &m_tls;
    QTemporaryDir m_folder;
};

void IdentityTest::readsAClientCertificateThatChanges()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler(yes());
    CertificateFiles files(m_tls);
    const auto config = files.config(server.url());
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->clientCertificateFile, files.path(u"cert"_s));
    QCOMPARE(config->clientKeyFile, files.path(u"key"_s));
    Client client(*config);
    QVERIFY(get(client));
    QVERIFY(get(client));
    QCOMPARE(server.connections(), 1);
    // One after the other, as whoever replaces them does.
    QVERIFY(files.put(u"client-2.crt"_s, u"cert"_s));
    QVERIFY(get(client));
    QVERIFY(files.put(u"client-2.key"_s, u"key"_s));
    QVERIFY(get(client));
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(job->isFinished(), patience);
    QVERIFY(QFile::remove(files.path(u"cert"_s)));
    QVERIFY(get(client));
    QVERIFY(files.put(u"ca.key"_s, u"cert"_s)); // not a certificate
    QVERIFY(get(client));
    QVERIFY(files.put(u"client.crt"_s, u"cert"_s));
    QVERIFY(files.put(u"client.key"_s, u"key"_s));
    QVERIFY(get(client));
    QByteArrayList seen;
    for (const auto &request : server.requests())
        seen.append(request.clientName);
    QCOMPARE(seen, (QByteArrayList{"client", "client", "client", "client-2", "client-2", "client-2",
                                   "client-2", "client-2", "client"}));
}

void IdentityTest::readsAnAuthorityThatChanges()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler(yes());
    CertificateFiles files(m_tls);
    QVERIFY(files.put(u"other-ca.crt"_s, u"ca"_s));
    const auto config = files.config(server.url());
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->certificateAuthorityFile, files.path(u"ca"_s));
    Client client(*config);
    QVERIFY(!get(client));
    QVERIFY(files.put(u"ca.crt"_s, u"ca"_s));
    QVERIFY(get(client));
    // Also what was trusted is no longer.
    QVERIFY(files.put(u"other-ca.crt"_s, u"ca"_s));
    QVERIFY(!get(client));
    QCOMPARE(server.requests().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(IdentityTest)
#include "tst_identity.moc"
