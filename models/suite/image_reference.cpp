// SPDX-License-Identifier: Apache-2.0
#include <models/suite/image_reference.h>

#include "rules.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct ImageText
{
    Q_DECLARE_TR_FUNCTIONS(ImageText)
};
} // namespace

//! What tells a registry from the first part of a repository: only a host has a dot, a port, or
//! is called localhost.
static bool looksLikeHost(const QString &text)
{
    return text.contains(u'.') || text.contains(u':') || text == u"localhost";
}

static void checkRegistry(const QString &registry, QStringList &problems)
{
    static const QRegularExpression host(
        uR"(\A(([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*)"
        uR"(|\[[0-9A-Fa-f:.]+\])(:(?<port>[0-9]{1,5}))?\z)"_s);
    const auto match = host.match(registry);
    if (!match.hasMatch()) {
        problems << ImageText::tr("\"%1\" is not a registry: write a host name with an optional "
                                  "port, such as quay.io or localhost:5000.")
                        .arg(registry);
    } else if (const QString port = match.captured(u"port"); port.toInt() > 65535) {
        problems << ImageText::tr("The registry's port %1 is above 65535.").arg(port);
    }
}

static void checkRepository(const ImageReference &image, QStringList &problems)
{
    static const QRegularExpression path(
        uR"(\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z)"_s);
    if (image.repository.isEmpty()) {
        problems << ImageText::tr("The repository is missing: write it after the registry, as in "
                                  "quay.io/organization/image:tag.");
    } else if (image.registry == u"quay.io" && image.repository.startsWith(u"repository/"_s)) {
        problems << ImageText::tr("This is the address of a web page: leave out \"repository/\" "
                                  "and write quay.io/organization/image:tag.");
    } else if (matches(image.repository.toLower(), path) &&
               image.repository != image.repository.toLower()) {
        problems << ImageText::tr("A repository has no capital letters: write \"%1\".")
                        .arg(image.repository.toLower());
    } else if (!matches(image.repository, path)) {
        problems << ImageText::tr("\"%1\" is not a repository: write lower-case letters, digits "
                                  "and single separators (., _, -) between slashes.")
                        .arg(image.repository);
    } else if (image.registry.size() + 1 + image.repository.size() > 255) {
        problems << ImageText::tr("Registry and repository together are longer than 255 "
                                  "characters.");
    }
}

static void checkTagAndDigest(const ImageReference &image, bool tagWritten, bool digestWritten,
                              QStringList &problems)
{
    static const QRegularExpression tag(uR"(\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z)"_s);
    // Those that container runtimes know; the kubelet calls any other InvalidImageName.
    static const QRegularExpression digest(
        uR"(\A(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})\z)"_s);
    if (!tagWritten && !digestWritten) {
        problems << ImageText::tr("The tag is missing: add one, such as \":2025.1\", or a digest "
                                  "(\"@sha256:…\").");
    }
    if (tagWritten && !matches(image.tag, tag)) {
        problems << ImageText::tr("\"%1\" is not a tag: write up to 128 letters, digits, dots, "
                                  "dashes and underscores that start with a letter, a digit or "
                                  "an underscore.")
                        .arg(image.tag);
    }
    if (digestWritten && !matches(image.digest, digest)) {
        problems << ImageText::tr("\"%1\" is not a digest: write \"sha256:\" and 64 lower-case "
                                  "hexadecimal digits.")
                        .arg(image.digest);
    }
}

//! Why a text is not even the beginning of a reference; empty: it may be one.
static QString problemOfText(const QString &text)
{
    static const QRegularExpression space(u"[\\s\\p{C}]"_s);
    if (text.trimmed().isEmpty())
        return ImageText::tr("The image is missing: write registry/repository:tag, such as "
                             "quay.io/organization/image:2025.1.");
    if (const qsizetype scheme = text.indexOf(u"://"_s); scheme >= 0)
        return ImageText::tr("An image reference has no \"%1\": start with the registry.")
            .arg(text.left(scheme + 3));
    if (text.contains(space))
        return ImageText::tr("An image reference holds no spaces or control characters.");
    return {};
}

