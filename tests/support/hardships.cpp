// SPDX-License-Identifier: Apache-2.0
#include "support/hardships.h"

namespace assay::tests {

using models::Json;
using namespace Qt::StringLiterals;

QString workbenchImage()
{
    return u"localhost:5000/test/py-workbench:1.0"_s;
}

namespace {

//! A server, and packages beside it that misbehave when they are imported. `ready` is a Python
//! expression; so is `topple`, which ends the server by eating memory.
QString serverScript(const QString &ready)
{
    return uR"py(
import os, signal, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
os.makedirs('/tmp/packages', exist_ok=True)
packages = {
 'eats': 'hoard = []\nwhile True: hoard.append(bytearray(os.urandom(1) * (1 << 20)))',
 'greedy': 'hoard = bytearray(1) * (70 << 20)\ntime.sleep(3)',
 'greedier': 'hoard = bytearray(1) * (75 << 20)\ntime.sleep(3)',
 'hangs': 'time.sleep(3600)',
 'waits': 'time.sleep(4)',
 'lingers': 'time.sleep(9)',
 'forks': 'if os.fork() == 0: time.sleep(3600)',
 'daemonic': 'if os.fork() == 0:\n os.setsid()\n null = os.open(os.devnull, os.O_RDWR)\n'
  ' for i in range(3): os.dup2(null, i)\n time.sleep(3600)',
 'topples': 'open("/tmp/topple", "w")\ntime.sleep(3600)',
 'slays': 'import signal\nos.kill(1, signal.SIGUSR1)\ntime.sleep(3600)',
 'quits': 'os._exit(0)',
 'dips': 'open("/tmp/dip", "w")\ntime.sleep(9)\nos.remove("/tmp/dip")',
}
for name, text in packages.items():
    open(f'/tmp/packages/{name}.py', 'w').write('import os, time\n' + text + '\n')
began = time.time()
def topple():
    hoard = []
    while True:
        time.sleep(0.1)
        while os.path.exists('/tmp/topple'): hoard.append(bytearray(b'x' * (1 << 20)))
threading.Thread(target=topple, daemon=True).start()
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if (%1) else 503)
        self.end_headers()
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
def die(*_):
    print('RuntimeError: the licence server is gone', flush=True)
    print('Shutting down 0 extensions', flush=True)
    os._exit(3)
signal.signal(signal.SIGUSR1, die)
print('serving', flush=True)
ThreadingHTTPServer(('', 8888), Handler).serve_forever()
)py"_s.arg(ready);
}

Json serverContainer(const QString &name, const QString &ready)
{
    return {
        {"name", name},
        {"image", workbenchImage()},
        {"command", {"python3", "-c", serverScript(ready)}},
        {"env", {{{"name", "PYTHONPATH"}, {"value", "/tmp/packages"}}}},
        {"ports", {{{"name", "notebook-port"}, {"containerPort", 8888}}}},
        {"resources",
         {{"requests", {{"cpu", "20m"}, {"memory", "64Mi"}}}, {"limits", {{"memory", "128Mi"}}}}},
        {"readinessProbe",
         {{"httpGet", {{"path", "/"}, {"port", 8888}}},
          {"periodSeconds", 1},
          {"timeoutSeconds", 5},
          {"failureThreshold", 1}}}};
}

class Writer
{
public:
    explicit Writer(const QString &id, const QStringList &packages,
                    const QString &ready = u"True"_s)
    {
        m_hardship.id = id;
        auto &c = m_hardship.configuration;
        c.id = id;
        c.nameSpace = ClusterFixture::ownName(id);
        c.notebookName = id;
        c.customImage = workbenchImage();
        c.packagesToVerify = packages;
        c.timeoutPodReady = 60;
        c.timeoutCommand = 10;
        podSpec()["containers"] = Json::array({serverContainer(id, ready)});
        podSpec()["terminationGracePeriodSeconds"] = 5;
    }

    Json &podSpec()
    {
        return m_hardship.configuration.templateOverride["spec"]["template"]["spec"];
    }
    Json &container() { return podSpec()["containers"][0]; }
    models::CustomImageTestConfiguration &configuration() { return m_hardship.configuration; }
    Hardship &operator*() { return m_hardship; }
    Hardship *operator->() { return &m_hardship; }

