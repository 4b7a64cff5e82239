// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/choice/test_choice.h>
#include <app/engine/engine.h>
#include <models/suite/suite.h>

namespace assay::app {

//! The tests of suites that a command means, as they will be run.
struct TestSelection
{
    std::vector<models::CustomImageTestConfiguration> tests; //!< with --image and --suffix applied
    std::vector<TestOrigin> origins;                         //!< of each
    QByteArray pullSecret;                                   //!< a dockerconfigjson; empty: none
    QString title;                                           //!< the suites' file names

    QStringList warnings; //!< of the suites' files
    //! Something asked for cannot be meant: no such file, no such test, nothing selected.
    QStringList refusals;
    QStringList placed; //!< of those, what begins with its place in a file that cannot be read
    QStringList errors; //!< of the suites' files and of what --image and --suffix made of them
};

//! Reads the suites, and of earlier runs what a filter asks for.
TestSelection selectTests(const TestChoice &choice);

//! Reads the file of --pull-secret; what is wrong with it is a refusal. Empty: there is none.
void readPullSecret(TestSelection &selection, const QString &path);

} // namespace assay::app
