// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/cluster_fixture.h"

#include <models/record/run_record.h>

#include <functional>

namespace assay::tests {

//! One thing that goes wrong on a cluster, and how a validation has to end that meets it.
struct Hardship
{
    QString id;
    models::CustomImageTestConfiguration configuration;
    bool overRelay = false; //!< its interference is with the network, not with the cluster

    //! Before the validations, and after them.
    std::function<void(ClusterFixture &, const models::CustomImageTestConfiguration &)> preparation,
        afterwards;
    //! Whether a fact, already in the record, is what the interference waits for. Empty: there is
    //! none.
    std::function<bool(const models::RunRecord &, const models::Fact &)> moment;
    std::function<void(ClusterFixture &, const models::CustomImageTestConfiguration &)>
        interference;

    QString outcome;
    QString error;
    QString category;
    QString reason;  //!< one of several, between bars
    QString said;    //!< a part of the error's message, likewise; empty: there is no error
    QString proven;  //!< a part of the diagnosis; empty: whatever it says
    QString because; //!< a part of what the last package's import ended in; empty: whatever
    double atMostSeconds = 0;
    QStringList results; //!< "package outcome failure", in order
    QStringList notes;   //!< parts of notes, each found in one of them
};

QString workbenchImage();
//! The longest come first: they are begun in this order.
std::vector<Hardship> hardships();

} // namespace assay::tests
