// SPDX-License-Identifier: Apache-2.0
#include "highlight_rules.h"

#include <ui/look/theme.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace assay::ui {

namespace {

struct HighlightText
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::HighlightRule)
};

constexpr qsizetype mostLinesKept = 1024;

struct Grounds
{
    QRgb light;
    QRgb dark;
};

// None is the ground of what was found, which has to be seen among them.
constexpr std::array<Grounds, highlightColorCount> grounds{{
    {0xFFCDEBD0, 0xFF1F5130}, // green
    {0xFFCFE2FF, 0xFF1C4680}, // blue
    {0xFFE6D9FA, 0xFF4F3380}, // purple
    {0xFFFFD6DC, 0xFF7A2840}, // pink
    {0xFFC4EBEE, 0xFF0F5058}, // teal
    {0xFFE3DCCF, 0xFF54493A}, // brown
}};

} // namespace

HighlightColors highlightColors(int color, bool dark, bool highContrast)
{
    const Grounds &ground = grounds[size_t(std::clamp(color, 0, highlightColorCount - 1))];
    return {QColor::fromRgb(dark ? ground.dark : ground.light),
            Theme::color(ColorRole::Text, dark, highContrast)};
}

HighlightColors highlightColors(int color)
{
    const Theme &theme = Theme::instance();
    return highlightColors(color, theme.isDark(), theme.isHighContrast());
}

QString highlightColorName(int color)
{
    switch (color) {
    case 0:
        return HighlightText::tr("Green");
    case 1:
        return HighlightText::tr("Blue");
    case 2:
        return HighlightText::tr("Purple");
    case 3:
        return HighlightText::tr("Pink");
    case 4:
        return HighlightText::tr("Teal");
    default:
        return HighlightText::tr("Brown");
    }
}

int unusedHighlightColor(const std::vector<HighlightRule> &rules)
{
    for (int color = 0; color < highlightColorCount; ++color)
        if (std::none_of(rules.begin(), rules.end(),
                         [color](const HighlightRule &rule) { return rule.color == color; }))
            return color;
    return (rules.back().color + 1) % highlightColorCount;
}

Highlights::Highlights(std::vector<HighlightRule> rules) : m_rules(std::move(rules))
{
    for (const HighlightRule &rule : m_rules)
        m_matchers.push_back(LogMatcher::make(rule.query).value_or(nullptr));
}

const std::vector<Highlights::Range> &Highlights::in(qint64 line, const QString &text)
{
    // The last line of a log may have become longer since.
    if (const auto known = m_lines.constFind(line);
        known != m_lines.constEnd() && known->text == text)
        return known->ranges;
    if (m_lines.size() >= mostLinesKept)
        m_lines.clear();
    ++m_lookedThrough;
    std::vector<Range> ranges;
    for (size_t i = 0; i < m_rules.size(); ++i)
        if (m_matchers[i])
            for (const auto &[start, length] : charactersOf(*m_matchers[i], text))
                ranges.push_back({start, length, m_rules[i].color});
    return m_lines.insert(line, {text, std::move(ranges)})->ranges;
}

} // namespace assay::ui
