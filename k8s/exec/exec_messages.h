// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>

namespace assay::k8s {

//! A WebSocket message of pods/exec: one channel byte, then the bytes (apimachinery remotecommand).
struct ExecMessage
{
    enum class Channel { Output, ErrorOutput, Status, Other };
    Channel channel = Channel::Other;
    QByteArray bytes; //!< without the channel's
};
ExecMessage readExecMessage(const QByteArray &message);

//! Appends of `bytes` what there is room for until `cap`, and says so in `truncated` otherwise.
void keepBeginning(QByteArray &target, const QByteArray &bytes, qint64 cap, bool &truncated);

//! Sets in `output` how the command ended, as the status channel tells it; or tells why that is not
//! known. The error has no request.
std::optional<Error> readExecStatus(const QByteArray &json, ExecOutput &output);

} // namespace assay::k8s
