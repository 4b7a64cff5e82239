// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "waivers_editor.h"

namespace assay::ui {

class EntriesEditor;

//! Edits a log policy: what no line may hold, what may stand there all the same, and waivers.
class LogPolicyEditor : public QWidget
{
    Q_OBJECT
public:
    explicit LogPolicyEditor(QWidget *parent = nullptr);

    models::StartupLogPolicy policy() const;
    //! `rows` are waivers as they were typed; empty: the policy's.
    void setPolicy(const models::StartupLogPolicy &policy, const WaiversEditor::Rows &rows);
    //! The waivers as they were typed, where one of them makes none yet; otherwise empty.
    WaiversEditor::Rows draft() const;
    //! Problems of the configuration; those of other fields are left out.
    void setProblems(const std::vector<models::FieldProblem> &problems);

Q_SIGNALS:
    void edited();

private:
    EntriesEditor *m_blocked;
    EntriesEditor *m_allowed;
    WaiversEditor *m_waivers;
};

} // namespace assay::ui
