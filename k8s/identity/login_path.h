// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <functional>

namespace assay::k8s {

//! The PATH that the user's login shell sets up: a program started from a desktop often lacks it.
//! Asked once in the life of the process; empty where the shell does not say within 5 s. Calls
//! `ready` at once where it is known, else later, and not at all once `context` is gone.
void askLoginPath(QObject *context, const std::function<void(const QString &path)> &ready);

} // namespace assay::k8s
