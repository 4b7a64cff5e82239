// SPDX-License-Identifier: Apache-2.0
#include <k8s/identity/kubeconfig.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;

//! The id-token of an auth-provider "oidc", which kubectl sends as well.
class IdTokenTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isTheUsersToken();
    void yieldsToAnotherCredential();
    void isRefused_data();
    void isRefused();

private:
    static QByteArray jwt(const QByteArray &claims)
    {
        const auto encoded = [](const QByteArray &part) {
            return part.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        };
        return encoded(R"({"alg":"none"})") + '.' + encoded(claims) + '.';
    }
    static Result<RestConfig> with(const QByteArray &user)
    {
        const auto file = Kubeconfig::parse(
            "clusters: [{name: c, cluster: {server: 'https://h'}}]\n"
            "users: [{name: u, user: " +
                user + "}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n",
            u"/"_s, u"config"_s);
        return file ? file->restConfig(u"x"_s) : tl::unexpected(file.error());
    }
    static QByteArray provider(const QByteArray &config)
    {
        return "auth-provider: {name: oidc, config: {" + config + "}}";
    }
    static inline const QByteArray names = "client-id: k, idp-issuer-url: 'https://idp'";
};

void IdTokenTest::isTheUsersToken()
{
    // As numbers come in JSON, and as some providers write them.
    for (const QByteArray expires : {"4890800000", "4890800000.5", "\"4890800000\""}) {
        const QByteArray token = jwt("{\"exp\":" + expires + "}");
        const auto config = with('{' + provider(names + ", id-token: " + token) + '}');
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        QCOMPARE(config->token, token);
        QCOMPARE(config->tokenExpires, QDateTime::fromSecsSinceEpoch(4890800000, Qt::UTC));
    }
}

void IdTokenTest::yieldsToAnotherCredential()
{
    const QByteArray old = provider(names + ", id-token: " + jwt(R"({"exp":1})"));
    const auto token = with("{token: t, " + old + '}');
    QVERIFY2(token, token ? "" : qPrintable(token.error().message));
    QCOMPARE(token->token, QByteArray("t"));
    QVERIFY(!token->tokenExpires.isValid());
    const auto basic = with("{username: a, password: b, " + old + '}');
    QVERIFY2(basic, basic ? "" : qPrintable(basic.error().message));
    QCOMPARE(basic->token, QByteArray());
    QCOMPARE(basic->username, u"a"_s);
}

void IdTokenTest::isRefused_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("message");
    const QString what = u" Assay asks no identity provider for another one: sign in again, or run "
                         "“kubectl get namespaces --context x” once, which does where there is a "
                         "refresh-token."_s;
    const auto withToken = [](const QByteArray &token) {
        return '{' + provider(names + ", id-token: " + token) + '}';
    };
    QTest::newRow("expired") << withToken(jwt(R"({"exp":1000000000})"))
                             << u"The id-token of user “u” expired on 2001-09-09 01:46:40 UTC."_s +
                                    what;
    QTest::newRow("never") << withToken(jwt(R"({"iat":1})"))
                           << u"The id-token of user “u” does not say when it expires."_s + what;
    QTest::newRow("infinite") << withToken(jwt(R"({"exp":1e300})"))
                              << u"The id-token of user “u” does not say when it expires."_s + what;
    QTest::newRow("no token") << '{' + provider(names) + '}'
                              << u"The auth-provider of user “u” has no id-token."_s + what;
    const QString noJwt = u"The id-token of user “u” is no JSON Web Token."_s + what;
    QTest::newRow("a word") << withToken("abc") << noJwt;
    QTest::newRow("two parts") << withToken("e30.e30") << noJwt;
    QTest::newRow("no base64") << withToken("a.'@@'.c") << noJwt;
    QTest::newRow("no object") << withToken(jwt("[1]")) << noJwt;
    QTest::newRow("no issuer") << '{' + provider("client-id: k, id-token: a") + '}'
                               << u"The auth-provider of user “u” has no idp-issuer-url, without "
                                  "which kubectl does not take its id-token either."_s;
    QTest::newRow("no client") << '{' + provider("idp-issuer-url: i, id-token: a") + '}'
                               << u"The auth-provider of user “u” has no client-id, without which "
                                  "kubectl does not take its id-token either."_s;
    QTest::newRow("with a plugin")
        << "{exec: {command: a, apiVersion: client.authentication.k8s.io/v1beta1}, " +
               provider(names) + '}'
        << u"User “u” has both an auth-provider and an exec plugin; remove one of them."_s;
    QTest::newRow("without a name")
        << "{auth-provider: {}}"_ba
        << u"User “u” gets its credentials from the auth-provider “”; the only one that Kubernetes "
           "knows is “oidc”."_s;
}

void IdTokenTest::isRefused()
{
    QFETCH(QByteArray, user);
    QFETCH(QString, message);
    const auto config = with(user);
    QVERIFY(!config);
    QCOMPARE(config.error().message, message);
    QCOMPARE(toString(config.error().kind), u"Configuration"_s);
}

QTEST_GUILESS_MAIN(IdTokenTest)
#include "tst_id_token.moc"
