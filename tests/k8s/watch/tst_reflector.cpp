// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>
#include <k8s/watch/reflector.h>

#include <QSignalSpy>
#include <QTest>
#include <QUrlQuery>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using assay::tests::ScriptedServer;
using assay::tests::TlsMaterial;
using nlohmann::json;

static constexpr int patience = 10'000;

static QByteArray pod(const QByteArray &name, const QByteArray &version,
                      const QByteArray &uid = "u")
{
    return R"({"metadata":{"namespace":"n","name":")" + name + R"(","uid":")" + uid +
           R"(","resourceVersion":")" + version + R"("}})";
}

static QByteArray list(const QByteArray &version, const QByteArrayList &items)
{
    return ScriptedServer::response(200, R"({"metadata":{"resourceVersion":")" + version +
                                             R"("},"items":[)" + items.join(',') + "]}");
}

static QByteArray watchEvent(const QByteArray &type, const QByteArray &object)
{
    return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

class ReflectorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void listsThenWatches();
    void appliesEvents();
    void joinsLinesThatComeInPieces();
    void resumesFromTheLastVersion();
    void remembersBookmarks();
    void listsAgainWhenTheVersionIsGone_data();
    void listsAgainWhenTheVersionIsGone();
    void reportsOnlyTheDifferencesOfANewList();
    void resumesAfterACut_data();
    void resumesAfterACut();
    void listsAgainAfterNonsense();
    void takesASilentWatchForDead();
    void saysThatItIsRefused_data();
    void saysThatItIsRefused();
    void backsOffMoreAndMore();
    void waitsAsLongAsTheServerAsks();
    void doesNotHammerAServerThatClosesAtOnce();
    void digestsABurst();
    void tellsTheObjectsOfOneNamespace();
    void isSharedAndStopsWithTheLast();
    void mayBeLetGoInsideItsOwnSignal();
    void outlivesItsClientQuietly();

private:
    //! Lists with `m_list`; each watch is handed to `m_onWatch` with its number, from 0.
    void serve();
    std::shared_ptr<Reflector> watchPods();
    QByteArrayList watchedVersions() const;
    int lists() const;

    TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Client> m_client;
    QByteArray m_list;
    std::function<void(int, QSslSocket *)> m_onWatch;
    QPointer<QSslSocket> m_watch; //!< the latest
    QStringList m_log;
};

void ReflectorTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
}

void ReflectorTest::init()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    RestConfig config;
    config.server = m_server->url();
    config.certificateAuthority = m_tls.read(u"ca.crt"_s);
    m_client = std::make_unique<Client>(config);
    WatchTimings timings;
    timings.firstDelay = 20ms;
    timings.longestDelay = 200ms;
    timings.refusedDelay = 100ms;
    m_client->setWatchTimings(timings);
    m_list = list("10", {pod("a", "1"), pod("b", "2")});
    m_onWatch = [](int, QSslSocket *) {};
    m_log.clear();
    serve();
}

void ReflectorTest::cleanup()
{
    m_client.reset();
    m_server.reset();
}

void ReflectorTest::serve()
{
    auto watches = std::make_shared<int>(0);
    m_server->setHandler(
        [this, watches](const ScriptedServer::Request &request, QSslSocket *socket) {
            if (!request.target.contains("watch=1")) {
                socket->write(m_list);
                return;
            }
            m_watch = socket;
            m_onWatch((*watches)++, socket);
        });
}

std::shared_ptr<Reflector> ReflectorTest::watchPods()
{
    auto reflector = m_client->watch(Resource::pods(), u"n"_s);
    const auto note = [this](const QString &what, const json &object) {
        m_log.append(
            what + u' ' +
            QString::fromStdString(object.at("metadata").at("name").get<std::string>() + "@" +
                                   object.at("metadata").at("resourceVersion").get<std::string>()));
    };
    connect(reflector.get(), &Reflector::upserted, this,
            [note](const auto &object) { note(u"+"_s, *object); });
    connect(reflector.get(), &Reflector::removed, this,
            [note](const auto &object) { note(u"-"_s, *object); });
    connect(reflector.get(), &Reflector::synced, this, [this] { m_log.append(u"synced"_s); });
    return reflector;
}

