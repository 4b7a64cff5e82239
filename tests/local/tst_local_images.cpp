// SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

//! What running one image comes to.
struct Row
{
    const char *image;
    const char *packages;
    const char *outcome;
    const char *error;   //!< its type; empty: none
    const char *message; //!< a part of it
    const char *rest = "";
    bool needsLimits = false;
};

const Row rows[] = {
    {"py-workbench", "numpy, yaml, requests", "passed", "", ""},
    {"crash", "numpy", "failed", "ContainerCrashError",
     "The workbench crashed: it ended with exit status 1. The last line of its log: "
     "json.decoder.JSONDecodeError"},
    {"neverready", "numpy", "failed", "PodReadinessTimeout",
     "its liveness probe was answered with HTTP status 503."},
    {"chatty", "numpy", "passed", "", ""},
    {"localhost-only", "numpy", "failed", "PodReadinessTimeout",
     "nobody can reach it: its server listens on 127.0.0.1, inside of its own container"},
    {"noentry", "numpy", "failed", "ContainerCrashError",
     "The workbench could not be started: its image has no program "
     "\"/opt/wb/start-notebook.sh\"."},
    {"nopython", "numpy", "failed", "ExecOnPodError", "1 package cannot be imported: numpy"},
    {"homeonly", "onlyhome", "failed", "ExecOnPodError", "1 package cannot be imported: onlyhome"},
    {"rootonly", "numpy", "failed", "ContainerCrashError",
     "The last line of its log: this image must run as user 1000"},
    {"dies", "numpy", "failed", "ContainerCrashError", "exit status 3",
     // which says more than that it is no Jupyter server, either
     "    workbench_checks: [culling_api]\n"
     "    notebook_cells: ['import time; time.sleep(30)']\n"
     "    template: {spec: {template: {spec: {containers: [{name: dies, image: "
     "'localhost/test/dies:1.0', env: [{name: DIES_AFTER, value: '10'}], "
     "ports: [{containerPort: 8888, name: notebook-port}], readinessProbe: {httpGet: {path: "
     "/notebook/test-dies/dies/api, port: 8888}}}]}}}}\n"},
    {"oom", "hungry", "failed", "ExecOnPodError", "1 package cannot be imported: hungry",
     "    resources: {limits: {memory: 400Mi}}\n", true},
    {"redirect", "numpy", "failed", "PodReadinessTimeout",
     "its server redirects /notebook/test-redirect/redirect/api in a circle and never answers."},
    {"stdout-noeol", "numpy", "passed", "", ""},
    {"slowstart", "numpy", "passed", "", "",
     "    template: {spec: {template: {spec: {containers: [{name: slowstart, image: "
     "'localhost/test/slowstart:1.0', env: [{name: STARTS_IN, value: '4'}], "
     "ports: [{containerPort: 8888, name: notebook-port}], readinessProbe: {httpGet: {path: "
     "/notebook/test-slowstart/slowstart/api, port: 8888}}}]}}}}\n"},
    {"stubborn", "numpy", "passed", "", ""},
};

QByteArray suiteFor(const QString &engine)
{
    QByteArray yaml =
        "version: 1\ndefaults: {timeout_pod_ready: 60, timeout_command: 60}\ntests:\n";
    for (const Row &row : rows) {
        // Where limits are ignored, it would take what the machine has.
        if (row.needsLimits && engine == "rootless"_L1)
            continue;
        const QByteArray name(row.image);
        yaml += "  - id: " + name + "\n    namespace: test-" + name +
                "\n    notebook_name: " + name + "\n    custom_image: localhost/test/" + name +
                ":1.0\n    packages_to_verify: [" + row.packages + "]\n" + row.rest;
    }
    return yaml;
}

QString socketOf(const QString &engine)
{
    const QString folder =
        qEnvironmentVariable("ASSAY_TEST_ENGINE_DIR", QDir::homePath() + u"/.cache/assay-engine"_s);
    const QString socket = folder + u'/' + engine + u".sock"_s;
    return QFileInfo::exists(socket) ? socket : QString();
}

struct Ended
{
    int status = -1;
    QString output;
    QString errors;
};