tl::expected<ImageReference, QStringList> ImageReference::parse(const QString &text)
{
    if (const QString problem = problemOfText(text); !problem.isEmpty())
        return tl::make_unexpected(QStringList{problem});

    ImageReference image;
    QStringList problems;
    QString rest = text;
    const qsizetype atSign = rest.indexOf(u'@');
    if (atSign >= 0) {
        image.digest = rest.mid(atSign + 1);
        rest.truncate(atSign);
    }
    const qsizetype colon = rest.lastIndexOf(u':');
    const bool hasTag = colon > rest.lastIndexOf(u'/');
    if (hasTag) {
        image.tag = rest.mid(colon + 1);
        rest.truncate(colon);
    }
    const qsizetype slash = rest.indexOf(u'/');
    if (slash >= 0 && (slash == 0 || looksLikeHost(rest.left(slash)))) {
        image.registry = rest.left(slash);
        image.repository = rest.mid(slash + 1);
        checkRegistry(image.registry, problems);
    } else {
        image.repository = rest;
        problems << ImageText::tr("The registry is missing: write it in front, as in "
                                  "quay.io/%1.")
                        .arg(text);
    }
    checkRepository(image, problems);
    checkTagAndDigest(image, hasTag, atSign >= 0, problems);
    if (!problems.isEmpty())
        return tl::make_unexpected(problems);
    return image;
}

QString ImageReference::toString() const
{
    QString text = registry + u'/' + repository;
    if (!tag.isEmpty())
        text += u':' + tag;
    if (!digest.isEmpty())
        text += u'@' + digest;
    return text;
}

QStringList ImageReference::warnings() const
{
    QStringList warnings;
    const bool internal = registry.startsWith(u"image-registry.openshift-image-registry.svc"_s);
    if (!internal && registry.contains(u':')) {
        warnings << ImageText::tr("Open Data Hub's webhook refuses images whose registry has a "
                                  "port (\"invalid image selection format\"); other clusters take "
                                  "them.");
    }
    if (!tag.isEmpty() && !digest.isEmpty()) {
        warnings << ImageText::tr("Where both are given the digest decides and the tag is only a "
                                  "remark; Open Data Hub's webhook refuses such references.");
    }
    if (tag == u"latest" && digest.isEmpty()) {
        warnings << ImageText::tr("The tag \"latest\" moves: two runs may test different images. "
                                  "Write a version or a digest.");
    }
    return warnings;
}

//! Words that are in the names of many images and tell none of them from another.
static bool saysLittle(const QString &word)
{
    static const QStringList known{u"workbench"_s,  u"workbenches"_s, u"image"_s,    u"images"_s,
                                   u"notebook"_s,   u"notebooks"_s,   u"jupyter"_s,  u"container"_s,
                                   u"containers"_s, u"repo"_s,        u"registry"_s, u"nb"_s,
                                   u"custom"_s,     u"latest"_s,      u"main"_s,     u"master"_s,
                                   u"stable"_s,     u"nightly"_s,     u"dev"_s,      u"devel"_s,
                                   u"test"_s,       u"tests"_s,       u"release"_s,  u"build"_s,
                                   u"pr"_s,         u"ci"_s,          u"snapshot"_s};
    // A version, a date, a commit.
    return word.size() < 2 || known.contains(word) ||
           std::any_of(word.begin(), word.end(), [](QChar c) { return c.isDigit(); });
}

static QStringList wordsOf(const QString &name)
{
    static const QRegularExpression other(u"[^a-z0-9]+"_s);
    return name.toLower().split(other, Qt::SkipEmptyParts);
}

QString workbenchNameFor(const QString &image)
{
    constexpr qsizetype longest = 30;
    const QString last = image.trimmed().section(u'@', 0, 0).section(u'/', -1);
    QStringList words = wordsOf(last.section(u':', 0, 0));
    const QStringList ofTag = wordsOf(last.section(u':', 1));
    // One repository for all images of a house, such as workbench-images: the tag tells them apart.
    if (std::all_of(words.begin(), words.end(), saysLittle) &&
        !std::all_of(ofTag.begin(), ofTag.end(), saysLittle) && !words.isEmpty()) {
        words = ofTag;
        const auto isNumber = [](const QString &word) {
            return std::all_of(word.begin(), word.end(), [](QChar c) { return c.isDigit(); });
        };
        for (bool cut = false; words.size() > 1 && (words.join(u'-').size() > longest ||
                                                    (cut && isNumber(words.last())));
             cut = true)
            words.removeLast();
    }
    QString name = words.join(u'-');
    if (!name.isEmpty() && !name.front().isLetter())
        name.prepend(u"image-"_s);
    name = name.left(longest);
    while (name.endsWith(u'-'))
        name.chop(1);
    return name;
}

} // namespace assay::models
