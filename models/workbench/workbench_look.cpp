// SPDX-License-Identifier: Apache-2.0
#include <models/base/yaml.h>
#include <models/workbench/workbench_look.h>

namespace assay::models {

using namespace Qt::StringLiterals;

WorkbenchLook lookAt(const Workbench &workbench, const QDateTime &now)
{
    WorkbenchLook look;
    look.found = diagnose(workbench, now);
    look.events = workbench.history.events;
    look.logs = workbench.logs;
    look.at = now;
    QStringList documents;
    for (const Json *object :
         {&workbench.notebook, &workbench.statefulSet, &workbench.history.pod}) {
        if (object->is_object())
            documents << QString::fromUtf8(yaml::write(*object));
    }
    look.yaml = documents.join(u"---\n"_s);
    return look;
}

QString nameOf(const WorkbenchDiagnosis &found)
{
    return u"%1 %2/%3"_s.arg(found.kind, found.nameSpace, found.name);
}

} // namespace assay::models
