// SPDX-License-Identifier: Apache-2.0
#include "python_identifier.h"

#include <models/suite/custom_image_test_configuration.h>

#include <models/base/quantity.h>

#include <models/image/package_verification_result.h>
#include <models/image/requirement.h>
#include <models/image/workbench_checks.h>
#include <models/suite/configuration_fields.h>
#include <models/suite/image_reference.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct RuleText
{
    Q_DECLARE_TR_FUNCTIONS(RuleText)
};

//! Collects what is wrong, in the order of the fields.
struct Problems
{
    std::vector<FieldProblem> found;
    void error(const QString &path, const QString &message)
    {
        found.push_back({path, message, FieldProblem::Severity::Error});
    }
    void warning(const QString &path, const QString &message)
    {
        found.push_back({path, message, FieldProblem::Severity::Warning});
    }
};

} // namespace

static bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(u"\\A(?:"_s + pattern + u")\\z"_s).match(text).hasMatch();
}

static const QString dnsLabel = u"[a-z0-9]([-a-z0-9]*[a-z0-9])?"_s;
static const QString dnsSubdomain = dnsLabel + u"(\\."_s + dnsLabel + u")*"_s;
static constexpr int maxLabel = 63;
//! Open Data Hub's controller gives the StatefulSet another name above this.
static constexpr int maxStatefulSetName = 52;
//! The sidecar's Service is called NAME-kube-rbac-proxy, and a Service name has 63 characters.
static constexpr int maxNameWithAuth = 47;

//! The name half of an annotation's or resource's key, without its length.
static bool isQualifiedName(const QString &key)
{
    const QStringList parts = key.split(u'/');
    const QString &name = parts.last();
    const bool prefixOk = parts.size() == 1 || (parts.size() == 2 && parts.first().size() <= 253 &&
                                                matches(parts.first(), dnsSubdomain));
    return prefixOk && name.size() <= maxLabel &&
           matches(name, u"[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?"_s);
}

static void checkId(const QString &id, Problems &problems)
{
    if (id.isEmpty()) {
        problems.error(u"id"_s, RuleText::tr("id is missing: give the test a name of its own."));
    } else if (!matches(id, u"[A-Za-z0-9][A-Za-z0-9_.-]*"_s)) {
        problems.error(u"id"_s, RuleText::tr("id \"%1\" must start with a letter or a digit and "
                                             "hold only letters, digits, \"_\", \"-\" and \".\".")
                                    .arg(id));
    } else if (id.size() > 100) {
        problems.error(u"id"_s, RuleText::tr("id is longer than 100 characters."));
    }
}

static void checkNamespace(const QString &name, Problems &problems)
{
    const QString path = u"namespace"_s;
    if (name.isEmpty()) {
        problems.error(path,
                       RuleText::tr("namespace is missing: write one such as test-my-image."));
    } else if (!matches(name, u"test-.+"_s)) {
        problems.error(path, RuleText::tr("namespace \"%1\" must start with \"test-\".").arg(name));
    }
    if (!name.isEmpty() && !matches(name, dnsLabel)) {
        problems.error(path, RuleText::tr("namespace \"%1\" must hold only lower-case letters, "
                                          "digits and hyphens, and end with a letter or a digit.")
                                 .arg(name));
    }
    if (name.size() > maxLabel) {
        problems.error(
            path,
            RuleText::tr("namespace has %1 characters: at most 63 are allowed.").arg(name.size()));
    }
}

static void checkNotebookName(const CustomImageTestConfiguration &c, Problems &problems)
{
    const QString path = u"notebook_name"_s;
    const QString &name = c.notebookName;
    if (name.isEmpty()) {
        problems.error(path,
                       RuleText::tr("notebook_name is missing: write one such as my-notebook."));
        return;
    }
    if (!matches(name, dnsLabel)) {
        problems.error(path, RuleText::tr("notebook_name \"%1\" must hold only lower-case letters, "
                                          "digits and hyphens, and end with a letter or a digit.")
                                 .arg(name));
    } else if (!name.at(0).isLower()) {
        problems.error(path, RuleText::tr("notebook_name \"%1\" must start with a letter, because "
                                          "the notebook's Service takes that name.")
                                 .arg(name));
    }
    if (name.size() > maxLabel) {
        problems.error(path, RuleText::tr("notebook_name has %1 characters: at most 63 are "
                                          "allowed.")
                                 .arg(name.size()));
    } else if (name.size() > maxStatefulSetName) {
        problems.warning(path, RuleText::tr("notebook_name has %1 characters: above 52 Open Data "
                                            "Hub gives the StatefulSet another name, and other "
                                            "controllers may not start it.")
                                   .arg(name.size()));
    } else if (name.size() > maxNameWithAuth && !c.authAnnotations.isEmpty()) {
        problems.warning(path, RuleText::tr("notebook_name has %1 characters: with the auth "
                                            "sidecar at most 47 leave room for the sidecar's "
                                            "Service.")
                                   .arg(name.size()));
    }
}

