// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/catalogue/phrases.h>
#include <models/catalogue/rule.h>

#include <QHash>

#include <memory>

namespace assay::models {

//! What a place knows when it asks which rule takes a failure.
struct Observation
{
    Place place = Place::Pull;
    QString text;        //!< the words to be read
    QString reason = {}; //!< the kubelet's or scheduler's own word
    std::optional<int> exitStatus = {};
    QStringList facts = {};               //!< of the pod: what a rule's `when` may ask for
    QHash<QString, QString> values = {};  //!< for placeholders
    Audience audience = Audience::Tester; //!< to whom the sentences are told
};

//! The rule that takes an observation, with its sentences filled in.
struct Finding
{
    const Rule *rule = nullptr; //!< lives as long as the book
    QString cause, summary, advice;
    Fix fix;
    QHash<QString, QString> groups; //!< what the pattern's named groups caught
};

//! The rules, by place and reason. Patterns are compiled when they are first asked for.
//! Thread-safe: books are read by many.
class RuleBook
{
public:
    //! Of rules for the same observation the one that comes out ahead: own ones before built-in
    //! ones, then the higher rank, then the longer match, then the id. Never the order of files.
    explicit RuleBook(std::vector<Rule> rules);
    ~RuleBook();
    RuleBook(const RuleBook &) = delete;
    RuleBook &operator=(const RuleBook &) = delete;

    //! Nothing where no rule holds.
    std::optional<Finding> find(const Observation &observation) const;
    //! All that hold, best first: what a rule shadows.
    std::vector<const Rule *> matching(const Observation &observation) const;

    const std::vector<Rule> &rules() const { return m_rules; }
    const Rule *rule(const QString &id) const; //!< null: there is none

    //! What the pattern of a rule did: empty, or that it ran into the limit on its steps, which is
    //! no match. One sentence a rule.
    QStringList complaints() const;

private:
    struct Compiled;
    std::vector<Rule> m_rules;
    std::unique_ptr<Compiled[]> m_compiled;
    QHash<int, std::vector<std::size_t>> m_byPlace;
};

//! The rules that come with the program.
std::vector<Rule> builtinRules();

//! The book that diagnoses are made with: the built-in rules, until others were set. Set once,
//! before anything is diagnosed.
const RuleBook &ruleBook();
void setRuleBook(std::shared_ptr<const RuleBook> book);

//! Of one's own, in all files together.
inline constexpr int mostRules = 1000;

//! What an example of a rule stands for at one of its places: the least that the rule asks for,
//! with the example's words.
Observation exampleOf(const Rule &rule, Place place, const QString &text);

//! What a sentence of a rule may ask for at a place, besides the groups of the rule's pattern: what
//! places know, and the phrases of toldTo().
QStringList placeholdersAt(Place place);
//! Those of them that every place knows.
QStringList placeholdersEverywhere();

//! Rule::adviceSilent with what a place knows filled in; empty where there is none.
QString adviceWhereSilent(const Rule &rule, const Observation &observation);

//! The placeholder that a named group of a pattern fills: "user" of "user2".
QString placeholderOf(const QString &group);

//! A text whose placeholders are filled in; one that nobody fills becomes nothing, with the part in
//! square brackets around it.
QString filledIn(const QString &text, const QHash<QString, QString> &values);

} // namespace assay::models
