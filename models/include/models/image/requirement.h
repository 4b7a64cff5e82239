// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/check_result.h>
#include <models/image/inventory.h>

#include <tl/expected.hpp>

namespace assay::models {

//! A distribution that an image must hold, as PEP 508 writes it: "numpy>=1.26", "torch==2.4.*",
//! "scikit-learn". Extras, markers and URLs are refused: nothing is installed here.
struct Requirement
{
    QString name;      //!< as written
    QString specifier; //!< ">=1.26,<2"; empty: any version
    bool operator==(const Requirement &) const = default;

    //! The error is a sentence that says what is wrong and what to write instead.
    static tl::expected<Requirement, QString> parse(const QString &text);
};

//! Whether a version fulfils a specifier by PEP 440 (all operators, wildcards, pre-, post-, dev-
//! and local versions). A pre-release that is installed counts, as pip counts what is installed.
//! The error is a sentence: the version is none that PEP 440 knows.
tl::expected<bool, QString> satisfies(const QString &version, const QString &specifier);

//! What an inventory says of a requirement; `problem` is why there is none. The check's name is the
//! requirement as it is written.
CheckResult checkRequirement(const QString &requirement, const Inventory *inventory,
                             const QString &problem);

} // namespace assay::models
