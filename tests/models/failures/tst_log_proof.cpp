// SPDX-License-Identifier: Apache-2.0
#include "failures/log_proof.h"

#include <QElapsedTimer>
#include <QTest>

using namespace assay::models::classification;
using namespace Qt::StringLiterals;

namespace {

using Proof = QList<QPair<qsizetype, QString>>;

//! The proving lines of a log, as index and text.
Proof proofOf(const QString &log)
{
    Proof proof;
    for (const ProofLine &line : findProof(log).lines)
        proof.push_back({line.index, line.text});
    return proof;
}

} // namespace

class LogProofTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void provingLines_data();
    void provingLines();
    void aMebibyteTakesMilliseconds_data();
    void aMebibyteTakesMilliseconds();
    void indexesCountFromTheLogsBeginning();
    void theLastLineIsTheLastThatSaysSomething();
    void filesOfTheTracebackAreTold_data();
    void filesOfTheTracebackAreTold();
    void readersOfSettingsAreTold()
    {
        const QString log =
            u"Traceback (most recent call last):\n"
            "  File \"/opt/conda/lib/%1\", line 101, in get\n"
            "    recursive_update(data, json.load(f))\n"
            "  File \"/opt/conda/lib/python3.11/json/decoder.py\", line 355\n"
            "    raise JSONDecodeError(\"Expecting value\", s, err.value) from None\n"
            "json.decoder.JSONDecodeError: Expecting value: line 3 column 5\n"_s;
        QCOMPARE(findProof(log.arg(u"jupyter_server/config_manager.py"_s)).facts,
                 QStringList(u"in-json-settings"_s));
        QCOMPARE(findProof(log.arg(u"start.py"_s)).facts, QStringList());
    }
};

void LogProofTest::filesOfTheTracebackAreTold_data()
{
    QTest::addColumn<QString>("log");
    QTest::addColumn<QString>("settings");
    QTest::addColumn<bool>("inHomePackages");
    const auto traceback = [](const QString &file, const QString &end) {
        return u"Traceback (most recent call last):\n"
               "  File \"/opt/conda/bin/jupyter-lab\", line 7, in <module>\n"
               "    main()\n"
               "  File \"%1\", line 2, in <module>\n"
               "    x = y\n"
               "%2\n"_s.arg(file, end);
    };
    const QString error = u"NameError: name 'y' is not defined"_s;
    const QString settings = u"/home/jovyan/.jupyter/jupyter_server_config.py"_s;
    const QString package = u"/home/jovyan/.local/lib/python3.11/site-packages/x/__init__.py"_s;
    QTest::newRow("settings") << traceback(settings, error) << settings << false;
    QTest::newRow("a part of the settings")
        << traceback(u"/etc/jupyter/jupyter_server_config.d/a.py"_s, error)
        << u"/etc/jupyter/jupyter_server_config.d/a.py"_s << false;
    QTest::newRow("a package of the home folder") << traceback(package, error) << QString() << true;
    QTest::newRow("named by the error only")
        << traceback(u"/opt/conda/lib/python3.11/site-packages/y.py"_s,
                     u"ImportError: cannot import name 'a' from 'x' (%1)"_s.arg(package))
        << QString() << true;
    QTest::newRow("a package of the image")
        << traceback(u"/opt/conda/lib/python3.11/site-packages/x/__init__.py"_s, error) << QString()
        << false;
    QTest::newRow("a server that lived on")
        << u"[E 2026-01-01 10:00:00.000 ServerApp] Uncaught exception\n"
           "    "_s +
               traceback(settings, error).replace(u"\n"_s, u"\n    "_s).trimmed()
        << QString() << false;
}

void LogProofTest::filesOfTheTracebackAreTold()
{
    QFETCH(QString, log);
    const LogProof proof = findProof(log);
    QTEST(proof.settings, "settings");
    QTEST(proof.facts.contains(u"packages-in-home"_s), "inHomePackages");
}

