// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"

#include <models/record/run_journal.h>
#include <sandbox/cluster.h>

#include <QDir>
#include <QRegularExpression>

using namespace assay;
using namespace Qt::StringLiterals;

//! What a pipeline gives to the program: several suites, other images, a part of the tests, a
//! limit.
class TestRunChoice : public QObject
{
    Q_OBJECT
    test::Program m_program;

    using Result = test::Program::Result;
    QString path(const QString &name) const { return m_program.path(name); }
    Result run(const QStringList &arguments) const { return m_program.run(arguments); }
    static models::Json report(const QString &folder) { return test::Program::report(folder); }

    //! A test of which nothing but this is worth knowing.
    static QByteArray test(const QByteArray &id,
                           const QByteArray &image = "sandbox.local/workbench/minimal:2025.1")
    {
        return "  - id: " + id + "\n    namespace: test-" + id + "\n    notebook_name: " + id +
               "\n    custom_image: " + image + "\n    packages_to_verify: [json]\n";
    }
    QString suite(const QString &name, const QByteArray &tests) const
    {
        return m_program.write(name, "version: 1\ntests:\n" + tests);
    }
    static QStringList idsIn(const models::Json &report)
    {
        QStringList ids;
        for (const models::Json &test : models::listAt(report, {"tests"}))
            ids << models::textAt(test, {"id"}) + u' ' + models::textAt(test, {"outcome"});
        return ids;
    }
    static const QByteArray missing;

private Q_SLOTS:
    void severalSuitesMakeOneRunAndOneReport()
    {
        const QString a = suite(u"a.yaml"_s, test("one"));
        // The same id in another suite is another test.
        QByteArray second = test("one");
        second.replace("test-one", "test-other");
        const QString b = suite(u"b.yaml"_s, second + test("two", missing));
        const QString output = path(u"several"_s);
        const Result result = run({u"run"_s, a, b, u"--sandbox"_s, u"-o"_s, output});
        QVERIFY2(result.status == 1, qPrintable(result.err));
        QCOMPARE(idsIn(report(output)),
                 (QStringList{u"one passed"_s, u"one passed"_s, u"two failed"_s}));
        QCOMPARE(models::textAt(report(output), {"title"}), u"a.yaml, b.yaml"_s);
        QStringList suites;
        for (const QString &folder : models::StoredRun::list(output + u"/runs"_s))
            suites << models::StoredRun::load(folder)->record.start().suitePath;
        suites.sort();
        QCOMPARE(suites, (QStringList{a, b, b}));
        QVERIFY2(result.err.contains(u"a.yaml: one: Verdict: Passed"_s), qPrintable(result.err));

        // All of it is found again, by the folder and as the last run.
        for (const QString &name : {output, u"last"_s}) {
            const Result again = run({u"report"_s, name, u"--format"_s, u"json"_s});
            QVERIFY2(again.status == 0, qPrintable(again.err));
            QStringList ids = idsIn(models::Json::parse(again.out.toStdString()));
            ids.sort();
            QCOMPARE(ids, (QStringList{u"one passed"_s, u"one passed"_s, u"two failed"_s}));
        }
    }

    void twoSuitesDoNotMakeTheSameNotebook()
    {
        const QString a = suite(u"clash-a.yaml"_s, test("one"));
        const QString b = suite(u"clash-b.yaml"_s, test("one"));
        const Result result = run({u"run"_s, a, b, u"--sandbox"_s, u"-o"_s, path(u"clash"_s)});
        QCOMPARE(result.status, 2);
        QCOMPARE(
            result.err,
            u"assay: The notebook test-one/one is that of a test of %1 and of one of %2: change "
            "notebook_name or namespace in one of them, or run one after the other.\n"_s.arg(a, b));
        QVERIFY(!QFileInfo::exists(path(u"clash"_s)));
    }

    void aTestInThePlaceOfASuiteIsUnderstood()
    {
        const QString a = suite(u"named.yaml"_s, test("one"));
        const Result result = run({u"manifest"_s, a, u"one"_s});
        QCOMPARE(result.status, 2);
        QCOMPARE(result.err,
                 u"assay: one: No such file or directory. Give the path of a suite file.\n"
                 "assay: A test is called \"one\": say --test one to take it alone.\n"_s);
    }

