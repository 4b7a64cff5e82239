// SPDX-License-Identifier: Apache-2.0
#include "image/import_names.h"
#include "python_identifier.h"
#include "rules.h"

#include <models/image/package_verification_result.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct PackageText
{
    Q_DECLARE_TR_FUNCTIONS(PackageText)
};
} // namespace

//! Of "from a.b import c", "import a as b" or "a as b"; empty where the text is no such line.
static QString importedModule(const QString &text)
{
    static const QRegularExpression line(
        uR"(\A\s*(?:from\s+([\w.]+)\s+import\b.*|import\s+([\w.]+)(?:\s*(?:,|\bas\b).*)?)"
        uR"(|([\w.]+)\s+as\s+\w+)\s*\z)"_s);
    const auto match = line.match(text);
    const QString module = match.captured(match.lastCapturedIndex());
    return match.hasMatch() && isDottedIdentifier(module) ? module : QString();
}

//! What a name of several words, as people know it, is probably imported as; empty where the text
//! is no such name.
static QString moduleOfDisplayName(const QString &text)
{
    static const QRegularExpression words(
        uR"(\A[A-Za-z][A-Za-z0-9_.-]*([\s/]+[A-Za-z][A-Za-z0-9_.-]*)+\z)"_s);
    if (!words.match(text).hasMatch() || text == text.toLower())
        return {};
    static const QRegularExpression between(uR"([\s/]+)"_s);
    const QString distribution = QString(text).replace(between, u"-"_s);
    const QString known = importNameFor(distribution);
    const QString guess = distribution.toLower().replace(u'-', u'_');
    return known.isEmpty() && isDottedIdentifier(guess) ? guess : known;
}

static void checkPackage(const QString &name, const QString &path, Problems &problems)
{
    const QString importName = importNameFor(name);
    if (name.isEmpty()) {
        problems.error(path, PackageText::tr("This package has no name: write what follows "
                                             "\"import\" in Python."));
    } else if (!isDottedIdentifier(name)) {
        if (const QString module = importedModule(name); !module.isEmpty()) {
            problems.error(path,
                           PackageText::tr("\"%1\" is a line of Python: write only the module "
                                           "that it imports, %2.")
                               .arg(name, module));
            return;
        }
        if (const QString module = moduleOfDisplayName(name); !module.isEmpty()) {
            problems.error(path, PackageText::tr("\"%1\" is a name for people: write what Python "
                                                 "imports, perhaps %2.")
                                     .arg(name, module));
            return;
        }
        static const QRegularExpression requirement(u"\\A([A-Za-z0-9_.-]+)\\s*[\\[=<>~!;@ ]"_s);
        const auto match = requirement.match(name);
        const QString bare = match.hasMatch() ? match.captured(1) : name;
        QString instead = importNameFor(bare);
        if (!instead.isEmpty()) {
            problems.error(path, PackageText::tr("%1 imports as %2: write %2.").arg(bare, instead));
        } else if (match.hasMatch()) {
            problems.error(path, PackageText::tr("\"%1\" is a requirement: write the import name "
                                                 "alone, without a version or extras.")
                                     .arg(name));
        } else if (instead = QString(name).replace(u'-', u'_'); isDottedIdentifier(instead)) {
            problems.error(path, PackageText::tr("\"%1\" cannot be imported: Python names have no "
                                                 "hyphens. Perhaps it imports as %2.")
                                     .arg(name, instead));
        } else {
            problems.error(path,
                           PackageText::tr("\"%1\" is not a Python package name: write "
                                           "letters, digits and underscores, with dots between "
                                           "parts, as in google.cloud.")
                               .arg(name));
        }
    } else if (const QStringList parts = name.split(u'.');
               std::any_of(parts.begin(), parts.end(), isKeyword)) {
        problems.error(path,
                       PackageText::tr("\"%1\" cannot be imported: it holds a word that Python "
                                       "reserves.")
                           .arg(name));
    } else if (!importName.isEmpty()) {
        problems.warning(path, PackageText::tr("%1 is what is installed; it imports as %2. Perhaps "
                                               "write %2.")
                                   .arg(name, importName));
    } else if (parts.first() != parts.first().toLower() && !hasItsCapitals(name)) {
        problems.warning(path,
                         PackageText::tr("Python tells capital letters apart, and most import "
                                         "names have none. Perhaps write %1.")
                             .arg(name.toLower()));
    }
}

void checkPackages(const QStringList &packages, Problems &problems)
{
    const QString path = u"packages_to_verify"_s;
    if (packages.isEmpty()) {
        problems.error(path,
                       PackageText::tr("packages_to_verify is empty: name at least one package "
                                       "to import."));
    }
    QSet<QString> seen;
    for (qsizetype i = 0; i < packages.size(); ++i) {
        const QString entry = u"%1[%2]"_s.arg(path).arg(i);
        checkPackage(packages.at(i), entry, problems);
        if (!packages.at(i).isEmpty() && seen.contains(packages.at(i))) {
            problems.error(
                entry,
                PackageText::tr("\"%1\" is listed twice: remove one of them.").arg(packages.at(i)));
        }
        seen.insert(packages.at(i));
    }
}

} // namespace assay::models
