// SPDX-License-Identifier: Apache-2.0
#include "explanation_of_workbench.h"

#include "look/wording.h"

#include <models/base/duration.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::Standing;
using models::WorkbenchDiagnosis;

namespace {
struct WorkbenchText
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::WorkbenchText)
};
bool isTrouble(const WorkbenchDiagnosis &found)
{
    return found.standing == Standing::Failed || found.standing == Standing::Inconclusive;
}

void explainTrouble(Explanation &e, const WorkbenchDiagnosis &found)
{
    explainDiagnosis(e, found.diagnosis);
    // There is no test that could have been written otherwise.
    if (found.diagnosis.fault == models::Fault::Configuration)
        e.whoCanMend = WorkbenchText::tr("Whoever set the workbench up can mend this.");
    if (e.fix.kind == models::Fix::Kind::Suite)
        e.fix = {};
}

} // namespace

models::TestState stateOf(const WorkbenchDiagnosis &found)
{
    switch (found.standing) {
    case Standing::Failed:
        return models::TestState::Failed;
    case Standing::Inconclusive:
        return models::TestState::Inconclusive;
    case Standing::Ready:
        return models::TestState::Passed;
    case Standing::Waiting:
        break;
    }
    return found.isStopped ? models::TestState::NotRun : models::TestState::Running;
}

QString standingInWords(const WorkbenchDiagnosis &found)
{
    switch (found.standing) {
    case Standing::Failed:
        return WorkbenchText::tr("Failed");
    case Standing::Inconclusive:
        return WorkbenchText::tr("In trouble, not by its own fault");
    case Standing::Ready:
        return WorkbenchText::tr("Ready");
    case Standing::Waiting:
        break;
    }
    return found.isStopped ? WorkbenchText::tr("Stopped") : WorkbenchText::tr("On its way");
}

Explanation explainWorkbench(const WorkbenchDiagnosis &found)
{
    Explanation e;
    e.state = stateOf(found);
    e.stateWord = standingInWords(found);
    e.headline = displayText(found.diagnosis.summary);
    explainTrouble(e, found);
    if (!isTrouble(found)) {
        // Nothing is wrong: there is nobody to mend it, its category says nothing, and what was
        // seen of it proves no failure.
        e.whoCanMend.clear();
        e.facts.clear();
        for (const Explanation::Proof &proof : std::exchange(e.evidence, {}))
            e.facts << WorkbenchText::tr("%1: %2").arg(proof.source, proof.text);
    }
    if (found.since.isValid())
        e.facts << WorkbenchText::tr("Its pod was made at %1.")
                       .arg(found.since.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s));
    return e;
}

Explanation explainGroup(const models::DiagnosisGroup &group)
{
    const WorkbenchDiagnosis &first = *group.members.front();
    Explanation e;
    e.state = stateOf(first);
    e.stateWord = standingInWords(first);
    e.headline = WorkbenchText::tr("%n workbenches: %1.", nullptr, int(group.members.size()))
                     .arg(displayText(group.cause));
    explainTrouble(e, first);
    if (!isTrouble(first))
        e.whoCanMend.clear();
    e.facts.clear();
    e.evidence.clear();
    for (const WorkbenchDiagnosis *one : group.members)
        e.evidence.push_back({displayText(models::nameOf(*one)),
                              displayText(one->diagnosis.summary),
                              {},
                              {EvidenceTarget::Kind::Request, models::nameOf(*one)}});
    return e;
}

} // namespace assay::ui
