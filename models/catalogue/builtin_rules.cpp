// SPDX-License-Identifier: Apache-2.0
#include "builtin_rules.h"

#include <models/catalogue/rule_book.h>

namespace assay::models {

//! Without a copy: the literal lives as long as the program.
static QString text(const char16_t *literal)
{
    const QStringView view(literal);
    return QString::fromRawData(view.data(), view.size());
}

static QStringList list(const char16_t *literal)
{
    return *literal ? text(literal + 1).split(u'\x1f') : QStringList();
}

static Rule ruleOf(const BuiltinRule &row)
{
    Rule rule{.id = text(row.id),
              .places = {},
              .reasons = list(row.reasons),
              .exits = {},
              .when = list(row.when),
              .words = list(row.words),
              .pattern = text(row.pattern),
              .weight = row.weight,
              .rank = row.rank,
              .category = row.category < 0
                              ? std::nullopt
                              : std::optional(static_cast<PodFailureCategory>(row.category)),
              .fault = static_cast<Fault>(row.fault),
              .heals = row.heals,
              .cause = text(row.cause),
              .summary = text(row.summary),
              .advice = text(row.advice),
              .adviceSilent = text(row.adviceSilent),
              .fix = {static_cast<Fix::Kind>(row.fixKind), text(row.fix)},
              .source = text(row.source),
              .examples = list(row.examples),
              .origin = {}};
    for (const QString &place : list(row.places))
        rule.places.push_back(static_cast<Place>(place.toInt()));
    for (const QString &status : list(row.exits))
        rule.exits.push_back(status.toInt());
    return rule;
}

std::vector<Rule> builtinRules()
{
    std::vector<Rule> rules;
    rules.reserve(builtinRuleCount);
    for (std::size_t i = 0; i < builtinRuleCount; ++i)
        rules.push_back(ruleOf(builtinRuleTable[i]));
    return rules;
}

static std::shared_ptr<const RuleBook> &currentBook()
{
    static std::shared_ptr<const RuleBook> book = std::make_shared<RuleBook>(builtinRules());
    return book;
}

const RuleBook &ruleBook()
{
    return *currentBook();
}

void setRuleBook(std::shared_ptr<const RuleBook> book)
{
    currentBook() = std::move(book);
}

} // namespace assay::models
