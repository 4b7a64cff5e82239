// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::models {

//! What a word means for the person who reads it; whoever shows it maps it to a colour and a shape.
enum class Tone { Neutral, Good, Bad, Warning, Muted };

} // namespace assay::models
