// SPDX-License-Identifier: Apache-2.0

// The way to a server, step by step, and where it ends.

#include "k8s/client_fixture.h"

#include <k8s/request/connection_probe.h>

#include <QTcpServer>

using namespace Qt::StringLiterals;
using namespace assay::k8s;

class ConnectionProbeTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QVERIFY(makeClient()); }
    void cleanup() { dropClient(); }

    void showsTheWay();
    void resolvesNames();
    void endsWhereNobodyListens();
    void endsAtAnUntrustedCertificate();
    void endsAtAnotherName();
    void endsAtAServerWithoutTls();
    void isAbortedOnce();

private:
    static QStringList told(const ConnectionProbe &probe)
    {
        QStringList lines;
        for (const auto &step : probe.steps())
            lines << (step.error ? toString(step.error->kind) + u": "_s + step.error->message
                                 : step.detail);
        return lines;
    }
};

void ConnectionProbeTest::showsTheWay()
{
    const auto probe = m_client->probeConnection();
    QVERIFY(!probe->isFinished());
    QVERIFY(ended(*probe));
    const QString where = u"127.0.0.1:%1"_s.arg(m_server->url().port());
    QCOMPARE(told(*probe),
             (QStringList{u"127.0.0.1 is an address."_s, where + u" answers."_s,
                          u"TLS 1.3, and the server's certificate is the one that the kubeconfig "
                          "expects."_s}));
    QVERIFY(!probe->chain().empty());
    QVERIFY(probe->chain().front().names.contains(u"127.0.0.1"_s));
    QVERIFY(probe->chain().front().validUntil > QDateTime::currentDateTimeUtc());
    QVERIFY(m_server->requests().empty());
}

void ConnectionProbeTest::resolvesNames()
{
    auto with = config();
    with.server.setHost(u"localhost"_s);
    Client client(with);
    const auto probe = client.probeConnection();
    QVERIFY(ended(*probe));
    QVERIFY2(told(*probe).constFirst().startsWith(u"localhost is "_s),
             qPrintable(told(*probe).constFirst()));

    with.server.setHost(u"no-such-host.invalid"_s);
    Client lost(with);
    const auto failing = lost.probeConnection();
    QVERIFY(ended(*failing));
    QCOMPARE(failing->steps().size(), std::size_t(1));
    QVERIFY(failing->steps()[0].error);
    QVERIFY2(failing->steps()[0].error->message.startsWith(
                 u"The host name no-such-host.invalid is not known."_s),
             qPrintable(failing->steps()[0].error->message));
}

void ConnectionProbeTest::endsWhereNobodyListens()
{
    auto with = config();
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    with.server.setPort(taken.serverPort());
    taken.close();
    Client client(with);
    const auto probe = client.probeConnection();
    QVERIFY(ended(*probe));
    QCOMPARE(probe->steps().size(), std::size_t(2));
    QVERIFY(probe->steps()[1].stage == ConnectionProbe::Stage::Connection);
    QVERIFY2(told(*probe).at(1).startsWith(u"Connection: Nothing answers at 127.0.0.1:"_s),
             qPrintable(told(*probe).at(1)));
}

void ConnectionProbeTest::endsAtAnUntrustedCertificate()
{
    auto with = config();
    with.certificateAuthority = m_tls.read(u"other-ca.crt"_s);
    QVERIFY(!with.certificateAuthority.isEmpty());
    Client client(with);
    const auto probe = client.probeConnection();
    QVERIFY(ended(*probe));
    QCOMPARE(probe->steps().size(), std::size_t(3));
    QVERIFY(probe->steps()[2].error);
    QCOMPARE(toString(probe->steps()[2].error->kind), u"Tls"_s);
    // What was refused can be seen.
    QVERIFY(!probe->chain().empty());
}

void ConnectionProbeTest::endsAtAnotherName()
{
    auto with = config();
    with.tlsServerName = u"somewhere.example"_s;
    Client client(with);
    const auto probe = client.probeConnection();
    QVERIFY(ended(*probe));
    QVERIFY(probe->steps().back().error);
    QVERIFY2(probe->steps().back().error->message.contains(u"not for somewhere.example"_s),
             qPrintable(probe->steps().back().error->message));
}

void ConnectionProbeTest::endsAtAServerWithoutTls()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server] {
        QTcpSocket *socket = server.nextPendingConnection();
        socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
        socket->disconnectFromHost();
    });
    auto with = config();
    with.server.setPort(server.serverPort());
    Client client(with);
    const auto probe = client.probeConnection();
    QVERIFY(ended(*probe));
    QCOMPARE(probe->steps().size(), std::size_t(3));
    QVERIFY(probe->steps()[2].error);
    QVERIFY(probe->chain().empty());
}

void ConnectionProbeTest::isAbortedOnce()
{
    const auto probe = m_client->probeConnection();
    int finished = 0;
    connect(probe.get(), &Job::finished, this, [&finished] { ++finished; });
    probe->abort();
    QCOMPARE(finished, 1);
    QVERIFY(probe->steps().empty());
}

QTEST_GUILESS_MAIN(ConnectionProbeTest)
#include "tst_connection_probe.moc"
