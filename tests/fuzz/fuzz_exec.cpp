// SPDX-License-Identifier: Apache-2.0
#include "exec/exec_messages.h"
#include "fuzz.h"

using namespace assay::k8s;
using namespace assay::fuzz;

static constexpr qint64 cap = 64;

//! Messages, each behind a byte with its length; what is left is the last one.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray all = bytesOf(data, size);
    ExecOutput output;
    qsizetype at = 0;
    while (at < all.size()) {
        qsizetype length = uchar(all[at++]);
        if (length == 255)
            length = all.size() - at;
        const auto [channel, bytes] = readExecMessage(all.mid(at, length));
        at += length;
        switch (channel) {
        case ExecMessage::Channel::Output:
            keepBeginning(output.standardOutput, bytes, cap, output.truncated);
            break;
        case ExecMessage::Channel::ErrorOutput:
            keepBeginning(output.standardError, bytes, cap, output.truncated);
            break;
        case ExecMessage::Channel::Status:
            if (const auto error = readExecStatus(bytes, output))
                require(isPlain(error->message));
            break;
        case ExecMessage::Channel::Other:
            break;
        }
        require(output.standardOutput.size() <= cap && output.standardError.size() <= cap);
    }
    return 0;
}
