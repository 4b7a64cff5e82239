// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/workbench.h>

namespace assay::models {

//! How a workbench stands: never "passed", for nothing was imported.
enum class Standing {
    Failed,       //!< it will not become ready, or not be reached, for a fault of image or settings
    Inconclusive, //!< the same for a fault of cluster, node or registry
    Waiting,      //!< nothing is wrong yet, or somebody stopped it
    Ready,        //!< and, as far as could be seen, it can be reached
};
QString toString(Standing standing); //!< in lower case

struct WorkbenchDiagnosis
{
    QString kind, nameSpace, name;
    QDateTime since; //!< when its pod was made, else it; invalid: not known
    Standing standing = Standing::Waiting;
    //! Its category and fault mean something where it stands Failed or Inconclusive; its cause,
    //! summary, advice and evidence always.
    Diagnosis diagnosis;
    bool isRunning = false; //!< its pod is ready; what is wrong lies on the way to it
    bool isStopped = false; //!< on purpose
};

//! Judged as of `now`: the newest time in the input, or the clock.
WorkbenchDiagnosis diagnose(const Workbench &workbench, const QDateTime &now);

//! The container whose log would tell more, where one crashed or runs and is not ready.
struct WantedLog
{
    QString container;
    bool previous = false; //!< of the start before the present one
    bool runs = false;     //!< nothing ended: it tells less than where something did
};
std::optional<WantedLog> wantedLog(const Workbench &workbench, const WorkbenchDiagnosis &found);

//! Failed before inconclusive before nothing wrong: 1, 3, 0.
int exitStatusFor(const std::vector<WorkbenchDiagnosis> &found);

//! Workbenches in the same trouble.
struct DiagnosisGroup
{
    QString cause;
    std::vector<const WorkbenchDiagnosis *> members; //!< the oldest first
};
//! By cause, the group of the oldest first; who is stopped on purpose comes last.
std::vector<DiagnosisGroup> groupedByCause(const std::vector<WorkbenchDiagnosis> &found);

} // namespace assay::models
