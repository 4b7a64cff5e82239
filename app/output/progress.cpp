// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <models/base/safe_text.h>
#include <models/words/fault_words.h>
#include <models/words/outcome_words.h>
#include <models/words/phase_words.h>
#include <models/words/timeline_text.h>

#include <QCoreApplication>
#include <QIODevice>

#include <sys/ioctl.h>
#include <unistd.h>

namespace assay::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! What comes from a cluster may hold line breaks; a line stays a line.
static QString plainLine(const QString &text)
{
    return models::withoutControls(text).simplified();
}

Progress::Progress(bool terminal, int total)
    : m_terminal(terminal)
    , m_total(total)
    , m_out(Terminal::Stream::Err)
{
    connect(&m_timer, &QTimer::timeout, this, terminal ? &Progress::drawLive : &Progress::sayAlive);
    m_timer.start(terminal ? 200ms : 5s);
    m_sinceSaid.start();
}

void Progress::began(const QString &testId)
{
    m_running[testId].clock.start();
}

void Progress::again(const QString &testId, int attempt, int attempts)
{
    ++m_total;
    say(tr("%1: inconclusive, so it is run again (attempt %2 of at most %3)")
            .arg(testId)
            .arg(attempt)
            .arg(attempts));
}

void Progress::happened(const QString &testId, const models::Fact &fact, const QString &context)
{
    if (const auto *note = std::get_if<models::Note>(&fact.body)) {
        const QString key = context + u'\n' + note->text;
        if (m_notes.contains(key))
            return;
        m_notes << key;
    }
    if (const auto *phase = std::get_if<models::PhaseStarted>(&fact.body))
        m_running[testId].doing = models::doingIn(phase->phase);
    const models::TimelineText told = models::timelineText(fact.body);
    if (told.isNews)
        say(testId + u": "_s + told.what + u": "_s + told.detail);
}

void Progress::ended(const QString &testId)
{
    m_running.remove(testId);
    ++m_done;
    // On a terminal the live line counts.
    if (!m_terminal && m_total > 1)
        say(tr("%1 of %2 done: %3").arg(m_done).arg(m_total).arg(testId));
}

void Progress::say(const QString &line)
{
    m_sinceSaid.restart();
    eraseLive();
    m_out << plainLine(line) << '\n';
    m_out.flush();
    drawLive();
}

void Progress::close()
{
    m_timer.stop();
    eraseLive();
    m_terminal = false;
}

QString Progress::underWay() const
{
    QStringList parts;
    for (auto it = m_running.cbegin(); it != m_running.cend(); ++it)
        parts << tr("%1: %2 (%3 s)").arg(it.key(), it->doing).arg(it->clock.elapsed() / 1000);
    return parts.join(u", "_s);
}

void Progress::sayAlive()
{
    // Some CI systems end a job that has been silent for ten minutes.
    constexpr qint64 silence = 60'000;
    if (!m_running.isEmpty() && m_sinceSaid.elapsed() >= silence)
        say(tr("Still under way: %1").arg(underWay()));
}

void Progress::drawLive()
{
    if (!m_terminal || m_running.isEmpty())
        return;
    struct winsize size = {};
    int width = 80;
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        width = size.ws_col;
    const QString line = u"[%1/%2] "_s.arg(m_done).arg(m_total) + underWay();
    m_out.redraw(line.left(width - 1));
    m_liveShown = true;
}

void Progress::eraseLive()
{
    if (!m_liveShown)
        return;
    m_out.redraw({});
    m_liveShown = false;
}