    Hardship ends(const char *outcome, const char *error, const char *category, const char *reason,
                  const QString &said, double atMostSeconds, const QStringList &results = {})
    {
        m_hardship.outcome = QString::fromLatin1(outcome);
        m_hardship.error = QString::fromLatin1(error);
        m_hardship.category = QString::fromLatin1(category);
        m_hardship.reason = QString::fromLatin1(reason);
        m_hardship.said = said;
        m_hardship.atMostSeconds = atMostSeconds;
        m_hardship.results = results;
        return m_hardship;
    }

private:
    Hardship m_hardship;
};

bool containersRun(const models::RunRecord &, const models::Fact &fact)
{
    const auto *snapshot = std::get_if<models::PodSnapshot>(&fact.body);
    return snapshot && models::textAt(snapshot->pod, {"status", "phase"}) == u"Running"_s;
}

bool podExists(const models::RunRecord &, const models::Fact &fact)
{
    return std::holds_alternative<models::PodSnapshot>(fact.body);
}

//! One package was imported, and the next is being imported.
bool importsRun(const models::RunRecord &, const models::Fact &fact)
{
    return std::holds_alternative<models::CommandExecuted>(fact.body);
}

bool notebookIsMade(const models::RunRecord &, const models::Fact &fact)
{
    const auto *created = std::get_if<models::ObjectCreated>(&fact.body);
    return created && created->object.kind == u"Notebook"_s;
}

using Configuration = models::CustomImageTestConfiguration;

void deletePod(ClusterFixture &cluster, const Configuration &c)
{
    cluster.send(
        cluster.client().remove(k8s::Resource::pods(), c.nameSpace, c.notebookName + u"-0"_s));
}
void deleteNotebook(ClusterFixture &cluster, const Configuration &c)
{
    cluster.send(cluster.client().remove(k8s::Resource::notebooks(), c.nameSpace, c.notebookName));
}
void deleteNamespace(ClusterFixture &cluster, const Configuration &c)
{
    cluster.send(cluster.client().remove(k8s::Resource::namespaces(), {}, c.nameSpace));
}
void makeNamespace(ClusterFixture &cluster, const Configuration &c)
{
    const auto made = cluster.createNamespace(c.nameSpace);
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
}

void makeQuota(ClusterFixture &cluster, const Configuration &c, const Json &spec)
{
    makeNamespace(cluster, c);
    const auto made =
        cluster.answer(cluster.client().create(k8s::Resource::resourceQuotas(), c.nameSpace,
                                               {{"apiVersion", "v1"},
                                                {"kind", "ResourceQuota"},
                                                {"metadata", {{"name", "small"}}},
                                                {"spec", spec}}));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
}

k8s::Resource configMaps()
{
    return {{}, u"v1"_s, u"configmaps"_s, u"ConfigMap"_s, true};
}
//! Leaves the namespace being deleted until the finalizer is taken off.
void makeTerminatingNamespace(ClusterFixture &cluster, const Configuration &c)
{
    makeNamespace(cluster, c);
    const auto held = cluster.answer(cluster.client().create(
        configMaps(), c.nameSpace,
        {{"apiVersion", "v1"},
         {"kind", "ConfigMap"},
         {"metadata", {{"name", "holds"}, {"finalizers", {"assay.test/holds"}}}}}));
    QVERIFY2(held, held ? "" : qPrintable(held.error().message));
    QVERIFY(cluster.answer(cluster.client().remove(k8s::Resource::namespaces(), {}, c.nameSpace)));
}
void letGo(ClusterFixture &cluster, const Configuration &c)
{
    cluster.send(cluster.client().mergePatch(configMaps(), c.nameSpace, u"holds"_s,
                                             {{"metadata", {{"finalizers", nullptr}}}}));
}

