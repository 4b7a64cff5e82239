// SPDX-License-Identifier: Apache-2.0
#include "log_text.h"

#include <ui/look/theme.h>

#include <array>

namespace assay::ui {

namespace {

constexpr int tabWidth = 8;

struct Style
{
    int color = -1;
    bool bold = false;
    bool operator==(const Style &) const = default;
};

//! Takes the characters of a line one after another, where they belong.
class Line
{
public:
    void put(QChar c)
    {
        if (m_column < m_text.size()) {
            m_text[m_column] = c;
            m_styles[size_t(m_column)] = style;
        } else {
            m_text += c;
            m_styles.push_back(style);
        }
        ++m_column;
    }
    void tab()
    {
        do
            put(u' ');
        while (m_column % tabWidth != 0);
    }
    void begin() { m_column = 0; }
    void eraseRest()
    {
        m_text.truncate(m_column);
        m_styles.resize(size_t(m_text.size()));
    }
    qsizetype column() const { return m_column; }

    LogText take()
    {
        LogText line{m_text, {}};
        for (qsizetype i = 0; i < m_text.size();) {
            qsizetype end = i + 1;
            const Style &here = m_styles[size_t(i)];
            while (end < m_text.size() && m_styles[size_t(end)] == here)
                ++end;
            if (here != Style())
                line.spans.push_back({i, end - i, here.color, here.bold});
            i = end;
        }
        return line;
    }
    Style style;

private:
    QString m_text;
    std::vector<Style> m_styles;
    qsizetype m_column = 0;
};

//! "1;31" of "ESC [ 1 ; 31 m".
void applyColors(QStringView parameters, Style &style)
{
    const auto numbers = parameters.split(u';');
    for (qsizetype i = 0; i < numbers.size(); ++i) {
        const int n = numbers[i].toInt();
        if (n == 0)
            style = {};
        else if (n == 1)
            style.bold = true;
        else if (n == 22)
            style.bold = false;
        else if (n >= 30 && n <= 37)
            style.color = n - 30;
        else if (n >= 90 && n <= 97)
            style.color = n - 90 + 8;
        else if (n == 39)
            style.color = -1;
        else if (n == 38 || n == 48) {
            // 38;5;N is of a table of 256, the first sixteen of which are these; 38;2;R;G;B any.
            const int kind = i + 1 < numbers.size() ? numbers[i + 1].toInt() : 0;
            const int index = i + 2 < numbers.size() ? numbers[i + 2].toInt() : -1;
            if (n == 38)
                style.color = kind == 5 && index >= 0 && index < 16 ? index : -1;
            i += kind == 2 ? 4 : 2;
        }
    }
}

//! Reads an escape sequence; `i` is at ESC (or a C1 introducer) and ends on its last character.
void readEscape(QStringView text, qsizetype &i, Line &line)
{
    const auto at = [&](qsizetype n) { return n < text.size() ? text[n].unicode() : u'\0'; };
    char16_t kind = at(i);
    if (kind == 0x1B)
        kind = at(++i);
    if (kind == u'[' || kind == 0x9B) {
        const qsizetype from = i + 1;
        while (i + 1 < text.size() && !(at(i + 1) >= 0x40 && at(i + 1) <= 0x7E))
            ++i;
        ++i;
        const QStringView parameters = text.mid(from, i - from);
        if (at(i) == u'm')
            applyColors(parameters, line.style);
        else if (at(i) == u'K' && (parameters.isEmpty() || parameters == QLatin1String("0")))
            line.eraseRest();
    } else if (kind == u']' || kind == u'P' || kind == u'^' || kind == u'_' || kind == 0x9D) {
        while (i + 1 < text.size() && at(i + 1) != 0x07 && at(i + 1) != 0x9C &&
               !(at(i + 1) == 0x1B && at(i + 2) == u'\\'))
            ++i;
        i += at(i + 1) == 0x1B ? 2 : 1;
    }
}

bool isShown(char16_t u)
{
    return u >= 0x20 && !(u >= 0x7F && u < 0xA0) && !(u >= 0x202A && u <= 0x202E) &&
           !(u >= 0x2066 && u <= 0x2069);
}

} // namespace

LogText textOf(const QByteArray &bytes, qsizetype longest)
{
    const QString text = QString::fromUtf8(bytes);
    Line line;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (line.column() >= longest - 1) {
            line.put(QChar(0x2026));
            break;
        }
        const char16_t u = text[i].unicode();
        if (u == u'\t')
            line.tab();
        else if (u == u'\r')
            line.begin();
        else if (u == 0x1B || u == 0x9B || u == 0x9D)
            readEscape(text, i, line);
        else if (isShown(u))
            line.put(text[i]);
    }
    return line.take();
}

std::string withoutEscapes(std::string_view lines)
{
    std::string out;
    out.reserve(lines.size());
    for (size_t i = 0; i < lines.size(); ++i) {
        if (lines[i] != 0x1B) {
            out += lines[i];
            continue;
        }
        const char kind = i + 1 < lines.size() ? lines[i + 1] : '\0';
        if (kind == '[') {
            i += 2;
            while (i < lines.size() && lines[i] != '\n' && !(lines[i] >= 0x40 && lines[i] <= 0x7E))
                ++i;
        } else if (kind == ']') {
            i += 2;
            while (i < lines.size() && lines[i] != '\n' && lines[i] != 0x07 && lines[i] != 0x1B)
                ++i;
            if (i + 1 < lines.size() && lines[i] == 0x1B && lines[i + 1] == '\\')
                ++i;
        }
        // An end of a line ends what was begun in it, too.
        if (i < lines.size() && lines[i] == '\n')
            out += '\n';
    }
    return out;
}

QColor terminalColor(int color)
{
    // Each is readable on the theme's own ground: black on dark and white on light are greys.
    static constexpr std::array<QRgb, 8> light{0xFF1B1F24, 0xFFBA1A1A, 0xFF176F30, 0xFF7D5200,
                                               0xFF0B57D0, 0xFF8E24AA, 0xFF00696E, 0xFF57606A};
    static constexpr std::array<QRgb, 8> dark{0xFFA3ADB8, 0xFFFF9C94, 0xFF56D364, 0xFFE3B341,
                                              0xFF7CB3FF, 0xFFE0A3FF, 0xFF5FD7DF, 0xFFE6EAEE};
    const auto &table = Theme::instance().isDark() ? dark : light;
    return QColor::fromRgb(table[size_t(color) % table.size()]);
}

} // namespace assay::ui