static void checkImage(const QString &image, Problems &problems)
{
    const QString path = u"custom_image"_s;
    const auto parsed = ImageReference::parse(image);
    if (parsed) {
        for (const QString &warning : parsed->warnings())
            problems.warning(path, warning);
        return;
    }
    if (image.isEmpty()) {
        problems.error(path, RuleText::tr("custom_image is missing: write "
                                          "registry/repository:tag, such as "
                                          "quay.io/organization/image:2025.1."));
        return;
    }
    for (const QString &problem : parsed.error())
        problems.error(path, problem);
}

static void checkPackage(const QString &name, const QString &path, Problems &problems)
{
    const QString importName = importNameFor(name);
    if (name.isEmpty()) {
        problems.error(path, RuleText::tr("This package has no name: write what follows "
                                          "\"import\" in Python."));
    } else if (!isDottedIdentifier(name)) {
        static const QRegularExpression requirement(u"\\A([A-Za-z0-9_.-]+)\\s*[\\[=<>~!;@ ]"_s);
        const auto match = requirement.match(name);
        const QString bare = match.hasMatch() ? match.captured(1) : name;
        QString instead = importNameFor(bare);
        if (!instead.isEmpty()) {
            problems.error(path, RuleText::tr("%1 imports as %2: write %2.").arg(bare, instead));
        } else if (match.hasMatch()) {
            problems.error(path, RuleText::tr("\"%1\" is a requirement: write the import name "
                                              "alone, without a version or extras.")
                                     .arg(name));
        } else if (instead = QString(name).replace(u'-', u'_'); isDottedIdentifier(instead)) {
            problems.error(path, RuleText::tr("\"%1\" cannot be imported: Python names have no "
                                              "hyphens. Perhaps it imports as %2.")
                                     .arg(name, instead));
        } else {
            problems.error(path, RuleText::tr("\"%1\" is not a Python package name: write "
                                              "letters, digits and underscores, with dots between "
                                              "parts, as in google.cloud.")
                                     .arg(name));
        }
    } else if (const QStringList parts = name.split(u'.');
               std::any_of(parts.begin(), parts.end(), isKeyword)) {
        problems.error(path, RuleText::tr("\"%1\" cannot be imported: it holds a word that Python "
                                          "reserves.")
                                 .arg(name));
    } else if (!importName.isEmpty()) {
        problems.warning(path, RuleText::tr("%1 is what is installed; it imports as %2. Perhaps "
                                            "write %2.")
                                   .arg(name, importName));
    }
}

static void checkPackages(const QStringList &packages, Problems &problems)
{
    const QString path = u"packages_to_verify"_s;
    if (packages.isEmpty()) {
        problems.error(path, RuleText::tr("packages_to_verify is empty: name at least one package "
                                          "to import."));
    }
    QSet<QString> seen;
    for (qsizetype i = 0; i < packages.size(); ++i) {
        const QString entry = u"%1[%2]"_s.arg(path).arg(i);
        checkPackage(packages.at(i), entry, problems);
        if (!packages.at(i).isEmpty() && seen.contains(packages.at(i))) {
            problems.error(
                entry,
                RuleText::tr("\"%1\" is listed twice: remove one of them.").arg(packages.at(i)));
        }
        seen.insert(packages.at(i));
    }
}

static void checkRequirements(const QStringList &requirements, Problems &problems)
{
    const QString path = u"installed_packages"_s;
    QSet<QString> seen;
    for (qsizetype i = 0; i < requirements.size(); ++i) {
        const QString entry = u"%1[%2]"_s.arg(path).arg(i);
        const auto requirement = Requirement::parse(requirements.at(i));
        if (!requirement) {
            problems.error(entry, requirement.error());
            continue;
        }
        const QString name = normalizedDistributionName(requirement->name);
        if (seen.contains(name)) {
            problems.error(entry, RuleText::tr("\"%1\" is listed twice: write its versions in one "
                                               "entry, such as \"%1>=1.26,<2\".")
                                      .arg(requirement->name));
        }
        seen.insert(name);
    }
}

static void checkCells(const QStringList &cells, Problems &problems)
{
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (cells.at(i).trimmed().isEmpty())
            problems.error(u"notebook_cells[%1]"_s.arg(i),
                           RuleText::tr("This cell is empty: write Python code, or the path of a "
                                        "notebook file (.ipynb)."));
    }
}

