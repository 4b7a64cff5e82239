// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classification.h"

#include <models/catalogue/rule_book.h>

namespace assay::models::classification {

//! What a place asks the catalogue: with what the pod's objects say of the container, or of the pod
//! where `container` is null.
Observation observationOf(Place place, const PodHistory &history, const Container *container,
                          const QString &text, const QString &reason = {});

//! How the container ended: {exit}, {signal}, and the fact "signal".
void putExitStatus(Observation &observation, int status);

//! Lets the rule that takes the observation say what is wrong: all of the diagnosis but its reason,
//! its container and its evidence. Returns the rule's finding; a place has a rule for what no other
//! takes.
Finding explain(Diagnosis &d, const PodHistory &history, const Container *container,
                const Observation &observation);

//! What a probe was answered: the summary is how the sentence goes on after "its probe".
void explainProbe(Diagnosis &d, const PodHistory &history, const Container &container,
                  const QString &message);

//! Whose fault a rule's finding is in this container: what the image under test would be blamed for
//! is, in another container, the fault of who put that container there.
Fault faultOf(Fault fault, const PodHistory &history, const Container *container);

//! Whether the words of the rule that took it are for the author of the image that failed.
bool speaksToImageAuthor(const Diagnosis &diagnosis);
//! What is said instead of that where the image is a sidecar's.
QString adviceOnSidecar(bool isLogEmpty);

} // namespace assay::models::classification
