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
    static QString outcome(const Question &asked, const QByteArray &body)
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
        return asked.ask(client);
    }
};

QTEST_GUILESS_MAIN(ConfusedEngineTest)
#include "tst_confused_engine.moc"
