// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>
#include <models/words/tone.h>

namespace assay::models {

//! A fact in the words of a person.
struct TimelineText
{
    QString what;
    QString detail;
    Tone tone = Tone::Neutral;
    bool isNews = false; //!< worth a line to whoever follows a run on a terminal
};

//! Of every kind of fact: a new one without its words does not compile.
TimelineText timelineText(const FactBody &body);

//! The arguments as one would type them in a shell, quoted where that is needed.
QString commandLine(const QStringList &argv);

} // namespace assay::models
