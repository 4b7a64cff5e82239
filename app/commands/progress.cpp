// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <models/words/fault_words.h>
#include <models/words/phase_words.h>
#include <models/words/timeline_text.h>

#include <QCoreApplication>
#include <QIODevice>

#include <sys/ioctl.h>
#include <unistd.h>

namespace assay::app {

using namespace Qt::StringLiterals;

static QString plainLine(QString text)
{
    // What comes from a cluster may hold line breaks and escape sequences; a line stays a line.
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = u' ';
    }
    return text.simplified();
}

Progress::Progress(bool terminal, int total)
    : m_terminal(terminal)
    , m_total(total)
    , m_out(stderr, QIODevice::WriteOnly)
{
    connect(&m_timer, &QTimer::timeout, this, &Progress::drawLive);
    if (m_terminal)
        m_timer.start(200);
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

void Progress::happened(const QString &testId, const models::Fact &fact)
{
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
}

void Progress::say(const QString &line)
{
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

void Progress::drawLive()
{
    if (!m_terminal || m_running.isEmpty())
        return;
    struct winsize size = {};
    int width = 80;
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        width = size.ws_col;
    QStringList parts;
    for (auto it = m_running.cbegin(); it != m_running.cend(); ++it) {
        parts << tr("%1: %2 (%3 s)").arg(it.key(), it->doing).arg(it->clock.elapsed() / 1000);
    }
    const QString line = u"[%1/%2] "_s.arg(m_done).arg(m_total) + parts.join(u", "_s);
    m_out << "\r\033[2K" << line.left(width - 1);
    m_out.flush();
    m_liveShown = true;
}

void Progress::eraseLive()
{
    if (!m_liveShown)
        return;
    m_out << "\r\033[2K";
    m_out.flush();
    m_liveShown = false;
}

QString resultsText(const models::ReportInput &input)
{
    QString text;
    QTextStream out(&text);
    QMap<QString, int> counts;
    for (const QString &problem : input.problems)
        out << plainLine(problem) << '\n';
    const bool several = models::contextsOf(input).size() > 1;
    if (several)
        out << models::gridText(input) << '\n';
    for (const auto &test : input.tests) {
        const QString outcome = toString(models::outcomeOf(test));
        ++counts[outcome];
        out << outcome.toUpper().leftJustified(13) << models::configurationOf(test).id << "  "
            << (several ? models::contextOf(test) + u"  "_s : QString())
            << QString::number(models::durationOf(test), 'f', 1) << " s\n";
        if (const QString attempts = models::attemptsText(test); !attempts.isEmpty())
            out << "             " << plainLine(attempts) << '\n';
        if (const auto error = models::errorOf(test))
            out << "             " << toString(error->type) << ": " << plainLine(error->message)
                << '\n';
        if (!test.record)
            continue;
        for (const QString &problem : test.record->notRecorded())
            out << "             "
                << Progress::tr("The record is not whole: %1").arg(plainLine(problem)) << '\n';
        if (const auto &diagnosis = test.record->diagnosis()) {
            out << "             " << plainLine(diagnosis->diagnosis.advice) << '\n';
            if (const QString who = models::whoCanMend(diagnosis->diagnosis.fault); !who.isEmpty())
                out << "             " << who << '\n';
        }
        for (const auto &result : test.record->results()) {
            if (result.importSuccessful)
                continue;
            out << "             import " << result.packageName << ": "
                << plainLine(result.errorMessage.value_or(QString())) << '\n';
            if (!result.advice.isEmpty())
                out << "               " << plainLine(result.advice) << '\n';
        }
        for (const auto &check : test.record->checks()) {
            if (check.outcome == models::CheckOutcome::Passed)
                continue;
            out << "             check " << check.name << ": " << plainLine(check.detail) << '\n';
            for (const QString &line : check.evidence.mid(0, 5))
                out << "               " << plainLine(line) << '\n';
            if (!check.advice.isEmpty())
                out << "               " << plainLine(check.advice) << '\n';
        }
        for (const auto &cell : test.record->cells()) {
            if (cell.outcome == models::CellOutcome::Passed ||
                cell.outcome == models::CellOutcome::NotRun)
                continue;
            out << "             " << cell.name << ": " << plainLine(cell.errorMessage) << '\n';
        }
        if (test.record->image()) {
            const QString moved = models::movedTag(*test.record->image());
            if (!moved.isEmpty())
                out << "             " << plainLine(moved) << '\n';
        }
    }
    QStringList sums;
    for (const char *outcome : {"passed", "failed", "inconclusive", "cancelled"}) {
        const QString name = QString::fromLatin1(outcome);
        if (counts.value(name) > 0)
            sums << QString::number(counts.value(name)) + u' ' + name;
    }
    if (!sums.isEmpty())
        out << sums.join(u", "_s) << '\n';
    return text;
}

} // namespace assay::app
