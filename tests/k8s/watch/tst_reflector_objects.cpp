// SPDX-License-Identifier: Apache-2.0
#include "k8s/client_fixture.h"

#include <k8s/watch/reflector.h>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using Json = nlohmann::json;

//! What a reflector makes of the objects that it is told.
class ReflectorObjectsTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QVERIFY(makeClient());
        m_watches = 0;
        m_list = R"({"metadata":{"resourceVersion":"10"},"items":[]})";
        m_server->setHandler([this](const ScriptedServer::Request &request, QSslSocket *socket) {
            if (!request.target.contains("watch=1"))
                return void(socket->write(ScriptedServer::response(200, m_list)));
            ++m_watches;
            socket->write(ScriptedServer::chunkedHead());
            m_watch = socket;
        });
    }
    void cleanup() { dropClient(); }

    void keepsObjectsAsTheyWere();
    void leavesManagedFieldsOut();
    void refusesAListOfOtherThings_data();
    void refusesAListOfOtherThings();
    void refusesWhatIsNestedTooDeep();

private:
    QByteArray m_list;
    QPointer<QSslSocket> m_watch;
    int m_watches = 0;
};

void ReflectorObjectsTest::keepsObjectsAsTheyWere()
{
    const Json object = {{"kind", "Pod"},
                         {"apiVersion", "v1"},
                         {"metadata",
                          {{"namespace", "n"},
                           {"name", "jürgen"},
                           {"resourceVersion", "1"},
                           {"labels", Json::object()}}},
                         {"values",
                          {nullptr, true, 0, -1, 127, -129, 70'000, 4'294'967'296, -4'294'967'296,
                           0.5, 0.1, "", "\"\\\u0001", Json::array(), std::string(70'000, 'x')}}};
    Json list = {{"metadata", {{"resourceVersion", "10"}}}, {"items", {object}}};
    m_list = QByteArray::fromStdString(list.dump());
    const auto reflector = m_client->watch(Resource::pods(), u"n"_s);
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Synced, patience);
    QCOMPARE(reflector->objects().size(), std::size_t(1));
    QVERIFY(*reflector->objects()[0] == object);
    QVERIFY(*reflector->object(u"n"_s, u"jürgen"_s) == object);
}

void ReflectorObjectsTest::leavesManagedFieldsOut()
{
    const QByteArray pod =
        R"({"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"n","name":"%","uid":"1",)"
        R"("resourceVersion":"1","managedFields":[{"manager":"m"}]},)"
        R"("spec":{"managedFields":["mine"]}})";
    const auto named = [&pod](const char *name) { return QByteArray(pod).replace('%', name); };
    m_list = R"({"metadata":{"resourceVersion":"10"},"items":[)" + named("listed") + "]}";
    const auto reflector = m_client->watch(Resource::pods(), u"n"_s);
    std::vector<Json> seen;
    connect(reflector.get(), &Reflector::upserted, this,
            [&](const auto &object) { seen.push_back(*object); });
    connect(reflector.get(), &Reflector::removed, this,
            [&](const auto &object) { seen.push_back(*object); });
    QTRY_COMPARE_WITH_TIMEOUT(m_watches, 1, patience);
    for (const char *type : {"ADDED", "DELETED"})
        m_watch->write(ScriptedServer::chunk(QByteArray(R"({"type":")") + type + R"(","object":)" +
                                             named("watched") + "}\n"));
    QTRY_COMPARE_WITH_TIMEOUT(seen.size(), std::size_t(3), patience);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        Json expected = Json::parse(named(i == 0 ? "listed" : "watched").toStdString());
        expected["metadata"].erase("managedFields");
        QVERIFY2(seen[i] == expected, seen[i].dump().c_str());
    }
    QVERIFY(*reflector->objects()[0] == seen[0]);
}

void ReflectorObjectsTest::refusesAListOfOtherThings_data()
{
    QTest::addColumn<QByteArray>("items");
    QTest::addColumn<QString>("message");
    const QByteArray pod = R"({"metadata":{"name":"p"}})";
    const QString nameless = u"The server's list holds an object without a name."_s;
    const QString noList = u"The server's answer is JSON, but not a list."_s;
    QTest::newRow("number") << QByteArray("[" + pod + ",1]") << nameless;
    QTest::newRow("null") << QByteArray("[null," + pod + "]") << nameless;
    QTest::newRow("list of lists") << QByteArray("[[" + pod + "]]") << nameless;
    QTest::newRow("no name") << QByteArray("[" + pod + ",{}]") << nameless;
    QTest::newRow("an object") << QByteArray(R"({"a":)" + pod + "}") << noList;
    QTest::newRow("a text") << QByteArray(R"("items")") << noList;
}

void ReflectorObjectsTest::refusesAListOfOtherThings()
{
    QFETCH(QByteArray, items);
    QFETCH(QString, message);
    m_list = R"({"metadata":{"resourceVersion":"10"},"items":)" + items + "}";
    const auto reflector = m_client->watch(Resource::pods(), u"n"_s);
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Reconnecting, patience);
    QCOMPARE(reflector->lastError()->message, message);
    QVERIFY(reflector->objects().empty());
}

void ReflectorObjectsTest::refusesWhatIsNestedTooDeep()
{
    const auto nested = [](int depth) {
        return R"({"metadata":{"name":"p"},"x":)" + QByteArray(depth, '[') +
               QByteArray(depth, ']') + "}";
    };
    // The object and the list around it, or the event, count too.
    m_list = R"({"metadata":{"resourceVersion":"10"},"items":[)" + nested(497) + "]}";
    const auto reflector = m_client->watch(Resource::pods(), u"n"_s);
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Synced, patience);
    QCOMPARE(reflector->objects().size(), std::size_t(1));
    m_list = R"({"metadata":{"resourceVersion":"10"},"items":[)" + nested(200'000) + "]}";
    QTRY_VERIFY_WITH_TIMEOUT(m_watch, patience);
    m_watch->write(ScriptedServer::chunk(R"({"type":"ADDED","object":)" + nested(200'000) + "}\n"));
    QTRY_VERIFY_WITH_TIMEOUT(reflector->lastError(), patience);
    QCOMPARE(toString(reflector->lastError()->kind), u"Protocol"_s);
    QVERIFY(reflector->lastError()->message.startsWith(
        u"The watch sent something that is not an event: "_s));
    QTRY_VERIFY_WITH_TIMEOUT(
        reflector->lastError() && reflector->lastError()->message.contains(u"500 deep"), patience);
}

QTEST_GUILESS_MAIN(ReflectorObjectsTest)
#include "tst_reflector_objects.moc"
