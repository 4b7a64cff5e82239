// SPDX-License-Identifier: Apache-2.0
#include <models/base/edit_distance.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace assay::models {

int editDistance(const QString &a, const QString &b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = std::exchange(row[0], static_cast<int>(i));
        for (qsizetype k = 1; k <= b.size(); ++k) {
            const auto at = static_cast<std::size_t>(k);
            const int exchanged = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
            diagonal = row[at];
            row[at] = std::min({row[at] + 1, row[at - 1] + 1, exchanged});
        }
    }
    return row.back();
}

int likelyMisspelling(qsizetype length)
{
    return length < 4 ? 0 : length < 6 ? 1 : 2;
}

QString nearestName(const QString &written, const QStringList &names, int least)
{
    // No name is that long, and the distance costs its square.
    const QString wanted = written.left(80).toLower();
    QString nearest;
    int best = std::max(least, likelyMisspelling(written.size())) + 1;
    for (const QString &name : names) {
        const int distance = editDistance(wanted, name.left(80).toLower());
        if (distance < best) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace assay::models
