// SPDX-License-Identifier: Apache-2.0
#include "wording.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

struct Wording
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::Wording)
};

} // namespace

QString label(models::NotebookStatus status)
{
    switch (status) {
    case models::NotebookStatus::Created:
        return Wording::tr("Created");
    case models::NotebookStatus::PodPending:
        return Wording::tr("Pod pending");
    case models::NotebookStatus::PodRunning:
        return Wording::tr("Pod running");
    case models::NotebookStatus::Ready:
        return Wording::tr("Ready");
    case models::NotebookStatus::Failed:
        return Wording::tr("Failed");
    case models::NotebookStatus::Deleted:
        return Wording::tr("Deleted");
    }
    return {};
}

QString label(models::Phase phase)
{
    switch (phase) {
    case models::Phase::Preflight:
        return Wording::tr("Preflight");
    case models::Phase::Create:
        return Wording::tr("Create");
    case models::Phase::WaitForReady:
        return Wording::tr("Wait for pod");
    case models::Phase::VerifyPackages:
        return Wording::tr("Verify packages");
    case models::Phase::CheckImage:
        return Wording::tr("Check image");
    case models::Phase::Collect:
        return Wording::tr("Collect");
    case models::Phase::CleanUp:
        return Wording::tr("Clean up");
    }
    return {};
}

QString label(models::Outcome outcome)
{
    switch (outcome) {
    case models::Outcome::Passed:
        return Wording::tr("Passed");
    case models::Outcome::Failed:
        return Wording::tr("Failed");
    case models::Outcome::Inconclusive:
        return Wording::tr("Inconclusive");
    case models::Outcome::Cancelled:
        return Wording::tr("Cancelled");
    }
    return {};
}

QString displayText(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u == u'\n')
            out += c;
        else if (u == u'\t')
            out += u' ';
        else if (u < 0x20 || (u >= 0x7F && u < 0xA0) || (u >= 0x202A && u <= 0x202E) ||
                 (u >= 0x2066 && u <= 0x2069))
            continue;
        else
            out += c;
    }
    return out;
}

} // namespace assay::ui
