// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"
#include "support/small_disk.h"

#include <k8s/client.h>
#include <k8s/identity/kubeconfig.h>
#include <models/record/run_journal.h>
#include <sandbox/cluster.h>

#include <QDir>
#include <QRandomGenerator>
#include <QRegularExpression>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;
using Result = test::Program::Result;

//! What runs of several processes, some of them killed, leave on one cluster, and who may take it.
class TestClean : public QObject
{
    Q_OBJECT
    test::Program m_program;
    std::unique_ptr<sandbox::Cluster> m_cluster;
    std::unique_ptr<k8s::Client> m_client;

    QByteArray suite(const QByteArray &notebook,
                     const QByteArray &image = "sandbox.local/workbench/minimal:2025.1") const
    {
        return "version: 1\ntests:\n  - id: " + notebook +
               "\n    namespace: test-one\n    notebook_name: " + notebook +
               "\n    custom_image: " + image + "\n    packages_to_verify: [json]\n";
    }
    QString written(const QByteArray &notebook,
                    const QByteArray &image = "sandbox.local/workbench/minimal:2025.1") const
    {
        return m_program.write(QString::fromLatin1(notebook) + u".yaml"_s, suite(notebook, image));
    }
    QStringList on(const QStringList &arguments) const
    {
        return arguments + QStringList{u"--kubeconfig"_s, m_cluster->kubeconfigPath()};
    }
    std::unique_ptr<QProcess> launch(const QStringList &arguments, const QString &state) const
    {
        return m_program.launch(on(arguments), {}, m_program.path(state));
    }
    Result run(const QStringList &arguments, const QString &state) const
    {
        const auto process = launch(arguments, state);
        return test::Program::ended(*process) ? test::Program::resultOf(*process) : Result();
    }
    bool sent(const k8s::JobPtr<k8s::ApiJob> &job) const
    {
        return QTest::qWaitFor([&job] { return job->isFinished(); }, 10'000) && job->result();
    }

    //! As if the runs of test-one had not ended, and nobody had renewed their leases for so long.
    void age(const char *annotation, qint64 seconds)
    {
        const std::pair<k8s::Resource, QString> kinds[] = {
            {k8s::Resource::namespaces(), {}},
            {k8s::Resource::persistentVolumeClaims(), u"test-one"_s}};
        for (const auto &[resource, nameSpace] : kinds) {
            const auto list = m_client->list(resource, nameSpace);
            QVERIFY(sent(list));
            for (const Json &item : models::listAt(*list->result(), {"items"})) {
                const QString text = models::textAt(item, {"metadata", "annotations", annotation});
                if (text.isEmpty())
                    continue;
                Json lease = Json::parse(text.toStdString());
                lease["renewed"] = QDateTime::currentDateTimeUtc()
                                       .addSecs(-seconds)
                                       .toString(Qt::ISODateWithMs)
                                       .toStdString();
                lease.erase("kept");
                const Json patch{{"metadata", {{"annotations", {{annotation, lease.dump()}}}}}};
                QVERIFY(sent(m_client->mergePatch(
                    resource, nameSpace, models::textAt(item, {"metadata", "name"}), patch)));
            }
        }
    }

    void makeClaim(const QString &nameSpace, const QString &name)
    {
        QVERIFY(
            sent(m_client->create(k8s::Resource::persistentVolumeClaims(), nameSpace,
                                  Json{{"apiVersion", "v1"},
                                       {"kind", "PersistentVolumeClaim"},
                                       {"metadata", {{"name", name.toStdString()}}},
                                       {"spec",
                                        {{"accessModes", Json::array({"ReadWriteOnce"})},
                                         {"resources", {{"requests", {{"storage", "1Gi"}}}}}}}})));
    }

    //! False where not even the first one was written whole.
    static bool holdsAFact(const QString &folder)
    {
        QFile file(folder + u"/run.jsonl"_s);
        return file.open(QIODevice::ReadOnly) && file.readAll().contains("}\n");
    }

    void verifyJournals(const QString &state, bool isFull) const
    {
        for (const QString &folder :
             models::StoredRun::list(m_program.path(state) + u"/assay/runs"_s)) {
            // Before its first fact, nothing can be on the cluster.
            if (QFileInfo(folder + u"/run.jsonl"_s).size() == 0 || (isFull && !holdsAFact(folder)))
                continue;
            const auto stored = models::StoredRun::load(folder);
            QVERIFY2(stored, stored ? "" : qPrintable(stored.error()));
        }
    }
    //! A clean-up that is killed on its way.
    void cleanUpInPart(const QString &state) const
    {
        const auto halfway = launch({u"clean"_s, u"--yes"_s}, state);
        QTest::qWait(int(QRandomGenerator::global()->bounded(20, 400)));
        halfway->kill();
        QVERIFY(test::Program::ended(*halfway));
    }
    //! What was left in these places, of one run's namespace another's.
    void cleanUp(const QStringList &states) const
    {
        for (const QString &state : states) {
            const Result result = run({u"clean"_s, u"--yes"_s}, state);
            // What the other left in its namespace is not the maker's to take; nor is it while a
            // lease says that there is another.
            const bool isHeld = result.status == 3 &&
                                result.out.contains(u"Still there: Namespace test-one: It "_s) &&
                                (states.size() > 1 || !guests().empty());
            QVERIFY2(result.status == 0 || isHeld, qPrintable(result.out + result.err));
        }
        // Who died before it made anything is known by its lease alone, which ends by itself.
        forgetGuests();
        for (const QString &state : states) {
            const Result result = run({u"clean"_s, u"--yes"_s}, state);
            QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        }
    }
    //! The leases of guests: names of namespaces, and of their annotations.
    std::vector<std::pair<QString, std::string>> guests() const
    {
        std::vector<std::pair<QString, std::string>> found;
        const auto list = m_client->list(k8s::Resource::namespaces(), {});
        if (!QTest::qVerify(sent(list), "sent(list)", "namespaces", __FILE__, __LINE__))
            return found;
        for (const Json &item : models::listAt(*list->result(), {"items"})) {
            for (const auto &[name, value] :
                 models::objectAt(item, {"metadata", "annotations"}).items())
                if (name.starts_with("assay/guest-"))
                    found.emplace_back(models::textAt(item, {"metadata", "name"}), name);
        }
        return found;
    }
    //! As if two minutes had passed.
    void forgetGuests() const
    {
        for (const auto &[nameSpace, annotation] : guests()) {
            const Json patch{{"metadata", {{"annotations", {{annotation, nullptr}}}}}};
            QVERIFY(sent(m_client->mergePatch(k8s::Resource::namespaces(), {}, nameSpace, patch)));
        }
    }

    static Json ownerOf(const Json &object, const char *kind, const char *version)
    {
        return Json{{"apiVersion", version},
                    {"kind", kind},
                    {"name", models::at(object, {"metadata", "name"})},
                    {"uid", models::at(object, {"metadata", "uid"})}};
    }
    static Json ownedMap(const std::vector<Json> &owners)
    {
        return Json{{"apiVersion", "v1"},
                    {"kind", "ConfigMap"},
                    {"metadata", {{"name", "owned"}, {"ownerReferences", owners}}}};
    }

    //! As if the process had been killed before the Notebook's creation was answered.
    static void endBeforeTheAnswer(const QString &journal)
    {
        QFile file(journal);
        QVERIFY(file.open(QIODevice::ReadWrite));
        qint64 end = -1;
        while (end < 0 && !file.atEnd()) {
            const Json fact = Json::parse(file.readLine().toStdString());
            if (models::textAt(fact, {"kind"}) == u"ObjectAttempted"_s &&
                models::textAt(fact, {"body", "object", "kind"}) == u"Notebook"_s)
                end = file.pos();
        }
        QVERIFY(end > 0);
        QVERIFY(file.resize(end));
    }

    int count(const char *plural) const { return m_cluster->count(QString::fromLatin1(plural)); }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<sandbox::Cluster>();
        QVERIFY(!m_cluster->start({}));
        m_client = std::make_unique<k8s::Client>(
            *k8s::Kubeconfig::load(m_cluster->kubeconfigPath())->restConfig());
    }
    void cleanup()
    {
        m_client.reset();
        m_cluster.reset();
    }

