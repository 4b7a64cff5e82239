// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

//! QCOMPARE would take the enumeration's own toString() for QTest's.
#define COMPARE_ENUM(actual, expected) QCOMPARE(toString(actual), toString(expected))

//! Facts of a made-up run, for the tests of what is derived from them.
namespace sample {

using namespace assay::models;
using namespace Qt::StringLiterals;

inline QDateTime at(double seconds)
{
    static const QDateTime start(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    return start.addMSecs(qRound64(seconds * 1000));
}

inline CustomImageTestConfiguration configuration()
{
    CustomImageTestConfiguration c;
    c.id = u"sdg_hub_image"_s;
    c.nameSpace = u"test-sdg-hub"_s;
    c.notebookName = u"sdg-hub-notebook"_s;
    c.customImage = u"quay.io/opendatahub/sdg-hub-notebook:2025.1"_s;
    c.packagesToVerify = {u"sdg_hub"_s, u"numpy"_s};
    return c;
}

inline RunStarted started()
{
    return {u"20251030T101500Z-sdg_hub_image-3f9c"_s,
            u"suite.yaml"_s,
            configuration(),
            u"kind"_s,
            u"https://cluster.example:6443"_s,
            false,
            u"never"_s,
            u"0.1.0"_s,
            {}};
}

inline ObjectRef notebookRef()
{
    return {u"kubeflow.org/v1"_s, u"Notebook"_s, u"test-sdg-hub"_s, u"sdg-hub-notebook"_s,
            u"uid-notebook"_s};
}

inline KubernetesEvent event(const QString &uid, const QString &reason, int count = 1)
{
    KubernetesEvent e;
    e.uid = uid;
    e.type = u"Warning"_s;
    e.reason = reason;
    e.message = u"Error: ImagePullBackOff"_s;
    e.objectKind = u"Pod"_s;
    e.objectName = u"sdg-hub-notebook-0"_s;
    e.count = count;
    e.firstAt = at(2);
    e.lastAt = at(3);
    return e;
}

inline CheckResult check(CheckOutcome outcome, const QString &name = u"numpy>=2"_s)
{
    const bool passed = outcome == CheckOutcome::Passed;
    return {CheckGroup::InstalledPackages,
            name,
            outcome,
            u"numpy 1.26.4 is installed."_s,
            passed ? QString() : u"Install another numpy."_s,
            passed ? QStringList() : QStringList{u"12: [E it is"_s}};
}

inline CellResult cell(int index, CellOutcome outcome)
{
    const bool passed = outcome == CellOutcome::Passed;
    return {index,
            u"cell %1"_s.arg(index + 1),
            u"1/0"_s,
            outcome,
            u"out\n"_s,
            !passed,
            passed ? QString() : u"ZeroDivisionError: division by zero"_s,
            passed ? QString() : u"Traceback (most recent call last):\n"_s,
            1.5};
}

inline PackageVerified verified(const QString &package, PackageOutcome outcome)
{
    PackageVerificationResult r;
    r.packageName = package;
    r.commandExecuted = u"python -c \"import %1\""_s.arg(package);
    r.executionTimeSeconds = 0.8;
    r.outcome = outcome;
    r.importSuccessful = outcome == PackageOutcome::Passed;
    r.exitCode = r.importSuccessful ? 0 : 1;
    if (outcome == PackageOutcome::Failed) {
        r.failure = ImportFailure::NotInstalled;
        r.errorMessage = u"ModuleNotFoundError: No module named '%1'"_s.arg(package);
        r.standardError = u"Traceback (most recent call last):\n"_s + *r.errorMessage + u'\n';
        r.advice = u"Add %1 to the image."_s.arg(package);
    } else if (outcome == PackageOutcome::Inconclusive) {
        r.failure = ImportFailure::NotExecuted;
        r.errorMessage = u"The connection was lost."_s;
    }
    return {r};
}

//! An image with a Python of its own and four distributions.
inline Inventory inventory()
{
    Inventory i;
    i.version = u"3.11.2"_s;
    i.implementation = u"CPython"_s;
    i.executable = u"/opt/app-root/bin/python"_s;
    i.prefix = u"/opt/app-root"_s;
    i.virtualEnvironment = true;
    i.uid = 1001;
    i.gid = 0;
    i.groups = {0, 1001};
    i.home = u"/opt/app-root/src"_s;
    i.homeWritable = true;
    i.platform = u"Linux 5.14.0"_s;
    i.architecture = u"x86_64"_s;
    i.path = {QString(), u"/opt/app-root/lib"_s};
    i.distributions = {{u"google-cloud-storage"_s, u"2.1"_s, {u"google"_s}},
                       {u"numpy"_s, u"1.24.2"_s, {u"numpy"_s}},
                       {u"Pillow"_s, u"9.4.0"_s, {u"PIL"_s}},
                       {u"scikit-learn"_s, u"1.2.1"_s, {u"_loss"_s, u"sklearn"_s}},
                       {u"opaque"_s, u"0.1"_s, {}}};
    i.distributionsNotListed = 2;
    i.modules = {{u"numpy"_s, u"/opt/app-root/lib/numpy/__init__.py"_s, {}, {u"numpy"_s}},
                 {u"sdg_hub"_s, {}, {u"/x"_s}, {}}};
    return i;
}

inline PodDiagnosed pullFailed()
{
    PodDiagnosed d;
    d.info.podName = u"sdg-hub-notebook-0"_s;
    d.info.podPhase = u"Pending"_s;
    ContainerStatus status;
    status.name = u"sdg-hub-notebook"_s;
    status.state = u"waiting"_s;
    status.stateReason = u"ImagePullBackOff"_s;
    d.info.containerStatuses = {status};
    d.info.errorCategory = PodFailureCategory::ImagePullError;
    d.diagnosis.category = PodFailureCategory::ImagePullError;
    d.diagnosis.reason = u"ErrImagePull"_s;
    d.diagnosis.container = u"sdg-hub-notebook"_s;
    d.diagnosis.summary = u"The registry does not have this image."_s;
    d.diagnosis.advice = u"Check the tag."_s;
    d.diagnosis.evidence = {
        {Evidence::Kind::Event, u"event Failed"_s, u"manifest unknown"_s, at(3)}};
    return d;
}

//! Numbers the facts as they come, a second apart where no time is given.
class Facts
{
public:
    Facts &add(double seconds, FactBody body)
    {
        m_facts.push_back({static_cast<qint64>(m_facts.size()) + 1, at(seconds), std::move(body)});
        return *this;
    }
    Facts &state(double seconds, NotebookStatus from, NotebookStatus to, const QString &why = {})
    {
        return add(seconds, StateChanged{{from, to, at(seconds), why}});
    }
    std::vector<Fact> all() const { return m_facts; }
    RunRecord record() const
    {
        RunRecord record;
        for (const Fact &fact : m_facts)
            record.append(fact);
        return record;
    }

private:
    std::vector<Fact> m_facts;
};

inline Facts upToReady()
{
    using S = NotebookStatus;
    Facts f;
    f.add(0, started())
        .add(0, PhaseStarted{Phase::Create})
        .add(0.5, ObjectCreated{notebookRef(), {}, false})
        .add(0.5, PhaseStarted{Phase::WaitForReady})
        .state(1, S::Created, S::PodPending, u"the pod appeared"_s)
        .state(5, S::PodPending, S::PodRunning)
        .state(8, S::PodRunning, S::Ready)
        .add(8, PhaseStarted{Phase::VerifyPackages});
    return f;
}

inline Facts passed()
{
    using S = NotebookStatus;
    Facts f = upToReady();
    f.add(9, verified(u"numpy"_s, PackageOutcome::Passed))
        .add(9.5, verified(u"sdg_hub"_s, PackageOutcome::Passed))
        .add(10, Verdict{Outcome::Passed, {}, 10, 0})
        .add(10, PhaseStarted{Phase::CleanUp})
        .add(11, ObjectDeleted{notebookRef(), ObjectDeleted::Result::Deleted, {}})
        .state(11, S::Ready, S::Deleted)
        .add(12, RunFinished{12});
    return f;
}

inline Facts importFailed()
{
    Facts f = upToReady();
    f.add(9, verified(u"sdg_hub"_s, PackageOutcome::Failed))
        .add(9.5, verified(u"numpy"_s, PackageOutcome::Passed))
        .add(10, Verdict{Outcome::Failed,
                         ValidationError{ErrorType::ExecOnPodError,
                                         u"sdg_hub could not be imported."_s},
                         10, 0})
        .add(12, RunFinished{12});
    return f;
}

inline Facts pullFailure()
{
    using S = NotebookStatus;
    Facts f;
    f.add(0, started())
        .add(0, PhaseStarted{Phase::WaitForReady})
        .add(0.5, ObjectCreated{notebookRef(), {}, false})
        .state(1, S::Created, S::PodPending)
        .add(3, EventSeen{event(u"e1"_s, u"Failed"_s)})
        .state(4, S::PodPending, S::Failed, u"ErrImagePull"_s)
        .add(4, pullFailed())
        .add(14, Verdict{Outcome::Failed,
                         ValidationError{ErrorType::ImagePullError,
                                         u"The registry does not have this image."_s},
                         14, 586})
        .add(15, RunFinished{15});
    return f;
}

} // namespace sample
