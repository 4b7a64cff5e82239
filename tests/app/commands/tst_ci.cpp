// SPDX-License-Identifier: Apache-2.0
// What a pipeline gets: the program with the environment of a CI system, and the recipes for three
// of them, as far as they can be run without the service.

#include "support/program.h"

#include <models/base/yaml.h>
#include <models/record/run_journal.h>
#include <sandbox/cluster.h>

#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;

class CiTest : public QObject
{
    Q_OBJECT
    test::Program m_program;
    using Result = test::Program::Result;

    //! A folder of its own, with a suite of a test that passes and one that fails.
    QString folder(const QString &name, const QByteArray &more = {}) const
    {
        const QString path = m_program.path(name);
        QDir().mkpath(path);
        m_program.write(name + u"/suite.yaml"_s,
                        "version: 1\n"
                        "tests:\n"
                        "  - id: good\n"
                        "    namespace: test-good\n"
                        "    notebook_name: good\n"
                        "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                        "    packages_to_verify: [json]\n"
                        "  - id: bad\n"
                        "    namespace: test-bad\n"
                        "    notebook_name: bad\n"
                        "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                        "    packages_to_verify: [no_such_package]\n" +
                            more);
        return path;
    }

    static QProcessEnvironment environment(const QMap<QString, QString> &values)
    {
        QProcessEnvironment all;
        for (auto it = values.begin(); it != values.end(); ++it)
            all.insert(it.key(), it.value());
        return all;
    }

    std::unique_ptr<QProcess> launchIn(const QString &place, const QStringList &arguments,
                                       const QMap<QString, QString> &values) const
    {
        return m_program.launch(arguments, environment(values), {},
                                [path = QFile::encodeName(place)] {
                                    if (::chdir(path.constData()) != 0)
                                        ::_exit(99);
                                });
    }

