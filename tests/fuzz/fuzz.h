// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <cstdint>

//! One input; libFuzzer calls it with millions of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace assay::fuzz {

inline QByteArray bytesOf(const std::uint8_t *data, std::size_t size)
{
    return QByteArray(reinterpret_cast<const char *>(data), qsizetype(size));
}

//! Stops the run where a promise is broken.
inline void require(bool holds)
{
    if (!holds)
        __builtin_trap();
}

//! Is it what an error may say: one line, nothing that could drive a terminal?
inline bool isPlain(const QString &message)
{
    for (const QChar c : message) {
        const bool isDrawn =
            c.category() == QChar::Other_PrivateUse || c.category() == QChar::Other_NotAssigned;
        if (!c.isPrint() && !c.isSurrogate() && !isDrawn)
            return false;
    }
    return !message.isEmpty();
}

} // namespace assay::fuzz
