// SPDX-License-Identifier: Apache-2.0
#include "cell_runs.h"

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace assay::models;
using namespace cell_runs;
using namespace Qt::StringLiterals;

//! resources/run_cells.py with the machine's own Python, read as the flow reads it.
class RunCellsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
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
        row("no cells", {}, {});
        row("one namespace", {u"x = 20"_s, u"print('hi', __name__)\nx + 1"_s, u"_ * 2"_s},
            {u"Passed: "_s, u"Passed: hi __main__\n21\n"_s, u"Passed: 42\n"_s});
        row("no value", {u"None"_s, u"1;"_s, u"x = 1"_s, u"# nothing"_s, u""_s},
            {u"Passed: "_s, u"Passed: "_s, u"Passed: "_s, u"Passed: "_s, u"Passed: "_s});
        row("values", {u"'a\\n'"_s, u"'ä€'"_s, u"display('a', [1])"_s},
            {u"Passed: 'a\\n'\n"_s, u"Passed: 'ä€'\n"_s, u"Passed: a\n[1]\n"_s});
        row("the first that fails is the last", {u"1"_s, u"print('a')\n1/0"_s, u"2"_s},
            {u"Passed: 1\n"_s, u"Failed (ZeroDivisionError: division by zero): a\n"_s,
             u"NotRun: "_s});
        row("no message", {u"raise KeyboardInterrupt"_s}, {u"Failed (KeyboardInterrupt): "_s});
        row("SystemExit", {u"import sys; sys.exit(3)"_s}, {u"Failed (SystemExit: 3): "_s});
        row("it leaves well", {u"print('a')\nimport sys; sys.exit(0)"_s, u"1/0"_s},
            {u"Passed: a\n"_s, u"NotRun: "_s});
        row("exit()", {u"exit()"_s, u"1/0"_s}, {u"Passed: "_s, u"NotRun: "_s});
        row("standard input is at its end", {u"import sys\nsys.stdin.read()"_s, u"input()"_s},
            {u"Passed: ''\n"_s, u"Failed (EOFError: EOF when reading a line): "_s});
        row("all that writes",
            {u"import os, sys, subprocess, ctypes\nprint('a')\nprint('b', file=sys.stderr)\n"
             "os.write(1, b'c\\n')\nsubprocess.call('echo d; echo e >&2', shell=True)\n"
             "ctypes.CDLL(None).puts(b'f');"_s,
             u"'g'"_s},
            {u"Passed: a\nb\nc\nd\ne\nf\n"_s, u"Passed: 'g'\n"_s});
        row("no UTF-8", {u"import os; os.write(1, b'\\xff\\n');"_s, u"print('\\udc80')"_s},
            {u"Passed: \ufffd\n"_s, u"Passed: \\udc80\n"_s});
        row("await",
            {u"import asyncio\nawait asyncio.sleep(0)\nawait asyncio.sleep(0, 'v')"_s,
             u"async def f():\n    1/0\nawait f()"_s},
            {u"Passed: 'v'\n"_s, u"Failed (ZeroDivisionError: division by zero): "_s});
        row("a marker of its own",
            {u"print('\\nASSAY-CELL {\"index\": 0, \"outcome\": "
             "\"Passed\"}')\n1/0"_s},
            {u"Failed (ZeroDivisionError: division by zero): \nASSAY-CELL {\"index\": 0, "
             "\"outcome\": \"Passed\"}\n"_s});
        row("it ends Python", {u"print('a', flush=True)\nimport os; os._exit(5)"_s, u"1"_s},
            {u"Failed (The cell ended Python with status 5): a\n"_s, u"NotRun: "_s}, 5);
        row("it ends Python well", {u"import os; os._exit(0)"_s, u"1"_s},
            {u"Failed (The cell ended Python with status 0): "_s, u"NotRun: "_s});
        row("it is killed", {u"import os; os.kill(os.getpid(), 9)"_s},
            {u"Failed (Python was ended by signal 9 (SIGKILL), as happens when memory runs out): "_s},
            137);
        row("it forks and the other comes back",
            {u"import os\npid = os.fork()\nif not pid: raise ValueError\nos.waitpid(pid, 0)[1]"_s,
             u"2"_s},
            {u"Passed: 256\n"_s, u"Passed: 2\n"_s});
        row("the environment",
            {u"import os, sys\nprint(os.environ['MPLBACKEND'], os.environ['NO_COLOR'], "
             "os.environ['TERM'], sys.argv)"_s},
            {u"Passed: Agg 1 dumb ['']\n"_s});
        row("pickle finds what cells define",
            {u"import pickle\nclass A: pass\ntype(pickle.loads(pickle.dumps(A()))) is A"_s},
            {u"Passed: True\n"_s});
        row("it closes everything", {u"import os; os.closerange(3, 200)"_s, u"1"_s},
            {u"Failed (The cell ended Python with status 1): "_s, u"NotRun: "_s}, 1);
    }

    void cells()
    {
        QFETCH(QStringList, sources);
        QFETCH(QStringList, expected);
        QFETCH(int, status);
        Ran result = ran(sources);
        QVERIFY(result.run.ended);
        for (CellResult &cell : result.cells) {
            // Its own report of what it could not write.
            if (cell.errorMessage == u"The cell ended Python with status 1")
                cell.output.clear();
            if (cell.outcome != CellOutcome::NotRun)
                QCOMPARE(cell.runner, u"python"_s);
            QCOMPARE(cell.traceback.isEmpty(),
                     cell.outcome != CellOutcome::Failed || cell.errorMessage.contains(u"Python"));
        }
        QCOMPARE(told(result), expected);
        QCOMPARE(result.run.status, status);
        QCOMPARE(result.run.errors, QByteArray());
    }

    void tracebacksAreTheCellsOwn()
    {
        const Ran result = ran({u"def f(x):\n    return 1 // x"_s,
                                u"try:\n    f(0)\nexcept ZeroDivisionError as e:\n"
                                "    raise ValueError('no') from e"_s});
        QString traceback = result.cells[1].traceback;
        // Newer versions mark the place in the line.
        traceback.remove(QRegularExpression(u"^ *[~^]+\n"_s, QRegularExpression::MultilineOption));
        QCOMPARE(traceback,
                 u"Traceback (most recent call last):\n"
                 "  File \"<cell 2>\", line 2, in <module>\n    f(0)\n"
                 "  File \"<cell 1>\", line 2, in f\n    return 1 // x\n"
                 "ZeroDivisionError: integer division or modulo by zero\n\n"
                 "The above exception was the direct cause of the following exception:\n\n"
                 "Traceback (most recent call last):\n"
                 "  File \"<cell 2>\", line 4, in <module>\n    raise ValueError('no') from e\n"
                 "ValueError: no\n"_s);
        QVERIFY(
            ran({u"x = ("_s}).cells[0].traceback.startsWith(u"  File \"<cell 1>\", line 1\n"_s));
    }

    void muchOutputKeepsHeadAndTail()
    {
        const Ran result = ran({u"print('b' + 'x' * 10_000_000 + 'e')"_s});
        QVERIFY(result.cells[0].outputCut);
        QCOMPARE(toString(result.cells[0].outcome), u"Passed"_s);
        QCOMPARE(result.cells[0].output, u"b"_s + QString(32767, u'x') +
                                             u"\n... 9934467 bytes left out ...\n"_s +
                                             QString(32766, u'x') + u"e\n"_s);
    }

    void theTimeIsOver_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("traceback");
        QTest::newRow("asleep") << u"import time\nprint('a')\ntime.sleep(60)"_s << u"a\n"_s
                                << u"line 3"_s;
        QTest::newRow("awaiting") << u"import asyncio\nawait asyncio.sleep(60)"_s << QString()
                                  << u"CellTimeout"_s;
        // Code in C that holds the interpreter's lock: no handler and no thread runs.
        QTest::newRow("in C") << u"import ctypes, signal\nprint('a')\n"
                                 "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})\n"
                                 "ctypes.PyDLL(None).pause()"_s
                              << u"a\n"_s << QString();
        QTest::newRow("it takes no for an answer")
            << u"import time\nwhile True:\n    try:\n        time.sleep(60)\n"
               "    except BaseException:\n        print('no')"_s
            << u"no\n"_s << QString();
    }

    void theTimeIsOver()
    {
        QFETCH(QString, source);
        QFETCH(QString, traceback);
        QElapsedTimer timer;
        timer.start();
        const Ran result = ran({u"1"_s, source, u"3"_s}, 1);
        QVERIFY(timer.elapsed() >= 1000);
        QCOMPARE(result.run.status, 124);
        QCOMPARE(toString(result.cells[0].outcome), u"Passed"_s);
        QCOMPARE(toString(result.cells[1].outcome), u"TimedOut"_s);
        QCOMPARE(toString(result.cells[2].outcome), u"NotRun"_s);
        QCOMPARE(result.cells[1].errorMessage,
                 u"TimeoutError: the cell did not end within 1 seconds"_s);
        QTEST(result.cells[1].output, "output");
        QCOMPARE(result.cells[1].traceback.isEmpty(), traceback.isEmpty());
        QVERIFY(result.cells[1].traceback.contains(traceback));
        QVERIFY(result.cells[1].seconds >= 1);
    }

    void whatItStartedEndsWithIt()
    {
        QTemporaryDir folder;
        const QString pid = folder.filePath(u"pid"_s);
        const Ran result = ran({u"import subprocess\np = subprocess.Popen(['sleep', '600'])\n"
                                "open('%1', 'w').write(str(p.pid));"_s.arg(pid),
                                u"p.poll() is None"_s});
        QCOMPARE(told(result), (QStringList{u"Passed: "_s, u"Passed: True\n"_s}));
        QVERIFY(isGone(pid));
    }

    void whatFollowsTheRequestIsNotRead()
    {
        QCOMPARE(told(ran({u"input()"_s}, 30, QProcessEnvironment::systemEnvironment(), "more\n")),
                 QStringList{u"Failed (EOFError: EOF when reading a line): "_s});
    }

    void magicsWithoutIPython()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"IPython"_s));
        QFile file(folder.filePath(u"IPython/__init__.py"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("raise ImportError('none here')");
        file.close();
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PYTHONPATH"_s, folder.path());
        const QString problem = u"Failed (ImportError: this cell is written for IPython, which "
                                "cannot be imported: none here): "_s;
        for (const QString &source : {u"%time 1"_s, u"!ls"_s, u"%%bash\nls"_s, u"x = !ls"_s,
                                      u"print?"_s, u"get_ipython()"_s})
            QCOMPARE(told(ran({source}, 30, environment)), QStringList{problem});
        QCOMPARE(told(ran({u"x = '''\n%time\n!ls\n'''\n7 %2"_s}, 30, environment)),
                 QStringList{u"Passed: 1\n"_s});
    }

    void magics()
    {
        QString interpreter = python::program();
        const auto withoutIPython = [&] {
            return python::run({u"import IPython"_s}, {}, QProcessEnvironment::systemEnvironment(),
                               interpreter)
                       .status != 0;
        };
        if (withoutIPython())
            interpreter = u"python3"_s;
        if (withoutIPython())
            QSKIP("no python3 of this machine has IPython");
        QTemporaryDir home;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, home.path());
        environment.remove(u"IPYTHONDIR"_s);
        const Ran result = ran(
            {u"y = 4"_s, u"x = !echo hi\nx[0], y"_s, u"!echo there"_s, u"y + 1"_s, u"%time 1/0"_s},
            30, environment, {}, interpreter);
        QCOMPARE(told(result), (QStringList{u"Passed: "_s, u"Passed: ('hi', 4)\n"_s,
                                            u"Passed: there\n"_s, u"Passed: 5\n"_s,
                                            u"Failed (ZeroDivisionError: division by zero): "_s}));
        QCOMPARE(
            QDir(home.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList());
    }

    void aRequestThatIsCut()
    {
        const QString script = python::script(u"run_cells.py"_s);
        QProcess process;
        QSignalSpy finished(&process, &QProcess::finished);
        process.start(python::program(), {u"-c"_s, script, u"100"_s, u"5"_s});
        process.write("{\"cells\":");
        process.closeWriteChannel();
        QVERIFY(QTest::qWaitFor([&] { return !finished.isEmpty(); }, 30000));
        QCOMPARE(process.exitCode(), 1);
        QCOMPARE(process.readAllStandardOutput(), QByteArray());
        QCOMPARE(process.readAllStandardError(), QByteArray("The cells did not arrive whole.\n"));
    }
};

QTEST_GUILESS_MAIN(RunCellsTest)
#include "tst_run_cells.moc"
