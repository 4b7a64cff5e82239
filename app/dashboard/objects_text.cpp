// SPDX-License-Identifier: Apache-2.0
#include "objects_text.h"

#include "cluster/internal_error.h"
#include "cluster/rehearsed_objects.h"

#include <models/base/yaml.h>

#include <QCoreApplication>

namespace assay::app {

using ui::ObjectsText;
using namespace Qt::StringLiterals;

struct ObjectsTextText
{
    Q_DECLARE_TR_FUNCTIONS(ObjectsText)
};

static QString yamlOf(const models::Json &object)
{
    return object.is_null() ? QString() : QString::fromUtf8(models::yaml::write(object)).chopped(1);
}

static ObjectsText compared(const models::CustomImageTestConfiguration &configuration)
{
    using models::ComparedLine;
    ObjectsText text;
    for (const RehearsedObject &one : rehearsedObjects(configuration, assumedCluster(), 1, false)) {
        text.objects << u"%1 %2"_s.arg(models::at(one.object, {"kind"}).get<QString>(),
                                       models::at(one.object, {"metadata", "name"}).get<QString>());
        text.lines.push_back({ComparedLine::Kind::Both, u"---"_s});
        if (one.ofTemplate.is_null()) {
            for (const QString &line : yamlOf(one.object).split(u'\n'))
                text.lines.push_back({ComparedLine::Kind::After, line});
            continue;
        }
        for (ComparedLine &line : models::compareLines(yamlOf(one.ofTemplate), yamlOf(one.object)))
            text.lines.push_back(std::move(line));
    }
    return text;
}

ObjectsText objectsText(const models::CustomImageTestConfiguration &configuration)
{
    try {
        return compared(configuration);
    } catch (...) {
        ObjectsText none;
        none.problem = internalError(ObjectsTextText::tr("while the objects were made")).message;
        return none;
    }
}

} // namespace assay::app
