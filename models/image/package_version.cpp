// SPDX-License-Identifier: Apache-2.0
#include "package_version.h"

#include <QRegularExpression>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

static std::strong_ordering ordering(int comparison)
{
    return comparison <=> 0;
}

VersionNumber::VersionNumber(const QString &digits)
{
    qsizetype zeros = 0;
    while (zeros + 1 < digits.size() && digits.at(zeros) == u'0')
        ++zeros;
    if (!digits.isEmpty())
        m_digits = digits.mid(zeros);
}

std::strong_ordering VersionNumber::operator<=>(const VersionNumber &other) const
{
    if (m_digits.size() != other.m_digits.size())
        return m_digits.size() <=> other.m_digits.size();
    return ordering(m_digits.compare(other.m_digits));
}

std::optional<PackageVersion> PackageVersion::parse(const QString &text)
{
    // PEP 440, appendix B.
    static const QRegularExpression grammar(
        u"\\Av?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)"
        "(?<pre>[-_.]?(?<kind>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<number>[0-9]+)?)?"
        "(?<post>-(?<bare>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?<after>[0-9]+)?)?"
        "(?<dev>[-_.]?dev[-_.]?(?<built>[0-9]+)?)?"
        "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\\z"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = grammar.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    PackageVersion version;
    version.epoch = VersionNumber(match.captured(u"epoch"_s));
    for (const QString &part : match.captured(u"release"_s).split(u'.'))
        version.release.emplace_back(part);
    if (!match.captured(u"pre"_s).isEmpty()) {
        const QString kind = match.captured(u"kind"_s).toLower();
        version.preKind = kind.startsWith(u'a') ? u"a"_s : kind.startsWith(u'b') ? u"b"_s : u"rc"_s;
        version.pre = VersionNumber(match.captured(u"number"_s));
    }
    if (!match.captured(u"post"_s).isEmpty())
        version.post = VersionNumber(match.captured(u"bare"_s) + match.captured(u"after"_s));
    if (!match.captured(u"dev"_s).isEmpty())
        version.dev = VersionNumber(match.captured(u"built"_s));
    static const QRegularExpression separator(u"[-_.]"_s);
    static const QRegularExpression digits(u"\\A[0-9]+\\z"_s);
    const QString local = match.captured(u"local"_s).toLower();
    for (const QString &part : local.split(separator, Qt::SkipEmptyParts))
        version.local << (digits.match(part).hasMatch() ? VersionNumber(part).digits() : part);
    return version;
}

QString PackageVersion::normalized() const
{
    QString text;
    if (!epoch.isZero())
        text += epoch.digits() + u'!';
    for (std::size_t i = 0; i < release.size(); ++i)
        text += (i > 0 ? u"."_s : QString()) + release[i].digits();
    if (!preKind.isEmpty())
        text += preKind + pre.digits();
    if (post)
        text += u".post"_s + post->digits();
    if (dev)
        text += u".dev"_s + dev->digits();
    if (!local.isEmpty())
        text += u'+' + local.join(u'.');
    return text;
}

static VersionNumber releasePart(const PackageVersion &version, std::size_t index)
{
    return index < version.release.size() ? version.release[index] : VersionNumber();
}

bool PackageVersion::beginsWith(const PackageVersion &other, std::size_t parts) const
{
    if (epoch != other.epoch)
        return false;
    for (std::size_t i = 0; i < parts; ++i) {
        if (releasePart(*this, i) != releasePart(other, i))
            return false;
    }
    return true;
}

bool PackageVersion::sameBase(const PackageVersion &other) const
{
    return beginsWith(other, std::max(release.size(), other.release.size()));
}

PackageVersion PackageVersion::withoutLocal() const
{
    PackageVersion bare = *this;
    bare.local.clear();
    return bare;
}

//! 1.0.dev1 < 1.0a1 < 1.0b1 < 1.0rc1 < 1.0 and 1.0.post1.
static int prePhase(const PackageVersion &version)
{
    if (version.preKind.isEmpty())
        return version.dev && !version.post ? -1 : 3;
    return version.preKind == u"a" ? 0 : version.preKind == u"b" ? 1 : 2;
}

//! Numbers stand above words, and what has more parts above what has the same and less.
static std::strong_ordering compareLocal(const QStringList &a, const QStringList &b)
{
    const auto isNumber = [](const QString &part) {
        return std::all_of(part.begin(), part.end(),
                           [](QChar c) { return c >= u'0' && c <= u'9'; });
    };
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i) {
        const bool number = isNumber(a.at(i));
        if (number != isNumber(b.at(i)))
            return number ? std::strong_ordering::greater : std::strong_ordering::less;
        const auto order = number ? VersionNumber(a.at(i)) <=> VersionNumber(b.at(i))
                                  : ordering(a.at(i).compare(b.at(i)));
        if (order != 0)
            return order;
    }
    return a.size() <=> b.size();
}

std::strong_ordering PackageVersion::operator<=>(const PackageVersion &other) const
{
    if (const auto order = epoch <=> other.epoch; order != 0)
        return order;
    for (std::size_t i = 0; i < std::max(release.size(), other.release.size()); ++i) {
        if (const auto order = releasePart(*this, i) <=> releasePart(other, i); order != 0)
            return order;
    }
    if (const auto order = prePhase(*this) <=> prePhase(other); order != 0)
        return order;
    if (const auto order = pre <=> other.pre; order != 0)
        return order;
    // None is before any.
    if (const auto order = post <=> other.post; order != 0)
        return order;
    if (dev.has_value() != other.dev.has_value())
        return dev ? std::strong_ordering::less : std::strong_ordering::greater;
    if (const auto order = dev <=> other.dev; order != 0)
        return order;
    return compareLocal(local, other.local);
}

} // namespace assay::models
