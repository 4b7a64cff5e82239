// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/pod_vigil.h"

#include <app/run/validation.h>
#include <models/image/import_proof.h>

#include <QTimer>

namespace assay::app {

//! Has the container's Python, in one command, import again what passed by its exit status, and
//! another process say what came of each: resources/prove_imports.py. It looks and changes nothing,
//! so it is asked again for what was not told, at most three times. Where the container ended while
//! several were imported in one interpreter, they are imported one by one from then on.
class ProofRequest : public k8s::Job
{
    Q_OBJECT
public:
    //! `packages` may be empty: then it is asked for the container's memory alone, and once.
    ProofRequest(std::shared_ptr<Validation> run, PodVigil *vigil, const QStringList &packages);

    //! Valid once finished, as the rest: null where nothing was told of it.
    const models::ImportProof *proofOf(const QString &package) const;
    const models::ContainerMemory &memory() const { return m_memory; }
    //! Why something was not told: a sentence, or empty.
    const QString &problem() const { return m_problem; }
    //! How often the container ended while several packages were imported in it.
    int crowdedEnds() const { return m_crowdedEnds; }

protected:
    void doAbort() override;

private:
    void look();
    void send();
    void take();
    void settle();
    QStringList untold() const;
    void end(const QString &problem = {});

    std::shared_ptr<Validation> m_run;
    PodVigil *m_vigil;
    QStringList m_packages;
    QByteArray m_token;
    std::vector<models::ImportProof> m_proofs;
    models::ContainerMemory m_memory;
    QString m_problem;
    k8s::JobPtr<k8s::ExecJob> m_exec;
    QTimer m_outage;  //!< runs while no command can be run
    QTimer m_settled; //!< runs while the cluster may yet say what became of the container
    int m_attempts = 0;
    int m_ends; //!< of the container, that were taken
    int m_crowdedEnds = 0;
    bool m_alone = false;
};

} // namespace assay::app
