// SPDX-License-Identifier: Apache-2.0
#include "wording.h"

using namespace Qt::StringLiterals;

namespace assay::ui {

QString displayText(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u == u'\n')
            out += c;
        else if (u == u'\t')
            out += u' ';
        else if (u < 0x20 || (u >= 0x7F && u < 0xA0) || (u >= 0x202A && u <= 0x202E) ||
                 (u >= 0x2066 && u <= 0x2069))
            continue;
        else
            out += c;
    }
    return out;
}

} // namespace assay::ui
