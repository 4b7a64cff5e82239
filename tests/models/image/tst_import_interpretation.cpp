// SPDX-License-Identifier: Apache-2.0
#include <models/image/package_verification_result.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

class ImportInterpretationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outcomes_data();
    void outcomes();
    void success();
    void failuresKeepTheSeedsRules_data() { outcomes_data(); }
    void failuresKeepTheSeedsRules();
    void violations();
    void importNames_data();
    void importNames();
    void json();
};

void ImportInterpretationTest::outcomes_data()
{
    QTest::addColumn<QString>("package");
    QTest::addColumn<bool>("started");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("standardError");
    QTest::addColumn<QString>("failure");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("adviceHolds");

    const auto traceback = [](const char *last) {
        return u"Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>\n"_s +
               QString::fromUtf8(last) + u'\n';
    };
    const auto row = [](const char *name, const char *package, int exitCode,
                        const QString &standardError, const char *failure, const char *message,
                        const char *advice, bool started = true) {
        QTest::newRow(name) << QString::fromLatin1(package) << started << exitCode << standardError
                            << QString::fromLatin1(failure) << QString::fromUtf8(message)
                            << QString::fromLatin1(advice);
    };
    row("not installed", "pandas", 1, traceback("ModuleNotFoundError: No module named 'pandas'"),
        "NotInstalled", "ModuleNotFoundError: No module named 'pandas'", "pip install pandas");
    row("installs under another name", "sklearn", 1,
        traceback("ModuleNotFoundError: No module named 'sklearn'"), "NotInstalled",
        "ModuleNotFoundError: No module named 'sklearn'", "pip install scikit-learn");
    row("distribution name", "Pillow", 1,
        traceback("ModuleNotFoundError: No module named 'Pillow'"), "NotInstalled",
        "ModuleNotFoundError: No module named 'Pillow'", "imported as PIL");
    row("top-level package", "google.cloud", 1,
        traceback("ModuleNotFoundError: No module named 'google'"), "NotInstalled",
        "ModuleNotFoundError: No module named 'google'", "Install google");
    row("not a package", "os.nothing", 1,
        traceback("ModuleNotFoundError: No module named 'os.nothing'; 'os' is not a package"),
        "NotInstalled", "ModuleNotFoundError: No module named 'os.nothing'; 'os' is not a package",
        "has no os.nothing: check the name");
    row("standard in another case", "Json", 1,
        traceback("ModuleNotFoundError: No module named 'Json'"), "NotInstalled",
        "ModuleNotFoundError: No module named 'Json'",
        "json is a module of its standard library. Write json in packages_to_verify.");
    row("left out of the standard library", "tkinter", 1,
        traceback("ModuleNotFoundError: No module named '_tkinter'"), "MissingDependency",
        "ModuleNotFoundError: No module named '_tkinter'",
        "_tkinter belongs to Python's own standard library, which pip does not install");
    row("similar name is another module", "torch", 1,
        traceback("ModuleNotFoundError: No module named 'torchvision'"), "MissingDependency",
        "ModuleNotFoundError: No module named 'torchvision'", "it needs torchvision");
    row("dependency", "sdg_hub", 1, traceback("ModuleNotFoundError: No module named 'yaml'"),
        "MissingDependency", "ModuleNotFoundError: No module named 'yaml'", "pip install pyyaml");
    row("part missing", "numpy", 1, traceback("ModuleNotFoundError: No module named 'numpy.core'"),
        "MissingDependency", "ModuleNotFoundError: No module named 'numpy.core'", "incomplete");
    row("shared library", "cv2", 1,
        traceback("ImportError: libGL.so.1: cannot open shared object file: No such file or "
                  "directory"),
        "MissingSharedLibrary",
        "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
        "libGL.so.1:");
    row("shared library through ctypes", "torch", 1,
        traceback("OSError: libcudart.so.12: cannot open shared object file: No such file"),
        "MissingSharedLibrary",
        "OSError: libcudart.so.12: cannot open shared object file: No such file",
        "libcudart.so.12");
    row("message of several lines", "numpy", 1,
        traceback("ImportError: \n\nIMPORTANT: READ THIS\n\nOriginal error was: x"), "Exception",
        "ImportError: IMPORTANT: READ THIS", "python -c \"import numpy\"");
    row("exception without text", "a", 1, traceback("RecursionError"), "Exception",
        "RecursionError", "raises an error");
    row("chained", "a", 1,
        traceback("KeyError: 'x'") +
            u"\nDuring handling of the above exception, another exception occurred:\n\n"_s +
            traceback("some.module.ConfigError: no file"),
        "Exception", "some.module.ConfigError: no file", "raises an error");
    row("ignored exception after it", "a", 1,
        traceback("ValueError: real") + u"Exception ignored in: <function F.__del__ at 0x1>\n"_s +
            traceback("AttributeError: ignored"),
        "Exception", "ValueError: real", "raises an error");
    row("syntax", "a", 1,
        u"  File \"<string>\", line 1\n    import a-b\n            ^\nSyntaxError: invalid syntax\n"_s,
        "Exception", "SyntaxError: invalid syntax", "Python version");
    row("warning, then exit", "a", 3, u"UserWarning: old\n  warnings.warn(1)\n"_s, "Exception",
        "warnings.warn(1)", "status 3");
    row("silent exit", "a", 3, {}, "Exception", "Python ended with status 3 and said nothing.",
        "status 3");
    row("killed", "torch", 137, {}, "Killed", "The import was ended by SIGKILL (exit status 137).",
        "memory limit");
    row("segmentation fault", "torch", 139, u"Fatal Python error: Segmentation fault\n"_s, "Killed",
        "The import was ended by SIGSEGV (segmentation fault) (exit status 139).", "crashed");
    row("illegal instruction", "tensorflow", 132, {}, "Killed",
        "The import was ended by SIGILL (illegal instruction) (exit status 132).", "processor");
    row("no python", "a", -1, u"exec: \"python\": executable file not found in $PATH: unknown\n"_s,
        "NoPython", "exec: \"python\": executable file not found in $PATH", "PATH", false);
    row("no python, as Podman and a kubelet say it", "a", -1,
        u"Internal error occurred: error executing command in container: failed to exec in "
        "container: failed to start exec: Error: runc: exec failed: unable to start container "
        "process: exec: \"python\": executable file not found in $PATH: OCI runtime attempted to "
        "invoke a command that was not found Error: read unixpacket @->/proc/self/fd/15/attach: "
        "read: connection reset by peer\n"_s,
        "NoPython", "exec: \"python\": executable file not found in $PATH", "PATH", false);
    row("no python, as crun says it", "a", -1,
        u"exec failed: executable file `python` not found in $PATH: No such file or directory\n"_s,
        "NoPython",
        "exec failed: executable file `python` not found in $PATH: No such file or directory",
        "PATH", false);
    row("python is not executable", "a", -1,
        u"exec failed: exec: \"python\": permission denied\n"_s, "NoPython",
        "exec: \"python\": permission denied", "PATH", false);
    row("not started, nothing said", "a", -1, {}, "NotExecuted",
        "ExecOnPodError: the command could not be started in the container.", "again", false);
    row("the container had ended", "a", -1,
        u"failed to exec in container: failed to load task: no running task found: not found\n"_s,
        "NotExecuted",
        "ExecOnPodError: the command could not be started in the container. failed to exec in "
        "container: failed to load task: no running task found: not found",
        "again", false);
    row("the container had ended, as crun says it", "a", -1,
        u"exec failed: error opening file `/run/crun/1/status`: No such file or directory\n"_s,
        "NotExecuted",
        "ExecOnPodError: the command could not be started in the container. exec failed: error "
        "opening file `/run/crun/1/status`: No such file or directory",
        "again", false);
    row("no python, told by status", "a", 127,
        u"exec failed: executable file not found in $PATH\n"_s, "NoPython",
        "exec failed: executable file not found in $PATH", "PATH");
    row("no status", "a", -1, {}, "NotExecuted",
        "No exit status arrived, so it is not known whether a can be imported.", "again");
}

