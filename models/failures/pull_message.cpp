// SPDX-License-Identifier: Apache-2.0
#include "pull_message.h"

#include <QRegularExpression>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

//! What wraps an error and says nothing of it, from the outside in.
static QString unwrapped(QString message)
{
    static const QRegularExpression wrapping(
        u"\\A\\s*(?:Failed to pull image \"[^\"]*\": ?"
        "|Back-off pulling image \"[^\"]*\"(?:: |\\z)"
        "|Error: (?=ErrImage|ImagePull)"
        "|(?:ErrImagePull|ImagePullBackOff|ImageInspectError|RegistryUnavailable|"
        "SignatureValidationFailed|ErrImageNeverPull)(?:: |\\z)"
        "|rpc error: code = \\w+ desc = "
        "|Error response from daemon: "
        "|(?:pull image err|pull failed|copying system image from manifest list): )"_s);
    for (auto match = wrapping.match(message); match.hasMatch() && match.capturedLength() > 0;
         match = wrapping.match(message))
        message.remove(0, match.capturedEnd());
    return message.trimmed();
}

static QString withoutName(QString text, const QString &image)
{
    if (image.isEmpty())
        return text;
    text.replace(image, u"IMAGE"_s);
    const qsizetype at = image.indexOf(u'@');
    const qsizetype slash = image.lastIndexOf(u'/');
    const qsizetype colon = image.indexOf(u':', slash + 1);
    const QString repository = image.left(at >= 0 ? at : colon >= 0 ? colon : image.size());
    // A short name is a word like any other.
    if (slash < 0)
        return text;
    text.replace(repository, u"REPOSITORY"_s);
    const QString first = image.left(image.indexOf(u'/'));
    const bool named = first.contains(u'.') || first.contains(u':');
    const QString path = named ? repository.mid(first.size() + 1) : repository;
    return text.replace(u"/v2/"_s + path + u'/', u"/v2/REPOSITORY/"_s)
        .replace(u"scope=repository%3A"_s + QString(path).replace(u'/', u"%2F"_s),
                 u"scope=REPOSITORY"_s);
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

std::vector<PullAttempt> readPullMessage(const QString &message, const QString &image)
{
    const QString error = unwrapped(message);
    if (error.isEmpty())
        return {};
    // CRI-O and Podman (containers/image) name every mirror that they asked before.
    static const QRegularExpression mirrors(u"\\(Mirrors also failed: (\\[.*\\])\\): (.*)\\z"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    if (const auto match = mirrors.match(error); match.hasMatch()) {
        QString own = match.captured(2);
        const qsizetype end = own.indexOf(u": "_s);
        if (end > 0 && !own.left(end).contains(u' '))
            own.remove(0, end + 2);
        std::vector<PullAttempt> attempts{{QString(), withoutName(own, image)}};
        for (PullAttempt &attempt : mirrorsIn(match.captured(1)))
            attempts.push_back(std::move(attempt));
        return attempts;
    }
    // containerd tells one error only; that of a mirror has the image's own registry in its query.
    static const QRegularExpression throughMirror(
        u"https?://([^/\"\\s]+)/[^\"\\s]*[?&]ns=[^\"\\s]+"_s);
    const auto mirror = throughMirror.match(error);
    return {{mirror.captured(1), withoutName(error, image)}};
}

} // namespace assay::models::classification
