// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include "validation/inventory_request.h"

#include <QTest>

#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;

class TestFlow : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;

private Q_SLOTS:
    void initTestCase()
    {
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void cleanup()
    {
        m_fixture.cluster().clearFaults();
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 20'000);
    }

    void everyImageEndsAsItShould_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("category");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("states");
        const auto row = [](const QString &image, const char *outcome, const char *error,
                            const char *category, const char *reason, const char *states) {
            QTest::newRow(qPrintable(image))
                << image << QString::fromLatin1(outcome) << QString::fromLatin1(error)
                << QString::fromLatin1(category) << QString::fromLatin1(reason)
                << QString::fromLatin1(states);
        };
        row(u"minimal:2025.1"_s, "passed", "", "", "", "PodPending PodRunning Ready Deleted");
        row(u"minimal:2099.9"_s, "failed", "ImagePullError", "ImagePullBackOff", "ImagePullBackOff",
            "PodPending Failed Deleted");
        row(u"broken:2025.1"_s, "failed", "ContainerCrashError", "CrashLoopBackOff", "Error",
            "PodPending PodRunning Failed Deleted");
        row(u"oom:2025.1"_s, "failed", "ContainerCrashError", "CrashLoopBackOff", "OOMKilled",
            "PodPending PodRunning Failed Deleted");
        row(u"flood:2025.1"_s, "passed", "", "", "", "PodPending PodRunning Ready Deleted");
        row(u"nopython:2025.1"_s, "failed", "ExecOnPodError", "", "",
            "PodPending PodRunning Ready Deleted");
    }
    void everyImageEndsAsItShould()
    {
        QFETCH(QString, image);
        QFETCH(QString, outcome);
        QFETCH(QString, error);
        QFETCH(QString, category);
        QFETCH(QString, reason);
        QFETCH(QString, states);
        const auto run = m_fixture.validation(test::ValidationFixture::configuration(image));
        QVERIFY(test::ValidationFixture::finish(run));
        const auto &verdict = run->record.verdict();
        QVERIFY(verdict);
        const QString said = verdict->error ? verdict->error->message : QString();
        QVERIFY2(models::toString(verdict->outcome) == outcome, qPrintable(said));
        QCOMPARE(verdict->error ? models::toString(verdict->error->type) : QString(), error);
        const auto &diagnosis = run->record.diagnosis();
        QCOMPARE(diagnosis ? models::toString(diagnosis->diagnosis.category) : QString(), category);
        // The kubelet says the one while it tries and the other between two tries.
        QString found = diagnosis ? diagnosis->diagnosis.reason : QString();
        if (found == u"ErrImagePull"_s)
            found = u"ImagePullBackOff"_s;
        QCOMPARE(found, reason);
        QStringList walked;
        for (const auto &transition : run->record.transitions())
            walked << models::toString(transition.to);
        QCOMPARE(walked.join(u' '), states);
        QCOMPARE(run->record.leftovers().size(), std::size_t(0));
        QCOMPARE(m_fixture.remains(), QStringList());
    }

    void theMissingPackageIsNamed()
    {
        auto c = test::ValidationFixture::configuration(u"datascience:2025.1"_s);
        c.packagesToVerify = {u"json"_s, u"no_such_module_anywhere"_s, u"sqlite3"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        const auto &results = run->record.results();
        QCOMPARE(results.size(), std::size_t(3));
        QCOMPARE(results[0].packageName, u"json"_s);
        QVERIFY(results[0].importSuccessful);
        QCOMPARE(results[0].commandExecuted, u"python -c \"import json\""_s);
        QCOMPARE(results[1].packageName, u"no_such_module_anywhere"_s);
        QCOMPARE(*results[1].errorMessage,
                 u"ModuleNotFoundError: No module named 'no_such_module_anywhere'"_s);
        QVERIFY(results[1].failure == models::ImportFailure::NotInstalled);
        QVERIFY(results[1].podLogs->contains(u"Jupyter Server"_s));
        QVERIFY(results[2].importSuccessful);
        QCOMPARE(run->record.verdict()->error->message,
                 u"1 package cannot be imported: no_such_module_anywhere"_s);
        for (const auto &result : results)
            QCOMPARE(result.violations(c.timeoutCommand), QStringList());
        QCOMPARE(run->record.commands().size(), std::size_t(3));
    }

    void theInventoryExplainsWhatIsMissing()
    {
        auto c = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        c.packagesToVerify = {u"json"_s, u"yaml"_s, u"xml.dom"_s, u"yamll"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        const auto &taken = run->record.inventory();
        QVERIFY(taken);
        QCOMPARE(taken->problem, QString());
        QVERIFY(taken->inventory);
        QVERIFY(taken->inventory->version.startsWith(u"3."_s));
        QCOMPARE(taken->inventory->uid, qint64(geteuid()));
        const auto *yaml = taken->inventory->distribution(u"pyyaml"_s);
        QVERIFY(yaml);
        const auto &results = run->record.results();
        QCOMPARE(results.size(), std::size_t(4));
        QCOMPARE(results[1].version, yaml->version);
        QCOMPARE(results[1].distribution, yaml->name);
        QVERIFY(results[1].location->origin.endsWith(u"/yaml/__init__.py"_s));
        QVERIFY(results[1].location->inImage);
        QVERIFY(results[2].location->origin.endsWith(u"/xml/dom/__init__.py"_s));
        QVERIFY2(results[3].advice.startsWith(u"Did you mean yaml? This image has it"_s),
                 qPrintable(results[3].advice));
    }

    void anInventoryThatFailsIsNoVerdict_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("problem");
        QTest::newRow("403") << 403 << u"What the image holds could not be listed: "_s;
        QTest::newRow("500") << 500 << u"What the image holds could not be listed: "_s;
    }
    void anInventoryThatFailsIsNoVerdict()
    {
        QFETCH(int, code);
        QFETCH(QString, problem);
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/exec\\?.*command=json(&|$)"_s;
        fault.code = code;
        fault.times = -1;
        m_fixture.cluster().inject(fault);
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
        QVERIFY(run->record.inventory());
        QVERIFY(!run->record.inventory()->inventory);
        QVERIFY2(run->record.inventory()->problem.startsWith(problem),
                 qPrintable(run->record.inventory()->problem));
        QCOMPARE(run->record.results()[0].version, QString());
    }

    void anImageWithoutPythonIsSaidPlainly()
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"nopython:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(run->record.inventory()->problem,
                 u"The image has no program \"python\" on its PATH that can be run, so what it "
                 "holds could not be listed."_s);
        QCOMPARE(models::toString(run->record.results()[0].failure), u"NoPython"_s);
    }

    void theInventoryCommandFitsEveryProxy()
    {
        QStringList many;
        for (int i = 0; i < 1000; ++i)
            many << u"package_%1"_s.arg(i);
        qsizetype length = 0;
        for (const QString &word : app::InventoryRequest::namesFor(many))
            length += u"&command="_s.size() + QUrl::toPercentEncoding(word).size();
        QVERIFY2(length > 1500 && length < 7000, qPrintable(QString::number(length)));
    }

    void theJournalHoldsWhatTheRecordHolds()
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        const auto stored = models::StoredRun::load(run->journal->folder());
        QVERIFY(stored);
        QCOMPARE(stored->problems, QStringList());
        QCOMPARE(stored->record.facts().size(), run->record.facts().size());
        QVERIFY(stored->record.isFinished());
        QVERIFY(!stored->record.logs().empty());
        QFile log(stored->folder + u'/' + stored->record.logs().front().file);
        QVERIFY(log.open(QIODevice::ReadOnly));
        QVERIFY(log.readAll().contains("Jupyter Server"));
    }

    void anInvalidConfigurationSendsNothing()
    {
        auto c = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        c.customImage = u"localhost:5000/Test//py workbench:1.0"_s;
        const qsizetype before = m_fixture.cluster().requests().size();
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Failed);
        QVERIFY(run->record.verdict()->error->type == models::ErrorType::ConfigurationError);
        QCOMPARE(m_fixture.cluster().requests().size(), before);
    }

    void theKubeletsOwnInvalidImageNameIsToldAtOnce()
    {
        auto c = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        c.templateOverride["spec"]["template"]["spec"]["containers"] =
            models::Json::array({models::Json{{"name", "case-notebook"},
                                              {"image", "localhost:5000/Test//py workbench:1.0"}}});
        const auto run = m_fixture.validation(c);
        run->patience.grace = std::chrono::minutes(10);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(run->record.diagnosis());
        QCOMPARE(models::toString(run->record.diagnosis()->info.errorCategory),
                 u"InvalidImageName"_s);
        QCOMPARE(models::toString(run->record.verdict()->error->type), u"ImagePullError"_s);
        QVERIFY(run->record.verdict()->secondsSaved > 30);
    }

    void lastWordsThatProveItEndTheWait()
    {
        auto c = test::ValidationFixture::configuration(u"broken:2025.1"_s);
        const auto run = m_fixture.validation(c);
        run->patience.grace = std::chrono::minutes(10);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(run->record.diagnosis());
        QCOMPARE(run->record.diagnosis()->diagnosis.rule, u"python-module-missing"_s);
        QCOMPARE(models::toString(run->record.diagnosis()->info.errorCategory),
                 u"CrashLoopBackOff"_s);
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Failed);
        QVERIFY(run->record.verdict()->secondsSaved > 30);
    }

    void tooMuchCpuIsAConstraint()
    {
        auto c = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        c.resources = {{"requests", {{"cpu", "1000"}}}, {"limits", {{"cpu", "1000"}}}};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(run->record.diagnosis());
        QCOMPARE(models::toString(run->record.diagnosis()->info.errorCategory),
                 u"InsufficientResources"_s);
        QCOMPARE(models::toString(run->record.verdict()->error->type), u"PodReadinessTimeout"_s);
    }

    void aTakenNameIsLeftAlone()
    {
        // Kept by a first run, found by a second.
        const auto c = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        const auto first = m_fixture.validation(c);
        first->keep = app::Keep::Always;
        QVERIFY(test::ValidationFixture::finish(first));
        QCOMPARE(m_fixture.cluster().count(u"notebooks"_s), 1);
        QCOMPARE(first->record.leftovers().size(), std::size_t(3));

        const auto second = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(second));
        QVERIFY(second->record.verdict()->outcome == models::Outcome::Inconclusive);
        QVERIFY(second->record.verdict()->error->type == models::ErrorType::ClusterError);
        QVERIFY(second->record.verdict()->error->message.startsWith(
            u"A Notebook named case-notebook is already in namespace test-case."_s));
        QCOMPARE(m_fixture.cluster().count(u"notebooks"_s), 1);

        const auto removed = first->client->remove(k8s::Resource::namespaces(), {}, c.nameSpace);
        QTRY_VERIFY(removed->isFinished());
    }

    void refusalsAreNoVerdictOnTheImage_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const char *method, const char *path, int code,
                            const char *error) {
            QTest::newRow(name) << QString::fromLatin1(method) << QString::fromLatin1(path) << code
                                << QString::fromLatin1(error);
        };
        row("access review 401", "POST", "selfsubjectaccessreviews", 401, "PermissionError");
        row("namespace 500", "POST", "/api/v1/namespaces$", 500, "ClusterError");
        row("claim 403", "POST", "/persistentvolumeclaims$", 403, "PermissionError");
        row("claim 429", "POST", "/persistentvolumeclaims$", 429, "ClusterError");
        row("notebook 403", "POST", "/notebooks$", 403, "PermissionError");
        row("notebook 422", "POST", "/notebooks$", 422, "ConfigurationError");
        row("notebook 500", "POST", "/notebooks$", 500, "ClusterError");
        row("pods 403", "GET", "/pods\\?", 403, "PermissionError");
        row("exec 403", "GET", "/exec\\?", 403, "ConnectionError");
    }
    void refusalsAreNoVerdictOnTheImage()
    {
        QFETCH(QString, method);
        QFETCH(QString, path);
        QFETCH(int, code);
        QFETCH(QString, error);
        sandbox::Fault fault;
        fault.method = method;
        fault.pathPattern = path;
        fault.code = code;
        fault.times = -1;
        m_fixture.cluster().inject(fault);
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        const auto &verdict = run->record.verdict();
        QVERIFY(verdict->error);
        QVERIFY2(models::toString(verdict->error->type) == error,
                 qPrintable(verdict->error->message));
        QCOMPARE(models::toString(verdict->outcome),
                 error == u"ConfigurationError"_s ? u"failed"_s : u"inconclusive"_s);
        m_fixture.cluster().clearFaults();
        const auto left = run->record.leftovers();
        if (path != u"/pods\\?"_s) {
            QCOMPARE(left.size(), std::size_t(0));
            return;
        }
        // Whoever may not look into the namespace leaves it, and says so.
        QCOMPARE(left.size(), std::size_t(1));
        QCOMPARE(left[0].toString(), u"Namespace test-case"_s);
        const auto job = run->client->remove(k8s::Resource::namespaces(), {}, left[0].name);
        QTRY_VERIFY(job->isFinished());
    }

    void aLostImportIsMadeAgain()
    {
        sandbox::Fault fault;
        fault.kind = sandbox::Fault::Kind::ExecNoStatus;
        fault.pathPattern = u"command=import.{1,3}(json|sqlite3)(&|$)"_s;
        fault.times = 2;
        m_fixture.cluster().inject(fault);
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
        // Both attempts can be seen.
        QCOMPARE(run->record.commands().size(), std::size_t(4));
    }

    void testsInOneNamespaceShareIt()
    {
        auto c1 = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        auto c2 = test::ValidationFixture::configuration(u"datascience:2025.1"_s);
        c2.notebookName = u"other-notebook"_s;
        const auto first = m_fixture.validation(c1);
        const auto second = m_fixture.validation(c2);
        second->leases = first->leases;
        app::validate(first);
        QVERIFY(test::ValidationFixture::finish(second));
        QTRY_VERIFY_WITH_TIMEOUT(first->record.isFinished(), 30'000);
        QVERIFY(first->record.verdict()->outcome == models::Outcome::Passed);
        QVERIFY(second->record.verdict()->outcome == models::Outcome::Passed);
    }
};

QTEST_GUILESS_MAIN(TestFlow)
#include "tst_flow.moc"
