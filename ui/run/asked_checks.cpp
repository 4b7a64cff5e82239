// SPDX-License-Identifier: Apache-2.0
#include "asked_checks.h"

#include <models/image/workbench_checks.h>

#include <QCoreApplication>

namespace assay::ui {

namespace {

struct AskedWords
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::AskedChecks)
};

} // namespace

QStringList askedChecks(const models::CustomImageTestConfiguration &configuration)
{
    QStringList asked = configuration.installedPackages;
    for (const QString &check : models::checksAskedFor(configuration.workbenchChecks))
        asked << models::titleOfWorkbenchCheck(check);
    if (configuration.gpuRequired)
        asked << AskedWords::tr("GPU");
    if (!configuration.logPolicy.isEmpty())
        asked << AskedWords::tr("start-up log");
    return asked;
}

bool asksBeyondImports(const models::CustomImageTestConfiguration &configuration)
{
    return !askedChecks(configuration).isEmpty() || !configuration.notebookCells.isEmpty();
}

} // namespace assay::ui
