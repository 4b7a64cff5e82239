// SPDX-License-Identifier: Apache-2.0
#include "file_clashes.h"

#include "cluster/cluster_choice.h"

#include <models/report/report.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <vector>

namespace assay::app {

using models::ReportFormat;
using namespace Qt::StringLiterals;

namespace {

struct ClashText
{
    Q_DECLARE_TR_FUNCTIONS(FileClashes)
};

struct Written
{
    QString path;
    QString option; //!< that names it
};

void addKubeconfigs(const ClusterOptions &cluster, QStringList &inputs)
{
    if (!cluster.sandbox && !cluster.local)
        inputs << kubeconfigPaths(cluster);
}

QStringList inputsOf(const Command &command)
{
    QStringList inputs;
    std::visit(
        [&inputs](const auto &c) {
            if constexpr (requires { c.suites; })
                inputs << c.suites;
            if constexpr (requires { c.choice; })
                inputs << c.choice.suites << c.choice.pullSecret;
            if constexpr (requires { c.suite; })
                inputs << c.suite;
            if constexpr (requires { c.files; })
                inputs << c.files;
            if constexpr (requires { c.constants; })
                inputs << c.constants << c.parameters;
            if constexpr (requires { c.logs; })
                inputs << c.logs.values();
            if constexpr (requires { c.requirements; })
                inputs << c.requirements << c.pullSecret;
            if constexpr (requires { c.places; }) {
                for (const ClusterOptions &place : c.places)
                    addKubeconfigs(place, inputs);
            }
            if constexpr (requires { c.place; })
                addKubeconfigs(c.place, inputs);
            if constexpr (requires { c.cluster.kubeconfig; })
                addKubeconfigs(c.cluster, inputs);
            else if constexpr (requires { c.cluster->kubeconfig; }) {
                if (c.cluster)
                    addKubeconfigs(*c.cluster, inputs);
            }
        },
        command);
    inputs.removeAll(QString());
    return inputs;
}

//! The reports that a run writes into a folder; none are named: all.
void addReports(const QString &folder, const QStringList &formats, std::vector<Written> &written)
{
    if (folder.isEmpty())
        return;
    for (const ReportFormat format : {ReportFormat::JsonFile, ReportFormat::JUnit,
                                      ReportFormat::Html, ReportFormat::Markdown}) {
        const auto isMeant = [format](const QString &name) {
            return models::reportFormatFromString(name) == format;
        };
        // The JSON is what the window and other reports read: it is always there.
        if (formats.isEmpty() || format == ReportFormat::JsonFile ||
            std::any_of(formats.begin(), formats.end(), isMeant))
            written.push_back({QDir(folder).filePath(models::fileNameFor(format)), u"-o"_s});
    }
}

std::vector<Written> writtenBy(const Command &command)
{
    std::vector<Written> written;
    const auto add = [&written](const QString &path, const QString &option) {
        if (!path.isEmpty() && path != "-"_L1)
            written.push_back({path, option});
    };
    if (const auto *run = std::get_if<RunCommand>(&command)) {
        add(run->trace, u"--trace"_s);
        add(run->konfluxTestOutput, u"--konflux-test-output"_s);
        if (run->dryRun)
            add(run->output, u"-o"_s);
        else
            addReports(run->output, run->formats, written);
    } else if (const auto *tried = std::get_if<TryCommand>(&command)) {
        add(tried->saveTo, u"--save"_s);
        addReports(tried->output, {}, written);
    } else {
        std::visit(
            [&add](const auto &c) {
                if constexpr (requires { c.output; })
                    add(c.output, u"-o"_s);
            },
            command);
    }
    return written;
}

//! What a run wrote of itself, and nothing else can bring back.
bool isOfARecord(const QFileInfo &file)
{
    const QFileInfo real(file.canonicalFilePath());
    const QString folder = real.dir().dirName();
    return real.fileName() == "run.jsonl"_L1 ||
           ((folder == "logs"_L1 || folder == "manifests"_L1) &&
            QFileInfo::exists(real.path() + u"/../run.jsonl"_s));
}

//! The same place, whether anything is there yet or not.
bool areOne(const QString &one, const QString &other)
{
    const QFileInfo a(one);
    const QFileInfo b(other);
    if (a.exists() || b.exists())
        return a.isFile() && a == b;
    return QDir::cleanPath(a.absoluteFilePath()) == QDir::cleanPath(b.absoluteFilePath());
}

} // namespace

std::optional<QString> fileClash(const Command &command)
{
    const QStringList inputs = inputsOf(command);
    const std::vector<Written> written = writtenBy(command);
    for (std::size_t i = 0; i < written.size(); ++i) {
        const auto &[path, option] = written[i];
        const QFileInfo target(path);
        if (target.isFile() && isOfARecord(target))
            return ClashText::tr("%1 is a part of a run's record, and would be overwritten: choose "
                                 "another name for %2.")
                .arg(path, option);
        for (const QString &input : inputs) {
            if (target.isFile() && target == QFileInfo(input))
                return ClashText::tr("%1 is what is read, and would be overwritten: choose another "
                                     "name for %2.")
                    .arg(path, option);
        }
        for (std::size_t other = 0; other < i; ++other) {
            if (areOne(path, written[other].path))
                return ClashText::tr("%1 is what both %2 and %3 would write: choose another name "
                                     "for %2.")
                    .arg(path, written[other].option, option);
        }
    }
    return std::nullopt;
}

} // namespace assay::app
