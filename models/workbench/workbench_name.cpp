// SPDX-License-Identifier: Apache-2.0
#include <models/workbench/workbench.h>

#include "reachability.h"

#include <QCoreApplication>
#include <QHash>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct WorkbenchNameText
{
    Q_DECLARE_TR_FUNCTIONS(Workbench)
};

} // namespace

tl::expected<WorkbenchName, QString> WorkbenchName::parse(const QString &written)
{
    static const QHash<QString, QString> kinds{
        {u"notebook"_s, u"Notebook"_s},
        {u"notebooks"_s, u"Notebook"_s},
        {u"nb"_s, u"Notebook"_s},
        {u"statefulset"_s, u"StatefulSet"_s},
        {u"sts"_s, u"StatefulSet"_s},
        {u"statefulsets"_s, u"StatefulSet"_s},
        {u"pod"_s, u"Pod"_s},
        {u"pods"_s, u"Pod"_s},
        {u"po"_s, u"Pod"_s},
    };
    const qsizetype slash = written.indexOf(u'/');
    if (slash < 0)
        return WorkbenchName{{}, written};
    // As kubectl's "-o name" writes it, with the group: notebook.kubeflow.org/nb.
    const QString kind = written.left(slash).section(u'.', 0, 0).toLower();
    const QString name = written.mid(slash + 1);
    if (!kinds.contains(kind) || name.isEmpty() || name.contains(u'/')) {
        return tl::unexpected(
            WorkbenchNameText::tr("\"%1\" is no Notebook, StatefulSet or Pod: write a name, or "
                                  "notebook/NAME, statefulset/NAME or pod/NAME")
                .arg(written));
    }
    return WorkbenchName{kinds.value(kind), name};
}

const Workbench *findWorkbench(const std::vector<Workbench> &all, const WorkbenchName &name,
                               const QString &nameSpace)
{
    const auto isMeant = [&](const Workbench &workbench, const QString &kind) {
        if (!nameSpace.isEmpty() && workbench.nameSpace != nameSpace)
            return false;
        // A pod or a set is part of a workbench, and says more as one.
        return (workbench.kind == kind && workbench.name == name.name) ||
               (kind == "StatefulSet"_L1 && nameOf(workbench.statefulSet) == name.name) ||
               (kind == "Pod"_L1 && workbench.podName() == name.name);
    };
    for (const QString &kind : {u"Notebook"_s, u"StatefulSet"_s, u"Pod"_s}) {
        if (!name.kind.isEmpty() && name.kind != kind)
            continue;
        for (const Workbench &workbench : all) {
            if (isMeant(workbench, kind))
                return &workbench;
        }
    }
    return nullptr;
}

} // namespace assay::models
