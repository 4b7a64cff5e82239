// SPDX-License-Identifier: Apache-2.0
// `assay diagnose` as a person types it: of files, and of a cluster that the sandbox plays.

#include "support/program.h"

#include <sandbox/cluster.h>

#include <QProcess>

#include <sys/stat.h>

using namespace assay;
using namespace Qt::StringLiterals;

class DiagnoseTest : public QObject
{
    Q_OBJECT
    test::Program m_program;

    using Result = test::Program::Result;
    Result run(const QStringList &arguments) const
    {
        return m_program.run(QStringList{u"diagnose"_s} + arguments);
    }
    static QString bundle(const char *name)
    {
        return QStringLiteral(ASSAY_SOURCE "/tests/models/workbench/bundles/") +
               QString::fromLatin1(name);
    }
    static models::Json json(const Result &result)
    {
        return models::Json::parse(result.out.toStdString(), nullptr, false);
    }
    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void aFile()
    {
        const Result result = run({u"-f"_s, bundle("unknown-tag.yaml"), u"--format"_s, u"json"_s});
        QCOMPARE(result.err, QString());
        QCOMPARE(models::textAt(json(result), {"schema"}), u"assay/diagnosis/v1"_s);
        QCOMPARE(models::textAt(json(result), {"error_category"}), u"ImagePullBackOff"_s);
        QCOMPARE(models::textAt(json(result), {"outcome"}), u"failed"_s);
        QCOMPARE(result.status, 1);
    }

    void standardInput()
    {
        const auto process = m_program.launch({u"diagnose"_s, u"-f"_s, u"-"_s});
        process->write(bytesOf(bundle("gateway.yaml")));
        process->closeWriteChannel();
        QVERIFY(test::Program::ended(*process));
        const Result result = test::Program::resultOf(*process);
        QVERIFY2(
            result.out.startsWith(u"Notebook ds/nb: inconclusive\n  The workbench runs, but its "
                                  "HTTPRoute"_s),
            qPrintable(result.out));
        QCOMPARE(result.status, 3);
    }

    void aPipe()
    {
        const QString pipe = m_program.path(u"pipe"_s);
        QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
        const auto process = m_program.launch({u"diagnose"_s, u"-f"_s, pipe});
        QFile end(pipe);
        QVERIFY(end.open(QIODevice::WriteOnly));
        end.write(bytesOf(bundle("unknown-tag.yaml")));
        end.close();
        QVERIFY(test::Program::ended(*process));
        QCOMPARE(test::Program::resultOf(*process).status, 1);
    }

    void theLogOfAContainer()
    {
        const QString log = m_program.write(u"nb.log"_s, "KeyError: 'PORT'\n");
        const Result result = run({u"-f"_s, bundle("crash.yaml"), u"--log"_s, u"nb="_s + log});
        QVERIFY2(result.out.contains(u"KeyError: 'PORT'"_s), qPrintable(result.out));
        QCOMPARE(result.status, 1);
        const Result missing =
            run({u"-f"_s, bundle("crash.yaml"), u"--log"_s, u"nb=/no/such.log"_s});
        QCOMPARE(missing.err, u"assay: /no/such.log: No such file or directory.\n"_s);
        QCOMPARE(missing.status, 2);
    }

    void exitStatusSaysWhoIsToBlame()
    {
        QCOMPARE(run({u"-f"_s, bundle("ready.yaml")}).status, 0);
        QCOMPARE(run({u"-f"_s, bundle("gateway.yaml")}).status, 3);
        QCOMPARE(run({u"-f"_s, bundle("crash.yaml")}).status, 1);
        // The worst of several.
        const Result several =
            run({u"-f"_s, bundle("gateway.yaml"), bundle("crash.yaml"), u"--format"_s, u"json"_s});
        QCOMPARE(several.status, 1);
        QVERIFY(json(several).is_array());
        QCOMPARE(json(several).size(), std::size_t(2));
        // By name, or by namespace.
        QCOMPARE(
            run({u"-f"_s, bundle("gateway.yaml"), bundle("crash.yaml"), u"-n"_s, u"ds"_s}).status,
            3);
        const Result one = run({u"-f"_s, bundle("gateway.yaml"), u"-f"_s, bundle("crash.yaml"),
                                u"pod/nb-0"_s, u"-n"_s, u"crash"_s, u"--format"_s, u"json"_s});
        QCOMPARE(one.status, 1);
        QCOMPARE(models::textAt(json(one), {"workbench", "namespace"}), u"crash"_s);
    }

