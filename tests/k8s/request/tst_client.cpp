// SPDX-License-Identifier: Apache-2.0

// What requests look like, and what their answers become.

#include "k8s/client_fixture.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using nlohmann::json;

class ClientTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void sendsIdentityAndNothingElse();
    void readsTheTokenFileAgain();
    void showsItsClientCertificate();
    void encodesPathsAndQueries();
    void createsPatchesAndRemoves();
    void pagesLists();
    void endsAListThatNeverEnds_data();
    void endsAListThatNeverEnds();
    void takesAListWhoseMetadataIsNone_data();
    void takesAListWhoseMetadataIsNone();
    void startsAnExpiredListAgain();
    void parsesLargeAnswersAsTheSmall();
    void readsTextOnlyWhereAsked();
    void tracesRequestsWithoutSecrets();
};

void ClientTest::init()
{
    QVERIFY(makeClient());
}

void ClientTest::cleanup()
{
    dropClient();
}

void ClientTest::sendsIdentityAndNothingElse()
{
    answer(ScriptedServer::response(200, R"({"kind":"Pod","metadata":{"name":"p"}})"));
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(!job->isFinished());
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QVERIFY(job->result()->at("metadata").at("name") == "p");
    QCOMPARE(m_server->requests().size(), std::size_t(1));
    const auto &request = m_server->requests().front();
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.target, QByteArray("/api/v1/namespaces/n/pods/p"));
    QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer s3cret"));
    QCOMPARE(request.headers.value("accept"), QByteArray("application/json, */*"));
    QVERIFY(!request.headers.contains("cookie"));
}

void ClientTest::readsTheTokenFileAgain()
{
    answer(ScriptedServer::response(200, "{}"));
    const auto write = [this](const QByteArray &token) {
        QFile file(m_tls.path(u"token"_s));
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
               file.write(token) == token.size();
    };
    RestConfig with = config();
    with.tokenFile = m_tls.path(u"token"_s);
    Client client(with);
    QVERIFY(write("first\n"));
    const auto first = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*first));
    QVERIFY(write("second\n"));
    const auto second = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*second));
    QVERIFY(QFile::remove(with.tokenFile));
    const auto third = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*third));
    QVERIFY(third->result());
    QList<QByteArray> sent;
    for (const auto &request : m_server->requests())
        sent.append(request.headers.value("authorization"));
    QCOMPARE(sent, (QList<QByteArray>{"Bearer first", "Bearer second", "Bearer second"}));

    with.token.clear();
    Client fresh(with);
    const Error error = errorOfGet(fresh);
    QCOMPARE(toString(error.kind), u"Configuration"_s);
    QVERIFY2(error.message.contains(with.tokenFile), qPrintable(error.message));
}

void ClientTest::showsItsClientCertificate()
{
    answer(ScriptedServer::response(200, "{}"));
    RestConfig with = config();
    with.clientCertificate = m_tls.read(u"client.crt"_s);
    with.clientKey = m_tls.read(u"client.key"_s);
    Client client(with);
    const auto job = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    const auto anonymous = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*anonymous));
    QCOMPARE(m_server->requests()[0].clientName, QByteArray("client"));
    QCOMPARE(m_server->requests()[1].clientName, QByteArray());
}

void ClientTest::encodesPathsAndQueries()
{
    answer(ScriptedServer::response(200, R"({"items":[],"metadata":{}})"));
    const auto job = m_client->list(Resource::notebooks(), u"a/b"_s, {u"x in (1,2)+;"_s, {}});
    QVERIFY(ended(*job));
    QCOMPARE(m_server->requests().front().target,
             QByteArray("/apis/kubeflow.org/v1/namespaces/a%2Fb/notebooks"
                        "?labelSelector=x%20in%20%281%2C2%29%2B%3B&limit=500"));
    RestConfig with = config();
    with.server.setPath(u"/k8s/clusters/one/"_s);
    Client client(with);
    const auto prefixed = client.getRaw(u"/version"_s);
    QVERIFY(ended(*prefixed));
    QCOMPARE(m_server->requests().back().target, QByteArray("/k8s/clusters/one/version"));
}

void ClientTest::createsPatchesAndRemoves()
{
    answer(ScriptedServer::response(201, R"({"kind":"Pod"})"));
    const auto create =
        m_client->create(Resource::pods(), u"n"_s, {{"metadata", {{"name", "p"}}}}, true);
    QVERIFY(ended(*create));
    const auto patch = m_client->mergePatch(Resource::pods(), u"n"_s, u"p"_s, {{"a", 1}});
    QVERIFY(ended(*patch));
    const auto remove =
        m_client->remove(Resource::pods(), u"n"_s, u"p"_s, u"uid-1"_s, Propagation::Foreground);
    QVERIFY(ended(*remove));
    const auto &requests = m_server->requests();
    QCOMPARE(requests.size(), std::size_t(3));
    QCOMPARE(requests[0].method, QByteArray("POST"));
    QCOMPARE(requests[0].target, QByteArray("/api/v1/namespaces/n/pods?dryRun=All"));
    QCOMPARE(requests[0].headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(requests[0].body, QByteArray(R"({"metadata":{"name":"p"}})"));
    QCOMPARE(requests[1].method, QByteArray("PATCH"));
    QCOMPARE(requests[1].headers.value("content-type"), QByteArray("application/merge-patch+json"));
    QCOMPARE(requests[1].body, QByteArray(R"({"a":1})"));
    QCOMPARE(requests[2].method, QByteArray("DELETE"));
    const json options = json::parse(requests[2].body.toStdString());
    QVERIFY(options.at("propagationPolicy") == "Foreground");
    QVERIFY(options.at("preconditions").at("uid") == "uid-1");
}

void ClientTest::pagesLists()
{
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        const bool second = request.target.contains("continue=next%2B1");
        socket->write(ScriptedServer::response(
            200, second ? R"({"kind":"PodList","metadata":{"resourceVersion":"9"},"items":[3]})"
                        : R"({"kind":"PodList","metadata":{"resourceVersion":"7","continue":)"
                          R"("next+1","remainingItemCount":1},"items":[1,2]})"));
    });
    const auto job = m_client->list(Resource::pods(), {});
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(
        QByteArray::fromStdString(job->result()->dump()),
        QByteArray(R"({"items":[1,2,3],"kind":"PodList","metadata":{"resourceVersion":"7"}})"));
    QCOMPARE(m_server->requests().size(), std::size_t(2));
}

