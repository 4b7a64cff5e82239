// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inventory_request.h"
#include "proof_request.h"
#include "run/log_collector.h"
#include "run/pod_vigil.h"

#include <QTimer>

namespace assay::app {

//! Imports every package in the container, some at a time, and records what came of each in the
//! order of the configuration. Goes on past failures. Exit status 0 is not yet a pass: once all
//! have ended, what ended so is confirmed (ProofRequest). Beside them it asks the image's Python
//! what it holds, which explains the results and never decides one.
//!
//! An import that was killed, or that the container ended under, while others ran beside it is made
//! again without them: what they used together is not its fault.
class ImportBatch : public k8s::Job
{
    Q_OBJECT
public:
    //! `logs` tells what the container wrote, for packages that failed. Vigil and logs outlive it.
    ImportBatch(std::shared_ptr<Validation> run, PodVigil *vigil, LogCollector *logs);

    //! A package is known that the container ended under while nothing else was imported.
    bool foundCulprit() const;
    //! How often the container ended while several packages were imported.
    int crowdedEnds() const;

protected:
    void doAbort() override;

private:
    struct Import
    {
        enum class State {
            Queued,
            Running,
            Settling, //!< its command was lost or killed: the cluster may say in a moment why
            Ended
        };
        State state = State::Queued;
        int attempts = 0;
        bool alone = false;                        //!< to be made with nothing beside it
        bool hadCompany = false;                   //!< another import ran beside its last attempt
        bool endedUnder = false;                   //!< the container ended while it ran
        bool culprit = false;                      //!< and nothing else did
        std::optional<models::Diagnosis> end = {}; //!< of the container, where it is the culprit
        int looks = 0;    //!< how often it was waited for what the cluster says of it
        QString notKnown; //!< why it could not be found out
        k8s::JobPtr<k8s::ExecJob> job;
    };

    void takeInventory();
    void look();
    void takeContainersEnd();
    void startMore();
    int next() const;
    void start(int index);
    void take(int index);
    void settle(int index);
    void settleLater(int index);
    void giveUp(const QString &because);
    void waitUntilUsable();
    //! Writes down what is known in order, once the inventory can explain it.
    void record();
    void recordCommand(int index);
    //! Asks once for what the results wait for, if they do.
    void prove();
    static bool endedWell(const Import &import);
    static bool endedKilled(const Import &import);
    void waitForInventory();
    models::PackageVerificationResult resultOf(int index) const;

    std::shared_ptr<Validation> m_run;
    PodVigil *m_vigil;
    LogCollector *m_logs;
    QStringList m_packages;
    QStringList m_volumes;              //!< where claims are mounted
    k8s::JobPtr<ProofRequest> m_proofs; //!< none before all imports have ended
    QString m_gaveUp;                   //!< why nothing more is tried; empty: it is
    k8s::JobPtr<InventoryRequest> m_inventoryRequest;
    QTimer m_inventoryPatience; //!< runs once only the inventory is waited for
    std::optional<models::Inventory> m_inventory;
    std::vector<Import> m_imports;
    QTimer m_outage;    //!< runs while no command can be run
    int m_recorded = 0; //!< first package whose result is not in the record
    int m_ends = 0;     //!< of the container, that were taken
    int m_crowdedEnds = 0;
};

} // namespace assay::app
