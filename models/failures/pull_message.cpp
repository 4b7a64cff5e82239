// SPDX-License-Identifier: Apache-2.0
#include "pull_message.h"

#include <QRegularExpression>

#include <algorithm>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

//! What wraps an error and says nothing of it, from the outside in.
static QString unwrapped(QString message)
{
    static const QRegularExpression wrapping(
        u"\\A\\s*(?:Failed to (?:pull|inspect) image \"[^\"]*\": ?"
        "|Back-off pulling image \"[^\"]*\"(?:: |\\z)"
        "|Error: (?=ErrImage|ImagePull)"
        "|(?:ErrImagePull|ImagePullBackOff|ImageInspectError|RegistryUnavailable|"
        "SignatureValidationFailed|ErrImageNeverPull)(?:: |\\z)"
        "|rpc error: code = \\w+ desc = "
        "|Error response from daemon: "
        "|image pull failed for \\S+ because the registry is unavailable: "
        "|(?:pull image err|pull failed|copying system image from manifest list): )"_s);
    for (auto match = wrapping.match(message); match.hasMatch() && match.capturedLength() > 0;
         match = wrapping.match(message))
        message.remove(0, match.capturedEnd());
    return message.trimmed();
}

//! The host of an image's registry; Docker Hub's where the name has none.
static QString registryOf(const QString &image)
{
    const QString first = image.left(std::max<qsizetype>(image.indexOf(u'/'), 0));
    const bool named = first.contains(u'.') || first.contains(u':') || first == u"localhost";
    return named ? first : u"docker.io"_s;
}

//! A name as a whole word: "denied" is not found in "was denied-ed" nor in a path that ends with
//! it.
static void replaceName(QString &text, const QString &name, const QString &with)
{
    const QRegularExpression whole(u"(?<![\\w./@-])"_s + QRegularExpression::escape(name) +
                                   u"(?![\\w/-])"_s);
    text.replace(whole, with);
}

//! A short name is a word like any other: it is one only where the runtimes write a name.
static void hideShortName(QString &text, const QString &name)
{
    static const QRegularExpression tagged(u"[:@]"_s);
    const QString bare = name.section(tagged, 0, 0);
    const QString tag = name == bare ? u":latest"_s : name.mid(bare.size());
    for (const char *prefix :
         {"docker.io/library/", "index.docker.io/library/", "library/", "localhost/"}) {
        text.replace(QLatin1StringView(prefix) + bare + tag, u"IMAGE"_s);
        text.replace(QLatin1StringView(prefix) + bare, u"REPOSITORY"_s);
    }
    replaceName(text, bare + tag, u"IMAGE"_s);
    text.replace(u'"' + bare + u'"', u"\"IMAGE\""_s);
    text.replace(u" for "_s + bare + u',', u" for REPOSITORY,"_s);
}

//! What the words of an error are not: the names of the image, its tag and digests, the hosts and
//! queries of addresses, for each may hold any word.
static QString withoutName(QString text, const QString &image)
{
    static const QRegularExpression path(u"(https?://[^/\"\\s]+/(?:[^\"\\s]*/)?v2/)[^\"\\s?]+?/"
                                         "(manifests|blobs|tags|referrers)/"_s);
    static const QRegularExpression tagInPath(u"/manifests/(?!sha256:)[\\w.-]+"_s);
    static const QRegularExpression tagInWords(u"\\bmanifest (?!for |unknown|sha256:)\\S+ in "_s);
    static const QRegularExpression address(
        u"(https?://)[^/\"\\s?]+([^\"\\s?]*)(?:\\?[^\"\\s]*[^\"\\s:,])?"_s);
    static const QRegularExpression lookedUp(u"\\blookup [\\w.-]+"_s);
    static const QRegularExpression digest(u"sha256:[0-9a-f]{6,64}"_s);
    static const QRegularExpression whole(
        u"REPOSITORY(?::[\\w][\\w.-]*)?(?:@sha256:[0-9a-f]+)|REPOSITORY:[\\w][\\w.-]*"_s);
    if (!image.isEmpty() && image.contains(u'/')) {
        text.replace(image, u"IMAGE"_s);
        const qsizetype at = image.indexOf(u'@');
        const QString named = image.left(at >= 0 ? at : image.size());
        const qsizetype colon = named.indexOf(u':', named.lastIndexOf(u'/') + 1);
        const QString repository = named.left(colon >= 0 ? colon : named.size());
        text.replace(repository, u"REPOSITORY"_s);
        const QString registry = registryOf(image);
        const bool hasRegistry = image.startsWith(registry + u'/');
        const QString inside = hasRegistry ? repository.mid(registry.size() + 1) : repository;
        text.replace(u"docker.io/REPOSITORY"_s, u"REPOSITORY"_s);
        replaceName(text, inside, u"REPOSITORY"_s);
        text.replace(u"/v2/"_s + inside + u'/', u"/v2/REPOSITORY/"_s);
        if (colon >= 0) {
            text.replace(u'"' + named.mid(colon + 1) + u'"', u"\"TAG\""_s);
            replaceName(text, inside + named.mid(colon), u"IMAGE"_s);
        }
        text.replace(whole, u"IMAGE"_s);
        if (hasRegistry)
            replaceName(text, registry, u"REGISTRY"_s);
    } else if (!image.isEmpty()) {
        hideShortName(text, image);
    }
    return text.replace(path, u"\\1REPOSITORY/\\2/"_s)
        .replace(tagInPath, u"/manifests/TAG"_s)
        .replace(tagInWords, u"manifest TAG in "_s)
        .replace(address, u"\\1REGISTRY\\2"_s)
        .replace(lookedUp, u"lookup REGISTRY"_s)
        .replace(digest, u"sha256:DIGEST"_s);
}

