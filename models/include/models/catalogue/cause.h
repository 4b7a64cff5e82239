// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

//! How a failure is sorted: by the data model's category, and by who can mend it.
namespace assay::models {

//! The data model's six categories and no others; what is finer stands in Diagnosis::reason.
enum class PodFailureCategory {
    ImagePullError,      //!< "ImagePullBackOff"
    CrashLoop,           //!< "CrashLoopBackOff"
    InvalidImage,        //!< "InvalidImageName"
    Timeout,             //!< "TimeoutWaitingForReady"
    ResourceConstraints, //!< "InsufficientResources"
    Unknown              //!< "Unknown"
};
QString toString(PodFailureCategory category);

//! Whose fault a failure is, which decides how a test that ends in it is counted: image,
//! configuration and unknown are failed, the others say nothing of the image.
enum class Fault {
    Image,         //!< its author: files, entrypoint, server, size
    Configuration, //!< who wrote the test or its template: a name, a limit, a mount
    Cluster,       //!< the cluster's administrator: admission, storage, scheduling, network
    Node,          //!< the same for one node: disk, driver, runtime
    Registry,      //!< who runs the registry, or the way to it
    Unknown        //!< nothing that was seen tells
};
QString toString(Fault fault); //!< in lower case, as in reports and in the catalogue's files
//! Whether a failure that is this one's fault says something about image or test.
bool countsAsFailed(Fault fault);

//! Lines that would mend a failure, to be copied.
struct Fix
{
    //! Where they belong.
    enum class Kind {
        Containerfile,
        Suite,  //!< a test of the suite, as YAML
        Kubectl //!< a command line
    };
    Kind kind = Kind::Suite;
    QString text; //!< one or more lines without a line feed at the end; empty: there is none
    bool operator==(const Fix &) const = default;
};
QString toString(Fix::Kind kind); //!< in lower case

} // namespace assay::models
