// SPDX-License-Identifier: Apache-2.0

// The client against a real API server and kubelet: $ASSAY_TEST_KUBECONFIG names a kubeconfig. The
// broken and the limited ones that lie beside it are used where they are there.

#include "support/cluster_fixture.h"

#include <k8s/watch/reflector.h>

#include <QCryptographicHash>
#include <QFileInfo>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::ClusterFixture;
using nlohmann::json;

static constexpr int patience = 60'000;

class KubernetesClusterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void answersVersionAndReadiness();
    void siblingKubeconfigs_data();
    void siblingKubeconfigs();
    void limitedUserIsForbidden();
    void podLifeAsTheClientSeesIt();
    void execIsRefusedWithTheServersReason();
    void deletesOnlyTheObjectThatItMeans();

private:
    QString sibling(const QString &name) const
    {
        return QFileInfo(ClusterFixture::path()).absolutePath() + u'/' + name + u".yaml"_s;
    }
    static json podManifest(const std::string &name)
    {
        return {{"apiVersion", "v1"},
                {"kind", "Pod"},
                {"metadata", {{"name", name}, {"labels", {{"app", name}}}}},
                {"spec",
                 {{"terminationGracePeriodSeconds", 0},
                  {"containers",
                   {{{"name", "main"},
                     {"image", "localhost:5000/test/py-workbench:1.0"},
                     {"command",
                      {"python3", "-c",
                       "import time\nprint('hello', flush=True)\ntime.sleep(600)"}}}}}}}};
    }

    ClusterFixture m_cluster;
    QString m_nameSpace;
    Client *m_client = nullptr;
};

static bool ended(const Job &job)
{
    return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
}

void KubernetesClusterTest::initTestCase()
{
    if (const QString why = ClusterFixture::reasonToSkip(); !why.isEmpty())
        QSKIP(qPrintable(why));
    const auto problem = m_cluster.open();
    QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    m_client = &m_cluster.client();
    m_nameSpace = ClusterFixture::ownName(u"k8s"_s);
    const auto made = m_cluster.createNamespace(m_nameSpace);
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
}

void KubernetesClusterTest::cleanupTestCase()
{
    if (!m_client)
        return;
    QVERIFY(m_cluster.answer(m_client->remove(Resource::namespaces(), {}, m_nameSpace)));
}

void KubernetesClusterTest::answersVersionAndReadiness()
{
    const auto version = m_client->getRaw(u"/version"_s);
    const auto ready = m_client->getRaw(u"/readyz"_s);
    QVERIFY(ended(*version));
    QVERIFY(ended(*ready));
    QVERIFY(version->result());
    QVERIFY(version->result()->at("major") == "1");
    QVERIFY(ready->result());
    QVERIFY(*ready->result() == "ok");
}

void KubernetesClusterTest::siblingKubeconfigs_data()
{
    QTest::addColumn<std::optional<Error::Kind>>("expected");
    using Kind = std::optional<Error::Kind>;
    QTest::newRow("admin-cert") << Kind();
    QTest::newRow("admin-files") << Kind();
    QTest::newRow("token") << Kind();
    QTest::newRow("token-file") << Kind();
    QTest::newRow("reader") << Kind();
    QTest::newRow("insecure") << Kind();
    QTest::newRow("limited") << Kind(Error::Kind::Forbidden);
    QTest::newRow("no-credentials") << Kind(Error::Kind::Forbidden);
    QTest::newRow("bad-ca") << Kind(Error::Kind::Tls);
    QTest::newRow("bad-token") << Kind(Error::Kind::Unauthorized);
    QTest::newRow("expired-token") << Kind(Error::Kind::Unauthorized);
    QTest::newRow("unreachable") << Kind(Error::Kind::Connection);
    QTest::newRow("exec-plugin") << Kind(Error::Kind::Configuration);
}

void KubernetesClusterTest::siblingKubeconfigs()
{
    QFETCH(std::optional<Error::Kind>, expected);
    const QString path = sibling(QString::fromLatin1(QTest::currentDataTag()));
    if (!QFileInfo::exists(path))
        QSKIP("this cluster's folder has no such kubeconfig");
    const auto file = Kubeconfig::load(path);
    QVERIFY(file);
    const auto config = file->restConfig();
    if (!config) {
        QVERIFY2(expected, qPrintable(config.error().message));
        QCOMPARE(toString(config.error().kind), toString(*expected));
        return;
    }
    Client client(*config);
    const auto job = client.list(Resource::pods(), u"default"_s);
    QVERIFY(ended(*job));
    if (!expected) {
        QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
        QVERIFY(job->result()->at("kind") == "PodList");
        return;
    }
    QVERIFY(!job->result());
    qInfo("%s", qPrintable(job->result().error().message));
    QCOMPARE(toString(job->result().error().kind), toString(*expected));
}

