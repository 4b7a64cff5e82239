// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace assay::models {

//! To whom a sentence of the catalogue is told.
enum class Audience {
    Tester,       //!< tests an image with a suite, and can run the test again
    WorkbenchUser //!< asks why a workbench does not start; runs no test, and has no suite
};

//! A sentence in which the placeholders are filled in that say one thing to one and another to the
//! other, as {run} is "run the test" or "start the workbench". What begins a sentence begins with a
//! capital. A part in square brackets whose phrase has nothing for the audience is left out; other
//! placeholders, and parts that hold one, stay.
QString toldTo(const QString &sentence, Audience audience);

//! The names of those placeholders.
const QStringList &phraseNames();

} // namespace assay::models
