// SPDX-License-Identifier: Apache-2.0
#include <models/image/workbench_checks.h>

#include "workbench_script.h"

#include "support/nested_json.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <array>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

using namespace assay::models;
using namespace Qt::StringLiterals;
using namespace workbench;

//! resources/workbench_checks.py with the machine's own Python, and what is read of it.
class WorkbenchChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
    }

    void userIds_data()
    {
        QTest::addColumn<int>("uid");
        QTest::addColumn<QByteArray>("passwd");
        QTest::addColumn<QString>("expected");
        const QByteArray image("root:x:0:0:root:/root:/bin/bash\nbad line\n"
                               "default:x:1001:0:Default User:/opt/app-root/src:/sbin/nologin\n"
                               "joe:x:20000:0::/:/bin/sh\n");
        const QString who = u"The workbench runs under the user id "_s;
        const QString unknown = u"inconclusive: "_s + who +
                                u"%1, and it cannot be told whether the image was built for that "
                                "one."_s;
        QTest::newRow("root") << 0 << image << u"failed: "_s + who + u"0, which is root."_s;
        QTest::newRow("the image's own")
            << 1001 << image
            << u"failed: "_s + who + u"1001, which is the image's own user \"default\"."_s;
        QTest::newRow("OpenShift's")
            << 1000650000 << image
            << u"passed: "_s + who + u"1000650000, which the image was not built with."_s;
        QTest::newRow("CRI-O's entry")
            << 12345 << image + "12345:x:12345:0:12345 user:/:/sbin/nologin\n"
            << u"passed: "_s + who + u"12345, which the image was not built with."_s;
        QTest::newRow("Podman's entry")
            << 12345 << image + "12345:*:12345:0:container user:/:/bin/sh\n"
            << u"passed: "_s + who + u"12345, which the image was not built with."_s;
        QTest::newRow("no entry") << 12345 << image
                                  << u"passed: "_s + who +
                                         u"12345, which the image was not built with."_s;
        QTest::newRow("the image's entry at its start")
            << 1000650000 << image + "me:x:1000650000:0:me:/:/bin/bash"
            << u"passed: "_s + who + u"1000650000, which the image was not built with."_s;
        QTest::newRow("a high one of the image") << 20000 << image << unknown.arg(20000);
        QTest::newRow("a low one of nobody") << 1234 << image << unknown.arg(1234);
    }

    void userIds()
    {
        QFETCH(int, uid);
        QFETCH(QByteArray, passwd);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"passwd"_s);
        write(path, passwd);
        const CheckResult result =
            check(u"arbitrary_user_id"_s,
                  u"import os, builtins\nos.getuid = lambda: %1\nreal = open\n"
                  "builtins.open = lambda f, *a, **k: real('%2' if f == '/etc/passwd' else f, "
                  "*a, **k)"_s.arg(QString::number(uid), path));
        QTEST(told(result), "expected");
        QCOMPARE(result.advice.isEmpty(), result.outcome == CheckOutcome::Passed);
        QCOMPARE(toString(result.group), u"Workbench"_s);
    }

    void groups()
    {
        const QString with = u"import os\nos.getgid = lambda: %1\nos.getgroups = lambda: %2"_s;
        QCOMPARE(told(check(u"root_group"_s, with.arg(u"0"_s, u"[]"_s))),
                 u"passed: The workbench runs with the groups 0."_s);
        QCOMPARE(told(check(u"root_group"_s, with.arg(u"5"_s, u"[7, 0]"_s))),
                 u"passed: The workbench runs with the groups 0, 5, 7."_s);
        QCOMPARE(told(check(u"root_group"_s, with.arg(u"5"_s, u"[5, 10]"_s))),
                 u"failed: The workbench runs with the groups 5, 10, without the root group (0), "
                 "to which the files of OpenShift images belong."_s);
    }

    void home()
    {
        QTemporaryDir folder;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, folder.path());
        QCOMPARE(told(check(u"writable_home"_s, {}, Json::object(), environment)),
                 u"passed: A file could be made in HOME, %1."_s.arg(folder.path()));
        QCOMPARE(
            QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList());
        environment.insert(u"HOME"_s, folder.filePath(u"none"_s));
        QCOMPARE(told(check(u"writable_home"_s, {}, Json::object(), environment)),
                 u"failed: No file can be made in HOME. %1/none: No such file or directory."_s.arg(
                     folder.path()));
        environment.insert(u"HOME"_s, u"/proc/self"_s);
        const QString proc = told(check(u"writable_home"_s, {}, Json::object(), environment));
        QVERIFY2(proc.startsWith(u"failed: No file can be made in HOME. /proc/self (dr-xr-xr-x, "
                                 "owner "_s),
                 qPrintable(proc));
        environment.insert(u"HOME"_s, QString());
        QCOMPARE(told(check(u"writable_home"_s, {}, Json::object(), environment)),
                 u"failed: HOME is not set."_s);
    }

    void environmentOfPython()
    {
        QTemporaryDir folder;
        const QString paths = u"import sys, sysconfig\nsys.prefix = '/env'\n"
                              "sysconfig.get_path = lambda n: dict(purelib='%1', "
                              "scripts='%2')[n]"_s;
        const QString none = folder.filePath(u"bin"_s);
        QCOMPARE(told(check(u"writable_venv"_s, paths.arg(folder.path(), folder.path()))),
                 u"passed: Files could be made in %1 and %1."_s.arg(folder.path()));
        const CheckResult result = check(u"writable_venv"_s, paths.arg(folder.path(), none));
        QCOMPARE(told(result), u"failed: pip install would fail, since the environment /env cannot "
                               "be written to."_s);
        QCOMPARE(result.evidence, QStringList{none + u": No such file or directory"_s});
        QCOMPARE(
            QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList());
    }

    void sharedLibraries_data()
    {
        QTest::addColumn<QByteArray>("ldd");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QStringList>("evidence");
        const auto row = [](const char *name, const QByteArray &ldd, const QString &expected,
                            const QStringList &evidence = {}) {
            QTest::newRow(name) << ldd << expected << evidence;
        };
        const QByteArray each("for f in \"$@\"; do echo \"$f:\"; ");
        row("all there", each + "echo '\tlibc.so.6 => /lib/libc.so.6 (0x1)'; done",
            u"passed: All libraries are found: 3 of 3 files were looked at."_s);
        row("missing",
            each + "case $f in */b.so) echo '\tlibx.so.1 => not found'; echo '\tlibx.so.1 => not "
                   "found'; echo '\tlibc.so.6 => /lib/libc.so.6';; esac; done",
            u"failed: 1 libraries are not found; 3 of 3 files were looked at."_s,
            {u"ROOT/lib/b.so: libx.so.1"_s});
        row("of the environment itself", each + "echo '\tlibown.so.2 => not found'; done",
            u"passed: All libraries are found: 3 of 3 files were looked at."_s);
        row("of the GPU's driver", each + "echo '\tlibcuda.so.1 => not found'; done",
            u"passed: All libraries are found: 3 of 3 files were looked at (3 need a GPU's driver, "
            "which a node gives)."_s);
        row("an old C library",
            each + "case $f in */b.so) echo \"$f: /lib/libc.so.6: version \\`GLIBC_2.99' not found "
                   "(required by $f)\";; esac; done",
            u"failed: 1 libraries are not found; 3 of 3 files were looked at."_s,
            {u"ROOT/lib/b.so: GLIBC_2.99"_s});
        row("musl",
            "case $1 in --version) echo 'musl libc (x86_64)'; exit 1;; */b.so) echo \"Error "
            "loading "
            "shared library liby.so.3: No such file or directory (needed by $1)\" >&2; exit "
            "127;; esac; [ $# = 1 ] || echo 'Error loading shared library two: no'",
            u"failed: 1 libraries are not found; 3 of 3 files were looked at."_s,
            {u"ROOT/lib/b.so: liby.so.3"_s});
    }

    void sharedLibraries()
    {
        QFETCH(QByteArray, ldd);
        QFETCH(QString, expected);
        QFETCH(QStringList, evidence);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"env/lib"_s));
        QVERIFY(QDir(folder.path()).mkpath(u"bin"_s));
        const QString root = folder.filePath(u"env"_s);
        write(root + u"/lib/a.so"_s, "\x7f"
                                     "ELF1");
        write(root + u"/lib/b.so"_s, "\x7f"
                                     "ELF2");
        write(root + u"/lib/libown.so.2"_s, "\x7f"
                                            "ELF3");
        write(root + u"/lib/text.so"_s, "INPUT(-lm)");
        write(root + u"/lib/data"_s, "\x7f"
                                     "ELF4");
        QVERIFY(QFile::link(root + u"/lib/a.so"_s, root + u"/lib/link.so"_s));
        write(folder.filePath(u"bin/ldd"_s), "#!/bin/sh\n" + ldd + '\n', true);
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATH"_s,
                           folder.filePath(u"bin"_s) + u':' + environment.value(u"PATH"_s));
        // What this machine has in /usr/local/lib is no matter here.
        const CheckResult result =
            check(u"shared_libraries"_s,
                  u"import sys, os\nsys.prefix = '%1'\nwalk = os.walk\n"
                  "os.walk = lambda r: walk(r) if r == sys.prefix else []"_s.arg(root),
                  Json::object(), environment);
        QCOMPARE(told(result), expected);
        QCOMPARE(result.evidence, evidence.replaceInStrings(u"ROOT"_s, root));
    }

    void sharedLibrariesInTime()
    {
        const CheckResult result = check(u"shared_libraries"_s, {}, {{"seconds", 0}});
        QCOMPARE(toString(result.outcome), u"inconclusive"_s);
        QVERIFY(result.detail.startsWith(u"Time ran out: 0 of "_s));
        const CheckResult without =
            check(u"shared_libraries"_s, u"import shutil\nshutil.which = lambda n: None"_s);
        QCOMPARE(told(without), u"inconclusive: The image has no ldd, which tells what libraries a "
                                "file needs."_s);
    }

    void oneThatBreaksBreaksNoOther()
    {
        const Json ask{{"checks", {"root_group", "writable_home", "tea"}}, {"gpu", "x/y"}};
        const QByteArray gpu = python::script(u"gpu_checks.py"_s).toUtf8();
        const auto run =
            python::run({u"import os\nos.getgid = lambda: 1 // 0\n"_s +
                             python::script(u"workbench_checks.py"_s),
                         QString::fromStdString(ask.dump()), QString::number(gpu.size())},
                        gpu);
        const auto results =
            workbenchChecksFrom(run.output, {u"root_group"_s, u"writable_home"_s, u"tea"_s,
                                             u"gpu_device"_s, u"base_url"_s});
        QVERIFY(results);
        QCOMPARE(told((*results)[0]), u"inconclusive: The check could not be made: "
                                      "ZeroDivisionError: integer division or modulo by zero"_s);
        QCOMPARE(toString((*results)[1].outcome), u"passed"_s);
        QCOMPARE(told((*results)[2]),
                 u"inconclusive: The check could not be made: KeyError: 'tea'"_s);
        QCOMPARE(told((*results)[3]),
                 u"inconclusive: It is not known which devices \"x/y\" stands for."_s);
        QCOMPARE(told((*results)[4]),
                 u"inconclusive: The image's Python did not tell what came of this."_s);
    }

    void names()
    {
        QCOMPARE(
            knownWorkbenchChecks().join(u' '),
            u"arbitrary_user_id root_group writable_home writable_venv group_writable base_url "
            "gateway_prefix reachable_from_outside no_open_redirect culling_api "
            "starts_offline shared_libraries gpu_libraries"_s);
        QCOMPARE(titleOfWorkbenchCheck(u"writable_home"_s), u"Home can be written to"_s);
        QCOMPARE(titleOfWorkbenchCheck(u"gpu_device"_s), u"The GPU is there"_s);
        QCOMPARE(titleOfWorkbenchCheck(u"tea"_s), u"tea"_s);
        for (const QString &name : knownWorkbenchChecks())
            QVERIFY(titleOfWorkbenchCheck(name) != name);
    }

    void profiles()
    {
        const auto asked = [](const QString &list) {
            return checksAskedFor(list.split(u' ', Qt::SkipEmptyParts)).join(u' ');
        };
        QCOMPARE(asked({}), QString());
        QCOMPARE(asked(u"base_url root_group"_s), u"base_url root_group"_s);
        QCOMPARE(
            asked(u"openshift"_s),
            u"arbitrary_user_id root_group writable_home writable_venv group_writable base_url "
            "gateway_prefix reachable_from_outside no_open_redirect culling_api "
            "starts_offline shared_libraries"_s);
        QCOMPARE(asked(u"root_group openshift -base_url -shared_libraries"_s),
                 u"root_group arbitrary_user_id writable_home writable_venv group_writable "
                 "gateway_prefix reachable_from_outside no_open_redirect culling_api "
                 "starts_offline"_s);
        // What was taken away may be asked for again.
        QCOMPARE(asked(u"base_url -base_url base_url of_tomorrow"_s), u"base_url of_tomorrow"_s);
    }

    void groupWritable()
    {
        QTemporaryDir folder;
        const QString site = folder.filePath(u"site"_s);
        QVERIFY(QDir().mkpath(site + u"/numpy"_s));
        QVERIFY(QDir().mkpath(folder.filePath(u"home/of-the-user"_s)));
        write(site + u"/numpy/a.py"_s, "1");
        QVERIFY(QFile::link(site, site + u"/again"_s));
        const auto may = [](const QString &path, int mode) {
            return chmod(QFile::encodeName(path).constData(), mode_t(mode)) == 0;
        };
        for (const QString &path : {site, site + u"/numpy"_s, folder.filePath(u"home"_s)})
            QVERIFY(may(path, 0775));
        QVERIFY(may(site + u"/numpy/a.py"_s, 0664));
        QVERIFY(may(folder.filePath(u"home/of-the-user"_s), 0700));
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, folder.filePath(u"home"_s));
        const QString writer = u"import sys, sysconfig\nsys.prefix = '%1/none'\n"
                               "sysconfig.get_path = lambda n: '%1/site'"_s.arg(folder.path());
        // Somebody else wrote what lies in the image.
        const QString here = writer + u"\nimport os\nos.getuid = lambda: 1000650000"_s;
        const auto result = [&] {
            return check(u"group_writable"_s, here, Json::object(), environment);
        };
        QCOMPARE(told(result()),
                 u"passed: All 4 files and folders of %1/site, %1/home belong to the group and can "
                 "be written by it."_s.arg(folder.path()));
        QVERIFY(may(site + u"/numpy/a.py"_s, 0644));
        const CheckResult closed = result();
        QCOMPARE(told(closed), u"failed: 1 of 4 files and folders cannot be written by group 0."_s);
        QCOMPARE(closed.evidence,
                 QStringList{u"%1/numpy/a.py (-rw-r--r--, group %2)"_s.arg(site).arg(getgid())});
        QVERIFY(closed.advice.contains(u"chmod -R g=u"_s));
        // What the user of the container wrote since its start says nothing of the image.
        QCOMPARE(told(check(u"group_writable"_s, writer, Json::object(), environment)),
                 u"passed: All 0 files and folders of %1/site, %1/home belong to the group and can "
                 "be written by it."_s.arg(folder.path()));
        QVERIFY(utimes(QFile::encodeName(site + u"/numpy/a.py"_s).constData(),
                       std::array<timeval, 2>{}.data()) == 0);
        QCOMPARE(told(check(u"group_writable"_s, writer, Json::object(), environment)),
                 u"failed: 1 of 1 files and folders cannot be written by group 0."_s);
        QCOMPARE(told(check(u"group_writable"_s, here, {{"seconds", -1}}, environment)),
                 u"inconclusive: Time ran out after 0 files and folders."_s);
    }

    void aVolumeBelongsToItsGroup()
    {
        if (geteuid() != 0)
            QSKIP("only root gives files to another group");
        QTemporaryDir folder;
        const QByteArray home = QFile::encodeName(folder.path());
        QVERIFY(chown(home.constData(), uid_t(-1), 4321) == 0);
        QVERIFY(chmod(home.constData(), 02775) == 0);
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, folder.path());
        const auto withGroup = [&](const QString &group) {
            return told(
                check(u"group_writable"_s,
                      u"import os, sys, sysconfig\nsys.prefix = '/none'\n"
                      "sysconfig.get_path = lambda n: '/none'\n"
                      "os.getuid = lambda: 1000650000\nos.getgroups = lambda: [%1]"_s.arg(group),
                      Json::object(), environment));
        };
        QCOMPARE(withGroup(u"4321"_s),
                 u"passed: All 1 files and folders of %1 belong to the group and can be written "
                 "by it."_s.arg(folder.path()));
        QCOMPARE(withGroup(u"4322"_s),
                 u"failed: 1 of 1 files and folders cannot be written by group 0."_s);
    }

    void eachCheckHasItsFunctionAndItsWords()
    {
        const QByteArray code = python::script(u"workbench_checks.py"_s).toUtf8() +
                                python::script(u"gpu_checks.py"_s).toUtf8();
        for (const WorkbenchCheck &check : workbenchChecks()) {
            QVERIFY2(code.contains("\ndef " + check.name.toUtf8() + "():\n"),
                     qPrintable(check.name));
            QVERIFY2(!check.title.isEmpty() && check.sentence.endsWith(u'.'),
                     qPrintable(check.name));
        }
    }

    void reading_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("expected");
        const QString none = u"Python did not print what came of the checks of the workbench."_s;
        const QString unreadable = u"What came of the checks of the workbench could not be read."_s;
        const QString silent =
            u"inconclusive: The image's Python did not tell what came of this."_s;
        const auto line = [](const QByteArray &json) {
            return QByteArray("noise\xff\nASSAY-CHECKS ") + json + "\nmore";
        };
        QTest::newRow("nothing") << QByteArray() << none;
        QTest::newRow("no marker") << QByteArray("x ASSAY-CHECKS {}\n") << none;
        QTest::newRow("in part") << QByteArray("\nASSAY-CHECKS {\"results\": []}")
                                 << u"What came of the checks of the workbench arrived only in "
                                    "part."_s;
        QTest::newRow("no JSON") << line("{\"results\"")
                                 << u"What came of the checks of the workbench could not be read: "
                                    "it is not JSON."_s;
        QTest::newRow("nested") << line("{\"results\": " + assay::tests::nestedLists() + '}')
                                << u"What came of the checks of the workbench could not be read: "
                                   "it is nested more than 500 deep."_s;
        QTest::newRow("a list") << line("[]") << unreadable;
        QTest::newRow("of another type")
            << line("{\"results\": {\"root_group\": 1}}") << unreadable;
        QTest::newRow("no results") << line("{\"results\": []}") << silent;
        QTest::newRow("strange results")
            << line("{\"results\": [1, null, {\"name\": 4}]}") << silent;
        QTest::newRow("without a word")
            << line("{\"results\": [{\"name\": \"root_group\", \"outcome\": \"failed\"}]}")
            << silent;
        QTest::newRow("an outcome of its own")
            << line("{\"results\": [{\"name\": \"root_group\", \"outcome\": \"fine\", \"detail\": "
                    "\"a\"}]}")
            << u"inconclusive: a"_s;
        QTest::newRow("a pass")
            << line("{\"results\": [{\"name\": \"root_group\", \"outcome\": \"passed\", "
                    "\"detail\": \"a\", \"group\": \"Gpu\"}]}")
            << u"passed: a"_s;
    }

    void reading()
    {
        QFETCH(QByteArray, output);
        QFETCH(QString, expected);
        const auto results = workbenchChecksFrom(output, {u"root_group"_s});
        QCOMPARE(results ? told(results->front()) : results.error(), expected);
        if (results) {
            QCOMPARE(results->size(), std::size_t(1));
            QCOMPARE(results->front().name, u"root_group"_s);
            QCOMPARE(toString(results->front().group), u"Workbench"_s);
        }
    }

    void garbage()
    {
        const QByteArray whole("\nASSAY-CHECKS {\"results\": [{\"name\": \"root_group\", "
                               "\"outcome\": \"passed\", \"detail\": \"a\", \"evidence\": [\"b\"]}]"
                               "}\n");
        QRandomGenerator random(4);
        for (int i = 0; i < 20000; ++i) {
            QByteArray bytes = whole;
            for (int k = random.bounded(4); k >= 0; --k)
                bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
            bytes.truncate(random.bounded(20) == 0 ? random.bounded(int(bytes.size()))
                                                   : bytes.size());
            const auto results = workbenchChecksFrom(bytes, {u"root_group"_s});
            QVERIFY(!results || results->size() == 1);
        }
    }
};

QTEST_GUILESS_MAIN(WorkbenchChecksTest)
#include "tst_workbench_checks.moc"
