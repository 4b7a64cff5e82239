// SPDX-License-Identifier: Apache-2.0
// Turns the catalogue's files into a table in C++ while Assay is built, so that nothing is read
// when it starts: assay_catalogue_compiler OUT.cpp FILE.yaml…

#include <models/catalogue/rule.h>

#include <QFile>
#include <QFileInfo>

#include <cstdio>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! A literal of UTF-16, whatever the text holds.
static QByteArray literal(const QString &text)
{
    QByteArray out = "u\"";
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += '\\', out += char(c.unicode());
        else if (c == u'\n')
            out += "\\n";
        else if (c == u'?') // no trigraphs
            out += "\\?";
        else if (c.unicode() >= 0x20 && c.unicode() < 0x7f)
            out += char(c.unicode());
        else // in pieces: a hexadecimal escape goes on as far as it can
            out += "\\x" + QByteArray::number(c.unicode(), 16) + "\" u\"";
    }
    return out + '"';
}

//! Before each entry stands a separator that no text holds: an entry may be empty.
static QByteArray literal(const QStringList &list)
{
    return literal(list.isEmpty() ? QString() : u'\x1f' + list.join(u'\x1f'));
}

static QByteArray tableRow(const Rule &rule)
{
    QStringList places;
    for (const Place place : rule.places)
        places << QString::number(int(place));
    QStringList exits;
    for (const int status : rule.exits)
        exits << QString::number(status);
    const QByteArrayList cells{literal(rule.id),
                               literal(places),
                               literal(rule.reasons),
                               literal(exits),
                               literal(rule.when),
                               literal(rule.words),
                               literal(rule.pattern),
                               QByteArray::number(rule.rank),
                               QByteArray::number(rule.weight),
                               QByteArray::number(rule.category ? int(*rule.category) : -1),
                               QByteArray::number(int(rule.fault)),
                               rule.heals ? "true" : "false",
                               literal(rule.cause),
                               literal(rule.summary),
                               literal(rule.advice),
                               literal(rule.adviceSilent),
                               QByteArray::number(int(rule.fix.kind)),
                               literal(rule.fix.text),
                               literal(rule.source),
                               literal(rule.examples)};
    return "    {" + cells.join(", ") + "},\n";
}

//! What is asked of the rules that are shipped, beyond what is asked of a user's.
static bool isComplete(const Rule &rule)
{
    if (!rule.source.isEmpty())
        return true;
    std::fprintf(stderr, "%s: the rule \"%s\" does not say where it was reported (\"source\")\n",
                 qPrintable(rule.origin), qPrintable(rule.id));
    return false;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    bool good = true;
    std::vector<Rule> rules;
    for (int i = 2; i < argc; ++i) {
        QFile file(QString::fromLocal8Bit(argv[i]));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 2;
        }
        RuleFile read = readRules(file.readAll(), QFileInfo(file.fileName()).fileName());
        for (const RuleProblem &problem : read.problems)
            std::fprintf(stderr, "%s:%d:%d: error: %s\n", argv[i], problem.line, problem.column,
                         qPrintable(problem.message));
        good = good && read.problems.empty();
        for (Rule &rule : read.rules) {
            good = isComplete(rule) && good;
            for (const Rule &other : rules) {
                if (other.id == rule.id) {
                    std::fprintf(stderr, "%s: error: the rule \"%s\" stands at %s too\n",
                                 qPrintable(rule.origin), qPrintable(rule.id),
                                 qPrintable(other.origin));
                    good = false;
                }
            }
            rules.push_back(std::move(rule));
        }
    }
    if (!good)
        return 1;
    QByteArray out = "// Made from resources/diagnoses: do not edit.\n"
                     "#include \"catalogue/builtin_rules.h\"\n\n"
                     "namespace assay::models {\nconst BuiltinRule builtinRuleTable[] = {\n";
    for (const Rule &rule : rules)
        out += tableRow(rule);
    out +=
        "};\nconst std::size_t builtinRuleCount = " + QByteArray::number(qsizetype(rules.size())) +
        ";\n} // namespace assay::models\n";
    QFile file(QString::fromLocal8Bit(argv[1]));
    if (!file.open(QIODevice::WriteOnly) || file.write(out) != out.size() || !file.flush()) {
        std::fprintf(stderr, "%s: cannot be written\n", argv[1]);
        return 2;
    }
    return 0;
}
