// SPDX-License-Identifier: Apache-2.0
#include "sample_runs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace assay::tests {

using namespace models;

FactMaker &FactMaker::add(FactBody body)
{
    m_facts.push_back({++m_sequence, m_at, std::move(body)});
    return *this;
}

FactMaker &FactMaker::become(NotebookStatus status, const QString &because)
{
    add(StateChanged{{m_status, status, m_at, because}});
    m_status = status;
    return *this;
}

CustomImageTestConfiguration sampleTest(const QString &id, const QString &image,
                                        const QStringList &packages)
{
    CustomImageTestConfiguration c;
    c.id = id;
    c.nameSpace = "test-"_L1 + QString(id).replace(u'_', u'-');
    c.notebookName = QString(id).replace(u'_', u'-');
    c.customImage = image;
    c.packagesToVerify = packages;
    return c;
}

PackageVerificationResult importResult(const QString &package, bool successful)
{
    PackageVerificationResult r;
    r.packageName = package;
    r.importSuccessful = successful;
    r.commandExecuted = PackageVerificationResult::commandFor(package);
    r.executionTimeSeconds = 0.8;
    r.outcome = successful ? PackageOutcome::Passed : PackageOutcome::Failed;
    r.exitCode = successful ? 0 : 1;
    if (!successful) {
        r.errorMessage = u"ModuleNotFoundError: No module named '%1'"_s.arg(package);
        r.failure = ImportFailure::NotInstalled;
        r.standardError = u"Traceback (most recent call last):\n  File \"<string>\", line 1, in "
                          "<module>\n%1\n"_s.arg(*r.errorMessage);
        r.advice = u"Install %1 in the image, or correct the name."_s.arg(package);
    }
    return r;
}

static ObjectRef ref(const QString &kind, const QString &nameSpace, const QString &name)
{
    return {u"v1"_s, kind, nameSpace, name, u"uid-"_s + kind};
}

static KubernetesEvent event(const QString &uid, const QString &type, const QString &reason,
                             const QString &message, const QDateTime &at)
{
    KubernetesEvent e;
    e.uid = uid;
    e.type = type;
    e.reason = reason;
    e.message = message;
    e.objectKind = u"Pod"_s;
    e.objectName = u"sample-0"_s;
    e.firstAt = e.lastAt = at;
    return e;
}

FactMaker beginSample(Workspace &workspace, const QString &testId, const QString &folder,
                      const QDateTime &start)
{
    const SuiteDocument &suite = *workspace.suite();
    const CustomImageTestConfiguration c = *suite.test(testId);
    workspace.beginRun(testId, folder);
    FactMaker make(start);
    RunStarted started;
    started.runId = u"run-"_s + testId;
    started.configuration = c;
    started.context = u"sandbox"_s;
    started.server = u"https://127.0.0.1:6443"_s;
    started.keep = u"never"_s;
    make.add(started).enter(Phase::Preflight);
    make.add(PreflightCheck{
        u"Notebook API"_s, PreflightCheck::Result::Passed, u"kubeflow.org/v1 is served"_s, {}});
    make.after(0.6).enter(Phase::Create);
    make.add(ObjectCreated{ref(u"Namespace"_s, {}, c.nameSpace), {}, false});
    make.after(0.2).add(
        ObjectCreated{ref(u"PersistentVolumeClaim"_s, c.nameSpace, c.notebookName), {}, false});
    make.after(0.3).add(ObjectCreated{ref(u"Notebook"_s, c.nameSpace, c.notebookName), {}, false});
    make.enter(Phase::WaitForReady);
    return make;
}

static void finish(FactMaker &make, const CustomImageTestConfiguration &c, Verdict verdict,
                   double duration)
{
    verdict.durationSeconds = duration;
    make.add(verdict).enter(Phase::CleanUp);
    make.after(0.4).add(ObjectDeleted{
        ref(u"Notebook"_s, c.nameSpace, c.notebookName), ObjectDeleted::Result::Deleted, {}});
    make.become(NotebookStatus::Deleted, u"deleted by Assay"_s);
    make.add(ObjectDeleted{ref(u"PersistentVolumeClaim"_s, c.nameSpace, c.notebookName),
                           ObjectDeleted::Result::Deleted,
                           {}});
    make.add(
        ObjectDeleted{ref(u"Namespace"_s, {}, c.nameSpace), ObjectDeleted::Result::Deleted, {}});
    make.after(0.4).add(RunFinished{duration + 0.8});
}

