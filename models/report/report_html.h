// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report_text.h"

//! The parts of the HTML report. Every function gives markup in which all text of outside is
//! escaped; none gives a script, a style attribute or a link.
namespace assay::models::reporting {

//! The style sheet, which the page's policy names by its digest.
QString styleSheet();

//! "✗ failed" in its colour.
QString outcomeBadge(Outcome outcome);
QString element(const char *name, const QString &text, const char *cssClass = nullptr);
//! A table with a caption for those who cannot see it; empty where it has no rows.
QString table(const char *caption, const QStringList &headings, const QStringList &rows);
//! A row of cells that are markup already.
QString row(const QStringList &cells);
QString cell(const QString &text);
QString numberCell(const QString &text);
QString pre(const QString &text);
//! Markup that is shown when its summary is clicked; empty where there is none.
QString folded(const QString &summary, const QString &markup);
//! A section's heading with its markup; empty where there is none.
QString heading(const char *text, const QString &markup);

// report_html_checks.cpp
QString checksTable(const RunRecord &record);
QString cellsTable(const RunRecord &record);
QString resourcesTable(const RunRecord &record);

//! Tests down, contexts across, where there are several contexts; each outcome leads to its test.
QString htmlGrid(const ReportInput &input);

//! Everything about one test; `anchor` is its place in the page.
QString testArticle(const ReportedTest &test, const QString &anchor, bool severalContexts);

} // namespace assay::models::reporting