void KubernetesClusterTest::limitedUserIsForbidden()
{
    if (!QFileInfo::exists(sibling(u"limited"_s)))
        QSKIP("this cluster's folder has no limited user");
    Client client(*Kubeconfig::load(sibling(u"limited"_s))->restConfig());
    const auto job = client.get(Resource::persistentVolumeClaims(), m_nameSpace, u"x"_s);
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    const Error error = job->result().error();
    QCOMPARE(toString(error.kind), u"Forbidden"_s);
    QCOMPARE(error.httpStatus, 403);
    QVERIFY2(error.message.contains(u"cannot get resource \"persistentvolumeclaims\""),
             qPrintable(error.message));

    const auto reflector = client.watch(Resource::pods(), m_nameSpace);
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Refused, patience);
    QCOMPARE(toString(reflector->lastError()->kind), u"Forbidden"_s);
}

void KubernetesClusterTest::podLifeAsTheClientSeesIt()
{
    const auto pods = m_client->watch(Resource::pods(), m_nameSpace, {u"app=life"_s, {}});
    QTRY_COMPARE_WITH_TIMEOUT(pods->state(), Reflector::State::Synced, patience);
    QVERIFY(pods->objects().empty());

    const auto created = m_client->create(Resource::pods(), m_nameSpace, podManifest("life"));
    QVERIFY(ended(*created));
    QVERIFY2(created->result(),
             created->result() ? "" : qPrintable(created->result().error().message));
    const auto again = m_client->create(Resource::pods(), m_nameSpace, podManifest("life"));
    QVERIFY(ended(*again));
    QVERIFY(!again->result());
    QCOMPARE(toString(again->result().error().kind), u"AlreadyExists"_s);

    const auto isReady = [&] {
        const auto pod = pods->object(m_nameSpace, u"life"_s);
        if (!pod || !pod->at("status").contains("conditions"))
            return false;
        for (const json &condition : pod->at("status").at("conditions")) {
            if (condition.at("type") == "Ready")
                return condition.at("status") == "True";
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);

    const auto exec = m_client->exec(
        m_nameSpace, u"life"_s,
        {u"main"_s,
         {u"python3"_s, u"-c"_s,
          u"import sys; print(sys.argv[1:]); print('to err', file=sys.stderr); sys.exit(3)"_s,
          u"a+b;c d&e=ü"_s}});
    QVERIFY(ended(*exec));
    QVERIFY2(exec->result(), exec->result() ? "" : qPrintable(exec->result().error().message));
    QCOMPARE(exec->result()->exitCode, 3);
    QVERIFY(exec->result()->started);
    QCOMPARE(exec->result()->standardOutput, QByteArray("['a+b;c d&e=\xc3\xbc']\n"));
    QCOMPARE(exec->result()->standardError, QByteArray("to err\n"));

    // A real server answers pings, however quiet the command is.
    ExecOptions quiet{u"main"_s, {u"sleep"_s, u"3"_s}};
    quiet.pingEvery = std::chrono::milliseconds(100);
    quiet.deadAfter = std::chrono::seconds(1);
    const auto slept = m_client->exec(m_nameSpace, u"life"_s, quiet);
    QVERIFY(ended(*slept));
    QVERIFY2(slept->result(), slept->result() ? "" : qPrintable(slept->result().error().message));
    QCOMPARE(slept->result()->exitCode, 0);

    ExecOptions told{u"main"_s,
                     {u"python3"_s, u"-c"_s,
                      u"import hashlib, sys; data = sys.stdin.buffer.read(1 << 20); "
                      "print(len(data), hashlib.sha256(data).hexdigest())"_s}};
    for (int i = 0; i < 1 << 16; ++i)
        told.standardInput += QByteArray::number(i).rightJustified(16, '.');
    const auto read = m_client->exec(m_nameSpace, u"life"_s, told);
    QVERIFY(ended(*read));
    QVERIFY2(read->result(), read->result() ? "" : qPrintable(read->result().error().message));
    QCOMPARE(read->result()->standardOutput,
             "1048576 " +
                 QCryptographicHash::hash(told.standardInput, QCryptographicHash::Sha256).toHex() +
                 "\n");

    const auto success = m_client->exec(m_nameSpace, u"life"_s, {u"main"_s, {u"true"_s}});
    const auto missing =
        m_client->exec(m_nameSpace, u"life"_s, {u"main"_s, {u"no-such-program"_s}});
    const auto slow =
        m_client->exec(m_nameSpace, u"life"_s,
                       {u"main"_s, {u"sleep"_s, u"30"_s}, std::chrono::milliseconds(1500)});
    QVERIFY(ended(*success));
    QVERIFY(ended(*missing));
    QVERIFY(ended(*slow));
    QVERIFY(success->result());
    QCOMPARE(success->result()->exitCode, 0);
    QVERIFY2(missing->result(),
             missing->result() ? "" : qPrintable(missing->result().error().message));
    QVERIFY(!missing->result()->started);
    QVERIFY2(missing->result()->runtimeMessage.contains(u"executable file not found"),
             qPrintable(missing->result()->runtimeMessage));
    QVERIFY(!slow->result());
    QCOMPARE(toString(slow->result().error().kind), u"Timeout"_s);

    const auto wholeLog = m_client->logs(m_nameSpace, u"life"_s, {u"main"_s});
    QByteArray text;
    connect(wholeLog.get(), &LogStream::data, this,
            [&text](const QByteArray &bytes) { text += bytes; });
    QVERIFY(ended(*wholeLog));
    QVERIFY(!wholeLog->error());
    QCOMPARE(text, QByteArray("hello\n"));

    LogOptions follow{.container = u"main"_s};
    follow.follow = true;
    const auto followed = m_client->logs(m_nameSpace, u"life"_s, follow);
    QSignalSpy arrived(followed.get(), &LogStream::data);
    QVERIFY(arrived.wait(patience));
    QVERIFY(!followed->isFinished());

    LogOptions before{.container = u"main"_s};
    before.previous = true;
    const auto previous = m_client->logs(m_nameSpace, u"life"_s, before);
    QVERIFY(ended(*previous));
    QVERIFY(previous->error());
    QCOMPARE(toString(previous->error()->kind), u"Invalid"_s);
    QVERIFY2(previous->error()->message.contains(u"previous terminated container"),
             qPrintable(previous->error()->message));

    QSignalSpy removed(pods.get(), &Reflector::removed);
    const auto removal = m_client->remove(Resource::pods(), m_nameSpace, u"life"_s);
    QVERIFY(ended(*removal));
    QVERIFY(removal->result());
    QTRY_COMPARE_WITH_TIMEOUT(removed.count(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(followed->isFinished(), patience);
    QVERIFY(pods->objects().empty());
}

void KubernetesClusterTest::execIsRefusedWithTheServersReason()
{
    const auto missing = m_client->exec(m_nameSpace, u"nobody"_s, {{}, {u"true"_s}});
    QVERIFY(ended(*missing));
    QVERIFY(!missing->result());
    QCOMPARE(toString(missing->result().error().kind), u"NotFound"_s);
    QCOMPARE(missing->result().error().message, u"pods \"nobody\" not found"_s);

    if (!QFileInfo::exists(sibling(u"reader"_s)))
        QSKIP("this cluster's folder has no reader");
    Client reader(*Kubeconfig::load(sibling(u"reader"_s))->restConfig());
    const auto refused = reader.exec(m_nameSpace, u"nobody"_s, {{}, {u"true"_s}});
    QVERIFY(ended(*refused));
    QVERIFY(!refused->result());
    QCOMPARE(toString(refused->result().error().kind), u"Forbidden"_s);
    QVERIFY2(refused->result().error().message.contains(u"pods/exec"),
             qPrintable(refused->result().error().message));
}

void KubernetesClusterTest::deletesOnlyTheObjectThatItMeans()
{
    const json manifest = {
        {"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", {{"name", "mine"}}}};
    const auto created = m_client->create(Resource::serviceAccounts(), m_nameSpace, manifest);
    QVERIFY(ended(*created));
    QVERIFY(created->result());
    const QString uid =
        QString::fromStdString(created->result()->at("metadata").at("uid").get<std::string>());

    const auto patched =
        m_client->mergePatch(Resource::serviceAccounts(), m_nameSpace, u"mine"_s,
                             {{"metadata", {{"annotations", {{"note", "seen"}}}}}});
    QVERIFY(ended(*patched));
    QVERIFY(patched->result());
    QVERIFY(patched->result()->at("metadata").at("annotations").at("note") == "seen");

    const auto wrong = m_client->remove(Resource::serviceAccounts(), m_nameSpace, u"mine"_s,
                                        u"00000000-0000-0000-0000-000000000000"_s);
    QVERIFY(ended(*wrong));
    QVERIFY(!wrong->result());
    QCOMPARE(toString(wrong->result().error().kind), u"Conflict"_s);

    const auto right = m_client->remove(Resource::serviceAccounts(), m_nameSpace, u"mine"_s, uid);
    QVERIFY(ended(*right));
    QVERIFY2(right->result(), right->result() ? "" : qPrintable(right->result().error().message));
    const auto gone = m_client->get(Resource::serviceAccounts(), m_nameSpace, u"mine"_s);
    QVERIFY(ended(*gone));
    QVERIFY(!gone->result());
    QCOMPARE(toString(gone->result().error().kind), u"NotFound"_s);
}

QTEST_GUILESS_MAIN(KubernetesClusterTest)
#include "tst_k8s_cluster.moc"
