// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"

#include <k8s/client.h>
#include <k8s/identity/kubeconfig.h>
#include <models/record/run_journal.h>
#include <sandbox/cluster.h>

#include <QDir>
#include <QXmlStreamReader>

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;

//! Drives the program itself: arguments in; exit status, streams and files out.
class TestHeadless : public QObject
{
    Q_OBJECT
    test::Program m_program;

    QString path(const QString &name) const { return m_program.path(name); }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        return m_program.write(name, bytes);
    }
    std::unique_ptr<QProcess> launch(const QStringList &arguments) const
    {
        return m_program.launch(arguments);
    }
    static bool ended(const QProcess &process) { return test::Program::ended(process); }
    using Result = test::Program::Result;
    Result run(const QStringList &arguments) const { return m_program.run(arguments); }
    static models::Json report(const QString &folder) { return test::Program::report(folder); }

    //! All four files are there and are what their names say.
    void verifyReports(const QString &folder) const
    {
        QCOMPARE(models::textAt(report(folder), {"schema"}), u"assay/report/v1"_s);
        QFile junit(folder + u"/junit.xml"_s);
        QVERIFY(junit.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&junit);
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        for (const QString &name : {u"/report.html"_s, u"/report.md"_s})
            QVERIFY(QFileInfo(folder + name).size() > 100);
    }

    QByteArray suite(const QByteArray &image = "sandbox.local/workbench/minimal:2025.1",
                     const QByteArray &package = "json") const
    {
        return "version: 1\ntests:\n  - id: one\n    namespace: test-one\n    notebook_name: one\n"
               "    custom_image: " +
               image + "\n    packages_to_verify: [" + package + "]\n";
    }

    //! A kubeconfig whose server nobody answers at.
    QString unreachable() const
    {
        return write(u"unreachable.yaml"_s,
                     "apiVersion: v1\nkind: Config\ncurrent-context: away\n"
                     "clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\n"
                     "users: [{name: u, user: {token: secret-token}}]\n"
                     "contexts: [{name: away, context: {cluster: c, user: u}}]\n");
    }

