// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "field_problems.h"
#include "rows_editor.h"

#include <models/image/startup_log_policy.h>

namespace assay::ui {

//! Edits the waivers of a log policy: what may stay in the log, until which day, and why. A day
//! that is none yet stays as it was typed.
class WaiversEditor : public RowsEditor
{
    Q_OBJECT
public:
    using Waivers = std::vector<models::StartupLogPolicy::Waiver>;

    explicit WaiversEditor(QWidget *parent = nullptr);

    Waivers waivers() const;
    void setWaivers(const Waivers &waivers);
    bool hasUnreadableDay() const; //!< one was typed that is no day
    //! Marks rows by their place; the text is their tooltip.
    void setProblems(const EntryProblems &problems);
};

} // namespace assay::ui
