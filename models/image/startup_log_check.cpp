// SPDX-License-Identifier: Apache-2.0
#include <models/image/startup_log_policy.h>

#include "log_pattern.h"

#include <QCoreApplication>
#include <QList>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct LogCheckText
{
    Q_DECLARE_TR_FUNCTIONS(StartupLogCheck)
};

//! No program writes such a line to be read; what is beyond is not looked at, which is said.
constexpr qsizetype logLineCap = 1 << 20;
constexpr qsizetype logEvidenceLines = 10;
constexpr qsizetype logEvidenceLength = 300;

QString linesText(qint64 count)
{
    return count == 1 ? LogCheckText::tr("1 line") : LogCheckText::tr("%1 lines").arg(count);
}

//! Colours and other control characters, as terminals know them, are no part of the text.
QString withoutControls(QString line)
{
    static const QRegularExpression sequence(
        u"\\x1b(\\[[0-9;:?<=>]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(\\x07|\\x1b\\\\)?|[@-Z\\\\^_])"_s);
    if (line.contains(u'\x1b'))
        line.remove(sequence);
    while (line.endsWith(u'\r'))
        line.chop(1);
    return line;
}

} // namespace

class StartupLogCheck::Private
{
public:
    Private(const StartupLogPolicy &policy, const QDate &today)
    {
        for (const QString &text : policy.blocked)
            m_blocked.push_back({LogPattern(text)});
        for (const QString &text : policy.allowed)
            m_allowed.emplace_back(text);
        for (const StartupLogPolicy::Waiver &w : policy.waivers)
            m_waivers << WaiverInUse{LogPattern(w.text), w, w.until.isValid() && today <= w.until};
    }

    void take(const char *bytes, qsizetype size)
    {
        const qsizetype room = logLineCap - m_line.size();
        m_line.append(bytes, std::min(size, room));
        m_lineIsCut = m_lineIsCut || size > room;
        m_lineBegun = m_lineBegun || size > 0;
    }

    void endLine()
    {
        ++m_lines;
        if (m_lineIsCut && m_firstCutLine == 0)
            m_firstCutLine = m_lines;
        const QString text = withoutControls(QString::fromUtf8(m_line));
        m_line.resize(0); // keeps its room
        m_lineIsCut = m_lineBegun = false;
        for (BlockedLines &blocked : m_blocked)
            judge(blocked, text);
    }

    bool lineBegun() const { return m_lineBegun; }

    std::vector<CheckResult> results() const
    {
        std::vector<CheckResult> all;
        for (const BlockedLines &blocked : m_blocked)
            all.push_back(resultOf(blocked));
        return all;
    }

private:
    struct WaiverInUse
    {
        LogPattern pattern;
        StartupLogPolicy::Waiver waiver;
        bool holds;
    };

    //! A blocked pattern and the lines that have it.
    struct BlockedLines
    {
        LogPattern pattern;
        QStringList evidence{}; //!< the first that fail
        qint64 failing = 0, allowed = 0, waived = 0, unknown = 0;
        qint64 firstFailing = 0;
        QList<qsizetype> waivers{}, expired{}; //!< that were of use, or would have been

        QString quoted() const
        {
            return pattern.isExpression() ? pattern.written() : u'"' + pattern.written() + u'"';
        }
    };

    void judge(BlockedLines &blocked, const QString &text)
    {
        const LogPattern::Match found = blocked.pattern.match(text);
        if (found == LogPattern::Match::No)
            return;
        bool unsure = found == LogPattern::Match::Unknown;
        for (const LogPattern &pattern : m_allowed) {
            const LogPattern::Match match = pattern.match(text);
            if (match == LogPattern::Match::Yes) {
                ++blocked.allowed;
                return;
            }
            unsure = unsure || match == LogPattern::Match::Unknown;
        }
        QList<qsizetype> expired;
        for (qsizetype i = 0; i < m_waivers.size(); ++i) {
            const LogPattern::Match match = m_waivers.at(i).pattern.match(text);
            if (match == LogPattern::Match::Yes && m_waivers.at(i).holds) {
                ++blocked.waived;
                note(i, blocked.waivers);
                return;
            }
            if (match == LogPattern::Match::Yes)
                expired << i;
            unsure = unsure || (match == LogPattern::Match::Unknown && m_waivers.at(i).holds);
        }
        if (unsure) {
            ++blocked.unknown;
            return;
        }
        for (const qsizetype i : expired)
            note(i, blocked.expired);
        if (++blocked.failing == 1)
            blocked.firstFailing = m_lines;
        if (blocked.evidence.size() < logEvidenceLines)
            blocked.evidence << u"%1: "_s.arg(m_lines) + shown(text);
    }

    static void note(qsizetype index, QList<qsizetype> &list)
    {
        if (!list.contains(index))
            list << index;
    }