void ClientTest::endsAListThatNeverEnds_data()
{
    QTest::addColumn<bool>("isStuck");
    QTest::addColumn<int>("spaces");
    QTest::addColumn<QString>("says");
    QTest::newRow("the same page again and again")
        << true << 0 << u"The server's list does not come to an end: it goes on after 2 pages."_s;
    QTest::newRow("one page after the other")
        << false << 0
        << u"The server's list does not come to an end: it goes on after 100 pages."_s;
    QTest::newRow("large pages")
        << false << (30 << 20) << u"The list is larger than 256 MiB and was not read to its end."_s;
}

void ClientTest::endsAListThatNeverEnds()
{
    QFETCH(bool, isStuck);
    QFETCH(int, spaces);
    int pages = 0;
    m_server->setHandler([&](const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(200, "{\"items\":[],\"metadata\":{\"continue\":\"t" +
                                                        QByteArray::number(isStuck ? 0 : ++pages) +
                                                        "\"}" + QByteArray(spaces, ' ') + '}'));
    });
    const auto job = m_client->list(Resource::pods(), {});
    QVERIFY(QTest::qWaitFor([&job] { return job->isFinished(); }, 9 * patience));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Protocol"_s);
    QTEST(job->result().error().message, "says");
}

void ClientTest::takesAListWhoseMetadataIsNone_data()
{
    QTest::addColumn<QByteArray>("metadata");
    for (const char *metadata : {"null", "\"x\"", "5", "true", "[1]", "{\"continue\":{}}"})
        QTest::newRow(metadata) << QByteArray(metadata);
}

void ClientTest::takesAListWhoseMetadataIsNone()
{
    QFETCH(QByteArray, metadata);
    answer(ScriptedServer::response(200, "{\"items\":[1,2],\"metadata\":" + metadata + '}'));
    const auto job = m_client->list(Resource::pods(), {});
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->at("items").size(), std::size_t(2));
}

void ClientTest::startsAnExpiredListAgain()
{
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (request.target.contains("continue="))
            socket->write(ScriptedServer::response(
                410, ScriptedServer::status(410, "Expired", "continue is too old")));
        else if (request.target.contains("limit="))
            socket->write(
                ScriptedServer::response(200, R"({"metadata":{"continue":"x"},"items":[1]})"));
        else
            socket->write(ScriptedServer::response(200, R"({"metadata":{},"items":[1,2]})"));
    });
    const auto job = m_client->list(Resource::pods(), {});
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->at("items").size(), std::size_t(2));
}

void ClientTest::parsesLargeAnswersAsTheSmall()
{
    json list = {{"kind", "PodList"}, {"metadata", json::object()}, {"items", json::array()}};
    for (int i = 0; i < 3000; ++i)
        list["items"].push_back({{"metadata", {{"name", std::string(200, 'x')}}}});
    answer(ScriptedServer::response(200, QByteArray::fromStdString(list.dump())));
    const auto job = m_client->list(Resource::pods(), {});
    const auto given = m_client->list(Resource::pods(), {});
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(job->result()->at("items").size(), std::size_t(3000));
    QVERIFY(ended(*given));

    answer(ScriptedServer::response(200, QByteArray(400'000, '[')));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
}

void ClientTest::readsTextOnlyWhereAsked()
{
    answer(ScriptedServer::response(200, "ok", "text/plain; charset=utf-8"));
    const auto job = m_client->getRaw(u"/readyz"_s);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QVERIFY(*job->result() == "ok");
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
}

void ClientTest::tracesRequestsWithoutSecrets()
{
    std::vector<RequestTrace> traces;
    connect(m_client.get(), &Client::requestFinished, this,
            [&traces](const RequestTrace &trace) { traces.push_back(trace); });
    answer(ScriptedServer::response(403, ScriptedServer::status(403, "Forbidden", "not allowed")));
    const Error error = errorOfGet(*m_client);
    answer(ScriptedServer::response(200, R"({"items":[]})"));
    const auto list = m_client->list(Resource::pods(), u"n"_s, {u"a=b"_s, {}});
    QVERIFY(ended(*list));
    QCOMPARE(traces.size(), std::size_t(2));
    QCOMPARE(traces[0].method, u"GET"_s);
    QCOMPARE(traces[0].path, u"/api/v1/namespaces/n/pods/p"_s);
    QCOMPARE(traces[0].httpStatus, 403);
    QCOMPARE(traces[0].error, u"not allowed"_s);
    QCOMPARE(traces[1].path, u"/api/v1/namespaces/n/pods?labelSelector=a%3Db&limit=500"_s);
    QCOMPARE(traces[1].httpStatus, 200);
    QCOMPARE(traces[1].bytes, 12);
    QCOMPARE(traces[1].error, QString());
    for (const auto &trace : traces)
        QVERIFY(!(trace.path + trace.error).contains(u"s3cret"));
    QVERIFY(!error.message.contains(u"s3cret"));
}

QTEST_GUILESS_MAIN(ClientTest)
#include "tst_client.moc"
