// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/imports/imported.h>

#include <functional>
#include <stop_token>

namespace assay::models {

//! A distribution that a list names.
struct ListedPackage
{
    QString distribution; //!< as written: "Scikit-learn"
    QString specifier;    //!< ">=1.26,<2"; empty: any version
    QString module;       //!< what is imported: "sklearn"; empty: nothing
    int line = 0;
    //! For `installed_packages`: "scikit-learn>=1.5".
    QString requirement() const { return distribution + specifier; }
    bool operator==(const ListedPackage &) const = default;
};

struct PackageList
{
    QString format; //!< "requirements.txt", "pip list", "conda list", "pyproject.toml", "words"
    std::vector<ListedPackage> packages; //!< without those that are named twice
    std::vector<ImportNote> notes;
};

//! Reads another file that a list names (-r, -c), relative to it; nothing: it cannot be read.
using ReadOther = std::function<std::optional<QByteArray>(const QString &path)>;

//! The packages of whatever people have: requirements.txt (with -r, -c, hashes, markers, extras),
//! pip freeze, pip list and conda list (tables and JSON), the dependencies of a pyproject.toml, the
//! annotation notebook-python-dependencies of an ImageStream, or words between commas or blanks.
//! Once `stop` is asked for, it ends soon, with what it has.
PackageList readPackageList(const ImportSource &file, const ReadOther &other = {},
                            const std::stop_token &stop = {});

//! The name under which PyPI knows what people show as "PyTorch" or "MySQL Connector/Python".
QString distributionOfDisplayName(const QString &name);
//! What to import of a distribution: "sklearn" for "scikit-learn"; empty where it holds nothing
//! that Python imports, such as "nvidia-cublas-cu12".
QString moduleOfDistribution(const QString &distribution);

} // namespace assay::models