static void checkWorkbenchChecks(const QStringList &checks, Problems &problems)
{
    const QStringList known = knownWorkbenchChecks();
    QSet<QString> seen;
    for (qsizetype i = 0; i < checks.size(); ++i) {
        const QString entry = u"workbench_checks[%1]"_s.arg(i);
        if (!known.contains(checks.at(i))) {
            problems.error(entry, RuleText::tr("\"%1\" is no check: known are %2.")
                                      .arg(checks.at(i), known.join(u", "_s)));
        } else if (seen.contains(checks.at(i))) {
            problems.error(
                entry,
                RuleText::tr("\"%1\" is listed twice: remove one of them.").arg(checks.at(i)));
        }
        seen.insert(checks.at(i));
    }
}

static void checkSeconds(const CustomImageTestConfiguration &c, Problems &problems)
{
    for (const ConfigurationField &field : configurationFields()) {
        if (field.kind != ConfigurationField::Kind::Seconds)
            continue;
        const int value = c.*std::get<int CustomImageTestConfiguration::*>(field.member);
        if (value < field.least || value > field.most) {
            problems.error(field.nameText(), RuleText::tr("%1 must be between %2 and %3 seconds.")
                                                 .arg(field.nameText())
                                                 .arg(field.least)
                                                 .arg(field.most));
        }
    }
}

//! What the webhook does to the sidecar's resources: it refuses what is no quantity and a request
//! above its limit, where a value that is not given has the webhook's default.
static void checkSidecar(const QMap<QString, QString> &annotations, Problems &problems)
{
    struct Resource
    {
        QString name;
        QString standard;
    };
    for (const Resource &resource :
         {Resource{u"cpu"_s, u"100m"_s}, Resource{u"memory"_s, u"64Mi"_s}}) {
        const QString prefix = u"notebooks.opendatahub.io/auth-sidecar-"_s + resource.name + u'-';
        const QString requestKey = prefix + u"request"_s;
        const QString limitKey = prefix + u"limit"_s;
        for (const QString &key : {requestKey, limitKey}) {
            if (!annotations.contains(key))
                continue;
            const auto value = parseQuantity(annotations.value(key));
            if (!value || *value <= 0) {
                problems.error(u"auth_annotations."_s + key,
                               RuleText::tr("\"%1\" is not an amount of %2: write one such as "
                                            "\"%3\".")
                                   .arg(annotations.value(key), resource.name, resource.standard));
            }
        }
        const QString requested = annotations.value(requestKey, resource.standard);
        const QString allowed = annotations.value(limitKey, resource.standard);
        const auto request = parseQuantity(requested);
        const auto limit = parseQuantity(allowed);
        if (!request || !limit || !exceeds(*request, *limit))
            continue;
        if (annotations.contains(requestKey) && annotations.contains(limitKey)) {
            problems.error(u"auth_annotations."_s + requestKey,
                           RuleText::tr("The sidecar's %1 request \"%2\" is above its limit "
                                        "\"%3\": the webhook refuses that.")
                               .arg(resource.name, requested, allowed));
        } else {
            const bool requestGiven = annotations.contains(requestKey);
            problems.warning(
                u"auth_annotations."_s + (requestGiven ? requestKey : limitKey),
                RuleText::tr("The webhook's default %1 %2 is \"%3\", and it refuses a "
                             "request above the limit: write both.")
                    .arg(resource.name,
                         requestGiven ? RuleText::tr("limit") : RuleText::tr("request"),
                         resource.standard));
        }
    }
}

static void checkAnnotations(const QMap<QString, QString> &annotations, Problems &problems)
{
    for (auto it = annotations.begin(); it != annotations.end(); ++it) {
        if (!isQualifiedName(it.key())) {
            problems.error(u"auth_annotations."_s + it.key(),
                           RuleText::tr("\"%1\" is not an annotation key: write prefix/name, where "
                                        "the prefix is a DNS name and the name has at most 63 "
                                        "letters, digits, \"-\", \"_\" and \".\".")
                               .arg(it.key()));
        }
    }
    checkSidecar(annotations, problems);
}

static QString quantityText(const Json &value)
{
    return value.is_number() ? QString::fromStdString(value.dump()) : value.get<QString>();
}

static void checkResourceList(const Json &list, const QString &path, Problems &problems)
{
    if (!list.is_object()) {
        problems.error(path, RuleText::tr("%1 must be a mapping of resource names to amounts, "
                                          "such as cpu: \"1\".")
                                 .arg(path));
        return;
    }
    for (const auto &[key, value] : list.items()) {
        const QString name = QString::fromStdString(key);
        const QString entry = path + u'.' + name;
        const auto amount = parseQuantity(quantityText(value));
        if (!isQualifiedName(name)) {
            problems.error(entry, RuleText::tr("\"%1\" is not a resource: write cpu, memory, or a "
                                               "name such as nvidia.com/gpu.")
                                      .arg(name));
        }
        if (!amount || *amount < 0) {
            problems.error(entry, RuleText::tr("%1 must be an amount such as \"500m\", \"2\" or "
                                               "\"4Gi\".")
                                      .arg(entry));
        }
    }
}

