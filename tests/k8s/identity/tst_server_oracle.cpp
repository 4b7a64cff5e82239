// SPDX-License-Identifier: Apache-2.0
#include <k8s/identity/kubeconfig.h>

#include <QDateTime>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;

//! Whom kubectl asks, and with what, is whom we ask, and with what. Nobody answers on port 1.
class ServerOracleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void asksWhereKubectlAsks_data();
    void asksWhereKubectlAsks();
    void takesTheIdTokenThatKubectlTakes_data();
    void takesTheIdTokenThatKubectlTakes();

private:
    void provide(const QByteArray &yaml)
    {
        QFile file(m_folder.filePath(u"config"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(yaml), yaml.size());
        file.close();
        qputenv("KUBECONFIG", QFile::encodeName(file.fileName()));
    }
    //! What kubectl says while it asks the current context's server for its version.
    QString asked() const
    {
        QProcess kubectl;
        kubectl.start(m_kubectl,
                      {u"get"_s, u"--raw"_s, u"/version"_s, u"-v=8"_s, u"--request-timeout=5s"_s});
        kubectl.waitForFinished();
        return QString::fromUtf8(kubectl.readAllStandardError());
    }

    QString m_kubectl;
    QTemporaryDir m_folder;
};

void ServerOracleTest::initTestCase()
{
    m_kubectl = QStandardPaths::findExecutable(u"kubectl"_s);
    if (m_kubectl.isEmpty())
        QSKIP("kubectl is not installed");
}

void ServerOracleTest::asksWhereKubectlAsks_data()
{
    QTest::addColumn<QString>("server");
    // Nobody answers on port 1.
    for (const char *server : {"127.0.0.1:1",           "localhost:1",
                               "127.0.0.1:1/",          "[::1]:1",
                               "127.0.0.1:1?q=1",       "http://127.0.0.1:1",
                               "https://127.0.0.1:1",   "HTTPS://127.0.0.1:1",
                               "https://127.0.0.1:1/",  "https://127.0.0.1:1?q=1",
                               "127.0.0.1:1/x",         "//127.0.0.1:1",
                               "https:/127.0.0.1",      "https://",
                               " https://127.0.0.1:1",  "https://127.0.0.1:1 ",
                               "https://127.0 0.1",     "127.0.0.1:1 x",
                               "https://127.0.0.1:abc", "unix:///x",
                               "tcp://127.0.0.1:1"})
        QTest::newRow(server) << QString::fromUtf8(server);
}

void ServerOracleTest::asksWhereKubectlAsks()
{
    QFETCH(QString, server);
    provide("clusters: [{name: c, cluster: {server: '" + server.toUtf8() +
            "'}}]\nusers: [{name: u, user: {token: t}}]\n"
            "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n");
    const QString theirs = asked();
    const auto ours = Kubeconfig::loadFiles(Kubeconfig::usualPaths())->restConfig();
    const bool reached = theirs.contains(u"connection refused");
    QVERIFY2(bool(ours) == reached, qPrintable(theirs));
    if (!ours) {
        QVERIFY2(ours.error().message.contains(u"is “"_s + server + u'”'),
                 qPrintable(ours.error().message));
        return;
    }
    QString url = ours->server.toString();
    if (url.endsWith(u'/'))
        url.chop(1);
    QVERIFY2(theirs.contains(u"GET "_s + url + u"/version?"_s), qPrintable(theirs));
    QCOMPARE(!ours->token.isEmpty(), theirs.contains(u"Authorization: Bearer"));
}

void ServerOracleTest::takesTheIdTokenThatKubectlTakes_data()
{
    QTest::addColumn<QByteArray>("user");
    const auto encoded = [](const QByteArray &part) {
        return part.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    const auto jwt = [&](const QByteArray &claims) {
        return encoded(R"({"alg":"none"})") + '.' + encoded(claims) + '.';
    };
    const auto provider = [](const QByteArray &config) {
        return "auth-provider: {name: oidc, config: {" + config + "}}";
    };
    const QByteArray names = "client-id: k, idp-issuer-url: 'https://127.0.0.1:2', id-token: ";
    const QByteArray good = jwt(R"({"exp":4890800000})");
    const QByteArray old = jwt(R"({"exp":1000000000})");
    const auto row = [](const char *name, const QByteArray &user) { QTest::newRow(name) << user; };
    row("good", provider(names + good));
    row("with a fraction", provider(names + jwt(R"({"exp":4890800000.5})")));
    row("as a text", provider(names + jwt(R"({"exp":"4890800000"})")));
    row("expired", provider(names + old));
    row("without an end", provider(names + jwt("{}")));
    row("about to end",
        provider(names + jwt("{\"exp\":" +
                             QByteArray::number(QDateTime::currentSecsSinceEpoch() + 5) + '}')));
    row("a word", provider(names + "abc"));
    row("two parts", provider(names + "e30.e30"));
    row("no base64", provider(names + "a.'@@'.c"));
    row("no token", provider(names + "''"));
    row("no issuer", provider("client-id: k, id-token: " + good));
    row("no client", provider("idp-issuer-url: 'https://127.0.0.1:2', id-token: " + good));
    row("with a token", "token: t, " + provider(names + good));
    row("expired with a token", "token: t, " + provider(names + old));
    row("expired with a password", "username: a, password: b, " + provider(names + old));
    row("with a plugin", "exec: {command: /bin/true, apiVersion: "
                         "client.authentication.k8s.io/v1, interactiveMode: Never}, " +
                             provider(names + good));
    row("gcp", "auth-provider: {name: gcp}");
    row("azure with a token", "token: t, auth-provider: {name: azure}");
    row("another", "auth-provider: {name: other}");
    row("an empty one", "auth-provider: {}");
}

void ServerOracleTest::takesTheIdTokenThatKubectlTakes()
{
    QFETCH(QByteArray, user);
    provide("clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\nusers: [{name: u, "
            "user: {" +
            user +
            "}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
            "current-context: x\n");
    const QString theirs = asked();
    const auto ours = Kubeconfig::loadFiles(Kubeconfig::usualPaths())->restConfig();
    QVERIFY2(bool(ours) == theirs.contains(u"127.0.0.1:1: connect: connection refused"),
             qPrintable(theirs));
}

QTEST_GUILESS_MAIN(ServerOracleTest)
#include "tst_server_oracle.moc"
