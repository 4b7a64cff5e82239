// SPDX-License-Identifier: Apache-2.0
// From what kubectl printed to what is said of each workbench in it.

#include <models/base/yaml.h>
#include <models/report/diagnosis_report.h>
#include <models/workbench/object_files.h>
#include <models/workbench/workbench_look.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

QByteArray fileOf(const QString &name)
{
    QFile file(QFINDTESTDATA("bundles/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

//! The bundle, with every `from` written as `to`.
QByteArray changed(QByteArray bundle, const QByteArray &from, const QByteArray &to)
{
    if (!bundle.contains(from))
        qFatal("the bundle does not hold %s", from.constData());
    return bundle.replace(from, to);
}

//! The only workbench of what kubectl printed, judged at the newest time in it.
WorkbenchDiagnosis judged(const QByteArray &printed, const QList<ContainerLog> &logs = {})
{
    ClusterObjects objects;
    if (const auto problem = addPrinted(objects, printed, u"in.yaml"_s))
        qWarning("%s", qPrintable(*problem));
    objects.logs.assign(logs.begin(), logs.end());
    const auto all = workbenchesIn(objects);
    return all.size() == 1 ? diagnose(all.front(), objects.newest()) : WorkbenchDiagnosis();
}

QString problemOf(const QByteArray &printed)
{
    ClusterObjects objects;
    return addPrinted(objects, printed, u"in.yaml"_s).value_or(QString());
}

} // namespace

class WorkbenchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWholeOfOneIsJson()
    {
        const auto found = judged(fileOf(u"gateway.yaml"_s));
        QCOMPARE(QString::fromStdString(diagnosisJson(found).dump(2)) + u'\n',
                 QString::fromUtf8(fileOf(u"gateway.json"_s)));
        // What a rule of the catalogue adds.
        WorkbenchDiagnosis mended = found;
        mended.diagnosis.rule = u"image-tag-missing"_s;
        mended.diagnosis.fault = Fault::Configuration;
        mended.diagnosis.fix = {Fix::Kind::Kubectl, u"kubectl edit notebook nb"_s};
        const Json json = diagnosisJson(mended);
        QCOMPARE(textAt(json, {"rule"}), u"image-tag-missing"_s);
        QCOMPARE(textAt(json, {"fault"}), u"configuration"_s);
        QVERIFY(at(json, {"fix"}) ==
                (Json{{"kind", "kubectl"}, {"text", "kubectl edit notebook nb"}}));
    }

    void aLookHoldsWhatItIsJudgedBy()
    {
        ClusterObjects objects;
        QVERIFY(!addPrinted(objects, fileOf(u"crash.yaml"_s), u"in.yaml"_s));
        objects.logs = {{{}, {}, u"nb"_s, false, u"KeyError: 'PORT'\n"_s}};
        const auto all = workbenchesIn(objects);
        QCOMPARE(all.size(), std::size_t(1));
        const WorkbenchLook look = lookAt(all.front(), objects.newest());
        QCOMPARE(nameOf(look.found), u"Notebook crash/nb"_s);
        QVERIFY(look.found.standing == Standing::Failed);
        QCOMPARE(look.at, objects.newest());
        QCOMPARE(look.logs.size(), std::size_t(1));
        QCOMPARE(look.logs.front().text, u"KeyError: 'PORT'\n"_s);
        const QStringList documents = look.yaml.split(u"---\n"_s);
        QCOMPARE(documents.size(), 2); // there is no StatefulSet
        QVERIFY(documents[0].contains(u"kind: Notebook\n"_s));
        QVERIFY(documents[1].contains(u"kind: Pod\n"_s));
    }

    void itsStatesAreReadOffItsObjects_data()
    {
        QTest::addColumn<QByteArray>("bundle");
        QTest::addColumn<QString>("states");
        QTest::newRow("ready")
            << fileOf(u"ready.yaml"_s)
            << u"08:00:00 PodPending 09:00:02 PodRunning 09:00:02 Ready 09:02:03"_s;
        QTest::newRow("crashed")
            << fileOf(u"crash.yaml"_s)
            << u"08:00:00 PodPending 08:00:02 PodRunning 08:02:58 Failed 08:03:00"_s;
        QTest::newRow("not pulled")
            << fileOf(u"unknown-tag.yaml"_s) << u"08:00:00 PodPending 08:00:02 Failed 08:02:00"_s;
        // A clock that is ahead makes no state begin before the one that it follows.
        QTest::newRow("clocks apart")
            << changed(fileOf(u"crash.yaml"_s), "startedAt: \"2026-03-01T08:02:58Z\"",
                       "startedAt: \"2026-03-01T07:00:00Z\"")
            << u"08:00:00 PodPending 08:00:02 PodRunning 08:00:02 Failed 08:03:00"_s;
    }

    void itsStatesAreReadOffItsObjects()
    {
        QFETCH(QByteArray, bundle);
        ClusterObjects objects;
        QVERIFY(!addPrinted(objects, bundle, u"in.yaml"_s));
        const WorkbenchLook look = lookAt(workbenchesIn(objects).front(), objects.newest());
        QStringList states{look.createdAt.toUTC().toString(u"HH:mm:ss"_s)};
        for (const Transition &state : look.states)
            states << toString(state.to) << state.at.toUTC().toString(u"HH:mm:ss"_s);
        QTEST(states.join(u' '), "states");
    }

    void aTagThatDoesNotExistIsFailed()
    {
        const Json json = diagnosisJson(judged(fileOf(u"unknown-tag.yaml"_s)));
        QCOMPARE(textAt(json, {"error_category"}), u"ImagePullBackOff"_s);
        QCOMPARE(textAt(json, {"error_type"}), u"ImagePullError"_s);
        QCOMPARE(textAt(json, {"outcome"}), u"failed"_s);
        QCOMPARE(at(json, {"evidence"}).size(), std::size_t(2));
    }

    void jsonSaysTheSameAsYaml()
    {
        const auto values = yaml::readValues(fileOf(u"unknown-tag.yaml"_s), 1 << 20);
        QVERIFY(!values.error);
        QCOMPARE(values.documents.size(), std::size_t(1));
        const auto list = QByteArray::fromStdString(values.documents[0].dump());
        QVERIFY(diagnosisJson(judged(list)) ==
                diagnosisJson(judged(fileOf(u"unknown-tag.yaml"_s))));
        // One object after another, as from two calls of kubectl.
        QByteArray single;
        for (const Json &item : values.documents[0]["items"])
            single += QByteArray::fromStdString(item.dump(1)) + '\n';
        QVERIFY(diagnosisJson(judged(single)) ==
                diagnosisJson(judged(fileOf(u"unknown-tag.yaml"_s))));
    }

    void readyIsNotTheEnd_data()
    {
        QTest::addColumn<QByteArray>("bundle");
        QTest::addColumn<QString>("standing");
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("summary");
        const QByteArray ready = fileOf(u"ready.yaml"_s);
        const auto row = [](const char *name, const QByteArray &bundle, const char *standing,
                            const char *fault, const char *reason, const char *summary) {
            QTest::newRow(name) << bundle << QString::fromLatin1(standing)
                                << QString::fromLatin1(fault) << QString::fromLatin1(reason)
                                << QString::fromLatin1(summary);
        };
        row("ready", ready, "ready", "", "Ready",
            "Its pod is ready since 2026-03-01 09:02 UTC, its Service leads to it, its Route is "
            "accepted, the sidecar that asks users to log in runs.");
        row("stopped",
            changed(ready, "notebooks.opendatahub.io/inject-auth: \"true\"",
                    "kubeflow-resource-stopped: \"2026-03-01T09:30:00Z\""),
            "waiting", "", "Stopped",
            "It is being stopped, by its dashboard or by the culler since 2026-03-01 09:30 UTC.");
        row("being made",
            changed(ready, "notebooks.opendatahub.io/inject-auth: \"true\"",
                    "kubeflow-resource-stopped: odh-notebook-controller-lock"),
            "ready", "", "Ready",
            "Its pod is ready since 2026-03-01 09:02 UTC, its Service leads to it, its Route is "
            "accepted, the sidecar that asks users to log in runs.");
        row("other labels",
            changed(ready, "    selector:\n      statefulset: nb",
                    "    selector:\n      statefulset: other"),
            "inconclusive", "cluster", "ServiceWithoutEndpoints",
            "The workbench runs, but its Service \"nb\" leads to no pod: it selects "
            "statefulset=other, and the pod does not have these labels. It may still heal by "
            "itself.");
        row("port of no container",
            changed(ready, "      targetPort: notebook-port", "      targetPort: http"),
            "inconclusive", "cluster", "ServiceWithoutEndpoints",
            "The workbench runs, but its Service \"nb\" leads to a port called \"http\", and no "
            "container of the pod has a port of that name. It may still heal by itself.");
        row("no endpoint", changed(ready, "      ready: true\n", "      ready: false\n"),
            "inconclusive", "cluster", "ServiceWithoutEndpoints",
            "The workbench runs, but its Service \"nb\" has no endpoint, though it selects the "
            "pod. "
            "It may still heal by itself.");
        row("route's host is taken",
            changed(ready, "        status: \"True\"\n        type: Admitted",
                    "        reason: HostAlreadyClaimed\n"
                    "        message: route nb already exposes nb.example.com\n"
                    "        status: \"False\"\n        type: Admitted"),
            "inconclusive", "cluster", "HostAlreadyClaimed",
            "The workbench runs, but its Route \"nb\" is not accepted: HostAlreadyClaimed. It may "
            "still heal by itself.");
        row("no sidecar", changed(ready, "name: kube-rbac-proxy", "name: something-else"),
            "inconclusive", "cluster", "AuthSidecarMissing",
            "The workbench runs, but without the sidecar \"kube-rbac-proxy\" that its notebook "
            "asks "
            "for and that lets users log in. It may still heal by itself.");
        const QByteArray gateway = fileOf(u"gateway.yaml"_s);
        row("HTTPRoute", gateway, "inconclusive", "cluster", "NotAllowedByListeners",
            "The workbench runs, but its HTTPRoute \"nb-ds-nb\" is not accepted: "
            "NotAllowedByListeners. It may still heal by itself.");
        row("HTTPRoute that nobody read", changed(gateway, "    parents:\n", "    nobody:\n"),
            "inconclusive", "cluster", "RouteNotAccepted",
            "The workbench runs, but no router took notice of its HTTPRoute \"nb-ds-nb\". It may "
            "still heal by itself.");
    }
    void readyIsNotTheEnd()
    {
        QFETCH(QByteArray, bundle);
        const auto found = judged(bundle);
        QTEST(toString(found.standing), "standing");
        QTEST(found.diagnosis.reason, "reason");
        QTEST(found.diagnosis.summary, "summary");
        const Json json = diagnosisJson(found);
        QTEST(textAt(json, {"fault"}), "fault");
        const bool isTrouble = found.standing == Standing::Inconclusive;
        QCOMPARE(textAt(json, {"error_type"}), isTrouble ? u"ClusterError"_s : QString());
        QCOMPARE(textAt(json, {"error_category"}), isTrouble ? u"Unknown"_s : QString());
        QVERIFY(!found.diagnosis.evidence.empty());
    }

    void aServerIsAskedForItsOwnPage_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("standing");
        QTest::addColumn<QString>("cause");
        QTest::newRow("its page") << 200 << u"ready"_s << u"Ready"_s;
        QTest::newRow("to the login") << 302 << u"ready"_s << u"Ready"_s;
        QTest::newRow("a token, please") << 403 << u"ready"_s << u"Ready"_s;
        QTest::newRow("elsewhere") << 404 << u"failed"_s << u"Wrong base URL"_s;
        QTest::newRow("broken") << 500 << u"failed"_s << u"Server does not answer"_s;
    }
    void aServerIsAskedForItsOwnPage()
    {
        QFETCH(int, status);
        ClusterObjects objects;
        QVERIFY(!addPrinted(objects, fileOf(u"ready.yaml"_s), u"in"_s));
        auto all = workbenchesIn(objects);
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all[0].basePath(), u"/notebook/ds/nb"_s);
        QCOMPARE(all[0].port(), 8888);
        all[0].answer =
            ServerAnswer{.path = u"/notebook/ds/nb/"_s, .status = status, .problem = {}};
        const auto found = diagnose(all[0], objects.newest());
        QTEST(toString(found.standing), "standing");
        QTEST(found.diagnosis.cause, "cause");
        QCOMPARE(textAt(diagnosisJson(found), {"error_type"}),
                 found.standing == Standing::Failed ? u"ImageCheckError"_s : QString());
    }

    void expiredEventsAreSaid()
    {
        QByteArray bundle = fileOf(u"unknown-tag.yaml"_s);
        const qsizetype event = bundle.indexOf("- apiVersion: v1\n  count:");
        const qsizetype next = bundle.indexOf("- apiVersion", event + 1);
        QVERIFY(event > 0 && next > event);
        bundle.remove(event, next - event);
        QVERIFY2(judged(bundle).diagnosis.summary.endsWith(
                     u"There are no events to be seen, which may say more."_s),
                 qPrintable(judged(bundle).diagnosis.summary));
    }

    void theLogHasTheLastWord()
    {
        const auto found = judged(fileOf(u"crash.yaml"_s),
                                  {{{}, {}, u"nb"_s, false, u"starting\n"_s},
                                   {{}, {}, u"nb"_s, true, u"Traceback\nKeyError: 'PORT'\n"_s},
                                   {{}, {}, u"other"_s, true, u"not this\n"_s}});
        QVERIFY2(found.diagnosis.summary.contains(u"KeyError: 'PORT'"_s),
                 qPrintable(found.diagnosis.summary));
        const auto kinds = found.diagnosis.evidence.back();
        QVERIFY(kinds.kind == Evidence::Kind::LogLine);
    }

    void aPodThatDoesNotGoIsTheNodes()
    {
        const QByteArray ready = fileOf(u"ready.yaml"_s);
        const auto leaving = [&ready](const char *at) {
            return judged(changed(ready, "    labels:\n      notebook-name: nb\n      statefulset",
                                  "    deletionTimestamp: \"" + QByteArray(at) +
                                      "\"\n    labels:\n      notebook-name: nb\n      "
                                      "statefulset"));
        };
        const auto fresh = leaving("2026-03-01T10:00:30Z");
        QCOMPARE(toString(fresh.standing), u"waiting"_s);
        QCOMPARE(fresh.diagnosis.cause, u"Pod is going away"_s);
        const auto stuck = leaving("2026-03-01T09:30:00Z");
        QCOMPARE(toString(stuck.standing), u"inconclusive"_s);
        QVERIFY(stuck.diagnosis.fault == Fault::Node);
    }

    void severalAreGroupedByCause()
    {
        ClusterObjects objects;
        const QByteArray one = fileOf(u"unknown-tag.yaml"_s);
        QVERIFY(!addPrinted(objects, one, u"a"_s));
        QVERIFY(!addPrinted(
            objects, changed(fileOf(u"crash.yaml"_s), "2026-03-01T08", "2026-03-01T07"), u"b"_s));
        QVERIFY(!addPrinted(objects, changed(one, "namespace: ds", "namespace: other"), u"c"_s));
        std::vector<WorkbenchDiagnosis> found;
        for (const Workbench &workbench : workbenchesIn(objects))
            found.push_back(diagnose(workbench, objects.newest()));
        QCOMPARE(found.size(), std::size_t(3));
        const auto groups = groupedByCause(found);
        QCOMPARE(groups.size(), std::size_t(2));
        QCOMPARE(groups[0].members.size(), std::size_t(1));
        QCOMPARE(groups[0].members[0]->nameSpace, u"crash"_s);
        QCOMPARE(groups[1].members.size(), std::size_t(2));
        QCOMPARE(groups[1].members[0]->nameSpace, u"ds"_s);
        QCOMPARE(exitStatusFor(found), 1);
    }

    void namesAreUnderstood()
    {
        ClusterObjects objects;
        QVERIFY(!addPrinted(objects, fileOf(u"ready.yaml"_s), u"in"_s));
        const auto all = workbenchesIn(objects);
        for (const QString &name :
             {u"nb"_s, u"notebook/nb"_s, u"notebook.kubeflow.org/nb"_s, u"sts/nb"_s,
              u"statefulset.apps/nb"_s, u"pod/nb-0"_s, u"nb-0"_s}) {
            const auto parsed = WorkbenchName::parse(name);
            QVERIFY2(parsed, qPrintable(name));
            QVERIFY2(findWorkbench(all, *parsed, u"ds"_s) == &all.front(), qPrintable(name));
            QVERIFY(!findWorkbench(all, *parsed, u"other"_s));
        }
        for (const QString &name : {u"deployment/nb"_s, u"pod/"_s, u"pod/a/b"_s, u"/nb"_s})
            QVERIFY2(!WorkbenchName::parse(name), qPrintable(name));
    }

    void whatIsNoObjectIsSaid_data()
    {
        QTest::addColumn<QByteArray>("printed");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const QByteArray &printed, const char *problem) {
            QTest::newRow(name) << printed << QString::fromLatin1(problem);
        };
        row("nothing", " \n", "in.yaml: it is empty.");
        row("a word", "hello\n",
            "in.yaml:1: this is no object of Kubernetes: it has no \"apiVersion\" and \"kind\".");
        row("a table", "NAME   READY\nnb-0   0/1\n",
            "in.yaml:1: this is no object of Kubernetes: it has no \"apiVersion\" and \"kind\".");
        row("another's JSON", "{\"version\": 1}",
            "in.yaml: this is no object of Kubernetes: it has no \"apiVersion\" and \"kind\".");
        row("a number for a kind", "{\"apiVersion\": \"v1\", \"kind\": 5}",
            "in.yaml: this is no object of Kubernetes: it has no \"apiVersion\" and \"kind\".");
        row("JSON that ends", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {",
            "in.yaml: this JSON ends in the middle: it was cut off.");
        row("not JSON", "{\"apiVersion\": v1}", "in.yaml: it is not JSON.");
        row("a list that ends", "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n",
            "in.yaml:1: this is a list that ends before its \"kind\": it was cut off.");
        row("a pod that ends",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: nb-0\n  namespace: ds\nspec: {}\n",
            "in.yaml:1: the Pod ds/nb-0 is not whole: it was cut off, or never was in a cluster.");
        row("an item without a kind", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}]}",
            "in.yaml: an item of this List has no \"kind\".");
        row("an item that is none", "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":[[]]}",
            "in.yaml: an item of this PodList is no object.");
        row("no name", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{}}",
            "in.yaml: this Pod has no name.");
        row("not UTF-8", "kind: \xff\n", "in.yaml: It is not UTF-8 text.");
        row("deep JSON", QByteArray(100'000, '[') + QByteArray(100'000, ']'),
            "in.yaml: it is nested more than 500 deep.");
        row("deep lists", "a: " + QByteArray(100'000, '[') + QByteArray(100'000, ']'),
            "in.yaml:1:203: The values are nested too deeply.");
        row("deep block lists", QByteArray("- ").repeated(100'000),
            "in.yaml:1:401: The values are nested too deeply.");
        QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 9; ++i) {
            const QByteArray last = "*a" + QByteArray::number(i - 1);
            const QByteArray name = "a" + QByteArray::number(i);
            bomb += name + ": &" + name + " [" + (last + ", ").repeated(9) + last + "]\n";
        }
        row("aliases", bomb, "in.yaml:5:45: The aliases expand to too much.");
        row("many values", "[" + QByteArray("0,").repeated(8'000'001) + "0]",
            "in.yaml: it holds more values than are read: name fewer objects to kubectl.");
    }
    void whatIsNoObjectIsSaid()
    {
        QFETCH(QByteArray, printed);
        QTEST(problemOf(printed), "problem");
    }

    void everyBeginningIsRefusedOrTheSame()
    {
        // Wherever it is cut off, no other verdict comes of it.
        const QByteArray whole = fileOf(u"unknown-tag.yaml"_s);
        const Json verdict = diagnosisJson(judged(whole));
        for (qsizetype end = 1; end < whole.size(); end += 7) {
            ClusterObjects objects;
            if (addPrinted(objects, whole.left(end), u"in"_s))
                continue;
            const auto all = workbenchesIn(objects);
            QVERIFY2(all.size() == 1 &&
                         diagnosisJson(diagnose(all[0], objects.newest())) == verdict,
                     whole.left(end).right(60).constData());
        }
    }

    void aListOfFiftyMegabytesIsRead()
    {
        const auto values = yaml::readValues(fileOf(u"unknown-tag.yaml"_s), 1 << 20);
        Json other = values.documents[0]["items"][1];
        QCOMPARE(textAt(other, {"kind"}), u"Pod"_s);
        other["metadata"]["labels"] = Json::object();
        QByteArray list = QByteArray::fromStdString(values.documents[0].dump());
        QVERIFY(list.contains("\"items\":["));
        QByteArray more;
        while (more.size() < 50'000'000) {
            other["metadata"]["name"] = "p" + std::to_string(more.size());
            more += QByteArray::fromStdString(other.dump()) + ',';
        }
        list.replace("\"items\":[", "\"items\":[" + more);
        ClusterObjects objects;
        QCOMPARE(addPrinted(objects, list, u"in"_s).value_or(QString()), QString());
        const auto all = workbenchesIn(objects);
        const auto *nb = findWorkbench(all, {u"Notebook"_s, u"nb"_s}, u"ds"_s);
        QVERIFY(nb);
        QVERIFY(diagnosisJson(diagnose(*nb, objects.newest())) ==
                diagnosisJson(judged(fileOf(u"unknown-tag.yaml"_s))));
    }

    void yamlOfFiftyMegabytesIsRefused()
    {
        const QByteArray list = QByteArray("- apiVersion: v1\n").repeated(3'000'000);
        QCOMPARE(problemOf(list),
                 u"in.yaml: this is YAML of more than 32 MiB: let kubectl print JSON "
                 "(-o json), of which more is read, or fewer objects."_s);
    }

    void aMustGatherIsAFolder()
    {
        const QTemporaryDir folder;
        const auto put = [&folder](const QString &path, const QByteArray &bytes) {
            QDir(folder.path()).mkpath(QFileInfo(path).path());
            QFile file(folder.filePath(path));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        const QString top = u"quay-io-must-gather-sha256-1/namespaces/crash/"_s;
        const auto values = yaml::readValues(fileOf(u"crash.yaml"_s), 1 << 20);
        QByteArray pods;
        for (const Json &item : values.documents[0]["items"]) {
            const QString kind = textAt(item, {"kind"});
            if (kind == "Pod"_L1)
                pods = QByteArray::fromStdString(Json{
                    {"apiVersion", "v1"},
                    {"kind", "PodList"},
                    {"items", Json::array({item})}}.dump());
            else if (kind == "Notebook"_L1)
                QVERIFY(put(top + u"kubeflow.org/notebooks/nb.yaml"_s,
                            QByteArray::fromStdString(item.dump())));
        }
        QVERIFY(put(top + u"core/pods.yaml"_s, pods));
        QVERIFY(put(top + u"core/configmaps.yaml"_s, "not: [closed\n"));
        QVERIFY(put(top + u"core/services.yaml"_s, "not: [closed\n"));
        QVERIFY(put(top + u"pods/nb-0/nb/nb/logs/previous.log"_s, "KeyError: 'GATHERED'\n"));
        QVERIFY(put(top + u"pods/nb-0/nb/nb/logs/current.log"_s, "starting\n"));
        ClusterObjects objects;
        QVERIFY(!addPath(objects, folder.path()));
        // One that matters and cannot be read is told; others are not opened.
        QCOMPARE(objects.unseen.size(), 1);
        QVERIFY2(objects.unseen[0].startsWith(folder.filePath(top + u"core/services.yaml"_s)),
                 qPrintable(objects.unseen[0]));
        const auto all = workbenchesIn(objects);
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all[0].kind, u"Notebook"_s);
        const auto found = diagnose(all[0], objects.newest());
        QVERIFY2(found.diagnosis.summary.contains(u"GATHERED"_s),
                 qPrintable(found.diagnosis.summary));
    }

    void forPeople_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("file");
        QTest::newRow("text") << u"text"_s << u"gateway.txt"_s;
        QTest::newRow("md") << u"md"_s << u"gateway.md"_s;
    }
    void forPeople()
    {
        QFETCH(QString, format);
        QFETCH(QString, file);
        DiagnosisInput input;
        input.found = {judged(fileOf(u"gateway.yaml"_s))};
        input.found[0].diagnosis.fix = {Fix::Kind::Kubectl,
                                        u"kubectl label namespace ds \\\n  expose=true"_s};
        input.isOne = true;
        input.unseen = {u"events: may not be listed."_s};
        const QByteArray text = renderDiagnosis(input, *diagnosisFormatFromString(format));
        QCOMPARE(QString::fromUtf8(text), QString::fromUtf8(fileOf(file)));
        input.found[0].diagnosis.summary = u"a\x1b[31m*b*<i>"_s;
        const QByteArray hostile = renderDiagnosis(input, *diagnosisFormatFromString(format));
        QVERIFY(!hostile.contains('\x1b'));
        QVERIFY(format == u"text"_s || !hostile.contains("<i>"));
    }
};

QTEST_GUILESS_MAIN(WorkbenchTest)
#include "tst_workbench.moc"
