// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "logs/log_lines.h"

#include <vector>

using namespace assay::k8s;
using namespace assay::fuzz;

static std::vector<LogLine> split(const QByteArray &all, qsizetype piece)
{
    std::vector<LogLine> lines;
    LogLineSplitter splitter;
    for (qsizetype at = 0; at < all.size(); at += piece) {
        splitter.append(all.mid(at, piece));
        while (const auto line = splitter.next())
            lines.push_back(*line);
    }
    while (const auto line = splitter.rest())
        lines.push_back(*line);
    return lines;
}

//! The first byte says in what pieces the log arrives, the second after which line the connection
//! is lost; with 255 as the third, a log of one line is repeated beyond the longest that is held.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 4)
        return 0;
    QByteArray all = bytesOf(data + 3, size - 3);
    const bool isLong = data[2] == 255 && !all.contains('\n');
    if (isLong)
        all = all.repeated(((3 << 19) / all.size()) + 1);
    const qsizetype piece = isLong ? (data[0] + 1) * 1021 : data[0] + 1;
    const auto lines = split(all, piece);
    const auto whole = split(all, all.size());
    require(lines.size() == whole.size());
    qsizetype bytes = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        require(lines[i].time == whole[i].time && lines[i].text == whole[i].text);
        bytes += lines[i].text.size();
    }
    require(bytes <= all.size());

    LogPosition position;
    const std::size_t lost = std::min<std::size_t>(data[1], lines.size());
    for (std::size_t i = 0; i < lost; ++i)
        position.delivered(lines[i]);
    require(position.since().isEmpty() == !position.last());
    position.rewind();
    bool isNew = false;
    for (const LogLine &line : lines) {
        const auto age = position.judge(line);
        require(!isNew || age == LogPosition::Age::New);
        isNew = age != LogPosition::Age::Old;
    }
    return 0;
}