    void whatCannotBeReadIsNotGuessed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const QStringList &arguments, const QString &error) {
            QTest::newRow(name) << arguments << error;
        };
        const QString file = m_program.write(u"only.yaml"_s, "apiVersion: v1\nkind: ConfigMap\n");
        row("nothing of ours", {u"-f"_s, file},
            u"assay: %1: there is no Notebook, StatefulSet or Pod in it: print them with \"kubectl "
            "get pod,event,statefulset,notebook,pvc,service -o yaml\".\n"_s.arg(file));
        row("no such file", {u"-f"_s, u"/no/such"_s},
            u"assay: /no/such: No such file or directory.\n"_s);
        row("endless", {u"-f"_s, u"/dev/zero"_s},
            u"assay: /dev/zero: This is larger than 64 MiB.\n"_s);
        const QString text = m_program.write(u"some.txt"_s, "NAME READY\n");
        row("a table", {u"-f"_s, text},
            u"assay: %1:1: this is no object of Kubernetes: it has no \"apiVersion\" and \"kind\".\n"_s
                .arg(text));
        const QString hostile = m_program.write(
            u"hostile.json"_s,
            "{\"apiVersion\": \"v1\", \"kind\": \"\\u001b]0;x\\u0007\", \"items\": []}");
        row("what a terminal obeys", {u"-f"_s, hostile},
            u"assay: %1: this is a list whose \"kind\" is \"\ufffd]0;x\ufffd\": it was cut off.\n"_s
                .arg(hostile));
        row("another name", {u"-f"_s, bundle("crash.yaml"), u"notebook/nbb"_s},
            u"assay: The input holds no Notebook \"nbb\".\n"_s);
    }
    void whatCannotBeReadIsNotGuessed()
    {
        QFETCH(QStringList, arguments);
        const Result result = run(arguments);
        QTEST(result.err, "error");
        QCOMPARE(result.out, QString());
        QCOMPARE(result.status, 2);
    }

    void aClusterIsOnlyRead()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const QString kubeconfig = cluster.kubeconfigPath();
        const QString suite = m_program.write(
            u"two.yaml"_s, "version: 1\ndefaults: {namespace: test-two}\ntests:\n"
                           "  - id: good\n    notebook_name: good\n"
                           "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                           "    packages_to_verify: [json]\n"
                           "  - id: bad\n    notebook_name: bad\n"
                           "    custom_image: sandbox.local/workbench/broken:2025.1\n"
                           "    packages_to_verify: [json]\n"
                           "  - id: none\n    notebook_name: none\n"
                           "    custom_image: sandbox.local/workbench/minimal:0\n"
                           "    packages_to_verify: [json]\n");
        const Result made =
            m_program.run({u"run"_s, suite, u"--kubeconfig"_s, kubeconfig, u"--keep"_s, u"always"_s,
                           u"-o"_s, m_program.path(u"out"_s)});
        QVERIFY2(made.status == 1, qPrintable(made.err));

        const QStringList where{u"--kubeconfig"_s, kubeconfig, u"-n"_s, u"test-two"_s};
        const QStringList asJson{u"--format"_s, u"json"_s};
        const Result good = run(QStringList{u"good"_s} + where + asJson);
        QVERIFY2(good.status == 0, qPrintable(good.out + good.err));
        QCOMPARE(models::textAt(json(good), {"outcome"}), u"ready"_s);
        const Result watched = run(QStringList{u"notebook/good"_s, u"-w"_s} + where + asJson);
        QCOMPARE(watched.status, 0);
        QCOMPARE(watched.out, good.out);

        const Result bad = run(QStringList{u"pod/bad-0"_s, u"-w"_s} + where + asJson);
        QVERIFY2(bad.status == 1, qPrintable(bad.out + bad.err));
        QCOMPARE(models::textAt(json(bad), {"workbench", "kind"}), u"Notebook"_s);
        QCOMPARE(models::textAt(json(bad), {"error_category"}), u"CrashLoopBackOff"_s);
        // The start that ended is over: its words are those of the log before.
        const models::Json said = json(bad);
        const models::Json &evidence = models::listAt(said, {"evidence"});
        QVERIFY(std::any_of(evidence.begin(), evidence.end(), [](const models::Json &e) {
            return models::textAt(e, {"kind"}) == u"LogLine"_s;
        }));

        // A log that may not be read is not one that is empty.
        sandbox::Fault forbidden;
        forbidden.pathPattern = u"/log\\?"_s;
        forbidden.code = 403;
        forbidden.times = -1;
        cluster.inject(forbidden);
        const Result unread = run(QStringList{u"pod/bad-0"_s} + where);
        QCOMPARE(unread.status, 1);
        QVERIFY2(!unread.out.contains(u"nothing to its log"_s), qPrintable(unread.out));
        cluster.clearFaults();

        // Without a name: who is not ready, whatever else runs there.
        for (const QStringList &all :
             {where, QStringList{u"--kubeconfig"_s, kubeconfig, u"-A"_s}}) {
            const Result list = run(all + asJson);
            QVERIFY2(list.status == 1, qPrintable(list.out + list.err));
            QStringList names;
            for (const models::Json &one : json(list))
                names << models::textAt(one, {"workbench", "name"});
            names.sort();
            QCOMPARE(names, (QStringList{u"bad"_s, u"none"_s}));
        }
        const Result text = run(QStringList{u"-A"_s, u"--kubeconfig"_s, kubeconfig});
        QVERIFY2(text.out.startsWith(u"2 failed, 1 ready in context "_s), qPrintable(text.out));

        const Result missing = run(QStringList{u"goodd"_s} + where);
        QCOMPARE(missing.err, u"assay: There is no Notebook, StatefulSet or Pod \"goodd\" in "
                              "namespace test-two. Did you mean \"good\"?\n"_s);
        QCOMPARE(missing.status, 2);
    }

    //! What could not be listed is not absent.
    void whatMayNotBeListedIsInconclusive()
    {
        sandbox::Cluster cluster;
        QVERIFY(!cluster.start({}));
        const auto forbid = [&cluster](const QString &path) {
            sandbox::Fault fault;
            fault.method = u"GET"_s;
            fault.pathPattern = path;
            fault.code = 403;
            fault.times = -1;
            cluster.inject(fault);
        };
        const QStringList all{u"-A"_s, u"--kubeconfig"_s, cluster.kubeconfigPath()};
        Result result = run(all);
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.startsWith(u"There is no workbench in context sandbox, as of "_s),
                 qPrintable(result.out));
        forbid(u"/notebooks"_s);
        result = run(all);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.startsWith(u"No workbench was seen in context sandbox, as of "_s),
                 qPrintable(result.out));
        QVERIFY2(
            result.out.contains(u" UTC: Notebooks could not be listed\nNot seen: notebooks: "_s),
            qPrintable(result.out));
        result = run(all + QStringList{u"--format"_s, u"json"_s});
        QCOMPARE(result.status, 3);
        QCOMPARE(result.out, u"[]\n"_s);
        QCOMPARE(result.err, u"assay: Notebooks could not be listed, so there may be more "
                             "workbenches than were seen.\n"_s);
        forbid(u"^/api/v1/pods"_s);
        result = run(all);
        QCOMPARE(result.status, 3);
        QCOMPARE(result.err,
                 u"assay: You may not list pods in all namespaces: name one with -n.\n"_s);
    }

    void aClusterThatDoesNotAnswerIsInconclusive()
    {
        const QString kubeconfig = m_program.write(
            u"away.yaml"_s, "apiVersion: v1\nkind: Config\ncurrent-context: away\n"
                            "clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\n"
                            "users: [{name: u, user: {token: t}}]\n"
                            "contexts: [{name: away, context: {cluster: c, user: u}}]\n");
        const Result result = run({u"nb"_s, u"--kubeconfig"_s, kubeconfig});
        QCOMPARE(result.status, 3);
        QVERIFY2(result.err.startsWith(u"assay: "_s), qPrintable(result.err));
        QCOMPARE(run({u"nb"_s, u"--kubeconfig"_s, u"/no/such"_s}).status, 2);
    }
};

QTEST_GUILESS_MAIN(DiagnoseTest)
#include "tst_diagnose.moc"