namespace {

//! Under a test, beside its outcome's column.
constexpr auto indent = "             "_L1;
constexpr auto deeper = "               "_L1;
constexpr qsizetype maxEvidence = 5;

void printImports(QTextStream &out, const models::RunRecord &record)
{
    for (const auto &result : record.results()) {
        if (result.importSuccessful)
            continue;
        out << indent
            << plainLine(Progress::tr("import %1: %2")
                             .arg(result.packageName, result.errorMessage.value_or(QString())))
            << '\n';
        if (!result.advice.isEmpty())
            out << deeper << plainLine(result.advice) << '\n';
    }
}

//! Those of which the same is to be said are told together.
void printChecks(QTextStream &out, const models::RunRecord &record)
{
    std::vector<std::pair<const models::CheckResult *, QStringList>> told;
    for (const auto &check : record.checks()) {
        if (check.outcome == models::CheckOutcome::Passed)
            continue;
        const auto same = std::find_if(told.begin(), told.end(), [&check](const auto &one) {
            return one.first->detail == check.detail && one.first->advice == check.advice &&
                   one.first->evidence == check.evidence;
        });
        if (same == told.end())
            told.emplace_back(&check, QStringList{check.name});
        else
            same->second << check.name;
    }
    for (const auto &[check, names] : told) {
        const QString text =
            names.size() > 1 ? Progress::tr("checks %1: %2") : Progress::tr("check %1: %2");
        out << indent << plainLine(text.arg(names.join(u", "_s), check->detail)) << '\n';
        for (const QString &line : check->evidence.mid(0, maxEvidence))
            out << deeper << plainLine(line) << '\n';
        if (!check->advice.isEmpty())
            out << deeper << plainLine(check->advice) << '\n';
    }
}

void printCells(QTextStream &out, const models::RunRecord &record)
{
    for (const auto &cell : record.cells()) {
        if (cell.outcome != models::CellOutcome::Passed &&
            cell.outcome != models::CellOutcome::NotRun)
            out << indent << plainLine(cell.name + u": "_s + cell.errorMessage) << '\n';
    }
}

void printRecord(QTextStream &out, const models::RunRecord &record)
{
    for (const QString &problem : record.notRecorded())
        out << indent << plainLine(Progress::tr("The record is not whole: %1").arg(problem))
            << '\n';
    if (const auto &diagnosis = record.diagnosis()) {
        out << indent << plainLine(diagnosis->diagnosis.advice) << '\n';
        if (const QString who = models::whoCanMend(diagnosis->diagnosis.fault); !who.isEmpty())
            out << indent << who << '\n';
    }
    printImports(out, record);
    printChecks(out, record);
    printCells(out, record);
    const QString moved = record.image() ? models::movedTag(*record.image()) : QString();
    if (!moved.isEmpty())
        out << indent << plainLine(moved) << '\n';
}

void printTest(QTextStream &out, const models::ReportedTest &test, bool several)
{
    const QString word = models::isKnownFailure(test) ? Progress::tr("known")
                                                      : models::wordInLine(models::outcomeOf(test));
    out << word.toUpper().leftJustified(indent.size()) << models::configurationOf(test).id << "  "
        << (several ? models::contextOf(test) + u"  "_s : QString())
        << Progress::tr("%1 s").arg(models::durationOf(test), 0, 'f', 1) << '\n';
    if (const QString attempts = models::attemptsText(test); !attempts.isEmpty())
        out << indent << plainLine(attempts) << '\n';
    if (const auto error = models::errorOf(test))
        out << indent << plainLine(error->message) << '\n';
    if (const auto known = models::knownFailureOf(test); !known.sentence.isEmpty())
        out << indent << plainLine(known.sentence) << '\n';
    if (test.record)
        printRecord(out, *test.record);
}

} // namespace

QString resultsText(const models::ReportInput &input)
{
    QString text;
    QTextStream out(&text);
    for (const QString &problem : input.problems)
        out << plainLine(problem) << '\n';
    const bool several = models::contextsOf(input).size() > 1;
    if (several)
        out << models::gridText(input) << '\n';
    for (const auto &test : input.tests)
        printTest(out, test, several);
    if (!input.tests.empty())
        out << models::countsText(input) << '\n';
    return text;
}

} // namespace assay::app
