// SPDX-License-Identifier: Apache-2.0
#include "version_specifier.h"

#include <models/image/requirement.h>

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct SpecifierText
{
    Q_DECLARE_TR_FUNCTIONS(VersionSpecifier)
};

using Operator = SpecifierClause::Operator;

struct OperatorSign
{
    QLatin1String sign;
    Operator comparison;
};

// Of two that begin alike, the longer first.
constexpr std::array operatorSigns{
    OperatorSign{"==="_L1, Operator::Identical}, OperatorSign{"~="_L1, Operator::Compatible},
    OperatorSign{"=="_L1, Operator::Equal},      OperatorSign{"!="_L1, Operator::NotEqual},
    OperatorSign{"<="_L1, Operator::AtMost},     OperatorSign{">="_L1, Operator::AtLeast},
    OperatorSign{"<"_L1, Operator::Below},       OperatorSign{">"_L1, Operator::Above}};

} // namespace

bool SpecifierClause::isFulfilledBy(const PackageVersion &candidate) const
{
    const PackageVersion bare = candidate.withoutLocal();
    switch (comparison) {
    case Operator::Compatible:
        return bare >= version && candidate.beginsWith(version, version.release.size() - 1);
    case Operator::Equal:
        if (wildcard)
            return candidate.beginsWith(version, version.release.size());
        return (version.local.isEmpty() ? bare : candidate) == version;
    case Operator::NotEqual: {
        SpecifierClause equal = *this;
        equal.comparison = Operator::Equal;
        return !equal.isFulfilledBy(candidate);
    }
    case Operator::AtMost:
        return bare <= version;
    case Operator::AtLeast:
        return bare >= version;
    case Operator::Below:
        // Nobody who wants <3 means 3.0rc1.
        return candidate < version && (version.isPreRelease() || !candidate.isPreRelease() ||
                                       !candidate.sameBase(version));
    case Operator::Above:
        // Nor 1.0.post1 or 1.0+local by >1.0.
        return candidate > version &&
               (version.post || !candidate.post || !candidate.sameBase(version)) &&
               (candidate.local.isEmpty() || !candidate.sameBase(version));
    case Operator::Identical:
        break;
    }
    return candidate.normalized().compare(text, Qt::CaseInsensitive) == 0;
}

static QString wrongOperator(const QString &clause)
{
    static const QRegularExpression bare(u"\\A(=|=>|=<|\\^|~|~>)?\\s*([0-9v].*)\\z"_s);
    const QRegularExpressionMatch match = bare.match(clause);
    const QString sign = match.captured(1);
    const QString version = match.captured(2);
    if (!match.hasMatch())
        return SpecifierText::tr("\"%1\" is no condition for a version: write one such as >=1.26.")
            .arg(clause);
    if (sign == u"=>" || sign == u"=<")
        return SpecifierText::tr("\"%1\" has its operator the wrong way round: write %2%3.")
            .arg(clause, sign == u"=>" ? u">="_s : u"<="_s, version);
    if (sign.isEmpty() || sign == u"=")
        return SpecifierText::tr("\"%1\" has no operator: write ==%2 for just that version, or "
                                 ">=%2 for that one and later ones.")
            .arg(clause, version);
    return SpecifierText::tr("\"%1\" is not how Python writes conditions: write ~=%2 for releases "
                             "that are compatible with it, or a range such as >=1.2,<2.")
        .arg(clause, version);
}

