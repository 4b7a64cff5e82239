// SPDX-License-Identifier: Apache-2.0
#include "models/base/line_difference.h"

#include <QStringList>

#include <algorithm>

namespace assay::models {

std::vector<ComparedLine> compareLines(const QString &before, const QString &after)
{
    using Kind = ComparedLine::Kind;
    const QStringList a = before.split(u'\n'), b = after.split(u'\n');
    const qsizetype shorter = std::min(a.size(), b.size());
    qsizetype head = 0, tail = 0;
    while (head < shorter && a[head] == b[head])
        ++head;
    while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    const qsizetype rows = a.size() - head - tail, columns = b.size() - head - tail;
    std::vector<ComparedLine> lines;
    for (qsizetype i = 0; i < head; ++i)
        lines.push_back({Kind::Both, a[i]});
    // Of two texts that have next to nothing in common it is enough to see both.
    const bool compare = rows * columns <= 4'000'000;
    std::vector<std::vector<int>> common;
    if (compare)
        common.assign(std::size_t(rows + 1), std::vector<int>(std::size_t(columns + 1)));
    const auto length = [&](qsizetype i, qsizetype j) -> int & {
        return common[std::size_t(i)][std::size_t(j)];
    };
    for (qsizetype i = compare ? rows : 0; i-- > 0;) {
        for (qsizetype j = columns; j-- > 0;)
            length(i, j) = a[head + i] == b[head + j]
                               ? length(i + 1, j + 1) + 1
                               : std::max(length(i + 1, j), length(i, j + 1));
    }
    qsizetype i = 0, j = 0;
    while (i < rows || j < columns) {
        if (compare && i < rows && j < columns && a[head + i] == b[head + j]) {
            lines.push_back({Kind::Both, a[head + i]});
            ++i, ++j;
        } else if (i < rows && (j == columns || !compare || length(i + 1, j) >= length(i, j + 1))) {
            lines.push_back({Kind::Before, a[head + i++]});
        } else {
            lines.push_back({Kind::After, b[head + j++]});
        }
    }
    for (i = a.size() - tail; i < a.size(); ++i)
        lines.push_back({Kind::Both, a[i]});
    return lines;
}

} // namespace assay::models
