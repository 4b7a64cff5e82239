// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace assay::containers {

//! Gives `bytes` to `reader` (JsonLines, FrameReader) and each whole piece that it has then to
//! `take`, for as long as `goesOn()`, which each piece may end.
template<typename Reader, typename GoesOn, typename Take>
void takePieces(Reader &reader, const QByteArray &bytes, const GoesOn &goesOn, const Take &take)
{
    reader.append(bytes);
    while (goesOn()) {
        const auto piece = reader.next();
        if (!piece)
            return;
        take(*piece);
    }
}

} // namespace assay::containers
