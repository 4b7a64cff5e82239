// SPDX-License-Identifier: Apache-2.0
#include "support/plain_server.h"

#include <k8s/registry/config_question.h>

#include <QCryptographicHash>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using tests::PlainServer;

//! A registry is asked which configuration a manifest is of.
class TestConfigQuestion : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }
    void aManifestNamesItsConfiguration();
    void anIndexNamesThoseOfItsManifests();
    void aTokenIsFetchedWhereOneIsWanted();
    void aLoginIsSentWhereOneIsWanted();
    void whatGoesWrongIsTold_data();
    void whatGoesWrongIsTold();
    void silenceEnds();
    void whatNamesNoDigestIsNotAsked_data();
    void whatNamesNoDigestIsNotAsked();
    void itCanBeAborted();

private:
    QString put(const QByteArray &manifest);
    k8s::Result<QStringList> ask(const QString &digest,
                                 const std::optional<k8s::RegistryLogin> &login = {},
                                 std::chrono::milliseconds within = std::chrono::seconds(20));
    std::unique_ptr<PlainServer> m_server;
    QMap<QByteArray, QByteArray> m_manifests; //!< by path
};

static QString digestOf(const QByteArray &bytes)
{
    return u"sha256:"_s +
           QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

static QString kindOf(const k8s::Result<QStringList> &result)
{
    return result ? u"none"_s : k8s::toString(result.error().kind);
}

static QByteArray manifestOf(const QByteArray &config)
{
    return R"({"schemaVersion": 2, "config": {"digest": ")" + config + R"("}, "layers": []})";
}

void TestConfigQuestion::init()
{
    m_manifests.clear();
    m_server = std::make_unique<PlainServer>();
    m_server->answer = [this](const PlainServer::Request &request) {
        const auto found = m_manifests.constFind(request.target);
        return found == m_manifests.constEnd() ? PlainServer::Answer{404}
                                               : PlainServer::Answer{200, *found};
    };
}

QString TestConfigQuestion::put(const QByteArray &manifest)
{
    m_manifests["/v2/team/image/manifests/" + digestOf(manifest).toUtf8()] = manifest;
    return digestOf(manifest);
}

k8s::Result<QStringList> TestConfigQuestion::ask(const QString &digest,
                                                 const std::optional<k8s::RegistryLogin> &login,
                                                 std::chrono::milliseconds within)
{
    const auto question =
        k8s::askConfig(m_server->place() + u"/team/image:1@"_s + digest, login, within);
    QSignalSpy finished(question.get(), &k8s::Job::finished);
    if (!finished.wait(30'000))
        question->abort();
    return question->result();
}

void TestConfigQuestion::aManifestNamesItsConfiguration()
{
    const auto configs = ask(put(manifestOf("sha256:c0")));
    QVERIFY2(configs.has_value(), qPrintable(configs ? QString() : configs.error().message));
    QCOMPARE(*configs, QStringList{u"sha256:c0"_s});
    QCOMPARE(m_server->requests().size(), 1);
    QVERIFY(m_server->requests()[0].head.contains("application/vnd.oci.image.manifest.v1+json"));
    QVERIFY(!m_server->requests()[0].head.contains("Authorization"));
}

void TestConfigQuestion::anIndexNamesThoseOfItsManifests()
{
    const QByteArray a = put(manifestOf("sha256:c1")).toUtf8();
    const QByteArray b = put(manifestOf("sha256:c2")).toUtf8();
    const auto configs =
        ask(put(R"({"manifests": [{"digest": ")" + a + R"("}, {"digest": ")" + b + R"("}]})"));
    QVERIFY2(configs.has_value(), qPrintable(configs ? QString() : configs.error().message));
    QCOMPARE(*configs, (QStringList{u"sha256:c1"_s, u"sha256:c2"_s}));
}

void TestConfigQuestion::aTokenIsFetchedWhereOneIsWanted()
{
    const QString digest = put(manifestOf("sha256:c0"));
    const auto manifests = m_server->answer;
    const QByteArray realm = "http://" + m_server->place().toUtf8() + "/token";
    m_server->answer = [=](const PlainServer::Request &request) {
        if (request.target.startsWith("/token"))
            return std::optional(PlainServer::Answer{200, R"({"token": "t0ken"})"});
        if (!request.head.contains("Authorization: Bearer t0ken\r\n"))
            return std::optional(PlainServer::Answer{
                401, {}, "WWW-Authenticate: Bearer realm=\"" + realm + "\",service=\"s\"\r\n"});
        return manifests(request);
    };
    const auto configs = ask(digest, k8s::RegistryLogin{u"me"_s, u"s3cret"_s, {}});
    QVERIFY2(configs.has_value(), qPrintable(configs ? QString() : configs.error().message));
    QCOMPARE(*configs, QStringList{u"sha256:c0"_s});
    QCOMPARE(m_server->requests().size(), 3);
    QCOMPARE(m_server->requests()[1].target, "/token?service=s&scope=repository:team/image:pull");
    QVERIFY(m_server->requests()[1].head.contains("Authorization: Basic " +
                                                  QByteArray("me:s3cret").toBase64()));
    QVERIFY(!m_server->requests()[0].head.contains("Authorization"));
}

void TestConfigQuestion::aLoginIsSentWhereOneIsWanted()
{
    const QString digest = put(manifestOf("sha256:c0"));
    const auto manifests = m_server->answer;
    m_server->answer = [=](const PlainServer::Request &request) {
        if (!request.head.contains("Authorization: Basic " + QByteArray("me:s3cret").toBase64()))
            return std::optional(
                PlainServer::Answer{401, {}, "WWW-Authenticate: Basic realm=\"r\"\r\n"});
        return manifests(request);
    };
    const auto configs = ask(digest, k8s::RegistryLogin{u"me"_s, u"s3cret"_s, {}});
    QVERIFY2(configs.has_value(), qPrintable(configs ? QString() : configs.error().message));
    QCOMPARE(*configs, QStringList{u"sha256:c0"_s});
    // Without one, and with a wrong one, it ends.
    QCOMPARE(kindOf(ask(digest)), u"Unauthorized"_s);
    const qsizetype before = m_server->requests().size();
    QCOMPARE(kindOf(ask(digest, k8s::RegistryLogin{u"me"_s, u"wrong"_s, {}})), u"Unauthorized"_s);
    QCOMPARE(m_server->requests().size(), before + 2);
}

void TestConfigQuestion::whatGoesWrongIsTold_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QString>("kind");
    QTest::newRow("not there") << 404 << QByteArray() << QByteArray() << u"NotFound"_s;
    QTest::newRow("not allowed") << 403 << QByteArray() << QByteArray() << u"Forbidden"_s;
    QTest::newRow("another manifest")
        << 200 << manifestOf("sha256:c1") << QByteArray() << u"Protocol"_s;
    QTest::newRow("no JSON") << 200 << QByteArray("<html>") << QByteArray() << u"Protocol"_s;
    QTest::newRow("elsewhere") << 307 << QByteArray()
                               << QByteArray("Location: http://127.0.0.1:1/\r\n") << u"Protocol"_s;
    QTest::newRow("a token from afar, without TLS")
        << 401 << QByteArray()
        << QByteArray("WWW-Authenticate: Bearer realm=\"http://q.io/token\"\r\n") << u"Protocol"_s;
    QTest::newRow("an unknown challenge")
        << 401 << QByteArray() << QByteArray("WWW-Authenticate: Other\r\n") << u"Unauthorized"_s;
}

void TestConfigQuestion::whatGoesWrongIsTold()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, headers);
    m_server->answer = [=](const PlainServer::Request &) {
        return PlainServer::Answer{status, body, headers};
    };
    const auto configs =
        ask(digestOf(manifestOf("sha256:c0")), k8s::RegistryLogin{u"me"_s, u"s3cret"_s, {}});
    QVERIFY(!configs.has_value());
    QTEST(kindOf(configs), "kind");
    QVERIFY(!configs.error().message.contains(u"s3cret"_s));
}

