// SPDX-License-Identifier: Apache-2.0
#include "shell_commands.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

struct ShellCommands
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::ShellCommands)
};

QString firstFailedImport(const models::RunRecord &record)
{
    const auto &results = record.results();
    const auto failed = std::find_if(results.begin(), results.end(), [](const auto &r) {
        return r.outcome == models::PackageOutcome::Failed;
    });
    return failed == results.end() ? QString() : failed->packageName;
}

constexpr int usualPort = 8888;

//! The container that a workbench is, in the pod as last seen; null: none was.
const models::Json &mainContainer(const models::RunRecord &record, const char *part,
                                  const char *list)
{
    static const models::Json null = nullptr;
    const QString name = record.notebook().containerName.isEmpty()
                             ? record.configuration().notebookName
                             : record.notebook().containerName;
    for (const models::Json &container : models::listAt(record.pod(), {part, list}))
        if (models::textAt(container, {"name"}) == name)
            return container;
    return null;
}

int portOf(const models::RunRecord &record)
{
    for (const models::Json &port :
         models::listAt(mainContainer(record, "spec", "containers"), {"ports"})) {
        const models::Json &number = models::at(port, {"containerPort"});
        if (number.is_number_integer())
            return number.get<int>();
    }
    return usualPort;
}

//! "podman://4f1c…" without the engine, as short as engines show it.
QString containerOf(const models::RunRecord &record)
{
    return models::textAt(mainContainer(record, "status", "containerStatuses"), {"containerID"})
        .section(u"://"_s, -1)
        .left(12);
}

QString line(const QStringList &words)
{
    QStringList quoted;
    for (const QString &word : words)
        quoted << shellWord(word);
    return quoted.join(u' ');
}

//! Where a run's workbench is for kubectl or oc.
struct ClusterPlace
{
    QStringList base; //!< the program with what every command of it needs
    QString pod;
    QString container;

    QString with(const QStringList &more) const { return line(base + more); }
};

ClusterPlace placeOf(const models::RunRecord &record, const QString &client,
                     const QString &kubeconfig = {})
{
    const auto &configuration = record.configuration();
    const models::NotebookResource &notebook = record.notebook();
    QStringList base{client};
    if (!kubeconfig.isEmpty())
        base << u"--kubeconfig"_s << kubeconfig;
    if (!record.start().context.isEmpty())
        base << u"--context"_s << record.start().context;
    base << u"-n"_s << configuration.nameSpace;
    return {base,
            notebook.podName.isEmpty() ? configuration.notebookName + "-0"_L1 : notebook.podName,
            notebook.containerName.isEmpty() ? configuration.notebookName : notebook.containerName};
}

} // namespace

QString shellWord(const QString &text)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./-]+$"_s);
    if (plain.match(text).hasMatch())
        return text;
    return u'\'' + QString(text).replace(u'\'', "'\\''"_L1) + u'\'';
}

std::vector<ShellCommand> clusterCommands(const models::RunRecord &record, const QString &client)
{
    const ClusterPlace place = placeOf(record, client);
    const QString &pod = place.pod;
    const QString &container = place.container;
    const QString notebook = record.configuration().notebookName;
    std::vector<ShellCommand> commands;
    commands.push_back(
        {ShellCommands::tr("Describe the pod"), place.with({u"describe"_s, u"pod"_s, pod})});
    commands.push_back({ShellCommands::tr("The log of the workbench"),
                        place.with({u"logs"_s, pod, u"-c"_s, container})});
    commands.push_back({ShellCommands::tr("The log of the start before"),
                        place.with({u"logs"_s, pod, u"-c"_s, container, u"--previous"_s})});
    commands.push_back({ShellCommands::tr("What the cluster said"),
                        place.with({u"get"_s, u"events"_s, u"--sort-by=.lastTimestamp"_s})});
    commands.push_back({ShellCommands::tr("The Notebook as YAML"),
                        place.with({u"get"_s, u"notebook"_s, notebook, u"-o"_s, u"yaml"_s})});
    if (const QString package = firstFailedImport(record); !package.isEmpty())
        commands.push_back({ShellCommands::tr("Import %1 again").arg(package),
                            place.with({u"exec"_s, pod, u"-c"_s, container, u"--"_s, u"python"_s,
                                        u"-c"_s, u"import "_s + package})});
    if (record.isFinished() && !record.leftovers().empty())
        commands.push_back(
            {ShellCommands::tr("Remove what the run left"),
             line({u"assay"_s, u"clean"_s, u"--context"_s, record.start().context})});
    return commands;
}

