// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/cluster/notebook_resource.h>

#include <vector>

namespace assay::models {

//! What was seen of a notebook at one moment.
struct NotebookObservation
{
    bool podExists = false;
    bool containersStarted = false; //!< every container is, or was, running
    bool ready = false;             //!< pod condition Ready is True
    bool failed = false;            //!< a terminal reason: see `because`
    bool deleted = false;           //!< the Notebook, or the pod for good, is gone
    QString because; //!< for Failed: the reason; otherwise empty, and the machine says its own

    //! Reads a v1 Pod; null means that there is none. Leaves `failed` and `deleted` alone: whether
    //! a pod failed is the classifier's to say, and its grace the flow's to keep.
    static NotebookObservation fromPod(const Json &pod);
};

//! One edge that was walked.
struct Transition
{
    NotebookStatus from = NotebookStatus::Created;
    NotebookStatus to = NotebookStatus::Created;
    QDateTime at;
    QString because;
    bool operator==(const Transition &) const = default;
};

//! The seed's edges, plus Created→Failed, Ready→PodRunning (readiness was lost),
//! Ready→Failed and any→Deleted.
bool isLegalTransition(NotebookStatus from, NotebookStatus to);

//! Turns any observation into the legal edges that lead from `current` to what was seen, in order;
//! empty where nothing changed. Total: no observation is refused. Failed and Deleted are final,
//! but for Failed→Deleted.
std::vector<Transition> reduce(NotebookStatus current, const NotebookObservation &observation,
                               const QDateTime &at);

void to_json(Json &j, const Transition &t);
void from_json(const Json &j, Transition &t);

} // namespace assay::models
