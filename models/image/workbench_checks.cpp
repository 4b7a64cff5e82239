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
        {u"base_url"_s, WorkbenchText::tr("Answers at its base URL"),
         WorkbenchText::tr(
             "Behind the dashboard's proxy Jupyter must answer below the path that it is told "
             "in NB_PREFIX.")},
        {u"shared_libraries"_s, WorkbenchText::tr("Shared libraries are found"),
         WorkbenchText::tr("Every library that the image's extension modules need is there.")},
    };
}

QStringList knownWorkbenchChecks()
{
    QStringList names;
    for (const WorkbenchCheck &check : workbenchChecks())
        names << check.name;
    return names;
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
