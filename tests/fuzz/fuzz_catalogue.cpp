// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/base/safe_text.h>
#include <models/catalogue/rule_book.h>

using namespace assay::models;
using namespace assay::fuzz;

//! One line that nothing obeys.
static bool isSafe(const QString &message)
{
    return !message.isEmpty() && withoutControls(message) == message && !message.contains(u'\n');
}

//! A file of rules that somebody wrote; of what is accepted, each rule is asked about its examples.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const RuleFile file = readRules(bytesOf(data, size), QStringLiteral("own.yaml"));
    for (const RuleProblem &problem : file.problems)
        require(isSafe(problem.message) && problem.line >= 0 && problem.column >= 0);
    require(file.problems.empty() || file.rules.empty());
    const RuleBook book(file.rules);
    for (const Rule &rule : file.rules) {
        require(book.rule(rule.id) && !rule.places.empty());
        for (const Place place : rule.places) {
            for (const QString &example : rule.examples) {
                const Observation observation = exampleOf(rule, place, example);
                const auto finding = book.find(observation);
                require(finding.has_value() == !book.matching(observation).empty());
            }
        }
    }
    book.complaints();
    return 0;
}