void TestConfigQuestion::silenceEnds()
{
    m_server->answer = [](const PlainServer::Request &) { return std::nullopt; };
    const auto configs = ask(digestOf("x"), {}, std::chrono::milliseconds(200));
    QVERIFY(!configs.has_value());
    QCOMPARE(kindOf(configs), u"Timeout"_s);
    QCOMPARE(
        configs.error().message,
        u"The registry cannot be asked for %1/team/image:1@%2: it did not answer within 0.2 s."_s
            .arg(m_server->place(), digestOf("x")));
}

void TestConfigQuestion::whatNamesNoDigestIsNotAsked_data()
{
    QTest::addColumn<QString>("image");
    QTest::newRow("a tag") << u"127.0.0.1:1/team/image:1"_s;
    QTest::newRow("a digest alone") << digestOf("x");
    QTest::newRow("a short digest") << u"127.0.0.1:1/team/image@sha256:12"_s;
    QTest::newRow("nothing") << QString();
}

void TestConfigQuestion::whatNamesNoDigestIsNotAsked()
{
    QFETCH(QString, image);
    const auto question = k8s::askConfig(image, {});
    QSignalSpy finished(question.get(), &k8s::Job::finished);
    QVERIFY(finished.wait());
    QCOMPARE(kindOf(question->result()), u"Invalid"_s);
}

void TestConfigQuestion::itCanBeAborted()
{
    m_server->answer = [](const PlainServer::Request &) { return std::nullopt; };
    const auto question = k8s::askConfig(m_server->place() + u"/a@"_s + digestOf("x"), {});
    QTRY_COMPARE(m_server->requests().size(), 1);
    question->abort();
    QVERIFY(question->isFinished());
    QCOMPARE(kindOf(question->result()), u"Cancelled"_s);
}

QTEST_GUILESS_MAIN(TestConfigQuestion)
#include "tst_config_question.moc"