    Result runIn(const QString &place, const QStringList &arguments,
                 const QMap<QString, QString> &values = {}) const
    {
        const auto process = launchIn(place, arguments, values);
        return test::Program::ended(*process, 120'000) ? test::Program::resultOf(*process)
                                                       : Result();
    }

    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static models::Json reportOf(const QString &path)
    {
        return models::Json::parse(contentOf(path).toStdString(), nullptr, false);
    }

    static void git(const QString &place, const QStringList &arguments)
    {
        QProcess process;
        process.setWorkingDirectory(place);
        process.start(u"git"_s, QStringList{u"-c"_s, u"user.name=a"_s, u"-c"_s,
                                            u"user.email=a@example.com"_s} +
                                    arguments);
        QVERIFY(test::Program::ended(process));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }

    //! Runs a recipe's script as the service would: by a shell, with "assay" on the path.
    Result runScript(const QString &place, const QString &script,
                     const QMap<QString, QString> &values) const
    {
        const QString bin = m_program.path(u"bin"_s);
        QDir().mkpath(bin);
        QFile::link(QStringLiteral(ASSAY_BINARY), bin + u"/assay"_s);
        QProcess process;
        auto all = QProcessEnvironment::systemEnvironment();
        all.insert(u"XDG_STATE_HOME"_s, m_program.path(u"state"_s));
        all.insert(u"PATH"_s, bin + u':' + all.value(u"PATH"_s));
        all.insert(environment(values));
        process.setProcessEnvironment(all);
        process.setWorkingDirectory(place);
        process.start(u"bash"_s, {u"-e"_s, u"-c"_s, script});
        return test::Program::ended(process, 120'000) ? test::Program::resultOf(process) : Result();
    }

    static models::Json recipe(const char *name)
    {
        const auto read = models::yaml::readValues(
            contentOf(QStringLiteral(ASSAY_SOURCE "/resources/ci/") + QString::fromLatin1(name)),
            1 << 20);
        return read.documents.empty() ? models::Json() : read.documents.front();
    }

    //! Of the first test: the image that was tested, and the names that its objects had.
    static QString whatRan(const models::Json &report)
    {
        const models::Json &test = report["tests"][0];
        return models::textAt(test, {"configuration", "custom_image"}) + u' ' +
               models::textAt(test, {"configuration", "namespace"}) + u' ' +
               models::textAt(test, {"configuration", "notebook_name"});
    }
    static inline const QString thisBuild = u"sandbox.local/workbench/datascience:2025.1"_s;

    sandbox::Cluster m_cluster;

private Q_SLOTS:
    void initTestCase() { QVERIFY(!m_cluster.start({})); }

    void gitHubHears()
    {
        const QString place = folder(u"github"_s);
        m_program.write(u"github/summary.md"_s, "of the step before\n");
        const Result result = runIn(place, {u"run"_s, u"suite.yaml"_s, u"--sandbox"_s},
                                    {{u"CI"_s, u"true"_s},
                                     {u"GITHUB_ACTIONS"_s, u"true"_s},
                                     {u"GITHUB_WORKSPACE"_s, place},
                                     {u"GITHUB_SERVER_URL"_s, u"https://github.com"_s},
                                     {u"GITHUB_REPOSITORY"_s, u"o/r"_s},
                                     {u"GITHUB_RUN_ID"_s, u"77"_s},
                                     {u"GITHUB_SHA"_s, u"0123456789abcdef"_s},
                                     {u"GITHUB_STEP_SUMMARY"_s, place + u"/summary.md"_s}});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.out.contains(
                     u"::error file=suite.yaml,line=8,title=bad failed::no_such_package is not "
                     "installed. 1 package cannot be imported: no_such_package\n"_s),
                 qPrintable(result.out));
        QCOMPARE(result.out.count(u"\n::"_s), 1);
        QVERIFY2(result.err.contains(u"::group::What happened, step by step\n"_s) &&
                     result.err.contains(u"::endgroup::\n"_s),
                 qPrintable(result.err));
        QVERIFY(result.err.contains(u"2 of 2 done: "_s));
        const QByteArray summary = contentOf(place + u"/summary.md"_s);
        QVERIFY2(summary.startsWith("of the step before\n# Assay: suite.yaml\n\n"
                                    "**1 passed, 1 failed**\n"),
                 summary.constData());
        const models::Json report = reportOf(place + u"/assay-report/report.json"_s);
        const models::Json &origin = report["tests"][0]["origin"];
        QCOMPARE(models::textAt(origin, {"job_url"}), u"https://github.com/o/r/actions/runs/77"_s);
        QCOMPARE(models::textAt(origin, {"commit"}), u"0123456789abcdef"_s);
        QVERIFY(QFileInfo::exists(place + u"/assay-report/junit.xml"_s));
    }

    void aPipeInPlaceOfASummaryOrASuiteIsNotWaitedFor()
    {
        const QString place = folder(u"pipes"_s);
        const QByteArray pipe = QFile::encodeName(place + u"/summary.md"_s);
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        const Result result =
            runIn(place, {u"run"_s, u"suite.yaml"_s, u"--sandbox"_s, u"--test"_s, u"good"_s},
                  {{u"GITHUB_ACTIONS"_s, u"true"_s},
                   {u"GITHUB_WORKSPACE"_s, place},
                   {u"GITHUB_STEP_SUMMARY"_s, QFile::decodeName(pipe)}});
        QVERIFY2(result.err.contains(u"The step summary "_s + QFile::decodeName(pipe) +
                                     u" cannot be written: it is no regular file."_s),
                 qPrintable(result.err));
    }

    void gitLabHears()
    {
        const QString place = folder(u"gitlab"_s);
        const Result result =
            runIn(place, {u"run"_s, u"suite.yaml"_s, u"--sandbox"_s, u"--test"_s, u"good"_s},
                  {{u"CI"_s, u"true"_s},
                   {u"GITLAB_CI"_s, u"true"_s},
                   {u"CI_JOB_URL"_s, u"https://gitlab.example/-/jobs/9"_s}});
        QCOMPARE(result.status, 0);
        static const QRegularExpression sections(
            u"\\A[^\\x1b]*\\x1b\\[0Ksection_start:\\d+:assay_progress\\[collapsed=true\\]\\r"
            "\\x1b\\[0KWhat happened, step by step\\n[^\\x1b]*\\x1b\\[0Ksection_end:\\d+:"
            "assay_progress\\r\\x1b\\[0K\\n\\z"_s);
        QVERIFY2(sections.match(result.err).hasMatch(), qPrintable(result.err));
        const models::Json report = reportOf(place + u"/assay-report/report.json"_s);
        QCOMPARE(models::textAt(report["tests"][0]["origin"], {"job_url"}),
                 u"https://gitlab.example/-/jobs/9"_s);
    }

    void konfluxHears()
    {
        const QString place = folder(u"konflux"_s);
        const QString file = place + u"/result.json"_s;
        const Result failed = runIn(place, {u"run"_s, u"suite.yaml"_s, u"--sandbox"_s, u"-o"_s,
                                            u"out"_s, u"--konflux-test-output"_s, file});
        QCOMPARE(failed.status, 1);
        models::Json json = reportOf(file);
        QCOMPARE(models::textAt(json, {"result"}), u"FAILURE"_s);
        QCOMPARE(models::textAt(json, {"note"}),
                 u"1 passed, 1 failed. bad: no_such_package is not installed."_s);
        QCOMPARE(json["successes"].get<int>(), 1);
        QCOMPARE(json["failures"].get<int>(), 1);
        QVERIFY(QFileInfo(file).size() < 1024);

        // A pipeline waits for its result also where nothing could be run.
        const Result refused = runIn(place, {u"run"_s, u"missing.yaml"_s, u"--sandbox"_s},
                                     {{u"KONFLUX_TEST_OUTPUT_FILE"_s, file}});
        QCOMPARE(refused.status, 2);
        json = reportOf(file);
        QCOMPARE(models::textAt(json, {"result"}), u"ERROR"_s);
        QVERIFY(models::textAt(json, {"note"}).contains(u"missing.yaml"_s));
    }

    void theRecordSaysWhereItCameFrom()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        const QString place = folder(u"repository"_s);
        git(place, {u"init"_s, u"-q"_s});
        git(place, {u"add"_s, u"suite.yaml"_s});
        git(place, {u"commit"_s, u"-q"_s, u"-m"_s, u"one"_s});
        const QStringList arguments{u"run"_s,   u"suite.yaml"_s, u"--sandbox"_s,  u"--test"_s,
                                    u"good"_s,  u"--label"_s,    u"build=4711"_s, u"--label"_s,
                                    u"team="_s, u"--output"_s};
        QCOMPARE(runIn(place, arguments + QStringList{u"a"_s}).status, 0);
        m_program.write(u"repository/suite.yaml"_s, contentOf(place + u"/suite.yaml"_s) + "\n");
        QCOMPARE(runIn(place, arguments + QStringList{u"b"_s}).status, 0);

        const models::Json clean = reportOf(place + u"/a/report.json"_s)["tests"][0];
        const models::Json dirty = reportOf(place + u"/b/report.json"_s)["tests"][0];
        QCOMPARE(models::textAt(clean, {"origin", "commit"}).size(), 40);
        QCOMPARE(clean["origin"]["dirty"].get<bool>(), false);
        QCOMPARE(dirty["origin"]["dirty"].get<bool>(), true);
        QCOMPARE(clean["origin"]["labels"].dump(), std::string(R"({"build":"4711","team":""})"));
        QCOMPARE(models::textAt(clean, {"repeat"}),
                 u"assay run suite.yaml --sandbox --label build=4711 --label team= --test good"_s);
        QVERIFY(models::textAt(clean, {"cluster", "kubernetes"}).startsWith(u"v1."_s));
        QVERIFY(!models::textAt(clean, {"node", "name"}).isEmpty());
        QVERIFY(!models::textAt(clean, {"node", "kubelet"}).isEmpty());
        const QByteArray junit = contentOf(place + u"/a/junit.xml"_s);
        QVERIFY(junit.contains("<property name=\"build\" value=\"4711\"/>"));
        QVERIFY(junit.contains("<property name=\"kubernetes\" value=\"v1."));
    }

