// SPDX-License-Identifier: Apache-2.0
// kubectl as a second opinion: what it does and shows against the sandbox.
#include "support.h"

#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

static const QByteArray Manifests = R"(
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: nb}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: kubeflow.org/v1
kind: Notebook
metadata: {name: nb}
spec:
  template:
    spec:
      containers:
      - name: nb
        image: sandbox.local/workbench/minimal:2025.1
        ports: [{containerPort: 8888, name: notebook-port}]
        readinessProbe: {httpGet: {path: /api, port: notebook-port}, initialDelaySeconds: 1, periodSeconds: 1}
        volumeMounts: [{name: v, mountPath: /opt}]
      volumes: [{name: v, persistentVolumeClaim: {claimName: nb}}]
---
apiVersion: v1
kind: Pod
metadata: {name: bare, labels: {app: bare}}
spec: {containers: [{name: main, image: "sandbox.local/workbench/minimal:2025.1"}]}
)";

class SandboxKubectl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"kubectl"_s).isEmpty())
            QSKIP("kubectl is not installed");
        m_sandbox = std::make_unique<test::Sandbox>(4);
        const auto created = run({u"create"_s, u"namespace"_s, u"test-k"_s});
        QCOMPARE(created.errors, QString());
        QCOMPARE(created.output, u"namespace/test-k created\n"_s);
        const auto applied = run({u"apply"_s, u"-f"_s, u"-"_s}, Manifests);
        QCOMPARE(applied.errors, QString());
        QCOMPARE(applied.output, u"persistentvolumeclaim/nb created\n"
                                 "notebook.kubeflow.org/nb created\n"
                                 "pod/bare created\n"_s);
        const auto waited = run({u"wait"_s, u"--for=condition=Ready"_s, u"pod/nb-0"_s,
                                 u"pod/bare"_s, u"--timeout=20s"_s});
        QCOMPARE(waited.output, u"pod/nb-0 condition met\npod/bare condition met\n"_s);
    }

    void tellsTheVersionAndTheResources()
    {
        QVERIFY(run({u"version"_s}).output.contains(u"Server Version: v1.32.0+sandbox"_s));
        const auto resources = run({u"api-resources"_s, u"-o"_s, u"name"_s});
        QVERIFY(resources.output.contains(u"\nnotebooks.kubeflow.org\n"_s));
        QVERIFY(resources.output.contains(u"\nstatefulsets.apps\n"_s));
        QCOMPARE(resources.exitCode, 0);
    }

    void getsTables()
    {
        const auto pods = run({u"get"_s, u"pods"_s, u"--no-headers"_s});
        const QStringList lines = pods.output.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        static const QRegularExpression row(u"^nb-0 +1/1 +Running +0 +\\d+s$"_s);
        QVERIFY2(row.match(lines[1]).hasMatch(), qPrintable(lines[1]));
        const auto claims = run({u"get"_s, u"pvc"_s});
        static const QRegularExpression claim(
            u"nb +Bound +pvc-[0-9a-f-]+ +1Gi +RWO +standard +<unset> +\\d+s"_s);
        QVERIFY2(claim.match(claims.output).hasMatch(), qPrintable(claims.output));
        QVERIFY(run({u"get"_s, u"pods"_s, u"-o"_s, u"wide"_s}).output.contains(u"sandbox-node"_s));
        const auto path = run({u"get"_s, u"notebook"_s, u"nb"_s, u"-o"_s,
                               u"jsonpath={.status.readyReplicas} {.kind}"_s});
        QCOMPARE(path.output, u"1 Notebook"_s);
        QVERIFY(run({u"get"_s, u"pod"_s, u"nb-0"_s, u"-o"_s, u"yaml"_s})
                    .output.contains(u"notebook-name: nb\n"_s));
    }

    void describesWithEvents()
    {
        const auto pod = run({u"describe"_s, u"pod"_s, u"nb-0"_s}).output;
        QVERIFY2(pod.contains(u"Successfully assigned test-k/nb-0 to sandbox-node"_s),
                 qPrintable(pod));
        QVERIFY(pod.contains(u"Started container nb"_s));
        QVERIFY(run({u"describe"_s, u"notebook"_s, u"nb"_s})
                    .output.contains(u"Reissued from pod/nb-0: Started container nb"_s));
        QVERIFY(run({u"describe"_s, u"pvc"_s, u"nb"_s}).output.contains(u"Used By:       nb-0"_s));
        QVERIFY(run({u"events"_s}).output.contains(u"SuccessfulCreate"_s));
    }

    void appliesChanges()
    {
        QByteArray changed = Manifests;
        changed.replace("metadata: {name: nb}\nspec: {access",
                        "metadata: {name: nb, labels: {colour: blue}}\nspec: {access");
        const auto applied = run({u"apply"_s, u"-f"_s, u"-"_s}, changed);
        QCOMPARE(applied.errors, QString());
        QCOMPARE(applied.output, u"persistentvolumeclaim/nb configured\n"
                                 "notebook.kubeflow.org/nb unchanged\n"
                                 "pod/bare unchanged\n"_s);
        const auto server =
            run({u"apply"_s, u"--server-side"_s, u"--force-conflicts"_s, u"-f"_s, u"-"_s},
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ssa}\n"
                "data: {size: \"1\"}\n");
        QCOMPARE(server.errors, QString());
        QCOMPARE(server.output, u"configmap/ssa serverside-applied\n"_s);
        QCOMPARE(run({u"label"_s, u"pod"_s, u"bare"_s, u"x=y"_s}).output, u"pod/bare labeled\n"_s);
        QCOMPARE(run({u"get"_s, u"pod"_s, u"-l"_s, u"x in (y,z)"_s, u"-o"_s, u"name"_s}).output,
                 u"pod/bare\n"_s);
    }

    void watches()
    {
        const auto process =
            test::startKubectl(m_sandbox->cluster, {u"-n"_s, u"test-k"_s, u"get"_s, u"pods"_s,
                                                    u"-w"_s, u"-o"_s, u"name"_s});
        QByteArray seen;
        const auto sees = [&](const QByteArray &what) {
            seen += process->readAllStandardOutput();
            return seen.contains(what);
        };
        QTRY_VERIFY_WITH_TIMEOUT(sees("pod/nb-0\n"), 10'000);
        QCOMPARE(
            run({u"run"_s, u"late"_s, u"--image=sandbox.local/workbench/minimal:2025.1"_s}).output,
            u"pod/late created\n"_s);
        QTRY_VERIFY_WITH_TIMEOUT(sees("pod/late\n"), 10'000);
        QCOMPARE(run({u"delete"_s, u"pod"_s, u"late"_s}).output, u"pod \"late\" deleted\n"_s);
        process->kill();
        QTRY_COMPARE(process->state(), QProcess::NotRunning);
    }

    void readsLogs()
    {
        const auto tail = run({u"logs"_s, u"nb-0"_s, u"--tail=1"_s});
        QCOMPARE(tail.output,
                 u"[I ServerApp] Use Control-C to stop this server and shut down all kernels.\n"_s);
        const auto stamped = run({u"logs"_s, u"nb-0"_s, u"-c"_s, u"nb"_s, u"--timestamps"_s});
        static const QRegularExpression line(
            u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z \\[I ServerApp\\] Package"_s);
        QVERIFY2(line.match(stamped.output).hasMatch(), qPrintable(stamped.output));
        QCOMPARE(run({u"logs"_s, u"nb-0"_s, u"--previous"_s}).errors,
                 u"Error from server (BadRequest): previous terminated container \"nb\" in pod "
                 "\"nb-0\" not found\n"_s);
        // Following ends with the container.
        const auto process = test::startKubectl(
            m_sandbox->cluster, {u"-n"_s, u"test-k"_s, u"logs"_s, u"-f"_s, u"bare"_s});
        QByteArray seen;
        const auto sees = [&](const QByteArray &what) {
            seen += process->readAllStandardOutput();
            return seen.contains(what);
        };
        QTRY_VERIFY_WITH_TIMEOUT(sees("Use Control-C"), 10'000);
        QCOMPARE(process->state(), QProcess::Running);
        QCOMPARE(run({u"delete"_s, u"pod"_s, u"bare"_s}).output, u"pod \"bare\" deleted\n"_s);
        QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 10'000);
        QCOMPARE(process->exitCode(), 0);
    }

    void executes()
    {
        const auto version = run({u"version"_s, u"--client"_s, u"-o"_s, u"json"_s});
        const auto client = test::Json::parse(version.output.toStdString())["clientVersion"];
        if (std::stoi(client["minor"].get<std::string>()) < 30)
            QSKIP("this kubectl executes over SPDY only");
        const auto ok = run({u"exec"_s, u"nb-0"_s, u"--"_s, u"python"_s, u"-c"_s,
                             u"import os, sys; print(os.environ['NB_PREFIX']); "
                             "print('oops', file=sys.stderr)"_s});
        QCOMPARE(ok.exitCode, 0);
        QCOMPARE(ok.output, u"/notebook/test-k/nb\n"_s);
        QCOMPARE(ok.errors, u"oops\n"_s);
        const auto status =
            run({u"exec"_s, u"nb-0"_s, u"--"_s, u"python3"_s, u"-c"_s, u"raise SystemExit(7)"_s});
        QCOMPARE(status.exitCode, 7);
        QCOMPARE(status.errors, u"command terminated with exit code 7\n"_s);
        // What ends at once may be told before kubectl (1.32) has opened its streams, and then it
        // throws the answer away.
        auto missing = run({u"exec"_s, u"nb-0"_s, u"--"_s, u"no-such-program"_s});
        for (int i = 0; i < 9 && missing.errors.contains(u"Unknown stream id"_s); ++i)
            missing = run({u"exec"_s, u"nb-0"_s, u"--"_s, u"no-such-program"_s});
        QCOMPARE(missing.exitCode, 1);
        QVERIFY2(missing.errors.contains(
                     u"exec: \"no-such-program\": executable file not found in $PATH"_s),
                 qPrintable(missing.errors));
        QCOMPARE(run({u"exec"_s, u"-i"_s, u"nb-0"_s, u"--"_s, u"cat"_s}, "through stdin").output,
                 u"through stdin"_s);
    }

    void knowsItsRights()
    {
        QCOMPARE(run({u"auth"_s, u"can-i"_s, u"create"_s, u"pods/exec"_s}).output, u"yes\n"_s);
        QVERIFY(run({u"auth"_s, u"can-i"_s, u"--list"_s}).output.contains(u"*.*"_s));
    }

    void deletesAndWaits()
    {
        QCOMPARE(run({u"delete"_s, u"notebook"_s, u"nb"_s}).output,
                 u"notebook.kubeflow.org \"nb\" deleted\n"_s);
        const auto gone = run({u"delete"_s, u"namespace"_s, u"test-k"_s});
        QCOMPARE(gone.output, u"namespace \"test-k\" deleted\n"_s);
        QCOMPARE(m_sandbox->cluster.count(u"pods"_s), 0);
        QCOMPARE(m_sandbox->cluster.count(u"persistentvolumes"_s), 0);
        QCOMPARE(run({u"get"_s, u"namespace"_s, u"test-k"_s}).errors,
                 u"Error from server (NotFound): namespaces \"test-k\" not found\n"_s);
    }

private:
    test::Run run(QStringList arguments, const QByteArray &input = {})
    {
        return test::kubectl(m_sandbox->cluster, QStringList{u"-n"_s, u"test-k"_s} + arguments,
                             input);
    }

    std::unique_ptr<test::Sandbox> m_sandbox;
};

QTEST_GUILESS_MAIN(SandboxKubectl)
#include "tst_sandbox_kubectl.moc"