QByteArrayList ReflectorTest::watchedVersions() const
{
    QByteArrayList versions;
    for (const auto &request : m_server->requests()) {
        const QUrlQuery query(QUrl::fromEncoded(request.target));
        if (query.hasQueryItem(u"watch"_s))
            versions.append(query.queryItemValue(u"resourceVersion"_s).toUtf8());
    }
    return versions;
}

int ReflectorTest::lists() const
{
    return int(m_server->requests().size() - std::size_t(watchedVersions().size()));
}

//! An open watch that has said nothing yet.
static void open(QSslSocket *socket)
{
    socket->write(ScriptedServer::chunkedHead());
}

static void send(QSslSocket *socket, const QByteArray &bytes)
{
    socket->write(ScriptedServer::chunk(bytes));
}

static void close(QSslSocket *socket)
{
    socket->write(ScriptedServer::lastChunk());
}

void ReflectorTest::listsThenWatches()
{
    m_onWatch = [](int, QSslSocket *socket) { open(socket); };
    const auto reflector = watchPods();
    QCOMPARE(reflector->state(), Reflector::State::Starting);
    QVERIFY(reflector->staleSince().isValid());
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions(), QByteArrayList{"10"}, patience);
    QCOMPARE(reflector->state(), Reflector::State::Synced);
    QVERIFY(!reflector->staleSince().isValid());
    QVERIFY(reflector->syncedAt().isValid());
    QCOMPARE(m_log, (QStringList{u"+ a@1"_s, u"+ b@2"_s, u"synced"_s}));
    QCOMPARE(reflector->objects().size(), std::size_t(2));
    QVERIFY(reflector->object(u"n"_s, u"a"_s)->at("kind") == "Pod");
    QVERIFY(reflector->object(u"n"_s, u"a"_s)->at("apiVersion") == "v1");
    QVERIFY(!reflector->object(u"n"_s, u"zzz"_s));
    const QUrlQuery query(QUrl::fromEncoded(m_server->requests().back().target));
    QCOMPARE(query.queryItemValue(u"allowWatchBookmarks"_s), u"true"_s);
    const int seconds = query.queryItemValue(u"timeoutSeconds"_s).toInt();
    QVERIFY(seconds >= 300 && seconds <= 600);
}

void ReflectorTest::appliesEvents()
{
    m_onWatch = [](int, QSslSocket *socket) {
        open(socket);
        send(socket, watchEvent("ADDED", pod("c", "11")) + watchEvent("MODIFIED", pod("a", "12")) +
                         watchEvent("MODIFIED", pod("a", "12")) +
                         watchEvent("DELETED", pod("b", "13")));
    };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(m_log.size(), 6, patience);
    QCOMPARE(m_log.mid(3), (QStringList{u"+ c@11"_s, u"+ a@12"_s, u"- b@13"_s}));
    const auto objects = reflector->objects();
    QCOMPARE(objects.size(), std::size_t(2));
    QVERIFY(objects[0]->at("metadata").at("resourceVersion") == "12");
    QVERIFY(objects[1]->at("metadata").at("name") == "c");
}

void ReflectorTest::joinsLinesThatComeInPieces()
{
    const QByteArray line = watchEvent("ADDED", pod("c", "11"));
    m_onWatch = [line](int, QSslSocket *socket) {
        open(socket);
        send(socket, line.left(20));
    };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(m_log.size(), 3, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_watch, patience);
    send(m_watch, line.mid(20) + watchEvent("ADDED", pod("d", "12")).chopped(1));
    QTRY_COMPARE_WITH_TIMEOUT(m_log.size(), 4, patience);
    QCOMPARE(m_log.back(), u"+ c@11"_s);
    close(m_watch);
    QTRY_COMPARE_WITH_TIMEOUT(m_log.back(), u"+ d@12"_s, patience);
}

void ReflectorTest::resumesFromTheLastVersion()
{
    m_onWatch = [](int number, QSslSocket *socket) {
        open(socket);
        if (number > 0)
            return;
        send(socket, watchEvent("ADDED", pod("c", "11")));
        close(socket);
    };
    const auto reflector = watchPods();
    QSignalSpy changes(reflector.get(), &Reflector::stateChanged);
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions(), (QByteArrayList{"10", "11"}), patience);
    QCOMPARE(lists(), 1);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(reflector->state(), Reflector::State::Synced);
}