    void aGitThatHangsIsNotWaitedFor_data()
    {
        QTest::addColumn<bool>("isInterrupted");
        QTest::newRow("the run goes on without it") << false;
        QTest::newRow("an interrupt ends the process") << true;
    }
    void aGitThatHangsIsNotWaitedFor()
    {
        QFETCH(bool, isInterrupted);
        const QString place = folder(isInterrupted ? u"hangs"_s : u"slow"_s);
        const QString bin = place + u"/bin"_s;
        QVERIFY(QDir().mkpath(bin));
        const QString name = isInterrupted ? u"hangs"_s : u"slow"_s;
        QFile script(m_program.write(name + u"/bin/git"_s, "#!/bin/sh\n"
                                                           "echo '# branch.oid 0123456789abcdef'\n"
                                                           "touch \"$0.asked\"\n"
                                                           "exec sleep 600\n"));
        QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const auto process = launchIn(
            place,
            {u"run"_s, u"suite.yaml"_s, u"--sandbox"_s, u"--test"_s, u"good"_s, u"-o"_s, u"out"_s},
            {{u"PATH"_s, bin + u':' + qEnvironmentVariable("PATH")}});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(bin + u"/git.asked"_s), 30'000);
        if (isInterrupted)
            ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(test::Program::ended(*process));
        const Result result = test::Program::resultOf(*process);
        QCOMPARE(result.status, isInterrupted ? 130 : 0);
        // What QProcess says when its destructor has to wait.
        QVERIFY2(!result.err.contains(u"Destroyed while process"_s), qPrintable(result.err));
        if (!isInterrupted) {
            const models::Json test = reportOf(place + u"/out/report.json"_s)["tests"][0];
            QCOMPARE(models::textAt(test, {"origin", "commit"}), QString());
        }
    }