    void whatNoRecordHereKnowsIsListedAndGoesOnceItsLeaseHasEnded()
    {
        const int namespaces = count("namespaces");
        // A runner that died with its records: here is another.
        const QString login =
            m_program.write(u"login.json"_s, R"({"auths": {"sandbox.local": {"auth": "YTpi"}}})");
        QCOMPARE(
            run({u"run"_s, written("orphan"), u"--keep"_s, u"always"_s, u"--pull-secret"_s, login},
                u"lost"_s)
                .status,
            0);
        const QString here = u"here"_s;
        // What was kept on purpose is at nobody's work: it is listed, and said to be there.
        Result result = run({u"clean"_s}, here);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains(u", kept by run 2"_s), qPrintable(result.out));
        age("assay/lease", 0);
        result = run({u"clean"_s}, here);
        // What is still heard of is in use, and nothing was left.
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.contains(u"in use by run 2"_s), qPrintable(result.out));
        QVERIFY2(!result.out.contains(u"left nothing"_s), qPrintable(result.out));
        const QStringList all{u"clean"_s, u"--orphans"_s, u"--older-than"_s, u"0s"_s, u"--yes"_s};
        result = run(all, here);
        QCOMPARE(result.status, 0);
        QCOMPARE(count("notebooks"), 1);

        age("assay/lease", 7200);
        result = run({u"clean"_s}, here);
        QCOMPARE(result.status, 3);
        for (const QString &kind :
             {u"Namespace test-one"_s, u"Secret test-one/orphan-pull"_s,
              u"PersistentVolumeClaim test-one/orphan"_s, u"Notebook test-one/orphan"_s}) {
            const qsizetype at = result.out.indexOf(kind + u"  (made "_s);
            QVERIFY2(at >= 0, qPrintable(result.out));
            const QString line = result.out.mid(at).section(u'\n', 0, 0);
            QVERIFY2(line.contains(u" ago, left by run 2"_s), qPrintable(line));
            QVERIFY2(line.endsWith(u", not heard of for 2 h 00 min)"_s), qPrintable(line));
        }
        QVERIFY2(!result.out.contains(u"left nothing"_s), qPrintable(result.out));
        QVERIFY2(result.out.endsWith(
                     u"What is not in use there, \"assay clean --kubeconfig %1 "
                     "--orphans --older-than 2h\" deletes.\n"_s.arg(m_cluster->kubeconfigPath())),
                 qPrintable(result.out));
        // Nobody said that they may go, and they are not old enough.
        QCOMPARE(run({u"clean"_s, u"--yes"_s}, here).status, 0);
        QCOMPARE(run({u"clean"_s, u"--orphans"_s, u"--yes"_s}, here).status, 0);
        QCOMPARE(count("notebooks"), 1);
        result = run({u"clean"_s, u"--orphans"_s, u"--older-than"_s, u"0s"_s}, here);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.endsWith(u"Nothing was deleted. Say --yes to delete it.\n"_s),
                 qPrintable(result.out));
        QCOMPARE(count("notebooks"), 1);

        // What others put there keeps the namespace, as in a clean-up by the records.
        makeClaim(u"test-one"_s, u"precious"_s);
        result = run(all, here);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains(u"Still there: Namespace test-one: It holds what this run did "
                                     "not make: PersistentVolumeClaim precious."_s),
                 qPrintable(result.out));
        QCOMPARE(count("notebooks"), 0);
        QCOMPARE(count("persistentvolumeclaims"), 1);
        QVERIFY(sent(m_client->remove(k8s::Resource::persistentVolumeClaims(), u"test-one"_s,
                                      u"precious"_s)));
        QTRY_COMPARE(count("persistentvolumeclaims"), 0);

        result = run(all, here);
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.endsWith(u"All of it is gone.\n"_s), qPrintable(result.out));
        QCOMPARE(count("namespaces"), namespaces);
        result = run({u"clean"_s}, here);
        QVERIFY2(result.out.startsWith(u"Earlier runs left nothing on https://"_s),
                 qPrintable(result.out));
    }

    //! Killed between the request for a Notebook and its answer, which made it all the same.
    void whatAnUnansweredNotebookOwnsIsNobodyElses()
    {
        const int namespaces = count("namespaces");
        const QString state = u"unanswered"_s;
        QCOMPARE(run({u"run"_s, written("open"), u"--keep"_s, u"always"_s}, state).status, 0);
        const QStringList folders =
            models::StoredRun::list(m_program.path(state) + u"/assay/runs"_s);
        QCOMPARE(folders.size(), 1);
        endBeforeTheAnswer(folders.first() + u"/run.jsonl"_s);

        // Its controller, which has not heard of its end, makes something for it.
        const auto notebook = m_client->get(k8s::Resource::notebooks(), u"test-one"_s, u"open"_s);
        const auto root = m_client->get(k8s::Resource::namespaces(), {}, u"default"_s);
        QVERIFY(sent(notebook) && sent(root));
        // The second owner keeps it from being collected before it is seen.
        const Json owned = ownedMap({ownerOf(*notebook->result(), "Notebook", "kubeflow.org/v1"),
                                     ownerOf(*root->result(), "Namespace", "v1")});
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/test-one/configmaps"_s;
        fault.code = 503;
        fault.times = -1;
        m_cluster->inject(fault);
        const auto process = launch({u"clean"_s, u"--yes"_s}, state);
        QTRY_COMPARE_WITH_TIMEOUT(count("notebooks"), 0, 20'000);
        QVERIFY(sent(m_client->create(k8s::Resource::configMaps(), u"test-one"_s, owned)));
        m_cluster->clearFaults();
        QVERIFY(test::Program::ended(*process));
        const Result result = test::Program::resultOf(*process);
        QVERIFY2(result.out.contains(u"Notebook test-one/open"_s), qPrintable(result.out));
        QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        QCOMPARE(count("namespaces"), namespaces);
    }

    //! The pod of a run that was killed before it saw it, say.
    void whatGoesWithItsOwnerIsWaitedFor()
    {
        const int namespaces = count("namespaces");
        const QString state = u"dangling"_s;
        QCOMPARE(run({u"run"_s, written("open"), u"--keep"_s, u"always"_s}, state).status, 0);
        const k8s::Resource accounts{{}, u"v1"_s, u"serviceaccounts"_s, u"ServiceAccount"_s};
        const auto owner = m_client->create(accounts, u"test-one"_s,
                                            Json{{"apiVersion", "v1"},
                                                 {"kind", "ServiceAccount"},
                                                 {"metadata", {{"name", "owner"}}}});
        QVERIFY(sent(owner));
        QVERIFY(
            sent(m_client->create(k8s::Resource::configMaps(), u"test-one"_s,
                                  ownedMap({ownerOf(*owner->result(), "ServiceAccount", "v1")}))));
        const auto process = launch({u"clean"_s, u"--yes"_s}, state);
        const QRegularExpression look(u"^GET /api/v1/namespaces/test-one/configmaps(\\?|$)"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_cluster->requests().filter(look).size() >= 2, 30'000);
        QVERIFY(sent(m_client->remove(accounts, u"test-one"_s, u"owner"_s)));
        QVERIFY(test::Program::ended(*process));
        const Result result = test::Program::resultOf(*process);
        QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        QCOMPARE(count("namespaces"), namespaces);
    }

    //! Nothing but its own deletion says that it is still there.
    void whatAnUnansweredNotebookIsRefusedIsSaid()
    {
        const QString state = u"unanswered-refused"_s;
        QCOMPARE(run({u"run"_s, written("open"), u"--keep"_s, u"always"_s}, state).status, 0);
        endBeforeTheAnswer(
            models::StoredRun::list(m_program.path(state) + u"/assay/runs"_s).value(0) +
            u"/run.jsonl"_s);
        makeClaim(u"test-one"_s, u"precious"_s); // which keeps the namespace
        sandbox::Fault fault;
        fault.method = u"DELETE"_s;
        fault.pathPattern = u"/notebooks/open"_s;
        fault.code = 403;
        fault.times = -1;
        m_cluster->inject(fault);
        const Result result = run({u"clean"_s, u"--yes"_s}, state);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains(u"Still there: Notebook test-one/open: "_s),
                 qPrintable(result.out));
        QCOMPARE(count("notebooks"), 1);
    }

    //! Labels and all, as "kubectl get -o yaml" gives it.
    void aCopyOfWhatARunMadeIsSomebodyElses()
    {
        QCOMPARE(run({u"run"_s, written("copied"), u"--keep"_s, u"always"_s}, u"copied"_s).status,
                 0);
        age("assay/lease", 7200);
        const auto claim =
            m_client->get(k8s::Resource::persistentVolumeClaims(), u"test-one"_s, u"copied"_s);
        QVERIFY(sent(claim));
        Json copy = *claim->result();
        copy["metadata"]["name"] = "mine";
        for (const char *key : {"uid", "resourceVersion", "creationTimestamp"})
            copy["metadata"].erase(key);
        copy.erase("status");
        QVERIFY(
            sent(m_client->create(k8s::Resource::persistentVolumeClaims(), u"test-one"_s, copy)));

        const QString here = u"copy-here"_s;
        Result result = run({u"clean"_s}, here);
        QVERIFY2(result.out.contains(u"PersistentVolumeClaim test-one/copied"_s),
                 qPrintable(result.out));
        QVERIFY2(!result.out.contains(u"mine"_s), qPrintable(result.out));
        result = run({u"clean"_s, u"--orphans"_s, u"--older-than"_s, u"0s"_s, u"--yes"_s}, here);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains(u"It holds what this run did not make: "
                                     "PersistentVolumeClaim mine."_s),
                 qPrintable(result.out));
        QVERIFY(
            sent(m_client->get(k8s::Resource::persistentVolumeClaims(), u"test-one"_s, u"mine"_s)));
    }

    void whatCannotBeLookedAtIsSaid()
    {
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"labelSelector="_s;
        fault.code = 403;
        fault.times = -1;
        m_cluster->inject(fault);
        const Result result = run({u"clean"_s}, u"blind"_s);
        QCOMPARE(result.status, 0);
        // One sentence where the reason is one.
        QVERIFY2(
            result.err.startsWith(u"assay: What no record here knows cannot be looked for: "
                                  "namespaces, secrets, persistentvolumeclaims, notebooks: "_s),
            qPrintable(result.err));
        QCOMPARE(result.err.count(u'\n'), 1);
        // What was not seen may be there.
        QVERIFY2(result.out.startsWith(u"No record here knows of anything that is left on "_s),
                 qPrintable(result.out));
    }

    //! Nobody was asked for, so nothing is known of anybody's rights.
    void withoutCredentialsNothingHasBeenLookedAt()
    {
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"labelSelector="_s;
        fault.code = 403;
        fault.message = u"namespaces is forbidden: User \"system:anonymous\" cannot list it"_s;
        fault.times = -1;
        m_cluster->inject(fault);
        const Result result = run({u"clean"_s}, u"nobody"_s);
        QCOMPARE(result.status, 3);
        QCOMPARE(result.out, QString());
        QVERIFY2(result.err.startsWith(u"assay: User “"_s), qPrintable(result.err));
        QVERIFY2(result.err.contains(u"” in the kubeconfig has no credentials, "_s),
                 qPrintable(result.err));
        QCOMPARE(result.err.count(u'\n'), 1);
    }

    //! Not what is the matter with rights: there is nothing to be said of that cluster.
    void aClusterThatDoesNotAnswerHasNotBeenLookedAt()
    {
        sandbox::Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"labelSelector="_s;
        fault.code = 401;
        fault.times = -1;
        m_cluster->inject(fault);
        Result result = run({u"clean"_s, u"--yes"_s}, u"away"_s);
        QCOMPARE(result.status, 3);
        QCOMPARE(result.out, QString());
        QVERIFY2(result.err.startsWith(u"assay: "_s), qPrintable(result.err));
        QCOMPARE(result.err.count(u'\n'), 1);
        result = run({u"clean"_s, u"--format"_s, u"json"_s}, u"away"_s);
        QCOMPARE(result.status, 3);
        const Json told = Json::parse(result.out.toStdString());
        QCOMPARE(told["problems"].size(), std::size_t(1));
        QCOMPARE(told["exit_status"].get<int>(), 3);
    }

    void asJsonItSaysWhatIsThereAndWhatBecameOfIt()
    {
        QCOMPARE(run({u"run"_s, written("kept"), u"--keep"_s, u"always"_s}, u"here"_s).status, 0);
        const QStringList json{u"clean"_s, u"--format"_s, u"json"_s};
        const auto told = [](const Result &result) {
            return Json::parse(result.out.toStdString(), nullptr, false);
        };
        // Nobody is asked.
        Result result = run(json, u"here"_s);
        QCOMPARE(result.status, 3);
        QCOMPARE(result.err, u"Nothing was deleted. Say --yes to delete it.\n"_s);
        Json report = told(result);
        QCOMPARE(models::textAt(report, {"schema"}), u"assay/clean/v1"_s);
        QVERIFY(models::textAt(report, {"place"}).startsWith(u"https://"_s));
        QCOMPARE(report["exit_status"].get<int>(), 3);
        QCOMPARE(report["items"].size(), std::size_t(3));
        for (const Json &item : report["items"]) {
            QCOMPARE(models::textAt(item, {"state"}), u"kept"_s);
            QCOMPARE(item["known_here"].get<bool>(), true);
            QCOMPARE(item["deleted"].get<bool>(), false);
            QVERIFY2(models::textAt(item, {"run"}).contains(u"kept"_s),
                     qPrintable(models::textAt(item, {"run"})));
        }
        QCOMPARE(models::textAt(report["items"][2], {"kind"}), u"Notebook"_s);
        QCOMPARE(models::textAt(report["items"][2], {"namespace"}), u"test-one"_s);
        QCOMPARE(models::textAt(report["items"][2], {"name"}), u"kept"_s);
        // Another computer knows nothing of it.
        report = told(run(json, u"there"_s));
        QCOMPARE(report["items"].size(), std::size_t(3));
        QCOMPARE(report["items"][0]["known_here"].get<bool>(), false);
        QCOMPARE(models::textAt(report["items"][0], {"state"}), u"kept"_s);

        makeClaim(u"test-one"_s, u"precious"_s);
        const QString file = m_program.path(u"left.json"_s);
        result = run(json + QStringList{u"--yes"_s, u"-o"_s, file}, u"here"_s);
        QCOMPARE(result.status, 3);
        QCOMPARE(result.out, QString());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        report = Json::parse(written.readAll().toStdString());
        QCOMPARE(report["problems"].size(), std::size_t(1));
        for (const Json &item : report["items"])
            QCOMPARE(item["deleted"].get<bool>(), models::textAt(item, {"kind"}) != u"Namespace"_s);
        QCOMPARE(count("notebooks"), 0);
    }

    void twoProcessesWithOneSuiteAtOnce()
    {
        const int namespaces = count("namespaces");
        const QString file = written("same");
        for (int round = 0; round < 3; ++round) {
            const auto one = launch({u"run"_s, file}, u"first"_s);
            const auto two = launch({u"run"_s, file}, u"second"_s);
            QVERIFY(test::Program::ended(*one) && test::Program::ended(*two));
            const Result a = test::Program::resultOf(*one);
            const Result b = test::Program::resultOf(*two);
            // One has the name, and is not disturbed; the other is told who has it.
            QVERIFY2(qMin(a.status, b.status) == 0, qPrintable(a.out + b.out));
            const Result &loser = a.status == 0 ? b : a;
            if (loser.status != 0) {
                QCOMPARE(loser.status, 3);
                QVERIFY2(loser.out.contains(u"in use by run 2"_s), qPrintable(loser.out));
                QVERIFY2(loser.out.contains(u"Two runs cannot share a workbench's name"_s),
                         qPrintable(loser.out));
            }
            QVERIFY2(!(a.out + b.out).contains(u"deleted from outside"_s),
                     qPrintable(a.out + b.out));
            for (const QString &state : {u"first"_s, u"second"_s})
                QCOMPARE(run({u"clean"_s, u"--yes"_s}, state).status, 0);
            QCOMPARE(count("notebooks"), 0);
            QTRY_COMPARE_WITH_TIMEOUT(count("namespaces"), namespaces, 10'000);
        }
    }

    void twoProcessesInOneNamespace()
    {
        const int namespaces = count("namespaces");
        for (int round = 0; round < 3; ++round) {
            const auto one = launch({u"run"_s, written("left")}, u"first"_s);
            const auto two = launch({u"run"_s, written("right")}, u"second"_s);
            QVERIFY(test::Program::ended(*one) && test::Program::ended(*two));
            const Result a = test::Program::resultOf(*one);
            const Result b = test::Program::resultOf(*two);
            QVERIFY2(a.status == 0, qPrintable(a.out + a.err));
            QVERIFY2(b.status == 0, qPrintable(b.out + b.err));
            QCOMPARE(count("notebooks"), 0);
            for (const QString &state : {u"first"_s, u"second"_s})
                QCOMPARE(run({u"clean"_s, u"--yes"_s}, state).status, 0);
            QTRY_COMPARE_WITH_TIMEOUT(count("namespaces"), namespaces, 10'000);
        }
    }

    //! Its lease would hold the namespace for two minutes, though it is known to be dead.
    void aKilledGuestHoldsNobodyUpOnceItWasCleanedUp()
    {
        const int namespaces = count("namespaces");
        const QByteArray slow = "sandbox.local/workbench/pytorch-cuda:2025.1";
        const auto maker = launch({u"run"_s, written("maker", slow)}, u"maker"_s);
        QTRY_COMPARE_WITH_TIMEOUT(count("pods"), 1, 30'000);
        const auto guest = launch({u"run"_s, written("guest", slow)}, u"guest"_s);
        QTRY_COMPARE_WITH_TIMEOUT(count("pods"), 2, 30'000);
        guest->kill();
        maker->kill();
        QVERIFY(test::Program::ended(*guest) && test::Program::ended(*maker));
        Result result = run({u"clean"_s, u"--yes"_s}, u"maker"_s);
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains(u"Still there: Namespace test-one: It is in use by run 2"_s),
                 qPrintable(result.out));
        QCOMPARE(count("notebooks"), 1);
        result = run({u"clean"_s, u"--yes"_s}, u"guest"_s);
        QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        result = run({u"clean"_s, u"--yes"_s}, u"maker"_s);
        QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        QCOMPARE(count("notebooks"), 0);
        QTRY_COMPARE_WITH_TIMEOUT(count("namespaces"), namespaces, 10'000);
    }

    void whateverIsKilledIsListedAndNothingElseDeleted_data()
    {
        QTest::addColumn<bool>("isFull");
        QTest::addColumn<bool>("isInCompany");
        QTest::addColumn<int>("kills");
        QTest::newRow("with room on the disk") << false << false << 6;
        QTest::newRow("on a disk that fills up") << true << false << 5;
        QTest::newRow("beside another process in its namespace") << false << true << 4;
        QTest::newRow("beside another on a disk that fills up") << true << true << 4;
    }

    //! ASSAY_KILLS sets how many runs, of which each is followed by the kill of a clean-up.
    void whateverIsKilledIsListedAndNothingElseDeleted()
    {
        QFETCH(bool, isFull);
        QFETCH(bool, isInCompany);
        QFETCH(int, kills);
        if (const int wanted = qEnvironmentVariableIntValue("ASSAY_KILLS"); wanted > 0)
            kills = wanted;
        const QByteArray image = "sandbox.local/workbench/pytorch-cuda:2025.1";
        const QString file = written("killed", image);
        const QString other = written("beside");
        const QString state = u"state-%1-%2"_s.arg(int(isFull)).arg(int(isInCompany));
        std::optional<test::SmallDisk> disk;
        if (isFull && !disk.emplace(m_program.path(state)).isThere())
            QSKIP(qPrintable(u"No file system can be mounted here: "_s + disk->obstacle()));
        QVERIFY(sent(m_client->create(k8s::Resource::namespaces(), {},
                                      Json{{"apiVersion", "v1"},
                                           {"kind", "Namespace"},
                                           {"metadata", {{"name", "others"}}}})));
        makeClaim(u"others"_s, u"precious"_s);
        const int namespaces = count("namespaces");
        QRandomGenerator &random = *QRandomGenerator::global();
        for (int i = 0; i < kills; ++i) {
            // From not a single page to all that a run writes.
            const int room = random.bounded(0, 60);
            if (disk)
                QVERIFY(disk->leave(room));
            const auto process = launch({u"run"_s, file}, state);
            // The other is another user's, or another terminal's of the same one.
            const QString place = random.bounded(2) == 0 ? state : state + u"-beside"_s;
            const auto company =
                isInCompany ? launch({u"run"_s, other}, place) : std::unique_ptr<QProcess>();
            // From before anything was made until well into the wait.
            QTest::qWait(int(random.bounded(50, 1500)));
            process->kill();
            const bool isOtherKilled = company && random.bounded(2) == 0;
            if (isOtherKilled) {
                QTest::qWait(int(random.bounded(0, 500)));
                company->kill();
            }
            QVERIFY(test::Program::ended(*process));
            if (company) {
                QVERIFY(test::Program::ended(*company));
                const Result beside = test::Program::resultOf(*company);
                // Whose neighbour dies is not disturbed; only a disk may keep it from its work.
                if (!isOtherKilled && !(isFull && place == state))
                    QVERIFY2(beside.status == 0, qPrintable(beside.out + beside.err));
                QVERIFY2(!beside.out.contains(u"deleted from outside"_s), qPrintable(beside.out));
            }
            QStringList states{state, place};
            states.removeDuplicates();
            for (const QString &one : std::as_const(states)) {
                verifyJournals(one, isFull);
                cleanUpInPart(one);
            }
            cleanUp(states);
            if (QTest::currentTestFailed())
                return;
            QCOMPARE(count("notebooks"), 0);
            QCOMPARE(count("persistentvolumeclaims"), 1);
            QTRY_COMPARE_WITH_TIMEOUT(count("namespaces"), namespaces, 10'000);
        }
        // With room again, what was written in part stands in nobody's way.
        if (!disk)
            return;
        QVERIFY(disk->leave(1024));
        const Result result = run({u"run"_s, written("after")}, state);
        QVERIFY2(result.status == 0, qPrintable(result.out + result.err));
        QVERIFY(run({u"clean"_s}, state).out.startsWith(u"Earlier runs left nothing on "_s));
    }
};

QTEST_GUILESS_MAIN(TestClean)
#include "tst_clean.moc"
