// SPDX-License-Identifier: Apache-2.0
#include "cell_runs.h"

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace assay::models;
using namespace cell_runs;
using namespace Qt::StringLiterals;

//! Cells in the kernel of the machine's own Python, and what is the same in it and outside of it.
class KernelCellsTest : public QObject
{
    Q_OBJECT

    //! The messages name the file of a cell, which is made of its content.
    static QStringList toldWithoutFiles(Ran &ran)
    {
        static const QRegularExpression file(u"\\([^()]*, line"_s);
        for (CellResult &cell : ran.cells)
            cell.errorMessage.replace(file, u"(FILE, line"_s);
        return told(ran);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
        if (!hasKernel())
            QSKIP("there is no ipykernel on this machine (python3-ipykernel)");
    }

    void cells_data()
    {
        QTest::addColumn<QStringList>("sources");
        QTest::addColumn<QStringList>("expected");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QStringList &sources,
                            const QStringList &expected, int status = 0) {
            QTest::newRow(name) << sources << expected << status;
        };
        row("history", {u"20"_s, u"Out[1] + _"_s, u"In[1]"_s},
            {u"Passed: 20\n"_s, u"Passed: 40\n"_s, u"Passed: '20'\n"_s});
        row("a loop runs already",
            {u"import asyncio\nasync def f(): return 1\nawait f()"_s, u"asyncio.run(f())"_s},
            {u"Passed: 1\n"_s, u"Failed (RuntimeError: asyncio.run() cannot be called from a "
                               "running event loop): "_s});
        row("magics", {u"x = !echo hi\nx[0]"_s, u"!echo there"_s, u"%time 1/0"_s},
            {u"Passed: 'hi'\n"_s, u"Passed: there\n"_s,
             u"Failed (ZeroDivisionError: division by zero): "_s});
        row("display", {u"display('a', [1])"_s, u"from IPython.display import HTML\nHTML('<b>')"_s},
            {u"Passed: 'a'\n[1]\n"_s, u"Passed: <IPython.core.display.HTML object>\n"_s});
        row("the first that fails is the last", {u"print('a')\n1/0"_s, u"2"_s},
            {u"Failed (ZeroDivisionError: division by zero): a\n"_s, u"NotRun: "_s});
        row("no Python", {u"x = )"_s}, {u"Failed (SyntaxError: unmatched ')' (FILE, line 1)): "_s});
        row("each output once",
            {u"import os\nos.write(1, b'c\\n')\nos.system('echo d; echo e');"_s},
            {u"Passed: c\nd\ne\n"_s});
        // Its kernel's own thread passes on what goes to the descriptors.
        row("the kernel is slow to pass on",
            {u"import os, sys, time\nw = sys.stdout.write\n"
             "def late(text):\n    time.sleep(0.5)\n    return w(text)\n"
             "sys.stdout.write = late\nos.write(1, b'c\\0');"_s,
             u"2"_s},
            {u"Passed: c\0"_s, u"Passed: 2\n"_s});
        row("the outputs lead elsewhere",
            {u"import os\nread, write = os.pipe()\nos.dup2(os.open('/dev/null', 1), 1)\n"
             "os.close(2)\nos.write(write, b'.')"_s,
             u"2"_s},
            {u"Passed: 1\n"_s, u"Passed: 2\n"_s});
        row("a marker of its own",
            {u"print('\\nASSAY-CELL {\"index\": 0, \"outcome\": \"Passed\"}')\n1/0"_s},
            {u"Failed (ZeroDivisionError: division by zero): \nASSAY-CELL {\"index\": 0, "
             "\"outcome\": \"Passed\"}\n"_s});
        row("it ends Python", {u"import os; os._exit(5)"_s, u"1"_s},
            {u"Failed (The cell ended Python with status 5): "_s, u"NotRun: "_s}, 5);
        row("it is killed", {u"import os; os.kill(os.getpid(), 9)"_s},
            {u"Failed (Python was ended by signal 9 (SIGKILL), as happens when memory runs out): "_s},
            137);
        row("exit()", {u"exit()"_s, u"1"_s}, {u"Passed: "_s, u"NotRun: "_s});
    }

    void cells()
    {
        QFETCH(QStringList, sources);
        QFETCH(QStringList, expected);
        QFETCH(int, status);
        Ran result = ranInKernel(sources);
        QVERIFY(result.run.ended);
        for (const CellResult &cell : result.cells) {
            if (cell.outcome != CellOutcome::NotRun)
                QVERIFY2(cell.runner.startsWith(u"ipykernel "_s), qPrintable(cell.runner));
            QVERIFY(!cell.traceback.contains(u'\x1b'));
        }
        QCOMPARE(toldWithoutFiles(result), expected);
        QCOMPARE(result.run.status, status);
        QCOMPARE(result.cells[0].killed, status == 137);
        QCOMPARE(result.run.errors, QByteArray());
    }

    void aKernelIsLeftWell()
    {
        const Ran result = ranInKernel({u"import sys; sys.exit(0)"_s, u"1/0"_s});
        QCOMPARE(toString(result.cells[0].outcome), u"Passed"_s);
        QVERIFY(result.cells[0].endsNotebook);
        QCOMPARE(result.cells[0].traceback, QString());
        QCOMPARE(toString(result.cells[1].outcome), u"NotRun"_s);
        const Ran bad = ranInKernel({u"import sys; sys.exit('bad')"_s});
        QCOMPARE(toString(bad.cells[0].outcome), u"Failed"_s);
        QCOMPARE(bad.cells[0].errorMessage, u"SystemExit: bad"_s);
    }

    void testsThatFail_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        const QString cases = u"import unittest\n"
                              "class Versions(unittest.TestCase):\n"
                              "    def test_python(self): self.assertEqual('3.12', '3.11')\n"
                              "    def test_fine(self): pass\n"_s;
        QTest::newRow("exit=False")
            << cases + u"unittest.main(argv=[''], verbosity=2, exit=False);"_s
            << u"1 of 2 tests failed: test_python"_s;
        QTest::newRow("unittest.main")
            << cases + u"unittest.main(argv=[''])"_s << u"1 of 2 tests failed: test_python"_s;
        QTest::newRow("a runner of its own")
            << cases + u"class Result:\n"
                       "    shouldStop = False\n"
                       "    def startTest(self, test): pass\n"
                       "    stopTest = addSuccess = startTest\n"
                       "    def addFailure(self, test, error): print('bad')\n"
                       "unittest.defaultTestLoader.loadTestsFromTestCase(Versions)(Result());"_s
            << u"1 of 2 tests failed: test_python"_s;
        QTest::newRow("one case") << cases + u"Versions('test_python').run();"_s
                                  << u"1 of 1 tests failed: test_python"_s;
        QTest::newRow("subtests") << u"import unittest\n"
                                     "class T(unittest.TestCase):\n"
                                     "    def test_each(self):\n"
                                     "        for i in range(4):\n"
                                     "            with self.subTest(i=i): self.assertTrue(i % 2)\n"
                                     "unittest.main(argv=[''], exit=False);"_s
                                  << u"1 of 1 tests failed: test_each"_s;
        QTest::newRow("an error, and one that should fail")
            << u"import unittest\n"
               "class T(unittest.TestCase):\n"
               "    def test_a(self): raise OSError\n"
               "    @unittest.expectedFailure\n"
               "    def test_b(self): pass\n"
               "    @unittest.expectedFailure\n"
               "    def test_c(self): self.fail()\n"
               "unittest.main(argv=[''], exit=False);"_s
            << u"2 of 3 tests failed: test_a, test_b"_s;
        QTest::newRow("set up") << u"import unittest\n"
                                   "class T(unittest.TestCase):\n"
                                   "    @classmethod\n"
                                   "    def setUpClass(cls): raise OSError\n"
                                   "    def test_a(self): pass\n"
                                   "unittest.main(argv=[''], exit=False);"_s
                                << u"1 of 1 tests failed: setUpClass (__main__.T)"_s;
        QTest::newRow("doctest") << u"import doctest\n"
                                    "def f():\n"
                                    "    '''\n    >>> f()\n    3\n    '''\n"
                                    "    return 2\n"
                                    "doctest.testmod();"_s
                                 << u"1 of 1 tests failed: f"_s;
        QTest::newRow("all pass") << u"import unittest, doctest\n"
                                     "class T(unittest.TestCase):\n"
                                     "    def test_a(self): pass\n"
                                     "unittest.main(argv=[''], exit=False)\n"
                                     "doctest.testmod();"_s
                                  << QString();
    }

    void testsThatFail()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        for (const Ran &result : {ran({source}), ranInKernel({source})}) {
            QCOMPARE(result.cells[0].errorMessage, expected);
            QCOMPARE(toString(result.cells[0].outcome),
                     expected.isEmpty() ? u"Passed"_s : u"Failed"_s);
        }
    }

    void whatMayRaiseIsNoFailure()
    {
        const QString failing = u"import unittest\n"
                                "class T(unittest.TestCase):\n"
                                "    def test_a(self): self.fail()\n"
                                "unittest.main(argv=[''], exit=False);"_s;
        const QStringList sources{u"print('a')\n1/0"_s, u"2"_s, failing, u"3"_s,
                                  u"import os; os._exit(3)"_s};
        const QSet<int> mayRaise{0, 1, 2, 4};
        for (Ran result : {ran(sources, 30, QProcessEnvironment::systemEnvironment(), {},
                               python::program(), false, mayRaise),
                           ranInKernel(sources, 30, mayRaise)}) {
            QVERIFY(result.cells[0].traceback.contains(u"ZeroDivisionError: division by zero"_s));
            QCOMPARE(result.cells[1].traceback, QString());
            QVERIFY(result.cells[2].output.contains(u"FAILED (failures=1)"_s));
            result.cells[2].output.clear();
            QCOMPARE(
                told(result),
                (QStringList{u"Passed: a\n"_s, u"Passed: 2\n"_s, u"Passed: "_s, u"Passed: 3\n"_s,
                             u"Failed (The cell ended Python with status 3): "_s}));
        }
    }

    void theTimeIsOver_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("asleep") << u"import time\ntime.sleep(60)"_s;
        QTest::newRow("awaiting") << u"import asyncio\nawait asyncio.sleep(60)"_s;
        QTest::newRow("in C") << u"import ctypes, signal\n"
                                 "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"
                                 "ctypes.PyDLL(None).pause()"_s;
        QTest::newRow("it takes no for an answer")
            << u"import time\nwhile True:\n    try:\n        time.sleep(60)\n"
               "    except BaseException:\n        print('no')"_s;
    }

    void theTimeIsOver()
    {
        QFETCH(QString, source);
        const Ran result = ranInKernel({u"1"_s, source, u"3"_s}, 1);
        QCOMPARE(result.run.status, 124);
        QCOMPARE(toString(result.cells[0].outcome), u"Passed"_s);
        QCOMPARE(toString(result.cells[1].outcome), u"TimedOut"_s);
        QCOMPARE(toString(result.cells[2].outcome), u"NotRun"_s);
        QCOMPARE(result.cells[1].errorMessage,
                 u"TimeoutError: the cell did not end within 1 seconds"_s);
        QVERIFY(result.cells[1].seconds >= 1);
    }

    void muchOutputKeepsHeadAndTail()
    {
        const Ran result = ranInKernel({u"print('b' + 'x' * 10_000_000 + 'e')"_s, u"2"_s});
        QVERIFY(result.cells[0].outputCut);
        QCOMPARE(toString(result.cells[0].outcome), u"Passed"_s);
        QVERIFY(result.cells[0].output.startsWith(u"bxxx"_s));
        QVERIFY(result.cells[0].output.endsWith(u"xxxe\n"_s));
        QVERIFY(result.cells[0].output.size() < 70'000);
        QCOMPARE(result.cells[1].output, u"2\n"_s);
    }

    void aKernelLeavesNothingBehind()
    {
        QTemporaryDir home, temporary, folder;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, home.path());
        environment.insert(u"TMPDIR"_s, temporary.path());
        environment.remove(u"IPYTHONDIR"_s);
        const QString started = folder.filePath(u"started"_s),
                      kernel = folder.filePath(u"kernel"_s);
        const Ran result = ranInKernel(
            {u"import os, subprocess\np = subprocess.Popen(['sleep', '600'])\n"
             "with open('%1', 'w') as f: f.write(str(p.pid));\n"
             "with open('%2', 'w') as f: f.write(str(os.getpid()));"_s.arg(started, kernel)},
            30, {}, environment);
        QCOMPARE(toString(result.cells[0].outcome), u"Passed"_s);
        QVERIFY(result.cells[0].runner.startsWith(u"ipykernel"_s));
        QVERIFY(isGone(started));
        QVERIFY(isGone(kernel));
        const auto all = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
        QCOMPARE(QDir(home.path()).entryList(all), QStringList());
        QCOMPARE(QDir(temporary.path()).entryList(all), QStringList());
    }

    void aKernelThatDoesNotStart()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"kernels/python3"_s));
        QFile file(folder.filePath(u"kernels/python3/kernel.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"argv": ["/bin/sh", "-c", "echo none here >&2"], "display_name": "x",
                       "language": "python"})");
        file.close();
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"JUPYTER_PATH"_s, folder.path());
        QCOMPARE(told(ranInKernel({u"1"_s, u"2"_s}, 30, {}, environment)),
                 (QStringList{u"Failed (The image's kernel could not be started: none here): none "
                              "here\n"_s,
                              u"NotRun: "_s}));
    }

    void withoutAKernelItIsAsBefore()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"jupyter_client"_s));
        QFile file(folder.filePath(u"jupyter_client/__init__.py"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("raise ImportError('none here')");
        file.close();
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PYTHONPATH"_s, folder.path());
        const Ran result = ranInKernel({u"1"_s}, 30, {}, environment);
        QCOMPARE(told(result), QStringList{u"Passed: 1\n"_s});
        QCOMPARE(result.cells[0].runner, u"python"_s);
    }
};

QTEST_GUILESS_MAIN(KernelCellsTest)
#include "tst_kernel_cells.moc"
