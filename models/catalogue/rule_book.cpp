// SPDX-License-Identifier: Apache-2.0
#include <models/catalogue/rule_book.h>

#include "placeholders.h"

#include <models/base/enum_names.h>

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace assay::models {

using namespace Qt::StringLiterals;

QString toString(Place place)
{
    return enumeratorName(place).toLower();
}

PodFailureCategory categoryOf(Place place)
{
    switch (place) {
    case Place::Pull:
        return PodFailureCategory::ImagePullError;
    case Place::Start:
    case Place::Exit:
    case Place::Log:
        return PodFailureCategory::CrashLoop;
    case Place::Probe:
    case Place::Server:
    case Place::Waiting:
        return PodFailureCategory::Timeout;
    case Place::Creation:
    case Place::Scheduling:
    case Place::Claim:
    case Place::Admission:
    case Place::Mount:
    case Place::Sandbox:
    case Place::End:
        break;
    }
    return PodFailureCategory::Unknown;
}

//! PCRE's own measure of the steps that a match may take: texts of some kilobytes need a fraction,
//! and one that backtracks for ever is stopped within milliseconds.
static const QLatin1StringView matchLimit("(*LIMIT_MATCH=200000)");

//! A pattern that ran into the limit so often is not asked again: a thousand of them would take
//! seconds for each message.
static constexpr int mostComplaints = 5;

struct RuleBook::Compiled
{
    std::once_flag once;
    QRegularExpression pattern;
    std::atomic_int complaints = 0;
};

RuleBook::RuleBook(std::vector<Rule> rules)
    : m_rules(std::move(rules))
    , m_compiled(std::make_unique<Compiled[]>(m_rules.size()))
{
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        for (const Place place : m_rules[i].places)
            m_byPlace[static_cast<int>(place)].push_back(i);
    }
}

RuleBook::~RuleBook() = default;

const Rule *RuleBook::rule(const QString &id) const
{
    const auto found =
        std::find_if(m_rules.begin(), m_rules.end(), [&id](const Rule &r) { return r.id == id; });
    return found == m_rules.end() ? nullptr : &*found;
}

QStringList RuleBook::complaints() const
{
    QStringList lines;
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        if (m_compiled[i].complaints > 0)
            lines << QCoreApplication::translate(
                         "RuleBook", "The pattern of the rule \"%1\" took too many steps on a "
                                     "message, which counts as no match.")
                         .arg(m_rules[i].id);
    }
    return lines;
}

namespace {

//! A rule that holds, and by how much it was meant.
struct Candidate
{
    std::size_t index = 0;
    bool own = false;
    int rank = 0;
    qsizetype length = 0; //!< of what was matched
    QRegularExpressionMatch match = {};
};

bool isBetter(const Candidate &a, const Candidate &b, const std::vector<Rule> &rules)
{
    if (a.own != b.own)
        return a.own;
    if (a.rank != b.rank)
        return a.rank > b.rank;
    if (a.length != b.length)
        return a.length > b.length;
    return rules[a.index].id < rules[b.index].id;
}

bool holdsWithoutText(const Rule &rule, const Observation &o)
{
    if (!rule.reasons.isEmpty() && !rule.reasons.contains(o.reason))
        return false;
    if (!rule.exits.empty() && (!o.exitStatus || std::find(rule.exits.begin(), rule.exits.end(),
                                                           *o.exitStatus) == rule.exits.end()))
        return false;
    return std::all_of(rule.when.begin(), rule.when.end(), [&o](const QString &fact) {
        return fact.startsWith(u'!') ? !o.facts.contains(fact.mid(1)) : o.facts.contains(fact);
    });
}

} // namespace

//! All rules that hold, best first. `enough` ends the search for others where one is wanted.
template<typename Compiled>
static std::vector<Candidate> candidates(const Observation &o, const std::vector<Rule> &rules,
                                         const std::vector<std::size_t> &indices,
                                         Compiled *compiled)
{
    std::vector<Candidate> found;
    for (const std::size_t i : indices) {
        const Rule &rule = rules[i];
        if (!holdsWithoutText(rule, o))
            continue;
        Candidate candidate{i, !rule.origin.isEmpty(), rule.rank};
        if (!rule.words.isEmpty()) {
            for (const QString &word : rule.words) {
                if (word.size() > candidate.length && o.text.contains(word, Qt::CaseInsensitive))
                    candidate.length = word.size();
            }
            if (candidate.length == 0)
                continue;
        }
        if (!rule.pattern.isEmpty()) {
            Compiled &c = compiled[i];
            if (c.complaints >= mostComplaints)
                continue;
            std::call_once(c.once, [&] { c.pattern.setPattern(matchLimit + rule.pattern); });
            candidate.match = c.pattern.match(o.text);
            if (!candidate.match.isValid())
                ++c.complaints;
            if (!candidate.match.hasMatch())
                continue;
            candidate.length = std::max(candidate.length, candidate.match.capturedLength());
        }
        found.push_back(std::move(candidate));
    }
    std::sort(found.begin(), found.end(),
              [&rules](const auto &a, const auto &b) { return isBetter(a, b, rules); });
    return found;
}

