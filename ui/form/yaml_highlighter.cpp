// SPDX-License-Identifier: Apache-2.0
#include "yaml_highlighter.h"

#include <ui/look/theme.h>

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::ui {

YamlHighlighter::YamlHighlighter(QTextDocument *document) : QSyntaxHighlighter(document)
{
    connect(&Theme::instance(), &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

static int indentOfLine(const QString &text)
{
    int indent = 0;
    while (indent < text.size() && text[indent] == u' ')
        ++indent;
    return indent;
}

//! The state of a line is one more than the column that a block of text is indented over; 0: none.
bool YamlHighlighter::isOfBlockText(const QString &text)
{
    const int before = previousBlockState();
    if (before <= 0 || (!text.trimmed().isEmpty() && indentOfLine(text) < before))
        return false;
    setCurrentBlockState(before);
    return true;
}

void YamlHighlighter::highlightBlock(const QString &text)
{
    setCurrentBlockState(0);
    QTextCharFormat string, comment, key, name;
    string.setForeground(themeColor(ColorRole::Passed));
    comment.setForeground(themeColor(ColorRole::Muted));
    comment.setFontItalic(true);
    key.setForeground(themeColor(ColorRole::Running));
    name.setForeground(themeColor(ColorRole::Warning));
    if (isOfBlockText(text)) {
        setFormat(0, int(text.size()), string);
        return;
    }
    static const QRegularExpression tokens(
        uR"((?<string>"(?:[^"\\]|\\.)*"?|(?<=[\s\[{,:])'(?:[^']|'')*'?)|(?<comment>(?:^|(?<=\s))#.*$))"
        uR"(|(?<name>(?<=[\s\[{,:-])[&*][\w.-]+)|(?<key>(?:^|(?<=[\s{,-]))[\w./<-]+(?=\s*:(?:\s|$))))"_s);
    for (auto it = tokens.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const auto paint = [&](const QString &group, const QTextCharFormat &format) {
            if (match.capturedLength(group) > 0)
                setFormat(int(match.capturedStart(group)), int(match.capturedLength(group)),
                          format);
        };
        paint(u"string"_s, string);
        paint(u"comment"_s, comment);
        paint(u"name"_s, name);
        paint(u"key"_s, key);
    }
    static const QRegularExpression begins(uR"((?:^|[:\s-]\s)[|>][+-]?\d?[+-]?\s*(?:#.*)?$)"_s);
    if (begins.match(text).hasMatch()) {
        int parent = indentOfLine(text);
        static const QRegularExpression dashThenKey(uR"(^\s*((?:- +)+)[^\s|>])"_s);
        if (const auto match = dashThenKey.match(text); match.hasMatch())
            parent = int(match.capturedEnd(1));
        setCurrentBlockState(parent + 1);
    }
}

} // namespace assay::ui
