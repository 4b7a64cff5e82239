// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/yaml.h>

#include <QByteArray>
#include <QByteArrayList>

#include <vector>

namespace assay::models {

//! A line begins with one of the marks.
bool holdsMarks(const QByteArray &lines, const QByteArrayList &marks);

//! Where the tests of a suite's text begin, for texts that can be taken apart at the lines between
//! them: a list in block style under `tests`, each test from a line of its own on.
struct SuiteOutline
{
    struct Place
    {
        int line = 0; //!< from 1; 0: nowhere
        qsizetype begin = 0;
    };
    std::vector<Place> items; //!< of each test; empty: the text cannot be taken apart
    Place itemsEnd;           //!< the line behind the last
    Place defaults;           //!< the line of that key
    Place defaultsEnd;

    static SuiteOutline of(const yaml::Node &root, const QByteArray &text);

    const Place &endOf(std::size_t item) const
    {
        return item + 1 < items.size() ? items[item + 1] : itemsEnd;
    }
    //! What is written from `at` on stands some lines and bytes further down.
    void shift(const Place &at, int lines, qsizetype bytes);
};

} // namespace assay::models
