// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/cluster/notebook_resource.h>
#include <models/record/fact.h>

#include <algorithm>

namespace assay::models {

//! An earlier run with what of it is still on its cluster.
struct LeftRun
{
    QString folder; //!< of its record
    QString runId;
    CustomImageTestConfiguration configuration;
    QDateTime begunAt;
    QDateTime leftAt;  //!< when its record ends
    bool kept = false; //!< as it was told to; else a crash, or a clean-up that failed
    std::vector<ObjectRef> objects;

    //! Its workbench, not only what stood around it.
    bool hasWorkbench() const
    {
        return std::any_of(objects.begin(), objects.end(), [](const ObjectRef &object) {
            return object.kind == QLatin1String("Notebook");
        });
    }
    //! A run of the test would find its own names taken.
    bool isInTheWayOf(const CustomImageTestConfiguration &test) const
    {
        return test.nameSpace == configuration.nameSpace &&
               test.notebookName == configuration.notebookName;
    }
    bool operator==(const LeftRun &) const = default;
};

} // namespace assay::models
