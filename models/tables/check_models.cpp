// SPDX-License-Identifier: Apache-2.0
#include <models/tables/check_models.h>

#include <models/base/duration.h>
#include <models/words/check_words.h>
#include <models/words/outcome_words.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

QString withoutEnd(const QString &text)
{
    return text.endsWith(u'\n') ? text.chopped(1) : text;
}

//! All there is to a check, to read and to copy.
QString wholeText(const CheckResult &check)
{
    QStringList parts{ChecksModel::tr("%1, %2: %3")
                          .arg(titleOf(check.group), titleOf(check), wordFor(check.outcome))};
    if (!check.detail.isEmpty())
        parts << check.detail;
    if (!check.advice.isEmpty())
        parts << ChecksModel::tr("What to do: %1").arg(check.advice);
    if (!check.evidence.isEmpty())
        parts << QString() << ChecksModel::tr("Evidence:") << check.evidence;
    return parts.join(u'\n');
}

QString wholeText(const CellResult &cell)
{
    // The error stands first: it is what is looked for.
    const QString head = CellsModel::tr("%1: %2").arg(cell.name, wordFor(cell.outcome));
    QStringList parts{cell.errorMessage.isEmpty() ? head
                                                  : head + u'\n' + withoutEnd(cell.errorMessage),
                      QString(), CellsModel::tr("Code:"), withoutEnd(cell.source)};
    if (!cell.output.isEmpty())
        parts << QString() << CellsModel::tr("Output:") << withoutEnd(cell.output);
    if (cell.outputCut)
        parts << CellsModel::tr("(The output was longer than is kept.)");
    if (!cell.traceback.isEmpty())
        parts << QString() << CellsModel::tr("Traceback:") << withoutEnd(cell.traceback);
    return parts.join(u'\n');
}

//! The row of what a fact says anew; nothing where it is another's.
template<typename Results, typename Same>
std::optional<std::pair<int, int>> rowWhere(const Results &results, const Same &same)
{
    const auto found = std::find_if(results.begin(), results.end(), same);
    const auto row = static_cast<int>(found - results.begin());
    return std::pair(row, row);
}

} // namespace

// The checks

ChecksModel::ChecksModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(shown, {tr("About"), tr("Check"), tr("Result"), tr("Detail")}, parent)
{
    showAll();
}

int ChecksModel::wantedRows() const
{
    return static_cast<int>(record().checks().size());
}

std::optional<std::pair<int, int>> ChecksModel::rowsChangedBy(const Fact &fact) const
{
    const auto *made = std::get_if<CheckMade>(&fact.body);
    if (!made)
        return {};
    return rowWhere(record().checks(), [&](const CheckResult &check) {
        return check.group == made->result.group && check.name == made->result.name;
    });
}

QVariant ChecksModel::cell(int row, int column, int role) const
{
    const CheckResult &check = record().checks()[static_cast<std::size_t>(row)];
    if (role == ToneRole)
        return static_cast<int>(toneOf(check.outcome));
    if (role == TextRole)
        return wholeText(check);
    // A tooltip takes what looks like HTML for HTML.
    if (role == Qt::ToolTipRole)
        return check.detail.toHtmlEscaped();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case About:
        return titleOf(check.group);
    case Check:
        return titleOf(check).simplified();
    case Result:
        return wordFor(check.outcome);
    case Detail:
        return check.detail.simplified();
    }
    return {};
}

// The cells

CellsModel::CellsModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(shown, {tr("Cell"), tr("Result"), tr("Time"), tr("Detail")}, parent)
{
    showAll();
}

int CellsModel::wantedRows() const
{
    return static_cast<int>(record().cells().size());
}

std::optional<std::pair<int, int>> CellsModel::rowsChangedBy(const Fact &fact) const
{
    const auto *executed = std::get_if<CellExecuted>(&fact.body);
    if (!executed)
        return {};
    return rowWhere(record().cells(),
                    [&](const CellResult &cell) { return cell.index == executed->result.index; });
}

QVariant CellsModel::cell(int row, int column, int role) const
{
    const CellResult &cell = record().cells()[static_cast<std::size_t>(row)];
    if (role == ToneRole)
        return static_cast<int>(toneOf(cell.outcome));
    if (role == TextRole)
        return wholeText(cell);
    if (role == Qt::ToolTipRole)
        return (cell.errorMessage.isEmpty() ? cell.name : cell.errorMessage).toHtmlEscaped();
    if (role == Qt::TextAlignmentRole && column == Time)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Cell:
        return cell.name.simplified();
    case Result:
        return wordFor(cell.outcome);
    case Time:
        return cell.outcome == CellOutcome::NotRun ? QString() : formatDuration(cell.seconds);
    case Detail:
        // What it printed says most of one that passed; the first line, as there may be many.
        return cell.errorMessage.isEmpty() ? cell.output.section(u'\n', 0, 0).simplified()
                                           : cell.errorMessage.simplified();
    }
    return {};
}

} // namespace assay::models