void ImportInterpretationTest::outcomes()
{
    QFETCH(QString, package);
    QFETCH(bool, started);
    QFETCH(int, exitCode);
    QFETCH(QString, standardError);
    QFETCH(QString, failure);
    QFETCH(QString, message);
    QFETCH(QString, adviceHolds);
    const auto r = interpretImport(package, started, exitCode, {}, standardError, 1.5);
    QCOMPARE(toString(r.failure), failure);
    QCOMPARE(r.errorMessage.value_or(QString()), message);
    QVERIFY2(r.advice.contains(adviceHolds), qPrintable(r.advice));
    QCOMPARE(r.importSuccessful, false);
    QCOMPARE(toString(r.outcome), failure == u"NotExecuted" ? u"inconclusive"_s : u"failed"_s);
    QCOMPARE(r.standardError, standardError);
    QCOMPARE(r.exitCode, exitCode);
}

void ImportInterpretationTest::success()
{
    const auto r = interpretImport(u"numpy"_s, true, 0, u"hello\n"_s,
                                   u"DeprecationWarning: old\nError: not one\n"_s, 0.8);
    QCOMPARE(r.importSuccessful, true);
    QCOMPARE(toString(r.outcome), u"passed"_s);
    QCOMPARE(toString(r.failure), u"None"_s);
    QVERIFY(!r.errorMessage);
    QCOMPARE(r.advice, QString());
    QCOMPARE(r.commandExecuted, u"python -c \"import numpy\""_s);
    QCOMPARE(PackageVerificationResult::argvFor(u"numpy"_s),
             QStringList({u"python"_s, u"-c"_s, u"import numpy"_s}));
    QCOMPARE(r.standardOutput, u"hello\n"_s);
    QCOMPARE(r.violations(60), QStringList());
}

