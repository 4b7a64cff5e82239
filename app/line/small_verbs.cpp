// SPDX-License-Identifier: Apache-2.0
#include "small_verbs.h"

#include <models/suite/custom_image_test_configuration.h>

#include <QCoreApplication>

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
    command.packages = parser.rest().mid(1);
    const bool onCluster = parser.isSet(u"context"_s) || parser.isSet(u"cluster"_s) ||
                           parser.isSet(u"kubeconfig"_s) || parser.isSet(u"sandbox"_s);
    if (onCluster) {
        const auto place = parser.place();
        if (!place)
            return place.error();
        command.place = *place;
    } else {
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

Command parseImport(const Parser &parser)
{
    static const QStringList kinds{u"pytest"_s, u"imagestream"_s, u"packages"_s};
    ImportCommand command;
    command.kind = parser.rest().value(0);
    command.files = parser.rest().mid(1);
    if (!kinds.contains(command.kind))
        return parser.wrong(VerbText::tr("import takes pytest, imagestream or packages and then "
                                         "files, not \"%1\"")
                                .arg(command.kind));
    if (command.files.isEmpty())
        return parser.wrong(VerbText::tr("which files are to be imported?"));
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