std::vector<ShellCommand> podmanCommands(const models::RunRecord &record)
{
    const QString &image = record.configuration().customImage;
    std::vector<ShellCommand> commands;
    if (const QString package = firstFailedImport(record); !package.isEmpty())
        commands.push_back({ShellCommands::tr("Import %1 in the image, here").arg(package),
                            line({u"podman"_s, u"run"_s, u"--rm"_s, image, u"python"_s, u"-c"_s,
                                  u"import "_s + package})});
    commands.push_back(
        {ShellCommands::tr("Start the image, here"),
         line({u"podman"_s, u"run"_s, u"--rm"_s, u"-it"_s, u"-p"_s, u"8888:8888"_s, image})});
    commands.push_back({ShellCommands::tr("A shell in the image, here"),
                        line({u"podman"_s, u"run"_s, u"--rm"_s, u"-it"_s, u"--entrypoint"_s,
                              u"/bin/sh"_s, image})});
    return commands;
}

std::vector<ShellCommand> keptCommands(const models::RunRecord &record, const QString &client,
                                       const QString &kubeconfig)
{
    const ClusterPlace place = placeOf(record, client, kubeconfig);
    const QString &pod = place.pod;
    const QString &container = place.container;
    const QString port = QString::number(portOf(record));
    return {
        {ShellCommands::tr("Read its log"),
         place.with({u"logs"_s, pod, u"-c"_s, container, u"-f"_s, u"--tail=200"_s})},
        {ShellCommands::tr("Describe its pod"), place.with({u"describe"_s, u"pod"_s, pod})},
        {ShellCommands::tr("A shell in it"),
         place.with({u"exec"_s, u"-it"_s, pod, u"-c"_s, container, u"--"_s, u"/bin/sh"_s})},
        {ShellCommands::tr("Python in it"),
         place.with({u"exec"_s, u"-it"_s, pod, u"-c"_s, container, u"--"_s, u"python"_s})},
        {ShellCommands::tr("Reach its page at %1").arg(forwardedPage(record)),
         place.with({u"port-forward"_s, u"pod/"_s + pod, port + u':' + port})},
    };
}

QString engineClient(const models::RunRecord &record)
{
    if (record.start().engine.isEmpty())
        return {};
    return record.start().engine.startsWith("Docker"_L1) ? u"docker"_s : u"podman"_s;
}

//! The engine's own program, told which engine: of the several on one computer it takes the one of
//! whoever calls it. A service that Assay started for itself is that one too, and ends before the
//! command may be typed.
static QStringList clientOf(const models::RunRecord &record, const QString &program)
{
    const QString &socket = record.start().server;
    if (!socket.startsWith("unix://"_L1) || socket.contains(u"/assay-podman-"_s))
        return {program};
    return {program, program == u"docker"_s ? u"--host"_s : u"--url"_s, socket};
}

std::vector<ShellCommand> keptContainerCommands(const models::RunRecord &record)
{
    const QString id = containerOf(record);
    const QString program = engineClient(record);
    if (id.isEmpty() || program.isEmpty())
        return {};
    const QStringList client = clientOf(record, program);
    return {
        {ShellCommands::tr("Read its log"),
         line(client + QStringList{u"logs"_s, u"-f"_s, u"--tail"_s, u"200"_s, id})},
        {ShellCommands::tr("Describe its container"), line(client + QStringList{u"inspect"_s, id})},
        {ShellCommands::tr("A shell in it"),
         line(client + QStringList{u"exec"_s, u"-it"_s, id, u"/bin/sh"_s})},
        {ShellCommands::tr("Python in it"),
         line(client + QStringList{u"exec"_s, u"-it"_s, id, u"python"_s})},
        {ShellCommands::tr("Where its page is published"),
         line(client + QStringList{u"port"_s, id, QString::number(portOf(record))})},
    };
}

QString forwardedPage(const models::RunRecord &record)
{
    const auto &c = record.configuration();
    return u"http://localhost:%1/notebook/%2/%3/"_s.arg(portOf(record))
        .arg(c.nameSpace, c.notebookName);
}

} // namespace assay::ui
