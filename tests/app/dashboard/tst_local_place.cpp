// SPDX-License-Identifier: Apache-2.0
#include "dashboard/local_place.h"
#include "support/scripted_engine.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using app::LocalPlace;
using tests::ScriptedEngine;

//! The dashboard's container engine, which is a scripted one: found, listed, an image chosen.
class TestLocalPlace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void findsTheEngineAndListsItsImages();
    void saysWhyThereIsNone();
    void looksAnewAfterItWasMissing();
    void choosesWhatIsThere();
    void refusesAnAmbiguousName();
    void pullsWhatIsNotThere();
    void aRegistryThatWantsALogin();
    void aPullThatBringsNothingIsNotRepeated();
    void saysWhyAPullFailed();
    void aCancelledPullIsNoProblem();
    void anEngineThatGoesAwayEndsTheChoice();

private:
    LocalPlace *make();
    QString last() const { return m_said.value(m_said.size() - 1); }
    void serve(const ScriptedEngine::Request &request, QLocalSocket *socket);
    QByteArray pullHead() const; //!< of the last request to pull
    std::unique_ptr<ScriptedEngine> m_engine;
    containers::EngineAddress m_address;
    std::unique_ptr<LocalPlace> m_place;
    QByteArray m_images;
    std::function<void(QLocalSocket *)> m_pull; //!< what a pull is answered with
    QStringList m_said;                         //!< in order
};

static const QString mineId = u"sha256:"_s + QString(64, u'a');

static QByteArray image(const QString &tag)
{
    return R"({"Id":")" + mineId.toUtf8() + R"(","RepoTags":[")" + tag.toUtf8() +
           R"("],"Size":5,"Created":1700000000})";
}

static QByteArray line(const QByteArray &json)
{
    return ScriptedEngine::chunk(json + "\n");
}

void TestLocalPlace::init()
{
    m_engine = std::make_unique<ScriptedEngine>();
    m_address = m_engine->address();
    m_images = "[" + image(u"localhost/mine:latest"_s) + "," + image(u"quay.io/a/tool:1"_s) + "," +
               image(u"quay.io/b/tool:1"_s) + "]";
    m_engine->setHandler([this](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        serve(request, socket);
    });
}

void TestLocalPlace::cleanup()
{
    m_place.reset();
    m_engine.reset();
    m_said.clear();
    m_pull = {};
}

void TestLocalPlace::serve(const ScriptedEngine::Request &request, QLocalSocket *socket)
{
    if (request.path() == "/images/create")
        m_pull(socket);
    else if (request.path() == "/images/json")
        socket->write(ScriptedEngine::response(200, m_images));
    else if (request.path().startsWith("/images/"))
        socket->write(ScriptedEngine::response(200, R"({"Id":")" + mineId.toUtf8() + R"("})"));
    else
        socket->write(ScriptedEngine::response(200, "{}"));
}

QByteArray TestLocalPlace::pullHead() const
{
    QByteArray head;
    for (const ScriptedEngine::Request &request : m_engine->requests()) {
        if (request.path().startsWith("/images/create"))
            head = request.head;
    }
    return head;
}

LocalPlace *TestLocalPlace::make()
{
    m_place = std::make_unique<LocalPlace>(m_address.url());
    connect(m_place.get(), &LocalPlace::found, this,
            [this](const QString &name) { m_said << u"found "_s + name; });
    connect(m_place.get(), &LocalPlace::missing, this, [this] { m_said << u"missing"_s; });
    connect(m_place.get(), &LocalPlace::listed, this,
            [this](const auto &images) { m_said << u"listed %1"_s.arg(images.size()); });
    connect(m_place.get(), &LocalPlace::chosen, this,
            [this](const app::ChosenImage &image) { m_said << u"chosen "_s + image.reference; });
    connect(m_place.get(), &LocalPlace::refused, this,
            [this](const QString &why) { m_said << u"refused "_s + why; });
    connect(m_place.get(), &LocalPlace::pulling, this,
            [this](const QString &name, const auto &progress, double) {
                m_said << (progress ? u"pulling %1 %2/%3"_s.arg(name)
                                          .arg(progress->bytes)
                                          .arg(progress->totalBytes)
                                    : u"pulled"_s);
            });
    return m_place.get();
}

