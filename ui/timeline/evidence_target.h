// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QMetaType>
#include <QString>

namespace assay::ui {

//! A place in the record of a run that proves something, for a pane to open.
struct EvidenceTarget
{
    enum class Kind {
        None,
        Log,      //!< `name`: the container; `text`: the line
        Event,    //!< `name`: its uid; empty: the newest one with `text`
        Package,  //!< `name`
        Check,    //!< `index` among the record's checks
        Cell,     //!< `index` among the record's cells
        PodField, //!< `name`: a container or a type of condition; `text`: its reason
        Request,  //!< the newest one that was refused
        Moment    //!< what happened at `at`, or next after it; `text`: its line in the timeline
    };
    Kind kind = Kind::None;
    QString name = {};
    QString text = {};
    int index = -1;
    QDateTime at = {};

    bool isNone() const { return kind == Kind::None; }
    bool operator==(const EvidenceTarget &) const = default;
};

} // namespace assay::ui