    static QString shown(QString text)
    {
        std::replace_if(
            text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; },
            u' ');
        text = text.trimmed();
        return text.size() > logEvidenceLength ? text.left(logEvidenceLength) + u'…' : text;
    }

    CheckResult resultOf(const BlockedLines &blocked) const
    {
        CheckResult result;
        result.group = CheckGroup::StartupLog;
        result.name = blocked.pattern.written();
        result.evidence = blocked.evidence;
        QStringList detail;
        if (const QString problem = blocked.pattern.expressionProblem(); !problem.isEmpty()) {
            result.outcome = CheckOutcome::Inconclusive;
            detail << LogCheckText::tr("%1 is not a regular expression: %2.")
                          .arg(blocked.quoted(), problem);
            result.advice = LogCheckText::tr("Correct it in log_policy.");
        } else if (blocked.failing > 0) {
            result.outcome = CheckOutcome::Failed;
            detail << (blocked.failing == 1
                           ? LogCheckText::tr("Line %1 of the log has %2.")
                                 .arg(blocked.firstFailing)
                                 .arg(blocked.quoted())
                           : LogCheckText::tr("%1 lines of the log have %2, the first is line %3.")
                                 .arg(QString::number(blocked.failing), blocked.quoted(),
                                      QString::number(blocked.firstFailing)));
            result.advice =
                LogCheckText::tr("Mend in the image what they tell of. What is harmless can be "
                                 "named in log_policy.allowed, or waived until a day.");
        } else if (blocked.unknown > 0) {
            result.outcome = CheckOutcome::Inconclusive;
            detail << LogCheckText::tr("A regular expression could not be applied to %1 of the "
                                       "log, so that it is not known whether %2 is there.")
                          .arg(linesText(blocked.unknown), blocked.quoted());
            result.advice = LogCheckText::tr("Write the expressions of log_policy more simply.");
        } else if (m_firstCutLine > 0) {
            result.outcome = CheckOutcome::Inconclusive;
            detail << LogCheckText::tr("Line %1 of the log is longer than 1 MiB, and what comes "
                                       "after that was not looked at; elsewhere nothing has %2.")
                          .arg(m_firstCutLine)
                          .arg(blocked.quoted());
            result.advice = LogCheckText::tr("Let the image end its lines.");
        } else {
            result.outcome = CheckOutcome::Passed;
            if (m_lines == 0)
                detail << LogCheckText::tr("The log is empty.");
            else if (blocked.allowed + blocked.waived == 0)
                detail << LogCheckText::tr("No line of the log has %1 (%2).")
                              .arg(blocked.quoted(), linesText(m_lines));
        }
        detail << excusesOf(blocked);
        result.detail = detail.join(u' ');
        return result;
    }

    QStringList excusesOf(const BlockedLines &blocked) const
    {
        QStringList said;
        if (blocked.allowed > 0)
            said << LogCheckText::tr("%1 with %2: allowed.")
                        .arg(linesText(blocked.allowed), blocked.quoted());
        if (blocked.waived > 0) {
            QStringList waivers;
            for (const qsizetype i : blocked.waivers) {
                const StartupLogPolicy::Waiver &w = m_waivers.at(i).waiver;
                waivers << LogCheckText::tr("%1 until %2 (%3)")
                               .arg(w.text, w.until.toString(Qt::ISODate), w.reason);
            }
            said << LogCheckText::tr("%1 with %2: waived, %3.")
                        .arg(linesText(blocked.waived), blocked.quoted(), waivers.join(u", "_s));
        }
        for (const qsizetype i : blocked.expired) {
            const StartupLogPolicy::Waiver &w = m_waivers.at(i).waiver;
            said << LogCheckText::tr("The waiver of \"%1\" has expired: its last day was %2.")
                        .arg(w.text, w.until.toString(Qt::ISODate));
        }
        return said;
    }

    std::vector<BlockedLines> m_blocked;
    std::vector<LogPattern> m_allowed;
    QList<WaiverInUse> m_waivers;
    QByteArray m_line;
    bool m_lineIsCut = false;
    bool m_lineBegun = false;
    qint64 m_lines = 0;
    qint64 m_firstCutLine = 0;
};

StartupLogCheck::StartupLogCheck(const StartupLogPolicy &policy, const QDate &today)
    : d(std::make_unique<Private>(policy, today))
{
}

StartupLogCheck::~StartupLogCheck() = default;

void StartupLogCheck::feed(const QByteArray &bytes)
{
    qsizetype from = 0;
    for (qsizetype end; (end = bytes.indexOf('\n', from)) >= 0; from = end + 1) {
        d->take(bytes.constData() + from, end - from);
        d->endLine();
    }
    d->take(bytes.constData() + from, bytes.size() - from);
}

std::vector<CheckResult> StartupLogCheck::results()
{
    if (d->lineBegun())
        d->endLine();
    return d->results();
}

} // namespace assay::models
