// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QSet>

namespace assay::app {

// How an object says which run made it: by two labels, and by an annotation with its own place. A
// copy that somebody makes of it, labels and all, has another name or namespace, and is theirs.

//! The value of the label "assay/run" that objects of this run carry.
QString runLabel(const QString &runId);
//! Its name, and namespace where it has one, are set before.
void markAsMadeBy(models::Json &object, const QString &runLabel);
//! For what a person makes of it.
void unmark(models::Json &object);

//! Made by Assay; whichever run of whichever user.
bool isAssays(const models::Json &object);
//! The run that made it, as it is labelled; empty: it is not Assay's, or does not say.
QString runLabelOf(const models::Json &object);
//! Made by one of these runs, or by a controller for what they made: it hands their labels on, and
//! says whose its objects are.
bool isMadeFor(const models::Json &object, const QSet<QString> &runLabels);

} // namespace assay::app
