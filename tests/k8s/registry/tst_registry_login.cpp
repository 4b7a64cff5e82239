// SPDX-License-Identifier: Apache-2.0
#include <k8s/registry/registry_login.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::k8s;
using namespace Qt::StringLiterals;

//! Which login an image is pulled with, of those that podman and docker have written.
class TestRegistryLogin : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theNarrowestPlaceCounts_data();
    void theNarrowestPlaceCounts();
    void aTokenStandsForThePassword();
    void whatAProgramKeepsIsNamed_data();
    void whatAProgramKeepsIsNamed();
    void theFirstFileThatHasOneCounts();
    void eachProgramLooksInItsOwnFilesFirst();
};

static QByteArray entry(const QByteArray &key, const QByteArray &pair)
{
    return '"' + key + R"(": {"auth": ")" + pair.toBase64() + R"("})";
}

static QByteArray config(const QByteArrayList &entries)
{
    return R"({"auths": {)" + entries.join(',') + "}}";
}

static QString textOf(const FoundLogin &found)
{
    return found.login ? found.login->user + u'/' + found.login->password : found.problem;
}

void TestRegistryLogin::theNarrowestPlaceCounts_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("login");
    const QByteArray both = config({entry("quay.io", "all:1"), entry("quay.io/team", "team:2"),
                                    entry("quay.io/team/image", "one:3")});
    QTest::newRow("registry") << both << u"quay.io/other/image:1"_s << u"all/1"_s;
    QTest::newRow("team") << both << u"quay.io/team/other"_s << u"team/2"_s;
    QTest::newRow("image") << both << u"quay.io/team/image@sha256:12"_s << u"one/3"_s;
    QTest::newRow("no part of a name") << both << u"quay.io/teams/image:1"_s << u"all/1"_s;
    QTest::newRow("another registry") << both << u"ghcr.io/team/image:1"_s << QString();
    QTest::newRow("a port") << config({entry("127.0.0.1:5000", "me:a:b")})
                            << u"127.0.0.1:5000/x:1"_s << u"me/a:b"_s;
    QTest::newRow("another port") << config({entry("127.0.0.1:5000", "me:a")})
                                  << u"127.0.0.1:5001/x:1"_s << QString();
    QTest::newRow("docker's address") << config({entry("https://index.docker.io/v1/", "me:s")})
                                      << u"jupyter/minimal:7"_s << u"me/s"_s;
    QTest::newRow("docker's in full")
        << config({entry("docker.io", "me:s")}) << u"docker.io/library/busybox"_s << u"me/s"_s;
    QTest::newRow("an address") << config({entry("https://quay.io", "me:s")}) << u"quay.io/x:1"_s
                                << u"me/s"_s;
    QTest::newRow("in two fields")
        << QByteArray(R"({"auths": {"q.io": {"username": "me", "password": "s"}}})")
        << u"q.io/x:1"_s << u"me/s"_s;
    QTest::newRow("padded") << config({entry("q.io", QByteArray("me:s\0\0", 6))}) << u"q.io/x:1"_s
                            << u"me/s"_s;
    QTest::newRow("no base64") << QByteArray(R"({"auths": {"q.io": {"auth": "%%%"}}})")
                               << u"q.io/x:1"_s << QString();
    QTest::newRow("no object") << QByteArray(R"({"auths": {"q.io": 7}})") << u"q.io/x:1"_s
                               << QString();
    QTest::newRow("a list") << QByteArray("[1]") << u"q.io/x:1"_s << QString();
    QTest::newRow("no JSON") << QByteArray("{") << u"q.io/x:1"_s << QString();
}

void TestRegistryLogin::theNarrowestPlaceCounts()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, reference);
    QTEST(textOf(loginIn(file, reference, u"/f"_s)), "login");
}

void TestRegistryLogin::aTokenStandsForThePassword()
{
    const auto found = loginIn(R"({"auths": {"q.io": {"auth": "bWU6", "identitytoken": "t0ken"}}})",
                               u"q.io/x:1"_s, u"/f"_s);
    QVERIFY(found.login);
    QCOMPARE(found.login->identityToken, u"t0ken"_s);
    QCOMPARE(found.login->server, u"q.io"_s);
}

void TestRegistryLogin::whatAProgramKeepsIsNamed_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("said");
    const QString sentence = u"The login for q.io is kept by the program docker-credential-%1, as "
                             "/f says, which is not asked here: pull the image first, with podman "
                             "or docker."_s;
    QTest::newRow("for one registry")
        << QByteArray(R"({"credHelpers": {"q.io": "ecr-login"}})") << sentence.arg(u"ecr-login"_s);
    QTest::newRow("for another") << QByteArray(R"({"credHelpers": {"z.io": "ecr-login"}})")
                                 << QString();
    QTest::newRow("for all, logged in")
        << QByteArray(R"({"auths": {"q.io": {}}, "credsStore": "desktop"})")
        << sentence.arg(u"desktop"_s);
    QTest::newRow("for all, logged out")
        << QByteArray(R"({"auths": {"z.io": {}}, "credsStore": "desktop"})") << QString();
}

void TestRegistryLogin::whatAProgramKeepsIsNamed()
{
    QFETCH(QByteArray, file);
    QTEST(textOf(loginIn(file, u"q.io/x:1"_s, u"/f"_s)), "said");
}

void TestRegistryLogin::theFirstFileThatHasOneCounts()
{
    const QTemporaryDir folder;
    QStringList files{folder.filePath(u"missing"_s), folder.path()};
    const QByteArrayList contents{R"({"credHelpers": {"q.io": "pass"}})",
                                  config({entry("q.io", "me:1")}), config({entry("q.io", "me:2")})};
    for (const QByteArray &content : contents) {
        files << folder.filePath(QString::number(files.size()));
        QFile file(files.constLast());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QCOMPARE(textOf(findLogin(u"q.io/x:1"_s, files)), u"me/1"_s);
    QVERIFY(textOf(findLogin(u"q.io/x:1"_s, files.mid(0, 3))).contains(files[2]));
    QCOMPARE(textOf(findLogin(u"z.io/x:1"_s, files)), QString());
}

void TestRegistryLogin::eachProgramLooksInItsOwnFilesFirst()
{
    QProcessEnvironment variables;
    const QStringList podman = loginFiles(LoginsOf::Podman, variables, u"/home/me"_s, 1000);
    QCOMPARE(podman, (QStringList{u"/run/user/1000/containers/auth.json"_s,
                                  u"/home/me/.config/containers/auth.json"_s,
                                  u"/home/me/.docker/config.json"_s}));
    QCOMPARE(loginFiles(LoginsOf::Docker, variables, u"/home/me"_s, 1000).constFirst(),
             u"/home/me/.docker/config.json"_s);
    variables.insert(u"REGISTRY_AUTH_FILE"_s, u"/a"_s);
    variables.insert(u"XDG_RUNTIME_DIR"_s, u"/b"_s);
    variables.insert(u"XDG_CONFIG_HOME"_s, u"/c"_s);
    variables.insert(u"DOCKER_CONFIG"_s, u"/d"_s);
    QCOMPARE(loginFiles(LoginsOf::Podman, variables, u"/home/me"_s, 1000),
             (QStringList{u"/a"_s, u"/b/containers/auth.json"_s, u"/c/containers/auth.json"_s,
                          u"/d/config.json"_s}));
}

QTEST_GUILESS_MAIN(TestRegistryLogin)
#include "tst_registry_login.moc"