void TestLocalPlace::findsTheEngineAndListsItsImages()
{
    make()->look(false);
    QTRY_COMPARE(m_said, (QStringList{u"found Podman 4.3.1"_s, u"listed 3"_s}));
    QCOMPARE(m_place->name(), u"Podman 4.3.1"_s);
    m_place->look(false);
    QTRY_COMPARE(m_said.size(), 3);
    QCOMPARE(last(), u"listed 3"_s);
}

void TestLocalPlace::saysWhyThereIsNone()
{
    const QString gone = m_address.socketPath;
    m_engine->stop();
    LocalPlace *place = make();
    QSignalSpy missing(place, &LocalPlace::missing);
    QSignalSpy notOpened(place, &LocalPlace::notOpened);
    place->open();
    QTRY_COMPARE(missing.size(), 1);
    const QString why = missing[0][0].toString();
    QVERIFY2(why.contains(gone), qPrintable(why));
    // Who wanted to run there is told as well.
    QCOMPARE(notOpened.size(), 1);
    QCOMPARE(notOpened[0][0].toString(), why);
    QVERIFY(!place->isOpening());
    // Said once, also to who wanted an image as well.
    QSignalSpy refused(place, &LocalPlace::refused);
    place->open();
    place->choose(u"mine"_s);
    QTRY_COMPARE(notOpened.size(), 2);
    QVERIFY(place->choosing().isEmpty());
    QVERIFY(refused.isEmpty());
}

void TestLocalPlace::looksAnewAfterItWasMissing()
{
    m_engine->setVersionAnswer(ScriptedEngine::response(500, "{}"));
    make()->look(false);
    QTRY_COMPARE(m_said, QStringList{u"missing"_s});
    m_engine->setVersionAnswer(ScriptedEngine::response(200, ScriptedEngine::podmanVersion()));
    m_place->look(false);
    QTRY_COMPARE(m_said, (QStringList{u"missing"_s, u"found Podman 4.3.1"_s, u"listed 3"_s}));
}

void TestLocalPlace::choosesWhatIsThere()
{
    make()->choose(u"mine"_s);
    QCOMPARE(m_place->choosing(), u"mine"_s);
    QTRY_COMPARE(m_said, (QStringList{u"found Podman 4.3.1"_s, u"listed 3"_s,
                                      u"chosen localhost/mine:latest@"_s + mineId}));
    QVERIFY(m_place->choosing().isEmpty());
}

void TestLocalPlace::refusesAnAmbiguousName()
{
    make()->choose(u"tool:1"_s);
    QTRY_COMPARE(m_said.value(2), u"refused \"tool:1\" may be quay.io/a/tool:1 or quay.io/b/tool:1:"
                                  " write the one that is meant in full."_s);
    QVERIFY(m_place->choosing().isEmpty());
}

void TestLocalPlace::pullsWhatIsNotThere()
{
    m_pull = [this](QLocalSocket *socket) {
        m_images = "[" + image(u"quay.io/c/new:2"_s) + "]";
        socket->write(
            ScriptedEngine::chunkedHead() +
            line(
                R"({"status":"Downloading","progressDetail":{"current":40,"total":100},"id":"l"})") +
            line(R"({"status":"Pull complete","progressDetail":{},"id":"l"})") +
            ScriptedEngine::lastChunk());
    };
    make()->choose(u"quay.io/c/new:2"_s);
    QTRY_COMPARE(last(), u"chosen quay.io/c/new:2@"_s + mineId);
    QCOMPARE(m_said,
             (QStringList{u"found Podman 4.3.1"_s, u"listed 3"_s, u"pulling quay.io/c/new:2 0/0"_s,
                          u"pulling quay.io/c/new:2 40/100"_s, u"pulling quay.io/c/new:2 100/100"_s,
                          u"pulled"_s, u"listed 1"_s, u"chosen quay.io/c/new:2@"_s + mineId}));
}

