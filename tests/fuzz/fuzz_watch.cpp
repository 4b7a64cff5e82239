// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "watch/watch_stream.h"

using namespace assay::k8s;
using namespace assay::fuzz;

//! The first byte says in what pieces the rest arrives.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const qsizetype piece = data[0] + 1;
    const QByteArray all = bytesOf(data + 1, size - 1);
    LineBuffer lines;
    QByteArray joined;
    for (qsizetype at = 0; at < all.size(); at += piece) {
        lines.append(all.mid(at, piece));
        while (const auto line = lines.takeLine()) {
            require(!line->contains('\n'));
            joined += *line + '\n';
            if (const auto event = decodeWatchEvent(*line))
                require(event->object.is_object());
        }
        require(joined.size() + lines.size() == std::min(all.size(), at + piece));
    }
    require(joined + lines.takeRest() == all);
    return 0;
}
