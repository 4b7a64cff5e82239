// SPDX-License-Identifier: Apache-2.0
#include "markdown_text.h"

#include "report_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

QString inlineText(const QString &text, qsizetype limit)
{
    QString line = cleanLine(text);
    if (line.size() > limit)
        line = line.left(limit - 1) + u'…';
    QString out;
    for (const QChar c : std::as_const(line)) {
        if (c == u'<')
            out += "&lt;"_L1;
        else if (c == u'>')
            out += "&gt;"_L1;
        else if (c == u'&')
            out += "&amp;"_L1;
        else if (u"\\`*_{}[]()#+!|~$"_s.contains(c))
            out += u"\\"_s + c;
        else
            out += c;
    }
    return out;
}

QString codeBlock(const QString &text)
{
    int longest = 2;
    int run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const QString fence(longest + 1, u'`');
    return fence + "text\n"_L1 + text + (text.endsWith(u'\n') ? ""_L1 : "\n"_L1) + fence + u'\n';
}

} // namespace assay::models::reporting
