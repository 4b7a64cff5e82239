// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <compare>
#include <optional>
#include <vector>

namespace assay::models {

//! A number of any length, such as the day and second that some write as a version's part.
class VersionNumber
{
public:
    VersionNumber() = default;
    explicit VersionNumber(const QString &digits);
    const QString &digits() const { return m_digits; }
    bool isZero() const { return m_digits == u'0'; }
    bool operator==(const VersionNumber &) const = default;
    std::strong_ordering operator<=>(const VersionNumber &other) const;

private:
    QString m_digits = QStringLiteral("0");
};

//! The version of a distribution by PEP 440 (https://peps.python.org/pep-0440), which is how pip
//! reads and orders versions.
struct PackageVersion
{
    VersionNumber epoch;
    std::vector<VersionNumber> release; //!< at least one
    QString preKind;                    //!< "a", "b", "rc"; empty: no pre-release
    VersionNumber pre;
    std::optional<VersionNumber> post, dev;
    QStringList local; //!< lower case, without leading zeros; empty: none

    //! Any spelling that PEP 440 allows ("v1.0-RC.1"); nothing where it is no such version.
    static std::optional<PackageVersion> parse(const QString &text);

    //! As PEP 440 normalizes it: "1.0rc1".
    QString normalized() const;
    bool isPreRelease() const { return !preKind.isEmpty() || dev; }
    //! Whether epoch and release are the same, "1.0" and "1" being so.
    bool sameBase(const PackageVersion &other) const;
    //! Whether the release begins with the other's, missing parts being 0, in the same epoch.
    bool beginsWith(const PackageVersion &other, std::size_t parts) const;
    PackageVersion withoutLocal() const;

    std::strong_ordering operator<=>(const PackageVersion &other) const;
    bool operator==(const PackageVersion &other) const { return (*this <=> other) == 0; }
};

} // namespace assay::models
