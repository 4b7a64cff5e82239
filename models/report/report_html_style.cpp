// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

// NOLINTNEXTLINE(readability-function-size): a style sheet.
QString styleSheet()
{
    return uR"(
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1b1f24; --muted: #57606a; --line: #d8dee4;
  --passed: #116329; --failed: #b3261e; --inconclusive: #8a5300; --cancelled: #57606a;
  --passed-soft: #dcf3e2; --failed-soft: #fbe3e1; --inconclusive-soft: #fdeecd;
  --cancelled-soft: #e9ecef; --code: #f2f4f7;
  --created: #8c96a3; --pending: #d19a2a; --running: #3b78d8; --ready: #2e9d55;
  --failure: #cf4037; --deleted: #5b6470;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --card: #1c2128; --text: #e3e8ee; --muted: #9aa5b1; --line: #333b46;
    --passed: #6fd58f; --failed: #ff938a; --inconclusive: #f0b95b; --cancelled: #a9b3be;
    --passed-soft: #1b3a26; --failed-soft: #472321; --inconclusive-soft: #40300f;
    --cancelled-soft: #2b323b; --code: #161a20;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
main, header.page, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header.page { padding-top: 2rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .35rem 0; }
.counts { font-size: 1.1rem; font-weight: 600; }
.muted, caption, footer { color: var(--muted); }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 1.25rem; margin: 1.25rem 0;
}
.title { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.badge {
  display: inline-block; border-radius: 999px; padding: .05rem .7rem; font-weight: 600;
  font-size: .9rem; white-space: nowrap;
}
.passed { color: var(--passed); background: var(--passed-soft); }
.failed { color: var(--failed); background: var(--failed-soft); }
.inconclusive { color: var(--inconclusive); background: var(--inconclusive-soft); }
.cancelled { color: var(--cancelled); background: var(--cancelled-soft); }
.callout { border-left: 4px solid var(--line); padding: .6rem 1rem; margin: 1rem 0; }
.callout.passed, .callout.failed, .callout.inconclusive, .callout.cancelled { color: var(--text); }
.callout.passed { border-color: var(--passed); }
.callout.failed { border-color: var(--failed); }
.callout.inconclusive { border-color: var(--inconclusive); }
.callout p:first-child { font-weight: 600; font-size: 1.05rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .94rem; }
caption { text-align: left; font-size: .85rem; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--muted); font-size: .85rem; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
td a { color: inherit; font-weight: 600; }
svg.bar { display: block; width: 100%; height: 1rem; border-radius: 5px; margin: .5rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none;
  padding: 0; margin: .25rem 0 .75rem; }
.dot { display: inline-block; width: .7rem; height: .7rem; border-radius: 50%;
  margin-right: .4rem; }
.s-Created { fill: var(--created); background: var(--created); }
.s-PodPending { fill: var(--pending); background: var(--pending); }
.s-PodRunning { fill: var(--running); background: var(--running); }
.s-Ready { fill: var(--ready); background: var(--ready); }
.s-Failed { fill: var(--failure); background: var(--failure); }
.s-Deleted { fill: var(--deleted); background: var(--deleted); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: .5rem 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
ul.plain { margin: .35rem 0; padding-left: 1.2rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono", monospace;
  font-size: .85rem; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .75rem;
  overflow: auto; max-height: 32rem; white-space: pre-wrap; overflow-wrap: anywhere; }
footer { font-size: .85rem; padding-bottom: 2rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print {
  :root { --page: #ffffff; --card: #ffffff; --text: #000000; --muted: #444444; --line: #bbbbbb;
    --code: #ffffff; }
  body { font-size: 11px; }
  .card { border-radius: 0; break-inside: auto; padding: .75rem; }
  h2, h3, tr, .callout { break-inside: avoid; break-after: avoid-page; }
  pre { max-height: none; }
  svg.bar, .dot, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)"_s;
}

} // namespace assay::models::reporting
