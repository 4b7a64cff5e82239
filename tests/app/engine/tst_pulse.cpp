// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include "engine/pulse.h"

#include <QSignalSpy>
#include <QTest>

#include <chrono>

using namespace assay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using tests::ScriptedServer;

//! Whether a cluster still answers is asked again and again, and nothing else of it.
class TestPulse : public QObject
{
    Q_OBJECT
    static constexpr int patience = 10'000;
    tests::TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    int m_status = 200; //!< 0: the connection is cut instead of an answer

    k8s::RestConfig config() const
    {
        k8s::RestConfig config;
        config.contextName = u"prod"_s;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.token = "s3cret";
        return config;
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_tls.isValid());
        m_status = 200;
        m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
        m_server->setHandler([this](const ScriptedServer::Request &, QSslSocket *socket) {
            if (m_status == 0)
                socket->abort();
            else
                socket->write(ScriptedServer::response(m_status, "{\"gitVersion\":\"v1.30.0\"}"));
        });
    }

    void saysWhenTheClusterFallsSilentAndWhenItIsBack()
    {
        app::Pulse pulse(20ms);
        QSignalSpy beats(&pulse, &app::Pulse::beat);
        pulse.follow(config());
        QTRY_VERIFY_WITH_TIMEOUT(beats.size() >= 2, patience);
        QCOMPARE(beats[0][0].toString(), u"prod"_s);
        QCOMPARE(beats[0][1].toString(), QString());
        // Over one connection, and only this.
        QCOMPARE(m_server->connections(), 1);
        for (const ScriptedServer::Request &request : m_server->requests())
            QCOMPARE(request.method + ' ' + request.target, QByteArray("GET /version"));

        m_status = 0;
        QTRY_VERIFY_WITH_TIMEOUT(!beats.last()[1].toString().isEmpty(), patience);
        QVERIFY2(beats.last()[1].toString().startsWith(u"It does not answer"_s),
                 qPrintable(beats.last()[1].toString()));
        m_status = 200;
        QTRY_VERIFY_WITH_TIMEOUT(beats.last()[1].toString().isEmpty(), patience);
    }

    void asksSoonWhereSomebodyIsNotAnsweredAndUntilItIsBack()
    {
        app::Pulse pulse(1h);
        QSignalSpy beats(&pulse, &app::Pulse::beat);
        pulse.doubt(u"prod"_s); // nobody is followed yet
        pulse.follow(config());
        pulse.doubt(u"another"_s);
        QVERIFY(!beats.wait(700));
        m_status = 0;
        for (int i = 0; i < 3; ++i)
            pulse.doubt(u"prod"_s);
        QTRY_COMPARE_WITH_TIMEOUT(beats.size(), 1, patience);
        QVERIFY(!beats[0][1].toString().isEmpty());
        m_status = 200;
        QTRY_VERIFY_WITH_TIMEOUT(beats.last()[1].toString().isEmpty(), patience);
        // It waits its time again.
        const auto asked = m_server->requests().size();
        QVERIFY(!beats.wait(3000));
        QCOMPARE(m_server->requests().size(), asked);
    }

    void aRefusalIsAnAnswer()
    {
        m_status = 403;
        app::Pulse pulse(20ms);
        QSignalSpy beats(&pulse, &app::Pulse::beat);
        pulse.follow(config());
        QTRY_VERIFY_WITH_TIMEOUT(!beats.isEmpty(), patience);
        QCOMPARE(beats[0][1].toString(), QString());
    }

    void stopsAtOnce()
    {
        app::Pulse pulse(1ms);
        QSignalSpy beats(&pulse, &app::Pulse::beat);
        pulse.follow(config());
        pulse.stop();
        QVERIFY(!beats.wait(100));
        QVERIFY(m_server->requests().empty());
    }
};

QTEST_MAIN(TestPulse)
#include "tst_pulse.moc"
