// SPDX-License-Identifier: Apache-2.0
#include "support/credential_plugin.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QTest>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using namespace assay::tests;

static constexpr int patience = 15'000;

//! Several clients whose user is signed in by one plugin.
class SharedCredentialsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void init();
    void outliveTheirClient();
    void areAskedForOnce();
    void areStillAwaitedWhenOneClientGoes();
    void areRenewedOnceForAllWhoAreRefused();
    void areAskedForAgainWhenTheyExpire();
    void areNotForOtherConfigurations_data();
    void areNotForOtherConfigurations();
    void areNotForAnotherProgramOfTheName();
    void areOnlyForWhoMayRunThePlugin();

private:
    RestConfig config()
    {
        RestConfig config;
        config.contextName = u"x"_s;
        config.clusterName = u"c"_s;
        config.userName = u"u"_s;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.execPlugin = m_plugin->plugin();
        config.execPluginPolicy = [this](const auto &, const auto &decide) {
            ++m_asked;
            decide({});
        };
        return config;
    }
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }
    //! The token that the server was shown last, or the error.
    QByteArray tokenOf(Client &client)
    {
        const auto job = client.getRaw(u"/version"_s);
        if (!ended(*job))
            return "did not end";
        return job->result() ? m_server->requests().back().headers["authorization"].mid(7)
                             : job->result().error().message.toUtf8();
    }
    QByteArray tokenOf(const RestConfig &config)
    {
        Client client(config);
        return tokenOf(client);
    }

    TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<CredentialPlugin> m_plugin;
    QByteArray m_refused; //!< the token that the server does not take
    int m_asked = 0;      //!< how often the policy was
};

void SharedCredentialsTest::init()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    m_server->setHandler([this](const ScriptedServer::Request &request, QSslSocket *socket) {
        const bool refused = request.headers["authorization"] == "Bearer " + m_refused;
        socket->write(refused ? ScriptedServer::response(
                                    401, ScriptedServer::status(401, "Unauthorized", "no"))
                              : ScriptedServer::response(200, "{}"));
    });
    m_plugin = std::make_unique<CredentialPlugin>();
    QVERIFY(m_plugin->isValid());
    m_plugin->answer(1, CredentialPlugin::token("one"));
    m_plugin->answer(2, CredentialPlugin::token("two"));
    m_plugin->answer(3, CredentialPlugin::token("three"));
    m_refused = "none";
    m_asked = 0;
}

void SharedCredentialsTest::outliveTheirClient()
{
    QCOMPARE(tokenOf(config()), QByteArray("one"));
    QCOMPARE(tokenOf(config()), QByteArray("one"));
    QCOMPARE(m_plugin->calls(), 1);
    QCOMPARE(m_asked, 2);
}

void SharedCredentialsTest::areAskedForOnce()
{
    m_plugin->hold();
    Client first(config());
    Client second(config());
    const auto one = first.getRaw(u"/version"_s);
    const auto two = second.getRaw(u"/version"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_asked, 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_plugin->calls(), 1, patience);
    m_plugin->letGo();
    QVERIFY(ended(*one) && one->result());
    QVERIFY(ended(*two) && two->result());
    QCOMPARE(m_plugin->calls(), 1);
}

void SharedCredentialsTest::areStillAwaitedWhenOneClientGoes()
{
    m_plugin->hold();
    auto first = std::make_unique<Client>(config());
    Client second(config());
    auto one = first->getRaw(u"/version"_s);
    const auto two = second.getRaw(u"/version"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_asked, 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_plugin->calls(), 1, patience);
    first.reset();
    one.reset();
    m_plugin->letGo();
    QVERIFY(ended(*two));
    QVERIFY2(two->result(), two->result() ? "" : qPrintable(two->result().error().message));
    QCOMPARE(m_plugin->calls(), 1);
}

void SharedCredentialsTest::areRenewedOnceForAllWhoAreRefused()
{
    Client first(config());
    Client second(config());
    QCOMPARE(tokenOf(first), QByteArray("one"));
    QCOMPARE(tokenOf(second), QByteArray("one"));
    m_refused = "one";
    QCOMPARE(tokenOf(first), QByteArray("two"));
    QCOMPARE(tokenOf(second), QByteArray("two"));
    QCOMPARE(tokenOf(config()), QByteArray("two"));
    QCOMPARE(m_plugin->calls(), 2);
}

void SharedCredentialsTest::areAskedForAgainWhenTheyExpire()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_plugin->answer(1, CredentialPlugin::token("one", now.addSecs(-1)));
    m_plugin->answer(2, CredentialPlugin::token("two", now.addSecs(3600)));
    QCOMPARE(tokenOf(config()), QByteArray("one"));
    QCOMPARE(tokenOf(config()), QByteArray("two"));
    QCOMPARE(tokenOf(config()), QByteArray("two"));
    QCOMPARE(m_plugin->calls(), 2);
}

void SharedCredentialsTest::areNotForOtherConfigurations_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"arguments", "environment", "user", "kubeconfig", "cluster"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void SharedCredentialsTest::areNotForOtherConfigurations()
{
    QFETCH(QString, what);
    RestConfig first = config();
    first.execPlugin->provideClusterInfo = what == u"cluster";
    RestConfig other = first;
    if (what == u"arguments")
        other.execPlugin->arguments = {u"-v"_s};
    else if (what == u"environment")
        other.execPlugin->environment = {{u"EXTRA"_s, u"x"_s}};
    else if (what == u"user")
        other.userName = u"someone"_s;
    else if (what == u"kubeconfig")
        other.execPlugin->kubeconfig += u'2';
    else
        other.execPlugin->clusterConfig = R"({"audience":"other"})";
    QCOMPARE(tokenOf(first), QByteArray("one"));
    QCOMPARE(tokenOf(other), QByteArray("two"));
    QCOMPARE(tokenOf(first), QByteArray("one"));
    QCOMPARE(tokenOf(other), QByteArray("two"));
    QCOMPARE(m_plugin->calls(), 2);
}

void SharedCredentialsTest::areNotForAnotherProgramOfTheName()
{
    QCOMPARE(tokenOf(config()), QByteArray("one"));
    m_plugin->script("cat \"$d/answer-2\"\n");
    QCOMPARE(tokenOf(config()), QByteArray("two"));
}

void SharedCredentialsTest::areOnlyForWhoMayRunThePlugin()
{
    QCOMPARE(tokenOf(config()), QByteArray("one"));
    RestConfig strict = config();
    strict.execPluginPolicy = [](const auto &, const auto &decide) { decide(u"Not now."_s); };
    const QByteArray answer = tokenOf(strict);
    QVERIFY2(answer.contains("was not allowed to run. Not now."), answer.constData());
    QCOMPARE(m_server->requests().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(SharedCredentialsTest)
#include "tst_shared_credentials.moc"
