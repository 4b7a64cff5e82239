// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>

namespace assay::tests {

//! A clock and a counter for facts that are made by hand.
class FactMaker
{
public:
    explicit FactMaker(const QDateTime &start) : m_at(start) {}
    FactMaker &after(double seconds)
    {
        m_at = m_at.addMSecs(qint64(seconds * 1000));
        return *this;
    }
    FactMaker &add(models::FactBody body);
    FactMaker &enter(models::Phase phase) { return add(models::PhaseStarted{phase}); }
    FactMaker &become(models::NotebookStatus status, const QString &because);
    //! What was made since the last call.
    std::vector<models::Fact> take() { return std::exchange(m_facts, {}); }
    const QDateTime &now() const { return m_at; }

private:
    QDateTime m_at;
    qint64 m_sequence = 0;
    models::NotebookStatus m_status = models::NotebookStatus::Created;
    std::vector<models::Fact> m_facts;
};

models::CustomImageTestConfiguration sampleTest(const QString &id, const QString &image,
                                                const QStringList &packages);

//! Begins the run and takes it through preflight and creation; the Notebook exists after 1.1 s.
FactMaker beginSample(models::Workspace &workspace, const QString &testId, const QString &folder,
                      const QDateTime &start);

//! Whole runs, appended to the workspace. The times are exact.
//! Ready after 8 s in all; each package takes 0.8 s; verdict; cleaned up.
void passSample(models::Workspace &workspace, const QString &testId, const QString &folder,
                const QDateTime &start);
//! The last package is not installed.
void missPackageSample(models::Workspace &workspace, const QString &testId, const QString &folder,
                       const QDateTime &start);
//! The image cannot be pulled.
void pullErrorSample(models::Workspace &workspace, const QString &testId, const QString &folder,
                     const QDateTime &start);

//! The container nb crashes twice; the log of its second start, written to the folder, says why in
//! line 301 of 351.
void crashSample(models::Workspace &workspace, const QString &testId, const QString &folder,
                 const QDateTime &start);

//! Gives a test everything that a suite can ask for beyond imports, and packages that import.
void askForEverything(models::SuiteDocument &suite, const QString &testId);
//! A run of such a test: of its 6 checks 2 fail and 1 is inconclusive, of its 3 cells the second
//! raises; the image's tag has moved and the use of resources was measured.
void failChecksSample(models::Workspace &workspace, const QString &testId, const QString &folder,
                      const QDateTime &start);
//! The same test on a better image: all of it passes.
void passChecksSample(models::Workspace &workspace, const QString &testId, const QString &folder,
                      const QDateTime &start);

models::PackageVerificationResult importResult(const QString &package, bool successful);

} // namespace assay::tests
