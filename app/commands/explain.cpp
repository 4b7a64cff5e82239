// SPDX-License-Identifier: Apache-2.0
#include "explain.h"

#include "output/terminal.h"
#include "own_diagnoses.h"

#include <models/base/edit_distance.h>
#include <models/words/fault_words.h>

#include <QCoreApplication>
#include <QTextStream>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;
using models::Json;
using models::Place;
using models::Rule;

namespace {

struct ExplainText
{
    Q_DECLARE_TR_FUNCTIONS(ExplainText)
};

//! Where the cluster's own words are told, for those that no rule names.
struct ReasonPlace
{
    const char *reason;
    Place place;
};
constexpr ReasonPlace reasonPlaces[]{
    {"ErrImagePull", Place::Pull},
    {"ImagePullBackOff", Place::Pull},
    {"CreateContainerError", Place::Creation},
    {"CreateContainerConfigError", Place::Creation},
    {"RunContainerError", Place::Start},
    {"StartError", Place::Start},
    {"ContainerCannotRun", Place::Start},
    {"CrashLoopBackOff", Place::Exit},
    {"Error", Place::Exit},
    {"Completed", Place::Exit},
    {"Unschedulable", Place::Scheduling},
    {"FailedScheduling", Place::Scheduling},
    {"FailedCreate", Place::Admission},
    {"FailedMount", Place::Mount},
    {"FailedAttachVolume", Place::Mount},
    {"FailedMapVolume", Place::Mount},
    {"FailedCreatePodSandBox", Place::Sandbox},
    {"NetworkNotReady", Place::Sandbox},
    {"ProvisioningFailed", Place::Claim},
    {"FailedBinding", Place::Claim},
    {"Unhealthy", Place::Probe},
};

QStringList placesOf(const Rule &rule)
{
    QStringList places;
    for (const Place place : rule.places)
        places << models::toString(place);
    return places;
}

QString categoryOf(const Rule &rule)
{
    return models::toString(rule.category.value_or(models::categoryOf(rule.places.front())));
}

//! What has to hold, one condition a line.
QStringList conditionsOf(const Rule &rule)
{
    QStringList lines;
    if (!rule.reasons.isEmpty())
        lines << ExplainText::tr("the reason is %1").arg(rule.reasons.join(u", "_s));
    QStringList exits;
    for (const int status : rule.exits)
        exits << QString::number(status);
    if (!exits.isEmpty())
        lines << ExplainText::tr("the exit status is %1").arg(exits.join(u", "_s));
    if (!rule.when.isEmpty())
        lines << ExplainText::tr("facts: %1").arg(rule.when.join(u", "_s));
    if (!rule.words.isEmpty())
        lines << ExplainText::tr("the text holds \"%1\"").arg(rule.words.join(u"\", \""_s));
    if (!rule.pattern.isEmpty())
        lines << ExplainText::tr("the text matches %1").arg(rule.pattern);
    if (lines.isEmpty())
        lines << ExplainText::tr("no other rule does");
    return lines;
}

//! The rules that would take one of this rule's examples if it were not there.
QStringList shadowedBy(const Rule &rule, const models::RuleBook &book)
{
    QStringList ids;
    for (const QString &example : rule.examples) {
        for (const Rule *other :
             book.matching(models::exampleOf(rule, rule.places.front(), example))) {
            // What takes everything is shadowed by all.
            const bool specific = !other->words.isEmpty() || !other->pattern.isEmpty();
            if (other->id != rule.id && specific && !ids.contains(other->id))
                ids << other->id;
        }
    }
    return ids;
}

//! As whoever tests an image is told it; what a pod fills in stays a placeholder.
QString told(const QString &sentence)
{
    return models::toldTo(sentence, models::Audience::Tester)
        .replace("{who}"_L1, ExplainText::tr("The workbench"));
}

void printField(Terminal &out, const QString &name, const QStringList &lines)
{
    QString label = name;
    for (const QString &text : lines) {
        for (const QString &line : text.split(u'\n')) {
            out << "  " << label.leftJustified(14) << line << '\n';
            label.clear();
        }
    }
}

void printRule(Terminal &out, const Rule &rule, const models::RuleBook &book)
{
    out << rule.id << '\n';
    printField(out, ExplainText::tr("Cause"), {told(rule.cause)});
    printField(out, ExplainText::tr("Told at"), {placesOf(rule).join(u", "_s)});
    printField(out, ExplainText::tr("Taken when"), conditionsOf(rule));
    printField(out, ExplainText::tr("Category"), {categoryOf(rule)});
    const QString who = models::whoCanMend(rule.fault);
    printField(out, ExplainText::tr("Whose fault"),
               {models::toString(rule.fault) + (who.isEmpty() ? QString() : u": "_s + who)});
    printField(out, ExplainText::tr("Can heal"),
               {rule.heals ? ExplainText::tr("yes, it is waited for") : ExplainText::tr("no")});
    printField(out, ExplainText::tr("Says"), {told(rule.summary)});
    printField(out, ExplainText::tr("What to do"), {told(rule.advice)});
    if (!rule.adviceSilent.isEmpty())
        printField(out, ExplainText::tr("Empty log"), {told(rule.adviceSilent)});
    if (!rule.fix.text.isEmpty())
        printField(out, ExplainText::tr("Lines"),
                   {models::whereItBelongs(rule.fix.kind), told(rule.fix.text)});
    if (!rule.source.isEmpty())
        printField(out, ExplainText::tr("Known from"), {rule.source});
    // That which has nothing to say beyond its reason has an empty one.
    QStringList examples = rule.examples;
    examples.removeAll(QString());
    if (!examples.isEmpty())
        printField(out, ExplainText::tr("Examples"), examples);
    printField(out, ExplainText::tr("Written in"),
               {rule.origin.isEmpty() ? ExplainText::tr("Assay") : rule.origin});
    if (const QStringList others = shadowedBy(rule, book); !others.isEmpty())
        printField(out, ExplainText::tr("Comes before"), {others.join(u", "_s)});
}

Json ruleJson(const Rule &rule)
{
    Json j{{"rule", rule.id},
           {"place", placesOf(rule)},
           {"reasons", rule.reasons},
           {"exits", rule.exits},
           {"when", rule.when},
           {"words", rule.words},
           {"pattern", rule.pattern},
           {"category", categoryOf(rule)},
           {"fault", models::toString(rule.fault)},
           {"heals", rule.heals},
           {"cause", rule.cause},
           {"summary", rule.summary},
           {"advice", rule.advice},
           {"advice_silent", rule.adviceSilent},
           {"source", rule.source},
           {"examples", rule.examples},
           {"origin", rule.origin}};
    if (!rule.fix.text.isEmpty())
        j["fix"] = {{"kind", models::toString(rule.fix.kind)}, {"text", rule.fix.text}};
    return j;
}

void print(const std::vector<const Rule *> &rules, const ExplainCommand &command)
{
    Terminal out(Terminal::Stream::Out);
    if (command.json) {
        Json list = Json::array();
        for (const Rule *rule : rules)
            list.push_back(ruleJson(*rule));
        out << QString::fromStdString(list.dump(2)) << '\n';
        return;
    }
    for (const Rule *rule : rules)
        out << rule->id.leftJustified(36) << ' ' << models::toString(rule->fault).leftJustified(14)
            << told(rule->cause)
            << (rule->origin.isEmpty() ? QString() : u"  ["_s + rule->origin + u']') << '\n';
}

bool holds(const Rule &rule, const QString &text)
{
    const QStringList fields{rule.id,
                             rule.cause,
                             rule.summary,
                             rule.advice,
                             rule.adviceSilent,
                             rule.pattern,
                             rule.words.join(u'\n'),
                             rule.source,
                             rule.reasons.join(u'\n'),
                             rule.examples.join(u'\n')};
    return fields.join(u'\n').contains(text, Qt::CaseInsensitive);
}

template<typename Predicate>
std::vector<const Rule *> rulesWhere(Predicate predicate)
{
    std::vector<const Rule *> found;
    for (const Rule &rule : models::ruleBook().rules()) {
        if (predicate(rule))
            found.push_back(&rule);
    }
    std::sort(found.begin(), found.end(),
              [](const Rule *a, const Rule *b) { return a->id < b->id; });
    return found;
}

//! The rules for one of the cluster's own words.
std::vector<const Rule *> rulesFor(const QString &reason)
{
    std::vector<const Rule *> found =
        rulesWhere([&reason](const Rule &rule) { return rule.reasons.contains(reason); });
    const auto known = std::find_if(
        std::begin(reasonPlaces), std::end(reasonPlaces),
        [&reason](const ReasonPlace &entry) { return reason == QLatin1StringView(entry.reason); });
    if (known == std::end(reasonPlaces))
        return found;
    return rulesWhere([&](const Rule &rule) {
        const bool there =
            std::find(rule.places.begin(), rule.places.end(), known->place) != rule.places.end();
        return there && (rule.reasons.isEmpty() || rule.reasons.contains(reason));
    });
}

int explainOne(const ExplainCommand &command)
{
    const models::RuleBook &book = models::ruleBook();
    if (const Rule *rule = book.rule(command.topic)) {
        if (command.json) {
            print({rule}, command);
        } else {
            Terminal out(Terminal::Stream::Out);
            printRule(out, *rule, book);
        }
        return 0;
    }
    if (const auto rules = rulesFor(command.topic); !rules.empty()) {
        print(rules, command);
        return 0;
    }
    QStringList names;
    for (const ReasonPlace &known : reasonPlaces)
        names << QString::fromLatin1(known.reason);
    for (const Rule &rule : book.rules())
        names << rule.id << rule.reasons;
    const QString nearest = models::nearestName(command.topic, names, 2);
    Terminal err(Terminal::Stream::Err);
    err << "assay: "
        << (nearest.isEmpty()
                ? ExplainText::tr("no rule or reason is called \"%1\": \"assay explain --search\" "
                                  "looks for words in all of them")
                      .arg(command.topic)
                : ExplainText::tr("no rule or reason is called \"%1\": did you mean \"%2\"?")
                      .arg(command.topic, nearest))
        << '\n';
    return 2;
}

//! What is wrong with the facts of a rule's "when"; empty: nothing. A fact is known that a
//! built-in rule asks for.
QString unknownFact(const Rule &rule)
{
    QStringList known;
    for (const Rule &builtin : models::builtinRules()) {
        for (const QString &fact : builtin.when)
            known << (fact.startsWith(u'!') ? fact.mid(1) : fact);
    }
    known.removeDuplicates();
    known.sort();
    for (const QString &written : rule.when) {
        const QString fact = written.startsWith(u'!') ? written.mid(1) : written;
        if (known.contains(fact))
            continue;
        const QString nearest = models::nearestName(fact, known, 2);
        return nearest.isEmpty()
                   ? ExplainText::tr("%1: nothing tells the fact \"%2\" of the rule \"%3\": known "
                                     "are %4.")
                         .arg(rule.origin, fact, rule.id, known.join(u", "_s))
                   : ExplainText::tr("%1: nothing tells the fact \"%2\" of the rule \"%3\": did "
                                     "you mean \"%4\"?")
                         .arg(rule.origin, fact, rule.id, nearest);
    }
    return {};
}

constexpr qsizetype longestQuote = 200;

struct FileCheck
{
    QStringList remarks; //!< a sentence each
    int rules = 0;
    bool good = false; //!< nothing of what is remarked on is wrong
};

//! Whether every example of a file's rules is taken by its rule, beside the built-in ones.
FileCheck checkFile(const QString &path)
{
    FileCheck check;
    const OwnDiagnoses own = readDiagnoses(path);
    check.remarks = own.problems;
    check.rules = int(own.rules.size());
    if (!own.problems.isEmpty())
        return check;
    std::vector<Rule> rules = own.rules;
    for (Rule &rule : models::builtinRules())
        rules.push_back(std::move(rule));
    const models::RuleBook book(std::move(rules));
    check.good = true;
    for (const Rule &rule : own.rules) {
        if (const QString remark = unknownFact(rule); !remark.isEmpty()) {
            check.good = false;
            check.remarks << remark;
        }
        for (const QString &whole : rule.examples) {
            const auto finding = book.find(models::exampleOf(rule, rule.places.front(), whole));
            const QString example =
                whole.size() > longestQuote ? whole.left(longestQuote) + u'…' : whole;
            if (finding && finding->rule->id == rule.id)
                continue;
            check.good = false;
            check.remarks
                << (finding ? ExplainText::tr("%1: the example \"%2\" of the rule \"%3\" is taken "
                                              "by \"%4\".")
                                  .arg(rule.origin, example, rule.id, finding->rule->id)
                            : ExplainText::tr("%1: the rule \"%3\" does not take its own example "
                                              "\"%2\".")
                                  .arg(rule.origin, example, rule.id));
        }
        if (const QStringList others = shadowedBy(rule, book); !others.isEmpty())
            check.remarks << ExplainText::tr("%1: the rule \"%2\" comes before %3.")
                                 .arg(rule.origin, rule.id, others.join(u", "_s));
    }
    for (const QString &complaint : book.complaints()) {
        check.remarks << path + u": "_s + complaint;
        check.good = false;
    }
    return check;
}

int checkFiles(const ExplainCommand &command)
{
    Terminal out(Terminal::Stream::Out);
    models::Json all = models::Json::array();
    bool good = true;
    for (const QString &file : command.files) {
        const FileCheck check = checkFile(file);
        good = good && check.good;
        all.push_back({{"file", file},
                       {"good", check.good},
                       {"rules", check.rules},
                       {"remarks", check.remarks}});
        if (command.json)
            continue;
        for (const QString &remark : check.remarks)
            out << remark << '\n';
        if (check.good)
            out << file << ": "
                << ExplainText::tr("%n rule(s), nothing wrong.", nullptr, check.rules) << '\n';
    }
    if (command.json)
        out << QString::fromStdString(all.dump(2)) << '\n';
    return good ? 0 : 2;
}

} // namespace

int explainDiagnoses(const ExplainCommand &command)
{
    if (!command.files.isEmpty())
        return checkFiles(command);
    if (!command.topic.isEmpty())
        return explainOne(command);
    const QString text = command.search;
    const auto found = rulesWhere([&text](const Rule &rule) { return holds(rule, text); });
    print(found, command);
    if (found.empty() && !command.json)
        Terminal(Terminal::Stream::Err)
            << "assay: " << ExplainText::tr("no rule speaks of \"%1\"").arg(text) << '\n';
    return found.empty() ? 2 : 0;
}

} // namespace assay::app
