// SPDX-License-Identifier: Apache-2.0
#include "diagnose.h"
#include "output/terminal.h"

#include <models/base/edit_distance.h>
#include <models/workbench/object_files.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using models::Workbench;
using models::WorkbenchDiagnosis;
using namespace Qt::StringLiterals;

namespace {

struct DiagnoseText
{
    Q_DECLARE_TR_FUNCTIONS(Diagnose)
};

QString notFound(const DiagnoseCommand &command, const models::WorkbenchName &name,
                 const std::vector<Workbench> &all)
{
    const QString kind =
        name.kind.isEmpty() ? DiagnoseText::tr("Notebook, StatefulSet or Pod") : name.kind;
    QString sentence = command.files.isEmpty()
                           ? DiagnoseText::tr("There is no %1 \"%2\" in namespace %3.")
                                 .arg(kind, name.name, command.nameSpace)
                           : DiagnoseText::tr("The input holds no %1 \"%2\".").arg(kind, name.name);
    QStringList names;
    for (const Workbench &workbench : all)
        names << workbench.name;
    const QString nearest = models::nearestName(name.name, names);
    if (!nearest.isEmpty())
        sentence += u' ' + DiagnoseText::tr("Did you mean \"%1\"?").arg(nearest);
    return sentence;
}

bool write(const QByteArray &bytes)
{
    Terminal(Terminal::Stream::Out).writeBytes(bytes);
    return Terminal::isOutputWhole();
}

} // namespace

void complain(const QString &sentence)
{
    Terminal(Terminal::Stream::Err) << u"assay: "_s << sentence << '\n';
}

tl::expected<std::vector<Workbench>, QString> meantWorkbenches(const DiagnoseCommand &command,
                                                               std::vector<Workbench> all)
{
    if (!command.name.isEmpty()) {
        const auto name = models::WorkbenchName::parse(command.name);
        const Workbench *meant = models::findWorkbench(all, *name, command.nameSpace);
        if (!meant)
            return tl::unexpected(notFound(command, *name, all));
        return std::vector<Workbench>{*meant};
    }
    const auto isElsewhere = [&command](const Workbench &workbench) {
        return !command.nameSpace.isEmpty() && workbench.nameSpace != command.nameSpace;
    };
    std::erase_if(all, isElsewhere);
    const bool anyDeclared =
        std::any_of(all.begin(), all.end(), [](const Workbench &w) { return w.isDeclared; });
    // Whoever prints one pod to a file means it; of a cluster's pods most are none.
    if (anyDeclared || command.files.isEmpty())
        std::erase_if(all, [](const Workbench &workbench) { return !workbench.isDeclared; });
    return all;
}

int printDiagnosis(const DiagnoseCommand &command, std::vector<Workbench> all,
                   const models::ClusterObjects &objects, const QDateTime &now,
                   const QString &where)
{
    auto meant = meantWorkbenches(command, std::move(all));
    if (!meant) {
        complain(meant.error());
        return 2;
    }
    models::DiagnosisInput input;
    input.at = now;
    input.where = where;
    input.unseen = objects.unseen;
    input.isOne = !command.name.isEmpty() || (!command.files.isEmpty() && meant->size() == 1);
    // Of files, whoever wrote them chose what is in them.
    input.lacksNotebooks = command.files.isEmpty() && command.name.isEmpty() &&
                           !objects.knows(models::ClusterObjects::Kind::Notebook);
    for (const Workbench &workbench : *meant) {
        WorkbenchDiagnosis found = models::diagnose(workbench, now);
        if (found.standing == models::Standing::Ready && !input.isOne)
            ++input.ready;
        else
            input.found.push_back(std::move(found));
    }
    if (!write(models::renderDiagnosis(input, *models::diagnosisFormatFromString(command.format))))
        return 2;
    const int status = models::exitStatusFor(input.found);
    if (!input.lacksNotebooks || status != 0)
        return status;
    if (command.format == "json"_L1)
        complain(DiagnoseText::tr("Notebooks could not be listed, so there may be more workbenches "
                                  "than were seen."));
    return 3;
}

int diagnoseFiles(const DiagnoseCommand &command)
{
    models::ClusterObjects objects;
    for (const QString &file : command.files) {
        if (const auto problem = models::addPath(objects, file)) {
            complain(*problem);
            return 2;
        }
    }
    for (auto log = command.logs.begin(); log != command.logs.end(); ++log) {
        if (const auto problem = models::addLog(objects, log.key(), log.value())) {
            complain(*problem);
            return 2;
        }
    }
    if (!objects.holdsWorkbenches()) {
        for (const QString &sentence : std::as_const(objects.unseen))
            complain(sentence);
        complain(DiagnoseText::tr("%1: there is no Notebook, StatefulSet or Pod in it: print them "
                                  "with \"kubectl get pod,event,statefulset,notebook,pvc,service "
                                  "-o yaml\".")
                     .arg(command.files.join(u", "_s)));
        return 2;
    }
    return printDiagnosis(command, models::workbenchesIn(objects), objects, objects.newest(), {});
}

} // namespace assay::app