//! "[mirror/x:1: why] [other/x:1: why]", brackets in a reason included.
static std::vector<PullAttempt> mirrorsIn(const QString &list)
{
    std::vector<PullAttempt> attempts;
    qsizetype from = 0;
    int depth = 0;
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (list[i] == u'[' && depth++ == 0)
            from = i + 1;
        if (list[i] != u']' || depth == 0 || --depth > 0)
            continue;
        const QString attempt = list.mid(from, i - from);
        const qsizetype end = attempt.indexOf(u": "_s);
        if (end < 0)
            continue;
        const QString mirror = attempt.left(end);
        attempts.push_back({mirror.section(u'/', 0, 0), withoutName(attempt.mid(end + 2), mirror)});
    }
    return attempts;
}

//! One error, with the mirrors that were asked for it.
static std::vector<PullAttempt> readError(const QString &error, const QString &image)
{
    // CRI-O and Podman (containers/image) name every mirror that they asked before.
    static const QRegularExpression mirrors(u"\\(Mirrors also failed: (\\[.*\\])\\): (.*)\\z"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    if (const auto match = mirrors.match(error); match.hasMatch()) {
        QString own = match.captured(2);
        const qsizetype end = own.indexOf(u": "_s);
        if (end > 0 && !QStringView(own).left(end).contains(u' '))
            own.remove(0, end + 2);
        std::vector<PullAttempt> attempts = mirrorsIn(match.captured(1));
        // An origin that may not be asked (mirrorSourcePolicy: NeverContactSource) answers nothing.
        if (attempts.empty() || !own.contains(u" is blocked in "_s))
            attempts.insert(attempts.begin(), {QString(), withoutName(own, image)});
        return attempts;
    }
    // containerd's error of a mirror has the image's own registry in its query, or names the host.
    static const QRegularExpression throughMirror(
        u"https?://([^/\"\\s]+)/[^\"\\s]*[?&]ns=[^\"\\s]+"_s);
    static const QRegularExpression fromHost(u"pulling from host (\\S+) failed with"_s);
    QString mirror = throughMirror.match(error).captured(1);
    if (mirror.isEmpty())
        mirror = fromHost.match(error).captured(1);
    const QString registry = registryOf(image);
    if (mirror == registry || (registry == u"docker.io" && mirror.endsWith(u".docker.io")))
        mirror.clear();
    QString text = withoutName(error, image);
    if (!mirror.isEmpty())
        replaceName(text, mirror, u"REGISTRY"_s);
    return {{mirror, text}};
}

//! The errors of an answer that holds several: the kubelet's, one for each pull secret
//! ("[rpc error: …, rpc error: …]"), and containerd's, one a line for each host.
static QStringList errorsIn(QString error)
{
    static const QRegularExpression next(u", (?=rpc error: code = )"_s);
    static const QRegularExpression host(u"https?://[^/\"\\s]+/[^\"\\s]*v2/|pulling from host "_s);
    if (error.startsWith(u"[rpc error: "_s) && error.endsWith(u']'))
        return error.mid(1, error.size() - 2).split(next);
    const QStringList lines = error.split(u'\n', Qt::SkipEmptyParts);
    const bool ofHosts =
        lines.size() > 1 && std::all_of(lines.begin(), lines.end(), [](const QString &line) {
            return host.match(line).hasMatch();
        });
    return ofHosts ? lines : QStringList{error};
}

std::vector<PullAttempt> readPullMessage(const QString &message, const QString &image)
{
    const QString all = unwrapped(message);
    if (all.isEmpty())
        return {};
    std::vector<PullAttempt> own;
    std::vector<PullAttempt> ofMirrors;
    for (const QString &error : errorsIn(all)) {
        for (PullAttempt &attempt : readError(unwrapped(error), image)) {
            auto &list = attempt.from.isEmpty() ? own : ofMirrors;
            if (std::find(list.begin(), list.end(), attempt) == list.end())
                list.push_back(std::move(attempt));
        }
    }
    own.insert(own.end(), ofMirrors.begin(), ofMirrors.end());
    return own;
}

} // namespace assay::models::classification