void ImportInterpretationTest::failuresKeepTheSeedsRules()
{
    QFETCH(QString, package);
    QFETCH(bool, started);
    QFETCH(int, exitCode);
    QFETCH(QString, standardError);
    QCOMPARE(interpretImport(package, started, exitCode, {}, standardError, 1.5).violations(60),
             QStringList());
}

void ImportInterpretationTest::violations()
{
    auto r = interpretImport(u"a"_s, true, 0, {}, {}, 60);
    QCOMPARE(r.violations(60), QStringList{u"execution_time_seconds is 60, which is not less than "
                                           "the timeout of 60 s."_s});
    r.executionTimeSeconds = -1;
    QCOMPARE(r.violations(60), QStringList{u"execution_time_seconds is negative."_s});
    r.executionTimeSeconds = 1;
    r.errorMessage = u"x"_s;
    QCOMPARE(r.violations(60),
             QStringList{u"error_message is set although the import succeeded."_s});
    r.errorMessage.reset();
    r.commandExecuted = u"python -c 'import a'"_s;
    QCOMPARE(r.violations(60), QStringList{u"command_executed must be python -c \"import a\"."_s});

    auto failed = interpretImport(u"a"_s, true, 1, {}, {}, 61);
    failed.failure = ImportFailure::TimedOut;
    QCOMPARE(failed.violations(60), QStringList());
    failed.errorMessage = QString();
    QCOMPARE(failed.violations(60),
             QStringList{u"error_message is missing although the import failed."_s});
}

void ImportInterpretationTest::importNames_data()
{
    QTest::addColumn<QString>("distribution");
    QTest::addColumn<QString>("name");
    const auto row = [](const char *distribution, const char *name) {
        QTest::newRow(distribution)
            << QString::fromLatin1(distribution) << QString::fromLatin1(name);
    };
    row("scikit-learn", "sklearn");
    row("Scikit_Learn", "sklearn");
    row("Pillow", "PIL");
    row("PyYAML", "yaml");
    row("opencv-python", "cv2");
    row("opencv_python_headless", "cv2");
    row("beautifulsoup4", "bs4");
    row("python-dateutil", "dateutil");
    row("mysql-connector-python", "mysql.connector");
    row("kafka-python", "kafka");
    row("kafka-python-ng", "kafka");
    row("codeflare-sdk", "codeflare_sdk");
    row("pytorch", "torch");
    row("PyTorch", "torch");
    row("ipython", "IPython");
    row("google.cloud.storage", ""); // this is the import name
    row("torch", "");
    row("IPython", "");
    row("numpy", "");
    row("", "");
}

void ImportInterpretationTest::importNames()
{
    QFETCH(QString, distribution);
    QFETCH(QString, name);
    QCOMPARE(importNameFor(distribution), name);
}

void ImportInterpretationTest::json()
{
    auto r = interpretImport(u"a"_s, true, 1, u"out"_s, u"err"_s, 0.25);
    r.podLogs = u"log"_s;
    r.version = u"1.2"_s;
    r.distribution = u"a-dist"_s;
    r.location = ModuleLocation{u"/data/a.py"_s, true, false};
    r.confirmed = true;
    QVERIFY(Json(r).get<PackageVerificationResult>() == r);
    const Json expected{{"package_name", "a"},
                        {"import_successful", true},
                        {"error_message", nullptr},
                        {"command_executed", "python -c \"import a\""},
                        {"execution_time_seconds", 0.25},
                        {"pod_logs", nullptr},
                        {"outcome", "passed"},
                        {"failure", "None"},
                        {"exit_code", 0},
                        {"stdout", ""},
                        {"stderr", ""},
                        {"advice", ""},
                        {"version", nullptr},
                        {"distribution", nullptr},
                        {"location", nullptr},
                        {"confirmed", false}};
    QVERIFY(Json(interpretImport(u"a"_s, true, 0, {}, {}, 0.25)) == expected);
}

QTEST_GUILESS_MAIN(ImportInterpretationTest)
#include "tst_import_interpretation.moc"