static QString wrongVersion(const QString &clause, const SpecifierClause &read,
                            const std::optional<PackageVersion> &version)
{
    const QString sign = clause.left(clause.size() - read.text.size()).trimmed();
    if (read.text.isEmpty())
        return SpecifierText::tr("\"%1\" names no version: write one after it, as in >=1.26.")
            .arg(clause);
    if (!version) {
        static const QRegularExpression two(u"\\s+[~=!<>]"_s);
        return two.match(clause).hasMatch()
                   ? SpecifierText::tr("\"%1\" is more than one condition: put commas between "
                                       "them, as in >=1.26,<2.")
                         .arg(clause)
                   : SpecifierText::tr("\"%1\" is no version that Python knows: write numbers with "
                                       "dots, such as 1.26, or 2.0rc1.")
                         .arg(read.text);
    }
    if (read.wildcard && read.comparison != Operator::Equal &&
        read.comparison != Operator::NotEqual)
        return SpecifierText::tr("\"%1\": a wildcard stands only after == and !=. Write %2%3.")
            .arg(clause, sign, read.text.chopped(2));
    if (read.wildcard && (version->isPreRelease() || version->post || !version->local.isEmpty()))
        return SpecifierText::tr("\"%1\": a wildcard stands only after the numbers of a release, "
                                 "as in ==2.4.*.")
            .arg(clause);
    if (read.comparison == Operator::Compatible && version->release.size() < 2)
        return SpecifierText::tr("\"%1\": ~= needs a version of at least two parts. Write ~=%2.0, "
                                 "or ==%2.*.")
            .arg(clause, version->release.front().digits());
    if (!version->local.isEmpty() && read.comparison != Operator::Equal &&
        read.comparison != Operator::NotEqual)
        return SpecifierText::tr("\"%1\": a local version (+…) stands only after == and !=. Write "
                                 "%2%3.")
            .arg(clause, sign, version->withoutLocal().normalized());
    return {};
}

static tl::expected<SpecifierClause, QString> clauseFrom(const QString &clause)
{
    const auto found =
        std::find_if(operatorSigns.begin(), operatorSigns.end(),
                     [&](const OperatorSign &s) { return clause.startsWith(s.sign); });
    if (found == operatorSigns.end())
        return tl::unexpected(wrongOperator(clause));
    SpecifierClause read;
    read.comparison = found->comparison;
    read.text = clause.mid(found->sign.size()).trimmed();
    if (read.comparison == Operator::Identical) {
        static const QRegularExpression anything(u"\\A[^\\s;)]+\\z"_s);
        if (anything.match(read.text).hasMatch())
            return read;
        return tl::unexpected(
            SpecifierText::tr("\"%1\" must name one version, without spaces.").arg(clause));
    }
    read.wildcard = read.text.endsWith(u".*"_s);
    const auto version = PackageVersion::parse(read.wildcard ? read.text.chopped(2) : read.text);
    if (const QString problem = wrongVersion(clause, read, version); !problem.isEmpty())
        return tl::unexpected(problem);
    read.version = *version;
    return read;
}

tl::expected<std::vector<SpecifierClause>, QString> specifierClauses(const QString &specifier)
{
    std::vector<SpecifierClause> clauses;
    for (const QString &part : specifier.split(u',')) {
        if (part.trimmed().isEmpty())
            continue;
        const auto clause = clauseFrom(part.trimmed());
        if (!clause)
            return tl::unexpected(clause.error());
        clauses.push_back(*clause);
    }
    return clauses;
}

tl::expected<bool, QString> satisfies(const QString &version, const QString &specifier)
{
    const auto clauses = specifierClauses(specifier);
    if (!clauses)
        return tl::unexpected(clauses.error());
    const auto candidate = PackageVersion::parse(version.trimmed());
    const auto identical = [](const SpecifierClause &c) {
        return c.comparison == Operator::Identical;
    };
    // What PEP 440 does not know can still be named as it is.
    if (!candidate && !clauses->empty() && std::all_of(clauses->begin(), clauses->end(), identical))
        return std::all_of(clauses->begin(), clauses->end(), [&](const SpecifierClause &c) {
            return c.text.compare(version.trimmed(), Qt::CaseInsensitive) == 0;
        });
    if (!candidate)
        return tl::unexpected(
            SpecifierText::tr("\"%1\" is no version that Python knows (PEP 440), so that it cannot "
                              "be compared.")
                .arg(version));
    return std::all_of(clauses->begin(), clauses->end(),
                       [&](const SpecifierClause &c) { return c.isFulfilledBy(*candidate); });
}

} // namespace assay::models
