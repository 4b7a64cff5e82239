// SPDX-License-Identifier: Apache-2.0
#include <models/image/package_verification_result.h>
#include <models/image/requirement.h>

#include "import_names.h"
#include "version_specifier.h"
#include <models/base/edit_distance.h>

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct RequirementText
{
    Q_DECLARE_TR_FUNCTIONS(Requirement)
};
} // namespace

//! What stands after the name: the specifier, where it is one.
static tl::expected<QString, QString> specifierAfter(const QString &name, QString rest)
{
    if (rest.startsWith(u'[')) {
        const QString wanted = name + rest.section(u']', 1).trimmed();
        return tl::unexpected(RequirementText::tr("Nothing is installed here, so that extras mean "
                                                  "nothing: write %1.")
                                  .arg(wanted));
    }
    if (rest.startsWith(u'@'))
        return tl::unexpected(RequirementText::tr("Nothing is installed here, so that no address "
                                                  "is needed: write %1, or %1 with a version.")
                                  .arg(name));
    if (rest.contains(u';')) {
        const QString wanted = name + rest.section(u';', 0, 0).trimmed();
        return tl::unexpected(RequirementText::tr("The image has one Python, so that markers mean "
                                                  "nothing: write %1.")
                                  .arg(wanted));
    }
    if (rest.startsWith(u'(') && rest.endsWith(u')'))
        rest = rest.mid(1, rest.size() - 2).trimmed();
    const auto clauses = specifierClauses(rest);
    if (!clauses)
        return tl::unexpected(clauses.error());
    QStringList parts;
    for (const QString &part : rest.split(u',')) {
        if (!part.trimmed().isEmpty())
            parts << part.simplified().remove(u' ');
    }
    return parts.join(u',');
}