private Q_SLOTS:
    void checkListsEveryProblem()
    {
        const QString file = write(u"broken.yaml"_s, "version: 1\n"
                                                     "tests:\n"
                                                     "  - id: one\n"
                                                     "    namespace: production\n"
                                                     "    notebook_name: one\n"
                                                     "    custom_image: minimal\n"
                                                     "    packages_to_verify: [scikit-learn]\n"
                                                     "    timeout_pod_ready: 5\n"
                                                     "    colour: red\n");
        const Result result = run({u"check"_s, file});
        QCOMPARE(result.status, 2);
        const QStringList lines = result.out.split(u'\n', Qt::SkipEmptyParts);
        for (const QString &begin :
             {u":4:16: "_s, u":6:19: "_s, u":7:26: "_s, u":8:24: "_s, u":9:5: "_s}) {
            QVERIFY2(
                std::any_of(lines.begin(), lines.end(),
                            [&](const QString &line) { return line.startsWith(file + begin); }),
                qPrintable(begin + u" in "_s + result.out));
        }
        QVERIFY2(result.out.contains(u"sklearn"_s), qPrintable(result.out));
    }

    void everyCommandLooksForNotebookFiles()
    {
        const QString file =
            write(u"notebooks.yaml"_s, suite() + "    notebook_cells: [\"1\", missing.ipynb]\n");
        const QString problem = file + u":8:27: There is no file "_s + path(u"missing.ipynb"_s) +
                                u": write its path relative to the suite file."_s;
        const Result check = run({u"check"_s, file});
        QCOMPARE(check.status, 2);
        QCOMPARE(check.out, problem + u'\n');
        const Result started = run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, path(u"not-run"_s)});
        QCOMPARE(started.status, 2);
        QCOMPARE(started.err, problem + u'\n');
        const Result doctor = run({u"doctor"_s, file, u"--sandbox"_s});
        QCOMPARE(doctor.status, 2);
        QVERIFY2(doctor.out.contains(problem), qPrintable(doctor.out));
    }

    void checkIsContent()
    {
        const QString file = write(u"fine.yaml"_s, suite());
        const Result result = run({u"check"_s, file});
        QCOMPARE(result.status, 0);
        QCOMPARE(result.out, file + u": 1 test, nothing wrong.\n"_s);
        QCOMPARE(result.err, QString());
    }

    void theDemoSuiteIsFine()
    {
        const QString file = QStringLiteral(ASSAY_SOURCE "/resources/sandbox/suite.yaml");
        QCOMPARE(run({u"check"_s, file}).status, 0);
    }

    void runReportsPassAndFail()
    {
        const QString file =
            write(u"two.yaml"_s, suite() + "  - id: two\n    namespace: test-two\n"
                                           "    notebook_name: two\n"
                                           "    custom_image: sandbox.local/workbench/minimal:0\n"
                                           "    packages_to_verify: [json]\n");
        const QString output = path(u"two"_s);
        const Result result = run({u"run"_s, file, u"--sandbox"_s, u"--output"_s, output});
        QVERIFY2(result.status == 1, qPrintable(result.err));
        verifyReports(output);
        const auto json = report(output);
        QCOMPARE(json["tests"].size(), std::size_t(2));
        QCOMPARE(json["tests"][0]["outcome"].get<QString>(), u"passed"_s);
        QCOMPARE(json["tests"][0]["notebook"]["pod_name"].get<QString>(), u"one-0"_s);
        QCOMPARE(json["tests"][0]["results"][0]["import_successful"].get<bool>(), true);
        QCOMPARE(json["tests"][1]["outcome"].get<QString>(), u"failed"_s);
        QCOMPARE(json["tests"][1]["error"]["type"].get<QString>(), u"ImagePullError"_s);
        QCOMPARE(json["tests"][1]["diagnostic"]["error_category"].get<QString>(),
                 u"ImagePullBackOff"_s);
        QVERIFY2(result.out.contains(u"1 passed, 1 failed\n"_s), qPrintable(result.out));
        QVERIFY2(result.out.contains(u"Report: "_s + output + u"/report.html\n"_s),
                 qPrintable(result.out));
        QCOMPARE(QDir(output + u"/runs"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 2);

        // The stored runs give the same report again.
        QStringList again{u"report"_s, u"--format"_s, u"json"_s};
        const auto runs =
            QDir(output + u"/runs"_s).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const auto &info : runs)
            again << info.filePath();
        const Result stored = run(again);
        QCOMPARE(stored.status, 0);
        QCOMPARE(models::Json::parse(stored.out.toStdString())["tests"].size(), std::size_t(2));
    }

    void tracesWithoutSecrets()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QString output = path(u"traced"_s);
        const QString trace = path(u"trace.har"_s);
        const Result result = run({u"run"_s, write(u"t.yaml"_s, suite()), u"--kubeconfig"_s,
                                   cluster.kubeconfigPath(), u"-o"_s, output, u"--trace"_s, trace});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QVERIFY2(result.out.contains(u"Trace: "_s + trace), qPrintable(result.out));
        QFile file(trace);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(!text.contains(cluster.token()));
        const models::Json har = models::Json::parse(text.toStdString());
        QStringList urls;
        for (const models::Json &entry : har["log"]["entries"])
            urls << QString::fromStdString(entry["request"]["url"].get<std::string>())
                        .section(u'/', 3)
                        .section(u'?', 0, 0);
        // Asked side by side, they end in any order.
        QVERIFY(urls.mid(0, 2).contains(u"version"_s));
        QVERIFY(urls.contains(u"api/v1/namespaces"_s));
        QVERIFY(!urls.filter(u"/exec"_s).isEmpty());
        // What a run asked is in its record, too.
        const QStringList folders =
            QDir(output + u"/runs"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(folders.size(), 1);
        const auto stored = models::StoredRun::load(output + u"/runs/"_s + folders.first());
        QVERIFY(stored);
        QVERIFY(stored->record.requests().size() > 20);
        QVERIFY(stored->record.isFinished());
        QCOMPARE(stored->record.facts().back().kind(), u"RunFinished"_s);
    }

    void onlyTheNamedTestsRun()
    {
        const QString file =
            write(u"named.yaml"_s, suite() + "  - id: two\n    namespace: test-two\n"
                                             "    notebook_name: two\n"
                                             "    custom_image: sandbox.local/workbench/minimal:0\n"
                                             "    packages_to_verify: [json]\n");
        const QString output = path(u"named"_s);
        const Result result =
            run({u"run"_s, file, u"--sandbox"_s, u"--test"_s, u"one"_s, u"-o"_s, output});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QCOMPARE(report(output)["tests"].size(), std::size_t(1));
    }

    void badInputEndsInOneClearMessage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QStringList>("says");
        const QString fine = write(u"good.yaml"_s, suite());
        const QString faulty = write(u"faulty.yaml"_s, suite("quay.io/org/nb:1", "scikit-learn"));
        QTest::newRow("faulty suite")
            << QStringList{faulty, u"--sandbox"_s} << 2 << QStringList{u"faulty.yaml:7:26:"_s};
        QTest::newRow("no kubeconfig")
            << QStringList{fine} << 2 << QStringList{u"no-such-kubeconfig"_s};
        QTest::newRow("unknown context")
            << QStringList{fine, u"--kubeconfig"_s, unreachable(), u"--context"_s, u"moon"_s} << 2
            << QStringList{u"moon"_s, u"away"_s};
        QTest::newRow("unreachable server")
            << QStringList{fine, u"--kubeconfig"_s, unreachable()} << 3
            << QStringList{u"https://127.0.0.1:1"_s, u"away"_s};
    }
    void badInputEndsInOneClearMessage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QStringList, says);
        const QString output = path(u"bad-%1"_s.arg(QString::fromUtf8(QTest::currentDataTag())));
        const Result result = run(QStringList{u"run"_s} + arguments + QStringList{u"-o"_s, output});
        QVERIFY2(result.status == status,
                 qPrintable(u"%1: %2"_s.arg(result.status).arg(result.err)));
        for (const QString &text : says)
            QVERIFY2(result.err.contains(text), qPrintable(result.err));
        QVERIFY2(result.err.count(u'\n') == 1, qPrintable(result.err));
        QVERIFY2(!result.err.contains(u"secret-token"_s), qPrintable(result.err));
        verifyReports(output);
    }

    void aReportGoesWhereItIsSent()
    {
        const QString folder = path(u"a-run"_s);
        QVERIFY(QDir().mkpath(folder));
        write(u"a-run/run.jsonl"_s, "{\"sequence\":1,\"at\":\"2025-10-30T10:15:00.000Z\",\"kind\":"
                                    "\"Note\",\"body\":{\"text\":\"a\"}}\n");
        const QStringList report{u"report"_s, folder, u"--format"_s, u"md"_s, u"-o"_s};
        const QString file = path(u"report-of-a-run.md"_s);
        QCOMPARE(run(report + QStringList{file}).status, 0);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QString expected = QString::fromUtf8(written.readAll());
        QVERIFY2(expected.size() > 50, qPrintable(expected));

        const Result piped = run(report + QStringList{u"/dev/stdout"_s});
        QCOMPARE(piped.status, 0);
        QCOMPARE(piped.out, expected);

        QProcess redirected;
        const QString target = write(u"redirected.md"_s, "before\n");
        redirected.setStandardOutputFile(target, QIODevice::Append);
        redirected.start(QStringLiteral(ASSAY_BINARY), report + QStringList{u"/dev/stdout"_s});
        QVERIFY(ended(redirected));
        QCOMPARE(redirected.exitCode(), 0);
        QFile appended(target);
        QVERIFY(appended.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(appended.readAll()), u"before\n"_s + expected);

        if (::access("/dev/full", W_OK) != 0)
            QSKIP("There is no /dev/full here.");
        const Result full = run(report + QStringList{u"/dev/full"_s});
        QCOMPARE(full.status, 2);
        QVERIFY2(
            full.err.endsWith(u"assay: /dev/full cannot be written: No space left on device.\n"_s),
            qPrintable(full.err));
    }

    void whatCannotBeMeantWritesNoReport_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const QString fine = write(u"good.yaml"_s, suite());
        const QString broken = write(u"syntax.yaml"_s, "version: 1\ntests: [\n");
        QTest::newRow("no suite file")
            << QStringList{u"no-such-file.yaml"_s}
            << u"assay: no-such-file.yaml: No such file or directory. Give the path of a suite file.\n"_s;
        QTest::newRow("a folder")
            << QStringList{u"/"_s}
            << u"assay: /: This is a folder. Give the path of a suite file.\n"_s;
        QTest::newRow("broken suite file") << QStringList{broken} << broken + u":"_s;
        QTest::newRow("unknown test")
            << QStringList{fine, u"--test"_s, u"three"_s}
            << u"assay: --test three: the suite has no such test. It has: one.\n"_s;
        QTest::newRow("one test unknown")
            << QStringList{fine, u"--test"_s, u"one"_s, u"--test"_s, u"three"_s}
            << u"assay: --test three: the suite has no such test. It has: one.\n"_s;
    }
    void whatCannotBeMeantWritesNoReport()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const QTemporaryDir output;
        const QString earlier = output.filePath(u"report.json"_s);
        const QByteArray said = R"({"schema": "assay/report/v1", "title": "earlier"})";
        {
            QFile file(earlier);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(said);
        }
        const Result result = run(QStringList{u"run"_s} + arguments +
                                  QStringList{u"--sandbox"_s, u"-o"_s, output.path()});
        QVERIFY2(result.status == 2, qPrintable(QString::number(result.status)));
        QVERIFY2(result.err.startsWith(says), qPrintable(result.err));
        QCOMPARE(result.err.count(u'\n'), 1);
        QCOMPARE(result.out, QString());
        QFile file(earlier);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), said);
        QCOMPARE(QDir(output.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{u"report.json"_s});
    }

    void withoutADisplayItSaysSo_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("why");
        const QString none = u"neither DISPLAY nor WAYLAND_DISPLAY is set"_s;
        QTest::newRow("none") << u"XDG_SESSION_TYPE"_s << u"tty"_s << none;
        QTest::newRow("wayland session") << u"XDG_SESSION_TYPE"_s << u"wayland"_s << none;
        QTest::newRow("empty") << u"DISPLAY"_s << QString() << none;
        QTest::newRow("dead") << u"DISPLAY"_s << u":987"_s << u"DISPLAY=:987 cannot be reached"_s;
        QTest::newRow("dead wayland")
            << u"WAYLAND_DISPLAY"_s << u"gone-0"_s << u"WAYLAND_DISPLAY=gone-0 cannot be reached"_s;
        for (const QString &platform : {u"xcb"_s, u"wayland"_s, u"nonsense"_s})
            QTest::addRow("asked for %s", qPrintable(platform))
                << u"QT_QPA_PLATFORM"_s << platform
                << u"QT_QPA_PLATFORM is \"%1\", and that cannot be used here"_s.arg(platform);
    }
    void withoutADisplayItSaysSo()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        QFETCH(QString, why);
        QProcessEnvironment more;
        more.insert(variable, value);
        const auto process = m_program.launch({}, more);
        QVERIFY(ended(*process));
        const Result result = test::Program::resultOf(*process);
        QCOMPARE(result.err,
                 u"assay: There is no display for the window: %1. \"assay run\" and the "
                 "other commands need none; see \"assay --help\".\n"_s.arg(why));
        QCOMPARE(result.status, 2);
    }

    void faultyClustersAreNamed_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("refused token") << u"/version"_s << 401 << u"context sandbox"_s;
        QTest::newRow("server error") << u"/apis$"_s << 500 << u"Cannot use the cluster"_s;
    }
    void faultyClustersAreNamed()
    {
        QFETCH(QString, path);
        QFETCH(int, code);
        QFETCH(QString, says);
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        sandbox::Fault fault;
        fault.pathPattern = path;
        fault.code = code;
        fault.times = -1;
        cluster.inject(fault);
        const QString output = this->path(u"faulty-%1"_s.arg(code));
        const Result result = run({u"run"_s, write(u"f.yaml"_s, suite()), u"--kubeconfig"_s,
                                   cluster.kubeconfigPath(), u"-o"_s, output});
        QVERIFY2(result.status == 3, qPrintable(result.err));
        QVERIFY2(result.err.contains(says), qPrintable(result.err));
        QVERIFY2(!result.err.contains(QString::fromUtf8(cluster.token())), qPrintable(result.err));
        verifyReports(output);
        QCOMPARE(report(output)["tests"][0]["outcome"].get<QString>(), u"inconclusive"_s);
    }

    void whatCannotBeRecordedIsNotCreated()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const auto process =
            m_program.launch({u"run"_s, write(u"full.yaml"_s, suite()), u"--kubeconfig"_s,
                              cluster.kubeconfigPath(), u"-o"_s, path(u"full"_s)},
                             {}, {}, [] {
                                 // No file can grow beyond this: a disk that is full.
                                 const rlimit limit{1200, 1200};
                                 ::setrlimit(RLIMIT_FSIZE, &limit);
                                 ::signal(SIGXFSZ, SIG_IGN);
                             });
        QVERIFY(ended(*process));
        const Result result = test::Program::resultOf(*process);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.err.contains(u"cannot be recorded: "_s + path(u"full"_s) + u"/runs/"_s),
                 qPrintable(result.err));
        QVERIFY2(result.err.contains(u"Not recorded: The record of this run is not whole."_s),
                 qPrintable(result.err));
        QVERIFY2(result.out.contains(u"The record is not whole: "_s), qPrintable(result.out));
        for (const QString &request : cluster.requests())
            QVERIFY2(!request.startsWith(u"POST"_s) || !request.contains(u"/namespaces"_s),
                     qPrintable(request));
    }

    void whatCannotBeWrittenAtTheEndIsSaidAtTheBeginning_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const QString file = write(u"in-the-way.txt"_s, "a file\n");
        const QString folder = path(u"a-folder"_s);
        QVERIFY(QDir().mkpath(folder));
        QTest::newRow("a file in the place of the folder")
            << QStringList{u"-o"_s, file}
            << u"The folder %1 cannot be made or written (Not a directory): choose another one "
               "with -o."_s.arg(file);
        QTest::newRow("below a file")
            << QStringList{u"-o"_s, file + u"/out"_s}
            << u"The folder %1/out cannot be made or written (Not a directory): choose another "
               "one with -o."_s.arg(file);
        QTest::newRow("trace") << QStringList{u"--trace"_s, u"/no/such/t.har"_s}
                               << u"/no/such/t.har cannot be written: No such file or directory."_s;
        QTest::newRow("trace in the place of a folder")
            << QStringList{u"--trace"_s, folder}
            << folder + u" cannot be written: Is a directory."_s;
        QTest::newRow("Konflux")
            << QStringList{u"--konflux-test-output"_s, u"/no/such/k.json"_s}
            << u"/no/such/k.json cannot be written: No such file or directory."_s;
    }
    void whatCannotBeWrittenAtTheEndIsSaidAtTheBeginning()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const QString before = path(u"not-begun"_s);
        QStringList line{u"run"_s, write(u"at-once.yaml"_s, suite()), u"--sandbox"_s};
        if (!arguments.contains(u"-o"_s))
            line += QStringList{u"-o"_s, before};
        const Result result = run(line + arguments);
        QCOMPARE(result.err, u"assay: "_s + says + u'\n');
        QCOMPARE(result.out, QString());
        QCOMPARE(result.status, 2);
        QVERIFY(!QFileInfo::exists(before));
    }

    void whatSomebodyElseWroteIsNotWrittenOver_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("pytest's") << u"junit.xml"_s
                                  << QByteArray("<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                                                "<testsuites><testsuite name=\"pytest\"/>"
                                                "</testsuites>");
        QTest::newRow("page") << u"report.html"_s
                              << QByteArray("<!doctype html><title>Assays of May</title>");
        QTest::newRow("JSON") << u"report.json"_s << QByteArray("{\"schema\": \"mine/v1\"}");
        QTest::newRow("no JSON") << u"report.json"_s << QByteArray("assay/report/v1");
        QTest::newRow("notes") << u"report.md"_s << QByteArray("# Report\n");
    }
    void whatSomebodyElseWroteIsNotWrittenOver()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const QDir folder(path(u"of-others"_s));
        QVERIFY(QDir(folder.path()).removeRecursively() && QDir().mkpath(folder.path()));
        const QString file = write(u"of-others/"_s + name, bytes);
        const Result result = run(
            {u"run"_s, write(u"at-once.yaml"_s, suite()), u"--sandbox"_s, u"-o"_s, folder.path()});
        QCOMPARE(result.err,
                 u"assay: %1 was not written by Assay, and would be overwritten: move it away, or "
                 "choose another folder with -o.\n"_s.arg(file));
        QCOMPARE(result.status, 2);
        QCOMPARE(folder.entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{name});
        QFile kept(file);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), bytes);
    }

    void reportsOfItsOwnAreWrittenOver()
    {
        // Not a test of it was begun: there is less in such reports than in any other.
        const QString folder = path(u"again"_s);
        QVERIFY(QDir().mkpath(folder));
        write(u"again/report.md"_s, {});
        const QStringList line{
            u"run"_s, write(u"at-once.yaml"_s, suite()), u"--context"_s, u"x"_s, u"-o"_s, folder};
        const Result first = run(line);
        QCOMPARE(QDir(folder).entryList(QDir::Files),
                 (QStringList{u"junit.xml"_s, u"report.html"_s, u"report.json"_s, u"report.md"_s}));
        QVERIFY(QFileInfo(folder + u"/report.md"_s).size() > 0);
        const Result second = run(line);
        QCOMPARE(second.err, first.err);
        QCOMPARE(second.status, first.status);
        // Of those files alone that are to be written.
        write(u"again/report.html"_s, "<title>Mine</title>");
        QCOMPARE(run(line + QStringList{u"--format"_s, u"junit"_s}).err, first.err);
        QVERIFY(
            run(line).err.startsWith(u"assay: %1/report.html was not written by"_s.arg(folder)));
    }

    void theReportIsNamedWhereOnlyTheTraceIsMissing()
    {
        const QString output = path(u"untraced"_s);
        const Result result = run({u"run"_s, write(u"untraced.yaml"_s, suite()), u"--sandbox"_s,
                                   u"-o"_s, output, u"--trace"_s, u"/dev/full"_s});
        QCOMPARE(result.status, 3);
        QVERIFY2(result.err.endsWith(
                     u"assay: /dev/full cannot be written: No space left on device.\n"_s),
                 qPrintable(result.err));
        QVERIFY2(result.out.endsWith(u"Report: %1/report.html\n"_s.arg(output)),
                 qPrintable(result.out));
        QVERIFY2(!result.out.contains(u"Trace: "_s), qPrintable(result.out));
    }

    void unwrittenReportsAreNoSuccess()
    {
        const QString output = path(u"blocked"_s);
        QVERIFY(QDir().mkpath(output + u"/report.html"_s));
        const Result result = run(
            {u"run"_s, write(u"blocked.yaml"_s, suite()), u"--sandbox"_s, u"--output"_s, output});
        QVERIFY2(result.status == 3, qPrintable(result.err));
        QVERIFY2(result.err.contains(u"report.html"_s), qPrintable(result.err));
        QCOMPARE(report(output)["tests"][0]["outcome"].get<QString>(), u"passed"_s);

        const Result failed =
            run({u"run"_s, write(u"blocked.yaml"_s, suite("sandbox.local/workbench/minimal:0")),
                 u"--sandbox"_s, u"--output"_s, output});
        QCOMPARE(failed.status, 1);
    }

    void aRunThatCannotBeListedSaysSo()
    {
        // Nothing can be made below a file, whoever asks.
        const QString state = write(u"no-folder"_s, "");
        const QString output = path(u"elsewhere"_s);
        const auto process = m_program.launch(
            {u"run"_s, write(u"elsewhere.yaml"_s, suite()), u"--sandbox"_s, u"--output"_s, output},
            {}, state);
        QVERIFY(ended(*process));
        const Result result = test::Program::resultOf(*process);
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const QString says =
            u"This run cannot be listed in "_s + state + u"/assay/runs (Not a directory)"_s;
        QVERIFY2(result.err.contains(says), qPrintable(result.err));
        QVERIFY(report(output)["tests"][0]["notes"][0].get<QString>().startsWith(says));
    }

    void interruptedItCleansUp()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QString output = path(u"interrupted"_s);
        const auto process = launch(
            {u"run"_s, write(u"i.yaml"_s, suite("sandbox.local/workbench/pytorch-cuda:2025.1")),
             u"--kubeconfig"_s, cluster.kubeconfigPath(), u"-o"_s, output});
        QTRY_COMPARE_WITH_TIMEOUT(cluster.count(u"pods"_s), 1, 30'000);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(ended(*process));
        QCOMPARE(process->exitCode(), 130);
        QCOMPARE(cluster.count(u"notebooks"_s), 0);
        QCOMPARE(cluster.count(u"persistentvolumeclaims"_s), 0);
        verifyReports(output);
        QCOMPARE(report(output)["tests"][0]["outcome"].get<QString>(), u"cancelled"_s);
    }

    void whatACrashLeavesIsCleanedLater()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QStringList clean{u"clean"_s, u"--kubeconfig"_s, cluster.kubeconfigPath()};
        const auto process = launch(
            {u"run"_s, write(u"k.yaml"_s, suite("sandbox.local/workbench/pytorch-cuda:2025.1")),
             u"--kubeconfig"_s, cluster.kubeconfigPath(), u"-o"_s, path(u"killed"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(cluster.count(u"pods"_s), 1, 30'000);
        // What is still being written is left alone.
        Result result = run(clean);
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.startsWith(u"Of runs that are under way, or that no record"_s),
                 qPrintable(result.out));
        QVERIFY2(result.out.contains(u", in use by run 2"_s), qPrintable(result.out));
        process->kill();
        QVERIFY(ended(*process));

        // Nobody could be asked: a pipeline hears of it by the status.
        result = run(clean);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains(u"Notebook test-"_s), qPrintable(result.out));
        QVERIFY2(result.out.contains(u"Namespace test-"_s), qPrintable(result.out));
        QVERIFY2(result.out.endsWith(u"Nothing was deleted. Say --yes to delete it.\n"_s),
                 qPrintable(result.out));
        QCOMPARE(cluster.count(u"notebooks"_s), 1);

        result = run(clean + QStringList{u"--yes"_s});
        QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        QVERIFY2(result.out.endsWith(u"All of it is gone.\n"_s), qPrintable(result.out));
        QCOMPARE(cluster.count(u"notebooks"_s), 0);
        QCOMPARE(cluster.count(u"persistentvolumeclaims"_s), 0);
        QCOMPARE(cluster.count(u"pods"_s), 0);
        result = run(clean);
        QVERIFY2(result.out.startsWith(u"Earlier runs left nothing on"_s), qPrintable(result.out));
    }

    void cleanKeepsANamespaceThatOthersUse()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QString file = write(u"u.yaml"_s, suite());
        Result result = run({u"run"_s, file, u"--kubeconfig"_s, cluster.kubeconfigPath(), u"-o"_s,
                             path(u"used"_s), u"--keep"_s, u"always"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        k8s::Client client(*k8s::Kubeconfig::load(cluster.kubeconfigPath())->restConfig());
        const auto claims = k8s::Resource::persistentVolumeClaims();
        const models::Json precious{{"apiVersion", "v1"},
                                    {"kind", "PersistentVolumeClaim"},
                                    {"metadata", {{"name", "precious"}}},
                                    {"spec",
                                     {{"accessModes", models::Json::array({"ReadWriteOnce"})},
                                      {"resources", {{"requests", {{"storage", "1Gi"}}}}}}}};
        const auto created = client.create(claims, u"test-one"_s, precious);
        QTRY_VERIFY(created->isFinished());
        QVERIFY(created->result());

        const QStringList clean{u"clean"_s, u"--kubeconfig"_s, cluster.kubeconfigPath(),
                                u"--yes"_s};
        result = run(clean);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.endsWith(
                     u"Still there: Namespace test-one: It holds what this run did not make: "
                     "PersistentVolumeClaim precious. Once nothing in it is needed: kubectl delete "
                     "namespace test-one\n"_s),
                 qPrintable(result.out));
        QCOMPARE(cluster.count(u"notebooks"_s), 0);
        QCOMPARE(cluster.count(u"persistentvolumeclaims"_s), 1);

        const auto removed = client.remove(claims, u"test-one"_s, u"precious"_s);
        QTRY_VERIFY(removed->isFinished());
        QTRY_COMPARE(cluster.count(u"persistentvolumeclaims"_s), 0);
        result = run(clean);
        QCOMPARE(result.status, 0);
        QVERIFY2(!result.out.contains(u"kept as asked"_s), qPrintable(result.out));
        QVERIFY2(result.out.endsWith(u"All of it is gone.\n"_s), qPrintable(result.out));
    }

    void cleanLeavesOthersAlone()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QString output = path(u"kept"_s);
        Result result = run({u"run"_s, write(u"o.yaml"_s, suite()), u"--kubeconfig"_s,
                             cluster.kubeconfigPath(), u"-o"_s, output, u"--keep"_s, u"always"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QCOMPARE(cluster.count(u"notebooks"_s), 1);
        const QStringList clean{u"clean"_s, u"--kubeconfig"_s, cluster.kubeconfigPath()};
        result = run(clean);
        QVERIFY2(result.out.contains(u", kept as asked)"_s), qPrintable(result.out));

        // A refusal is told, and what it is about stays listed.
        sandbox::Fault fault;
        fault.method = u"DELETE"_s;
        fault.pathPattern = u"/namespaces/"_s;
        fault.code = 403;
        fault.times = -1;
        cluster.inject(fault);
        result = run(clean + QStringList{u"--yes"_s});
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains(u"Still there: Notebook test-"_s), qPrintable(result.out));
        cluster.clearFaults();

        // Another cluster's runs are not this one's.
        sandbox::Cluster other;
        QVERIFY(!other.start({}));
        result = run({u"clean"_s, u"--kubeconfig"_s, other.kubeconfigPath(), u"--yes"_s});
        QVERIFY2(result.out.startsWith(u"Earlier runs left nothing on"_s), qPrintable(result.out));
    }
};

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"
