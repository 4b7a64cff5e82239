// SPDX-License-Identifier: Apache-2.0
#include "run_line.h"

#include <models/base/keyword_expression.h>
#include <models/record/test_filter.h>

#include <QCoreApplication>

namespace assay::app {

using namespace Qt::StringLiterals;

struct RunLineText
{
    Q_DECLARE_TR_FUNCTIONS(RunLineText)
};

//! The error says what is wrong with the line.
static tl::expected<TestChoice, PrintCommand> readChoice(const Parser &parser)
{
    TestChoice choice;
    choice.suites = parser.rest();
    choice.tests = parser.values(u"test"_s);
    choice.suffix = parser.value(u"suffix"_s);
    choice.pullSecret = parser.value(u"pull-secret"_s);
    QStringList distinct = choice.suites;
    if (distinct.removeDuplicates() > 0)
        return tl::unexpected(parser.wrong(RunLineText::tr("a suite file is given twice")));
    choice.keywords = parser.value(u"k"_s);
    if (parser.values(u"k"_s).size() > 1)
        return tl::unexpected(
            parser.wrong(RunLineText::tr("one -k at a time, please: write \"and\" in it")));
    if (const auto keywords = models::KeywordExpression::parse(choice.keywords);
        parser.isSet(u"k"_s) && !keywords)
        return tl::unexpected(parser.wrong(u"-k: "_s + keywords.error()));
    // Several are as one: all of them have to hold.
    choice.filter = parser.values(u"filter"_s).join(u' ');
    if (const auto filter = models::TestFilter::parse(choice.filter); !filter)
        return tl::unexpected(parser.wrong(u"--filter: "_s + filter.error()));
    for (const QString &written : parser.values(u"image"_s)) {
        const qsizetype equals = written.indexOf(u'=');
        const QString id = written.left(std::max<qsizetype>(equals, 0));
        const QString image = written.mid(equals + 1);
        if (image.isEmpty() || equals == 0)
            return tl::unexpected(
                parser.wrong(RunLineText::tr("--image takes [ID=]REF, not \"%1\"").arg(written)));
        if (id.isEmpty() ? !choice.image.isEmpty() : choice.images.contains(id))
            return tl::unexpected(parser.wrong(
                id.isEmpty()
                    ? RunLineText::tr("two --image for all tests: say of one which test it is for, "
                                      "--image ID=%1")
                          .arg(image)
                    : RunLineText::tr("two --image for the test %1").arg(id)));
        if (id.isEmpty())
            choice.image = image;
        else
            choice.images[id] = image;
    }
    return choice;
}

//! --jobs, --retry-inconclusive, --maxfail, --deadline and --keep.
static std::optional<PrintCommand> readLimits(const Parser &parser, RunCommand &command)
{
    const auto notTaken = [&parser](const QString &sentence, const QString &option) {
        return parser.wrong(sentence.arg(parser.value(option)));
    };
    if (parser.value(u"jobs"_s) == "auto"_L1)
        command.jobs = 0;
    else if (const auto jobs = parser.number(u"jobs"_s, 1, 200))
        command.jobs = *jobs;
    else
        return notTaken(RunLineText::tr("--jobs takes a number from 1 to 200 or auto, not \"%1\""),
                        u"jobs"_s);
    const auto retries = parser.number(u"retry-inconclusive"_s, 0, 10);
    if (!retries)
        return notTaken(
            RunLineText::tr("--retry-inconclusive takes a number from 0 to 10, not \"%1\""),
            u"retry-inconclusive"_s);
    command.retryInconclusive = *retries;
    if (parser.isSet(u"maxfail"_s)) {
        const auto most = parser.number(u"maxfail"_s, 1, 100'000);
        if (!most)
            return notTaken(RunLineText::tr("--maxfail takes a number from 1 on, not \"%1\""),
                            u"maxfail"_s);
        command.maxFail = *most;
    }
    if (parser.isSet(u"deadline"_s)) {
        constexpr double week = 7.0 * 86'400;
        // A bare number is meant as minutes as often as seconds.
        const auto seconds = parser.age(u"deadline"_s);
        if (!seconds || *seconds < 1 || *seconds > week)
            return notTaken(RunLineText::tr("--deadline takes a time such as 50m, 1h30m or 90s, at "
                                            "most a week, not \"%1\""),
                            u"deadline"_s);
        command.deadline = *seconds;
    }
    if (auto print = parser.checkWord(u"keep"_s))
        return print;
    command.keep = keepFromString(parser.value(u"keep"_s)).value_or(Keep::Never);
    return std::nullopt;
}

static std::optional<PrintCommand> readFormats(const Parser &parser, RunCommand &command)
{
    command.formats = parser.values(u"format"_s).join(u',').split(u',', Qt::SkipEmptyParts);
    for (const QString &format : std::as_const(command.formats)) {
        if (auto print = parser.checkWord(u"format"_s, format))
            return print;
    }
    return std::nullopt;
}

static std::optional<PrintCommand> readLabels(const Parser &parser, RunCommand &command)
{
    for (const QString &label : parser.values(u"label"_s)) {
        const QString key = label.section(u'=', 0, 0).trimmed();
        if (!label.contains(u'=') || key.isEmpty())
            return parser.wrong(
                RunLineText::tr("--label takes KEY=VALUE, such as build=4711, not \"%1\"")
                    .arg(label));
        if (command.labels.contains(key))
            return parser.wrong(RunLineText::tr("the --label %1 is given twice").arg(key));
        command.labels.insert(key, label.section(u'=', 1));
    }
    return std::nullopt;
}

Command parseRun(const Parser &parser)
{
    RunCommand command;
    auto places = parser.places();
    if (!places)
        return places.error();
    command.places = std::move(*places);
    QStringList contexts = parser.values(u"context"_s);
    if (contexts.removeDuplicates() > 0)
        return parser.wrong(RunLineText::tr("a --context is given twice"));
    if (parser.rest().isEmpty())
        return parser.wrong(RunLineText::tr("which suite file is to be run?"));
    auto choice = readChoice(parser);
    if (!choice)
        return choice.error();
    command.choice = std::move(*choice);
    if (auto print = readLimits(parser, command))
        return *print;
    if (auto print = readFormats(parser, command))
        return *print;
    if (auto print = readLabels(parser, command))
        return *print;
    command.konfluxTestOutput = parser.value(u"konflux-test-output"_s);
    command.dryRun = parser.isSet(u"dry-run"_s);
    command.output = parser.value(u"output"_s);
    command.trace = parser.value(u"trace"_s);
    for (const ClusterOptions &place : command.places) {
        if (command.dryRun && place.local)
            return parser.wrong(RunLineText::tr("--dry-run asks an API server: leave out --local "
                                                "and --engine"));
    }
    if (command.dryRun && !command.trace.isEmpty())
        return parser.wrong(RunLineText::tr("--dry-run runs nothing: leave out --trace"));
    if (command.dryRun && parser.isSet(u"format"_s))
        return parser.wrong(RunLineText::tr("--dry-run writes no report: leave out --format"));
    return command;
}

Command parseManifest(const Parser &parser)
{
    ManifestCommand command;
    if (parser.rest().isEmpty())
        return parser.wrong(RunLineText::tr("whose objects are to be printed? Name a suite file"));
    auto choice = readChoice(parser);
    if (!choice)
        return choice.error();
    command.choice = std::move(*choice);
    const auto cluster = parser.place();
    if (!cluster)
        return cluster.error();
    const bool asks = parser.isSet(u"context"_s) || parser.isSet(u"kubeconfig"_s) ||
                      parser.isSet(u"cluster"_s) || parser.isSet(u"sandbox"_s);
    if (cluster->local)
        return parser.wrong(RunLineText::tr("a container engine has no such objects: leave out "
                                            "--local and --engine"));
    if (asks)
        command.cluster = *cluster;
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    command.rbac = parser.isSet(u"rbac"_s);
    if (command.rbac && asks)
        return parser.wrong(RunLineText::tr("--rbac follows from the suites alone: leave out "
                                            "--context, --cluster, --kubeconfig and --sandbox"));
    command.json = parser.value(u"format"_s) == "json"_L1;
    command.output = parser.value(u"output"_s);
    return command;
}

} // namespace assay::app
