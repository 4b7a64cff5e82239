// SPDX-License-Identifier: Apache-2.0
#include "run/watch_scope.h"

#include "support/validation_fixture.h"

#include <QSignalSpy>

using namespace assay;
using namespace Qt::StringLiterals;
using app::WatchScope;
using Kind = WatchScope::Kind;
using State = k8s::Reflector::State;

//! What is watched for how many: by the requests that the API server gets.
class TestWatchScope : public QObject
{
    Q_OBJECT
    std::unique_ptr<sandbox::Cluster> m_cluster;
    std::shared_ptr<k8s::Client> m_client;
    std::shared_ptr<WatchScope> m_scope;
    static constexpr Kind all[] = {Kind::Notebooks, Kind::Pods, Kind::Events};

    void choose(int namespaces)
    {
        m_scope = std::make_shared<WatchScope>(m_client);
        bool done = false;
        WatchScope::choose(m_scope, std::make_shared<app::Cancellation>(), namespaces)
            .then([&done] { done = true; });
        QTRY_VERIFY(done);
    }

    QStringList watches() const
    {
        QStringList paths;
        for (const QString &request : m_cluster->requests()) {
            if (request.contains(u"watch=true"_s) || request.contains(u"watch=1"_s))
                paths << request.section(u' ', 1).section(u'?', 0, 0);
        }
        paths.sort();
        return paths;
    }

