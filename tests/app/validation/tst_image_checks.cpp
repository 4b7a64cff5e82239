// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using models::CellOutcome;
using models::CheckResult;

//! What a suite wants beyond imports, on the sandbox: real commands by this machine's Python.
class TestImageChecks : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;
    QTemporaryDir m_folder;

    static models::CustomImageTestConfiguration configuration()
    {
        auto c = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        c.timeoutCommand = 10;
        return c;
    }

    static QString said(const models::RunRecord &record)
    {
        const auto &verdict = record.verdict();
        return verdict && verdict->error
                   ? models::toString(verdict->error->type) + u": "_s + verdict->error->message
                   : QString();
    }

    static QStringList outcomes(const models::RunRecord &record)
    {
        QStringList list;
        for (const CheckResult &check : record.checks())
            list << check.name + u' ' + models::toString(check.outcome);
        return list;
    }

    static QStringList cells(const models::RunRecord &record)
    {
        QStringList list;
        for (const auto &cell : record.cells())
            list << cell.name + u' ' + models::toString(cell.outcome);
        return list;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile images(m_folder.filePath(u"images.yaml"_s));
        QVERIFY(images.open(QIODevice::WriteOnly));
        QFile usual(u"" ASSAY_SOURCE "/resources/sandbox/images.yaml"_s);
        QVERIFY(usual.open(QIODevice::ReadOnly));
        images.write(usual.readAll() + "\n  - <<: *jupyter\n"
                                       "    image: sandbox.local/workbench/debian:1\n"
                                       "    python: /usr/bin/python3\n");
        images.close();
        const auto problem = m_fixture.start(images.fileName());
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void cleanup()
    {
        m_fixture.cluster().clearFaults();
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 20'000);
    }

    void allThatHoldsPasses()
    {
        auto c = configuration();
        c.installedPackages = {u"PyYAML>=5"_s};
        c.logPolicy.blocked = {u"Traceback"_s, u"Jupyter Server"_s};
        c.logPolicy.allowed = {u"is running at"_s};
        c.notebookCells = {u"import json\nx = 20"_s, u"print('hello')\nx + 1"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(said(run->record), QString());
        QCOMPARE(outcomes(run->record), (QStringList{u"PyYAML>=5 passed"_s, u"Traceback passed"_s,
                                                     u"Jupyter Server passed"_s}));
        QCOMPARE(cells(run->record), (QStringList{u"cell 1 Passed"_s, u"cell 2 Passed"_s}));
        QCOMPARE(run->record.cells()[1].output, u"hello\n21\n"_s);
        QVERIFY(run->record.image());
        QVERIFY(run->record.image()->imageId.contains(u"sha256:"_s));
    }

    void eachThatDoesNotHoldIsTold()
    {
        auto c = configuration();
        c.packagesToVerify = {u"json"_s, u"no_such_module_anywhere"_s};
        c.installedPackages = {u"PyYAML>=999"_s, u"no-such-distribution"_s};
        c.logPolicy.blocked = {u"Jupyter Server"_s};
        c.notebookCells = {u"1/0"_s, u"print('not reached')"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(said(run->record),
                 u"ExecOnPodError: 1 package cannot be imported: no_such_module_anywhere; "
                 "3 checks failed: PyYAML>=999, no-such-distribution, Jupyter Server; "
                 "cell 1: ZeroDivisionError: division by zero"_s);
        QCOMPARE(run->record.checks()[2].evidence.size(), 1);
        QCOMPARE(cells(run->record), (QStringList{u"cell 1 Failed"_s, u"cell 2 NotRun"_s}));
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Failed);
    }

    void cellsRunInTheImagesKernel()
    {
        QProcess python;
        QSignalSpy ended(&python, &QProcess::finished);
        python.start(u"/usr/bin/python3"_s, {u"-c"_s, u"import ipykernel, jupyter_client"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty() || python.error() == QProcess::FailedToStart,
                                 30'000);
        if (ended.isEmpty() || python.exitCode() != 0)
            QSKIP("there is no ipykernel on this machine (python3-ipykernel)");
        auto c = configuration();
        c.customImage = u"sandbox.local/workbench/debian:1"_s;
        c.notebookCells = {u"20"_s, u"Out[1] + 1"_s,
                           u"import asyncio\nasync def f(): return 1\nasyncio.run(f())"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(cells(run->record),
                 (QStringList{u"cell 1 Passed"_s, u"cell 2 Passed"_s, u"cell 3 Failed"_s}));
        QCOMPARE(run->record.cells()[1].output, u"21\n"_s);
        QCOMPARE(said(run->record),
                 u"CellError: cell 3: RuntimeError: asyncio.run() cannot be called from a running "
                 "event loop"_s);
        QCOMPARE(run->record.notes()
                     .filter(u"The notebook cells ran in the image's own kernel"_s)
                     .size(),
                 1);
    }

    void aTestThatFailsFailsItsCell()
    {
        auto c = configuration();
        c.notebookCells = {u"import unittest\n"
                           "class TestVersions(unittest.TestCase):\n"
                           "    def test_python(self):\n"
                           "        self.assertEqual('3.12', '3.11')\n"
                           "unittest.main(argv=[''], verbosity=2, exit=False)"_s,
                           u"1"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(said(run->record), u"CellError: cell 1: 1 of 1 tests failed: test_python"_s);
        QCOMPARE(cells(run->record), (QStringList{u"cell 1 Failed"_s, u"cell 2 NotRun"_s}));
    }

    void sysExitEndsTheNotebookWell()
    {
        auto c = configuration();
        c.notebookCells = {u"import sys; sys.exit(0)"_s, u"1/0"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(said(run->record), QString());
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Passed);
        QCOMPARE(cells(run->record), (QStringList{u"cell 1 Passed"_s, u"cell 2 NotRun"_s}));
        QCOMPARE(run->record.cells()[1].errorMessage,
                 u"Not run, because cell 1 ended the notebook."_s);
    }

    void cellsOfANotebookFile()
    {
        QFile file(m_folder.filePath(u"smoke.ipynb"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}, \"cells\": ["
                   "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": [\"text\"]},"
                   "{\"cell_type\": \"code\", \"metadata\": {}, \"outputs\": [],"
                   " \"source\": [\"a = 2\\n\", \"a\"]},"
                   "{\"cell_type\": \"code\", \"metadata\": {}, \"outputs\": [],"
                   " \"source\": \"import time; time.sleep(60)\"}]}");
        file.close();
        auto c = configuration();
        c.notebookCells = {u"smoke.ipynb"_s};
        const auto run = m_fixture.validation(c);
        run->suitePath = m_folder.filePath(u"suite.yaml"_s);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(run->record.cells().size(), std::size_t(2));
        QCOMPARE(run->record.cells()[0].output, u"2\n"_s);
        QVERIFY(run->record.cells()[1].outcome == CellOutcome::TimedOut);
        QVERIFY(run->record.cells()[1].seconds < 14);
        QVERIFY2(said(run->record).startsWith(u"CommandTimeoutError: smoke.ipynb, cell 2: "_s),
                 qPrintable(said(run->record)));
    }

    void aNotebookFileThatIsMissingIsToldBeforeAnythingIsMade()
    {
        auto c = configuration();
        c.notebookCells = {u"missing.ipynb"_s};
        const auto run = m_fixture.validation(c);
        run->suitePath = m_folder.filePath(u"suite.yaml"_s);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY2(said(run->record).startsWith(u"ConfigurationError: notebook_cells[0]: "_s),
                 qPrintable(said(run->record)));
        QCOMPARE(run->record.created().size(), std::size_t(0));
    }

    void anImageWithoutPythonPassesNoCheck()
    {
        auto c = configuration();
        c.customImage = u"sandbox.local/workbench/nopython:2025.1"_s;
        c.installedPackages = {u"PyYAML"_s};
        c.workbenchChecks = {u"root_group"_s};
        c.notebookCells = {u"1"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(outcomes(run->record),
                 (QStringList{u"PyYAML inconclusive"_s, u"root_group inconclusive"_s}));
        QCOMPARE(cells(run->record), QStringList{u"cell 1 Failed"_s});
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Failed);
    }

    void aLostConnectionIsNeverAFailureOfACell()
    {
        auto c = configuration();
        c.notebookCells = {u"1"_s};
        const auto run = m_fixture.validation(c);
        bool cut = false;
        run->onFact = [&](const models::Fact &fact) {
            const auto *phase = std::get_if<models::PhaseStarted>(&fact.body);
            if (!cut && phase && phase->phase == models::Phase::CheckImage) {
                cut = true;
                sandbox::Fault fault;
                fault.kind = sandbox::Fault::Kind::Reset;
                fault.pathPattern = u"/exec"_s;
                m_fixture.cluster().inject(fault);
            }
        };
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(cut);
        QCOMPARE(cells(run->record), QStringList{u"cell 1 Inconclusive"_s});
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Inconclusive);
    }

    void aTagThatMovedIsTold()
    {
        const QString history = m_folder.filePath(u"history.json"_s);
        QFile file(history);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"sandbox.local/workbench/minimal:2025.1": {"image_id": "x@sha256:0ld",
                       "run": "run-0", "at": "2025-10-30T10:15:00.000Z"}})");
        file.close();
        const auto run = m_fixture.validation(configuration());
        run->imageHistory = history;
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(said(run->record), QString());
        QCOMPARE(run->record.image()->formerRun, u"run-0"_s);
    }

    //! Two files, and no more of them in the URL than a proxy lets through.
    void theLibrariesOfAGpuAreLookedAt()
    {
        auto c = configuration();
        c.workbenchChecks = {u"gpu_libraries"_s};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        const auto &checks = run->record.checks();
        const auto found = std::find_if(checks.begin(), checks.end(), [](const auto &check) {
            return check.name == "gpu_libraries"_L1;
        });
        QVERIFY(found != checks.end());
        QVERIFY2(found->outcome == models::CheckOutcome::Passed, qPrintable(found->detail));
        for (const QString &request : m_fixture.cluster().requests()) {
            if (request.contains(u"/exec?"_s))
                QVERIFY2(request.size() < 6000, qPrintable(request));
        }
    }

    void aGpuThatNoNodeHasIsToldBeforeAnythingIsMade()
    {
        auto c = configuration();
        c.gpuRequired = true;
        const auto run = m_fixture.validation(c);
        run->cluster.gpus = QStringList();
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY2(
            said(run->record)
                .startsWith(u"ClusterError: No node of this cluster has nvidia.com/gpu to give."_s),
            qPrintable(said(run->record)));
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Inconclusive);
        QCOMPARE(run->record.created().size(), std::size_t(0));
    }

    void aNodeThatIsNoneIsToldBeforeAnythingIsMade()
    {
        auto c = configuration();
        c.templateOverride = {{"spec", {{"template", {{"spec", {{"nodeName", "nosuchnode"}}}}}}}};
        const auto run = m_fixture.validation(c);
        run->cluster.nodes = {{u"worker-1"_s, {}}};
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY2(said(run->record)
                     .startsWith(u"ConfigurationError: The template puts the pod onto node "
                                 "nosuchnode, and the cluster has no node of that name."_s),
                 qPrintable(said(run->record)));
        QCOMPARE(run->record.created().size(), std::size_t(0));
    }

    void whatTheApiServerWouldRefuseIsToldBeforeTheVolumeIsMade()
    {
        auto c = configuration();
        c.templateOverride = {{"spec", {{"template", {{"spec", {{"containers", "none"}}}}}}}};
        const auto run = m_fixture.validation(c);
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY2(said(run->record).startsWith(u"ConfigurationError: "_s),
                 qPrintable(said(run->record)));
        for (const auto &created : run->record.created())
            QCOMPARE(created.object.kind, u"Namespace"_s);
    }
};

QTEST_GUILESS_MAIN(TestImageChecks)
#include "tst_image_checks.moc"
