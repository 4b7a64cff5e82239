// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <tl/expected.hpp>
#include <vector>

namespace assay::models {

//! An installed distribution: what pip knows as a package.
struct Distribution
{
    QString name, version;
    QStringList imports; //!< top-level names that it gives; empty where that is not recorded
    bool operator==(const Distribution &) const = default;
};

//! Where a requested module is, found out without importing it.
struct ModulePlace
{
    QString name;          //!< dotted, as requested
    QString origin;        //!< a path, or "built-in" or "frozen"; empty: not found
    QStringList elsewhere; //!< paths at which it is too, hidden by the first
    QStringList providers; //!< distributions whose files it is one of
    bool operator==(const ModulePlace &) const = default;
};

//! What the Python in a container says of itself, of its user and of what it can import.
struct Inventory
{
    QString version;        //!< "3.11.2"
    QString implementation; //!< "CPython"
    QString executable;     //!< "/opt/app-root/bin/python"
    QString prefix;
    bool virtualEnvironment = false;
    qint64 uid = -1, gid = -1; //!< -1: not told
    std::vector<qint64> groups;
    QString home;
    bool homeWritable = false;
    QString platform;       //!< "Linux 5.14.0"
    QString architecture;   //!< "x86_64"
    QStringList path;       //!< sys.path; an empty entry is the working directory
    QStringList unreadable; //!< of those, the ones that are there and that the user may not read
    std::vector<Distribution> distributions;
    int distributionsNotListed = 0; //!< too many, or unreadable
    std::vector<ModulePlace> modules;
    bool operator==(const Inventory &) const = default;

    //! The distribution of that name, however it is spelled (PEP 503); null: none.
    const Distribution *distribution(const QString &name) const;
    //! The distributions that give a module; by its top-level name where no more is known.
    std::vector<const Distribution *> providersOf(const QString &module) const;
    //! Null where the module was not asked for.
    const ModulePlace *placeOf(const QString &module) const;
    //! "Python 3.11.2 at /usr/bin/python3, user id 1000, group 0"
    QString summary() const;
};

//! Reads what resources/inventory.py printed; anything may stand around its one line. The error
//! is a sentence. What is longer than any image needs is cut.
tl::expected<Inventory, QString> inventoryFrom(const QByteArray &standardOutput);

//! The same shape as the script's document, so that reports and records need no other.
void to_json(Json &j, const Inventory &inventory);
void from_json(const Json &j, Inventory &inventory);

//! "scikit-learn" for "Scikit_Learn" (PEP 503).
QString normalizedDistributionName(const QString &name);

} // namespace assay::models
