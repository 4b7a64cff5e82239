// SPDX-License-Identifier: Apache-2.0
#include <models/report/ticket.h>

#include "markdown_text.h"
#include "report_text.h"
#include "ticket_cause.h"
#include "ticket_proof.h"

#include <models/base/duration.h>
#include <models/cluster/pod_facts.h>
#include <models/record/image_history.h>
#include <models/words/fault_words.h>
#include <models/words/outcome_words.h>
#include <models/words/place_words.h>
#include <models/words/timeline_text.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

using reporting::diagnosisOf;
using reporting::proofOf;
using reporting::ReportText;
using reporting::shortened;
using reporting::ticketAdvice;
using reporting::ticketCause;
using reporting::ticketHeadline;
using reporting::whoseFault;

namespace {

constexpr qsizetype maxProof = 12; //!< lines
constexpr qsizetype maxAdvice = 4; //!< of several packages or checks

//! One line without what is secret, as Markdown shows it; unlike inlineText() it is read well where
//! nothing is Markdown, too.
QString line(const QString &text, qsizetype limit = reporting::maxTicketLine)
{
    QString in = reporting::cleanLine(anonymous(text));
    if (in.size() > limit)
        in = in.left(limit - 1) + u'…';
    QString out;
    for (qsizetype i = 0; i < in.size(); ++i) {
        const QChar c = in[i];
        const bool inWord = i > 0 && in[i - 1].isLetterOrNumber() && i + 1 < in.size() &&
                            in[i + 1].isLetterOrNumber();
        if (u"\\`*<[~|$"_s.contains(c) || (c == u'_' && !inWord))
            out += u'\\';
        out += c;
    }
    return out;
}

//! Between backticks, more of them than it holds.
QString code(const QString &text)
{
    const QString plain = reporting::cleanLine(anonymous(text)).left(reporting::maxTicketLine);
    QString fence = u"`"_s;
    while (plain.contains(fence))
        fence += u'`';
    return fence.size() == 1 ? fence + plain + fence : fence + u' ' + plain + u' ' + fence;
}

//! Of the newest pod that had a container of it: one that was replaced ran as well.
QString imageIdOf(const ReportedTest &test)
{
    if (!test.record)
        return {};
    if (test.record->image())
        return test.record->image()->imageId;
    const auto &facts = test.record->facts();
    for (auto fact = facts.rbegin(); fact != facts.rend(); ++fact) {
        const auto *snapshot = std::get_if<PodSnapshot>(&fact->body);
        if (!snapshot)
            continue;
        const QString id = podFactsOf(snapshot->pod, test.record->notebook().containerName).imageId;
        if (!id.isEmpty())
            return id;
    }
    return {};
}

QString imageText(const ReportedTest &test)
{
    const QString &image = configurationOf(test).customImage;
    const QString digest = digestOf(imageIdOf(test));
    if (digest.isEmpty())
        return code(image) + u' ' + ReportText::tr("(no container of it was made)");
    return image.endsWith(digest) ? code(image) : code(image) + " = "_L1 + code(digest);
}

//! Where, when and by what, a line each.
QStringList circumstances(const ReportedTest &test)
{
    QStringList lines{ReportText::tr("- Image: %1").arg(imageText(test))};
    QString suite = code(configurationOf(test).id);
    if (suitePathOf(test) == "-"_L1)
        suite = ReportText::tr("%1 of the suite from standard input").arg(suite);
    else if (!suitePathOf(test).isEmpty())
        suite = ReportText::tr("%1 of %2").arg(suite, code(suitePathOf(test)));
    if (test.record) {
        const QString commit = commitText(test.record->start().origin);
        suite += commit.isEmpty() ? QString() : ", "_L1 + commit;
    }
    lines << ReportText::tr("- Test: %1").arg(suite);
    QStringList where;
    if (test.record && test.record->start().sandbox)
        where << ReportText::tr("sandbox cluster of Assay, in which images are played");
    else if (test.record && !test.record->start().engine.isEmpty())
        where << ReportText::tr("container engine %1").arg(test.record->start().engine)
              << reporting::serverOf(test);
    else
        where << (contextOf(test).isEmpty() ? QString()
                                            : ReportText::tr("context %1").arg(contextOf(test)))
              << reporting::serverOf(test);
    if (test.record && test.record->cluster())
        where << textOf(*test.record->cluster());
    if (test.record && test.record->node())
        where << textOf(*test.record->node());
    where << ReportText::tr("namespace %1").arg(configurationOf(test).nameSpace);
    where.removeAll(QString());
    lines << ReportText::tr("- Place: %1")
                 .arg(line(where.join(u" · "_s), 2 * reporting::maxTicketLine));
    const RunOrigin &origin = test.record ? test.record->start().origin : test.origin;
    QStringList run;
    if (test.record) {
        lines << ReportText::tr("- Time: %1, took %2")
                     .arg(reporting::timeText(test.record->startedAt()),
                          formatDuration(durationOf(test)));
        run = {code(test.record->runId()),
               ReportText::tr("Assay %1").arg(test.record->start().assayVersion)};
    } else if (test.at.isValid()) {
        lines << ReportText::tr("- Time: %1").arg(reporting::timeText(test.at));
        run = {ReportText::tr("none was begun"), ReportText::tr("Assay %1").arg(test.assayVersion)};
    }
    for (auto it = origin.labels.begin(); it != origin.labels.end(); ++it)
        run << line(it.key() + u'=' + it.value());
    if (!run.isEmpty())
        lines << ReportText::tr("- Run: %1").arg(run.join(u", "_s));
    if (!origin.jobUrl.isEmpty())
        lines << ReportText::tr("- Job: %1").arg(reporting::cleanLine(anonymous(origin.jobUrl)));
    return lines;
}

void addParagraph(QStringList &lines, const QString &text)
{
    if (!text.isEmpty())
        lines << text << QString();
}

QStringList withFix(const Diagnosis &diagnosis)
{
    QStringList lines = diagnosis.fix.text.split(u'\n');
    lines = lines.mid(0, 6);
    // Indented as it is, and with the words in capitals that stand for a password.
    for (QString &one : lines)
        one = shortened(reporting::clean(one));
    return QStringList{whereItBelongs(diagnosis.fix.kind), QString()} +
           reporting::codeBlock(lines.join(u'\n')).trimmed().split(u'\n') + QStringList{QString()};
}

//! Whether a sentence says no more than the headline does.
bool saysMore(const QString &sentence, const QString &headline)
{
    const auto bare = [](QString text) {
        text = text.simplified();
        return text.endsWith(u'.') ? text.chopped(1) : text;
    };
    return !sentence.isEmpty() && bare(sentence) != bare(headline);
}

QStringList headOf(const ReportedTest &test)
{
    const QString headline = ticketHeadline(test);
    QStringList lines;
    addParagraph(lines, ReportText::tr("**Test %1 %2: %3**")
                            .arg(line(configurationOf(test).id), wordInLine(outcomeOf(test)),
                                 line(headline)));
    addParagraph(lines, line(knownFailureOf(test).sentence));
    if (const QString who = whoseFault(test); !who.isEmpty())
        addParagraph(lines, ReportText::tr("**Whose fault:** %1").arg(who));
    if (const QString cause = ticketCause(test); saysMore(cause, headline))
        addParagraph(
            lines, ReportText::tr("**Cause:** %1").arg(line(cause, 2 * reporting::maxTicketLine)));
    return lines;
}

QStringList whatToDo(const ReportedTest &test)
{
    QStringList lines;
    const QStringList all = ticketAdvice(test);
    if (all.size() == 1) {
        addParagraph(lines, ReportText::tr("**What to do:** %1")
                                .arg(line(all.constFirst(), 2 * reporting::maxTicketLine)));
    } else if (!all.isEmpty()) {
        lines << ReportText::tr("**What to do:**") << QString();
        for (const QString &one : all.mid(0, maxAdvice))
            lines << "- "_L1 + line(one);
        if (all.size() > maxAdvice)
            lines << "- "_L1 +
                         ReportText::tr("and %1 more, in the report").arg(all.size() - maxAdvice);
        lines << QString();
    }
    if (const Diagnosis *diagnosis = diagnosisOf(test); diagnosis && !diagnosis->fix.text.isEmpty())
        lines += withFix(*diagnosis);
    return lines;
}

} // namespace

