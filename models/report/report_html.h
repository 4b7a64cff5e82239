// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "html.h"
#include "report_text.h"

//! The parts of the HTML report; none has a script, a style attribute or a link out of the page.
namespace assay::models::reporting {

//! The style sheet, which the page's policy names by its digest.
QString styleSheet();

//! "✗ failed" in its colour.
Html outcomeBadge(Outcome outcome);
//! The same of a test, with what its suite knew of it.
Html outcomeBadge(const ReportedTest &test);
//! An element with one line of text; nothing where the text is empty.
Html element(const char *name, const QString &text, const char *cssClass = nullptr);
//! A table with a caption for those who cannot see it; nothing where it has no rows.
Html table(const QString &caption, const QStringList &headings, const Html &rows);
//! A row of cells.
Html row(const std::vector<Html> &cells);
Html cell(const Html &content);
Html numberCell(const QString &text);
Html pre(const QString &text);
Html list(const Html &items); //!< nothing where there are none
//! What is shown when its summary is clicked; nothing where there is none.
Html folded(const QString &summary, const Html &content);
//! A section's heading with its content; nothing where there is none.
Html heading(const QString &text, const Html &content);

// report_html_checks.cpp
Html checksTable(const RunRecord &record);
Html cellsTable(const RunRecord &record);
Html resourcesTable(const RunRecord &record);

//! Tests down, contexts across, where there are several contexts; each outcome leads to its test.
Html htmlGrid(const ReportInput &input);

//! Everything about one test; `anchor` is its place in the page.
Html testArticle(const ReportedTest &test, const QString &anchor, const Several &several,
                 const SharedNotes &shared);

} // namespace assay::models::reporting
