// SPDX-License-Identifier: Apache-2.0
#include "small_verbs.h"

#include <models/suite/custom_image_test_configuration.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

struct VerbText
{
    Q_DECLARE_TR_FUNCTIONS(VerbText)
};

Command parseTry(const Parser &parser)
{
    using Configuration = models::CustomImageTestConfiguration;
    TryCommand command;
    if (parser.rest().isEmpty())
        return parser.wrong(VerbText::tr("which image is to be tried?"));
    command.image = parser.rest().constFirst();
    if (std::any_of(command.image.begin(), command.image.end(),
                    [](QChar c) { return c.isSpace(); }))
        return parser.wrong(
            VerbText::tr("\"%1\" is no name of an image: one holds no spaces, as in "
                         "quay.io/organization/image:2025.1")
                .arg(command.image));
    command.packages = parser.rest().mid(1);
    const bool onCluster = parser.isSet(u"context"_s) || parser.isSet(u"cluster"_s) ||
                           parser.isSet(u"kubeconfig"_s) || parser.isSet(u"sandbox"_s);
    if (onCluster) {
        const auto place = parser.place();
        if (!place)
            return place.error();
        command.place = *place;
    } else {
        if (auto print = parser.checkEngine())
            return *print;
        command.place.engine = parser.value(u"engine"_s);
    }
    command.pullSecret = parser.value(u"pull-secret"_s);
    if (!command.pullSecret.isEmpty() && !onCluster)
        return parser.wrong(VerbText::tr("--pull-secret is for a cluster: a container engine pulls "
                                         "with what \"podman login\" or \"docker login\" keeps"));
    command.requirements = parser.value(u"requirements"_s);
    command.saveTo = parser.value(u"save"_s);
    const auto timeout =
        parser.number(u"timeout"_s, Configuration::minPodReady, Configuration::maxPodReady);
    if (!timeout)
        return parser.wrong(VerbText::tr("--timeout takes a number from 60 to 900, not \"%1\"")
                                .arg(parser.value(u"timeout"_s)));
    command.timeout = *timeout;
    command.checks = !parser.isSet(u"no-checks"_s);
    command.keep = parser.isSet(u"keep"_s);
    command.output = parser.value(u"output"_s);
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    command.json = parser.value(u"format"_s) == "json"_L1;
    return command;
}

//! Where ImageStreams are read of a cluster; what is wrong with that.
static std::optional<PrintCommand> readStreamsPlace(const Parser &parser, ImportCommand &command)
{
    static const QStringList where{u"context"_s,   u"cluster"_s,          u"kubeconfig"_s,
                                   u"namespace"_s, u"sandbox"_s,          u"local"_s,
                                   u"engine"_s,    u"allow-exec-plugin"_s};
    const auto said = std::find_if(where.begin(), where.end(),
                                   [&parser](const QString &name) { return parser.isSet(name); });
    if (said == where.end())
        return std::nullopt;
    if (command.kind != "imagestream"_L1)
        return parser.wrong(VerbText::tr("--%1 goes with \"assay import imagestream\": %2 comes "
                                         "from files")
                                .arg(*said, command.kind));
    if (!command.files.isEmpty())
        return parser.wrong(VerbText::tr("ImageStreams come from files or from a cluster: leave "
                                         "out the files, or --%1")
                                .arg(*said));
    const auto place = parser.place();
    if (!place)
        return place.error();
    if (place->sandbox || place->local)
        return parser.wrong(VerbText::tr("ImageStreams are OpenShift's: neither the sandbox nor a "
                                         "container engine has any"));
    if (parser.values(u"namespace"_s).size() > 1)
        return parser.wrong(VerbText::tr("one namespace at a time, please"));
    if (auto print = parser.checkNamespaces())
        return *print;
    command.cluster = *place;
    command.nameSpace = parser.value(u"namespace"_s);
    return std::nullopt;
}

//! What a file of that name holds most often; empty: it is no name of one.
static QString kindOfFile(const QString &name)
{
    const auto ends = [&name](const QStringList &suffixes) {
        return std::any_of(suffixes.begin(), suffixes.end(),
                           [&name](const QString &suffix) { return name.endsWith(suffix); });
    };
    return ends({u".py"_s})                            ? u"pytest"_s
           : ends({u".txt"_s, u".toml"_s, u".in"_s})   ? u"packages"_s
           : ends({u".yaml"_s, u".yml"_s, u".json"_s}) ? u"imagestream"_s
                                                       : QString();
}

Command parseImport(const Parser &parser)
{
    static const QStringList kinds{u"pytest"_s, u"imagestream"_s, u"packages"_s};
    ImportCommand command;
    command.kind = parser.rest().value(0);
    command.files = parser.rest().mid(1);
    if (command.kind.isEmpty())
        return parser.wrong(VerbText::tr("import what? pytest, imagestream or packages, and then "
                                         "files"));
    if (const QString meant = kindOfFile(command.kind); !meant.isEmpty())
        return parser.wrong(VerbText::tr("import takes pytest, imagestream or packages and then "
                                         "files: did you mean \"assay import %1 %2\"?")
                                .arg(meant, command.kind));
    if (!kinds.contains(command.kind))
        return parser.wrong(VerbText::tr("import takes pytest, imagestream or packages and then "
                                         "files, not \"%1\"")
                                .arg(command.kind));
    if (auto print = readStreamsPlace(parser, command))
        return *print;
    if (command.files.isEmpty() && !command.cluster)
        return parser.wrong(
            command.kind == "imagestream"_L1
                ? VerbText::tr("import imagestream reads files, or a cluster with --context and "
                               "-n: name one of them")
                : VerbText::tr("import %1 reads files: name one, or - for standard input")
                      .arg(command.kind));
    if (command.files.count(u"-"_s) > 1)
        return parser.wrong(VerbText::tr("standard input can be read once"));
    command.constants = parser.values(u"constants"_s);
    command.parameters = parser.values(u"params"_s);
    if (!command.constants.isEmpty() && command.kind != "pytest"_L1)
        return parser.wrong(VerbText::tr("--constants goes with \"assay import pytest\""));
    if (!command.parameters.isEmpty() && command.kind != "imagestream"_L1)
        return parser.wrong(VerbText::tr("--params goes with \"assay import imagestream\""));
    command.into = parser.value(u"into"_s);
    if (!command.into.isEmpty() && command.kind == "packages"_L1)
        return parser.wrong(VerbText::tr("packages are printed as the two fields of a test: leave "
                                         "out --into"));
    command.output = parser.value(u"output"_s);
    if (!command.into.isEmpty() && parser.isSet(u"output"_s))
        return parser.wrong(VerbText::tr("--into and -o are two places: leave out one of them"));
    return command;
}

Command parseExport(const Parser &parser)
{
    ExportCommand command;
    command.kind = parser.rest().value(0);
    if (command.kind.isEmpty())
        return parser.wrong(VerbText::tr("export what? pytest, and then a suite file"));
    if (kindOfFile(command.kind) == "imagestream"_L1)
        return parser.wrong(VerbText::tr("export takes pytest and a suite: did you mean \"assay "
                                         "export pytest %1\"?")
                                .arg(command.kind));
    if (command.kind != "pytest"_L1)
        return parser.wrong(
            VerbText::tr("export takes pytest and a suite, not \"%1\"").arg(command.kind));
    if (parser.rest().size() != 2)
        return parser.wrong(VerbText::tr("which suite file is to be exported? One at a time"));
    command.suite = parser.rest().at(1);
    command.tests = parser.values(u"test"_s);
    command.output = parser.value(u"output"_s);
    return command;
}

} // namespace assay::app
