// SPDX-License-Identifier: Apache-2.0
#include "support/cluster_fixture.h"
#include "support/program.h"

#include <models/record/run_journal.h>

#include <QRegularExpression>

using namespace assay;
using assay::tests::ClusterFixture;
using namespace Qt::StringLiterals;
using models::Json;
using Result = test::Program::Result;

//! What a pipeline does with one suite, on a real cluster: two pull requests at once, each with an
//! image of its own, from a registry that wants a login; a runner that is killed; and the one that
//! comes after it.
class TestPipelineCluster : public QObject
{
    Q_OBJECT
    test::Program m_program;
    ClusterFixture m_cluster;
    const QString m_nameSpace = ClusterFixture::ownName(u"pipeline"_s);
    const QString m_rig = ClusterFixture::ownName(u"registry"_s);
    const int m_port = 20'000 + int(QCoreApplication::applicationPid() % 10'000);
    QString m_suite, m_login;
    QStringList m_images; //!< by digest, as the registry behind the login has them

    static QString workbenchImage(const QString &tag)
    {
        return u"localhost:5000/test/py-workbench:"_s + tag;
    }

    //! A registry of the node's that wants a login, in front of the cluster's own. Repositories
    //! have another name in each run of this test: what the node has once pulled, it would not ask
    //! for again.
    static std::string registry()
    {
        QFile file(QStringLiteral(ASSAY_REGISTRY));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    }

    //! The registry's pod, and the digests of two versions of the workbench, which the node tells.
    //! Why not, where not.
    QString openRegistry()
    {
        const auto container = [](const char *name, const QString &tag, const Json &command) {
            return Json{{"name", name}, {"image", workbenchImage(tag)}, {"command", command}};
        };
        const Json pod{{"apiVersion", "v1"},
                       {"kind", "Pod"},
                       {"metadata", {{"name", "registry"}}},
                       {"spec",
                        {{"hostNetwork", true},
                         {"terminationGracePeriodSeconds", 0},
                         {"containers",
                          {container("one", u"1.0"_s,
                                     {"python3", "-c", registry(), std::to_string(m_port),
                                      m_rig.toStdString()}),
                           container("two", u"1.1"_s,
                                     {"python3", "-c", "import time\ntime.sleep(100000)"})}}}}};
        QString refusal;
        const bool made = QTest::qWaitFor(
            [&] {
                const auto answered =
                    m_cluster.answer(m_cluster.client().create(k8s::Resource::pods(), m_rig, pod));
                refusal = answered ? QString() : answered.error().message;
                return answered.has_value();
            },
            ClusterFixture::patience);
        if (!made)
            return refusal;
        QStringList digests;
        const bool told = QTest::qWaitFor(
            [&] {
                digests.clear();
                const auto read = m_cluster.answer(
                    m_cluster.client().get(k8s::Resource::pods(), m_rig, u"registry"_s));
                for (const Json &status :
                     read ? models::listAt(*read, {"status", "containerStatuses"})
                          : Json::array()) {
                    if (models::at(status, {"ready"}) == true)
                        digests << models::textAt(status, {"imageID"}).section(u'@', 1);
                }
                return digests.size() == 2 && !digests.contains(QString());
            },
            ClusterFixture::patience);
        digests.removeDuplicates();
        if (!told || digests.size() != 2)
            return u"the registry's pod does not run, or not two images"_s;
        for (const QString &digest : std::as_const(digests))
            m_images << u"127.0.0.1:%1/%2/py-workbench@%3"_s.arg(QString::number(m_port), m_rig,
                                                                 digest);
        return {};
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
    //! What the pipeline of a pull request calls.
    QStringList pullRequest(const QString &number, const QString &image,
                            const QString &output) const
    {
        return {u"run"_s,           m_suite, u"--image"_s, image,
                u"--suffix"_s,      number,  u"-o"_s,      m_program.path(output),
                u"--pull-secret"_s, m_login};
    }

    //! "id outcome" of each test in a report.
    static QStringList verdicts(const QString &folder)
    {
        QStringList all;
        const Json report = test::Program::report(folder);
        for (const Json &test : models::listAt(report, {"tests"}))
            all << models::textAt(test, {"id"}) + u' ' + models::textAt(test, {"outcome"});
        all.sort();
        return all;
    }

    //! Name and class name of each JUnit case of a file.
    static QStringList identities(const QString &file)
    {
        QFile junit(file);
        if (!junit.open(QIODevice::ReadOnly))
            return {};
        const QString text = QString::fromUtf8(junit.readAll());
        static const QRegularExpression testCase(u"<testcase [^>]*>"_s);
        static const QRegularExpression name(u" name=\"([^\"]*)\""_s);
        static const QRegularExpression className(u" classname=\"([^\"]*)\""_s);
        QStringList all;
        for (auto found = testCase.globalMatch(text); found.hasNext();) {
            const QString head = found.next().captured();
            all << className.match(head).captured(1) + u'#' + name.match(head).captured(1);
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = ClusterFixture::reasonToSkip(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const auto problem = m_cluster.open();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        QVERIFY(m_cluster.createNamespace(m_rig));
        const QString lacking = m_cluster.imageProblem(m_rig, workbenchImage(u"1.1"_s));
        if (!lacking.isEmpty())
            QSKIP(qPrintable(lacking));
        const QString obstacle = openRegistry();
        QVERIFY2(obstacle.isEmpty(), qPrintable(obstacle));
        m_login = m_program.write(u"login.json"_s,
                                  "{\"auths\": {\"127.0.0.1:" + QByteArray::number(m_port) +
                                      "\": {\"auth\": \"" +
                                      QByteArray("builder:hunter2").toBase64() + "\"}}}");
        const QByteArray rest =
            "    namespace: " + m_nameSpace.toUtf8() +
            "\n    custom_image: localhost:5000/test/py-workbench:1.0\n    timeout_pod_ready: 120\n"
            "    resources: {requests: {cpu: 50m, memory: 64Mi}}\n";
        m_suite = m_program.write(
            u"suite.yaml"_s, "version: 1\ntests:\n  - id: numbers\n    notebook_name: numbers\n"
                             "    packages_to_verify: [numpy, yaml]\n" +
                                 rest +
                                 "  - id: tables\n    notebook_name: tables\n"
                                 "    packages_to_verify: [pandas]\n" +
                                 rest);
    }
    void cleanupTestCase()
    {
        if (!ClusterFixture::reasonToSkip().isEmpty())
            return;
        QStringList all{m_rig};
        for (const char *number : {"1", "2", "3", "4"})
            all << m_nameSpace + u"-pr-"_s + QString::fromLatin1(number);
        for (const QString &name : std::as_const(all))
            m_cluster.answer(m_cluster.client().remove(k8s::Resource::namespaces(), {}, name));
    }

    void withoutTheLoginNothingIsPulled()
    {
        const Result result =
            run({u"run"_s, m_suite, u"--test"_s, u"numbers"_s, u"--image"_s, m_images[0],
                 u"--suffix"_s, u"pr-3"_s, u"-o"_s, m_program.path(u"refused"_s)},
                u"third"_s);
        QVERIFY2(result.status == 1 || result.status == 3, qPrintable(result.out + result.err));
        QVERIFY2(result.out.contains(u"401"_s) || result.out.contains(u"nauthorized"_s) ||
                     result.out.contains(u"pull"_s),
                 qPrintable(result.out));
        QCOMPARE(verdicts(m_program.path(u"refused"_s)).size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.objectsOf(m_nameSpace), QStringList(), 60'000);
    }

    void twoPullRequestsAtOnce()
    {
        const auto one = launch(pullRequest(u"pr-1"_s, m_images[0], u"one"_s), u"first"_s);
        const auto two = launch(pullRequest(u"pr-2"_s, m_images[1], u"two"_s), u"second"_s);
        QVERIFY(test::Program::ended(*one, 240'000) && test::Program::ended(*two, 240'000));
        const QString images[] = {m_images[0], m_images[1]};
        for (int i = 0; i < 2; ++i) {
            const Result result = test::Program::resultOf(i == 0 ? *one : *two);
            QVERIFY2(result.status == 1, qPrintable(result.out + result.err));
            const QString output = m_program.path(i == 0 ? u"one"_s : u"two"_s);
            QCOMPARE(verdicts(output), (QStringList{u"numbers passed"_s, u"tables failed"_s}));
            const QStringList folders = models::StoredRun::list(output + u"/runs"_s);
            QCOMPARE(folders.size(), 2);
            for (const QString &folder : folders) {
                const auto stored = models::StoredRun::load(folder);
                QVERIFY(stored);
                QCOMPARE(stored->record.configuration().customImage, images[i]);
                QCOMPARE(stored->record.configuration().nameSpace,
                         m_nameSpace + (i == 0 ? u"-pr-1"_s : u"-pr-2"_s));
                QFile journal(folder + u"/run.jsonl"_s);
                QVERIFY(journal.open(QIODevice::ReadOnly));
                QVERIFY(!journal.readAll().contains("YnVpbGRlcjpodW50ZXIy"));
            }
        }
        // The same tests, whatever the digest.
        const QStringList first = identities(m_program.path(u"one/junit.xml"_s));
        QVERIFY(first.size() >= 2);
        QCOMPARE(identities(m_program.path(u"two/junit.xml"_s)), first);
        QVERIFY2(!first.join(u' ').contains(u"sha256"_s), qPrintable(first.join(u' ')));
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.objectsOf(m_nameSpace), QStringList(), 60'000);
    }

    void oneReportOverBoth()
    {
        const QString merged = m_program.path(u"merged.xml"_s);
        Result result =
            m_program.run({u"report"_s, m_program.path(u"one"_s), m_program.path(u"two"_s),
                           u"--format"_s, u"junit"_s, u"-o"_s, merged});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QFile file(merged);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        for (const QString &image : std::as_const(m_images))
            QVERIFY2(text.contains(image.section(u'@', 1)), qPrintable(text));
        result = m_program.run({u"report"_s, m_program.path(u"one"_s), m_program.path(u"two"_s),
                                u"--format"_s, u"md"_s, u"-o"_s, u"-"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        for (const QString &image : std::as_const(m_images))
            QVERIFY2(result.out.contains(image.section(u'@', 1).mid(7, 12)),
                     qPrintable(result.out));
    }

    void whatAKilledRunnerLeavesIsListedAndNotTaken()
    {
        const QString mine = m_nameSpace + u"-pr-4"_s;
        const auto killed = launch(pullRequest(u"pr-4"_s, m_images[0], u"killed"_s), u"fourth"_s);
        // Midway: a workbench has its pod.
        QTRY_VERIFY_WITH_TIMEOUT(!m_cluster.objectsOf(mine).filter(u"pods "_s).isEmpty(), 120'000);
        killed->kill();
        QVERIFY(test::Program::ended(*killed));
        // Its records were on a machine that is no more. What is there belongs to it, or to what it
        // made.
        const QString successor = u"successor"_s;
        Result result = run({u"clean"_s}, successor);
        QVERIFY2(!result.out.contains(u"left nothing"_s), qPrintable(result.out));
        const QStringList there = m_cluster.objectsOf(mine);
        QVERIFY(there.size() >= 3);
        QVERIFY2(result.out.contains(u"Namespace "_s + mine + u"  ("_s), qPrintable(result.out));
        for (const QString &object : there.filter(u"notebooks "_s))
            QVERIFY2(result.out.contains(u"Notebook "_s + object.section(u' ', 1) + u"  ("_s),
                     qPrintable(object + u'\n' + result.out));
        for (const QString &object : there.filter(u"persistentvolumeclaims "_s))
            QVERIFY2(result.out.contains(u"PersistentVolumeClaim "_s + object.section(u' ', 1) +
                                         u"  ("_s),
                     qPrintable(object + u'\n' + result.out));
        const auto secrets =
            m_cluster.answer(m_cluster.client().list(k8s::Resource::secrets(), mine));
        QVERIFY(secrets);
        int logins = 0;
        for (const Json &secret : models::listAt(*secrets, {"items"})) {
            const QString name = models::textAt(secret, {"metadata", "name"});
            if (!name.endsWith(u"-pull"_s))
                continue;
            ++logins;
            QVERIFY2(result.out.contains(u"Secret "_s + mine + u'/' + name + u"  ("_s),
                     qPrintable(name + u'\n' + result.out));
        }
        QVERIFY(logins > 0);
        // As long as it may live, nobody takes its workbench.
        result = run(pullRequest(u"pr-4"_s, m_images[0], u"early"_s), successor);
        QVERIFY2(result.status == 3, qPrintable(result.out + result.err));
        QVERIFY2(result.out.contains(u"in use by run 2"_s), qPrintable(result.out));
    }

    void itGoesOnceItsLeaseHasEnded()
    {
        const QString mine = m_nameSpace + u"-pr-4"_s;
        const QStringList all{u"clean"_s, u"--orphans"_s, u"--older-than"_s, u"1s"_s, u"--yes"_s};
        QStringList said;
        const bool gone = QTest::qWaitFor(
            [&] {
                said << run(all, u"successor"_s).out;
                return m_cluster.objectsOf(mine).isEmpty();
            },
            240'000);
        QVERIFY2(gone, qPrintable(said.join(u"---\n"_s)));
        const Result result = run({u"clean"_s}, u"successor"_s);
        QCOMPARE(result.status, 0);
        QVERIFY2(!result.out.contains(mine), qPrintable(result.out));
    }

    void itsSuccessorRunsWhereItRan()
    {
        const Result result = run(pullRequest(u"pr-4"_s, m_images[0], u"again"_s), u"successor"_s);
        QVERIFY2(result.status == 1, qPrintable(result.out + result.err));
        QCOMPARE(verdicts(m_program.path(u"again"_s)),
                 (QStringList{u"numbers passed"_s, u"tables failed"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.objectsOf(m_nameSpace), QStringList(), 60'000);
    }
};

QTEST_GUILESS_MAIN(TestPipelineCluster)
#include "tst_pipeline_cluster.moc"