static void becomeReady(FactMaker &make)
{
    make.after(0.4).become(NotebookStatus::PodPending, u"pod sample-0 appeared"_s);
    make.add(EventSeen{event(u"e1"_s, u"Normal"_s, u"Scheduled"_s,
                             u"Successfully assigned sample-0 to node-1"_s, make.now())});
    make.after(0.5).add(EventSeen{event(u"e2"_s, u"Normal"_s, u"Pulling"_s,
                                        u"Pulling image \"quay.io/x/y:1\""_s, make.now())});
    make.after(3).become(NotebookStatus::PodRunning, u"all containers started"_s);
    make.after(3).become(NotebookStatus::Ready, u"readiness probe succeeded"_s);
    make.add(PodSnapshot{Json{{"apiVersion", "v1"},
                              {"kind", "Pod"},
                              {"metadata", {{"name", "sample-0"}}},
                              {"status", {{"phase", "Running"}}}}});
    make.enter(Phase::VerifyPackages);
}

static void verify(FactMaker &make, const QString &package, bool successful)
{
    const PackageVerificationResult result = importResult(package, successful);
    make.after(0.8);
    CommandExecuted command;
    command.argv = PackageVerificationResult::argvFor(package);
    command.container = u"sample"_s;
    command.seconds = result.executionTimeSeconds;
    command.exitCode = result.exitCode;
    command.standardError = result.standardError;
    make.add(command).add(PackageVerified{result});
}

static void runPackages(Workspace &workspace, const QString &testId, const QString &folder,
                        const QDateTime &start, bool lastSuccessful)
{
    FactMaker make = beginSample(workspace, testId, folder, start);
    const CustomImageTestConfiguration c = *workspace.suite()->test(testId);
    becomeReady(make);
    for (const QString &package : c.packagesToVerify)
        verify(make, package, lastSuccessful || package != c.packagesToVerify.last());
    make.enter(Phase::Collect).after(0.2);
    Verdict verdict;
    verdict.outcome = lastSuccessful ? Outcome::Passed : Outcome::Failed;
    if (!lastSuccessful)
        verdict.error = ValidationError{ErrorType::ExecOnPodError,
                                        u"%1 cannot be imported"_s.arg(c.packagesToVerify.last())};
    finish(make, c, verdict, double(start.msecsTo(make.now())) / 1000);
    workspace.appendFacts(testId, make.take());
}

void passSample(Workspace &workspace, const QString &testId, const QString &folder,
                const QDateTime &start)
{
    runPackages(workspace, testId, folder, start, true);
}

void missPackageSample(Workspace &workspace, const QString &testId, const QString &folder,
                       const QDateTime &start)
{
    runPackages(workspace, testId, folder, start, false);
}

void pullErrorSample(Workspace &workspace, const QString &testId, const QString &folder,
                     const QDateTime &start)
{
    FactMaker make = beginSample(workspace, testId, folder, start);
    const CustomImageTestConfiguration c = *workspace.suite()->test(testId);
    const QString text = u"Failed to pull image \"%1\": rpc error: code = NotFound desc = failed "
                         "to resolve reference: manifest unknown"_s.arg(c.customImage);
    make.after(0.4).become(NotebookStatus::PodPending, u"pod sample-0 appeared"_s);
    make.after(1.5).add(EventSeen{event(u"e3"_s, u"Warning"_s, u"Failed"_s, text, make.now())});
    make.after(11).become(NotebookStatus::Failed, u"ErrImagePull"_s);
    make.enter(Phase::Collect).after(0.3);
    PodDiagnosed diagnosed;
    diagnosed.info.podName = u"sample-0"_s;
    diagnosed.info.podPhase = u"Pending"_s;
    diagnosed.info.errorCategory = PodFailureCategory::ImagePullError;
    Diagnosis &d = diagnosed.diagnosis;
    d.category = PodFailureCategory::ImagePullError;
    d.reason = u"ErrImagePull"_s;
    d.container = c.notebookName;
    d.summary = u"The registry has no such tag, so the image could not be pulled."_s;
    d.advice = u"Check the tag in the registry, or push the image under this tag."_s;
    d.evidence = {{Evidence::Kind::ContainerState, u"container %1"_s.arg(c.notebookName),
                   u"ErrImagePull: manifest unknown"_s, make.now()},
                  {Evidence::Kind::Event, u"event Failed"_s, text, make.now()}};
    make.add(diagnosed);
    LogSegment none;
    none.container = c.notebookName;
    none.problem = u"the container never started: its image cannot be pulled"_s;
    make.add(none);
    Verdict verdict;
    verdict.outcome = Outcome::Failed;
    verdict.error = ValidationError{ErrorType::ImagePullError, d.summary};
    verdict.secondsSaved = 586;
    finish(make, c, verdict, 14.3);
    workspace.appendFacts(testId, make.take());
}