    void anotherImageIsTestedAndBothAreRecorded()
    {
        const QString file = suite(u"image.yaml"_s, test("one", missing) + test("two"));
        const QString output = path(u"image"_s);
        const Result result = run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, output, u"--image"_s,
                                   u"one=sandbox.local/workbench/minimal:2025.1"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const models::Json json = report(output);
        QCOMPARE(idsIn(json), (QStringList{u"one passed"_s, u"two passed"_s}));
        QCOMPARE(models::textAt(json["tests"][0], {"configuration", "custom_image"}),
                 u"sandbox.local/workbench/minimal:2025.1"_s);
        for (const QString &folder : models::StoredRun::list(output + u"/runs"_s)) {
            const models::RunRecord record = models::StoredRun::load(folder)->record;
            const bool isOne = record.configuration().id == "one"_L1;
            QCOMPARE(record.start().suiteImage, isOne ? QString::fromUtf8(missing) : QString());
            QCOMPARE(record.notes().contains(
                         u"The suite's custom_image is %1; this run was given "
                         "sandbox.local/workbench/minimal:2025.1 in its place."_s.arg(
                             QString::fromUtf8(missing))),
                     isOne);
        }
    }

    void aSuffixKeepsPipelinesApart()
    {
        const QString file = suite(u"suffix.yaml"_s, test("one"));
        const QString output = path(u"suffix"_s);
        const Result result =
            run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, output, u"--suffix"_s, u"pr-7"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const models::Json test = report(output)["tests"][0];
        QCOMPARE(models::textAt(test, {"id"}), u"one"_s);
        QCOMPARE(models::textAt(test, {"configuration", "namespace"}), u"test-one-pr-7"_s);
        QCOMPARE(models::textAt(test, {"notebook", "pod_name"}), u"one-pr-7-0"_s);
    }

    void whatCannotBeMeantEndsWithTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QStringList &arguments, const QString &says) {
            QTest::newRow(name) << arguments << says;
        };
        row("keywords", {u"-k"_s, u"one and two"_s},
            u"assay: -k \"one and two\": no test is selected. There are: one, two.\n"_s);
        row("filter", {u"--filter"_s, u"status:failed"_s},
            u"assay: --filter \"status:failed\": no test is selected. There are: one, two.\n"_s);
        row("all of them", {u"--test"_s, u"one"_s, u"-k"_s, u"two"_s, u"--filter"_s, u"torch"_s},
            u"assay: --test one -k \"two\" --filter \"torch\": no test is selected. There are: "
            u"one, "
            "two.\n"_s);
        row("image of no test", {u"--image"_s, u"three=quay.io/a/b:1"_s},
            u"assay: --image three: the suite has no such test. It has: one, two.\n"_s);
        row("no image", {u"--image"_s, u"quay.io/a/b"_s},
            u"assay: --image: The tag is missing: add one, such as \":2025.1\", or a digest "
            "(\"@sha256:…\").\n"_s);
        row("long suffix", {u"--suffix"_s, QString(55, u'x')},
            u"assay: --suffix %1: in the test one it makes namespace or notebook_name longer "
            "than 63 characters: it may have 54.\n"_s.arg(QString(55, u'x')));
        row("no suffix", {u"--suffix"_s, u"PR"_s},
            u"assay: --suffix PR: it goes onto names that hold only lower-case letters, digits and "
            "hyphens, and end with a letter or a digit. Did you mean \"--suffix pr\"?\n"_s);
        row("a branch as suffix", {u"--suffix"_s, u"feature/Foo_bar-"_s},
            u"assay: --suffix feature/Foo_bar-: it goes onto names that hold only lower-case "
            u"letters, "
            "digits and hyphens, and end with a letter or a digit. Did you mean \"--suffix "
            "feature-foo-bar\"?\n"_s);
        row("misspelt test", {u"--test"_s, u"on"_s, u"--test"_s, u"twoo"_s},
            u"assay: --test on: the suite has no such test. It has: one, two.\nassay: --test twoo: "
            u"the suite has "
            "no such test. Did you mean \"two\"?\n"_s);
        row("no such secret", {u"--pull-secret"_s, u"/no/such/file"_s},
            u"assay: --pull-secret /no/such/file: No such file or directory"_s);
        row("no secret", {u"--pull-secret"_s, path(u"two.yaml"_s)},
            u"assay: --pull-secret %1: this is no dockerconfigjson: it holds no \"auths\". "
            u"\"podman login "
            "--authfile %1\" writes one.\n"_s.arg(path(u"two.yaml"_s)));
        const QString empty = m_program.write(u"empty.json"_s, R"({"auths": {}})");
        row("empty secret", {u"--pull-secret"_s, empty},
            u"assay: --pull-secret %1: its \"auths\" is empty: it holds no credentials. \"podman "
            "login --authfile %1\" writes some.\n"_s.arg(empty));
    }
    void whatCannotBeMeantEndsWithTwo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const QString file = suite(u"two.yaml"_s, test("one") + test("two"));
        const QString output = path(u"not-meant"_s);
        for (const QStringList &more : {QStringList(), QStringList{u"--dry-run"_s}}) {
            const Result result = run(QStringList{u"run"_s, file, u"--sandbox"_s, u"-o"_s, output} +
                                      arguments + more);
            QCOMPARE(result.status, 2);
            QVERIFY2(result.err.startsWith(says), qPrintable(result.err));
            QCOMPARE(result.out, QString());
        }
        QVERIFY(!QFileInfo::exists(output + u"/report.json"_s));
    }

    void anImageForATestThatIsNotTakenIsSaid()
    {
        const QString file = suite(u"not-taken.yaml"_s, test("one") + test("two"));
        const Result result =
            run({u"manifest"_s, file, u"--test"_s, u"two"_s, u"--image"_s, u"one=quay.io/a/b:1"_s});
        QCOMPARE(result.status, 0);
        QCOMPARE(result.err, u"--image one: this test is not among those that are taken, so that "
                             "nothing tests this image.\n"_s);
    }

    void whatFailedLastIsRunAgain()
    {
        const QString file = suite(u"again.yaml"_s, test("good") + test("bad", missing));
        const QString first = path(u"again-1"_s);
        QCOMPARE(run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, first}).status, 1);
        const QString second = path(u"again-2"_s);
        const Result result = run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, second, u"--filter"_s,
                                   u"status:failed fault:configuration"_s});
        QVERIFY2(result.status == 1, qPrintable(result.err));
        QCOMPARE(idsIn(report(second)), QStringList{u"bad failed"_s});
        const QString third = path(u"again-3"_s);
        QCOMPARE(
            run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, third, u"-k"_s, u"not bad"_s}).status, 0);
        QCOMPARE(idsIn(report(third)), QStringList{u"good passed"_s});
    }

    void atTheDeadlineAllEndsCleanly()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        // One pod that never becomes ready, and one that would wait for its place.
        const QString file =
            suite(u"late.yaml"_s,
                  test("slow", "sandbox.local/workbench/neverready:2025.1") + test("waiting"));
        const QString output = path(u"late"_s);
        const Result result = run({u"run"_s, file, u"--kubeconfig"_s, cluster.kubeconfigPath(),
                                   u"-o"_s, output, u"--deadline"_s, u"3s"_s, u"--jobs"_s, u"1"_s});
        QVERIFY2(result.status == 3, qPrintable(result.err));
        const QString said = u"The deadline of 3.0 s was reached."_s;
        QVERIFY2(result.err.contains(u"assay: "_s + said +
                                     u" Not run: waiting. Ended before a verdict: slow.\n"_s),
                 qPrintable(result.err));
        const models::Json json = report(output);
        QCOMPARE(idsIn(json), (QStringList{u"slow cancelled"_s, u"waiting cancelled"_s}));
        QCOMPARE(models::textAt(json, {"limit"}), said);
        QCOMPARE(json["exit_status"].get<int>(), 3);
        QCOMPARE(models::textAt(json["tests"][0], {"error", "message"}), said);
        QCOMPARE(models::textAt(json["tests"][1], {"error", "message"}),
                 said + u" This test was not run."_s);
        QCOMPARE(json["tests"][0]["leftovers"].size(), std::size_t(0));
        const QStringList deleted =
            cluster.requests().filter(QRegularExpression(u"^DELETE .*/namespaces/test-slow$"_s));
        QCOMPARE(deleted.size(), 1);
    }

    void soManyFailuresAreEnough()
    {
        const QString file =
            suite(u"fails.yaml"_s, test("a", missing) + test("b", missing) + test("c") + test("d"));
        const QString output = path(u"fails"_s);
        const Result result = run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, output, u"--maxfail"_s,
                                   u"2"_s, u"--jobs"_s, u"1"_s});
        QVERIFY2(result.status == 1, qPrintable(result.err));
        QCOMPARE(idsIn(report(output)),
                 (QStringList{u"a failed"_s, u"b failed"_s, u"c cancelled"_s, u"d cancelled"_s}));
        QVERIFY2(result.err.contains(u"assay: 2 tests failed, as many as --maxfail allows. Not "
                                     "run: c, d.\n"_s),
                 qPrintable(result.err));

        // Nothing was kept from being run: there is no limit to speak of.
        const Result all = run({u"run"_s, file, u"--sandbox"_s, u"-o"_s, output, u"--maxfail"_s,
                                u"1"_s, u"--test"_s, u"a"_s});
        QCOMPARE(all.status, 1);
        QVERIFY2(!all.err.contains(u"maxfail"_s), qPrintable(all.err));
    }

    void aDryRunCreatesNothing()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QString file = suite(u"dry.yaml"_s, test("one"));
        const Result result = run({u"run"_s, file, u"--kubeconfig"_s, cluster.kubeconfigPath(),
                                   u"--dry-run"_s, u"--suffix"_s, u"x"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QVERIFY2(result.err.contains(u"✓ May create notebooks"_s), qPrintable(result.err));
        QVERIFY2(result.out.contains(u"kind: Notebook\n"_s), qPrintable(result.out));
        QVERIFY2(result.out.contains(u"  namespace: test-one-x\n"_s), qPrintable(result.out));
        QVERIFY2(!result.out.contains(u"assay/run"_s), qPrintable(result.out));
        bool tried = false;
        for (const QString &request : cluster.requests()) {
            const bool creates =
                request.startsWith(u"POST"_s) && !request.contains(u"selfsubject"_s);
            QVERIFY2(!creates || request.contains(u"dryRun=All"_s), qPrintable(request));
            tried = tried || creates;
        }
        QVERIFY(tried);
        QCOMPARE(models::StoredRun::list(path(u"state/assay/runs"_s)).filter(u"-dry-"_s).size(), 0);

        // Into a file, whole.
        const QString objects = path(u"objects.yaml"_s);
        const Result filed = run({u"run"_s, file, u"--kubeconfig"_s, cluster.kubeconfigPath(),
                                  u"--dry-run"_s, u"--suffix"_s, u"x"_s, u"-o"_s, objects});
        QCOMPARE(filed.status, 0);
        QCOMPARE(filed.out, QString());
        QFile written(objects);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(written.readAll()), result.out);
    }

    void whatTheServerRefusesIsSaidInADryRun()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        sandbox::Fault fault;
        fault.pathPattern = u"/api/v1/namespaces\\?dryRun"_s;
        fault.code = 422;
        fault.times = -1;
        cluster.inject(fault);
        const Result result = run({u"run"_s, suite(u"refused.yaml"_s, test("one")),
                                   u"--kubeconfig"_s, cluster.kubeconfigPath(), u"--dry-run"_s});
        QVERIFY2(result.status != 0, qPrintable(result.err));
        QVERIFY2(result.err.contains(u"one on sandbox: Namespace test-one cannot be created"_s),
                 qPrintable(result.err));
        QCOMPARE(result.out, QString());
    }

    void clustersSideBySideAreColumns()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QString output = path(u"columns"_s);
        const Result result =
            run({u"run"_s, suite(u"columns.yaml"_s, test("one")), u"--sandbox"_s, u"--cluster"_s,
                 u"mine="_s + cluster.kubeconfigPath() + u":sandbox"_s, u"-o"_s, output});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const models::Json json = report(output);
        QCOMPARE(json["contexts"].get<std::vector<std::string>>(),
                 (std::vector<std::string>{"mine", "sandbox"}));
        QVERIFY(result.out.startsWith(u"     mine    sandbox\none  passed  passed\n"_s));
        QMap<QString, bool> isSandbox;
        for (const QString &folder : models::StoredRun::list(output + u"/runs"_s)) {
            const auto start = models::StoredRun::load(folder)->record.start();
            isSandbox[start.context] = start.sandbox;
        }
        QCOMPARE(isSandbox, (QMap<QString, bool>{{u"mine"_s, false}, {u"sandbox"_s, true}}));

        // Two of one name would be one column.
        const Result same = run({u"run"_s, path(u"columns.yaml"_s), u"--sandbox"_s, u"--cluster"_s,
                                 u"sandbox="_s + cluster.kubeconfigPath(), u"-o"_s, output});
        QCOMPARE(same.status, 2);
        QCOMPARE(same.err,
                 u"assay: Two clusters are called sandbox: give one of them another NAME, as in "
                 "--cluster NAME=%1.\n"_s.arg(cluster.kubeconfigPath()));
        // Nor is the name one of a context.
        const QString a = u"a="_s + cluster.kubeconfigPath();
        const Result twice = run({u"run"_s, path(u"columns.yaml"_s), u"--cluster"_s, a,
                                  u"--cluster"_s, a + u":sandbox"_s, u"-o"_s, output});
        QCOMPARE(twice.status, 2);
        QCOMPARE(twice.err, u"assay: Two clusters are called a: give one of them another NAME, as "
                            "in --cluster NAME=%1:sandbox.\n"_s.arg(cluster.kubeconfigPath()));
        const Result contexts = run({u"run"_s, path(u"columns.yaml"_s), u"--kubeconfig"_s,
                                     cluster.kubeconfigPath(), u"--sandbox"_s, u"-o"_s, output});
        QCOMPARE(contexts.err,
                 u"assay: Two clusters are called sandbox: give one of them another NAME, as in "
                 "--cluster NAME=KUBECONFIG:sandbox.\n"_s);
    }

    void aRunIsFoundByWhatBeginsItsId()
    {
        const QString file = suite(u"found.yaml"_s, test("findme") + test("findme2"));
        const Result result = run({u"run"_s, file, u"--sandbox"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const QString root = path(u"state/assay/runs"_s);
        const QStringList ids =
            QDir(root).entryList({u"*-findme-*"_s}, QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(ids.size(), 1);
        const Result one = run({u"report"_s, ids.first(), u"--format"_s, u"json"_s});
        QVERIFY2(one.status == 0, qPrintable(one.err));
        QCOMPARE(idsIn(models::Json::parse(one.out.toStdString())),
                 QStringList{u"findme passed"_s});
        const Result last = run({u"report"_s, u"last"_s, u"--format"_s, u"json"_s});
        QCOMPARE(idsIn(models::Json::parse(last.out.toStdString())),
                 (QStringList{u"findme passed"_s, u"findme2 passed"_s}));

        const Result all = run({u"report"_s, root, u"--format"_s, u"json"_s});
        QVERIFY2(idsIn(models::Json::parse(all.out.toStdString())).contains(u"findme2 passed"_s),
                 qPrintable(all.out + all.err));

        const Result several = run({u"report"_s, u"20"_s});
        QCOMPARE(several.status, 2);
        QVERIFY2(several.err.contains(u"runs begin with 20: write more of it, such as "_s),
                 qPrintable(several.err));
        const Result none = run({u"report"_s, u"1999"_s});
        QCOMPARE(none.status, 2);
        QCOMPARE(none.err, u"assay: There is no folder 1999, and no run whose id begins with it in "
                           "%1.\n"_s.arg(root));
        const Result empty = run({u"report"_s, path(u"state"_s)});
        QCOMPARE(empty.status, 2);
        QCOMPARE(empty.err,
                 u"assay: %1 is neither the folder of a run nor an --output folder: "
                 "there is no run.jsonl, and no runs are in it.\n"_s.arg(path(u"state"_s)));
    }

    void onlyTheReportsThatAreWantedAreWritten()
    {
        const QString output = path(u"formats"_s);
        const Result result = run({u"run"_s, suite(u"formats.yaml"_s, test("one")), u"--sandbox"_s,
                                   u"-o"_s, output, u"--format"_s, u"junit,json"_s});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QCOMPARE(QDir(output).entryList(QDir::Files),
                 (QStringList{u"junit.xml"_s, u"report.json"_s}));
        QVERIFY2(result.out.endsWith(u"Report: "_s + output + u"/junit.xml\n"_s),
                 qPrintable(result.out));
    }

    void whatIsPrintedCanBeSentToAFile()
    {
        const QString file = suite(u"check.yaml"_s, test("one"));
        const QString target = path(u"check.txt"_s);
        const Result result = run({u"check"_s, file, u"-o"_s, target});
        QCOMPARE(result.status, 0);
        QCOMPARE(result.out, QString());
        QFile written(target);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(written.readAll()), file + u": 1 test, nothing wrong.\n"_s);

        const Result nowhere = run({u"check"_s, file, u"-o"_s, path(u"no/such/folder/x"_s)});
        QCOMPARE(nowhere.status, 2);
        QVERIFY2(nowhere.err.startsWith(u"assay: "_s + path(u"no/such/folder/x"_s)),
                 qPrintable(nowhere.err));

        const Result json = run({u"check"_s, suite(u"bad.yaml"_s, test("one", "minimal")), file,
                                 u"--format"_s, u"json"_s});
        QCOMPARE(json.status, 2);
        const models::Json problems = models::Json::parse(json.out.toStdString());
        QVERIFY(problems.size() > 0);
        QCOMPARE(models::textAt(problems[0], {"file"}), path(u"bad.yaml"_s));
        QCOMPARE(problems[0]["line"].get<int>(), 6);
        QCOMPARE(models::textAt(problems[0], {"field"}), u"custom_image"_s);
        QCOMPARE(models::textAt(problems[0], {"severity"}), u"error"_s);
    }
};

const QByteArray TestRunChoice::missing = "sandbox.local/workbench/minimal:0";

QTEST_GUILESS_MAIN(TestRunChoice)
#include "tst_run_choice.moc"
