// SPDX-License-Identifier: Apache-2.0
#include "local_options.h"

#include <models/suite/custom_image_test_configuration.h>

#include <QCoreApplication>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct LocalOptionsText
{
    Q_DECLARE_TR_FUNCTIONS(LocalOptionsText)
};
} // namespace

void addEngineOptions(Parser &parser, bool optional)
{
    if (optional)
        parser.add(
            {u"local"_s, LocalOptionsText::tr("Use a container engine of this computer (Podman or "
                                              "Docker) instead of a cluster.")});
    parser.add(
        {u"engine"_s,
         LocalOptionsText::tr("The container engine: podman, docker or unix://PATH (default: the "
                              "first that is found)."),
         u"ENGINE"_s});
}

std::optional<PrintCommand> readEngineOptions(const Parser &parser, ClusterOptions &options)
{
    options.engine = parser.value(u"engine"_s);
    options.local = parser.isSet(u"local"_s) || !options.engine.isEmpty();
    if (options.local &&
        (options.sandbox || parser.isSet(u"kubeconfig"_s) || parser.isSet(u"context"_s)))
        return parser.wrong(
            LocalOptionsText::tr("--local and --engine ask no cluster: leave out --sandbox, "
                                 "--kubeconfig and --context"));
    return std::nullopt;
}

Command parseTry(const QStringList &arguments)
{
    Parser parser(
        u"try"_s,
        LocalOptionsText::tr("Starts an image on this computer as OpenShift would start it, "
                             "checks the workbench and imports packages. No suite, no cluster."));
    addEngineOptions(parser, false);
    parser.add({{u"r"_s, u"requirements"_s},
                LocalOptionsText::tr("Also what this file lists, such as requirements.txt."),
                u"FILE"_s});
    parser.add(
        {u"save"_s, LocalOptionsText::tr("Write what was tried as a suite."), u"SUITE.yaml"_s});
    parser.add(
        {u"timeout"_s,
         LocalOptionsText::tr("Seconds for the workbench to be ready, 60 to 900 (default 120)."),
         u"N"_s, u"120"_s});
    parser.add({u"no-checks"_s, LocalOptionsText::tr("Leave out the workbench checks.")});
    parser.add({u"keep"_s, LocalOptionsText::tr("Leave the container running.")});
    parser.add({{u"o"_s, u"output"_s},
                LocalOptionsText::tr("Write the reports and run folders here."),
                u"DIR"_s});
    parser.add({u"format"_s, LocalOptionsText::tr("text (default) or json."), u"F"_s, u"text"_s});
    parser.positional(u"IMAGE"_s,
                      LocalOptionsText::tr("An image of the engine, or one to be pulled."));
    parser.positional(u"PACKAGE"_s, LocalOptionsText::tr("Packages to import."), u"[PACKAGE…]"_s);
    if (auto print = parser.parse(arguments))
        return *print;
    TryCommand command;
    if (parser.rest().isEmpty())
        return parser.wrong(LocalOptionsText::tr("which image is to be tried?"));
    command.image = parser.rest().constFirst();
    command.packages = parser.rest().mid(1);
    command.engine = parser.value(u"engine"_s);
    command.requirements = parser.value(u"requirements"_s);
    command.saveTo = parser.value(u"save"_s);
    bool ok = false;
    command.timeout = parser.value(u"timeout"_s).toInt(&ok);
    if (!ok || command.timeout < models::CustomImageTestConfiguration::minPodReady ||
        command.timeout > models::CustomImageTestConfiguration::maxPodReady)
        return parser.wrong(
            LocalOptionsText::tr("--timeout takes a number from 60 to 900, not \"%1\"")
                .arg(parser.value(u"timeout"_s)));
    command.checks = !parser.isSet(u"no-checks"_s);
    command.keep = parser.isSet(u"keep"_s);
    command.output = parser.value(u"output"_s);
    const QString format = parser.value(u"format"_s);
    if (format != "text"_L1 && format != "json"_L1)
        return parser.wrong(
            LocalOptionsText::tr("--format takes text or json, not \"%1\"").arg(format));
    command.json = format == "json"_L1;
    return command;
}

} // namespace assay::app
