// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <models/words/outcome_words.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

QString contextOf(const ReportedTest &test)
{
    if (!test.cluster.isEmpty())
        return test.cluster;
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
    return reporting::ReportText::tr("Attempt %1. Before it, inconclusive: %2")
        .arg(QString::number(test.earlier.size() + 1), messages.join(u" / "_s));
}

namespace reporting {

QString serverOf(const ReportedTest &test)
{
    return test.record ? test.record->start().server : test.server;
}

//! Tests of one name in two suites are two tests.
static QString rowNameOf(const ReportedTest &test, bool severalSuites)
{
    const QString &id = configurationOf(test).id;
    return severalSuites && !suiteNameOf(test).isEmpty()
               ? ReportText::tr("%1 of %2").arg(id, suiteNameOf(test))
               : id;
}

Several severalOf(const ReportInput &input)
{
    QStringList suites;
    for (const ReportedTest &test : input.tests)
        suites << suiteNameOf(test);
    suites.removeDuplicates();
    suites.removeAll(QString());
    return {contextsOf(input).size() > 1, suites.size() > 1};
}

Grid gridOf(const ReportInput &input)
{
    Grid grid;
    grid.contexts = contextsOf(input);
    if (grid.contexts.size() < 2)
        return grid;
    const bool severalSuites = severalOf(input).suites;
    for (std::size_t i = 0; i < input.tests.size(); ++i) {
        const QString id = rowNameOf(input.tests[i], severalSuites);
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

QString nameOf(const ReportedTest &test, const Several &several)
{
    const QString id = rowNameOf(test, several.suites);
    return several.contexts ? ReportText::tr("%1 on %2").arg(id, contextOf(test)) : id;
}

QString whereText(const ReportInput &input)
{
    QStringList where;
    const QStringList contexts = contextsOf(input);
    if (contexts.size() > 1)
        return ReportText::tr("Contexts %1").arg(contexts.join(u", "_s));
    if (input.sandbox)
        where.append(ReportText::tr("Sandbox cluster"));
    else if (!input.engine.isEmpty())
        where.append(ReportText::tr("This computer, %1").arg(input.engine));
    else if (!input.context.isEmpty())
        where.append(ReportText::tr("Context %1").arg(input.context));
    if (!input.server.isEmpty())
        where.append(input.server);
    return where.join(u" · "_s);
}

Html htmlGrid(const ReportInput &input)
{
    const Grid grid = gridOf(input);
    if (grid.contexts.size() < 2)
        return {};
    Html rows;
    for (const Grid::Row &line : grid.rows) {
        std::vector<Html> cells{Html::element("th", {{"scope", u"row"_s}}, line.testId)};
        for (const auto &ran : line.cells) {
            Html outcomes;
            for (const std::size_t i : ran) {
                if (!outcomes.isEmpty())
                    outcomes += u" "_s;
                outcomes += Html::element("a", {{"href", u"#test-%1"_s.arg(i + 1)}},
                                          outcomeBadge(input.tests[i]));
            }
            cells.push_back(cell(outcomes.isEmpty() ? Html(u"–"_s) : outcomes));
        }
        rows += row(cells);
    }
    return table(ReportText::tr("Tests on contexts"),
                 QStringList{ReportText::tr("Test")} + grid.contexts, rows);
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
                outcomes << outcomeText(input.tests[i]);
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
