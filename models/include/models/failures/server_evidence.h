// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/failures/failure_classifier.h>

namespace assay::models {

//! What resources/ask_server.py is to ask in the container that runs and is not ready, as its
//! argument; null where nothing can be learned: the diagnosis speaks of something else, the
//! container does not run, or nothing probes a port of it.
Json serverQuestionOf(const Diagnosis &diagnosis, const PodHistory &history);

//! What the program printed, one sentence for each thing it found; empty where it printed nothing
//! that can be read. Anything may stand around its line.
QStringList serverAnswersFrom(const QByteArray &standardOutput);

//! The diagnosis with these sentences as further evidence, and in the words of the rule that takes
//! one of them (place "server"). What no rule takes proves nothing, and changes no word.
Diagnosis withServerEvidence(Diagnosis diagnosis, const PodHistory &history,
                             const QStringList &answers);

} // namespace assay::models