void crashSample(Workspace &workspace, const QString &testId, const QString &folder,
                 const QDateTime &start)
{
    if (!QDir().mkpath(folder + u"/logs"_s))
        qFatal("cannot make %s", qPrintable(folder));
    const std::pair<QString, QByteArray> logs[] = {
        {u"logs/nb.log"_s, "first start\nModuleNotFoundError: No module named 'other'\n"},
        {u"logs/nb.1.log"_s, QByteArray("[I] line\n").repeated(300) +
                                 "ModuleNotFoundError: No module named 'jupyter_server'\n" +
                                 QByteArray("[I] farewell\n").repeated(50)}};
    auto make = beginSample(workspace, testId, folder, start);
    int attempt = 0;
    for (const auto &[name, bytes] : logs) {
        QFile file(folder + u'/' + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        LogSegment segment;
        segment.container = u"nb"_s;
        segment.file = name;
        segment.attempt = attempt++;
        segment.length = bytes.size();
        make.add(segment);
    }
    PodDiagnosed diagnosed;
    Diagnosis &d = diagnosed.diagnosis;
    d.category = PodFailureCategory::CrashLoop;
    d.fault = Fault::Image;
    d.container = u"nb"_s;
    d.cause = u"Python module missing: jupyter_server"_s;
    d.summary = u"The workbench crashed."_s;
    d.advice = u"Install it."_s;
    d.evidence = {{Evidence::Kind::ContainerState, u"container nb"_s, u"Error"_s, start},
                  {Evidence::Kind::LogLine, u"log nb"_s,
                   u"ModuleNotFoundError: No module named 'jupyter_server'"_s, start}};
    Verdict verdict;
    verdict.outcome = Outcome::Failed;
    verdict.error = ValidationError{ErrorType::ContainerCrashError, d.summary};
    make.after(2).add(diagnosed).add(verdict).add(RunFinished{3});
    workspace.appendFacts(testId, make.take());
}

void askForEverything(SuiteDocument &suite, const QString &testId)
{
    if (!suite.path().isEmpty()) {
        QFile notebook(QFileInfo(suite.path()).absolutePath() + u"/smoke.ipynb"_s);
        if (!notebook.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", qPrintable(notebook.fileName()));
        notebook.write(
            R"({"nbformat": 4, "cells": [{"cell_type": "code", "source": "import numpy"}]})");
    }
    CustomImageTestConfiguration c = *suite.test(testId);
    c.installedPackages = {u"numpy>=1.26"_s, u"torch==2.4.*"_s};
    c.gpuRequired = true;
    c.workbenchChecks = {u"writable_home"_s, u"base_url"_s};
    c.notebookCells = {u"import numpy\nnumpy.zeros(3).sum()"_s,
                       u"for n in (1, 0):\n    print(1 / n)"_s, u"smoke.ipynb"_s};
    c.logPolicy.blocked = {u"Traceback"_s};
    c.logPolicy.waivers = {{u"jupyter_lsp"_s, QDate(2027, 1, 31), u"fixed in 2.3"_s}};
    suite.setTest(testId, c);
}

static CheckResult check(CheckGroup group, const QString &name, const QString &detail)
{
    return {group, name, CheckOutcome::Passed, detail, {}, {}};
}

static std::vector<CheckResult> sampleChecks(bool pass)
{
    std::vector<CheckResult> checks{
        check(CheckGroup::InstalledPackages, u"numpy>=1.26"_s, u"numpy 1.26.4 is installed."_s),
        check(CheckGroup::InstalledPackages, u"torch==2.4.*"_s, u"torch 2.4.1 is installed."_s),
        check(CheckGroup::Workbench, u"writable_home"_s, u"/opt/app-root/src can be written."_s),
        check(CheckGroup::Workbench, u"base_url"_s, u"Jupyter answers below its base URL."_s),
        check(CheckGroup::Gpu, u"gpu_device"_s, u"One NVIDIA L4 is visible."_s),
        check(CheckGroup::StartupLog, u"Traceback"_s, u"No line has it."_s)};
    if (!pass) {
        checks[1].outcome = CheckOutcome::Failed;
        checks[1].detail = u"torch 2.3.0 is installed, which is not 2.4.*."_s;
        checks[1].advice = u"Install torch 2.4 in the image, or ask for another version."_s;
        checks[1].evidence = {u"torch 2.3.0"_s};
        checks[4].outcome = CheckOutcome::Inconclusive;
        checks[4].detail = u"It could not be checked: the connection was lost."_s;
        checks[4].advice = u"Run the test again once the cause is gone."_s;
        checks[5].outcome = CheckOutcome::Failed;
        checks[5].detail = u"2 lines have it."_s;
        checks[5].advice = u"Find out in the log what raised it."_s;
        checks[5].evidence = {u"12: Traceback (most recent call last):"_s,
                              u"48: Traceback (most recent call last):"_s};
    }
    return checks;
}

static std::vector<CellResult> sampleCells(const QStringList &sources, bool pass)
{
    const QStringList names{u"cell 1"_s, u"cell 2"_s, u"smoke.ipynb, cell 1"_s};
    std::vector<CellResult> results;
    for (int i = 0; i < names.size(); ++i) {
        CellResult cell;
        cell.index = i;
        cell.name = names[i];
        cell.source = i < 2 ? sources.value(i) : u"print('smoke')"_s;
        cell.outcome = CellOutcome::Passed;
        cell.seconds = 0.4;
        cell.output = i == 0 ? u"0.0\n"_s : i == 1 ? u"1.0\n"_s : u"smoke\n"_s;
        if (!pass && i == 1) {
            cell.outcome = CellOutcome::Failed;
            cell.errorMessage = u"ZeroDivisionError: division by zero"_s;
            cell.traceback = u"Traceback (most recent call last):\n  File \"<cell 2>\", line 2, in "
                             "<module>\nZeroDivisionError: division by zero\n"_s;
        }
        if (!pass && i == 2) {
            cell.outcome = CellOutcome::NotRun;
            cell.output.clear();
            cell.seconds = 0;
        }
        results.push_back(cell);
    }
    return results;
}

static ResourceUsage sampleUsage()
{
    ResourceUsage usage;
    usage.containers = {
        {u"alpha"_s, u"12345678n"_s, u"348160Ki"_s, u"500m"_s, u"1Gi"_s, u"2"_s, u"4Gi"_s},
        {u"oauth-proxy"_s, u"1m"_s, u"18Mi"_s, u"100m"_s, u"64Mi"_s, {}, {}}};
    usage.measured = true;
    return usage;
}

static void runChecks(Workspace &workspace, const QString &testId, const QString &folder,
                      const QDateTime &start, bool pass)
{
    const CustomImageTestConfiguration c = *workspace.suite()->test(testId);
    FactMaker make = beginSample(workspace, testId, folder, start);
    becomeReady(make);
    ImageResolved image;
    image.image = c.customImage;
    image.imageId = u"quay.io/x/alpha@sha256:2222222222222222222222222222222222222222"_s;
    if (!pass) {
        image.formerId = u"quay.io/x/alpha@sha256:1111111111111111111111111111111111111111"_s;
        image.formerRun = u"run-before"_s;
        image.formerAt = start.addDays(-7);
    }
    make.add(image);
    for (const QString &package : c.packagesToVerify)
        verify(make, package, true);
    make.enter(Phase::CheckImage).after(0.5);
    for (const CheckResult &result : sampleChecks(pass))
        make.after(0.2).add(CheckMade{result});
    for (const CellResult &result : sampleCells(c.notebookCells, pass))
        make.after(0.4).add(CellExecuted{result});
    make.add(ResourceUsageSeen{sampleUsage()}).enter(Phase::Collect).after(0.2);
    Verdict verdict;
    verdict.outcome = pass ? Outcome::Passed : Outcome::Failed;
    if (!pass)
        verdict.error = ValidationError{ErrorType::ImageCheckError,
                                        u"The image lacks what the test asks for."_s};
    finish(make, c, verdict, double(start.msecsTo(make.now())) / 1000);
    workspace.appendFacts(testId, make.take());
}

void failChecksSample(Workspace &workspace, const QString &testId, const QString &folder,
                      const QDateTime &start)
{
    runChecks(workspace, testId, folder, start, false);
}

void passChecksSample(Workspace &workspace, const QString &testId, const QString &folder,
                      const QDateTime &start)
{
    runChecks(workspace, testId, folder, start, true);
}

} // namespace assay::tests
