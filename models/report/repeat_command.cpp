// SPDX-License-Identifier: Apache-2.0
#include "report_text.h"

#include <models/report/ticket.h>
#include <models/words/timeline_text.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

//! An option with its value, or another word.
struct Typed
{
    QString option; //!< as its word or letter: "--output", "-o"; empty: no option
    QStringList words;
};

//! Only of those options that matter here is known whether they take a value.
std::vector<Typed> readTyped(const QStringList &line)
{
    static const QStringList withValue{u"--test"_s,    u"-o"_s,         u"--output"_s,
                                       u"--filter"_s,  u"-k"_s,         u"--konflux-test-output"_s,
                                       u"--context"_s, u"--cluster"_s,  u"--engine"_s,
                                       u"--trace"_s,   u"--deadline"_s, u"--maxfail"_s};
    std::vector<Typed> all;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QString &word = line[i];
        if (!word.startsWith(u'-')) {
            all.push_back({{}, {word}});
            continue;
        }
        // "-o" and "-k" also have what follows them at once.
        const bool isLetter = !word.startsWith("--"_L1);
        const QString option = isLetter ? word.left(2) : word.section(u'=', 0, 0);
        all.push_back({option, {word}});
        if (withValue.contains(option) && option == word && i + 1 < line.size())
            all.back().words << line[++i];
    }
    return all;
}

bool isPlace(const Typed &typed)
{
    static const QStringList places{u"--context"_s, u"--cluster"_s, u"--sandbox"_s, u"--local"_s,
                                    u"--engine"_s};
    return places.contains(typed.option);
}

//! Whether it names the place on which this test ran.
bool isOwnPlace(const Typed &typed, const ReportedTest &test)
{
    if (test.record && test.record->start().sandbox)
        return typed.option == "--sandbox"_L1;
    if (test.record && !test.record->start().engine.isEmpty())
        return typed.option == "--local"_L1 || typed.option == "--engine"_L1;
    const QString value =
        typed.words.size() > 1 ? typed.words.at(1) : typed.words.constFirst().section(u'=', 1);
    return typed.option == "--context"_L1   ? value == contextOf(test)
           : typed.option == "--cluster"_L1 ? value.section(u'=', 0, 0) == contextOf(test)
                                            : false;
}

//! Of several places the one of this test; the kubeconfig's current context is another tomorrow.
void keepOwnPlace(std::vector<Typed> &typed, const ReportedTest &test)
{
    const bool known = std::any_of(typed.begin(), typed.end(), [&test](const Typed &one) {
        return isPlace(one) && isOwnPlace(one, test);
    });
    if (known) {
        std::erase_if(typed,
                      [&test](const Typed &one) { return isPlace(one) && !isOwnPlace(one, test); });
        return;
    }
    const bool isCluster =
        !test.record || (!test.record->start().sandbox && test.record->start().engine.isEmpty());
    if (isCluster && !contextOf(test).isEmpty() &&
        std::none_of(typed.begin(), typed.end(), isPlace))
        typed.push_back({u"--context"_s, {u"--context"_s, contextOf(test)}});
}

} // namespace

QString repeatCommand(const ReportedTest &test)
{
    const QString &id = configurationOf(test).id;
    const QString path = suitePathOf(test);
    QStringList line = test.record ? test.record->start().origin.command : test.origin.command;
    // "assay --context prod run suite.yaml" is understood, too.
    if (line.size() > 1 && line.at(1).startsWith(u'-') && line.contains(u"run"_s))
        line.move(line.indexOf(u"run"_s), 1);
    if (line.size() > 1 && line.at(1) != "run"_L1)
        return commandLine(line);
    if (line.size() < 2) {
        if (path.isEmpty())
            return {};
        line = {u"assay"_s, u"run"_s, path};
        if (test.record && test.record->start().sandbox)
            line << u"--sandbox"_s;
        else if (test.record && test.record->start().server.startsWith("unix:"_L1))
            line << u"--engine"_s << test.record->start().server;
    }
    std::vector<Typed> typed = readTyped(line);
    // This test alone, whatever its result is by then, and not over the reports that there are.
    static const QStringList left{u"--test"_s,  u"-k"_s,         u"--filter"_s,
                                  u"-o"_s,      u"--output"_s,   u"--konflux-test-output"_s,
                                  u"--trace"_s, u"--deadline"_s, u"--maxfail"_s};
    std::erase_if(typed, [](const Typed &one) { return left.contains(one.option); });
    keepOwnPlace(typed, test);
    QStringList words;
    for (const Typed &one : typed)
        words << one.words;
    words << u"--test"_s << id;
    return commandLine(words);
}

} // namespace assay::models
