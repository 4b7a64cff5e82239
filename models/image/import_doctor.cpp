// SPDX-License-Identifier: Apache-2.0
#include "import_doctor.h"

#include "import_names.h"
#include "standard_library.h"
#include <models/base/edit_distance.h>

#include <models/image/package_verification_result.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

struct DoctorText
{
    Q_DECLARE_TR_FUNCTIONS(ImportDoctor)
};

QString nameAndVersion(const Distribution &d)
{
    return d.version.isEmpty() ? d.name : d.name + u' ' + d.version;
}

struct Suggestion
{
    QString name;
    const Distribution *distribution;
};

//! The import name in the image that is closest to `top`, where that is close enough to be meant.
std::optional<Suggestion> closestImport(const QString &top, const Inventory &inventory)
{
    std::optional<Suggestion> best;
    int limit = likelyMisspelling(top.size());
    for (const Distribution &d : inventory.distributions) {
        for (const QString &name : d.imports) {
            if (name.startsWith(u'_') || std::abs(name.size() - top.size()) > limit)
                continue;
            const int distance = editDistance(name.toLower(), top.toLower());
            if (distance > limit || (best && distance == limit))
                continue;
            best = Suggestion{name, &d};
            limit = distance;
        }
    }
    return best;
}

//! A distribution of the requested name is there. Nothing: it is not.
QString adviceForNamesake(const QString &top, const Inventory &inventory)
{
    const Distribution *namesake = inventory.distribution(top);
    if (!namesake)
        namesake = inventory.distribution(distributionFor(top));
    if (!namesake)
        return {};
    if (namesake->imports.isEmpty() || namesake->imports.contains(top))
        return DoctorText::tr("The image lists %1 as installed, but \"python\" does not find %2: "
                              "install it again in the environment that \"python\" belongs to.")
            .arg(nameAndVersion(*namesake), top);
    const QString known = importNameFor(top);
    const QString other = namesake->imports.contains(known) ? known : namesake->imports.front();
    QStringList others = namesake->imports;
    others.removeAll(other);
    others.removeIf([](const QString &name) { return name.startsWith(u'_'); });
    QString advice =
        DoctorText::tr("This image has %1: write %1 in packages_to_verify. %2 provides "
                       "it; the name to install differs from the name to import.")
            .arg(other, nameAndVersion(*namesake));
    if (!others.isEmpty())
        advice +=
            u' ' + DoctorText::tr("It provides also: %1.").arg(others.mid(0, 5).join(u", "_s));
    return advice;
}

//! Of a module that pip cannot install because it comes with Python. Empty: it is no such one.
QString adviceForStandard(const QString &module)
{
    const QString top = module.section(u'.', 0, 0);
    if (isStandardModule(top)) {
        if (top != module)
            return DoctorText::tr("%1 belongs to Python's own standard library, and the image's "
                                  "has no %2: check the name.")
                .arg(top, module);
        return DoctorText::tr("%1 belongs to Python's own standard library, which pip does not "
                              "install: it was left out when the image's Python was built or "
                              "packaged (Debian's python3-tk is such a part), or this version of "
                              "Python no longer has it.")
            .arg(top);
    }
    const QString lower = top.toLower();
    if (!isStandardModule(lower) || isKnownImport(module))
        return {};
    return DoctorText::tr("Python tells capital letters apart: %1 is a module of its standard "
                          "library. Write %2 in packages_to_verify.")
        .arg(lower, lower + module.mid(top.size()));
}

QString adviceFromInventory(const QString &package, const QString &module,
                            const Inventory &inventory)
{
    const QString top = module.section(u'.', 0, 0);
    if (module != top) {
        const auto providers = inventory.providersOf(top);
        if (!providers.empty() && !isKnownImport(module))
            return DoctorText::tr("This image has %1 (%2), but without %3: check the name, or "
                                  "install the version that has it.")
                .arg(top, nameAndVersion(*providers.front()), module);
        return installAdvice(module);
    }
    if (const QString advice = adviceForNamesake(top, inventory); !advice.isEmpty())
        return advice;
    if (const QString known = importNameFor(package); !known.isEmpty()) {
        const auto providers = inventory.providersOf(known);
        if (!providers.empty())
            return DoctorText::tr("This image has %1: write %1 in packages_to_verify. %2 provides "
                                  "it.")
                .arg(known, nameAndVersion(*providers.front()));
        return DoctorText::tr("%1 is imported as %2: write %2 in packages_to_verify. No "
                              "distribution in this image provides %2, either: ")
                   .arg(package, known) +
               installAdvice(known);
    }
    if (!inventory.unreadable.isEmpty()) {
        return DoctorText::tr("Python looks for %1 in %2, too, which its user (%3) may not read. "
                              "If it is there, let the group 0 read it, to which OpenShift's users "
                              "belong (chgrp -R 0 %2 && chmod -R g=rX %2 in the Containerfile). If "
                              "not: ")
                   .arg(top, inventory.unreadable.front(), QString::number(inventory.uid)) +
               installAdvice(module);
    }
    if (!isKnownImport(top)) {
        if (const auto close = closestImport(top, inventory))
            return DoctorText::tr("Did you mean %1? This image has it (%2), and nothing by the "
                                  "name %3.")
                .arg(close->name, nameAndVersion(*close->distribution), top);
    }
    if (inventory.distributionsNotListed > 0)
        return installAdvice(module);
    return DoctorText::tr("No distribution in this image provides %1. ").arg(top) +
           installAdvice(module);
}

} // namespace

QString installAdvice(const QString &module)
{
    if (const QString advice = adviceForStandard(module); !advice.isEmpty())
        return advice;
    return DoctorText::tr("Install %1 in the image (pip install %1 in its Containerfile), and "
                          "check that it goes to the environment that \"python\" belongs to.")
        .arg(distributionFor(module));
}

QString adviceForMissing(const QString &package, const QString &missing, const Inventory *inventory)
{
    // Python names the first part that is missing: of google.protobuf it is google, which is the
    // name of something else to install.
    const QString module = isKnownImport(package) ? package : missing;
    if (const QString advice = adviceForStandard(module); !advice.isEmpty())
        return advice;
    if (inventory)
        return adviceFromInventory(package, module, *inventory);
    const QString importName = importNameFor(package);
    return importName.isEmpty()
               ? installAdvice(module)
               : DoctorText::tr("%1 is imported as %2: write %2 in packages_to_verify.")
                     .arg(package, importName);
}

} // namespace assay::models
