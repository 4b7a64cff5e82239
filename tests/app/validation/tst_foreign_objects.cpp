// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <QTest>
#include <QTimer>

using namespace assay;
using namespace Qt::StringLiterals;

//! A namespace that a validation made, and into which others put something meanwhile.
class TestForeignObjects : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;
    std::unique_ptr<k8s::Client> m_client;

    static models::Json object(const char *apiVersion, const char *kind, const char *name)
    {
        return {{"apiVersion", apiVersion}, {"kind", kind}, {"metadata", {{"name", name}}}};
    }

    bool done(const k8s::JobPtr<k8s::ApiJob> &job) const
    {
        return QTest::qWaitFor([&job] { return job->isFinished(); }, 10'000) && job->result();
    }

    //! A validation into whose namespace something is put as soon as its claim is there.
    std::shared_ptr<app::Validation> joinedBy(const k8s::Resource &resource,
                                              const models::Json &object)
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        run->onFact = [this, resource, object](const models::Fact &fact) {
            const auto *made = std::get_if<models::ObjectCreated>(&fact.body);
            if (made && made->object.kind == u"PersistentVolumeClaim"_s)
                m_joined = m_client->create(resource, u"test-case"_s, object);
        };
        return run;
    }
    k8s::JobPtr<k8s::ApiJob> m_joined;

    //! What became of the namespace: "Result: detail".
    static QString endOfNamespace(const app::Validation &run)
    {
        const auto &ends = run.record.deleted();
        const auto end = std::find_if(ends.rbegin(), ends.rend(), [](const auto &deleted) {
            return deleted.object.kind == u"Namespace"_s;
        });
        if (end == ends.rend())
            return {};
        using Result = models::ObjectDeleted::Result;
        return (end->result == Result::Deleted ? u"Deleted: "_s
                : end->result == Result::Kept  ? u"Kept: "_s
                                               : u"Other: "_s) +
               end->detail;
    }

    void removeNamespace()
    {
        QVERIFY(done(m_client->remove(k8s::Resource::namespaces(), {}, u"test-case"_s)));
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        m_client = std::make_unique<k8s::Client>(m_fixture.config());
    }

    void whatOthersPutThereKeepsTheNamespace_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what :
             {"PersistentVolumeClaim precious", "ConfigMap precious", "Secret precious",
              "Pod precious", "Notebook precious", "StatefulSet precious"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void whatOthersPutThereKeepsTheNamespace()
    {
        QFETCH(QString, what);
        models::Json object = this->object("v1", qPrintable(what.section(u' ', 0, 0)), "precious");
        const models::Json pod{
            {"containers", {{{"name", "c"}, {"image", "sandbox.local/workbench/minimal:0"}}}}};
        k8s::Resource resource = k8s::Resource::configMaps();
        if (what.startsWith(u"Per"_s)) {
            resource = k8s::Resource::persistentVolumeClaims();
            object["spec"] = {{"accessModes", models::Json::array({"ReadWriteOnce"})},
                              {"resources", {{"requests", {{"storage", "1Gi"}}}}}};
        } else if (what.startsWith(u"Sec"_s)) {
            resource = k8s::Resource::secrets();
        } else if (what.startsWith(u"Pod"_s)) {
            resource = k8s::Resource::pods();
            object["spec"] = pod;
        } else if (what.startsWith(u"Not"_s)) {
            resource = k8s::Resource::notebooks();
            object["apiVersion"] = "kubeflow.org/v1";
            // Another run of Assay, elsewhere.
            object["metadata"]["labels"] = {{"assay/run", "another"}};
            object["spec"] = {{"template", {{"spec", pod}}}};
        } else if (what.startsWith(u"Sta"_s)) {
            resource = k8s::Resource::statefulSets();
            object["apiVersion"] = "apps/v1";
            object["spec"] = {
                {"replicas", 0},
                {"serviceName", "precious"},
                {"selector", {{"matchLabels", {{"app", "precious"}}}}},
                {"template", {{"metadata", {{"labels", {{"app", "precious"}}}}}, {"spec", pod}}}};
        }
        const auto run = joinedBy(resource, object);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(m_joined->isFinished() && m_joined->result());
        QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
        // What belongs to the other thing may be named, too.
        const QString end = endOfNamespace(*run);
        QVERIFY2(end.startsWith(u"Kept: It holds what this run did not make: "_s + what),
                 qPrintable(end));
        QVERIFY2(
            end.endsWith(u". Once nothing in it is needed: kubectl delete namespace test-case"_s),
            qPrintable(end));
        QVERIFY(done(m_client->get(resource, u"test-case"_s, u"precious"_s)));
        // What the run made is gone all the same, and the namespace is listed as left.
        QVERIFY(
            !done(m_client->get(k8s::Resource::notebooks(), u"test-case"_s, u"case-notebook"_s)));
        QCOMPARE(run->record.leftovers().size(), std::size_t(1));
        QCOMPARE(run->record.leftovers()[0].kind, u"Namespace"_s);
        removeNamespace();
    }

private:
    //! A validation whose template gives the Notebook these finalizers.
    std::shared_ptr<app::Validation> heldBy(const std::vector<std::string> &finalizers)
    {
        auto configuration = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        configuration.templateOverride = {{"metadata", {{"finalizers", finalizers}}}};
        auto run = m_fixture.validation(configuration);
        run->patience.held = std::chrono::milliseconds(2500);
        return run;
    }
    void takeOff()
    {
        QVERIFY(done(m_client->mergePatch(k8s::Resource::notebooks(), u"test-case"_s,
                                          u"case-notebook"_s,
                                          models::Json{{"metadata", {{"finalizers", nullptr}}}})));
    }

private Q_SLOTS:
    void aFinalizerThatStaysIsSaidAndNotWaitedForLong_data()
    {
        QTest::addColumn<QString>("finalizer");
        QTest::newRow("of a domain") << u"example.com/hold"_s;
        QTest::newRow("as they were once called") << u"hold"_s;
    }
    void aFinalizerThatStaysIsSaidAndNotWaitedForLong()
    {
        QFETCH(QString, finalizer);
        const auto run = heldBy({finalizer.toStdString()});
        run->patience.cleanUp = std::chrono::minutes(5);
        QVERIFY(test::ValidationFixture::finish(run));
        QStringList ends;
        for (const models::ObjectDeleted &end : run->record.deleted()) {
            if (end.result == models::ObjectDeleted::Result::Failed)
                ends << end.object.toString() + u": "_s + end.detail;
        }
        const QString with =
            u": It was told to go, and goes once Notebook test-case/case-notebook is gone."_s;
        QCOMPARE(ends,
                 (QStringList{u"Notebook test-case/case-notebook: It is still there: it waits for "
                              "the finalizer %1. Once that is taken off, it goes by itself."_s.arg(
                                  finalizer),
                              u"PersistentVolumeClaim test-case/case-notebook"_s + with,
                              u"Namespace test-case"_s + with}));
        QVERIFY2(run->record.notes().contains(
                     u"Notebook test-case/case-notebook was told to go and waits for the finalizer "
                     "%1, which whoever set it has to take off."_s.arg(finalizer)),
                 qPrintable(run->record.notes().join(u'\n')));
        takeOff();
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void aFinalizerThatIsTakenOffIsWaitedFor()
    {
        const auto run = heldBy({"example.com/hold"});
        run->patience.held = std::chrono::seconds(60);
        bool isOff = false;
        run->onFact = [this, &isOff](const models::Fact &fact) {
            const auto *began = std::get_if<models::PhaseStarted>(&fact.body);
            if (!began || began->phase != models::Phase::CleanUp)
                return;
            // Some time after it was told to go.
            QTimer::singleShot(1'000, this, [this, &isOff] {
                takeOff();
                isOff = true;
            });
        };
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(isOff);
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void whatTakesItsTimeToEndIsSaid()
    {
        auto configuration = test::ValidationFixture::configuration(u"stubborn:2025.1"_s);
        configuration.templateOverride = {
            {"spec", {{"template", {{"spec", {{"terminationGracePeriodSeconds", 60}}}}}}}};
        const auto run = m_fixture.validation(configuration);
        run->patience.held = std::chrono::milliseconds(500);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(run->record.notes().filter(u"does not end at once"_s),
                 QStringList(u"The workbench does not end at once when it is told to: it has "
                             "60 seconds for that."_s));
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
    }

    void whatKubernetesTakesOffItselfIsNothingToSay()
    {
        const auto run = heldBy({"foregroundDeletion"});
        run->patience.held = std::chrono::milliseconds(50);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QVERIFY(run->record.notes().filter(u"finalizer"_s).isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void whatTheClusterPutsEverywhereDoesNot()
    {
        models::Json token = object("v1", "Secret", "builder-dockercfg-x7k2p");
        token["type"] = "kubernetes.io/dockercfg";
        token["data"] = {{".dockercfg", "e30="}};
        const auto run = joinedBy(k8s::Resource::secrets(), token);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(m_joined->isFinished() && m_joined->result());
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void whoeverMayNotLookLeavesIt()
    {
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/namespaces/test-case/secrets"_s;
        fault.code = 403;
        fault.times = -1;
        m_fixture.cluster().inject(fault);
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        m_fixture.cluster().clearFaults();
        const QString end = endOfNamespace(*run);
        QVERIFY2(end.startsWith(u"Kept: Whether others put something into it cannot be looked up, "
                                "so it stays: "_s),
                 qPrintable(end));
        removeNamespace();
    }

    void whatTheClusterDoesNotKnowIsNotThere()
    {
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/namespaces/test-case/(secrets|configmaps)"_s;
        fault.code = 404;
        fault.times = -1;
        m_fixture.cluster().inject(fault);
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        m_fixture.cluster().clearFaults();
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }
};

QTEST_GUILESS_MAIN(TestForeignObjects)
#include "tst_foreign_objects.moc"