std::vector<Hardship> ofTheImage()
{
    std::vector<Hardship> list;
    {
        Writer w(u"hangs"_s, {u"json"_s, u"hangs"_s});
        list.push_back(w.ends("failed", "CommandTimeoutError", "", "",
                              u"1 import did not end in time: hangs"_s, 45,
                              {u"json passed None"_s, u"hangs failed TimedOut"_s}));
    }
    {
        // The child holds the command's output open, so that the runtime waits for it.
        Writer w(u"forks"_s, {u"forks"_s, u"daemonic"_s});
        list.push_back(w.ends("failed", "CommandTimeoutError", "", "",
                              u"1 import did not end in time: forks"_s, 45,
                              {u"forks failed TimedOut"_s, u"daemonic passed None"_s}));
    }
    {
        Writer w(u"oomimport"_s, {u"json"_s, u"eats"_s});
        w->because = u"memory limit"_s;
        list.push_back(w.ends("failed", "ExecOnPodError", "", "",
                              u"1 package cannot be imported: eats"_s, 60,
                              {u"json passed None"_s, u"eats failed Killed"_s}));
    }
    {
        // Together they need more than the limit, each alone does not.
        Writer w(u"oomtogether"_s, {u"greedy"_s, u"greedier"_s});
        list.push_back(w.ends("passed", "", "", "", {}, 60,
                              {u"greedy passed None"_s, u"greedier passed None"_s}));
    }
    {
        // Who of several it was is asked on the sandbox, where no kubelet is late to tell.
        Writer w(u"oomserver"_s, {u"json"_s, u"topples"_s});
        list.push_back(w.ends("failed", "ExecOnPodError", "CrashLoopBackOff", "OOMKilled",
                              u"1 package cannot be imported: topples"_s, 100,
                              {u"json passed None"_s, u"topples failed Killed"_s}));
    }
    {
        // By then it runs again: its last words are in the log before.
        Writer w(u"diesimporting"_s, {u"json"_s, u"slays"_s});
        w->proven = u"RuntimeError: the licence server is gone"_s;
        // The package says so, too: its result waits for them.
        w->because = w->proven;
        list.push_back(w.ends("failed", "ExecOnPodError", "CrashLoopBackOff", "Error",
                              u"1 package cannot be imported: slays"_s, 100,
                              {u"json passed None"_s, u"slays failed Killed"_s}));
    }
    {
        Writer w(u"quitszero"_s, {u"json"_s, u"quits"_s});
        w->because = u"python ended before the import did"_s;
        list.push_back(w.ends("failed", "ExecOnPodError", "", "",
                              u"1 package cannot be imported: quits"_s, 60,
                              {u"json passed None"_s, u"quits failed EndedPython"_s}));
    }
    {
        Writer w(u"nopython"_s, {u"json"_s});
        w.container()["command"][0] = "/usr/bin/python3";
        w.container()["env"].push_back({{"name", "PATH"}, {"value", "/nowhere"}});
        list.push_back(w.ends("failed", "ExecOnPodError", "", "",
                              u"1 package cannot be imported: json"_s, 45,
                              {u"json failed NoPython"_s}));
    }
    {
        Writer w(u"initfails"_s, {u"json"_s});
        w.podSpec()["initContainers"] = Json::array(
            {{{"name", "prepare"},
              {"image", workbenchImage()},
              {"command", {"python3", "-c", "import sys; sys.exit('there is no licence')"}}}});
        list.push_back(w.ends("failed", "ContainerCrashError", "CrashLoopBackOff", "Error",
                              u"there is no licence"_s, 60));
    }
    {
        Writer w(u"sidecar"_s, {u"json"_s});
        // Without a probe it would be ready, and the pod with it, for the moment that each start
        // lasts.
        w.podSpec()["containers"].push_back(
            {{"name", "helper"},
             {"image", workbenchImage()},
             {"readinessProbe",
              {{"exec", {{"command", {"python3", "-c", "raise SystemExit(1)"}}}}}},
             {"command", {"python3", "-c", "import sys; sys.exit(7)"}}});
        list.push_back(w.ends("failed", "PodReadinessTimeout", "Unknown", "Error",
                              u"The image under test is not the cause."_s, 60));
    }
    {
        // Long enough for a kubelet that overlooks one loss to tell the next.
        Writer w(u"flaps"_s, {u"json"_s, u"lingers"_s}, u"(time.time() - began) % 5 < 2.5"_s);
        w.configuration().timeoutCommand = 30;
        list.push_back(w.ends("failed", "PodReadinessTimeout", "TimeoutWaitingForReady",
                              "Unhealthy", u"does not stay ready"_s, 60,
                              {u"json passed None"_s, u"lingers passed None"_s}));
    }
    {
        Writer w(u"dips"_s, {u"json"_s, u"dips"_s}, u"not os.path.exists('/tmp/dip')"_s);
        w.configuration().timeoutCommand = 30;
        w->notes = {u"The workbench lost its readiness"_s};
        list.push_back(
            w.ends("passed", "", "", "", {}, 60, {u"json passed None"_s, u"dips passed None"_s}));
    }
    {
        Writer w(u"notag"_s, {u"json"_s});
        w.configuration().customImage = u"localhost:5000/test/py-workbench:no-such-tag"_s;
        w.container()["image"] = w.configuration().customImage;
        list.push_back(w.ends("failed", "ImagePullError", "ImagePullBackOff",
                              "ErrImagePull|ImagePullBackOff", u"does not exist in its registry"_s,
                              60));
    }
    {
        Writer w(u"noconfigmap"_s, {u"json"_s});
        w.container()["envFrom"] = Json::array({{{"configMapRef", {{"name", "nobody-made-it"}}}}});
        list.push_back(w.ends("failed", "PodReadinessTimeout", "Unknown",
                              "CreateContainerConfigError", u"The ConfigMap \"nobody-made-it\""_s,
                              60));
    }
    {
        Writer w(u"nocommand"_s, {u"json"_s});
        w.container()["command"] = {"sh", "-c", "start-notebook.sh"};
        list.push_back(w.ends("failed", "ContainerCrashError", "CrashLoopBackOff", "Error",
                              u"calls a command that the image does not have"_s, 60));
    }
    {
        // What the template mounts is nothing that the image could mend.
        Writer w(u"mountedscript"_s, {u"json"_s});
        w->preparation = [](ClusterFixture &cluster, const Configuration &c) {
            makeNamespace(cluster, c);
            QVERIFY(cluster.answer(
                cluster.client().create(configMaps(), c.nameSpace,
                                        {{"apiVersion", "v1"},
                                         {"kind", "ConfigMap"},
                                         {"metadata", {{"name", "scripts"}}},
                                         {"data", {{"run.sh", "start-notebook.sh\n"}}}})));
        };
        w->afterwards = deleteNamespace;
        w.container()["command"] = {"sh", "/opt/scripts/run.sh"};
        w.podSpec()["volumes"] =
            Json::array({{{"name", "scripts"}, {"configMap", {{"name", "scripts"}}}}});
        w.container()["volumeMounts"] =
            Json::array({{{"name", "scripts"}, {"mountPath", "/opt/scripts"}}});
        list.push_back(w.ends("failed", "ContainerCrashError", "CrashLoopBackOff", "Error",
                              u"from the ConfigMap \"scripts\""_s, 60));
    }
    return list;
}