Ended assay(const QStringList &arguments, const QString &stateFolder)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_STATE_HOME"_s, stateFolder);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(ASSAY_PROGRAM), arguments);
    process.waitForFinished(280'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

//! Each trap image, run by the program on each container engine of this machine, eight at a time.
class TestLocalImages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsWhatEachImageIs_data();
    void tellsWhatEachImageIs();
};

void TestLocalImages::tellsWhatEachImageIs_data()
{
    QTest::addColumn<QString>("engine");
    for (const char *engine : {"podman", "rootless", "docker"})
        QTest::newRow(engine) << QString::fromLatin1(engine);
}

void TestLocalImages::tellsWhatEachImageIs()
{
    QFETCH(QString, engine);
    const QString socket = socketOf(engine);
    if (socket.isEmpty())
        QSKIP(
            "this container engine is not up: tests look for its socket in $ASSAY_TEST_ENGINE_DIR");
    const QTemporaryDir folder;
    const QString suite = folder.filePath(u"suite.yaml"_s);
    {
        QFile file(suite);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(suiteFor(engine));
    }
    const QString url = u"unix://"_s + socket;
    const Ended run = assay({u"run"_s, suite, u"--engine"_s, url, u"--jobs"_s, u"8"_s, u"-o"_s,
                             folder.filePath(u"report"_s)},
                            folder.path());
    QVERIFY2(run.status == 1, qPrintable(run.output + run.errors));
    QFile report(folder.filePath(u"report/report.json"_s));
    QVERIFY(report.open(QIODevice::ReadOnly));
    const QJsonArray tests =
        QJsonDocument::fromJson(report.readAll()).object()[u"tests"_s].toArray();
    QStringList wrong;
    for (const Row &row : rows) {
        QJsonObject test;
        for (const auto &one : tests) {
            if (one.toObject()[u"id"_s].toString() == QLatin1StringView(row.image))
                test = one.toObject();
        }
        if (test.isEmpty()) {
            if (!row.needsLimits || engine != "rootless"_L1)
                wrong << u"%1: is missing"_s.arg(QLatin1StringView(row.image));
            continue;
        }
        const QJsonObject error = test[u"error"_s].toObject();
        const QString message = error[u"message"_s].toString();
        if (test[u"outcome"_s].toString() != QLatin1StringView(row.outcome) ||
            error[u"type"_s].toString() != QLatin1StringView(row.error) ||
            !message.contains(QString::fromUtf8(row.message)))
            wrong << u"%1: %2, %3: %4"_s.arg(QLatin1StringView(row.image),
                                             test[u"outcome"_s].toString(),
                                             error[u"type"_s].toString(), message);
        // What is recorded is the digest of the image's configuration.
        static const QRegularExpression digest(
            u"\\Alocalhost/test/[a-z-]+@sha256:[0-9a-f]{64}\\z"_s);
        const QString id = test[u"image"_s].toObject()[u"image_id"_s].toString();
        if (!digest.match(id).hasMatch() && qstrcmp(row.error, "ContainerCrashError") != 0)
            wrong << u"%1: image id %2"_s.arg(QLatin1StringView(row.image), id);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));

    // Its sentences are about containers; evidence stays what it is.
    static const QRegularExpression clusterWords(
        u"\\b([Pp]ods?|Notebooks?|[Cc]laims?|[Cc]ontrollers?|[Ss]andbox)\\b"_s);
    for (const QString &line : (run.output + run.errors).split(u'\n')) {
        QVERIFY2(!clusterWords.match(line).hasMatch(), qPrintable(line));
    }
    // Nothing of these runs is left. Other tests may run beside this one, and be killed meanwhile:
    // then what they left is listed, with 3.
    const Ended clean = assay({u"clean"_s, u"--engine"_s, url}, folder.path());
    QVERIFY2(clean.status == 0 || clean.status == 3, qPrintable(clean.output + clean.errors));
    for (const auto &test : tests) {
        const QString id = test[u"run_id"_s].toString();
        QVERIFY(!id.isEmpty());
        QVERIFY2(!clean.output.contains(id), qPrintable(clean.output));
    }
}

QTEST_GUILESS_MAIN(TestLocalImages)
#include "tst_local_images.moc"
