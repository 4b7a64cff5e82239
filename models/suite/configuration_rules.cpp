// SPDX-License-Identifier: Apache-2.0
#include "rules.h"

#include <models/suite/custom_image_test_configuration.h>

#include <models/base/quantity.h>

#include <models/image/package_verification_result.h>
#include <models/image/requirement.h>
#include <models/image/workbench_checks.h>
#include <models/suite/configuration_fields.h>
#include <models/suite/image_reference.h>

#include <QCoreApplication>
#include <QSet>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct RuleText
{
    Q_DECLARE_TR_FUNCTIONS(RuleText)
};

} // namespace

static constexpr int maxLabel = 63; //!< characters of a DNS label
//! Open Data Hub's controller gives the StatefulSet another name above this.
static constexpr int maxStatefulSetName = 52;
//! The sidecar's Service is called NAME-kube-rbac-proxy, and a Service name has 63 characters.
static constexpr int maxNameWithAuth = 47;

static void checkId(const QString &id, Problems &problems)
{
    static const QRegularExpression allowed(u"\\A[A-Za-z0-9][A-Za-z0-9_.-]*\\z"_s);
    if (id.isEmpty()) {
        problems.error(u"id"_s, RuleText::tr("id is missing: give the test a name of its own."));
    } else if (!matches(id, allowed)) {
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
    } else if (!name.startsWith(u"test-"_s) || name == u"test-") {
        problems.error(path, RuleText::tr("namespace \"%1\" must start with \"test-\".").arg(name));
    }
    if (!name.isEmpty() && !matches(name, dnsLabel())) {
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
    if (!matches(name, dnsLabel())) {
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
    QStringList known = knownWorkbenchChecks();
    for (const WorkbenchProfile &profile : workbenchProfiles())
        known << profile.name;
    QSet<QString> seen;
    for (qsizetype i = 0; i < checks.size(); ++i) {
        const QString entry = u"workbench_checks[%1]"_s.arg(i);
        const QString taken = checks.at(i).startsWith(u'-') ? checks.at(i).sliced(1) : QString();
        if (known.contains(taken)) {
            if (!checksAskedFor(checks.first(i)).contains(taken))
                problems.error(entry, RuleText::tr("\"%1\" takes away a check that nothing before "
                                                   "it asks for: write it after a profile such as "
                                                   "\"openshift\", or remove it.")
                                          .arg(checks.at(i)));
        } else if (!known.contains(checks.at(i))) {
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

static void checkPullSecret(const QString &secret, Problems &problems)
{
    const QStringList parts = secret.split(u'/');
    if (secret.isEmpty() || (parts.size() == 2 && matches(parts[0], dnsLabel()) &&
                             parts[0].size() <= maxLabel && matches(parts[1], dnsSubdomain())))
        return;
    problems.error(u"pull_secret"_s, RuleText::tr("pull_secret \"%1\" must name a Secret as "
                                                  "namespace/name, such as team-a/quay-login.")
                                         .arg(secret));
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
    checkPullSecret(pullSecret, problems);
    checkRequirements(installedPackages, problems);
    checkCells(notebookCells, problems);
    checkWorkbenchChecks(workbenchChecks, problems);
    for (const FieldProblem &problem : problemsOf(logPolicy))
        problems.found.push_back(problem);
    checkLabels(labels, problems);
    checkKnownFailure(knownFailure, problems);
    checkResources(resources, problems);
    checkStorage(storage, problems);
    checkTemplate(templateOverride, problems);
    return problems.found;
}

} // namespace assay::models
