// SPDX-License-Identifier: Apache-2.0
#include "base/json_decode.h"
#include "containers/decode.h"
#include "containers/frames.h"
#include "containers/http_response.h"
#include "fuzz.h"

using namespace assay::containers;
using namespace assay::fuzz;

//! What an answer comes to: whether it is one, and its body.
struct Read
{
    bool isSound = true;
    bool isWhole = false;
    int status = 0;
    QByteArray body;
    bool operator==(const Read &) const = default;
};

static Read readAnswer(const QByteArray &bytes, qsizetype piece)
{
    HttpResponse response;
    Read read;
    for (qsizetype at = 0; at < bytes.size() && read.isSound; at += piece)
        read.isSound = response.feed(bytes.mid(at, piece), read.body);
    read.isWhole = read.isSound && response.feedEnd();
    read.status = response.status();
    return read;
}

static QByteArray readFrames(const QByteArray &bytes, qsizetype piece)
{
    static constexpr qsizetype longest = 16;
    FrameReader reader(longest);
    RuntimeWords words;
    QByteArray all;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        reader.append(bytes.mid(at, piece));
        while (const auto frame = reader.next()) {
            require(frame->bytes.size() <= longest);
            words.isProgram(*frame);
            all += frame->bytes;
        }
    }
    return all + (reader.isSound() ? '+' : '-') + (reader.isAtEnd() ? '+' : '-');
}

static void decode(const QByteArray &bytes)
{
    const auto json = assay::k8s::decodeJson(bytes);
    require(isPlain(refusalError(500, bytes, QStringLiteral("An engine")).message));
    if (!json)
        return;
    const auto version = decodeVersion(*json);
    decodeInfo(*json);
    decodePodmanInfo(*json);
    versionOfPing(bytes.left(64), bytes.mid(64));
    decodeImages(*json);
    decodeImage(*json);
    decodeCreated(*json);
    decodeContainers(*json);
    decodeVolumes(*json);
    decodeEvent(*json);
    const auto state = decodeContainer(*json, version.value_or(EngineVersion()));
    require(!state || !state->exitCode || (state->hasEnded() && state->started.isValid()));
}

//! The first byte chooses the reader, the second in pieces of which size it gets the rest.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const QByteArray bytes = bytesOf(data + 2, size - 2);
    const qsizetype piece = 1 + data[1] % 16;
    switch (data[0] % 3) {
    case 0: {
        // That bytes are no answer may be found out sooner or later; what is one is the same.
        const Read pieces = readAnswer(bytes, piece), atOnce = readAnswer(bytes, bytes.size() + 1);
        require((!pieces.isWhole && !atOnce.isWhole) || pieces == atOnce);
        break;
    }
    case 1:
        require(readFrames(bytes, piece) == readFrames(bytes, bytes.size() + 1));
        break;
    default:
        decode(bytes);
    }
    return 0;
}