void ReflectorTest::remembersBookmarks()
{
    m_onWatch = [](int number, QSslSocket *socket) {
        open(socket);
        if (number > 0)
            return;
        send(socket, watchEvent("BOOKMARK", R"({"metadata":{"resourceVersion":"99"}})"));
        close(socket);
    };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions(), (QByteArrayList{"10", "99"}), patience);
    QCOMPARE(m_log.size(), 3);
}

void ReflectorTest::listsAgainWhenTheVersionIsGone_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray expired = ScriptedServer::status(410, "Expired", "too old resource version");
    const QByteArray gone = ScriptedServer::status(410, "Gone", "too old resource version");
    QTest::newRow("status") << ScriptedServer::response(410, expired);
    QTest::newRow("event Expired") << ScriptedServer::chunkedHead() +
                                          ScriptedServer::chunk(watchEvent("ERROR", expired)) +
                                          ScriptedServer::lastChunk();
    QTest::newRow("event Gone") << ScriptedServer::chunkedHead() +
                                       ScriptedServer::chunk(watchEvent("ERROR", gone));
}

void ReflectorTest::listsAgainWhenTheVersionIsGone()
{
    QFETCH(QByteArray, answer);
    m_onWatch = [this, answer](int number, QSslSocket *socket) {
        if (number > 0)
            return open(socket);
        m_list = list("20", {pod("a", "1"), pod("c", "15")});
        socket->write(answer);
    };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions(), (QByteArrayList{"10", "20"}), patience);
    QCOMPARE(m_log.mid(3), (QStringList{u"- b@2"_s, u"+ c@15"_s, u"synced"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Synced, patience);
    QVERIFY(!reflector->lastError());
}

void ReflectorTest::reportsOnlyTheDifferencesOfANewList()
{
    m_onWatch = [this](int number, QSslSocket *socket) {
        if (number > 0)
            return open(socket);
        m_list = list("30", {pod("a", "1"), pod("b", "25", "another")});
        socket->write(ScriptedServer::response(410, ScriptedServer::status(410, "Expired", "old")));
    };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(m_log.size(), 6, patience);
    QCOMPARE(m_log.mid(3), (QStringList{u"- b@2"_s, u"+ b@25"_s, u"synced"_s}));
}

void ReflectorTest::resumesAfterACut_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray head = ScriptedServer::chunkedHead();
    const QByteArray first = ScriptedServer::chunk(watchEvent("ADDED", pod("c", "11")));
    QTest::newRow("between events") << head + first;
    QTest::newRow("in a line") << head + first +
                                      ScriptedServer::chunk(
                                          watchEvent("ADDED", pod("d", "12")).left(30));
    QTest::newRow("in a chunk") << head + first + "40\r\n{\"type\":";
    QTest::newRow("in a line, then a proper end")
        << head + first + ScriptedServer::chunk(watchEvent("ADDED", pod("d", "12")).left(30)) +
               ScriptedServer::lastChunk();
}

void ReflectorTest::resumesAfterACut()
{
    QFETCH(QByteArray, answer);
    m_onWatch = [answer](int number, QSslSocket *socket) {
        if (number > 0) {
            open(socket);
            send(socket, watchEvent("ADDED", pod("d", "12")));
            return;
        }
        socket->write(answer);
        socket->disconnectFromHost();
    };
    const auto reflector = watchPods();
    QStringList kinds;
    connect(reflector.get(), &Reflector::stateChanged, this, [&] {
        kinds.append(reflector->lastError() ? toString(reflector->lastError()->kind) : u"-"_s);
    });
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions(), (QByteArrayList{"10", "11"}), patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_log.mid(3), (QStringList{u"+ c@11"_s, u"+ d@12"_s}), patience);
    QCOMPARE(lists(), 1);
    QCOMPARE(kinds, (QStringList{u"-"_s, u"Connection"_s, u"-"_s}));
    QCOMPARE(reflector->state(), Reflector::State::Synced);
}

