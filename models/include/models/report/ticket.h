// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

namespace assay::models {

//! One test for whoever has only this text: Markdown of at most maxTicketLines lines, each of at
//! most 300 characters, that says what came out, whose fault it is, why, by which lines that is
//! known, what to do, what was tested where, and the command that repeats it. Redacted.
constexpr int maxTicketLines = 40;
QString ticketFor(const ReportedTest &test);

//! One for each test that did not pass, a rule between them; where all passed, one for each test.
QByteArray renderTickets(const ReportInput &input);

//! What may leave the house: redacted() (base/safe_text.h), and "~" for the home that a path lies
//! in, which tells a user's name.
QString anonymous(const QString &text);

//! The command that runs this test again; empty where the record does not tell.
QString repeatCommand(const ReportedTest &test);

} // namespace assay::models
