// SPDX-License-Identifier: Apache-2.0
#include <models/image/workbench_checks.h>

#include "base/json_reading.h"

#include <QCoreApplication>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct WorkbenchText
{
    Q_DECLARE_TR_FUNCTIONS(WorkbenchChecks)
};
} // namespace

// What gpu_required asks for.
static const QString gpuCheck = u"gpu_device"_s;

// The script keeps to smaller limits; these hold against an image that prints a line of its own.
static constexpr qsizetype workbenchTextCap = 2000;
static constexpr qsizetype workbenchEvidenceCap = 50;

std::vector<WorkbenchCheck> workbenchChecks()
{
    return {
        {u"arbitrary_user_id"_s, WorkbenchText::tr("Runs under any user id"),
         WorkbenchText::tr(
             "OpenShift runs a container as a user id of its own choice, which has no entry "
             "in /etc/passwd.")},
        {u"root_group"_s, WorkbenchText::tr("Belongs to the root group"),
         WorkbenchText::tr(
             "That user is in group 0, so what it writes to must belong to group 0.")},
        {u"writable_home"_s, WorkbenchText::tr("Home can be written to"),
         WorkbenchText::tr("Jupyter keeps its settings and its runtime files in the home folder.")},
        {u"writable_venv"_s, WorkbenchText::tr("Packages can be added"),
         WorkbenchText::tr("Users install packages from a notebook into the image's environment.")},
        {u"group_writable"_s, WorkbenchText::tr("The root group may write to its files"),
         WorkbenchText::tr("What users change, from packages to Jupyter's settings, must be "
                           "writable for group 0, file by file.")},
        {u"base_url"_s, WorkbenchText::tr("Answers at its base URL"),
         WorkbenchText::tr(
             "Behind the dashboard's proxy Jupyter must answer below the path that it is told "
             "in NB_PREFIX: its API is asked, one request.")},
        {u"gateway_prefix"_s, WorkbenchText::tr("Stays below its base URL"),
         WorkbenchText::tr("Behind a gateway nothing outside of that path exists: its first page "
                           "is asked, and each redirect followed.")},
        {u"reachable_from_outside"_s, WorkbenchText::tr("Answers others, not itself alone"),
         WorkbenchText::tr("A server that listens on localhost is reached by nobody but its own "
                           "container.")},
        {u"no_open_redirect"_s, WorkbenchText::tr("Sends nobody elsewhere"),
         WorkbenchText::tr("A forged address must not turn the workbench into a signpost to "
                           "another host.")},
        {u"culling_api"_s, WorkbenchText::tr("Tells when it is idle"),
         WorkbenchText::tr("The culler stops workbenches by what they say of their kernels.")},
        {u"starts_offline"_s, WorkbenchText::tr("Starts without a network"),
         WorkbenchText::tr("A cluster may have no way out: what is fetched at the start is missing "
                           "there. Told on a container engine of this computer alone.")},
        {u"shared_libraries"_s, WorkbenchText::tr("Shared libraries are found"),
         WorkbenchText::tr("Every library that the image's extension modules need is there.")},
        {u"gpu_libraries"_s, WorkbenchText::tr("GPU libraries load"),
         WorkbenchText::tr("The libraries of torch, tensorflow and others load also where there "
                           "is no GPU.")},
    };
}

QStringList knownWorkbenchChecks()
{
    QStringList names;
    for (const WorkbenchCheck &check : workbenchChecks())
        names << check.name;
    return names;
}

std::vector<WorkbenchProfile> workbenchProfiles()
{
    QStringList openshift = knownWorkbenchChecks();
    // It loads all of torch or tensorflow, which takes its time.
    openshift.removeOne(u"gpu_libraries"_s);
    return {{u"openshift"_s, openshift}};
}

QStringList checksAskedFor(const QStringList &written)
{
    QStringList asked;
    for (const QString &name : written) {
        if (name.startsWith(u'-')) {
            asked.removeAll(name.sliced(1));
            continue;
        }
        QStringList meant{name};
        for (const WorkbenchProfile &profile : workbenchProfiles()) {
            if (profile.name == name)
                meant = profile.checks;
        }
        for (const QString &check : std::as_const(meant)) {
            if (!asked.contains(check))
                asked << check;
        }
    }
    return asked;
}

QString titleOfWorkbenchCheck(const QString &name)
{
    if (name == gpuCheck)
        return WorkbenchText::tr("The GPU is there");
    for (const WorkbenchCheck &check : workbenchChecks()) {
        if (check.name == name)
            return check.title;
    }
    return name;
}

static CheckResult workbenchResult(const Json &results, const QString &name)
{
    CheckResult result;
    for (const Json &entry : results) {
        if (textAt(entry, {"name"}) == name) {
            result = entry.get<CheckResult>();
            break;
        }
    }
    // A failure without a word about it is no finding.
    if (result.detail.trimmed().isEmpty()) {
        result = {};
        result.outcome = CheckOutcome::Inconclusive;
        result.detail = WorkbenchText::tr("The image's Python did not tell what came of this.");
        result.advice = WorkbenchText::tr("Run the test again.");
    }
    result.group = name == gpuCheck ? CheckGroup::Gpu : CheckGroup::Workbench;
    result.name = name;
    result.detail.truncate(workbenchTextCap);
    result.advice.truncate(workbenchTextCap);
    result.evidence = result.evidence.mid(0, workbenchEvidenceCap);
    for (QString &line : result.evidence)
        line.truncate(workbenchTextCap);
    return result;
}

tl::expected<std::vector<CheckResult>, QString>
workbenchChecksFrom(const QByteArray &standardOutput, const QStringList &asked)
{
    static const QByteArray marker("\nASSAY-CHECKS ");
    const qsizetype begin = standardOutput.lastIndexOf(marker);
    if (begin < 0)
        return tl::unexpected(WorkbenchText::tr("Python did not print what came of the checks of "
                                                "the workbench."));
    const qsizetype from = begin + marker.size();
    const qsizetype end = standardOutput.indexOf('\n', from);
    if (end < 0)
        return tl::unexpected(WorkbenchText::tr("What came of the checks of the workbench arrived "
                                                "only in part."));
    const auto document = parseBounded(QByteArrayView(standardOutput).sliced(from, end - from));
    if (!document)
        return tl::unexpected(WorkbenchText::tr("What came of the checks of the workbench could "
                                                "not be read: %1.")
                                  .arg(document.error()));
    const Json &results = at(*document, {"results"});
    if (!results.is_array())
        return tl::unexpected(WorkbenchText::tr("What came of the checks of the workbench could "
                                                "not be read."));
    std::vector<CheckResult> checks;
    for (const QString &name : asked)
        checks.push_back(workbenchResult(results, name));
    return checks;
}

} // namespace assay::models