tl::expected<Requirement, QString> Requirement::parse(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return tl::unexpected(RequirementText::tr("This requirement is empty: write what is "
                                                  "installed, such as numpy or numpy>=1.26."));
    // A name as people know it, of several words.
    static const QRegularExpression displayName(
        uR"(\A[A-Za-z][A-Za-z0-9._-]*([\s/]+[A-Za-z][A-Za-z0-9._-]*)+\z)"_s);
    if (displayName.match(trimmed).hasMatch() && trimmed != trimmed.toLower()) {
        static const QRegularExpression between(uR"([\s/]+)"_s);
        return tl::unexpected(RequirementText::tr("\"%1\" is a name for people: write what pip "
                                                  "calls it, perhaps %2.")
                                  .arg(trimmed, normalizedDistributionName(
                                                    QString(trimmed).replace(between, u"-"_s))));
    }
    static const QRegularExpression nameAndRest(
        u"\\A([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?![a-z0-9._-])\\s*(.*)\\z"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = nameAndRest.match(trimmed);
    if (!match.hasMatch())
        return tl::unexpected(RequirementText::tr("\"%1\" begins with no name of a distribution: "
                                                  "write one such as numpy>=1.26.")
                                  .arg(trimmed));
    const auto specifier = specifierAfter(match.captured(1), match.captured(2));
    if (!specifier)
        return tl::unexpected(specifier.error());
    return Requirement{match.captured(1), *specifier};
}

static QString nameWithVersion(const Distribution &d)
{
    return d.version.isEmpty() ? d.name : d.name + u' ' + d.version;
}

static QString howToInstall(const Requirement &wanted)
{
    return RequirementText::tr("Install %2 in the image (pip install \"%1\" in its Containerfile), "
                               "and check that it goes to the environment that \"python\" belongs "
                               "to.")
        .arg(wanted.name + wanted.specifier, wanted.name);
}

//! The distribution whose name is closest, where that is close enough to be meant.
static const Distribution *nearNamesake(const QString &name, const Inventory &inventory)
{
    const QString wanted = normalizedDistributionName(name);
    const Distribution *best = nullptr;
    int limit = likelyMisspelling(wanted.size()) + 1;
    for (const Distribution &d : inventory.distributions) {
        const QString candidate = normalizedDistributionName(d.name);
        if (std::abs(candidate.size() - wanted.size()) >= limit)
            continue;
        if (const int distance = editDistance(candidate, wanted); distance < limit) {
            best = &d;
            limit = distance;
        }
    }
    return best;
}

//! What to do about a distribution that the image does not have.
static QString adviceForAbsent(const Requirement &wanted, const Inventory &inventory)
{
    const QString asModule = QString(wanted.name).replace(u'-', u'_').replace(u'.', u'_');
    if (const auto providers = inventory.providersOf(asModule); !providers.empty())
        return RequirementText::tr("%1 is the name to import. What is installed is called %2, and "
                                   "this image has %3: write %2 in installed_packages.")
            .arg(asModule, providers.front()->name, nameWithVersion(*providers.front()));
    if (const QString module = importNameFor(wanted.name); !module.isEmpty()) {
        if (const auto providers = inventory.providersOf(module); !providers.empty())
            return RequirementText::tr(
                       "This image has %1 instead, which gives %2, too: write %3 in "
                       "installed_packages if that will do. Otherwise: ")
                       .arg(nameWithVersion(*providers.front()), module, providers.front()->name) +
                   howToInstall(wanted);
    }
    if (const Distribution *near =
            isKnownImport(asModule) ? nullptr : nearNamesake(wanted.name, inventory))
        return RequirementText::tr("Did you mean %1? This image has it (%2). Otherwise: ")
                   .arg(near->name, nameWithVersion(*near)) +
               howToInstall(wanted);
    return howToInstall(wanted);
}

static void judgeVersion(const Requirement &wanted, const Distribution &installed,
                         CheckResult &result)
{
    if (wanted.specifier.isEmpty()) {
        result.outcome = CheckOutcome::Passed;
        result.detail = RequirementText::tr("%1 is installed.").arg(nameWithVersion(installed));
        return;
    }
    const auto fits = satisfies(installed.version, wanted.specifier);
    if (!fits) {
        result.outcome = CheckOutcome::Inconclusive;
        result.detail = installed.version.isEmpty()
                            ? RequirementText::tr("%1 is installed, but does not say its version.")
                                  .arg(installed.name)
                            : RequirementText::tr("%1 is installed. %2")
                                  .arg(nameWithVersion(installed), fits.error());
        result.advice = RequirementText::tr("Install it again in the image from a package that "
                                            "says its version, or write %1 alone.")
                            .arg(wanted.name);
        return;
    }
    if (*fits) {
        result.outcome = CheckOutcome::Passed;
        result.detail = RequirementText::tr("%1 is installed.").arg(nameWithVersion(installed));
        return;
    }
    result.outcome = CheckOutcome::Failed;
    result.detail = RequirementText::tr("%1 is installed; the suite wants %2.")
                        .arg(nameWithVersion(installed), wanted.specifier);
    result.advice = RequirementText::tr("Install one that fits in the image (pip install \"%1\" in "
                                        "its Containerfile), or write in installed_packages what "
                                        "it is to have.")
                        .arg(wanted.name + wanted.specifier);
}

CheckResult checkRequirement(const QString &requirement, const Inventory *inventory,
                             const QString &problem)
{
    CheckResult result;
    result.group = CheckGroup::InstalledPackages;
    result.name = requirement;
    result.outcome = CheckOutcome::Inconclusive;
    const auto wanted = Requirement::parse(requirement);
    if (!wanted) {
        result.detail = wanted.error();
        result.advice = RequirementText::tr("Correct it in installed_packages.");
        return result;
    }
    if (!inventory) {
        result.detail = problem.isEmpty()
                            ? RequirementText::tr("What the image holds could not be listed.")
                            : problem;
        result.advice = RequirementText::tr("Whether %1 is installed can be told once the image's "
                                            "\"python\" can list what it has.")
                            .arg(wanted->name);
        return result;
    }
    if (const Distribution *installed = inventory->distribution(wanted->name)) {
        judgeVersion(*wanted, *installed, result);
    } else if (inventory->distributionsNotListed > 0) {
        result.detail = RequirementText::tr("%1 is not among the %2 distributions that were "
                                            "listed, but %3 more were not listed.")
                            .arg(wanted->name)
                            .arg(inventory->distributions.size())
                            .arg(inventory->distributionsNotListed);
        result.advice = RequirementText::tr("Name its module in packages_to_verify: importing it "
                                            "tells whether it is there.");
    } else {
        result.outcome = CheckOutcome::Failed;
        result.detail = RequirementText::tr("%1 is not installed.").arg(wanted->name);
        result.advice = adviceForAbsent(*wanted, *inventory);
    }
    return result;
}

} // namespace assay::models