Observation exampleOf(const Rule &rule, Place place, const QString &text)
{
    Observation o{.place = place, .text = text, .reason = rule.reasons.value(0)};
    if (!rule.exits.empty())
        o.exitStatus = rule.exits.front();
    for (const QString &fact : rule.when) {
        if (!fact.startsWith(u'!'))
            o.facts << fact;
    }
    // Every container has a role; most rules speak of the workbench's own.
    const QStringList roles{u"main"_s, u"init"_s, u"sidecar"_s};
    if (std::none_of(roles.begin(), roles.end(),
                     [&o](const QString &role) { return o.facts.contains(role); }))
        o.facts << (rule.when.contains(u"!main"_s) ? u"init"_s : u"main"_s);
    return o;
}

QString filledIn(const QString &pattern, const QHash<QString, QString> &values)
{
    const QString text = withParts(pattern, [&values](const QStringList &names) {
        const auto isFilled = [&values](const QString &name) {
            return !values.value(name).isEmpty();
        };
        return std::all_of(names.begin(), names.end(), isFilled) ? Part::Said : Part::LeftOut;
    });
    return withPlaceholders(text, [&values](const QString &name, const QString &) {
        return std::optional(values.value(name));
    });
}

static QString inWords(const QString &text, const Observation &observation,
                       const QHash<QString, QString> &values)
{
    if (text.isEmpty())
        return {};
    const QString sentence = QCoreApplication::translate("Diagnoses", text.toUtf8().constData());
    return filledIn(toldTo(sentence, observation.audience), values);
}

QString adviceWhereSilent(const Rule &rule, const Observation &observation)
{
    QHash<QString, QString> values = observation.values;
    values.insert(u"reason"_s, observation.reason);
    return inWords(rule.adviceSilent, observation, values);
}

QString placeholderOf(const QString &group)
{
    qsizetype length = group.size();
    while (length > 0 && group.at(length - 1).isDigit())
        --length;
    return group.left(length);
}

QStringList placeholdersEverywhere()
{
    static const QStringList names{u"who"_s,         u"it"_s,         u"container"_s, u"image"_s,
                                   u"registry"_s,    u"repository"_s, u"tag"_s,       u"limit"_s,
                                   u"more_memory"_s, u"node"_s,       u"namespace"_s, u"name"_s,
                                   u"processor"_s,   u"built_for"_s,  u"reason"_s,    u"exit"_s,
                                   u"signal"_s};
    return names + phraseNames();
}

QStringList placeholdersAt(Place place)
{
    QStringList names = placeholdersEverywhere();
    if (place == Place::Scheduling)
        names << u"nodes"_s << u"all_nodes"_s;
    if (place == Place::Waiting)
        names << u"scheduler"_s;
    if (place == Place::End)
        names << u"resource"_s;
    if (place == Place::Pull)
        names << u"secrets"_s;
    if (place == Place::Log)
        names << u"settings"_s;
    if (place == Place::Admission)
        names << u"field"_s << u"objection"_s << u"other_fields"_s;
    return names;
}

std::optional<Finding> RuleBook::find(const Observation &observation) const
{
    const auto indices = m_byPlace.constFind(static_cast<int>(observation.place));
    if (indices == m_byPlace.cend())
        return std::nullopt;
    const auto found = candidates(observation, m_rules, *indices, m_compiled.get());
    if (found.empty())
        return std::nullopt;
    const Candidate &best = found.front();
    Finding finding;
    finding.rule = &m_rules[best.index];
    QHash<QString, QString> values = observation.values;
    values.insert(u"reason"_s, observation.reason);
    const QStringList names = best.match.regularExpression().namedCaptureGroups();
    for (int i = 1; i < names.size(); ++i) {
        // Alternatives number their groups of one name: the one that took part fills it.
        const QString name = placeholderOf(names[i]);
        if (const QString caught = best.match.captured(i); !name.isEmpty() && !caught.isEmpty()) {
            values.insert(name, caught);
            finding.groups.insert(name, caught);
        }
    }
    finding.cause = inWords(finding.rule->cause, observation, values);
    finding.summary = inWords(finding.rule->summary, observation, values);
    finding.advice = inWords(finding.rule->advice, observation, values);
    finding.fix = {finding.rule->fix.kind,
                   filledIn(toldTo(finding.rule->fix.text, observation.audience), values)};
    return finding;
}

std::vector<const Rule *> RuleBook::matching(const Observation &observation) const
{
    std::vector<const Rule *> rules;
    const auto indices = m_byPlace.constFind(static_cast<int>(observation.place));
    if (indices == m_byPlace.cend())
        return rules;
    for (const Candidate &c : candidates(observation, m_rules, *indices, m_compiled.get()))
        rules.push_back(&m_rules[c.index]);
    return rules;
}

} // namespace assay::models