    void wrongLabelsAreRefused()
    {
        const QString place = folder(u"labels"_s);
        const Result result =
            runIn(place, {u"run"_s, u"suite.yaml"_s, u"--sandbox"_s, u"--label"_s, u"build"_s});
        QCOMPARE(result.status, 2);
        QVERIFY2(result.err.startsWith(
                     u"assay: --label takes KEY=VALUE, such as build=4711, not \"build\"\n"_s),
                 qPrintable(result.err));
    }

    void knownFailuresDoNotFailTheRun()
    {
        const QString place =
            folder(u"known"_s, "    known_failure: {text: no_such_package, until: 2999-12-31, "
                               "reason: ODS-4711}\n");
        const Result result =
            runIn(place, {u"run"_s, u"suite.yaml"_s, u"--sandbox"_s, u"-o"_s, u"out"_s});
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.contains(u"KNOWN        bad  "_s), qPrintable(result.out));
        QVERIFY2(result.out.contains(
                     u"             This failure is known until 2999-12-31: ODS-4711\n"_s),
                 qPrintable(result.out));
        QVERIFY2(result.out.contains(u"1 passed, 1 known failure\n"_s), qPrintable(result.out));
    }

    void foldersOfSeveralJobsAreOneReport()
    {
        const QString place = folder(u"jobs"_s);
        const QString elsewhere =
            m_program.write(u"jobs/away.yaml"_s,
                            "apiVersion: v1\nkind: Config\ncurrent-context: away\n"
                            "clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\n"
                            "users: [{name: u, user: {token: secret-token}}]\n"
                            "contexts: [{name: away, context: {cluster: c, user: u}}]\n");
        const auto here = launchIn(place,
                                   {u"run"_s, u"suite.yaml"_s, u"--kubeconfig"_s,
                                    m_cluster.kubeconfigPath(), u"-o"_s, u"a"_s},
                                   {});
        const auto there = launchIn(
            place, {u"run"_s, u"suite.yaml"_s, u"--kubeconfig"_s, elsewhere, u"-o"_s, u"b"_s}, {});
        QVERIFY(test::Program::ended(*here, 120'000) && test::Program::ended(*there, 120'000));
        QCOMPARE(here->exitCode(), 1);
        QCOMPARE(there->exitCode(), 3);

        const Result merged = runIn(place, {u"report"_s, u"a"_s, u"b"_s, u"--format"_s, u"json"_s});
        QCOMPARE(merged.status, 0);
        const models::Json json = models::Json::parse(merged.out.toStdString());
        QCOMPARE(json["contexts"].size(), std::size_t(2));
        QStringList tests;
        for (const models::Json &test : json["tests"])
            tests << models::textAt(test, {"id"}) + u' ' + models::textAt(test, {"context"}) +
                         u' ' + models::textAt(test, {"outcome"});
        const QString context = models::textAt(json["tests"][0], {"context"});
        QCOMPARE(tests, (QStringList{u"good "_s + context + u" passed"_s,
                                     u"bad "_s + context + u" failed"_s,
                                     u"good away inconclusive"_s, u"bad away inconclusive"_s}));
        const Result md = runIn(place, {u"report"_s, u"a"_s, u"b"_s, u"--format"_s, u"md"_s});
        QVERIFY2(md.out.contains(u"| good | ✅ passed | ⚠️ inconclusive |\n"
                                 "| bad | ❌ failed | ⚠️ inconclusive |\n"_s),
                 qPrintable(md.out));

        // A run's folder beside the folder that it lies in is one run.
        const QString run =
            QDir(place + u"/a/runs"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).constFirst();
        const Result twice =
            runIn(place, {u"report"_s, u"a"_s, u"a/runs/"_s + run, u"--format"_s, u"json"_s});
        QCOMPARE(models::Json::parse(twice.out.toStdString())["tests"].size(), std::size_t(2));

        const Result ticket = runIn(place, {u"report"_s, u"a"_s, u"--format"_s, u"ticket"_s});
        QVERIFY2(
            ticket.out.startsWith(u"**Test bad failed: no_such_package is not installed**\n"_s),
            qPrintable(ticket.out));
        QVERIFY2(ticket.out.endsWith(u"--test bad`\n"_s), qPrintable(ticket.out));
    }

    void theRecipeForGitHubRuns()
    {
        const QString place = folder(u"recipe-github"_s);
        const models::Json job = recipe("github.yaml")["jobs"]["assay"];
        QString script;
        for (const models::Json &step : job["steps"])
            script += models::textAt(step, {"run"});
        const Result result = runScript(
            place, script,
            {{u"CI"_s, u"true"_s},
             {u"GITHUB_ACTIONS"_s, u"true"_s},
             {u"GITHUB_WORKSPACE"_s, place},
             {u"GITHUB_REF_NAME"_s, u"7/merge"_s},
             {u"GITHUB_RUN_ID"_s, u"7654321098"_s},
             {u"JOB"_s, u"0"_s},
             {u"RUNNER_TEMP"_s, place},
             {u"SUITE"_s, u"suite.yaml"_s},
             {u"IMAGE"_s, thisBuild},
             {u"KUBECONFIG_DATA"_s, QString::fromUtf8(contentOf(m_cluster.kubeconfigPath()))}});
        QVERIFY2(result.status == 1, qPrintable(result.err));
        const models::Json report = reportOf(place + u"/assay-report/report.json"_s);
        QCOMPARE(models::textAt(report["tests"][0], {"origin", "labels", "ref"}), u"7/merge"_s);
        QCOMPARE(whatRan(report), thisBuild + u" test-good-7654321098-0 good-7654321098-0"_s);
    }

    void theRecipeForGitLabRuns()
    {
        const QString place = folder(u"recipe-gitlab"_s);
        const models::Json job = recipe("gitlab.yaml")["assay"];
        QStringList lines;
        for (const models::Json &line : job["script"])
            lines << line.get<QString>();
        const Result result = runScript(place, lines.join(u'\n'),
                                        {{u"CI"_s, u"true"_s},
                                         {u"GITLAB_CI"_s, u"true"_s},
                                         {u"CI_COMMIT_REF_NAME"_s, u"topic"_s},
                                         {u"CI_JOB_ID"_s, u"4711"_s},
                                         {u"SUITE"_s, u"suite.yaml"_s},
                                         {u"IMAGE"_s, thisBuild},
                                         {u"KUBECONFIG_FILE"_s, m_cluster.kubeconfigPath()}});
        QVERIFY2(result.status == 1, qPrintable(result.err));
        QVERIFY(QFileInfo::exists(place + u'/' +
                                  models::textAt(job, {"artifacts", "reports", "junit"})));
        QCOMPARE(whatRan(reportOf(place + u"/assay-report/report.json"_s)),
                 thisBuild + u" test-good-4711 good-4711"_s);
        // The service starts a shell in the image, not what the image is made to start.
        QCOMPARE(job["image"]["entrypoint"].dump(), std::string(R"([""])"));
    }

    void theRecipeForTektonRuns()
    {
        const QString place = folder(u"recipe-tekton"_s);
        QVERIFY(QFile::copy(m_cluster.kubeconfigPath(), place + u"/config"_s));
        const models::Json step = recipe("tekton.yaml")["spec"]["steps"][0];
        QMap<QString, QString> values;
        for (const models::Json &variable : step["env"]) {
            QString value = models::textAt(variable, {"value"});
            value.replace(u"$(params.suite)"_s, u"suite.yaml"_s);
            value.replace(u"$(params.image)"_s, QString());
            value.replace(u"$(context.taskRun.uid)"_s, u"0f9d8c7b-1c2d-4e3f-8a9b-aabbccddeeff"_s);
            value.replace(u"$(params.url)"_s, u"https://konflux.example/run"_s);
            value.replace(u"$(workspaces.kubeconfig.path)"_s, place);
            value.replace(u"$(results.TEST_OUTPUT.path)"_s, place + u"/result"_s);
            QVERIFY2(!value.contains(u"$("_s), qPrintable(value));
            values.insert(models::textAt(variable, {"name"}), value);
        }
        const Result result = runScript(place, models::textAt(step, {"script"}), values);
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QVERIFY2(result.out.endsWith(u"assay ended with status 1\n"_s), qPrintable(result.out));
        QCOMPARE(models::textAt(reportOf(place + u"/result"_s), {"result"}), u"FAILURE"_s);
        const models::Json report = reportOf(place + u"/assay-report/report.json"_s);
        QCOMPARE(models::textAt(report["tests"][0], {"origin", "job_url"}),
                 u"https://konflux.example/run"_s);
        QCOMPARE(whatRan(report),
                 u"sandbox.local/workbench/minimal:2025.1 test-good-0f9d8c7b good-0f9d8c7b"_s);
    }
};

QTEST_GUILESS_MAIN(CiTest)
#include "tst_ci.moc"
