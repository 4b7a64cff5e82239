// SPDX-License-Identifier: Apache-2.0
#include <models/base/safe_text.h>
#include <models/catalogue/rule_book.h>
#include <models/suite/suite.h>

#include <QTest>

#include <algorithm>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

//! An example with a word for whatever a sentence may ask for.
Observation observed(const Rule &rule, Place place, const QString &text)
{
    Observation o = exampleOf(rule, place, text);
    if (o.reason.isEmpty())
        o.reason = u"Reason"_s;
    for (const QString &name :
         {u"who"_s, u"it"_s, u"container"_s, u"image"_s, u"registry"_s, u"repository"_s, u"tag"_s,
          u"limit"_s, u"more_memory"_s, u"node"_s, u"namespace"_s, u"name"_s, u"exit"_s,
          u"signal"_s, u"nodes"_s, u"all_nodes"_s, u"secrets"_s, u"scheduler"_s, u"resource"_s})
        o.values[name] = name.toUpper();
    return o;
}

Rule simple(const QString &id, const QStringList &words)
{
    Rule rule;
    rule.id = id;
    rule.places = {Place::Pull};
    rule.words = words;
    rule.cause = u"cause of "_s + id;
    return rule;
}

QString winner(std::vector<Rule> rules, const QString &text)
{
    const RuleBook book(std::move(rules));
    const auto finding = book.find({.place = Place::Pull, .text = text});
    return finding ? finding->rule->id : QString();
}

const QByteArray wholeRule = R"(
- rule: own
  place: [pull, creation]
  reasons: [ErrImagePull]
  exits: [3]
  when: [main, "!mesh"]
  words: [denied]
  pattern: 'by (?<who_said>\w+)'
  rank: 7
  category: ImagePullBackOff
  fault: registry
  heals: false
  cause: Denied by {who_said}
  summary: "{image} was denied."
  advice: Ask {who_said}.
  fix: {kubectl: "kubectl get pods"}
  source: https://example.com
  examples: ["denied by policy"]
)";

} // namespace

class RuleBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void examplesAreTakenByTheirRule_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("place");
        QTest::addColumn<QString>("text");
        for (const Rule &rule : ruleBook().rules()) {
            QVERIFY2(!rule.examples.isEmpty(), qPrintable(rule.id));
            int number = 0;
            for (const QString &example : rule.examples) {
                for (const Place place : rule.places)
                    QTest::addRow("%s in %s #%d", qPrintable(rule.id), qPrintable(toString(place)),
                                  ++number)
                        << rule.id << static_cast<int>(place) << example;
            }
        }
    }
    void examplesAreTakenByTheirRule()
    {
        QFETCH(QString, id);
        QFETCH(int, place);
        QFETCH(QString, text);
        const Rule &rule = *ruleBook().rule(id);
        const auto finding = ruleBook().find(observed(rule, static_cast<Place>(place), text));
        QVERIFY(finding.has_value());
        QCOMPARE(finding->rule->id, id);
        // Nothing that a person reads has a hole in it.
        for (const QString &sentence :
             {finding->cause, finding->summary, finding->advice, finding->fix.text}) {
            QVERIFY2(!sentence.isEmpty() || finding->fix.text.isEmpty(), qPrintable(id));
            for (const QString &hole : {u"\"\""_s, u"()"_s})
                QVERIFY2(!sentence.contains(hole), qPrintable(sentence));
        }
    }

    //! Lines that mend a suite can be copied into it, and reach what they are meant for.
    void suitesTakeWhatMendsThem()
    {
        static const QRegularExpression hole(u"\\{[a-z_]+\\}"_s);
        int seen = 0;
        for (const Rule &rule : builtinRules()) {
            if (rule.fix.kind != Fix::Kind::Suite || rule.fix.text.isEmpty())
                continue;
            QString test = u"  id: a\n"_s;
            for (const QString &line :
                 {u"namespace: test-a"_s, u"notebook_name: nb"_s, u"custom_image: quay.io/o/i:1"_s,
                  u"packages_to_verify: [json]"_s}) {
                if (!rule.fix.text.contains(line.section(u':', 0, 0)))
                    test += u"  "_s + line + u'\n';
            }
            for (const QString &line : rule.fix.text.split(u'\n'))
                test += u"  "_s + QString(line).replace(hole, u"x"_s) + u'\n';
            const Suite suite = Suite::parse("version: 1\ntests:\n-" + test.toUtf8().mid(1));
            QVERIFY2(suite.readable, qPrintable(rule.id + u'\n' + test));
            for (const SuiteProblem &problem : suite.problems)
                QVERIFY2(!problem.problem.path.startsWith(u"template"_s),
                         qPrintable(rule.id + u": "_s + problem.toLine(test)));
            ++seen;
        }
        QVERIFY(seen > 10);
    }

    void everyPlaceHasAWordForTheUnknown()
    {
        for (int i = 0; i <= static_cast<int>(Place::Waiting); ++i) {
            const auto place = static_cast<Place>(i);
            // A log's line may say nothing, and so may what a server answers; and a probe goes on
            // to quote what it does not know.
            if (place == Place::Log || place == Place::Server)
                continue;
            const auto finding =
                ruleBook().find({.place = place, .text = u"zzz qqq"_s, .reason = u"Zzz"_s});
            QVERIFY2(finding.has_value(), qPrintable(toString(place)));
            QVERIFY2(finding->rule->rank <= -90, qPrintable(finding->rule->id));
        }
    }

    void theOrderOfRulesChangesNothing()
    {
        std::vector<Rule> rules = builtinRules();
        const RuleBook forwards(rules);
        std::reverse(rules.begin(), rules.end());
        const RuleBook backwards(rules);
        for (const Rule &rule : forwards.rules()) {
            for (const QString &example : rule.examples) {
                const Observation o = observed(rule, rule.places.front(), example);
                QCOMPARE(backwards.find(o)->rule->id, forwards.find(o)->rule->id);
            }
        }
    }

    void higherRankThenLongerMatchThenName()
    {
        const Rule shorter = simple(u"b"_s, {u"denied"_s});
        const Rule longer = simple(u"c"_s, {u"access denied"_s});
        const Rule same = simple(u"a"_s, {u"access denied"_s});
        Rule ranked = simple(u"d"_s, {u"denied"_s});
        ranked.rank = 1;
        Rule own = simple(u"e"_s, {u"no"_s});
        own.origin = u"own.yaml:1"_s;
        const QString text = u"no ACCESS DENIED here"_s;
        QCOMPARE(winner({shorter}, text), u"b"_s);
        QCOMPARE(winner({shorter, longer}, text), u"c"_s);
        QCOMPARE(winner({longer, same}, text), u"a"_s);
        QCOMPARE(winner({longer, same, ranked}, text), u"d"_s);
        QCOMPARE(winner({longer, same, ranked, own}, text), u"e"_s);
        QCOMPARE(winner({shorter}, u"granted"_s), QString());
    }

    void partsWithHolesAreLeftOut()
    {
        const QString text = u"Limit[ of {limit}] is[ {a} and {a}] low [x] {b}."_s;
        QCOMPARE(filledIn(text, {{u"limit"_s, u"4Gi"_s}}), u"Limit of 4Gi is low [x] ."_s);
        QCOMPARE(filledIn(u"x[ {a} of {b}]"_s, {{u"a"_s, u"1"_s}}), u"x"_s);
        QCOMPARE(filledIn(text, {{u"a"_s, u"[very]"_s}, {u"b"_s, u"{a}"_s}}),
                 u"Limit is [very] and [very] low [x] {a}."_s);
    }

    void alternativesNumberTheirGroups()
    {
        Rule rule = simple(u"a"_s, {});
        rule.pattern = u"by (?<user>\\w+)|from (?<user2>\\w+)"_s;
        rule.cause = u"Denied[ by {user}]"_s;
        const RuleBook book({rule});
        const auto cause = [&book](const QString &text) {
            return book.find({.place = Place::Pull, .text = text})->cause;
        };
        QCOMPARE(cause(u"by policy"_s), u"Denied by policy"_s);
        QCOMPARE(cause(u"from elsewhere"_s), u"Denied by elsewhere"_s);
    }

    void everyConditionHasToHold()
    {
        const RuleFile file = readRules(wholeRule, u"own.yaml"_s);
        QVERIFY(file.problems.empty());
        const RuleBook book(file.rules);
        const Observation good{.place = Place::Creation,
                               .text = u"Denied by policy"_s,
                               .reason = u"ErrImagePull"_s,
                               .exitStatus = 3,
                               .facts = {u"main"_s},
                               .values = {{u"image"_s, u"x:1"_s}}};
        const auto finding = book.find(good);
        QVERIFY(finding.has_value());
        QCOMPARE(finding->cause, u"Denied by policy"_s);
        QCOMPARE(finding->summary, u"x:1 was denied."_s);
        QCOMPARE(finding->advice, u"Ask policy."_s);
        QCOMPARE(finding->fix, (Fix{Fix::Kind::Kubectl, u"kubectl get pods"_s}));
        QCOMPARE(finding->rule->origin, u"own.yaml:2"_s);
        QVERIFY(!finding->rule->heals);
        const auto fails = [&](auto change) {
            Observation o = good;
            change(o);
            return !book.find(o).has_value();
        };
        QVERIFY(fails([](auto &o) { o.place = Place::Exit; }));
        QVERIFY(fails([](auto &o) { o.text = u"Denied"_s; }));
        QVERIFY(fails([](auto &o) { o.text = u"by policy"_s; }));
        QVERIFY(fails([](auto &o) { o.reason = u"ErrImage"_s; }));
        QVERIFY(fails([](auto &o) { o.exitStatus = 4; }));
        QVERIFY(fails([](auto &o) { o.exitStatus.reset(); }));
        QVERIFY(fails([](auto &o) { o.facts.clear(); }));
        QVERIFY(fails([](auto &o) { o.facts << u"mesh"_s; }));
    }

    void aPatternThatNeverEndsIsNoMatch()
    {
        Rule rule = simple(u"greedy"_s, {});
        rule.pattern = u"(a+)+$"_s;
        const RuleBook book({rule});
        QVERIFY(!book.find({.place = Place::Pull, .text = QString(40, u'a') + u'b'}).has_value());
        QCOMPARE(book.complaints(),
                 QStringList{u"The pattern of the rule \"greedy\" took too many steps on a "
                             "message, which counts as no match."_s});
    }

    void aPatternThatNeverEndsIsNotAskedForEver()
    {
        Rule rule = simple(u"greedy"_s, {});
        rule.pattern = u"(a+)+$"_s;
        const RuleBook book({rule});
        const Observation good{.place = Place::Pull, .text = u"aaa"_s};
        const Observation bad{.place = Place::Pull, .text = QString(40, u'a') + u'b'};
        for (int i = 0; i < 5; ++i) {
            QVERIFY(book.find(good).has_value());
            QVERIFY(!book.find(bad).has_value());
        }
        QVERIFY(!book.find(good).has_value());
        QCOMPARE(book.complaints().size(), 1);
    }

    void aSentenceThatGrowsIsCut()
    {
        const QHash<QString, QString> log{{u"m"_s, QString(50'000, u'x')}};
        for (const QString &one : {u"{m}"_s, u"[{m}]"_s, u"[ {m}, {m}]{m}"_s}) {
            const QString whole = filledIn(one.repeated(3'000), log);
            QCOMPARE(whole.size(), (64 << 10) + 1);
            QVERIFY(whole.endsWith(u"x…"_s));
        }
        QCOMPARE(filledIn(u"a {m} b"_s, log).size(), 50'004);
    }

    void whatIsTooLongIsToldWithItsPlace()
    {
        const auto problem = [](const QString &yaml) {
            const RuleFile file = readRules(yaml.toUtf8(), u"x"_s);
            return file.problems.empty() ? QString() : file.problems.front().message;
        };
        const auto rule = [](const QString &cause, const QString &pattern, const QString &example) {
            return u"- {rule: a, place: pull, fault: image, cause: %1, summary: S, advice: A, "
                   "pattern: %2, examples: [%3]}\n"_s.arg(cause, pattern, example);
        };
        const QString x = u"x"_s;
        QCOMPARE(problem(rule(x.repeated(10'000), x, x)), QString());
        QCOMPARE(problem(rule(x.repeated(10'001), x, x)),
                 u"This text has 10001 characters: at most 10000 are allowed here."_s);
        QCOMPARE(problem(rule(x, x.repeated(10'001), x)),
                 u"This text has 10001 characters: at most 10000 are allowed here."_s);
        QCOMPARE(problem(rule(x, x, x.repeated((64 << 10) + 1))),
                 u"This text has 65537 characters: at most 65536 are allowed here."_s);
        QCOMPARE(problem(u"- {}\n"_s.repeated(1001)),
                 u"These are 1001 rules, and a catalogue holds at most 1000: each message is held "
                 "against all of them."_s);
    }

    void allProblemsOfAFileAtOnce()
    {
        const RuleFile file = readRules(R"(
- rule: Bad Name
  place: pul
  fault: nobody
  pattern: '('
  exits: [300, x]
  rank: high
  heals: perhaps
  fix: {ansible: x}
  sumary: x
  cause: "{Who}"
  advice: ok
  examples: ok
- 3
- rule: a
  place: pull
  fault: image
  cause: c
  summary: s
  advice: a
  examples: [x]
- rule: a
  place: pull
  fault: image
  cause: c
  summary: s
  advice: a
  examples: [x]
)",
                                        u"own.yaml"_s);
        QVERIFY(file.rules.empty());
        QStringList problems;
        for (const RuleProblem &p : file.problems)
            problems << u"%1:%2: %3"_s.arg(p.line).arg(p.column).arg(p.message);
        const QStringList expected{
            u"2:9: A rule's name is of lower-case letters, digits and hyphens, as in "
            "\"registry-asks-for-login\"."_s,
            u"3:10: \"pul\" is none of pull, creation, start, exit, log, scheduling, claim, "
            "admission, mount, sandbox, end, probe, server, waiting."_s,
            u"6:11: Write a list of exit statuses from 0 to 255 here, as in [126, 127]."_s,
            u"6:16: Write a list of exit statuses from 0 to 255 here, as in [126, 127]."_s,
            u"5:12: This is no regular expression: missing closing parenthesis, after 1 "
            "characters."_s,
            u"7:9: Write a whole number here: the higher it is, the sooner the rule is taken."_s,
            u"4:10: \"nobody\" is none of image, configuration, cluster, node, registry, "
            "unknown."_s,
            u"8:10: Write true where waiting can help, else false."_s,
            u"2:3: The rule has no \"summary\"."_s,
            u"9:8: Write one of containerfile, suite, kubectl here, with the lines that mend it."_s,
            u"13:13: Write a list of texts here, as in [a, b]."_s,
            u"10:3: Unknown field \"sumary\": did you mean \"summary\"?"_s,
            u"11:10: \"{Who}\" is no placeholder: its name is of lower-case letters and "
            "underscores."_s,
            u"14:3: Write a rule here: a mapping that begins with \"rule:\"."_s,
            u"22:3: The rule \"a\" stands in this file twice."_s};
        QCOMPARE(problems, expected);
    }

    void whatIsNotClosedIsTold_data()
    {
        QTest::addColumn<QByteArray>("summary");
        QTest::addColumn<bool>("isWhole");
        QTest::newRow("whole") << QByteArray("Denied[ by {who}][ ({it})].") << true;
        QTest::newRow("brace") << QByteArray("Denied by {who.") << false;
        QTest::newRow("bracket") << QByteArray("Denied[ by {who}.") << false;
        QTest::newRow("no opening bracket") << QByteArray("Denied by {who}].") << false;
        QTest::newRow("crossed") << QByteArray("Denied[ by {who]}.") << false;
    }
    void whatIsNotClosedIsTold()
    {
        QFETCH(QByteArray, summary);
        QFETCH(bool, isWhole);
        const RuleFile file =
            readRules("- rule: own\n  place: pull\n  fault: image\n  words: [x]\n  cause: c\n"
                      "  summary: '" +
                          summary + "'\n  advice: a\n  examples: [x]\n",
                      u"own.yaml"_s);
        QStringList told;
        for (const RuleProblem &problem : file.problems)
            told << problem.message;
        const QString sentence =
            u"A bracket or brace is not closed: a placeholder stands in {braces}, and what is said "
            "only where it is known in [brackets]."_s;
        QCOMPARE(told.contains(sentence), !isWhole);
        QCOMPARE(file.rules.size(), std::size_t(isWhole ? 1 : 0));
    }

    //! That a log is empty is known when nobody has the text any more that the rule took.
    void anEmptyLogFillsNothingOfTheText()
    {
        const QByteArray before = "- rule: own\n  place: pull\n  fault: image\n"
                                  "  pattern: 'by (?<user>\\w+)'\n  examples: [by policy]\n"
                                  "  cause: c\n  summary: s\n  advice: Ask {user} or {secrets}.\n";
        for (const char *unknown : {"user", "secrets"}) {
            const RuleFile file = readRules(
                before + "  advice_silent: Ask {" + unknown + "} for {reason}.\n", u"own.yaml"_s);
            QCOMPARE(file.problems.size(), std::size_t(1));
            QVERIFY2(file.problems.front().message.startsWith(
                         u"Nothing fills \"{%1}\": known here are {who}, {it}, "_s.arg(
                             QLatin1String(unknown))),
                     qPrintable(file.problems.front().message));
            QCOMPARE(file.problems.front().line, 9);
        }
        const RuleFile file =
            readRules(before + "  advice_silent: Ask {node} for {reason}.\n", u"own.yaml"_s);
        QVERIFY(file.problems.empty());
        Observation known;
        known.reason = u"Error"_s;
        known.values = {{u"node"_s, u"worker"_s}};
        QCOMPARE(adviceWhereSilent(file.rules.front(), known), u"Ask worker for Error."_s);
    }

    void whatNothingFillsIsToldWithWhatIsKnown_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const char *field, const QString &problem) {
            QTest::newRow(name) << QByteArray(field) << problem;
        };
        row("a group in the sentence", "summary: Denied by {usr}.",
            u"10:12: Nothing fills \"{usr}\": did you mean \"{user}\"? Known here are {user}, "
            u"{why}, "
            "{who}, {it}, "_s);
        row("what places know in the advice", "advice: Ask {namspace}.",
            u"10:11: Nothing fills \"{namspace}\": did you mean \"{namespace}\"? Known here are "
            "{user}, {why}, {who}, "_s);
        row("a phrase in the cause", "cause: 'Denied, {rum} again'",
            u"10:10: Nothing fills \"{rum}\": did you mean \"{run}\"? Known here are {user}, "_s);
        row("in the lines to copy", "fix: {kubectl: \"kubectl get pod -n {space_of}\"}",
            u"10:18: Nothing fills \"{space_of}\": known here are {user}, {why}, {who}, "_s);
        row("in lines of their own", "fix:\n    suite: |\n      limits: {memory: {mre_memory}}",
            u"11:12: Nothing fills \"{mre_memory}\": did you mean \"{more_memory}\"? Known "_s);
        row("in a part that may be left out", "summary: Denied[ by {user} of {group}].",
            u"10:12: Nothing fills \"{group}\": known here are {user}, {why}, {who}, "_s);
        row("of another place", "summary: 'Denied: {secrets} of {other_fields}.'",
            u"10:12: Nothing fills \"{other_fields}\": known here are {user}, "_s);
        row("the number of a group", "summary: Denied by {user2}.",
            u"10:12: Nothing fills \"{user2}\": did you mean \"{user}\"? Known here are "_s);
    }
    void whatNothingFillsIsToldWithWhatIsKnown()
    {
        QFETCH(QByteArray, field);
        QFETCH(QString, problem);
        // The field comes after what it may refer to, on line 10.
        QByteArray rest = "  cause: c\n  summary: s\n  advice: a\n";
        const QByteArray name = field.left(field.indexOf(':'));
        rest.replace("  " + name + ": " + name.left(1) + "\n", "");
        const QByteArray before = "- rule: own\n  place: pull\n  fault: image\n"
                                  "  pattern: 'by (?<user>\\w+)|of (?<user2>\\w+): (?<why>.*)'\n"
                                  "  examples: [by policy]\n";
        const auto read = [&](const QByteArray &written) {
            QByteArray head = before + rest;
            while (head.count('\n') < 9)
                head += "# filled\n";
            return readRules(head + "  " + written + "\n", u"own.yaml"_s);
        };
        const RuleFile file = read(field);
        QVERIFY(file.rules.empty());
        QCOMPARE(file.problems.size(), std::size_t(1));
        const RuleProblem &found = file.problems.front();
        const QString told = u"%1:%2: %3"_s.arg(found.line).arg(found.column).arg(found.message);
        QVERIFY2(told.startsWith(problem), qPrintable(told));
        QVERIFY2(told.endsWith(u"{use_login}, {secrets}."_s), qPrintable(told));
    }

    void aSnippetMayHoldBracesOfItsOwn()
    {
        const RuleFile file = readRules(
            "- rule: own\n  place: pull\n  fault: image\n  cause: c\n  summary: s\n  advice: a\n"
            "  examples: [x]\n"
            "  fix: {containerfile: 'ENV A=${HOME} B={\"c\": {}} C={d: {namespace}}'}\n",
            u"own.yaml"_s);
        QVERIFY2(file.problems.empty(),
                 file.problems.empty() ? "" : qPrintable(file.problems.front().message));
    }

    void problemsQuoteNothingThatIsObeyed()
    {
        const RuleFile file = readRules(
            "- rule: \"a\\u202eb\"\n  \"c\\e[2J\\nd\": x\n  place: \"\\0\"\n", u"own.yaml"_s);
        QStringList problems;
        for (const RuleProblem &problem : file.problems)
            problems << problem.message;
        const QString all = problems.join(u'|');
        QVERIFY2(all.contains(u"\"\ufffd\" is none of pull"_s), qPrintable(all));
        QVERIFY2(all.contains(u"Unknown field \"c\ufffd[2J d\": known here are "_s),
                 qPrintable(all));
        QCOMPARE(withoutControls(all), all);
        QVERIFY(!all.contains(u'\n'));
    }

    void whatIsNoListIsRefused_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("mapping") << QByteArray("rule: x\n");
        QTest::newRow("text") << QByteArray("hello\n");
        QTest::newRow("groups of one name")
            << QByteArray("- rule: x\n  place: pull\n  fault: image\n  cause: c\n  summary: s\n"
                          "  advice: a\n  examples: [x]\n  pattern: '(?J)(?<a>x)|(?<a>y)'\n");
        QTest::newRow("cut") << QByteArray("- rule: x\n  place: [pull\n");
        QTest::newRow("nothing") << QByteArray();
    }
    void whatIsNoListIsRefused()
    {
        QFETCH(QByteArray, yaml);
        const RuleFile file = readRules(yaml, u"own.yaml"_s);
        QVERIFY(file.rules.empty());
        QVERIFY(!file.problems.empty());
    }
};

QTEST_GUILESS_MAIN(RuleBookTest)
#include "tst_rule_book.moc"
