// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cluster_facts.h>
#include <k8s/client.h>
#include <models/failures/own_company.h>
#include <models/record/run_journal.h>

#include <functional>
#include <memory>

namespace assay::app {

class NamespaceLeases;
class WatchScope;

//! What becomes of the objects that a validation made.
enum class Keep { Never, OnFailure, Always };
QString toString(Keep keep); //!< "never", "on-failure", "always"
std::optional<Keep> keepFromString(const QString &name);

//! The limits that the flow keeps; tests make them shorter.
struct Patience
{
    std::chrono::milliseconds grace{20'000};       //!< for reasons that may heal
    std::chrono::milliseconds pull{1'800'000};     //!< for fetching images
    std::chrono::milliseconds connection{60'000};  //!< without a word from the API server
    std::chrono::milliseconds terminating{90'000}; //!< for a namespace that is still going away
    std::chrono::milliseconds cleanUp{150'000};    //!< for the objects to be gone
    //! For a finalizer of somebody else to be taken off what is to be gone; after a fifth it is
    //! said.
    std::chrono::milliseconds held{20'000};
    std::chrono::milliseconds logs{3'000}; //!< for the logs of ended containers
    //! For the cluster to say what became of the container that a command was lost in.
    std::chrono::milliseconds settling{5'000};
    std::chrono::milliseconds restart{60'000}; //!< for a container that ended to be ready again
    std::chrono::milliseconds steady{10'000};  //!< without a break, for a readiness that was lost
    std::chrono::milliseconds lease{20'000};   //!< until a lease on the cluster is renewed
};

//! Everything that one validation touches. The flow holds it by shared_ptr, so that it outlives
//! whoever started it.
struct Validation
{
    std::shared_ptr<k8s::Client> client;
    std::shared_ptr<NamespaceLeases> leases;
    std::shared_ptr<WatchScope> watches; //!< empty: its namespace's own
    std::shared_ptr<Cancellation> cancellation;
    ClusterFacts cluster;
    models::CustomImageTestConfiguration configuration;
    QString suitePath;
    models::RunOrigin origin;
    QString suiteImage; //!< what the suite has as custom_image; empty: what `configuration` has
    //! A dockerconfigjson that the image is pulled with; empty: as `configuration` says. It stands
    //! in no record.
    QByteArray pullSecret;
    Keep keep = Keep::Never;
    int jobs = 1; //!< how many validations share the cluster with this one, itself included
    //! The launch's other workbenches on the same cluster, as they are now; may be empty.
    std::function<models::OwnCompany()> company;
    int importsAtOnce = 4;
    Patience patience;
    QString imageHistory;  //!< path of the models::ImageHistory; empty: none is kept
    QString localVerdicts; //!< path of the models::LocalVerdicts; empty: none are kept

    std::unique_ptr<models::RunJournal> journal;
    models::RunRecord record;
    std::function<void(const models::Fact &)> onFact; //!< may be empty

    //! Called before each wait, with its number from 1; for the tests that interrupt every one.
    std::function<void(int)> onAwait;
    int awaits = 0;

    //! No package is named, on purpose: what the image itself lists is imported, for remarks.
    bool looksAround = false;

    QStringList remarks; //!< noted in the record as it begins

    //! Stamps, writes, projects and announces a fact. Whether it is on disk: what cannot be written
    //! is in the record in memory all the same, and the first time NotRecorded beside it. A fact
    //! that breaks a rule of the data model is kept, with a Note beside it that names the rule.
    bool append(models::FactBody body);

private:
    void take(const models::Fact &fact);
    bool m_saidNotRecorded = false;
};

} // namespace assay::app
