// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/catalogue/rule.h>

#include <QString>

#include <vector>

namespace assay::models {

//! A sentence about pods as one about the container of this computer that plays their part: no pod,
//! Notebook, claim, controller or sandbox is left in it. Placeholders stay.
QString inContainerWords(const QString &text);
//! The rules with their sentences so; what they recognise stays as it is.
std::vector<Rule> inContainerWords(std::vector<Rule> rules);

//! For a program that runs on a container engine and nowhere else: all that it says from now on,
//! the texts of the code and those of the diagnoses. After installTranslations(), and before
//! anything is diagnosed.
void installContainerWords();

//! The same for a program that goes from clusters to a container engine and back: all that it says
//! from now on, or, with `false`, as before. Not while anything is diagnosed.
void speakOfContainers(bool wanted);

} // namespace assay::models
