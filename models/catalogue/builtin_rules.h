// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

//! The table that the build makes of resources/diagnoses: literals, so that a start costs no
//! reading. Before each entry of a list stands U+001F.
namespace assay::models {

struct BuiltinRule
{
    const char16_t *id, *places, *reasons, *exits, *when, *words, *pattern;
    int rank, weight, category, fault;
    bool heals;
    const char16_t *cause, *summary, *advice, *adviceSilent;
    int fixKind;
    const char16_t *fix, *source, *examples;
};

extern const BuiltinRule builtinRuleTable[];
extern const std::size_t builtinRuleCount;

} // namespace assay::models
