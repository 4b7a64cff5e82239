// SPDX-License-Identifier: Apache-2.0
#include <models/image/check_result.h>

#include <models/base/enum_names.h>

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
    return enumeratorName(group);
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
    return enumeratorName(outcome).toLower();
}

void to_json(Json &j, const CheckResult &r)
{
    j = Json{{"group", toString(r.group)}, {"name", r.name},     {"outcome", toString(r.outcome)},
             {"detail", r.detail},         {"advice", r.advice}, {"evidence", r.evidence}};
}

void from_json(const Json &j, CheckResult &r)
{
    r = {};
    r.group = enumFromString<CheckGroup>(textAt(j, {"group"})).value_or(r.group);
    // A word that is not known says neither that it passed nor that it failed.
    r.outcome =
        enumFromString<CheckOutcome>(textAt(j, {"outcome"})).value_or(CheckOutcome::Inconclusive);
    reading::read(j, "name", r.name);
    reading::read(j, "detail", r.detail);
    reading::read(j, "advice", r.advice);
    reading::read(j, "evidence", r.evidence);
}

} // namespace assay::models