std::vector<Hardship> ofTheCluster()
{
    std::vector<Hardship> list;
    {
        Writer w(u"unbindable"_s, {u"json"_s});
        w.configuration().storage = {{"size", "60Gi"}};
        w.container()["volumeMounts"] =
            Json::array({{{"name", "unbindable"}, {"mountPath", "/opt/app-root/src"}}});
        // Whose storage provides nothing is the cluster.
        list.push_back(w.ends("inconclusive", "PodReadinessTimeout", "TimeoutWaitingForReady",
                              "Pending|ExternalProvisioning",
                              u"No node was chosen|waits for its volume"_s, 75));
    }
    {
        Writer w(u"quota"_s, {u"json"_s});
        w->preparation = [](ClusterFixture &cluster, const Configuration &c) {
            makeQuota(cluster, c, {{"hard", {{"requests.cpu", "10m"}}}});
        };
        w->afterwards = deleteNamespace;
        list.push_back(w.ends("inconclusive", "ClusterError", "", "",
                              u"The quota “small” allows 10m of requests.cpu"_s, 10));
    }
    {
        // Of a kind that cannot be told before there is a pod.
        Writer w(u"podquota"_s, {u"json"_s});
        w->preparation = [](ClusterFixture &cluster, const Configuration &c) {
            makeQuota(cluster, c,
                      {{"hard", {{"pods", "0"}}},
                       {"scopeSelector",
                        {{"matchExpressions",
                          {{{"scopeName", "NotTerminating"}, {"operator", "Exists"}}}}}}});
        };
        w->afterwards = deleteNamespace;
        list.push_back(w.ends("failed", "PodReadinessTimeout", "InsufficientResources",
                              "FailedCreate", u"quota \"small\" allows in all (pods=0)"_s, 60));
    }
    {
        Writer w(u"serviceaccount"_s, {u"json"_s});
        w.podSpec()["serviceAccountName"] = "nobody-made-it";
        list.push_back(w.ends("failed", "PodReadinessTimeout", "Unknown", "FailedCreate",
                              u"its service account \"nobody-made-it\" does not exist"_s, 60));
    }
    {
        Writer w(u"terminating"_s, {u"json"_s});
        w->preparation = makeTerminatingNamespace;
        w->afterwards = letGo;
        list.push_back(w.ends("inconclusive", "ClusterError", "", "",
                              u"is being deleted and does not go away"_s, 40));
    }
    {
        Writer w(u"letgo"_s, {u"json"_s});
        w->preparation = makeTerminatingNamespace;
        w->moment = [](const models::RunRecord &record, const models::Fact &) {
            return !record.notes().filter(u"is still being deleted"_s).isEmpty();
        };
        w->interference = letGo;
        list.push_back(w.ends("passed", "", "", "", {}, 60, {u"json passed None"_s}));
    }
    return list;
}

