// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/cluster/notebook_state_machine.h>
#include <models/workbench/workbench_diagnosis.h>

namespace assay::models {

//! A workbench as it was found, for a person who looks at it.
struct WorkbenchLook
{
    WorkbenchDiagnosis found;
    std::vector<KubernetesEvent> events; //!< the oldest first
    std::vector<ContainerLog> logs;
    //! The states that it went through to where it is, and when, as far as its objects tell: they
    //! say nothing of a pod before the present one.
    std::vector<Transition> states;
    QDateTime createdAt; //!< of the Notebook, or of what stands for it; invalid: not known
    QString yaml;        //!< Notebook, StatefulSet and pod, as far as they are known
    QDateTime at;        //!< judged as of
};

//! Judged as of `now`, as diagnose() does.
WorkbenchLook lookAt(const Workbench &workbench, const QDateTime &now);

//! "Notebook ds/nb".
QString nameOf(const WorkbenchDiagnosis &found);

} // namespace assay::models
