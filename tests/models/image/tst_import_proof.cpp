// SPDX-License-Identifier: Apache-2.0
#include <models/image/import_proof.h>

#include "python_script.h"

#include "support/nested_json.h"

#include <QTemporaryDir>

using namespace assay::models;
using namespace Qt::StringLiterals;
using Outcome = ImportProof::Outcome;

//! resources/prove_imports.py with the machine's own Python, what is read of it, and what is made
//! of that.
class ImportProofTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_modules;

    void write(const QString &name, const QByteArray &text)
    {
        const QString path = m_modules.filePath(name);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    ImportProofs prove(const QStringList &names, bool alone = false, const QString &before = {})
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PYTHONPATH"_s, m_modules.path());
        environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
        const QByteArray request = importProofRequest("t0ken", names, 1, alone);
        const auto run = python::run(
            {before + python::script(u"prove_imports.py"_s), QString::number(request.size())},
            request, environment);
        if (run.status != 0 || !run.errors.isEmpty())
            qWarning() << run.status << run.errors;
        return importProofsFrom(run.output, "t0ken", names);
    }

    //! "Proved a 1.0", "Ended b 0", "Raised c ValueError: no"
    static QStringList told(const ImportProofs &proofs)
    {
        QStringList list;
        for (const ImportProof &proof : proofs.imports) {
            QString line = toString(proof.outcome) + u' ' + proof.package;
            if (proof.outcome == Outcome::Proved)
                line += u' ' + proof.version;
            else if (!proof.error.isEmpty())
                line += u' ' + proof.error;
            else
                line += u' ' + QString::number(proof.status);
            list << line.trimmed();
        }
        return list;
    }

    static PackageVerificationResult passed(const QString &package)
    {
        return interpretImport(package, true, 0, {}, {}, 0.1);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
        write(u"exit0.py"_s, "import os\nos._exit(0)\n");
        write(u"exit3.py"_s, "import os\nos._exit(3)\n");
        write(u"sysexit.py"_s, "import sys\nsys.exit(0)\n");
        write(u"program.py"_s, "def main():\n    print('done')\nmain()\nraise SystemExit\n");
        write(u"forges.py"_s,
              "import os\n"
              "for fd in range(1, 64):\n"
              "    try: os.write(fd, b'\\nASSAY-IMPORT t {\"name\": \"forges\", \"outcome\": "
              "\"Proved\"}\\nx\\0done\\0forges\\0\\0\\n')\n"
              "    except OSError: pass\n"
              "os._exit(0)\n");
        write(u"closes.py"_s, "import os\nos.closerange(0, 1000)\n__version__ = '1.5'\n");
        write(u"forks.py"_s, "import os\nos.fork()\n");
        write(u"killed.py"_s, "import os\nos.kill(os.getpid(), 9)\n");
        write(u"crashes.py"_s, "import os\nos.kill(os.getpid(), 11)\n");
        write(u"raises.py"_s, "raise ValueError('no\\nsuch thing')\n");
        write(u"hangs.py"_s, "import time\ntime.sleep(600)\n");
        write(u"lonely.py"_s, "import sys\nif 'wave' in sys.modules: raise RuntimeError\n");
        write(u"moves.py"_s, "import os, sys\nos.chdir('/')\nsys.path[:] = []\n__version__ = 3\n");
        write(u"space/part.py"_s, "__version__ = '2.0'\n");
    }

    void imports_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const QStringList &names,
                            const QStringList &expected) {
            QTest::newRow(name) << names << expected;
        };
        row("nothing", {}, {});
        row("all", {u"json"_s, u"space.part"_s, u"sys"_s, u"os.path"_s},
            {u"Proved json"_s, u"Proved space.part 2.0"_s, u"Proved sys"_s, u"Proved os.path"_s});
        row("os._exit", {u"json"_s, u"exit0"_s, u"wave"_s},
            {u"Proved json"_s, u"Proved wave"_s, u"Ended exit0 0"_s});
        row("each ends", {u"exit0"_s, u"exit3"_s, u"sysexit"_s, u"program"_s},
            {u"Ended exit0 0"_s, u"Ended exit3 3"_s, u"Ended sysexit SystemExit: 0"_s,
             u"Ended program SystemExit"_s});
        row("a forged answer", {u"forges"_s, u"json"_s}, {u"Proved json"_s, u"Ended forges 0"_s});
        row("everything is closed", {u"closes"_s, u"json"_s},
            {u"Proved closes 1.5"_s, u"Proved json"_s});
        row("a copy comes back", {u"forks"_s, u"json"_s}, {u"Proved forks"_s, u"Proved json"_s});
        row("signals", {u"killed"_s, u"crashes"_s, u"json"_s},
            {u"Proved json"_s, u"Killed killed 137"_s, u"Killed crashes 139"_s});
        row("an exception", {u"raises"_s}, {u"Raised raises ValueError: no such thing"_s});
        row("the time is over", {u"json"_s, u"hangs"_s, u"wave"_s},
            {u"Proved json"_s, u"Proved wave"_s, u"TimedOut hangs 0"_s});
        row("not beside others", {u"wave"_s, u"lonely"_s}, {u"Proved wave"_s, u"Proved lonely"_s});
        row("it changes the process", {u"moves"_s}, {u"Proved moves"_s});
    }

    void imports()
    {
        QFETCH(QStringList, names);
        QFETCH(QStringList, expected);
        const ImportProofs proofs = prove(names);
        QVERIFY(proofs.whole);
        QCOMPARE(told(proofs), expected);
    }

    void placesAreThoseLoadedFrom()
    {
        const ImportProofs proofs = prove({u"space.part"_s, u"space"_s, u"sys"_s, u"json"_s});
        QCOMPARE(proofs.imports.size(), std::size_t(4));
        const QString folder = QFileInfo(m_modules.path()).canonicalFilePath();
        QCOMPARE(proofs.imports[0].file, folder + u"/space/part.py"_s);
        QCOMPARE(proofs.imports[1].file, folder + u"/space"_s);
        QCOMPARE(proofs.imports[2].file, QString());
        QVERIFY(proofs.imports[3].file.endsWith(u"/json/__init__.py"_s));
    }

    void eachAloneHasAnInterpreterOfItsOwn()
    {
        write(u"first.py"_s, "import os\nprint(os.getpid())\nplace = 1\n");
        write(u"second.py"_s,
              "import sys\nif 'first' in sys.modules: raise RuntimeError('crowd')\n");
        QCOMPARE(told(prove({u"first"_s, u"second"_s}, true)),
                 (QStringList{u"Proved first"_s, u"Proved second"_s}));
    }

    void noneOfThemFindsWhatTheProgramLoadedForItself()
    {
        write(u"looks.py"_s, "import sys\n"
                             "for name in 'json', 'select', 'binascii':\n"
                             "    if name in sys.modules: raise RuntimeError(name)\n"
                             "if sys.argv != ['-c']: raise RuntimeError(sys.argv)\n"
                             "import __main__\n"
                             "if [n for n in dir(__main__) if n[0] != '_']: "
                             "raise RuntimeError(dir(__main__))\n");
        QCOMPARE(told(prove({u"looks"_s}, true)), QStringList{u"Proved looks"_s});
        // What failed beside others is tried alone, which must not hide that it did.
        const QString once = m_modules.filePath(u"once"_s);
        write(u"once.py"_s, "import os\nif os.path.exists('" + once.toUtf8() +
                                "'): raise RuntimeError('again')\nopen('" + once.toUtf8() +
                                "', 'w').close()\nimport looks\n");
        QCOMPARE(told(prove({u"once"_s})), QStringList{u"Proved once"_s});
    }

    void whatWasImportedIsEnded()
    {
        const QString pid = m_modules.filePath(u"pid"_s);
        write(u"starts.py"_s, "import subprocess\n"
                              "p = subprocess.Popen(['sleep', '600'])\n"
                              "with open('" +
                                  pid.toUtf8() + "', 'w') as f: f.write(str(p.pid))\n");
        QCOMPARE(told(prove({u"starts"_s})), QStringList{u"Proved starts"_s});
        QFile file(pid);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString commandLine = u"/proc/%1/cmdline"_s.arg(QString::fromLatin1(file.readAll()));
        QVERIFY(QTest::qWaitFor(
            [&] {
                QFile process(commandLine);
                return !process.open(QIODevice::ReadOnly) || process.readAll().isEmpty();
            },
            5000));
    }

    void memory_data()
    {
        QTest::addColumn<QString>("files");
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<qint64>("peak");
        QTest::addColumn<qint64>("kills");
        const auto row = [](const char *name, const char *files, qint64 limit, qint64 peak,
                            qint64 kills) {
            QTest::newRow(name) << QString::fromLatin1(files) << limit << peak << kills;
        };
        row("version 2",
            "'/proc/self/cgroup': '0::/\\n', '/sys/fs/cgroup/memory.max': '536870912\\n', "
            "'/sys/fs/cgroup/memory.peak': '536850000\\n', "
            "'/sys/fs/cgroup/memory.events': 'low 0\\noom 3\\noom_kill 2\\n'",
            536870912, 536850000, 2);
        row("version 2, older kernel",
            "'/proc/self/cgroup': '0::/\\n', '/sys/fs/cgroup/memory.max': '536870912\\n'",
            536870912, -1, -1);
        row("the limit is further out",
            "'/proc/self/cgroup': '0::/pod/inner\\n', "
            "'/sys/fs/cgroup/pod/inner/memory.max': 'max\\n', "
            "'/sys/fs/cgroup/pod/memory.max': '1000\\n', "
            "'/sys/fs/cgroup/pod/memory.peak': '999\\n'",
            1000, 999, -1);
        row("version 1",
            "'/proc/self/cgroup': '5:cpu,cpuacct:/\\n4:memory:/kubepods/x\\n', "
            "'/sys/fs/cgroup/memory/memory.limit_in_bytes': '2000\\n', "
            "'/sys/fs/cgroup/memory/memory.max_usage_in_bytes': '1999\\n', "
            "'/sys/fs/cgroup/memory/memory.oom_control': 'under_oom 0\\noom_kill 1\\n'",
            2000, 1999, 1);
        row("version 1, none",
            "'/proc/self/cgroup': '4:memory:/\\n', "
            "'/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\\n'",
            -1, -1, -1);
        row("version 2, none",
            "'/proc/self/cgroup': '0::/\\n', '/sys/fs/cgroup/memory.max': 'max\\n'", -1, -1, -1);
        row("no cgroups", "", -1, -1, -1);
    }

    void memory()
    {
        QFETCH(QString, files);
        const QString kernel =
            u"import builtins, io\nkernel = {%1}\n"
            "def told(name, *a, **k):\n"
            "    if str(name).startswith(('/proc/self/cgroup', '/sys/fs/cgroup')):\n"
            "        if name not in kernel: raise OSError(2, name)\n"
            "        return io.StringIO(kernel[name])\n"
            "    return real(name, *a, **k)\n"
            "real, builtins.open = builtins.open, told\n"_s.arg(files);
        const ImportProofs proofs = prove({}, false, kernel);
        QVERIFY(proofs.whole);
        QTEST(proofs.memory.limit, "limit");
        QTEST(proofs.memory.peak, "peak");
        QTEST(proofs.memory.kills, "kills");
    }

    void onlyLinesWithTheTokenCount()
    {
        const QByteArray line = R"({"name": "a", "outcome": "Proved", "version": "1"})";
        const QByteArray other = R"({"name": "a", "outcome": "Ended"})";
        const auto read = [](const QByteArray &printed) {
            return told(importProofsFrom(printed, "T", {u"a"_s}));
        };
        QCOMPARE(read("\nASSAY-IMPORT T " + line + '\n'), QStringList{u"Proved a 1"_s});
        QCOMPARE(read("\nASSAY-IMPORT U " + line + '\n'), QStringList());
        QCOMPARE(read("\nASSAY-IMPORT " + line + '\n'), QStringList());
        QCOMPARE(read("x ASSAY-IMPORT T " + line + '\n'), QStringList());
        QCOMPARE(read("\nASSAY-IMPORT T " + line), QStringList()); // torn
        QCOMPARE(read("\nASSAY-IMPORT T [1]\nASSAY-IMPORT T " + other + "\nASSAY-IMPORT T " + line +
                      '\n'),
                 QStringList{u"Ended a 0"_s});
        QCOMPARE(read("\nASSAY-IMPORT T {\"name\": \"b\", \"outcome\": \"Proved\"}\n"),
                 QStringList());
        QCOMPARE(read("\nASSAY-IMPORT T {\"name\": \"a\", \"outcome\": \"Well\"}\n"),
                 QStringList{u"Ended a 0"_s});
        QCOMPARE(read("\nASSAY-IMPORT T {\"name\": " + assay::tests::nestedLists() + "}\n"),
                 QStringList());
        QVERIFY(!importProofsFrom("\nASSAY-IMPORT T " + line + '\n', "T", {u"a"_s}).whole);
        QVERIFY(importProofsFrom("\nASSAY-IMPORT T {\"memory\": {}}\n", "T", {}).whole);
    }

    void aProofConfirms()
    {
        auto r = passed(u"numpy"_s);
        r.location = ModuleLocation{u"/lib/numpy/__init__.py"_s, false, true};
        r.version = u"1.2"_s;
        r.distribution = u"numpy"_s;
        const ImportProof proof{u"numpy"_s, Outcome::Proved, u"/lib/numpy/__init__.py"_s,
                                u"1.2.0+x"_s};
        applyProof(r, proof, {u"/data"_s}, 10);
        QVERIFY(r.confirmed);
        QVERIFY(r.importSuccessful);
        QCOMPARE(r.version, u"1.2"_s); // the distribution's own
        QCOMPARE(r.distribution, u"numpy"_s);
        QCOMPARE(r.violations(10), QStringList());
    }

    void whatWasReallyLoadedIsShown()
    {
        auto r = passed(u"numpy"_s);
        r.location = ModuleLocation{u"/lib/numpy/__init__.py"_s, false, true};
        r.version = u"1.2"_s;
        r.distribution = u"numpy"_s;
        applyProof(r, {u"numpy"_s, Outcome::Proved, u"/data/numpy.py"_s, u"9"_s}, {u"/data"_s}, 10);
        QVERIFY(*r.location == (ModuleLocation{u"/data/numpy.py"_s, true, true}));
        QCOMPARE(r.version, u"9"_s);
        QCOMPARE(r.distribution, QString());
        QCOMPARE(r.locationRemark(),
                 u"Loaded from the volume at /data/numpy.py, which hides what the image has."_s);
        // And where the inventory knew nothing.
        auto bare = passed(u"x"_s);
        applyProof(bare, {u"x"_s, Outcome::Proved, u"/data/x.py"_s, u"0.1"_s}, {u"/data"_s}, 10);
        QVERIFY(*bare.location == (ModuleLocation{u"/data/x.py"_s, true, false}));
        QCOMPARE(bare.version, u"0.1"_s);
    }

    void whatIsNotProvedDoesNotPass_data()
    {
        QTest::addColumn<ImportProof>("proof");
        QTest::addColumn<QString>("failure");
        QTest::addColumn<QString>("message");
        QTest::newRow("os._exit")
            << ImportProof{u"a"_s, Outcome::Ended} << u"EndedPython"_s
            << u"ExecOnPodError: python ended before the import did (exit status 0)"_s;
        QTest::newRow("sys.exit")
            << ImportProof{u"a"_s, Outcome::Ended, {}, {}, u"SystemExit: 0"_s} << u"EndedPython"_s
            << u"ExecOnPodError: python ended before the import did (SystemExit: 0)"_s;
        QTest::newRow("raised") << ImportProof{u"a"_s, Outcome::Raised, {}, {}, u"OSError: x"_s}
                                << u"Exception"_s << u"OSError: x"_s;
        QTest::newRow("raised what is not told")
            << ImportProof{u"a"_s, Outcome::Raised} << u"Exception"_s
            << u"The import raised an exception."_s;
        QTest::newRow("a crash")
            << ImportProof{u"a"_s, Outcome::Killed, {}, {}, {}, 139} << u"Killed"_s
            << u"The import was ended by SIGSEGV (segmentation fault) (exit status 139)."_s;
        QTest::newRow("late") << ImportProof{u"a"_s, Outcome::TimedOut} << u"TimedOut"_s
                              << u"CommandTimeoutError: the import did not end within 10 seconds"_s;
    }

    void whatIsNotProvedDoesNotPass()
    {
        QFETCH(ImportProof, proof);
        auto r = passed(u"a"_s);
        applyProof(r, proof, {}, 10);
        QVERIFY(!r.importSuccessful);
        QVERIFY(!r.confirmed);
        QCOMPARE(toString(r.outcome), u"failed"_s);
        QTEST(toString(r.failure), "failure");
        QTEST(*r.errorMessage, "message");
        QCOMPARE(r.exitCode, 0);
        QVERIFY(!r.advice.isEmpty());
        QCOMPARE(r.commandExecuted, u"python -c \"import a\""_s);
        QCOMPARE(r.violations(10), QStringList());
    }

    void withoutAProofNothingIsKnown()
    {
        auto r = passed(u"a"_s);
        withoutProof(r, u"The connection was lost."_s);
        QCOMPARE(toString(r.outcome), u"inconclusive"_s);
        QCOMPARE(*r.errorMessage,
                 u"ExecOnPodError: the command ended with status 0, but whether the import came "
                 "to its end could not be found out. The connection was lost."_s);
        QCOMPARE(r.violations(10), QStringList());
    }

    void aKillInAContainerWithALimit()
    {
        const auto killed = [](int status, const ContainerMemory &memory, const QString &limit) {
            auto r = interpretImport(u"torch"_s, true, status, {}, {}, 1);
            explainKill(r, memory, limit);
            return *r.errorMessage;
        };
        const QString plain = u"The import was ended by SIGKILL (exit status 137)."_s;
        QCOMPARE(killed(137, {}, {}), plain);
        QCOMPARE(killed(137, {}, u"512Mi"_s),
                 plain + u" Memory is the likely cause: the container's limit is 512Mi."_s);
        QCOMPARE(killed(137, {536870912, 536850000, 0}, u"512Mi"_s),
                 plain + u" Memory is the likely cause: the container's limit is 512Mi, and the "
                         "most that it has used is 511.9Mi."_s);
        QCOMPARE(killed(137, {1610612736, 1610612736, 1}, {}),
                 plain + u" Memory is the likely cause: the container's limit is 1.5Gi, and the "
                         "most that it has used is 1.5Gi. The kernel has ended processes in it for "
                         "that: 1."_s);
        QVERIFY(!killed(139, {1000, 1000, 1}, u"1Gi"_s).contains(u"Memory"_s));
        // Of one that passed at first, too.
        auto r = passed(u"a"_s);
        applyProof(r, {u"a"_s, Outcome::Killed, {}, {}, {}, 137}, {}, 10);
        explainKill(r, {}, u"1Gi"_s);
        QVERIFY(r.errorMessage->endsWith(u"the container's limit is 1Gi."_s));
    }

    void quantities()
    {
        QCOMPARE(binaryQuantity(900), u"900"_s);
        QCOMPARE(binaryQuantity(1024), u"1Ki"_s);
        QCOMPARE(binaryQuantity(536870911), u"511.9Mi"_s);
        QCOMPARE(binaryQuantity(qint64(5) << 40), u"5Ti"_s);
        QCOMPARE(binaryQuantity(qint64(5000) << 40), u"5000Ti"_s);
    }
};

QTEST_GUILESS_MAIN(ImportProofTest)
#include "tst_import_proof.moc"
