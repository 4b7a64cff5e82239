// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/field_problem.h>
#include <models/image/startup_log_policy.h>

#include <QMap>

#include <vector>

namespace assay::models {

//! What one validation tests (the data model's entity 1), plus what a suite may override.
struct CustomImageTestConfiguration
{
    QString id; //!< names the test in its suite; letters, digits, "_", "-", "."
    QString nameSpace;
    QString notebookName;
    QString customImage;
    QStringList packagesToVerify;
    int timeoutPodReady = 600; //!< seconds, 60-900
    int timeoutCommand = 60;   //!< seconds, 10-300
    QMap<QString, QString> authAnnotations;
    //! "namespace/name" of the Secret that the image is pulled with; empty: none is named.
    QString pullSecret;

    // What a suite may want beyond that the packages can be imported.
    QStringList installedPackages; //!< requirements of distributions: "numpy>=1.26"
    bool gpuRequired = false;      //!< one GPU is asked for, and must be visible in the container
    //! Code that is run in one interpreter, in order; a line that ends in ".ipynb" is a notebook
    //! file, relative to the suite's folder.
    QStringList notebookCells;
    QStringList workbenchChecks; //!< as written, see checksAskedFor()
    StartupLogPolicy logPolicy;

    //! What a test-management system calls the test: {"polarion-testcase-id": "ODS-1234"}; null:
    //! nothing. They become properties in JUnit.
    Json labels = nullptr;
    //! A failure that is known and does not fail the run; see KnownFailure. Null: none.
    Json knownFailure = nullptr;

    //! Merged over the template's container resources where set: {"requests": {…}, "limits": {…}}.
    Json resources = nullptr;
    //! {"size": "10Gi", "class": "…"}; null: the template's.
    Json storage = nullptr;
    //! Merged (RFC 7386) over the rendered Notebook manifest; null: nothing.
    Json templateOverride = nullptr;

    //! Every rule of the data model, all problems at once; warnings included.
    std::vector<FieldProblem> validate() const;

    bool operator==(const CustomImageTestConfiguration &) const = default;

    static constexpr int minPodReady = 60, maxPodReady = 900;
    static constexpr int minCommand = 10, maxCommand = 300;
};

bool hasErrors(const std::vector<FieldProblem> &problems);

//! Field names are the data model's ("namespace", "timeout_pod_ready", …).
void to_json(Json &j, const CustomImageTestConfiguration &c);
void from_json(const Json &j, CustomImageTestConfiguration &c);

} // namespace assay::models