void LogProofTest::provingLines_data()
{
    QTest::addColumn<QString>("log");
    QTest::addColumn<Proof>("expected");
    const auto row = [](const char *name, const QString &log, const Proof &expected) {
        QTest::newRow(name) << log << expected;
    };
    row("nothing", u""_s, {});
    row("nothing grave", u"Serving on 8888\nbye\n"_s, {});
    row("causes, the end first",
        u"Traceback (most recent call last):\n"
        "  File \"a.py\", line 1, in <module>\n"
        "    import x\n"
        "KeyError: 'runtime_dir'\n"
        "\n"
        "During handling of the above exception, another exception occurred:\n"
        "\n"
        "Traceback (most recent call last):\n"
        "  File \"b.py\", line 2, in <module>\n"
        "    main()\n"
        "PermissionError: [Errno 13] Permission denied: '/home/jovyan/.local'\n"_s,
        {{10, u"PermissionError: [Errno 13] Permission denied: '/home/jovyan/.local'"_s},
         {3, u"KeyError: 'runtime_dir'"_s}});
    row("exception group",
        u"  + Exception Group Traceback (most recent call last):\n"
        "  |   File \"a.py\", line 3, in <module>\n"
        "  |     raise ExceptionGroup(\"start\", errors)\n"
        "  | ExceptionGroup: start (2 sub-exceptions)\n"
        "  +-+---------------- 1 ----------------\n"
        "    | Traceback (most recent call last):\n"
        "    |   File \"a.py\", line 1, in one\n"
        "    | ValueError: one\n"
        "    +---------------- 2 ----------------\n"
        "    | Traceback (most recent call last):\n"
        "    |   File \"a.py\", line 2, in two\n"
        "    | OSError: two\n"
        "    +------------------------------------\n"_s,
        {{3, u"ExceptionGroup: start (2 sub-exceptions)"_s},
         {7, u"ValueError: one"_s},
         {11, u"OSError: two"_s}});
    row("other streams between the lines, and a warning after them",
        u"Traceback (most recent call last):\n"
        "Loading\n"
        "  File \"a.py\", line 1, in <module>\n"
        "INFO: still alive\n"
        "    import x\n"
        "ModuleNotFoundError: No module named 'x'\n"
        "/opt/x.py:3: UserWarning: could not find the cache\n"_s,
        {{5, u"ModuleNotFoundError: No module named 'x'"_s}});
    row("a wrapper's epilogue",
        u"Traceback (most recent call last):\n"
        "  File \"a.py\", line 1, in <module>\n"
        "ImportError: bad\n"
        "\n"
        "ERROR conda.cli.main_run:execute(124): `conda run jupyter lab` failed. (See above for "
        "error)\n"_s,
        {{2, u"ImportError: bad"_s}});
    row("only an epilogue",
        u"npm ERR! missing script: start\nINFO gave up: x entered FATAL state\n"_s,
        {{1, u"INFO gave up: x entered FATAL state"_s}, {0, u"npm ERR! missing script: start"_s}});
    row("only the last attempt counts",
        u"Starting\n"
        "Traceback (most recent call last):\n"
        "  File \"a.py\", line 1, in <module>\n"
        "ValueError: first\n"
        "Starting again\n"
        "Traceback (most recent call last):\n"
        "  File \"a.py\", line 1, in <module>\n"
        "ValueError: second\n"_s,
        {{7, u"ValueError: second"_s}});
    row("a server lived on with an extension's traceback",
        u"[W 2026-01-01 10:00:00.000 ServerApp] x | error adding extension (enabled: True)\n"
        "    Traceback (most recent call last):\n"
        "      File \"a.py\", line 1, in <module>\n"
        "    ModuleNotFoundError: No module named 'x'\n"
        "[C 2026-01-01 10:00:01.000 ServerApp] Bad config encountered during initialization: y\n"_s,
        {{4, u"[C 2026-01-01 10:00:01.000 ServerApp] Bad config encountered during "
             "initialization: y"_s},
         {3, u"ModuleNotFoundError: No module named 'x'"_s}});
    row("a traceback, then a server, then its error",
        u"Traceback (most recent call last):\n"
        "  File \"prepare.py\", line 1, in <module>\n"
        "ValueError: optional\n"
        "Serving on 8888\n"
        "OSError: [Errno 98] Address already in use\n"_s,
        {{4, u"OSError: [Errno 98] Address already in use"_s}, {2, u"ValueError: optional"_s}});
    row("an end that hands on",
        u"nginx: [emerg] bind() to 0.0.0.0:8888 failed (98: Address already in use)\n"
        "Traceback (most recent call last):\n"
        "  File \"run.py\", line 1, in <module>\n"
        "subprocess.CalledProcessError: Command '['nginx']' returned non-zero exit status 1.\n"_s,
        {{0, u"nginx: [emerg] bind() to 0.0.0.0:8888 failed (98: Address already in use)"_s},
         {3, u"subprocess.CalledProcessError: Command '['nginx']' returned non-zero exit status "
             "1."_s}});
    row("stamps of a runtime",
        u"2026-01-01T10:00:00.123456789Z stderr F Traceback (most recent call last):\n"
        "2026-01-01T10:00:00.123456789Z stderr F   File \"a.py\", line 1, in <module>\n"
        "2026-01-01T10:00:00.123456789Z stderr F OSError: x\n"_s,
        {{2, u"OSError: x"_s}});
    row("Docker's own file",
        u"{\"log\":\"jupyter: command not found\\n\",\"stream\":\"stderr\"}\n"_s,
        {{0, u"jupyter: command not found"_s}});
    row("colours and a progress bar", u"  1%\r 50%\r\x1b[31mError: no disk\x1b[0m\r\n"_s,
        {{0, u"Error: no disk"_s}});
    row("lines of JSON",
        u"{\"level\":\"info\",\"msg\":\"no error\"}\n"
        "{\"level\":\"fatal\",\"msg\":\"cannot listen\",\"error\":\"address already in use\"}\n"
        "{\"level\":\"warn\",\"msg\":\"failed to say goodbye\"}\n"_s,
        {{1, u"cannot listen: address already in use"_s}});
    row("a message in fields",
        u"{\"level\":\"ERROR\",\"fields\":{\"message\":\"Failed to certify identity\"}}\n"_s,
        {{0, u"Failed to certify identity"_s}});
    row("logfmt",
        u"time=\"2026-01-01T10:00:00Z\" level=info msg=\"failed once\"\n"
        "time=\"2026-01-01T10:00:00Z\" level=fatal msg=\"cannot start\" err=\"no \\\"x\\\"\"\n"_s,
        {{1, u"cannot start: no \"x\""_s}});
    row("klog",
        u"I1126 10:00:00.000000       1 main.go:1] no error\n"
        "W1126 10:00:00.000000       1 main.go:2] failed, tried again\n"
        "E1126 10:00:00.000000       1 main.go:3] failed\n"
        "F1126 10:00:01.000000       1 main.go:4] unable to load certificates\n"_s,
        {{3, u"F1126 10:00:01.000000       1 main.go:4] unable to load certificates"_s},
         {2, u"E1126 10:00:00.000000       1 main.go:3] failed"_s}});
    row("Go's panic",
        u"panic: runtime error: invalid memory address or nil pointer dereference\n"
        "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]\n"
        "\n"
        "goroutine 1 [running]:\n"
        "main.main()\n"
        "\t/src/main.go:10 +0x1b\n"
        "exit status 2\n"_s,
        {{0, u"panic: runtime error: invalid memory address or nil pointer dereference"_s}});
    row("Java's causes",
        u"Exception in thread \"main\" java.lang.RuntimeException: cannot start\n"
        "\tat a.B.main(B.java:1)\n"
        "Caused by: java.io.IOException: middle\n"
        "\tat a.B.c(B.java:2)\n"
        "\t... 1 more\n"
        "Caused by: java.net.BindException: Address already in use\n"
        "\tat a.B.d(B.java:3)\n"
        "\t... 2 more\n"_s,
        {{5, u"Caused by: java.net.BindException: Address already in use"_s},
         {2, u"Caused by: java.io.IOException: middle"_s},
         {0, u"Exception in thread \"main\" java.lang.RuntimeException: cannot start"_s}});
    row("Node's error",
        u"node:internal/modules/cjs/loader:1080\n"
        "  throw err;\n"
        "  ^\n"
        "\n"
        "Error: Cannot find module 'x'\n"
        "Require stack:\n"
        "- /opt/a.js\n"
        "    at Module._resolve (node:internal/modules/cjs/loader:1077:15)\n"
        "    at node:internal/main/run_main_module:23:47 {\n"
        "  code: 'MODULE_NOT_FOUND'\n"
        "}\n"
        "\n"
        "Node.js v18.18.2\n"_s,
        {{4, u"Error: Cannot find module 'x'"_s}});
    row("Rust's panic",
        u"thread 'main' panicked at src/main.rs:2:5:\n"
        "no config\n"
        "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"_s,
        {{1, u"no config"_s}, {0, u"thread 'main' panicked at src/main.rs:2:5:"_s}});
    row("a shell's record of itself",
        u"+ jupyter lab --error-level=fatal\n"
        "/start.sh: line 2: jupyter: command not found\n"
        "+ exit 127\n"_s,
        {{1, u"/start.sh: line 2: jupyter: command not found"_s}});
    row("Jupyter's own marks",
        u"[I 2026-01-01 10:00:00.000 ServerApp] failed to find nothing\n"
        "[E 2026-01-01 10:00:00.000 ServerApp] one\n"
        "[C 2026-01-01 10:00:00.000 ServerApp] two\n"
        "[I 2026-01-01 10:00:00.000 ServerApp] Shutting down 0 extensions\n"_s,
        {{2, u"[C 2026-01-01 10:00:00.000 ServerApp] two"_s},
         {1, u"[E 2026-01-01 10:00:00.000 ServerApp] one"_s}});
    row("what TensorFlow says of a missing GPU ends nothing",
        u"E0000 cuda_executor.cc:1] failed call to cuInit: UNKNOWN ERROR (303)\n"
        "Error: no config\n"
        "Could not load dynamic library 'libcudart.so.11.0'; dlerror: not found\n"_s,
        {{1, u"Error: no config"_s}});
}

