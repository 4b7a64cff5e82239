// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/error.h>

#include <nlohmann/json_fwd.hpp>

namespace assay::k8s {

//! A meta/v1 Status; none where `json` is something else.
std::optional<Status> decodeStatus(const nlohmann::json &json);

//! The kind that an HTTP status of 400 or more stands for.
Error::Kind kindOf(int httpStatus, const QString &reason);

//! An Error made of a Status that came outside an HTTP answer (watch event, exec channel 3).
Error statusError(const Status &status);

//! A kubeconfig, or a file that it names, that cannot be used.
Error configurationError(const QString &message);
inline tl::unexpected<Error> unusable(const QString &message)
{
    return tl::unexpected(configurationError(message));
}

//! A text from outside on one line, without the control characters that could drive a terminal.
QString plain(const QString &text);

//! The beginning of a text from outside, on one line, without control characters.
QString excerpt(const QByteArray &text, qsizetype length = 120);

//! Is this the Content-Type of JSON? No type at all is taken for it.
bool isJsonType(const QByteArray &contentType);

//! What to say of a successful answer of another type.
QString notJsonText(const QByteArray &contentType, const QByteArray &body);

} // namespace assay::k8s
