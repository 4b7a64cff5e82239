// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>
#include <models/failures/failure_classifier.h>
#include <models/image/package_verification_result.h>

namespace assay::app {

//! The command ended in a way that only it can have caused: by itself, by its deadline, or by a
//! refusal. Otherwise what happened to the connection, the container or the pod may be the cause.
bool saysWhatBecameOfIt(const k8s::ExecJob &job);

//! By SIGKILL, which is how the kernel ends what needs too much memory, and the runtime whatever
//! runs in a container that has ended.
bool wasKilled(const k8s::ExecJob &job);

//! What a command that is over says of a package. `inventory` may be null.
models::PackageVerificationResult interpretExec(const QString &package, const k8s::ExecJob &job,
                                                int timeoutSeconds,
                                                const models::Inventory *inventory);

//! Of an import that was the only one under way when the container ended.
models::PackageVerificationResult importThatEndedTheContainer(const QString &package,
                                                              const k8s::ExecJob &job,
                                                              const models::Diagnosis &end);

//! `because` is why it is not known; `job` may be null: never begun.
models::PackageVerificationResult unknownImport(const QString &package, const k8s::ExecJob *job,
                                                const QString &because);

} // namespace assay::app