void LogProofTest::provingLines()
{
    QFETCH(QString, log);
    QFETCH(Proof, expected);
    QCOMPARE(proofOf(log), expected);
}

void LogProofTest::aMebibyteTakesMilliseconds_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("one line") << QString(1024 * 1024, u'x');
    QTest::newRow("a progress bar") << u" 10%\r"_s.repeated(200'000);
    QTest::newRow("tracebacks") << u"Traceback (most recent call last):\n"_s.repeated(30'000);
    QTest::newRow("short lines") << u"a\n"_s.repeated(500'000);
    QTest::newRow("errors") << u"Error: one of many things failed here\n"_s.repeated(27'000);
    QTest::newRow("stacks") << u"    at x\nError\n"_s.repeated(70'000);
    QTest::newRow("escapes") << u"\x1b]"_s.repeated(500'000);
    QTest::newRow("names") << u"a.b.c."_s.repeated(170'000);
    QTest::newRow("JSON") << u"{\"level\":\"error\",\"msg\":\"x\"}\n"_s.repeated(35'000);
}

void LogProofTest::aMebibyteTakesMilliseconds()
{
    QFETCH(QString, line);
    QElapsedTimer timer;
    timer.start();
    findProof(line);
    // On one of many busy cores; what is quadratic takes minutes.
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    qInfo() << timer.elapsed() << "ms";
}

void LogProofTest::indexesCountFromTheLogsBeginning()
{
    const QString log = u"x\n"_s.repeated(100'000) + u"Error: y\n"_s;
    QCOMPARE(proofOf(log), (Proof{{100'000, u"Error: y"_s}}));
    QCOMPARE(proofOf(u"Error: y\n"_s), (Proof{{0, u"Error: y"_s}}));
    QCOMPARE(proofOf(u"\nError: y"_s), (Proof{{1, u"Error: y"_s}}));
}

void LogProofTest::theLastLineIsTheLastThatSaysSomething()
{
    QCOMPARE(findProof(u"a\n b \n\n \n"_s).last, (ProofLine{1, u"b"_s}));
    QCOMPARE(findProof(u"\n\n"_s).last.text, QString());
}

QTEST_GUILESS_MAIN(LogProofTest)
#include "tst_log_proof.moc"