    models::Json create(const k8s::Resource &resource, const QString &nameSpace,
                        const models::Json &object)
    {
        const auto job = m_client->create(resource, nameSpace, object);
        if (!QTest::qWaitFor([&job] { return job->isFinished(); }) || !job->result())
            qFatal("cannot create %s", object.dump().c_str());
        return *job->result();
    }
    void makeNamespace(const char *name)
    {
        create(k8s::Resource::namespaces(), {},
               {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}});
    }
    void makePod(const char *nameSpace, const char *name)
    {
        create(k8s::Resource::pods(), QString::fromLatin1(nameSpace),
               {{"apiVersion", "v1"},
                {"kind", "Pod"},
                {"metadata", {{"name", name}, {"labels", {{"notebook-name", name}}}}},
                {"spec",
                 {{"containers",
                   {{{"name", "main"}, {"image", "sandbox.local/workbench/minimal:2025.1"}}}}}}});
    }
    void removePod(const char *nameSpace, const char *name)
    {
        const auto job = m_client->remove(k8s::Resource::pods(), QString::fromLatin1(nameSpace),
                                          QString::fromLatin1(name));
        QTRY_VERIFY(job->isFinished() && job->result());
        QTRY_COMPARE(m_cluster->count(u"pods"_s), 0);
    }
    static QStringList names(const app::NamespaceWatch &watch)
    {
        QStringList list;
        for (const auto &object : watch.objects())
            list << models::textAt(*object, {"metadata", "name"});
        return list;
    }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<sandbox::Cluster>();
        sandbox::Cluster::Options options;
        options.speed = 50;
        QVERIFY(!m_cluster->start(options));
        m_client = std::make_shared<k8s::Client>(
            *k8s::Kubeconfig::load(m_cluster->kubeconfigPath())->restConfig());
        k8s::WatchTimings timings;
        timings.firstDelay = std::chrono::milliseconds(20);
        m_client->setWatchTimings(timings);
    }
    void cleanup()
    {
        m_scope.reset();
        m_client.reset();
    }

    void aFewWatchTheirNamespaces()
    {
        choose(WatchScope::manyNamespaces - 1);
        // Nobody is asked what is not needed.
        QCOMPARE(m_cluster->requests(), QStringList());
        for (const Kind kind : all)
            QVERIFY(!m_scope->isWide(kind));
        const auto watch = m_scope->watch(Kind::Pods, u"test-a"_s);
        QTRY_COMPARE(watches(), QStringList{u"/api/v1/namespaces/test-a/pods"_s});
    }

    void manyShareOneWatchForEachKind()
    {
        choose(WatchScope::manyNamespaces);
        std::vector<std::shared_ptr<app::NamespaceWatch>> held;
        for (int i = 0; i < 100; ++i) {
            for (const Kind kind : all)
                held.push_back(m_scope->watch(kind, u"test-%1"_s.arg(i)));
        }
        for (const auto &watch : held)
            QTRY_VERIFY(watch->state() == State::Synced);
        QTRY_COMPARE(watches(), (QStringList{u"/api/v1/events"_s, u"/api/v1/pods"_s,
                                             u"/apis/kubeflow.org/v1/notebooks"_s}));
        // By their labels, where there are any.
        QCOMPARE(m_cluster->requests()
                     .filter(u"notebooks?"_s)
                     .filter(u"labelSelector=app.kubernetes.io%2Fmanaged-by%3Dassay"_s)
                     .size(),
                 2);
    }

    void eachSeesItsNamespaceOnly()
    {
        choose(WatchScope::manyNamespaces);
        makeNamespace("test-a");
        makeNamespace("test-b");
        const auto a = m_scope->watch(Kind::Pods, u"test-a"_s);
        const auto b = m_scope->watch(Kind::Pods, u"test-b"_s);
        QTRY_VERIFY(a->state() == State::Synced);
        const QSignalSpy toldA(a.get(), &app::NamespaceWatch::upserted);
        const QSignalSpy toldB(b.get(), &app::NamespaceWatch::upserted);
        makePod("test-a", "one");
        QTRY_VERIFY(!toldA.isEmpty());
        QCOMPARE(names(*a), QStringList{u"one"_s});
        QCOMPARE(names(*b), QStringList());
        QCOMPARE(toldB.size(), 0);
        const QSignalSpy goneA(a.get(), &app::NamespaceWatch::removed);
        const QSignalSpy goneB(b.get(), &app::NamespaceWatch::removed);
        removePod("test-a", "one");
        QTRY_COMPARE(goneA.size(), 1);
        QCOMPARE(goneB.size(), 0);
        QCOMPARE(names(*a), QStringList());
    }

    void whatCannotBeFoundOutStaysNarrow_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QList<bool>>("wide"); // notebooks, pods, events
        QTest::newRow("rights") << u"selfsubjectaccessreviews"_s
                                << QList<bool>{false, false, false};
        QTest::newRow("number of events")
            << u"/events\\?limit=1"_s << QList<bool>{true, true, false};
    }
    void whatCannotBeFoundOutStaysNarrow()
    {
        QFETCH(QString, path);
        QFETCH(QList<bool>, wide);
        sandbox::Fault fault;
        fault.pathPattern = path;
        fault.code = 403;
        fault.times = -1;
        m_cluster->inject(fault);
        choose(200);
        for (const Kind kind : all)
            QCOMPARE(m_scope->isWide(kind), wide[static_cast<int>(kind)]);
    }

    void manyEventsAreNotForEverybody()
    {
        makeNamespace("test-a");
        std::vector<k8s::JobPtr<k8s::ApiJob>> jobs;
        for (int i = 0; i <= WatchScope::fewEvents; ++i)
            jobs.push_back(m_client->create(
                k8s::Resource::events(), u"test-a"_s,
                {{"apiVersion", "v1"},
                 {"kind", "Event"},
                 {"metadata", {{"name", "event-" + std::to_string(i)}}},
                 {"involvedObject", {{"kind", "Pod"}, {"namespace", "test-a"}, {"name", "p"}}}}));
        for (const auto &job : jobs)
            QTRY_VERIFY_WITH_TIMEOUT(job->isFinished(), 60'000);
        choose(200);
        QVERIFY(m_scope->isWide(Kind::Pods));
        QVERIFY(!m_scope->isWide(Kind::Events));
    }

    void aRightThatIsTakenAwayLeadsBackToTheNamespace()
    {
        choose(200);
        makeNamespace("test-a");
        const auto watch = m_scope->watch(Kind::Pods, u"test-a"_s);
        QTRY_VERIFY(watch->state() == State::Synced);
        makePod("test-a", "one");
        QTRY_COMPARE(names(*watch), QStringList{u"one"_s});
        const QSignalSpy told(watch.get(), &app::NamespaceWatch::upserted);
        const QSignalSpy gone(watch.get(), &app::NamespaceWatch::removed);

        // What goes while nobody may look is told all the same.
        sandbox::Fault refused;
        refused.method = u"GET"_s;
        refused.pathPattern = u"^/api/v1/pods\\?"_s;
        refused.code = 403;
        refused.times = -1;
        m_cluster->inject(refused);
        sandbox::Fault silent = refused;
        silent.pathPattern = u"^/api/v1/namespaces/test-a/pods\\?"_s;
        silent.code = 503;
        m_cluster->inject(silent);
        m_cluster->dropConnections();
        QTRY_VERIFY(!m_scope->isWide(Kind::Pods));
        removePod("test-a", "one");
        QCOMPARE(gone.size(), 0);
        m_cluster->clearFaults();
        m_cluster->inject(refused);
        QTRY_COMPARE(gone.size(), 1);
        QCOMPARE(
            models::textAt(*gone[0][0].value<app::NamespaceWatch::Object>(), {"metadata", "name"}),
            u"one"_s);
        QTRY_VERIFY(watch->state() == State::Synced);
        const auto before = told.size();
        makePod("test-a", "two");
        QTRY_VERIFY(told.size() > before);
        QCOMPARE(names(*watch), QStringList{u"two"_s});
        // Whoever comes now looks at a namespace from the start.
        makeNamespace("test-b");
        const auto later = m_scope->watch(Kind::Pods, u"test-b"_s);
        QTRY_VERIFY(later->state() == State::Synced);
        QTRY_VERIFY(watches().contains(u"/api/v1/namespaces/test-b/pods"_s));
        // The other kinds are as they were.
        QVERIFY(m_scope->isWide(Kind::Notebooks));
    }
};

QTEST_GUILESS_MAIN(TestWatchScope)
#include "tst_watch_scope.moc"