void ReflectorTest::listsAgainAfterNonsense()
{
    m_onWatch = [](int number, QSslSocket *socket) {
        open(socket);
        if (number == 0)
            send(socket, "this is not JSON\n");
        if (number == 1)
            send(socket, watchEvent("RENAMED", pod("a", "50")));
        if (number == 2)
            send(socket, watchEvent("ADDED", R"({"metadata":{"resourceVersion":"51"}})"));
    };
    const auto reflector = watchPods();
    QStringList kinds;
    connect(reflector.get(), &Reflector::stateChanged, this, [&] {
        if (reflector->lastError())
            kinds.append(toString(reflector->lastError()->kind));
    });
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions().size(), 4, patience);
    QCOMPARE(kinds, (QStringList{u"Protocol"_s, u"Protocol"_s, u"Protocol"_s}));
    QCOMPARE(lists(), 4);
    QCOMPARE(reflector->objects().size(), std::size_t(2));
}

void ReflectorTest::takesASilentWatchForDead()
{
    WatchTimings timings;
    timings.firstDelay = 20ms;
    timings.shortestWatch = timings.longestWatch = 0s;
    timings.grace = 300ms;
    m_client->setWatchTimings(timings);
    m_onWatch = [](int, QSslSocket *socket) { open(socket); };
    const auto reflector = watchPods();
    QString kind;
    connect(reflector.get(), &Reflector::stateChanged, this, [&] {
        if (reflector->lastError())
            kind = toString(reflector->lastError()->kind);
    });
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions(), (QByteArrayList{"10", "10"}), patience);
    QCOMPARE(kind, u"Timeout"_s);
    QCOMPARE(lists(), 1);
}

void ReflectorTest::saysThatItIsRefused_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("kind");
    QTest::newRow("401") << 401 << u"Unauthorized"_s;
    QTest::newRow("403") << 403 << u"Forbidden"_s;
    QTest::newRow("404") << 404 << u"NotFound"_s;
}

void ReflectorTest::saysThatItIsRefused()
{
    QFETCH(int, code);
    QFETCH(QString, kind);
    m_list = ScriptedServer::response(code, ScriptedServer::status(code, "No", "no"));
    m_onWatch = [](int, QSslSocket *socket) { open(socket); };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Refused, patience);
    QCOMPARE(toString(reflector->lastError()->kind), kind);
    m_list = list("10", {});
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Synced, patience);
    QVERIFY(!reflector->lastError());
}

void ReflectorTest::backsOffMoreAndMore()
{
    m_list = ScriptedServer::response(500, "broken", "text/plain");
    const auto reflector = watchPods();
    QList<qint64> gaps;
    QElapsedTimer clock;
    bool onlyReconnecting = true;
    connect(reflector.get(), &Reflector::stateChanged, this, [&] {
        onlyReconnecting &= reflector->state() == Reflector::State::Reconnecting;
        if (clock.isValid())
            gaps.append(clock.elapsed());
        clock.start();
    });
    QTRY_VERIFY_WITH_TIMEOUT(gaps.size() >= 6, patience);
    QVERIFY(onlyReconnecting);
    QVERIFY(gaps[0] >= 18);
    QVERIFY(gaps[1] >= 38);
    QVERIFY(gaps[2] >= 78);
    QVERIFY(gaps[3] >= 158);
    QVERIFY(gaps[5] >= 198);
}

void ReflectorTest::waitsAsLongAsTheServerAsks()
{
    m_list = ScriptedServer::response(429, "later", "text/plain", "Retry-After: 1\r\n");
    m_onWatch = [](int, QSslSocket *socket) { open(socket); };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Reconnecting, patience);
    QElapsedTimer clock;
    clock.start();
    m_list = list("10", {});
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Synced, patience);
    QVERIFY(clock.elapsed() >= 950);
}

void ReflectorTest::doesNotHammerAServerThatClosesAtOnce()
{
    m_onWatch = [](int number, QSslSocket *socket) {
        open(socket);
        if (number < 3)
            close(socket);
    };
    const auto reflector = watchPods();
    int failures = 0;
    connect(reflector.get(), &Reflector::stateChanged, this,
            [&] { failures += reflector->state() == Reflector::State::Reconnecting; });
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions().size(), 4, patience);
    QCOMPARE(failures, 3);
    QCOMPARE(lists(), 1);
}

