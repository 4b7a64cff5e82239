// SPDX-License-Identifier: Apache-2.0
#include "support/cluster_fixture.h"
#include "support/program.h"

#include "cluster/lease.h"

#include <models/record/run_journal.h>

#include <QRandomGenerator>

using namespace assay;
using assay::tests::ClusterFixture;
using namespace Qt::StringLiterals;
using models::Json;
using Result = test::Program::Result;

//! What runs of several processes, some of them killed, leave on a real cluster.
class TestLeftoversCluster : public QObject
{
    Q_OBJECT
    test::Program m_program;
    ClusterFixture m_cluster;
    QString m_nameSpace = ClusterFixture::ownName(u"leftovers"_s);
    QString m_others = ClusterFixture::ownName(u"precious"_s);

    QString suite(const QByteArray &name) const
    {
        return m_program.write(QString::fromLatin1(name) + u".yaml"_s,
                               "version: 1\ntests:\n  - id: " + name + "\n    namespace: " +
                                   m_nameSpace.toLatin1() + "\n    notebook_name: " + name +
                                   "\n    custom_image: localhost:5000/test/py-workbench:1.0\n"
                                   "    packages_to_verify: [numpy]\n"
                                   "    resources: {requests: {cpu: 50m, memory: 64Mi}}\n");
    }
    std::unique_ptr<QProcess> launch(const QStringList &arguments, const QString &state) const
    {
        return m_program.launch(arguments + QStringList{u"--kubeconfig"_s, ClusterFixture::path()},
                                {}, m_program.path(state));
    }
    Result run(const QStringList &arguments, const QString &state) const
    {
        const auto process = launch(arguments, state);
        return test::Program::ended(*process, 240'000) ? test::Program::resultOf(*process)
                                                       : Result();
    }
    Result clean(const QString &state) const { return run({u"clean"_s, u"--yes"_s}, state); }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = ClusterFixture::reasonToSkip(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const auto problem = m_cluster.open();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        QVERIFY(m_cluster.createNamespace(m_others));
        const Json claim{{"apiVersion", "v1"},
                         {"kind", "PersistentVolumeClaim"},
                         {"metadata", {{"name", "precious"}}},
                         {"spec",
                          {{"accessModes", Json::array({"ReadWriteOnce"})},
                           {"resources", {{"requests", {{"storage", "1Mi"}}}}}}}};
        QVERIFY(m_cluster.answer(
            m_cluster.client().create(k8s::Resource::persistentVolumeClaims(), m_others, claim)));
    }
    void cleanupTestCase()
    {
        if (!ClusterFixture::reasonToSkip().isEmpty())
            return;
        for (const QString &name : {m_others, m_nameSpace})
            m_cluster.answer(m_cluster.client().remove(k8s::Resource::namespaces(), {}, name));
    }

    //! ASSAY_KILLS sets how many.
    void whateverIsKilledIsListedAndNothingElseDeleted()
    {
        const int kills = qEnvironmentVariableIntValue("ASSAY_KILLS");
        const QString state = u"killed"_s;
        const QString file = suite("killed");
        const QString root = m_program.path(state) + u"/assay/runs"_s;
        for (int i = 0; i < (kills > 0 ? kills : 5); ++i) {
            const auto process = launch({u"run"_s, file}, state);
            QTest::qWait(int(QRandomGenerator::global()->bounded(50, 4000)));
            process->kill();
            QVERIFY(test::Program::ended(*process));
            for (const QString &folder : models::StoredRun::list(root)) {
                if (QFileInfo(folder + u"/run.jsonl"_s).size() == 0)
                    continue; // before its first fact: nothing can be on the cluster
                const auto stored = models::StoredRun::load(folder);
                QVERIFY2(stored, stored ? "" : qPrintable(stored.error()));
            }
            const Result result = clean(state);
            QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
            QCOMPARE(m_cluster.objectsOf(m_nameSpace), QStringList());
        }
        QCOMPARE(m_cluster.objectsOf(m_others).filter(u"persistentvolumeclaims "_s),
                 QStringList{u"persistentvolumeclaims %1/precious"_s.arg(m_others)});
    }

    //! A Deployment without pods and a Service: neither is of a kind that a run makes.
    void whatOthersWorkWithKeepsTheNamespace()
    {
        const Json labels{{"app", "precious"}};
        const Json pod{{"metadata", {{"labels", labels}}},
                       {"spec", {{"containers", {{{"name", "c"}, {"image", "c"}}}}}}};
        const Json deployment{
            {"apiVersion", "apps/v1"},
            {"kind", "Deployment"},
            {"metadata", {{"name", "precious"}}},
            {"spec",
             {{"replicas", 0}, {"selector", {{"matchLabels", labels}}}, {"template", pod}}}};
        const Json service{{"apiVersion", "v1"},
                           {"kind", "Service"},
                           {"metadata", {{"name", "precious"}}},
                           {"spec", {{"ports", {{{"port", 80}}}}}}};
        const k8s::Resource deployments{u"apps"_s, u"v1"_s, u"deployments"_s, u"Deployment"_s};
        const k8s::Resource services{{}, u"v1"_s, u"services"_s, u"Service"_s};
        const auto one = launch({u"run"_s, suite("joined")}, u"joined"_s);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return m_cluster
                    .answer(m_cluster.client().create(deployments, m_nameSpace, deployment))
                    .has_value();
            },
            60'000));
        QVERIFY(m_cluster.answer(m_cluster.client().create(services, m_nameSpace, service)));
        QVERIFY(test::Program::ended(*one, 240'000));
        const Result result = test::Program::resultOf(*one);
        QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        QVERIFY2((result.out + result.err)
                     .contains(u"It holds what this run did not make: Deployment precious, "
                               "Service precious."_s),
                 qPrintable(result.out + result.err));
        QVERIFY(m_cluster.answer(m_cluster.client().get(deployments, m_nameSpace, u"precious"_s)));
        QVERIFY(m_cluster.answer(
            m_cluster.client().remove(k8s::Resource::namespaces(), {}, m_nameSpace)));
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.objectsOf(m_nameSpace), QStringList(), 60'000);
    }

    void twoProcessesWithOneSuiteAtOnce()
    {
        const QString file = suite("same");
        const auto one = launch({u"run"_s, file}, u"first"_s);
        const auto two = launch({u"run"_s, file}, u"second"_s);
        QVERIFY(test::Program::ended(*one, 240'000) && test::Program::ended(*two, 240'000));
        const Result a = test::Program::resultOf(*one);
        const Result b = test::Program::resultOf(*two);
        QVERIFY2(qMin(a.status, b.status) == 0, qPrintable(a.out + b.out));
        const Result &loser = a.status == 0 ? b : a;
        if (loser.status != 0) {
            QCOMPARE(loser.status, 3);
            QVERIFY2(loser.out.contains(u"in use by run 2"_s), qPrintable(loser.out));
        }
        QVERIFY2(!(a.out + b.out).contains(u"deleted from outside"_s), qPrintable(a.out + b.out));
        for (const QString &state : {u"first"_s, u"second"_s})
            QCOMPARE(clean(state).status, 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.objectsOf(m_nameSpace), QStringList(), 60'000);
    }

    void twoProcessesInOneNamespace()
    {
        const auto one = launch({u"run"_s, suite("left")}, u"first"_s);
        const auto two = launch({u"run"_s, suite("right")}, u"second"_s);
        QVERIFY(test::Program::ended(*one, 240'000) && test::Program::ended(*two, 240'000));
        const Result a = test::Program::resultOf(*one);
        const Result b = test::Program::resultOf(*two);
        QVERIFY2(a.status == 0, qPrintable(a.out + a.err));
        QVERIFY2(b.status == 0, qPrintable(b.out + b.err));
        for (const QString &state : {u"first"_s, u"second"_s})
            QCOMPARE(clean(state).status, 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.objectsOf(m_nameSpace), QStringList(), 60'000);
    }

    void whatIsKeptIsInNobodysUse()
    {
        QCOMPARE(run({u"run"_s, suite("lease"), u"--keep"_s, u"always"_s}, u"lost"_s).status, 0);
        const auto claim = m_cluster.answer(m_cluster.client().get(
            k8s::Resource::persistentVolumeClaims(), m_nameSpace, u"lease"_s));
        QVERIFY(claim);
        const auto lease = app::Lease::of(*claim);
        QVERIFY(lease && lease->kept.isValid());
        QVERIFY(!lease->isLive(QDateTime::currentDateTimeUtc()));
        // On another machine it is known from the cluster alone.
        const Result listed = run({u"clean"_s}, u"elsewhere"_s);
        QVERIFY2(listed.out.contains(u"Notebook %1/lease  (made "_s.arg(m_nameSpace)),
                 qPrintable(listed.out));
        QVERIFY2(listed.out.contains(u", kept by run "_s + lease->run), qPrintable(listed.out));
        const Result result = clean(u"lost"_s);
        QVERIFY2(result.status == 0, qPrintable(result.out));
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.objectsOf(m_nameSpace), QStringList(), 60'000);
    }
};

QTEST_GUILESS_MAIN(TestLeftoversCluster)
#include "tst_leftovers_cluster.moc"
