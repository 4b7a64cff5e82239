// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/workbench_diagnosis.h>

namespace assay::models {

//! A workbench as it was found, for a person who looks at it.
struct WorkbenchLook
{
    WorkbenchDiagnosis found;
    std::vector<KubernetesEvent> events; //!< the oldest first
    std::vector<ContainerLog> logs;
    QString yaml; //!< Notebook, StatefulSet and pod, as far as they are known
    QDateTime at; //!< judged as of
};

//! Judged as of `now`, as diagnose() does.
WorkbenchLook lookAt(const Workbench &workbench, const QDateTime &now);

//! "Notebook ds/nb".
QString nameOf(const WorkbenchDiagnosis &found);

} // namespace assay::models