QString ticketFor(const ReportedTest &test)
{
    const QStringList head = headOf(test);
    QStringList tail = whatToDo(test) + circumstances(test);
    if (const QString again = repeatCommand(test); !again.isEmpty())
        tail << ReportText::tr("- Again: %1").arg(code(again));

    QStringList lines = proofOf(test);
    // A title, two fences and the empty lines around them go with what is proven.
    const qsizetype room =
        std::min(maxProof, qsizetype(maxTicketLines) - head.size() - tail.size() - 5);
    QStringList middle;
    if (!lines.isEmpty() && room > 0) {
        if (lines.size() > room) {
            const qsizetype more = lines.size() - room + 1;
            lines = lines.mid(0, room - 1);
            lines << ReportText::tr("(%1 more lines, in the report)").arg(more);
        }
        middle << ReportText::tr("**Proof:**") << QString();
        middle += reporting::codeBlock(lines.join(u'\n')).trimmed().split(u'\n');
        middle << QString();
    }
    return (head + middle + tail).mid(0, maxTicketLines).join(u'\n') + u'\n';
}

QByteArray renderTickets(const ReportInput &input)
{
    const bool allPassed =
        std::all_of(input.tests.begin(), input.tests.end(),
                    [](const auto &test) { return outcomeOf(test) == Outcome::Passed; });
    QStringList tickets;
    for (const QString &problem : input.problems)
        tickets << line(problem, 2 * reporting::maxTicketLine) + u'\n';
    for (const ReportedTest &test : input.tests) {
        if (allPassed || outcomeOf(test) != Outcome::Passed)
            tickets << ticketFor(test);
    }
    return tickets.join(u"\n---\n\n"_s).toUtf8();
}

} // namespace assay::models
