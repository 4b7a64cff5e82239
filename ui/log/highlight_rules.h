// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log_matcher.h"

#include <QColor>
#include <QHash>

#include <memory>
#include <vector>

namespace assay::ui {

//! What is to stand out wherever it stands in a log.
struct HighlightRule
{
    LogQuery query;
    int color = 0; //!< below highlightColorCount
    bool operator==(const HighlightRule &) const = default;
};

constexpr int highlightColorCount = 6;
//! More of them would be told apart by nobody.
constexpr size_t mostHighlightRules = 12;

struct HighlightColors
{
    QColor ground;
    QColor ink; //!< readable on the ground, at 4.5:1 or more
};

HighlightColors highlightColors(int color, bool dark, bool highContrast);
//! Those of the theme in use.
HighlightColors highlightColors(int color);
QString highlightColorName(int color);
//! The first that no rule has, or where all are taken the one after the last rule's.
int unusedHighlightColor(const std::vector<HighlightRule> &rules);

//! Rules made ready for painting. A line is looked through once, not at each repaint: what was
//! found is kept for the lines that were painted last. A rule whose expression is wrong finds
//! nothing.
class Highlights
{
public:
    struct Range
    {
        int start = 0; //!< characters
        int length = 0;
        int color = 0;
        bool operator==(const Range &) const = default;
    };

    explicit Highlights(std::vector<HighlightRule> rules);

    const std::vector<HighlightRule> &rules() const { return m_rules; }
    //! In the order of the rules: what comes later is painted over what came before. `text` is what
    //! the line shows now.
    const std::vector<Range> &in(qint64 line, const QString &text);
    //! Lines that were looked through so far.
    qint64 lookedThrough() const { return m_lookedThrough; }

private:
    struct Line
    {
        QString text;
        std::vector<Range> ranges;
    };
    std::vector<HighlightRule> m_rules;
    std::vector<std::shared_ptr<const LogMatcher>> m_matchers; //!< of each rule, or null
    QHash<qint64, Line> m_lines;
    qint64 m_lookedThrough = 0;
};

} // namespace assay::ui
