// SPDX-License-Identifier: Apache-2.0
#include <models/words/phase_words.h>

#include <QCoreApplication>

namespace assay::models {

namespace {

struct PhaseWords
{
    Q_DECLARE_TR_FUNCTIONS(PhaseWords)

public:
    QString title;
    QString doing;

    static PhaseWords of(Phase phase)
    {
        switch (phase) {
        case Phase::Preflight:
            return {tr("Preflight"), tr("Checking the cluster")};
        case Phase::Create:
            return {tr("Create"), tr("Creating the notebook")};
        case Phase::WaitForReady:
            return {tr("Wait for pod"), tr("Waiting for the pod to be ready")};
        case Phase::VerifyPackages:
            return {tr("Verify packages"), tr("Importing packages")};
        case Phase::CheckImage:
            return {tr("Check image"), tr("Checking what the test asks for beyond imports")};
        case Phase::Collect:
            return {tr("Collect"), tr("Collecting logs and events")};
        case Phase::CleanUp:
            break;
        }
        return {tr("Clean up"), tr("Cleaning up")};
    }
};

} // namespace

QString titleOf(Phase phase)
{
    return PhaseWords::of(phase).title;
}

QString doingIn(Phase phase)
{
    return PhaseWords::of(phase).doing;
}

} // namespace assay::models
