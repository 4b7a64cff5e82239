// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

//! By what the cause is known, for whoever has nothing but a ticket.
namespace assay::models::reporting {

constexpr qsizetype maxTicketLine = 300; //!< characters

//! At most maxTicketLine characters, without its middle: what matters in a message of several
//! layers stands at its end.
QString shortened(const QString &text);

//! The lines by which the cause is known, in the words of whoever wrote them: without what is
//! secret, none longer than maxTicketLine.
QStringList proofOf(const ReportedTest &test);

} // namespace assay::models::reporting