void ReflectorTest::digestsABurst()
{
    m_onWatch = [](int number, QSslSocket *socket) {
        open(socket);
        if (number > 0)
            return;
        QByteArray burst;
        for (int i = 0; i < 5000; ++i)
            burst += watchEvent("MODIFIED", pod("a", QByteArray::number(1000 + i)));
        send(socket, burst);
        close(socket);
    };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions().value(1), QByteArray("5999"), patience);
    QCOMPARE(m_log.count(u"+ a@3210"_s), 1);
    QVERIFY(m_log.size() >= 5003);
}

void ReflectorTest::tellsTheObjectsOfOneNamespace()
{
    const auto in = [](const QByteArray &nameSpace, const QByteArray &name) {
        return R"({"metadata":{"namespace":")" + nameSpace + R"(","name":")" + name +
               R"(","uid":"u","resourceVersion":"1"}})";
    };
    m_list = list("10", {in("test", "b"), in("test-2", "c"), in("tes", "d"), in("test", "a"),
                         in("test0", "e")});
    const auto reflector = m_client->watch(Resource::pods(), {});
    QTRY_COMPARE(reflector->state(), Reflector::State::Synced);
    const auto namesIn = [&reflector](const QString &nameSpace) {
        QStringList names;
        for (const auto &object : reflector->objectsIn(nameSpace))
            names << QString::fromStdString(object->at("metadata").at("name"));
        return names;
    };
    QCOMPARE(namesIn(u"test"_s), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(namesIn(u"test-2"_s), QStringList{u"c"_s});
    QCOMPARE(namesIn(u"te"_s), QStringList());
    QCOMPARE(namesIn(u"zebra"_s), QStringList());
}

void ReflectorTest::isSharedAndStopsWithTheLast()
{
    m_onWatch = [](int, QSslSocket *socket) { open(socket); };
    auto first = m_client->watch(Resource::pods(), u"n"_s);
    auto second = m_client->watch(Resource::pods(), u"n"_s);
    const auto other = m_client->watch(Resource::pods(), u"n"_s, {u"a=b"_s, {}});
    QCOMPARE(first.get(), second.get());
    QVERIFY(first.get() != other.get());
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions().size(), 2, patience);
    const int before = m_server->connections();
    first.reset();
    QCOMPARE(second->state(), Reflector::State::Synced);
    second.reset();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), before - 1, patience);
    const auto again = m_client->watch(Resource::pods(), u"n"_s);
    QCOMPARE(again->state(), Reflector::State::Starting);
    QTRY_COMPARE_WITH_TIMEOUT(again->state(), Reflector::State::Synced, patience);
}

void ReflectorTest::mayBeLetGoInsideItsOwnSignal()
{
    m_onWatch = [](int, QSslSocket *socket) {
        open(socket);
        send(socket, watchEvent("ADDED", pod("c", "11")) + watchEvent("ADDED", pod("d", "12")));
    };
    auto reflector = m_client->watch(Resource::pods(), u"n"_s);
    int upserts = 0;
    connect(reflector.get(), &Reflector::upserted, this, [&] {
        if (++upserts == 3)
            reflector.reset();
    });
    QPointer<Reflector> watched = reflector.get();
    QTRY_VERIFY_WITH_TIMEOUT(!watched, patience);
    QCOMPARE(upserts, 3);

    auto early = m_client->watch(Resource::pods(), u"n"_s);
    connect(early.get(), &Reflector::upserted, this, [&] { early.reset(); });
    watched = early.get();
    QTRY_VERIFY_WITH_TIMEOUT(!watched, patience);
}

void ReflectorTest::outlivesItsClientQuietly()
{
    m_onWatch = [](int, QSslSocket *socket) { open(socket); };
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(watchedVersions().size(), 1, patience);
    m_client.reset();
    QCOMPARE(reflector->state(), Reflector::State::Reconnecting);
    QCOMPARE(toString(reflector->lastError()->kind), u"Cancelled"_s);
    QVERIFY(reflector->staleSince().isValid());
    QCOMPARE(reflector->objects().size(), std::size_t(2));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 0, patience);
}

QTEST_GUILESS_MAIN(ReflectorTest)
#include "tst_reflector.moc"