std::vector<Hardship> fromOutside()
{
    struct Row
    {
        const char *id;
        bool (*moment)(const models::RunRecord &, const models::Fact &);
        void (*interference)(ClusterFixture &, const Configuration &);
        const char *reason;
        const char *said;
    };
    static const Row rows[] = {
        {"podwaiting", containersRun, deletePod, "PodDeleted", "The pod was deleted from outside"},
        {"podimporting", importsRun, deletePod, "PodDeleted", "The pod was deleted from outside"},
        {"podreplaced", importsRun, deletePod, "PodDeleted", "The pod was deleted from outside"},
        {"notebookwaiting", containersRun, deleteNotebook, "",
         "The Notebook was deleted from outside"},
        {"notebookimporting", importsRun, deleteNotebook, "",
         "The Notebook was deleted from outside"},
        {"notebookpulling", podExists, deleteNotebook, "", "The Notebook was deleted from outside"},
        {"namespacemade", notebookIsMade, deleteNamespace, "", "was deleted from outside"},
        {"namespacewaiting", containersRun, deleteNamespace, "", "was deleted from outside"},
        {"namespaceimporting", importsRun, deleteNamespace, "", "was deleted from outside"},
    };
    std::vector<Hardship> list;
    for (const Row &row : rows) {
        const bool importing = row.moment == importsRun;
        Writer w(QString::fromLatin1(row.id), {u"json"_s, u"hangs"_s},
                 importing ? u"True"_s : u"False"_s);
        if (row.moment == podExists) {
            w.configuration().customImage = u"localhost:5000/test/py-workbench:no-such-tag"_s;
            w.container()["image"] = w.configuration().customImage;
        }
        // Then the next pod of that name is there at once.
        if (w->id == u"podreplaced"_s)
            w.podSpec()["terminationGracePeriodSeconds"] = 0;
        w->moment = row.moment;
        w->interference = row.interference;
        // That json was imported could no longer be confirmed: exit status 0 proves nothing.
        const QStringList results = importing ? QStringList{u"json inconclusive NotExecuted"_s,
                                                            u"hangs inconclusive NotExecuted"_s}
                                              : QStringList();
        const bool podGone = *row.reason != '\0';
        list.push_back(w.ends("inconclusive", "ClusterError", podGone ? "Unknown" : "", row.reason,
                              QString::fromLatin1(row.said), 45, results));
    }
    for (const char *id : {"restartwaiting", "restartimporting"}) {
        const bool importing = id == std::string("restartimporting");
        Writer w(QString::fromLatin1(id), {u"json"_s, u"waits"_s},
                 importing ? u"True"_s : u"time.time() - began > 5"_s);
        w->overRelay = true;
        w->moment = importing ? importsRun : containersRun;
        list.push_back(
            w.ends("passed", "", "", "", {}, 75, {u"json passed None"_s, u"waits passed None"_s}));
    }
    return list;
}

} // namespace

std::vector<Hardship> hardships()
{
    std::vector<Hardship> list = ofTheCluster();
    for (auto &&more : {ofTheImage(), fromOutside()})
        list.insert(list.end(), more.begin(), more.end());
    return list;
}

} // namespace assay::tests