void TestLocalPlace::aRegistryThatWantsALogin()
{
    const QTemporaryDir folder;
    const auto loginsAre = [&folder](const QByteArray &json) {
        QFile file(folder.filePath(u"auth.json"_s));
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(json) > 0;
    };
    qputenv("REGISTRY_AUTH_FILE", folder.filePath(u"auth.json"_s).toLocal8Bit());
    const auto unset = qScopeGuard([] { qunsetenv("REGISTRY_AUTH_FILE"); });
    m_pull = [](QLocalSocket *socket) {
        socket->write(ScriptedEngine::response(
            500, R"({"message": "unauthorized: authentication required"})"));
    };
    QVERIFY(loginsAre("{}"));
    make()->choose(u"quay.io/c/new:2"_s);
    QTRY_COMPARE(
        last(),
        u"refused Podman 4.3.1 could not pull quay.io/c/new:2: unauthorized: authentication "
        "required. If the name is right, log in with \"podman login quay.io\" or \"docker "
        "login quay.io\", and try it again."_s);
    QVERIFY(!pullHead().contains("X-Registry-Auth"));
    QVERIFY(loginsAre(R"({"credHelpers": {"quay.io": "secretservice"}})"));
    m_place->choose(u"quay.io/c/new:2"_s);
    QTRY_VERIFY2(last().endsWith(u"is kept by the program docker-credential-secretservice, as %1 "
                                 "says, which is not asked here: pull the image first, with podman "
                                 "or docker."_s.arg(folder.filePath(u"auth.json"_s))),
                 qPrintable(last()));
    // One that is known goes along.
    QVERIFY(loginsAre(R"({"auths": {"quay.io": {"auth": ")" + QByteArray("me:s3cret").toBase64() +
                      "\"}}}"));
    m_said.clear();
    m_place->choose(u"quay.io/c/new:2"_s);
    QTRY_VERIFY(last().startsWith(u"refused "_s));
    QVERIFY(pullHead().contains("X-Registry-Auth"));
}

void TestLocalPlace::aPullThatBringsNothingIsNotRepeated()
{
    int pulls = 0;
    m_pull = [&pulls](QLocalSocket *socket) {
        ++pulls;
        socket->write(ScriptedEngine::chunkedHead() + line(R"({"status":"done"})") +
                      ScriptedEngine::lastChunk());
    };
    make()->choose(u"quay.io/c/new:2"_s);
    // The run will tell what the engine says of it.
    QTRY_COMPARE(last(), u"chosen quay.io/c/new:2"_s);
    QCOMPARE(pulls, 1);
}

void TestLocalPlace::saysWhyAPullFailed()
{
    m_pull = [](QLocalSocket *socket) {
        socket->write(
            ScriptedEngine::response(404, R"({"message":"manifest for quay.io/c/new not found"})"));
    };
    make()->choose(u"quay.io/c/new:2"_s);
    QTRY_COMPARE(m_said.size(), 5);
    QCOMPARE(m_said[3], u"pulled"_s);
    QVERIFY2(m_said[4].startsWith(u"refused "_s) && m_said[4].contains(u"quay.io/c/new"_s),
             qPrintable(m_said[4]));
    QVERIFY(m_place->choosing().isEmpty());
}

void TestLocalPlace::aCancelledPullIsNoProblem()
{
    m_pull = [](QLocalSocket *socket) { socket->write(ScriptedEngine::chunkedHead()); };
    make()->choose(u"quay.io/c/new:2"_s);
    QTRY_COMPARE(last(), u"pulling quay.io/c/new:2 0/0"_s);
    m_place->cancelPull();
    QTRY_VERIFY(m_place->choosing().isEmpty());
    QCOMPARE(last(), u"pulled"_s);
    // The next one is chosen as if nothing had been.
    m_place->choose(u"mine"_s);
    QTRY_COMPARE(last(), u"chosen localhost/mine:latest@"_s + mineId);
}

void TestLocalPlace::anEngineThatGoesAwayEndsTheChoice()
{
    make()->look(false);
    QTRY_COMPARE(m_said.size(), 2);
    m_engine.reset();
    m_place->choose(u"mine"_s);
    QTRY_VERIFY(m_place->choosing().isEmpty());
    QCOMPARE(m_said.value(2), u"missing"_s);
    QVERIFY2(m_said.value(3).startsWith(u"refused "_s), qPrintable(m_said.join(u'\n')));
    QVERIFY(m_place->name().isEmpty());
}

QTEST_GUILESS_MAIN(TestLocalPlace)
#include "tst_local_place.moc"