static void checkResources(const Json &resources, Problems &problems)
{
    const QString path = u"resources"_s;
    if (resources.is_null())
        return;
    if (!resources.is_object()) {
        problems.error(path, RuleText::tr("resources must be a mapping with requests and limits."));
        return;
    }
    for (const auto &[key, value] : resources.items()) {
        const QString entry = path + u'.' + QString::fromStdString(key);
        if (key == "requests" || key == "limits")
            checkResourceList(value, entry, problems);
        else
            problems.error(entry, RuleText::tr("Unknown field \"%1\": resources has requests and "
                                               "limits.")
                                      .arg(QString::fromStdString(key)));
    }
    const Json &requests = at(resources, {"requests"});
    const Json &limits = at(resources, {"limits"});
    if (!requests.is_object() || !limits.is_object())
        return;
    for (const auto &[key, value] : requests.items()) {
        if (!limits.contains(key))
            continue;
        const auto request = parseQuantity(quantityText(value));
        const auto limit = parseQuantity(quantityText(limits[key]));
        if (request && limit && exceeds(*request, *limit)) {
            problems.error(u"resources.requests."_s + QString::fromStdString(key),
                           RuleText::tr("The %1 request \"%2\" is above its limit \"%3\".")
                               .arg(QString::fromStdString(key), quantityText(value),
                                    quantityText(limits[key])));
        }
    }
}

static void checkStorage(const Json &storage, Problems &problems)
{
    if (storage.is_null())
        return;
    if (!storage.is_object()) {
        problems.error(u"storage"_s,
                       RuleText::tr("storage must be a mapping with size and class."));
        return;
    }
    for (const auto &[key, value] : storage.items()) {
        const QString entry = u"storage."_s + QString::fromStdString(key);
        if (key == "size") {
            const auto size = parseQuantity(quantityText(value));
            if (!size || *size <= 0) {
                problems.error(entry,
                               RuleText::tr("storage.size must be an amount such as \"10Gi\"."));
            }
        } else if (key == "class") {
            // An empty class is legal: it asks for a volume without one.
            const QString name = value.get<QString>();
            if (!value.is_string() || (!name.isEmpty() && !matches(name, dnsSubdomain))) {
                problems.error(entry, RuleText::tr("storage.class must be the name of a storage "
                                                   "class: lower-case letters, digits, \"-\" and "
                                                   "\".\"."));
            }
        } else {
            problems.error(entry, RuleText::tr("Unknown field \"%1\": storage has size and class.")
                                      .arg(QString::fromStdString(key)));
        }
    }
}

//! What Assay itself writes into is of the type that it writes.
static void checkTemplate(const Json &manifest, Problems &problems)
{
    if (manifest.is_null())
        return;
    if (!manifest.is_object()) {
        problems.error(u"template"_s, RuleText::tr("template must be a mapping that is merged "
                                                   "over the Notebook manifest."));
        return;
    }
    const auto mustBeMapping = [&problems](const Json &value, const QString &path,
                                           const QString &example) {
        // Null takes away what the manifest has there.
        if (!value.is_object() && !value.is_null())
            problems.error(path,
                           RuleText::tr("%1 must be a mapping, such as %2.").arg(path, example));
    };
    const Json &metadata = at(manifest, {"metadata"});
    mustBeMapping(metadata, u"template.metadata"_s, u"labels: {team: data}"_s);
    mustBeMapping(at(metadata, {"labels"}), u"template.metadata.labels"_s, u"team: data"_s);
    mustBeMapping(at(metadata, {"annotations"}), u"template.metadata.annotations"_s,
                  u"example.com/owner: data"_s);
    mustBeMapping(at(manifest, {"spec"}), u"template.spec"_s,
                  u"template: {spec: {hostUsers: false}}"_s);
}

std::vector<FieldProblem> CustomImageTestConfiguration::validate() const
{
    Problems problems;
    checkId(id, problems);
    checkNamespace(nameSpace, problems);
    checkNotebookName(*this, problems);
    checkImage(customImage, problems);
    checkPackages(packagesToVerify, problems);
    checkSeconds(*this, problems);
    checkAnnotations(authAnnotations, problems);
    checkRequirements(installedPackages, problems);
    checkCells(notebookCells, problems);
    checkWorkbenchChecks(workbenchChecks, problems);
    for (const FieldProblem &problem : problemsOf(logPolicy))
        problems.found.push_back(problem);
    checkResources(resources, problems);
    checkStorage(storage, problems);
    checkTemplate(templateOverride, problems);
    return problems.found;
}

} // namespace assay::models
