// SPDX-License-Identifier: Apache-2.0
#include "exec_messages.h"

#include "base/failure.h"
#include "base/json_decode.h"
#include "base/text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::k8s {

// apimachinery pkg/util/remotecommand/constants.go
static constexpr char standardOutputChannel = 1;
static constexpr char standardErrorChannel = 2;
static constexpr char statusChannel = 3;

ExecMessage readExecMessage(const QByteArray &message)
{
    if (message.isEmpty())
        return {};
    const QByteArray bytes = message.mid(1);
    switch (message.front()) {
    case standardOutputChannel:
        return {ExecMessage::Channel::Output, bytes};
    case standardErrorChannel:
        return {ExecMessage::Channel::ErrorOutput, bytes};
    case statusChannel:
        return {ExecMessage::Channel::Status, bytes};
    default:
        return {ExecMessage::Channel::Other, bytes};
    }
}

void keepBeginning(QByteArray &target, const QByteArray &bytes, qint64 cap, bool &truncated)
{
    const qint64 room = std::max<qint64>(0, cap - target.size());
    if (bytes.size() > room)
        truncated = true;
    target += bytes.left(room);
}

//! The kubelet's and the runtimes' words for a command that never ran; other internal errors (no
//! way to the node, say) are the cluster's and say nothing of the command.
static bool isRuntimeRefusal(const QString &message)
{
    static const QString signs[] = {u"error executing command in container"_s,
                                    u"executable file not found"_s, u"exec failed"_s,
                                    u"failed to exec in container"_s};
    return std::any_of(std::begin(signs), std::end(signs), [&](const QString &sign) {
        return message.contains(sign, Qt::CaseInsensitive);
    });
}

static Error unreadableStatus(const QByteArray &json)
{
    Error error;
    error.kind = Error::Kind::Protocol;
    error.httpStatus = 101;
    error.message =
        Text::tr("The command's result is not one that Kubernetes sends: %1").arg(excerpt(json));
    return error;
}

std::optional<Error> readExecStatus(const QByteArray &json, ExecOutput &output)
{
    const Decoded decoded = decodeJson(json);
    const auto status = decoded ? decodeStatus(*decoded) : std::optional<Status>();
    if (!status)
        return unreadableStatus(json);
    bool isNumber = false;
    int code = 0;
    for (const StatusCause &cause : status->causes) {
        if (cause.reason == u"ExitCode" && !isNumber)
            code = cause.message.toInt(&isNumber);
    }
    const bool isSuccess = decoded->at("status") == "Success";
    if (!isSuccess && decoded->at("status") != "Failure")
        return unreadableStatus(json);
    // A success that ended with 1 and a failure that ended with 0 are neither.
    if (isNumber && isSuccess != (code == 0))
        return unreadableStatus(json);
    if (isSuccess || isNumber) {
        output.exitCode = code;
        return {};
    }
    if (status->reason == u"NonZeroExitCode")
        return unreadableStatus(json);
    if (isRuntimeRefusal(status->message)) {
        output.started = false;
        output.runtimeMessage = status->message;
        return {};
    }
    return statusError(*status);
}

} // namespace assay::k8s
