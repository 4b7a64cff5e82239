// SPDX-License-Identifier: Apache-2.0
#include "support/exec_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <QWebSocket>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::ExecServer;
using assay::tests::TlsMaterial;

static constexpr int patience = 10'000;

//! Whom a command is sent to.
class ExecTlsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void reportsUnreachableAndUntrustedServers();
    void checksTheServerNameOfTheKubeconfig_data();
    void checksTheServerNameOfTheKubeconfig();
    void asksForTheServerNameOfTheKubeconfig();
    void refusesWhatAServerOfSeveralNamesShowsInstead();

private:
    static QStringList protocols() { return {u"v5.channel.k8s.io"_s, u"v4.channel.k8s.io"_s}; }
    RestConfig config(const QUrl &server) const
    {
        RestConfig config;
        config.server = server;
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        return config;
    }
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }

    TlsMaterial m_tls;
};

void ExecTlsTest::reportsUnreachableAndUntrustedServers()
{
    auto server = std::make_unique<ExecServer>(m_tls.server(u"server"_s), protocols());
    RestConfig other = config(server->url());
    other.certificateAuthority = m_tls.read(u"other-ca.crt"_s);
    Client untrusting(other);
    const auto untrusted =
        untrusting.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QVERIFY(ended(*untrusted));
    QVERIFY(!untrusted->result());
    QCOMPARE(toString(untrusted->result().error().kind), u"Tls"_s);
    QCOMPARE(server->opened, 0);

    const QUrl url = server->url();
    server.reset();
    Client lonely(config(url));
    const auto refused = lonely.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QVERIFY(ended(*refused));
    QVERIFY(!refused->result());
    QCOMPARE(toString(refused->result().error().kind), u"Connection"_s);
    QVERIFY(refused->result().error().message.contains(u"connection refused"));
}

void ExecTlsTest::checksTheServerNameOfTheKubeconfig_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("fault"); // empty: the command ran
    QTest::newRow("right name") << u"elsewhere"_s << u"ca"_s << u"elsewhere.example"_s << QString();
    QTest::newRow("the address's own") << u"server"_s << u"ca"_s << u"127.0.0.1"_s << QString();
    // The certificate is right for the address, which does not count.
    QTest::newRow("wrong name") << u"server"_s << u"ca"_s << u"elsewhere.example"_s
                                << u"not for elsewhere.example (host name mismatch)"_s;
    QTest::newRow("none, certificate for another")
        << u"elsewhere"_s << u"ca"_s << QString()
        << u"is for elsewhere.example, not for 127.0.0.1"_s;
    QTest::newRow("right name, other authority")
        << u"elsewhere"_s << u"other-ca"_s << u"elsewhere.example"_s
        << u"from an unknown certificate authority"_s;
    QTest::newRow("right name, expired")
        << u"expired"_s << u"ca"_s << u"localhost"_s << u"certificate expired on"_s;
}

void ExecTlsTest::checksTheServerNameOfTheKubeconfig()
{
    QFETCH(QString, certificate);
    QFETCH(QString, authority);
    QFETCH(QString, name);
    QFETCH(QString, fault);
    ExecServer server(m_tls.server(certificate), protocols());
    server.onOpen = [](QWebSocket *socket) { ExecServer::send(socket, 3, ExecServer::success()); };
    RestConfig with = config(server.url());
    with.certificateAuthority = m_tls.read(authority + u".crt"_s);
    with.tlsServerName = name;
    Client client(with);
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QVERIFY(ended(*job));
    if (fault.isEmpty()) {
        QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
        QCOMPARE(server.opened, 1);
        return;
    }
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Tls"_s);
    QVERIFY2(job->result().error().message.contains(fault),
             qPrintable(job->result().error().message));
    QCOMPARE(server.opened, 0);
}

//! A server that shows another certificate to whoever asks for elsewhere.example (SNI), and says
//! what it is sent.
class ServerOfTwoNames
{
public:
    explicit ServerOfTwoNames(const TlsMaterial &tls)
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        QStringList arguments{u"s_server"_s, u"-accept"_s, u"127.0.0.1:0"_s, u"-servername"_s,
                              u"elsewhere.example"_s};
        arguments += {u"-cert"_s, tls.path(u"server.crt"_s), u"-key"_s, tls.path(u"server.key"_s)};
        arguments +=
            {u"-cert2"_s, tls.path(u"elsewhere.crt"_s), u"-key2"_s, tls.path(u"elsewhere.key"_s)};
        m_process.start(u"openssl"_s, arguments);
    }
    ~ServerOfTwoNames()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    bool said(const QString &text)
    {
        m_said += QString::fromUtf8(m_process.readAll());
        return m_said.contains(text);
    }
    QUrl url()
    {
        static const QRegularExpression listening(u"ACCEPT 127\\.0\\.0\\.1:(\\d+)"_s);
        QUrl url(u"https://127.0.0.1"_s);
        url.setPort(listening.match(m_said).captured(1).toInt());
        return url;
    }

private:
    QProcess m_process;
    QString m_said;
};

void ExecTlsTest::asksForTheServerNameOfTheKubeconfig()
{
    ServerOfTwoNames server(m_tls);
    QTRY_VERIFY_WITH_TIMEOUT(server.said(u"ACCEPT 127.0.0.1:"_s), patience);
    RestConfig with = config(server.url());
    with.tlsServerName = u"elsewhere.example"_s;
    Client client(with);
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(server.said(u"Upgrade: websocket"_s) || job->isFinished(), patience);
    QVERIFY(server.said(u"Hostname in TLS extension: \"elsewhere.example\""_s));
    QVERIFY(!job->isFinished());
}

void ExecTlsTest::refusesWhatAServerOfSeveralNamesShowsInstead()
{
    ServerOfTwoNames server(m_tls);
    QTRY_VERIFY_WITH_TIMEOUT(server.said(u"ACCEPT 127.0.0.1:"_s), patience);
    RestConfig with = config(server.url());
    with.tlsServerName = u"nowhere.example"_s;
    Client client(with);
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Tls"_s);
    QVERIFY(!server.said(u"GET"_s));
}

QTEST_GUILESS_MAIN(ExecTlsTest)
#include "tst_exec_tls.moc"
