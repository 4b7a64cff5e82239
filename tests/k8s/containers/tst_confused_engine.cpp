// SPDX-License-Identifier: Apache-2.0

// Every value of every answer of a container engine, one at a time, of another type: each request
// ends, with a result or with words, and no program is said to have ended well that did not.

#include "support/confused_json.h"
#include "support/nested_json.h"
#include "support/scripted_engine.h"

using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;
using nlohmann::json;

namespace {

QByteArray confused(const json &good, const json::json_pointer &place, const QByteArray &value)
{
    json marked = good;
    marked[place] = "HERE";
    return QByteArray::fromStdString(marked.dump()).replace("\"HERE\"", value);
}

//! One request, and what an engine that means well answers to it.
struct Question
{
    const char *name;
    json answer;
    std::function<QString(EngineClient &)> ask; //!< what came of it, in words
};

template<class J>
QString wordsOf(JobPtr<J> job)
{
    if (!ended(*job))
        return u"hangs"_s;
    return job->result() ? u"a result"_s : job->result().error().message;
}

std::vector<Question> questions()
{
    const json labels{{"a", "b"}};
    const json image{{"Id", "sha256:03cd"},
                     {"RepoTags", {"localhost/a:1"}},
                     {"RepoDigests", {"localhost/a@sha256:1"}},
                     {"Created", "2025-01-01T00:00:00.5Z"},
                     {"Size", 7},
                     {"Os", "linux"},
                     {"Architecture", "amd64"},
                     {"Config",
                      {{"User", "1000"},
                       {"Env", {"A=b"}},
                       {"Entrypoint", {"x"}},
                       {"Cmd", {"y"}},
                       {"ExposedPorts", {{"8888/tcp", json::object()}}},
                       {"WorkingDir", "/"},
                       {"Labels", labels},
                       {"Volumes", {{"/data", json::object()}}}}}};
    const json container{
        {"Id", "c1"},
        {"Name", "/c"},
        {"Image", "sha256:03cd"},
        {"Created", "2025-01-01T00:00:00Z"},
        {"Config", {{"Image", "a"}, {"Labels", labels}}},
        {"HostConfig", {{"Memory", 1}, {"NetworkMode", "bridge"}}},
        {"State",
         {{"Status", "exited"},
          {"ExitCode", 3},
          {"Pid", 7},
          {"OOMKilled", false},
          {"Error", ""},
          {"StartedAt", "2026-01-31T12:00:00Z"},
          {"FinishedAt", "2026-01-31T12:00:01Z"}}},
        {"NetworkSettings",
         {{"IPAddress", "10.0.0.2"},
          {"Networks", {{"n", {{"IPAddress", "10.0.0.2"}}}}},
          {"Ports", {{"8888/tcp", {{{"HostIp", "127.0.0.1"}, {"HostPort", "40000"}}}}}}}}};
    const json volume{{"Name", "v"},
                      {"Mountpoint", "/x"},
                      {"CreatedAt", "2025-01-01T00:00:00Z"},
                      {"Labels", labels}};
    const json info{{"OperatingSystem", "Debian"},
                    {"KernelVersion", "6"},
                    {"Architecture", "x86_64"},
                    {"NCPU", 2},
                    {"MemTotal", 5},
                    {"SecurityOptions", {"name=rootless"}},
                    {"DockerRootDir", "/var/lib"},
                    {"Warnings", {"w"}},
                    {"MemoryLimit", true},
                    {"host", {{"cpus", 2}, {"security", {{"rootless", true}}}}}};
    return {
        {"an image", image, [](EngineClient &c) { return wordsOf(c.inspectImage(u"a"_s)); }},
        {"images", json::array({image}), [](EngineClient &c) { return wordsOf(c.images()); }},
        {"a container", container,
         [](EngineClient &c) { return wordsOf(c.inspectContainer(u"c1"_s)); }},
        {"containers",
         json::array({{{"Id", "c1"},
                       {"Names", {"/c"}},
                       {"Image", "a"},
                       {"ImageID", "sha256:03cd"},
                       {"State", "running"},
                       {"Created", 5},
                       {"Labels", labels}}}),
         [](EngineClient &c) { return wordsOf(c.containers({})); }},
        {"a container that is made",
         {{"Id", "c1"}, {"Warnings", {"w"}}},
         [](EngineClient &c) { return wordsOf(c.createContainer(u"c"_s, json::object())); }},
        {"a volume", volume, [](EngineClient &c) { return wordsOf(c.createVolume(u"v"_s, {})); }},
        {"volumes",
         {{"Volumes", json::array({volume})}},
         [](EngineClient &c) { return wordsOf(c.volumes({})); }},
        {"the engine", info, [](EngineClient &c) { return wordsOf(c.info()); }},
        {"a command",
         {{"Id", "e1"}, {"Running", false}, {"ExitCode", 3}, {"State", {{"Running", true}}}},
         [](EngineClient &c) {
             const auto job = c.exec({.containerId = u"c1"_s,
                                      .arguments = {u"true"_s},
                                      .deadline = std::chrono::milliseconds(300)});
             if (!ended(*job))
                 return u"hangs"_s;
             if (job->result())
                 return job->result()->exitCode == 3 ? u"a result"_s : u"passes"_s;
             return job->result().error().message;
         }},
        {"a pull",
         {{"status", "Downloading"},
          {"id", "l1"},
          {"progressDetail", {{"current", 5}, {"total", 7}}}},
         [](EngineClient &c) { return wordsOf(c.pull(u"localhost/a:1"_s)); }},
    };
}

} // namespace

class ConfusedEngineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyAnswerEnds_data()
    {
        QTest::addColumn<int>("question");
        const auto all = questions();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    void everyAnswerEnds()
    {
        QFETCH(int, question);
        const Question asked = questions()[std::size_t(question)];
        QVERIFY(placesIn(asked.answer).size() >= 2);
        std::vector<QByteArray> values{nestedLists(), "18446744073709551615",
                                       "-9223372036854775808", "4294967296"};
        for (const auto &[name, value] : confusions)
            values.emplace_back(value);
        for (const auto &place : placesIn(asked.answer)) {
            for (const QByteArray &value : values) {
                const QByteArray body = confused(asked.answer, place, value);
                const QString told = outcome(asked, body);
                const QByteArray where =
                    QByteArray::fromStdString(place.to_string()) + " = " + value.left(30);
                QVERIFY2(!told.isEmpty() && told != u"hangs"_s && told != u"passes"_s,
                         QByteArray(where + ": " + told.toUtf8()).constData());
            }
        }
    }
    void whatIsNoIdNamesNothing_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("the way up") << u"../images/x"_s;
        QTest::newRow("a path") << u"c1/archive"_s;
        QTest::newRow("dots") << u".."_s;
        QTest::newRow("a query") << u"c1?force=1"_s;
        QTest::newRow("a fragment") << u"c1#"_s;
        QTest::newRow("a space") << u"c1 HTTP/1.1"_s;
        QTest::newRow("lines") << u"c1\r\nHost: x"_s;
        QTest::newRow("an escape") << u"c1%2f.."_s;
        QTest::newRow("letters of others") << u"c\u0661"_s;
        QTest::newRow("long") << QString(256, u'c');
    }
    void whatIsNoIdNamesNothing()
    {
        QFETCH(QString, id);
        const std::tuple<const char *, const char *, QString> places[] = {
            {"an image", "/Id", u"an image says “%1” as its “Id”"_s},
            {"images", "/0/Id", u"an image says “%1” as its “Id”"_s},
            {"a container", "/Id", u"a container says “%1” as its “Id”"_s},
            {"containers", "/0/Id", u"a container says “%1” as its “Id”"_s},
            {"a container that is made", "/Id", u"a new container says “%1” as its “Id”"_s},
            {"a volume", "/Name", u"a volume says “%1” as its “Name”"_s},
            {"volumes", "/Volumes/0/Name", u"a volume says “%1” as its “Name”"_s},
            {"a command", "/Id", u"a new command says “%1” as its “Id”"_s}};
        const auto all = questions();
        for (const auto &[name, place, words] : places) {
            const auto asked = std::find_if(all.begin(), all.end(), [name = name](const auto &one) {
                return qstrcmp(one.name, name) == 0;
            });
            json answer = asked->answer;
            answer[json::json_pointer(place)] = id.toStdString();
            std::size_t requests = 0;
            const QString told =
                outcome(*asked, QByteArray::fromStdString(answer.dump()), &requests);
            QString shown = id.simplified();
            if (shown.size() > 80)
                shown = shown.left(80) + u'…';
            QCOMPARE(told, u"The container engine's answer about "_s + words.arg(shown) +
                               u", which is none; it is not what Docker's API promises."_s);
            QCOMPARE(requests, std::size_t(1));
        }
    }
    void noNameLeadsElsewhere_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("the way up") << u"a/../../containers/c1"_s;
        QTest::newRow("its end") << u"a/.."_s;
        QTest::newRow("where it stands") << u"./a"_s;
        QTest::newRow("nothing between") << u"localhost//a"_s;
        QTest::newRow("nothing") << QString();
    }
    void noNameLeadsElsewhere()
    {
        QFETCH(QString, name);
        ScriptedEngine engine;
        engine.answer(ScriptedEngine::response(404, "{}"));
        EngineClient client(engine.address());
        const auto error = errorOf(client.inspectImage(name));
        QCOMPARE(error.message,
                 u"“/images/%1/json” is not what a container engine can be asked for: a name in it "
                 "is empty, or made of dots."_s.arg(name));
        QCOMPARE(toString(error.kind), u"Invalid"_s);
        QCOMPARE(engine.requests().size(), std::size_t(0));
        errorOf(client.inspectImage(u"localhost:5000/a..b/.c:1"_s));
        QCOMPARE(engine.requests().size(), std::size_t(1));
        QCOMPARE(engine.requests().at(0).target,
                 QByteArray("/v1.41/images/localhost:5000/a..b/.c:1/json"));
    }
    void eventsOfNoIdAreNone()
    {
        ScriptedEngine engine;
        engine.setHandler([](const ScriptedEngine::Request &, QLocalSocket *socket) {
            QByteArray lines;
            for (const char *id : {"../x", "c1/y", "", "c1"})
                lines += QByteArray(R"({"Type":"container","Action":"start","Actor":{"ID":")") +
                         id + "\"},\"time\":6}\n";
            socket->write(ScriptedEngine::chunkedHead() + ScriptedEngine::chunk(lines));
        });
        EngineClient client(engine.address());
        const auto feed = client.events({});
        QStringList heard;
        connect(feed.get(), &EventFeed::happened, this,
                [&](const ContainerEvent &one) { heard << one.containerId; });
        QTRY_VERIFY_WITH_TIMEOUT(heard.contains(u"c1"_s), enginePatience);
        QCOMPARE(heard, QStringList{u"c1"_s});
    }
    void eventsOfOtherTypesAreNone()
    {
        const json event{{"Type", "container"},
                         {"Action", "die"},
                         {"Actor", {{"ID", "c1"}, {"Attributes", {{"exitCode", "3"}}}}},
                         {"time", 5},
                         {"timeNano", 5'000'000'000}};
        QByteArray lines;
        int sent = 0;
        for (const auto &place : placesIn(event)) {
            for (const auto &[name, value] : confusions) {
                lines += confused(event, place, value) + '\n';
                ++sent;
            }
        }
        ScriptedEngine engine;
        engine.setHandler([&lines](const ScriptedEngine::Request &, QLocalSocket *socket) {
            socket->write(ScriptedEngine::chunkedHead() + ScriptedEngine::chunk(lines) +
                          ScriptedEngine::chunk(R"({"Type":"container","Action":"start",)"
                                                R"("Actor":{"ID":"last"},"time":6})"
                                                "\n"));
        });
        EngineClient client(engine.address());
        const auto feed = client.events({});
        int heard = 0;
        bool isAtEnd = false;
        connect(feed.get(), &EventFeed::happened, this, [&](const ContainerEvent &one) {
            ++heard;
            QVERIFY(!one.exitCode || *one.exitCode == 3);
            isAtEnd = one.containerId == u"last"_s;
        });
        QTRY_VERIFY_WITH_TIMEOUT(isAtEnd, enginePatience);
        QVERIFY(heard > 1 && heard < sent);
    }

private:
    //! `requests`: how many it took.
    static QString outcome(const Question &asked, const QByteArray &body,
                           std::size_t *requests = nullptr)
    {
        ScriptedEngine engine;
        engine.setHandler([&body](const ScriptedEngine::Request &request, QLocalSocket *socket) {
            if (request.path().endsWith("/start")) {
                socket->write(ScriptedEngine::hijacked(true));
                socket->disconnectFromServer();
            } else if (request.path() == "/images/create") {
                socket->write(ScriptedEngine::chunkedHead() + ScriptedEngine::chunk(body + '\n') +
                              ScriptedEngine::lastChunk());
            } else {
                socket->write(ScriptedEngine::response(200, body));
            }
        });
        EngineClient client(engine.address());
        const QString told = asked.ask(client);
        if (requests)
            *requests = engine.requests().size();
        return told;
    }
};

QTEST_GUILESS_MAIN(ConfusedEngineTest)
#include "tst_confused_engine.moc"
