// SPDX-License-Identifier: Apache-2.0
#include <models/suite/configuration_fields.h>

#include "base/json_reading.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using Configuration = CustomImageTestConfiguration;
using Kind = ConfigurationField::Kind;
using Presence = ConfigurationField::Presence;

static constexpr ConfigurationField fieldTable[] = {
    {.name = "id",
     .member = &Configuration::id,
     .kind = Kind::Text,
     .presence = Presence::Required,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields", "Names the test in the suite and in reports"),
     .canBeDefault = false},
    {.name = "namespace",
     .member = &Configuration::nameSpace,
     .kind = Kind::Text,
     .presence = Presence::Required,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Where the notebook is created: a name that begins with test-. It is "
                              "made for the run if it does not exist.")},
    {.name = "notebook_name",
     .member = &Configuration::notebookName,
     .kind = Kind::Text,
     .presence = Presence::Required,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "The Notebook to create: lower-case letters, digits and hyphens, at "
                              "most 63 characters"),
     .canBeDefault = false},
    {.name = "custom_image",
     .member = &Configuration::customImage,
     .kind = Kind::Text,
     .presence = Presence::Required,
     .doc =
         QT_TRANSLATE_NOOP("ConfigurationFields", "Registry, repository, and a tag or a digest")},
    {.name = "packages_to_verify",
     .member = &Configuration::packagesToVerify,
     .kind = Kind::List,
     .presence = Presence::Required,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields", "Import names, verified in this order."),
     .example = "[numpy, pandas]"},
    {.name = "timeout_pod_ready",
     .member = &Configuration::timeoutPodReady,
     .kind = Kind::Seconds,
     .presence = Presence::Recorded,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields", "Seconds to wait for the pod to become ready"),
     .least = Configuration::minPodReady,
     .most = Configuration::maxPodReady},
    {.name = "timeout_command",
     .member = &Configuration::timeoutCommand,
     .kind = Kind::Seconds,
     .presence = Presence::Recorded,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Seconds that the import of one package, or one notebook cell, may "
                              "take"),
     .least = Configuration::minCommand,
     .most = Configuration::maxCommand},
    {.name = "auth_annotations",
     .member = &Configuration::authAnnotations,
     .kind = Kind::Pairs,
     .presence = Presence::Recorded,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Annotations of the Notebook that ask for the auth sidecar and say "
                              "what it may use")},
    {.name = "pull_secret",
     .member = &Configuration::pullSecret,
     .kind = Kind::Text,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "The Secret that a private image is pulled with, as namespace/name: "
                              "it is copied for the run and deleted after it")},
    {.name = "installed_packages",
     .member = &Configuration::installedPackages,
     .kind = Kind::List,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Distributions that the image must hold, with their versions."),
     .example = "[\"numpy>=1.26\", scikit-learn]"},
    {.name = "gpu_required",
     .member = &Configuration::gpuRequired,
     .kind = Kind::Flag,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "One GPU is asked for, and must be visible inside the container")},
    {.name = "notebook_cells",
     .member = &Configuration::notebookCells,
     .kind = Kind::Code,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Python code that is run in one interpreter, in order; a line that "
                              "ends in .ipynb is a notebook file, relative to the suite's folder"),
     .example = "[\"import numpy\", smoke.ipynb]"},
    {.name = "workbench_checks",
     .member = &Configuration::workbenchChecks,
     .kind = Kind::List,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "What the image must be able to do under OpenShift's rules"),
     .example = "[openshift, -group_writable]"},
    {.name = "log_policy",
     .member = &Configuration::logPolicy,
     .kind = Kind::Log,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "What the log must not hold until the workbench is ready"),
     .example = "[\"Traceback\", \"[E \"]"},
    {.name = "labels",
     .member = &Configuration::labels,
     .kind = Kind::Mapping,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Names and texts that reports repeat as properties, such as the "
                              "test's id in a test-management system")},
    {.name = "known_failure",
     .member = &Configuration::knownFailure,
     .kind = Kind::Mapping,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "A failure that is known and does not fail the run: text that its "
                              "cause holds, the last day until which that stands, and why"),
     .canBeDefault = false},
    {.name = "resources",
     .member = &Configuration::resources,
     .kind = Kind::Mapping,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Requests and limits of the notebook's container, in YAML; empty: as "
                              "the template says")},
    {.name = "storage",
     .member = &Configuration::storage,
     .kind = Kind::Mapping,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Size and storage class of the volume, in YAML; empty: as the "
                              "template says")},
    {.name = "template",
     .member = &Configuration::templateOverride,
     .kind = Kind::Manifest,
     .presence = Presence::Optional,
     .doc = QT_TRANSLATE_NOOP("ConfigurationFields",
                              "Merged over the Notebook manifest before it is created, in YAML")},
};

std::span<const ConfigurationField> configurationFields()
{
    return fieldTable;
}

const ConfigurationField *configurationField(QStringView name)
{
    const auto it = std::find_if(
        std::begin(fieldTable), std::end(fieldTable),
        [name](const ConfigurationField &field) { return name == QLatin1String(field.name); });
    return it == std::end(fieldTable) ? nullptr : it;
}

QString docOf(const ConfigurationField &field)
{
    return QCoreApplication::translate("ConfigurationFields", field.doc);
}

namespace {

Json toJson(const QMap<QString, QString> &pairs)
{
    return reading::toObject(pairs);
}

template<typename T>
Json toJson(const T &value)
{
    return value;
}

//! As reading::read() does with a member: another type changes nothing.
template<typename T>
void fromJson(const Json &value, T &out)
{
    reading::read(Json{{"value", value}}, "value", out);
}

void fromJson(const Json &value, StartupLogPolicy &out)
{
    if (value.is_object())
        out = value.get<StartupLogPolicy>();
}

void fromJson(const Json &value, Json &out)
{
    if (!value.is_null())
        out = value;
}

} // namespace

Json valueOf(const ConfigurationField &field, const Configuration &c)
{
    return std::visit([&c](auto member) { return toJson(c.*member); }, field.member);
}

void setValue(const ConfigurationField &field, const Json &value, Configuration &c)
{
    std::visit([&](auto member) { fromJson(value, c.*member); }, field.member);
}

bool hasDefault(const ConfigurationField &field, const Configuration &c)
{
    static const Configuration standard;
    return std::visit([&c](auto member) { return c.*member == standard.*member; }, field.member);
}

} // namespace assay::models
