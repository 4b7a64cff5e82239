// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

#include <QCoreApplication>

//! What the formats of a report have in common: the text of outside made harmless, and what is
//! said of one test.
namespace assay::models::reporting {

struct ReportText
{
    Q_DECLARE_TR_FUNCTIONS(assay::models::reporting::ReportText)
};

//! Without escape sequences, control characters (but line feed and tab), bidirectional overrides
//! and what no XML may hold, and with secrets redacted. Lines end in line feeds.
QString clean(const QString &text);
//! The same on one line.
QString cleanLine(const QString &text);
//! No more of a text than its beginning, which then ends in "…".
QString capped(const QString &text, qsizetype most);

//! One line: "Image could not be pulled", "All 3 packages import".
QString headlineOf(const ReportedTest &test);
//! The notebook as it was when the verdict fell, before it was cleaned up.
NotebookResource notebookAtVerdict(const RunRecord &record);
//! Seconds from the start to Ready; nothing where it never was.
std::optional<double> secondsToReady(const RunRecord &record);
//! Null where the package was not reached.
const PackageVerificationResult *resultOf(const ReportedTest &test, const QString &package);

//! That the image's tag stood for another digest in the run before; empty where it did not.
QString movedTagText(const RunRecord &record);

//! What the run's folder lacks, a sentence each; empty where all of it could be written.
QStringList notRecordedOf(const ReportedTest &test);

//! Notes that several tests of one context have alike: said once. By context, in their order.
using SharedNotes = std::vector<std::pair<QString, QString>>;
SharedNotes sharedNotes(const ReportInput &input);
//! A test's own notes: those that are not shared.
QStringList ownNotes(const SharedNotes &shared, const ReportedTest &test);

//! What is known of where and from what a test ran, as name and value; what is not is left out.
//! Names are those of JUnit's properties: "image", "digest", "kubernetes", "commit".
std::vector<std::pair<QString, QString>> placeOf(const ReportedTest &test);
//! What a person calls such a name; a label is called as it is.
QString placeTitle(const QString &name);

//! "failed, as known": the outcome in a line, with what the suite knew of it.
QString outcomeText(const ReportedTest &test);

QString serverOf(const ReportedTest &test);
//! What a test's id alone does not tell apart in a report.
struct Several
{
    bool contexts = false;
    bool suites = false;
};
Several severalOf(const ReportInput &input);
//! The test's id, with its suite and its context where there are several.
QString nameOf(const ReportedTest &test, const Several &several);
//! "Context kind · https://…", "Sandbox cluster · …", "Contexts a, b".
QString whereText(const ReportInput &input);

//! Tests down, contexts across; a cell holds what ran there, as places in the input's tests.
//! Without rows where there are not several contexts.
struct Grid
{
    struct Row
    {
        QString testId;
        std::vector<std::vector<std::size_t>> cells; //!< one for each context
    };
    QStringList contexts;
    std::vector<Row> rows;
};
Grid gridOf(const ReportInput &input);

struct Counts
{
    int passed = 0, failed = 0, inconclusive = 0, cancelled = 0;
    int known = 0; //!< failed as their suite knows it; not among `failed`
    int total() const { return passed + failed + inconclusive + cancelled + known; }
};
Counts countOutcomes(const ReportInput &input);

//! The end of one container's log.
struct LogTail
{
    QString container;
    int attempt = 0;
    QString text; //!< clean
    bool isWhole = false;
    QString problem; //!< why there is no log, or why it stops
};
constexpr int maxTailLines = 100;
constexpr qint64 maxTailBytes = 64 * 1024;
std::vector<LogTail> logTails(const ReportedTest &test);

//! "2025-10-30 10:15:00 UTC"
QString timeText(const QDateTime &at);

//! The comment that says whose a JUnit file is: nothing else in every one of them does.
inline constexpr char junitMark[] = " Written by Assay ";
QByteArray renderJUnit(const ReportInput &input);
QByteArray renderMarkdown(const ReportInput &input);
QByteArray renderHtml(const ReportInput &input);

} // namespace assay::models::reporting
