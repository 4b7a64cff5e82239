// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

QString contextOf(const ReportedTest &test)
{
    return test.record ? test.record->start().context : test.context;
}

QStringList contextsOf(const ReportInput &input)
{
    QStringList contexts;
    for (const ReportedTest &test : input.tests) {
        const QString context = contextOf(test);
        if (!contexts.contains(context))
            contexts.append(context);
    }
    // What stopped before a context was known stands beside the one that the others have.
    if (contexts.size() == 2)
        contexts.removeAll(QString());
    return contexts;
}

QString attemptsText(const ReportedTest &test)
{
    if (test.earlier.empty())
        return {};
    QStringList messages;
    for (const EarlierAttempt &attempt : test.earlier)
        messages << attempt.message;
    return u"Attempt %1. Before it, inconclusive: %2"_s.arg(
        QString::number(test.earlier.size() + 1), messages.join(u" / "_s));
}

namespace reporting {

QString serverOf(const ReportedTest &test)
{
    return test.record ? test.record->start().server : test.server;
}

Grid gridOf(const ReportInput &input)
{
    Grid grid;
    grid.contexts = contextsOf(input);
    if (grid.contexts.size() < 2)
        return grid;
    for (std::size_t i = 0; i < input.tests.size(); ++i) {
        const QString &id = configurationOf(input.tests[i]).id;
        auto row = std::find_if(grid.rows.begin(), grid.rows.end(),
                                [&](const Grid::Row &r) { return r.testId == id; });
        if (row == grid.rows.end()) {
            grid.rows.push_back({id, {}});
            row = std::prev(grid.rows.end());
            row->cells.resize(static_cast<std::size_t>(grid.contexts.size()));
        }
        const auto column = grid.contexts.indexOf(contextOf(input.tests[i]));
        row->cells[static_cast<std::size_t>(column)].push_back(i);
    }
    return grid;
}

QString nameOf(const ReportedTest &test, bool severalContexts)
{
    const QString &id = configurationOf(test).id;
    return severalContexts ? id + " on "_L1 + contextOf(test) : id;
}

QString whereText(const ReportInput &input)
{
    QStringList where;
    const QStringList contexts = contextsOf(input);
    if (contexts.size() > 1)
        return "Contexts "_L1 + contexts.join(u", "_s);
    if (input.sandbox)
        where.append(u"Sandbox cluster"_s);
    else if (!input.context.isEmpty())
        where.append("Context "_L1 + input.context);
    if (!input.server.isEmpty())
        where.append(input.server);
    return where.join(u" · "_s);
}

QString htmlGrid(const ReportInput &input)
{
    const Grid grid = gridOf(input);
    if (grid.contexts.size() < 2)
        return {};
    QStringList headings{u"Test"_s};
    for (const QString &context : grid.contexts)
        headings << escaped(context);
    QStringList rows;
    for (const Grid::Row &line : grid.rows) {
        QStringList cells{"<th scope=\"row\">"_L1 + escaped(line.testId) + "</th>"_L1};
        for (const auto &cell : line.cells) {
            QString text;
            for (const std::size_t i : cell)
                text += u"<a href=\"#test-%1\">%2</a> "_s.arg(
                    QString::number(i + 1), outcomeBadge(outcomeOf(input.tests[i])));
            cells << "<td>"_L1 + (text.isEmpty() ? u"–"_s : text.trimmed()) + "</td>"_L1;
        }
        rows << row(cells);
    }
    return table("Tests on contexts", headings, rows);
}

} // namespace reporting

QString gridText(const ReportInput &input)
{
    using namespace reporting;
    const Grid grid = gridOf(input);
    std::vector<QStringList> lines{QStringList{QString()} + grid.contexts};
    for (const Grid::Row &line : grid.rows) {
        QStringList cells{line.testId};
        for (const auto &cell : line.cells) {
            QStringList outcomes;
            for (const std::size_t i : cell)
                outcomes << toString(outcomeOf(input.tests[i]));
            cells << (outcomes.isEmpty() ? u"-"_s : outcomes.join(u", "_s));
        }
        lines.push_back(cells);
    }
    std::vector<qsizetype> widths(static_cast<std::size_t>(grid.contexts.size()) + 1, 0);
    for (QStringList &cells : lines) {
        for (qsizetype i = 0; i < cells.size(); ++i) {
            cells[i] = cleanLine(cells[i]);
            auto &width = widths[static_cast<std::size_t>(i)];
            width = std::max(width, cells[i].size());
        }
    }
    QString text;
    for (const QStringList &cells : lines) {
        QString line;
        for (qsizetype i = 0; i < cells.size(); ++i)
            line += cells[i].leftJustified(widths[static_cast<std::size_t>(i)] + 2);
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

} // namespace assay::models
