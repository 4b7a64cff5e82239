// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>
#include <models/record/fact.h>

#include <QStringList>

#include <vector>

namespace assay::app {

//! Something that `assay clean` found.
struct CleanItem
{
    enum class State {
        Left,    //!< by a run that has ended
        Kept,    //!< by one that was told to
        InUse,   //!< by one that is under way
        NotKnown //!< nothing here tells whether its run has ended
    };
    models::ObjectRef object; //!< of an engine: Container or Volume, without apiVersion and uid
    QString run;              //!< its id, or of what no record here knows, its label
    State state = State::Left;
    bool isKnown = true; //!< to a record on this computer
    bool isGone = false; //!< it was deleted just now
};

//! What `assay clean --format json` prints: {"schema": "assay/clean/v1", "place", "items",
//! "not_seen", "problems", "exit_status"}.
struct CleanReport
{
    QString
        place; //!< the server's address, or the engine with its version; empty: none was reached
    std::vector<CleanItem> items = {};
    QStringList unseen = {};   //!< what could not be looked at, each with why
    QStringList problems = {}; //!< what stopped it, or could not be deleted, each with why

    //! Marks as gone what was to be deleted, unless one of the problems is about it.
    void noteGone(const models::ObjectRef &object);
    models::Json toJson(int exitStatus) const;
};

} // namespace assay::app
