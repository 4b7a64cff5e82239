// SPDX-License-Identifier: Apache-2.0
#include "decode.h"

#include "base/failure.h"
#include "base/json_decode.h"
#include "text.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::containers {

//! Podman says 500 for most of what Docker has a status for, so that the words count too.
static std::optional<Error::Kind> kindOfWords(const QString &words)
{
    using Kind = Error::Kind;
    static const struct
    {
        QRegularExpression pattern;
        Kind kind;
    } known[] = {
        {QRegularExpression(u"\\bname\\b.* is already in use"_s), Kind::AlreadyExists},
        {QRegularExpression(u"container state improper|\\bis not running\\b|"
                            "can only (kill|exec|stop) running"_s),
         Kind::Gone},
        {QRegularExpression(u"volume.*(is in use|being used)"_s), Kind::Conflict},
        {QRegularExpression(u"address already in use|port is already allocated"_s), Kind::Conflict},
        {QRegularExpression(u"^no such (container|image|volume|exec)|"
                            ": no such (container|image|volume|exec session)$|"
                            "no container with name or ID"_s,
                            QRegularExpression::CaseInsensitiveOption),
         Kind::NotFound},
    };
    for (const auto &[pattern, kind] : known) {
        if (pattern.match(words).hasMatch())
            return kind;
    }
    return {};
}

Error refusalError(int httpStatus, const QByteArray &body, const QString &engine)
{
    k8s::Status status;
    status.code = httpStatus;
    const k8s::Decoded decoded = k8s::decodeJson(body);
    if (decoded && decoded->is_object()) {
        status.message = k8s::plain(textOf(*decoded, "message"));
        status.reason = k8s::plain(textOf(*decoded, "cause"));
    } else {
        // Docker says in plain text that a client is too old.
        status.message = k8s::excerpt(body, 400);
    }
    Error error;
    error.httpStatus = httpStatus;
    error.kind = k8s::kindOf(httpStatus, {});
    if (httpStatus >= 400) {
        if (const auto kind = kindOfWords(status.message))
            error.kind = *kind;
    }
    error.message = status.message.isEmpty()
                        ? Text::tr("%1 answered with HTTP status %2 and did not say why.")
                              .arg(engine)
                              .arg(httpStatus)
                        : Text::tr("%1 refused: %2").arg(engine, status.message);
    if (status.message.contains(u"no space left on device"_s))
        error.message += Text::tr(". Its disk is full: make room, as by \"podman system prune\" or "
                                  "\"docker system prune\".");
    error.status = std::move(status);
    return error;
}

} // namespace assay::containers
