// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite_outline.h"

#include <models/suite/suite_text.h>

namespace assay::models {

//! One test of a suite, read as a suite of its own with the defaults of the whole: what a person
//! types into one of many is not worth reading all of them again.
struct SuiteText::Part
{
    std::size_t test = 0; //!< its place in the whole
    //! The defaults, "tests:", and what is written of it. "version: 1" stands behind it where
    //! something does in the whole: a quote that is not closed does not end there. Else in front.
    //! Of a test with aliases: all that stands above the tests, and it. Another key is behind it.
    SuiteText text;
    bool underWholeHead = false;   //!< the latter
    qsizetype front = 0, back = 0; //!< bytes of the part around what is written of the test
    int frontLines = 0;
    qsizetype beforeDefaults = 0;             //!< bytes
    SuiteOutline::Place begin, end, defaults; //!< in the whole

    QByteArray written() const { return text.bytes().mid(front).chopped(back); }
    int lineInWhole(int line) const;
    qsizetype byteInWhole(qsizetype byte) const;
};

} // namespace assay::models
