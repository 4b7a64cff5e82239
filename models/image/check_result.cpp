// SPDX-License-Identifier: Apache-2.0
#include <models/image/check_result.h>

#include "base/json_reading.h"

#include <QCoreApplication>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct CheckResultText
{
    Q_DECLARE_TR_FUNCTIONS(CheckResult)
};
} // namespace

QString toString(CheckGroup group)
{
    switch (group) {
    case CheckGroup::InstalledPackages:
        return u"InstalledPackages"_s;
    case CheckGroup::Workbench:
        return u"Workbench"_s;
    case CheckGroup::Gpu:
        return u"Gpu"_s;
    case CheckGroup::StartupLog:
        break;
    }
    return u"StartupLog"_s;
}

QString titleOf(CheckGroup group)
{
    switch (group) {
    case CheckGroup::InstalledPackages:
        return CheckResultText::tr("Installed packages");
    case CheckGroup::Workbench:
        return CheckResultText::tr("Workbench");
    case CheckGroup::Gpu:
        return CheckResultText::tr("GPU");
    case CheckGroup::StartupLog:
        break;
    }
    return CheckResultText::tr("Start-up log");
}

QString toString(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return u"passed"_s;
    case CheckOutcome::Failed:
        return u"failed"_s;
    case CheckOutcome::Inconclusive:
        break;
    }
    return u"inconclusive"_s;
}

void to_json(Json &j, const CheckResult &r)
{
    Json evidence = Json::array();
    for (const QString &line : r.evidence)
        evidence.push_back(line);
    j = Json{{"group", toString(r.group)}, {"name", r.name},     {"outcome", toString(r.outcome)},
             {"detail", r.detail},         {"advice", r.advice}, {"evidence", evidence}};
}

void from_json(const Json &j, CheckResult &r)
{
    r = {};
    const QString group = textAt(j, {"group"});
    for (const CheckGroup known : {CheckGroup::InstalledPackages, CheckGroup::Workbench,
                                   CheckGroup::Gpu, CheckGroup::StartupLog}) {
        if (group == toString(known))
            r.group = known;
    }
    // A word that is not known says neither that it passed nor that it failed.
    const QString outcome = textAt(j, {"outcome"});
    r.outcome = CheckOutcome::Inconclusive;
    for (const CheckOutcome known : {CheckOutcome::Passed, CheckOutcome::Failed}) {
        if (outcome == toString(known))
            r.outcome = known;
    }
    reading::read(j, "name", r.name);
    reading::read(j, "detail", r.detail);
    reading::read(j, "advice", r.advice);
    reading::read(j, "evidence", r.evidence);
}

} // namespace assay::models
