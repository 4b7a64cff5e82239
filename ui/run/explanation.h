// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "timeline/evidence_target.h"

#include <models/tables/tests_model.h>

namespace assay::ui {

//! What a person reads about a test's newest run: how it stands, why, and what to do.
struct Explanation
{
    models::TestState state = models::TestState::NotRun;
    QString stateWord = {}; //!< where it is another than the state's own
    QString headline;
    QStringList paragraphs;
    QString advice;
    QString whoCanMend; //!< a sentence; empty where nothing tells
    models::Fix fix;    //!< lines that mend it, where there are any
    struct Proof
    {
        QString source;
        QString text;
        QString advice;             //!< where it is another than the advice on the whole
        EvidenceTarget target = {}; //!< where it stands in the record
        bool operator==(const Proof &) const = default;
    };
    std::vector<Proof> evidence;
    QStringList remarks; //!< what a person has to know beside it: notes, what was left behind
    QString cannotRun;   //!< why a run would be refused; empty: it would not
    QStringList facts;   //!< for whoever looks closer: types, versions, digests

    //! The proof that says most; none where nothing went wrong.
    EvidenceTarget firstProof() const
    {
        return evidence.empty() ? EvidenceTarget() : evidence.front().target;
    }
    QString toText() const; //!< for a screen reader
    bool operator==(const Explanation &) const = default;
};

//! `run` may be null. `problems` are those of the test's configuration.
Explanation explain(const models::CustomImageTestConfiguration &configuration,
                    const models::Workspace::Run *run, models::TestState state,
                    const std::vector<models::FieldProblem> &problems);

//! Adds whose fault it is, what to do, and what proves it.
void explainDiagnosis(Explanation &explanation, const models::Diagnosis &diagnosis);

} // namespace assay::ui
