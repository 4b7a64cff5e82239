// SPDX-License-Identifier: Apache-2.0
#include "models/words/problem_words.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

struct ProblemWords
{
    Q_DECLARE_TR_FUNCTIONS(ProblemWords)
};

constexpr qsizetype mostPlaces = 4; //!< that one line names

//! One sentence and where it holds.
struct Group
{
    SuiteProblem first;
    QStringList further; //!< "14:19"
};

QString toLine(const Group &group, const QString &fileName)
{
    QString line = group.first.toLine(fileName);
    if (group.further.isEmpty())
        return line;
    const QString place = u"%1:%2:%3"_s.arg(fileName).arg(group.first.line).arg(group.first.column);
    QString places = place;
    const qsizetype named = std::min(group.further.size(), mostPlaces - 1);
    const qsizetype unnamed = group.further.size() - named;
    for (qsizetype i = 0; i + 1 < named || (unnamed > 0 && i < named); ++i)
        places += u", "_s + group.further[i];
    places =
        unnamed > 0
            ? ProblemWords::tr("%1 and %n more", nullptr, static_cast<int>(unnamed)).arg(places)
            : ProblemWords::tr("%1 and %2", "two places of a file")
                  .arg(places, group.further.last());
    return line.replace(0, place.size(), places);
}

} // namespace

QString problemText(const FieldProblem &problem)
{
    return problem.message.startsWith(problem.path) ? problem.message
                                                    : problem.path + u": "_s + problem.message;
}

QStringList problemLines(const std::vector<SuiteProblem> &problems, const QString &fileName)
{
    QStringList lines;
    for (const SuiteProblem &problem : problems)
        lines << problem.toLine(fileName);
    lines.removeDuplicates();
    return lines;
}

QString problemSummary(const std::vector<SuiteProblem> &problems, const QString &fileName, int most)
{
    std::vector<Group> groups;
    for (const SuiteProblem &problem : problems) {
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group &group) {
            return group.first.problem.severity == problem.problem.severity &&
                   group.first.problem.message == problem.problem.message && group.first.line > 0 &&
                   problem.line > 0;
        });
        if (same == groups.end()) {
            groups.push_back({problem, {}});
            continue;
        }
        const QString place = u"%1:%2"_s.arg(problem.line).arg(problem.column);
        const bool isFirst =
            same->first.line == problem.line && same->first.column == problem.column;
        if (!isFirst && !same->further.contains(place))
            same->further << place;
    }
    QStringList lines;
    for (std::size_t i = 0; i < std::min<std::size_t>(groups.size(), most); ++i)
        lines << toLine(groups[i], fileName);
    if (groups.size() > std::size_t(most))
        lines << ProblemWords::tr("… and %1 more").arg(groups.size() - std::size_t(most));
    return lines.join(u'\n');
}

} // namespace assay::models
